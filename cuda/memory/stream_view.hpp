// A CUDA stream as the memory room sees it: a name for an order of work.
#pragma once

#include <functional>

namespace prct::cuda {

/// The driver's handle, not owned; null is the legacy default stream. Equal handles mean one order of work. Therefore
/// a stream must have ended its work before it is destroyed, for the driver may give its handle to a new stream; and
/// the per-thread default stream, one handle for many orders, must not be used.
struct StreamView {
    void* handle = nullptr;

    bool operator==(const StreamView&) const = default;
    bool operator<(const StreamView& other) const { return std::less<void*>()(handle, other.handle); }
};

}  // namespace prct::cuda

// Events between streams: what a pool needs to hand a block that one stream freed to another.
#pragma once

#include <cstdint>

#include "memory/stream_view.hpp"

namespace prct::cuda {

using EventId = std::uint64_t;

/// Called by one thread at a time. Nothing here throws, because blocks are freed in destructors: where the driver
/// refuses, `record` and `wait` hold the host until the stream or the event has ended, which is as safe.
class StreamOrder {
   public:
    StreamOrder() = default;
    StreamOrder(const StreamOrder&) = delete;
    StreamOrder& operator=(const StreamOrder&) = delete;
    virtual ~StreamOrder() = default;

    /// A new event that is done once all work queued on `stream` so far has ended.
    virtual EventId record(StreamView stream) noexcept = 0;

    /// Work queued on `stream` from now on starts after `event`. The host goes on.
    virtual void wait(StreamView stream, EventId event) noexcept = 0;

    /// Whether `event` is done; never asked again once it was.
    virtual bool done(EventId event) noexcept = 0;

    /// `event` will not be named again. A stream may still be waiting for it.
    virtual void release(EventId event) noexcept = 0;
};

}  // namespace prct::cuda

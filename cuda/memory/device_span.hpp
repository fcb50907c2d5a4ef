// A view of a device array: where it lies and how long it is, and nothing of who owns it.
#pragma once

#include <cstddef>
#include <type_traits>

#include "memory/memory_resource.hpp"

namespace prct::cuda {

/// Elements on the device; the host may pass the address on but not read there. DeviceSpan<const T> is read-only.
template <class T>
class DeviceSpan {
   public:
    DeviceSpan() = default;
    DeviceSpan(DevicePointer address, std::size_t count) : address_(address), count_(count) {}

    /// A view to write through is a view to read through.
    template <class U>
    requires(std::is_same_v<T, const U>) DeviceSpan(DeviceSpan<U> other)
        : address_(other.address()), count_(other.size()) {}

    DevicePointer address() const { return address_; }
    /// For the arguments of a kernel.
    T* device_data() const { return reinterpret_cast<T*>(address_); }
    std::size_t size() const { return count_; }
    std::size_t size_bytes() const { return count_ * sizeof(T); }
    bool empty() const { return count_ == 0; }

    /// `count` elements from `first` on; the caller keeps them within the view.
    DeviceSpan subspan(std::size_t first, std::size_t count) const { return {address_ + first * sizeof(T), count}; }

   private:
    DevicePointer address_ = 0;
    std::size_t count_ = 0;
};

}  // namespace prct::cuda

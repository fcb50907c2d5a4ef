// The owner of a device array.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>

#include "memory/device_span.hpp"
#include "memory/memory_resource.hpp"
#include "memory/out_of_memory.hpp"

namespace prct::cuda {

/// `count` elements, not initialised, given back to the resource in the order of the stream when the owner ends.
template <class T>
class DeviceBuffer {
    static_assert(std::is_trivially_copyable_v<T>, "elements travel to the device as bytes");

   public:
    /// Owns nothing.
    DeviceBuffer() = default;

    /// `resource` outlives this. Throws OutOfMemory.
    DeviceBuffer(std::size_t count, MemoryResource& resource, StreamView stream)
        : count_(count), resource_(&resource), stream_(stream) {
        if (count > std::numeric_limits<std::size_t>::max() / sizeof(T))
            throw OutOfMemory("asked for a device array of " + std::to_string(count) + " elements of " +
                              std::to_string(sizeof(T)) + " bytes, more than any address reaches; check its size");
        address_ = resource.allocate(count * sizeof(T), stream);
    }

    ~DeviceBuffer() { reset(); }
    DeviceBuffer(const DeviceBuffer&) = delete;
    DeviceBuffer& operator=(const DeviceBuffer&) = delete;
    DeviceBuffer(DeviceBuffer&& other) noexcept { swap(other); }
    DeviceBuffer& operator=(DeviceBuffer&& other) noexcept {
        DeviceBuffer(std::move(other)).swap(*this);
        return *this;
    }

    std::size_t size() const { return count_; }
    std::size_t size_bytes() const { return count_ * sizeof(T); }
    DevicePointer address() const { return address_; }
    DeviceSpan<T> span() { return {address_, count_}; }
    DeviceSpan<const T> span() const { return {address_, count_}; }

    StreamView stream() const { return stream_; }

    /// The stream in whose order the array will be given back: the last one that uses it.
    void set_stream(StreamView stream) { stream_ = stream; }

    /// Give the array back now.
    void reset() noexcept {
        if (resource_ != nullptr) resource_->deallocate(address_, size_bytes(), stream_);
        address_ = 0;
        count_ = 0;
        resource_ = nullptr;
    }

    void swap(DeviceBuffer& other) noexcept {
        std::swap(address_, other.address_);
        std::swap(count_, other.count_);
        std::swap(resource_, other.resource_);
        std::swap(stream_, other.stream_);
    }

   private:
    DevicePointer address_ = 0;
    std::size_t count_ = 0;
    MemoryResource* resource_ = nullptr;
    StreamView stream_;
};

}  // namespace prct::cuda

// Tables that travel to the device as one piece.
#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <type_traits>
#include <vector>

#include "driver/driver.hpp"
#include "memory/buffer.hpp"

namespace prct::cuda {

/// Where a table lies within its blob.
template <class T>
struct Place {
    std::size_t offset = 0;
};

/// Where tables lie in a piece of memory that is made later.
class Layout {
   public:
    /// Room for a table, aligned for any access of a kernel.
    template <class T>
    Place<T> reserve(std::size_t count) {
        const std::size_t start = (size_ + kAlignment - 1) / kAlignment * kAlignment;
        size_ = start + count * sizeof(T);
        return {start};
    }
    std::size_t size() const { return size_; }

   private:
    static constexpr std::size_t kAlignment = 16;
    std::size_t size_ = 0;
};

class Blob {
   public:
    /// Appends a table, aligned for any access of a kernel.
    template <class T>
    Place<T> put(std::span<const T> table) {
        static_assert(std::is_trivially_copyable_v<T>);
        const Place<T> place = reserve<T>(table.size());
        if (!table.empty()) std::memcpy(bytes_.data() + place.offset, table.data(), table.size_bytes());
        return place;
    }
    template <class T>
    Place<T> put(const std::vector<T>& table) {
        return put(std::span<const T>(table));
    }
    /// Room for a table that is filled later.
    template <class T>
    Place<T> reserve(std::size_t count) {
        const Place<T> place = layout_.reserve<T>(count);
        bytes_.resize(layout_.size());
        return place;
    }
    template <class T>
    T* host(Place<T> place) {
        return reinterpret_cast<T*>(bytes_.data() + place.offset);
    }
    std::span<const std::byte> bytes() const { return bytes_; }
    std::size_t size() const { return bytes_.size(); }

   private:
    Layout layout_;
    std::vector<std::byte> bytes_;
};

/// A table of what begins at `base` on the host.
template <class T>
T* host_pointer(std::byte* base, Place<T> place) {
    return reinterpret_cast<T*>(base + place.offset);
}
template <class T>
const T* host_pointer(const std::byte* base, Place<T> place) {
    return reinterpret_cast<const T*>(base + place.offset);
}

/// The address on the device of a table of the blob that begins at `base`.
template <class T>
T* device_pointer(DevicePointer base, Place<T> place) {
    return reinterpret_cast<T*>(base + place.offset);
}

}  // namespace prct::cuda

#include "memory/memory_need.hpp"

#include <algorithm>
#include <limits>

#include "memory/byte_size.hpp"
#include "memory/out_of_memory.hpp"

namespace prct::cuda {

void MemoryNeed::add(const std::string& name, std::size_t size_bytes, const std::string& remedy) {
    const std::size_t rounded_bytes = round_up_bytes(size_bytes);
    if (rounded_bytes > std::numeric_limits<std::size_t>::max() - total_bytes_)
        throw OutOfMemory("the part '" + name + "' of " + byte_text(rounded_bytes) +
                          " brings the need for device memory beyond any address; " + remedy);
    total_bytes_ += rounded_bytes;
    const auto found = std::find_if(parts_.begin(), parts_.end(), [&](const auto& part) { return part.name == name; });
    if (found == parts_.end())
        parts_.push_back({name, rounded_bytes, remedy});
    else
        found->size_bytes += rounded_bytes;
}

std::string MemoryNeed::text() const {
    std::string text;
    for (const MemoryPart& part : parts_) text += part.name + " " + byte_text(part.size_bytes) + ", ";
    return text + "total " + byte_text(total_bytes_);
}

void refuse(const MemoryNeed& need, std::size_t free_bytes) {
    if (need.total_bytes() <= free_bytes) return;
    const auto smaller = [](const MemoryPart& a, const MemoryPart& b) { return a.size_bytes < b.size_bytes; };
    const MemoryPart& largest = *std::max_element(need.parts().begin(), need.parts().end(), smaller);
    throw OutOfMemory("the device has " + byte_text(free_bytes) + " free, " +
                      byte_text(need.total_bytes() - free_bytes) + " less than is needed (" + need.text() +
                      "); the largest part is " + largest.name + ": " + largest.remedy);
}

}  // namespace prct::cuda

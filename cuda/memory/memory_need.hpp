// What a piece of work needs of the device's memory, by part, before any of it is asked for.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace prct::cuda {

struct MemoryPart {
    std::string name;
    std::size_t size_bytes;
    /// What makes this part smaller, as an order: "lower the number of trajectories".
    std::string remedy;
};

/// The sum of named parts, each rounded up to 256 B as the resources do.
class MemoryNeed {
   public:
    /// Parts of one name are added up, under the first one's remedy. Throws OutOfMemory for a sum beyond std::size_t.
    void add(const std::string& name, std::size_t size_bytes, const std::string& remedy);

    const std::vector<MemoryPart>& parts() const { return parts_; }
    std::size_t total_bytes() const { return total_bytes_; }

    /// "positions 1.2 MiB, lists 30 MiB, total 31.2 MiB", in the order of the first `add`s.
    std::string text() const;

   private:
    std::vector<MemoryPart> parts_;
    std::size_t total_bytes_ = 0;
};

/// Throws OutOfMemory where `need` exceeds `free_bytes`: every part, what is missing, and how to reduce the largest.
void refuse(const MemoryNeed& need, std::size_t free_bytes);

}  // namespace prct::cuda

// The stream of random integers of the graph searches: equal on every platform for equal seeds.
#pragma once

#include <cstdint>

namespace prct {

/// SplitMix64. Source: Steele, Lea and Flood, OOPSLA 2014.
class RandomStream {
   public:
    explicit RandomStream(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15ULL;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    }

    /// 0 .. bound-1 for bound >= 1; the bias of at most bound / 2^32 does not matter to a search.
    std::uint32_t below(std::uint32_t bound) {
        return static_cast<std::uint32_t>(((next() >> 32) * static_cast<std::uint64_t>(bound)) >> 32);
    }

   private:
    std::uint64_t state_;
};

}  // namespace prct

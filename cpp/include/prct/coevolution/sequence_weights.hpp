// Weights of aligned sequences: each counts one over the number of sequences that resemble it. Eq. 24b
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace prct {

/// Row-major [M, length] states of M aligned sequences.
struct SequencesView {
    std::span<const std::uint8_t> states;
    int length = 0;
    int count() const { return length > 0 ? static_cast<int>(states.size() / static_cast<std::size_t>(length)) : 0; }
    const std::uint8_t* row(int n) const { return states.data() + static_cast<std::size_t>(n) * length; }
};

/// 1 / (number of sequences, itself included, that share at least `identity` of all columns), [M]. O(M² length), bytes
/// compared a vector at a time. Throws InputError unless 0 < identity <= 1.
std::vector<float> sequence_weights(const SequencesView& sequences, double identity, int threads = 1);

}  // namespace prct

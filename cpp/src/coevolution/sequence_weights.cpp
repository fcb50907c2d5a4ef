#include "prct/coevolution/sequence_weights.hpp"

#include <algorithm>
#include <cmath>

#include "prct/base/simd.hpp"
#include "prct/base/thread_pool.hpp"
#include "prct/error.hpp"

namespace prct {
namespace {

/// Sequences looked at together, so that their rows stay in the cache.
constexpr int tile = 256;

/// Rows padded to whole vectors of bytes that never differ.
struct PaddedRows {
    PaddedRows(const SequencesView& sequences) : width(simd::whole_vectors<std::uint8_t>(sequences.length)) {
        bytes.resize(static_cast<std::size_t>(width) * sequences.count());
        for (int n = 0; n < sequences.count(); ++n)
            std::copy_n(sequences.row(n), sequences.length, bytes.data() + static_cast<std::size_t>(n) * width);
    }
    const std::uint8_t* row(int n) const { return bytes.data() + static_cast<std::size_t>(n) * width; }
    int width;
    std::vector<std::uint8_t> bytes;
};

}  // namespace

std::vector<float> sequence_weights(const SequencesView& sequences, double identity, int threads) {
    if (!(identity > 0 && identity <= 1)) throw InputError("identity must lie in (0, 1]");
    const int count = sequences.count();
    const int allowed = static_cast<int>(std::floor((1.0 - identity) * sequences.length + 1e-9));
    const PaddedRows rows(sequences);
    std::vector<float> weights(static_cast<std::size_t>(count));
    ThreadPool pool(threads);
    pool.run([&](int rank) {
        const auto [first, last] = pool.part(rank, count);
        std::vector<int> similar(static_cast<std::size_t>(last - first), 0);
        for (int from = 0; from < count; from += tile)
            for (int n = first; n < last; ++n)
                for (int m = from; m < std::min(count, from + tile); ++m)
                    similar[n - first] += simd::differing_bytes(rows.row(n), rows.row(m), rows.width) <= allowed;
        for (int n = first; n < last; ++n) weights[n] = 1.0f / static_cast<float>(similar[n - first]);
    });
    return weights;
}

}  // namespace prct

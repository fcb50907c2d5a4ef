#include "prct/spatial/verlet_list.hpp"

#include <cmath>
#include <numeric>
#include <string>

#include "prct/base/simd.hpp"
#include "prct/error.hpp"

namespace prct {

namespace {
// Single-precision distances are off by less than this; a pair at the very edge is listed rather than lost.
constexpr float radius_margin = 1.0F + 1e-6F;
}  // namespace

VerletList::VerletList(float cutoff_a, float skin_a, PairRows rows, int row_multiple)
    : cutoff_a_(cutoff_a), skin_a_(skin_a), rows_(rows), row_multiple_(row_multiple) {
    set_cutoff(cutoff_a);
    if (row_multiple < 1)
        throw InputError("neighbour list rows padded to multiples of " + std::to_string(row_multiple) +
                         "; choose 1 or more");
}

void VerletList::set_cutoff(float cutoff_a) {
    if (!(cutoff_a > 0.0F) || !std::isfinite(cutoff_a) || !(skin_a_ >= 0.0F) || !std::isfinite(skin_a_))
        throw InputError("neighbour list with cutoff " + std::to_string(cutoff_a) + " A and skin " +
                         std::to_string(skin_a_) + " A; choose cutoff > 0 and skin >= 0, both finite");
    cutoff_a_ = cutoff_a;
}

void VerletList::prepare(std::span<const Vec3<float>> positions_a) {
    const std::size_t n = positions_a.size();
    cells_.build(positions_a, (cutoff_a_ + skin_a_) * radius_margin);
    built_at_a_.assign(positions_a.begin(), positions_a.end());
    chunks_.resize((n + chunk_rows - 1) / chunk_rows);
    start_.resize(n);
    count_.resize(n);
}

int VerletList::collect(int i, std::vector<std::int32_t>& chunk, int used) const {
    static_assert(simd::lanes<float> <= CellList::padding);
    struct Run {
        int first, last;
    } runs[9];
    int run_count = 0, reach = 0;
    const Vec3<float> p = built_at_a_[i];
    cells_.visit_runs(p, [&](int first, int last) {
        runs[run_count++] = {first, last};
        reach += last - first;
    });
    const std::size_t need = static_cast<std::size_t>(used) + reach + simd::lanes<float> + row_multiple_;
    if (chunk.size() < need) chunk.resize(need + need / 2);

    const float radius = (cutoff_a_ + skin_a_) * radius_margin;
    const std::int32_t* order = cells_.order();
    const std::int32_t after = rows_ == PairRows::half ? i : -1;
    std::int32_t* const begin = chunk.data() + used;
    std::int32_t* end = begin;
    for (int r = 0; r < run_count; ++r)
        for (int k = runs[r].first; k < runs[r].last; k += simd::lanes<float>) {
            const auto dx = simd::load(cells_.x() + k) - p.x;
            const auto dy = simd::load(cells_.y() + k) - p.y;
            const auto dz = simd::load(cells_.z() + k) - p.z;
            end = simd::append_within(end, dx * dx + dy * dy + dz * dz, radius * radius, order + k, runs[r].last - k,
                                      after);
        }
    return static_cast<int>(end - begin);
}

bool VerletList::needs_rebuild(std::span<const Vec3<float>> positions_a) const {
    if (positions_a.size() != built_at_a_.size()) return true;
    const float limit = 0.25F * skin_a_ * skin_a_;
    bool moved = false;
    for (std::size_t i = 0; i < positions_a.size(); ++i) moved |= !(norm2(positions_a[i] - built_at_a_[i]) <= limit);
    return moved;
}

std::size_t VerletList::pair_count() const {
    const auto entries = std::accumulate(count_.begin(), count_.end(), std::size_t{0});
    return rows_ == PairRows::full ? entries / 2 : entries;
}

}  // namespace prct

#include "prct/dynamics/schedule.hpp"

#include <algorithm>
#include <cmath>

#include "prct/error.hpp"

namespace prct {

Schedule::Schedule(std::vector<Keyframe> frames) : frames_(std::move(frames)) {
    if (frames_.empty()) throw InputError("a schedule needs at least one keyframe");
    for (std::size_t k = 0; k < frames_.size(); ++k) {
        const Keyframe& f = frames_[k];
        if (!(f.temperature_k >= 0) || !std::isfinite(f.temperature_k))
            throw InputError("keyframe " + std::to_string(k) + ": the temperature must be finite and >= 0 K");
        if (!(f.progress >= 0 && f.progress <= 1) || (k && f.progress < frames_[k - 1].progress))
            throw InputError("keyframe " + std::to_string(k) + ": progress must ascend within [0, 1]");
    }
}

Keyframe Schedule::at(double progress) const {
    if (progress <= frames_.front().progress) return frames_.front();
    if (progress >= frames_.back().progress) return frames_.back();
    const auto upper = std::upper_bound(frames_.begin(), frames_.end(), progress,
                                        [](double p, const Keyframe& f) { return p < f.progress; });
    const Keyframe &a = *(upper - 1), &b = *upper;
    const double t = (progress - a.progress) / (b.progress - a.progress);
    Keyframe out = a;
    out.progress = progress;
    out.temperature_k += t * (b.temperature_k - a.temperature_k);
    for (int k = 0; k < kTerms; ++k) out.scales.factor[k] += t * (b.scales.factor[k] - a.scales.factor[k]);
    out.scales.saturation += t * (b.scales.saturation - a.scales.saturation);
    return out;
}

}  // namespace prct

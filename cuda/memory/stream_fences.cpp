#include "memory/stream_fences.hpp"

namespace prct::cuda {

Fence StreamFences::record(StreamView stream) {
    auto fence = std::make_shared<StreamFence>(order_, stream, ++recorded_);
    auto& fences = open_[stream].fences;
    // A block that is freed and taken again on one stream leaves an expired entry each time.
    while (!fences.empty() && fences.back().expired()) fences.pop_back();
    fences.push_back(fence);
    return fence;
}

bool StreamFences::refresh() {
    bool changed = false;
    for (auto& [stream, open] : open_) {
        for (; !open.fences.empty(); open.fences.pop_front()) {
            const Fence fence = open.fences.front().lock();
            if (!fence) continue;
            if (!order_.done(fence->event())) break;
            fence->done_ = changed = true;
        }
    }
    std::erase_if(open_, [](const auto& entry) { return entry.second.fences.empty(); });
    return changed;
}

bool StreamFences::is_clear(const Fence& fence, StreamView stream) const {
    if (!fence || fence->done() || fence->stream() == stream) return true;
    const auto& waited = open_.at(fence->stream()).waited;
    const auto found = waited.find(stream);
    return found != waited.end() && found->second >= fence->number();
}

void StreamFences::wait(StreamView stream, const Fence& fence) {
    if (is_clear(fence, stream)) return;
    order_.wait(stream, fence->event());
    open_.at(fence->stream()).waited[stream] = fence->number();
    ++waits_;
}

std::size_t StreamFences::open_fences(StreamView stream) const {
    const auto found = open_.find(stream);
    return found == open_.end() ? 0 : found->second.fences.size();
}

}  // namespace prct::cuda

// Streams without a device: a logical clock for each, which the test moves, and what each stream is ordered after.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <vector>

#include "memory/stream_order.hpp"

namespace prct::cuda {

/// The n-th stream; the default stream is the 0-th.
inline StreamView stream_of(std::uintptr_t n) { return {reinterpret_cast<void*>(n)}; }

/// Each `record` is one step of its stream; a step ends when `advance` comes to it. Use from one thread at a time.
class FakeStreamOrder final : public StreamOrder {
   public:
    using Clock = std::map<StreamView, std::uint64_t>;

    ~FakeStreamOrder() override { EXPECT_EQ(held_, 0) << "events were not released"; }

    EventId record(StreamView stream) noexcept override {
        ++after_[stream][stream];
        events_.push_back({stream, after_[stream], false});
        steps_[stream].push_back(events_.size());
        ++held_;
        return events_.size();
    }

    void wait(StreamView stream, EventId event) noexcept override {
        EXPECT_FALSE(at(event).released);
        for (const auto& [other, step] : at(event).after) {
            std::uint64_t& known = after_[stream][other];
            known = std::max(known, step);
        }
    }

    bool done(EventId event) noexcept override {
        EXPECT_FALSE(at(event).released);
        return has_ended(at(event).stream, at(event).after[at(event).stream]);
    }

    void release(EventId event) noexcept override {
        EXPECT_FALSE(at(event).released);
        at(event).released = true;
        --held_;
    }

    /// The steps queued on `stream` so far.
    std::uint64_t queued(StreamView stream) { return after_[stream][stream]; }

    bool has_ended(StreamView stream, std::uint64_t step) { return ended_[stream] >= step; }

    /// Whether work queued on `waiter` now starts after `step` of `stream`.
    bool is_after(StreamView waiter, StreamView stream, std::uint64_t step) {
        return after_[waiter][stream] >= step || has_ended(stream, step);
    }

    /// End the next step of `stream`, if there is one and all that it waits for has ended.
    bool advance(StreamView stream) {
        const std::uint64_t next = ended_[stream];
        if (next >= steps_[stream].size()) return false;
        for (const auto& [other, step] : at(steps_[stream][next]).after)
            if (!(other == stream) && !has_ended(other, step)) return false;
        ++ended_[stream];
        return true;
    }

    /// End all that is queued anywhere.
    void finish() {
        for (bool moved = true; moved;) {
            moved = false;
            for (const auto& [stream, steps] : steps_)
                while (advance(stream)) moved = true;
        }
    }

    /// Events that were recorded and not released.
    std::int64_t held() const { return held_; }

   private:
    struct Event {
        StreamView stream;
        Clock after;
        bool released;
    };

    Event& at(EventId event) { return events_.at(event - 1); }

    std::vector<Event> events_;
    std::map<StreamView, Clock> after_;
    std::map<StreamView, std::vector<EventId>> steps_;
    Clock ended_;
    std::int64_t held_ = 0;
};

}  // namespace prct::cuda

// Who may use a block that a stream freed, and when: one recorded event per free, shared by the parts of the block.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>

#include "memory/stream_order.hpp"

namespace prct::cuda {

/// An event on the stream that freed a block. `number` ascends with every free of the pool, so that of two fences of
/// one stream the higher one implies the lower.
class StreamFence {
   public:
    StreamFence(StreamOrder& order, StreamView stream, std::uint64_t number)
        : order_(order), stream_(stream), number_(number), event_(order.record(stream)) {}
    StreamFence(const StreamFence&) = delete;
    StreamFence& operator=(const StreamFence&) = delete;
    ~StreamFence() { order_.release(event_); }

    StreamView stream() const { return stream_; }
    std::uint64_t number() const { return number_; }
    EventId event() const { return event_; }

    /// As of the last StreamFences::refresh.
    bool done() const { return done_; }

   private:
    friend class StreamFences;
    StreamOrder& order_;
    StreamView stream_;
    std::uint64_t number_;
    EventId event_;
    bool done_ = false;
};

/// Null where any stream may use the block at once.
using Fence = std::shared_ptr<StreamFence>;

class StreamFences {
   public:
    /// `order` outlives this and every fence of it.
    explicit StreamFences(StreamOrder& order) : order_(order) {}

    Fence record(StreamView stream);

    /// Ask which fences are done by now; true when there are new ones. One question a stream and a done fence.
    bool refresh();

    /// Whether `stream` needs no wait: the fence is its own, done, or before one that it has waited for.
    bool is_clear(const Fence& fence, StreamView stream) const;

    /// Make `stream` wait for the fence unless it is clear.
    void wait(StreamView stream, const Fence& fence);

    std::uint64_t waits() const { return waits_; }

    /// How many fences of `stream` are kept track of.
    std::size_t open_fences(StreamView stream) const;

   private:
    /// Of a stream that has fences which are not known to be done.
    struct Open {
        std::deque<std::weak_ptr<StreamFence>> fences;  // oldest first
        std::map<StreamView, std::uint64_t> waited;     // the highest fence that each other stream has waited for
    };

    StreamOrder& order_;
    std::uint64_t recorded_ = 0, waits_ = 0;
    std::map<StreamView, Open> open_;
};

}  // namespace prct::cuda

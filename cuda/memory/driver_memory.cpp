#include "memory/driver_memory.hpp"

namespace prct::cuda {

namespace {

/// For calls that must not throw: a driver that has failed has nothing left to wait for.
template <class F>
void quietly(F&& call) noexcept {
    try {
        call();
    } catch (const Error&) {  // whoever asks for the result is told
    }
}

}  // namespace

DevicePointer DriverMemory::do_allocate(std::size_t size_bytes, StreamView) { return driver_.allocate(size_bytes); }

void DriverMemory::do_deallocate(DevicePointer block, std::size_t, StreamView stream) noexcept {
    quietly([&] { driver_.synchronize(stream); });
    driver_.release(block);
}

DriverStreamOrder::~DriverStreamOrder() {
    for (const auto& [id, event] : events_) driver_.release(event);
}

EventId DriverStreamOrder::record(StreamView stream) noexcept {
    try {
        const EventHandle event = driver_.make_event();
        events_[next_] = event;
        driver_.record(event, stream);
    } catch (const Error&) {
        release(next_);
        quietly([&] { driver_.synchronize(stream); });
    }
    return next_++;
}

void DriverStreamOrder::wait(StreamView stream, EventId id) noexcept {
    const auto found = events_.find(id);
    if (found != events_.end()) quietly([&] { driver_.wait(stream, found->second); });
}

bool DriverStreamOrder::done(EventId id) noexcept {
    const auto found = events_.find(id);
    bool over = true;
    if (found != events_.end()) quietly([&] { over = driver_.done(found->second); });
    return over;
}

void DriverStreamOrder::release(EventId id) noexcept {
    const auto found = events_.find(id);
    if (found == events_.end()) return;
    driver_.release(found->second);
    events_.erase(found);
}

}  // namespace prct::cuda

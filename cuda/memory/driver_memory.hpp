// The bottom of the stack: memory and events of a driver.
#pragma once

#include <map>

#include "driver/driver.hpp"
#include "memory/memory_resource.hpp"
#include "memory/stream_order.hpp"

namespace prct::cuda {

/// Every block is the driver's own. Freeing waits for the stream, as the driver takes memory back at once.
class DriverMemory final : public MemoryResource {
   public:
    explicit DriverMemory(Driver& driver) : driver_(driver) {}

   private:
    DevicePointer do_allocate(std::size_t size_bytes, StreamView stream) override;
    void do_deallocate(DevicePointer block, std::size_t size_bytes, StreamView stream) noexcept override;

    Driver& driver_;
};

/// Events of the driver between streams.
class DriverStreamOrder final : public StreamOrder {
   public:
    explicit DriverStreamOrder(Driver& driver) : driver_(driver) {}
    ~DriverStreamOrder() override;

    EventId record(StreamView stream) noexcept override;
    void wait(StreamView stream, EventId event) noexcept override;
    bool done(EventId event) noexcept override;
    void release(EventId event) noexcept override;

   private:
    Driver& driver_;
    std::map<EventId, EventHandle> events_;  ///< an id without an event was over when it was recorded
    EventId next_ = 1;
};

}  // namespace prct::cuda

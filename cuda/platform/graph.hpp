// Launches that are made as one.
#pragma once

#include <utility>

#include "driver/driver.hpp"

namespace prct::cuda {

class Graph {
   public:
    Graph() = default;
    /// What `launch` launches on the stream.
    template <class Launch>
    Graph(Driver& driver, StreamView stream, Launch&& launch) : driver_(&driver) {
        driver.begin_capture(stream);
        try {
            launch();
        } catch (...) {
            driver.release_graph(driver.end_capture(stream));
            throw;
        }
        handle_ = driver.end_capture(stream);
    }
    ~Graph() {
        if (handle_) driver_->release_graph(handle_);
    }
    Graph(Graph&& other) noexcept { *this = std::move(other); }
    Graph& operator=(Graph&& other) noexcept {
        std::swap(driver_, other.driver_);
        std::swap(handle_, other.handle_);
        return *this;
    }

    void launch(StreamView stream) const { driver_->launch_graph(handle_, stream); }

   private:
    Driver* driver_ = nullptr;
    GraphHandle handle_ = nullptr;
};

}  // namespace prct::cuda

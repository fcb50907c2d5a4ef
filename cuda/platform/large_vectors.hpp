// Vectors of a minimiser on the device.
#pragma once

#include <vector>

#include "kernels/large_vectors.h"
#include "platform/large_system.hpp"

namespace prct::cuda {

class LargeVectors {
   public:
    explicit LargeVectors(LargeSystem& system);

    static std::size_t bytes(std::size_t coordinates);

    /// What the calls below do; `begin` sends it.
    device::VectorTask& task() { return task_; }
    void ask(std::int32_t a, std::int32_t b) { task_.dot[task_.dots++] = {a, b}; }
    void begin();

    void combine() { launch(combine_); }
    void advance() { launch(advance_); }
    /// s, y, the largest force, and the dot products.
    void compare_and_multiply();
    void accept() { launch(accept_); }

    /// Waits for the device: the dot products in the order they were asked for.
    std::vector<double> read();
    /// Of the last `read`.
    float largest_direction() const { return largest_direction_; }
    float largest_gradient() const { return largest_gradient_; }

    std::vector<float> point();

   private:
    void launch(KernelHandle kernel);

    LargeSystem& system_;
    Driver& driver_;
    StreamView stream_;
    std::size_t blocks_;
    DeviceBuffer<float> vectors_;
    DeviceBuffer<std::byte> answers_;
    DeviceBuffer<device::VectorTask> at_;
    device::VectorTask task_{};
    KernelHandle combine_, advance_, compare_, accept_, multiply_;
    float largest_direction_ = 0, largest_gradient_ = 0;
};

}  // namespace prct::cuda

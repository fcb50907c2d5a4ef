#include "platform/large_vectors.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace prct::cuda {

namespace {

/// Vectors besides those of the system's own state.
constexpr std::size_t kOwnVectors = device::kSlots - device::kPointSlot;
/// Numbers of a vector that are worth a block.
constexpr std::size_t kBlockShare = 1024;
/// Partial sums follow the other answers.
constexpr std::size_t kPartialOffset = 16;
static_assert(sizeof(device::VectorAnswers) <= kPartialOffset);
constexpr std::size_t kAnswerBytes = kPartialOffset + sizeof(double) * device::kMostDotBlocks * device::kMostDots;

}  // namespace

std::size_t LargeVectors::bytes(std::size_t coordinates) {
    return kOwnVectors * coordinates * sizeof(float) + kAnswerBytes + sizeof(device::VectorTask);
}

LargeVectors::LargeVectors(LargeSystem& system)
    : system_(system),
      driver_(system.device().driver()),
      stream_(system.stream()),
      blocks_(std::min<std::size_t>(device::kMostDotBlocks, system.coordinates() / kBlockShare + 1)),
      vectors_(kOwnVectors * system.coordinates(), system.device().memory(), stream_),
      answers_(kAnswerBytes, system.device().memory(), stream_),
      at_(1, system.device().memory(), stream_) {
    task_.slot[device::kNextSlot] = system.state_address();
    task_.slot[device::kNextGradientSlot] = system.gradient_address();
    float* const own = reinterpret_cast<float*>(vectors_.address());
    for (std::size_t k = 0; k < kOwnVectors; ++k) task_.slot[device::kPointSlot + k] = own + k * system.coordinates();
    task_.size = static_cast<std::int32_t>(system.coordinates());
    task_.answers = reinterpret_cast<device::VectorAnswers*>(answers_.address());
    task_.partial = reinterpret_cast<double*>(answers_.address() + kPartialOffset);
    const auto kernel = [&](const char* name) { return system.device().kernel("large_vectors", name); };
    combine_ = kernel("large_combine_vectors");
    advance_ = kernel("large_advance_point");
    compare_ = kernel("large_compare_points");
    accept_ = kernel("large_accept_point");
    multiply_ = kernel("large_multiply_vectors");
}

void LargeVectors::launch(KernelHandle kernel) {
    const LaunchShape shape{static_cast<unsigned>(blocks_), device::kVectorThreads, 0};
    driver_.launch(kernel, shape, stream_, at_.address());
}

void LargeVectors::begin() {
    driver_.upload(at_.address(), std::as_bytes(std::span(&task_, 1)), stream_);
    driver_.fill(answers_.address(), 0, sizeof(device::VectorAnswers), stream_);
}

void LargeVectors::compare_and_multiply() {
    // An evaluation that is made again, with longer lists, has left its own.
    driver_.fill(answers_.address() + offsetof(device::VectorAnswers, largest_gradient), 0, sizeof(std::int32_t),
                 stream_);
    launch(compare_);
    launch(multiply_);
}

std::vector<double> LargeVectors::read() {
    const auto dots = static_cast<std::size_t>(task_.dots);
    std::vector<std::byte> bytes(kPartialOffset + sizeof(double) * blocks_ * dots);
    driver_.download(bytes, answers_.address(), stream_);
    device::VectorAnswers answers;
    std::memcpy(&answers, bytes.data(), sizeof answers);
    std::memcpy(&largest_direction_, &answers.largest_direction, sizeof(float));
    std::memcpy(&largest_gradient_, &answers.largest_gradient, sizeof(float));
    std::vector<double> sums(dots, 0.0), partial(blocks_ * dots);
    std::memcpy(partial.data(), bytes.data() + kPartialOffset, partial.size() * sizeof(double));
    for (std::size_t block = 0; block < blocks_; ++block)
        for (std::size_t m = 0; m < dots; ++m) sums[m] += partial[block * dots + m];
    return sums;
}

std::vector<float> LargeVectors::point() {
    std::vector<float> numbers(system_.coordinates());
    driver_.download(std::as_writable_bytes(std::span(numbers)),
                     reinterpret_cast<DevicePointer>(task_.slot[device::kPointSlot]), stream_);
    return numbers;
}

}  // namespace prct::cuda

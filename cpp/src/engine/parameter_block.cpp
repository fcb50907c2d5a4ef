#include "prct/engine/parameter_block.hpp"

#include <cmath>
#include <string>

#include "prct/error.hpp"

namespace prct {

namespace {

[[noreturn]] void refuse(const char* name, double value, const char* wanted) {
    throw InputError(std::string(name) + " is " + std::to_string(value) + "; give " + wanted);
}

}  // namespace

void check(const LiveParameters& p) {
    if (p.total_steps < 1) refuse("total_steps", static_cast<double>(p.total_steps), "1 or more");
    if (!(p.step_ps > 0) || !std::isfinite(p.step_ps)) refuse("step_ps", p.step_ps, "a positive number");
    if (!(p.friction_per_ps >= 0) || !std::isfinite(p.friction_per_ps))
        refuse("friction_per_ps", p.friction_per_ps, "0 or more");
}

ParameterBlock::ParameterBlock(const LiveParameters& first) {
    check(first);
    write(buffers_[1], first);
}

// Each field is stored with release and loaded with acquire: whoever sees a field of version v + 2 in the buffer of v
// also sees that v + 1 has been published, and reads again.
void ParameterBlock::write(Buffer& buffer, const LiveParameters& p) {
    buffer.total_steps.store(p.total_steps, std::memory_order_release);
    buffer.step_ps.store(p.step_ps, std::memory_order_release);
    buffer.friction_per_ps.store(p.friction_per_ps, std::memory_order_release);
}

std::uint64_t ParameterBlock::publish(const LiveParameters& next) {
    check(next);
    const std::scoped_lock lock(writing_);
    const std::uint64_t version = version_.load(std::memory_order_relaxed) + 1;
    write(buffers_[version % 2], next);
    version_.store(version, std::memory_order_release);
    return version;
}

ParameterBlock::Versioned ParameterBlock::read() const {
    while (true) {
        const std::uint64_t version = this->version();
        const Buffer& buffer = buffers_[version % 2];
        const LiveParameters found{buffer.total_steps.load(std::memory_order_acquire),
                                   buffer.step_ps.load(std::memory_order_acquire),
                                   buffer.friction_per_ps.load(std::memory_order_acquire)};
        if (this->version() == version) return {version, found};
    }
}

}  // namespace prct

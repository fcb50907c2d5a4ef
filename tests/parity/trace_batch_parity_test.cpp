// Refinements of CA traces by the kernel, held against the CPU's in double precision.
#include <gtest/gtest.h>

#include "host/emulated_driver.hpp"
#include "memory/out_of_memory.hpp"
#include "parity/ca_traces.hpp"
#include "parity/platforms.hpp"
#include "platform/trace_batch.hpp"
#include "prct/error.hpp"

namespace {

using namespace prct;
using testing_traces::shaken_plan;

struct FieldCase {
    std::vector<std::int32_t> starts;
    Loss loss;
    double bisector_a, normal_a, absence_k;
    bool four;
};

CaRefinePlan plan_of(const FieldCase& c) {
    CaRefinePlan plan = shaken_plan(c.starts, 3);
    CaRefineOptions& o = plan.options;
    o.field.loss = c.loss;
    o.field.restraint_k = 1.7;
    o.field.cb_bisector_a = c.bisector_a;
    o.field.cb_normal_a = c.normal_a;
    o.field.absence_k = c.absence_k;
    o.loss_width_start_a = 3.0;
    o.absence_from = -0.8;  // on from the first step
    if (!c.four) o.fourth_noise_a = 0.0;
    return plan;
}

class TraceField : public ::testing::TestWithParam<std::string> {};

std::vector<Vec4> points_of(const CaRefinePlan& plan) {
    return in_four_dimensions(plan.start, static_cast<std::size_t>(plan.chain_starts.back()), plan.options);
}

double square_sum(const std::vector<Vec4>& a) {
    double sum = 0;
    for (const Vec4& p : a) sum += dot(p, p);
    return sum;
}

std::vector<Vec4> difference(std::vector<Vec4> a, const std::vector<Vec4>& b) {
    for (std::size_t i = 0; i < a.size(); ++i) a[i] -= b[i];
    return a;
}

/// The root of the mean square difference.
double rms_difference(const std::vector<Vec4>& a, const std::vector<Vec4>& b) {
    return std::sqrt(square_sum(difference(a, b)) / static_cast<double>(a.size()));
}

TEST_P(TraceField, GradientsAndEnergiesAreThoseOfTheCpu) {
    PRCT_SKIP_WITHOUT(GetParam());
    const auto device = cuda::shared_device(GetParam());
    const std::vector<FieldCase> cases = {
        {{0, 60}, Loss::huber, 0.0, 0.0, 0.0, false},
        {{0, 60}, Loss::huber, 1.5, 0.0, 2.0, true},
        {{0, 145}, Loss::geman_mcclure, 1.13, -0.93, 0.0, false},
        {{0, 97}, Loss::geman_mcclure, 1.5, 0.0, 0.3, true},
        {{0, 31, 34, 35, 90}, Loss::huber, 1.13, -0.93, 2.0, true},
        {{0, 5}, Loss::huber, 1.5, 0.0, 0.3, true},
        {{0, 2}, Loss::huber, 1.5, 0.0, 0.3, true},
        {{0, 1}, Loss::huber, 1.5, 0.0, 0.3, true},
    };
    for (const FieldCase& c : cases) {
        const CaRefinePlan plan = plan_of(c);
        const auto at = points_of(plan);
        CaField field(plan.chain_starts, plan.restraints, plan.options.field);
        std::vector<Vec4> gradient(at.size());
        const double energy = field.evaluate(at, phase_at(0.0, plan.options), gradient);
        const auto refined = cuda::refine_traces(*device, std::span(&plan, 1), 0).front();
        ASSERT_FALSE(refined.for_cpu);
        const double rms = std::sqrt(square_sum(gradient) / static_cast<double>(at.size()));
        EXPECT_LE(rms_difference(refined.gradient, gradient), 1e-6 * rms) << at.size();
        EXPECT_NEAR(refined.energy, energy, 1e-6 * energy) << at.size();
        EXPECT_LT(rms_difference(refined.positions, at), 1e-7);
    }
}

/// 24 steps of annealing, of which the last seven are flat, and 24 of the quench.
CaRefinePlan short_plan(std::int32_t n) {
    CaRefinePlan plan = shaken_plan({0, n / 3, n}, 4);
    plan.options.anneal_steps = plan.options.quench_steps = 24;
    plan.options.field.absence_k = 0.3;
    plan.options.field.cb_normal_a = -0.93;
    return plan;
}

TEST_P(TraceField, StepsLeadWhereTheCpuGoes) {
    PRCT_SKIP_WITHOUT(GetParam());
    const auto device = cuda::shared_device(GetParam());
    const CaRefinePlan plan = short_plan(60);
    for (const std::int32_t steps : {1, 10, 17, 18, 24, 25, 48}) {
        CaRefinement refinement(plan.chain_starts, plan.start, plan.restraints, plan.options);
        refinement.advance(steps);
        const auto refined = cuda::refine_traces(*device, std::span(&plan, 1), steps).front();
        ASSERT_FALSE(refined.for_cpu);
        // Roundings grow as the motion goes on.
        EXPECT_LT(rms_difference(refined.positions, refinement.state().positions), 1e-5 * std::exp2(steps / 8.0))
            << steps;
    }
    CaRefinement refinement(plan.chain_starts, plan.start, plan.restraints, plan.options);
    refinement.advance(48);
    EXPECT_NEAR(cuda::refine_traces(*device, std::span(&plan, 1)).front().energy, refinement.result().energy, 0.1);
}

INSTANTIATE_TEST_SUITE_P(Platforms, TraceField, ::testing::ValuesIn(prct::testing::gpu_platforms()),
                         prct::testing::platform_label);

cuda::Device emulated(const emulation::EmulatedGpu& gpu) {
    return {std::make_shared<emulation::EmulatedDriver>(gpu), 0};
}

/// Traces of different lengths, in this order.
std::vector<CaRefinePlan> mixed_plans() {
    std::vector<CaRefinePlan> plans;
    for (const std::int32_t n : {40, 90, 60, 90}) plans.push_back(short_plan(n));
    plans.back().options.seed = 9;
    return plans;
}

void expect_same(const std::vector<cuda::RefinedTrace>& a, const std::vector<cuda::RefinedTrace>& b) {
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t k = 0; k < a.size(); ++k) {
        EXPECT_EQ(square_sum(difference(a[k].positions, b[k].positions)), 0.0) << k;
        EXPECT_EQ(a[k].energy, b[k].energy) << k;
        EXPECT_FALSE(a[k].for_cpu || b[k].for_cpu);
    }
}

TEST(TraceBatch, TheOrderOfThreadsAndTheCompanyChangeNoByte) {
    const auto plans = mixed_plans();
    cuda::Device usual = emulated({});
    const auto together = cuda::refine_traces(usual, plans);
    EXPECT_NE(together[1].energy, together[3].energy);
    for (const std::uint64_t seed : {1, 2}) {
        emulation::EmulatedGpu gpu;
        gpu.order_seed = seed;
        cuda::Device device = emulated(gpu);
        expect_same(cuda::refine_traces(device, plans), together);
    }
    std::vector<cuda::RefinedTrace> alone;
    for (const CaRefinePlan& plan : plans) alone.push_back(cuda::refine_traces(usual, std::span(&plan, 1)).front());
    expect_same(alone, together);
}

TEST(TraceBatch, LittleMemoryIsTakenInWavesAndTooLittleIsSaid) {
    auto plans = mixed_plans();
    cuda::Device usual = emulated({});
    emulation::EmulatedGpu gpu;
    gpu.total_bytes = 40 << 10;
    cuda::Device small = emulated(gpu);
    expect_same(cuda::refine_traces(small, plans), cuda::refine_traces(usual, plans));
    for (std::uint64_t seed = 10; seed < 30; ++seed) {
        plans.push_back(short_plan(90));
        plans.back().options.seed = seed;
    }
    gpu.total_bytes = 512 << 10;
    gpu.taken_bytes = 460 << 10;  // since it was said to be free
    cuda::Device crowded = emulated(gpu);
    expect_same(cuda::refine_traces(crowded, plans), cuda::refine_traces(usual, plans));
    gpu.total_bytes = 4 << 10;
    cuda::Device tiny = emulated(gpu);
    EXPECT_THROW(cuda::refine_traces(tiny, plans), cuda::OutOfMemory);
}

TEST(TraceBatch, WhatABlockCannotDoIsLeftToTheCpu) {
    cuda::Device usual = emulated({});
    EXPECT_EQ(cuda::most_trace_residues(usual.properties()), 1100);
    auto plans = mixed_plans();
    plans[0].start[5] = std::numeric_limits<double>::quiet_NaN();
    for (auto& e : plans[2].restraints) e.weight = 1e9;
    const auto refined = cuda::refine_traces(usual, plans);
    EXPECT_TRUE(refined[0].for_cpu && refined[2].for_cpu);
    EXPECT_FALSE(refined[1].for_cpu || refined[3].for_cpu);

    emulation::EmulatedGpu gpu;
    gpu.block_memory_bytes = 7 << 10;
    cuda::Device small = emulated(gpu);
    const auto short_ones = cuda::refine_traces(small, plans);
    EXPECT_TRUE(short_ones[1].for_cpu && short_ones[3].for_cpu);
    EXPECT_FALSE(short_ones[2].positions.empty());
}

TEST(TraceBatch, RefusesWhatTheCpuRefuses) {
    cuda::Device usual = emulated({});
    auto plans = mixed_plans();
    plans[1].restraints[0].j = 90;
    EXPECT_THROW(cuda::refine_traces(usual, plans), InputError);
    plans = mixed_plans();
    plans[1].start.pop_back();
    EXPECT_THROW(cuda::refine_traces(usual, plans), InputError);
    EXPECT_TRUE(cuda::refine_traces(usual, {}).empty());
}

}  // namespace

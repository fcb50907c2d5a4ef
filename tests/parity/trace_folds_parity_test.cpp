// Whole first folds on a device, held against the CPU's: the same physics, not the same bytes.
#include <gtest/gtest.h>

#include "host/emulated_driver.hpp"
#include "parity/ca_traces.hpp"
#include "parity/platforms.hpp"
#include "platform/trace_folds.hpp"
#include "prct/error.hpp"

namespace {

using namespace prct;
using testing_traces::fold_problem;
using testing_traces::FoldProblem;

std::vector<CaFolding> foldings(std::int32_t n, Evidence evidence, int count, std::int32_t anneal_steps = 1500) {
    std::vector<CaFolding> all;
    for (int seed = 1; seed <= count; ++seed) {
        FoldProblem p = fold_problem(n, evidence, static_cast<std::uint64_t>(seed));
        p.options.anneal_steps = anneal_steps;
        all.push_back(p.folding());
    }
    return all;
}

std::vector<cuda::TraceFoldOutcome> outcomes(cuda::Device& device, std::vector<CaFolding>& folds) {
    std::vector<CaFolding*> all;
    for (CaFolding& f : folds) all.push_back(&f);
    return cuda::fold_traces(device, all);
}

/// What each failed of.
std::vector<std::string> fold(cuda::Device& device, std::vector<CaFolding>& folds) {
    std::vector<std::string> failures;
    for (const auto& [failure, lost] : outcomes(device, folds)) failures.push_back(failure);
    return failures;
}

void fold_on_cpu(CaFolding& folding) { folding.advance(std::numeric_limits<std::int32_t>::max()); }

/// What a fold came to: energies of both hands, margin, mean violation (Å), radius (Å).
std::vector<double> figures(const CaFolding& folding, const FoldProblem& problem) {
    const CaFoldResult r = folding.result();
    double violation_a = 0, squares = 0;
    for (const CaRestraint& e : problem.restraints) {
        const double d = testing_traces::distance(r.trace_a, e.i, e.j);
        violation_a += std::max({0.0, d - e.upper_a, e.lower_a - d}) / static_cast<double>(problem.restraints.size());
    }
    for (const double x : r.trace_a) squares += x * x;
    return {r.energy, r.other_energy, r.margin, violation_a, std::sqrt(3 * squares / double(r.trace_a.size()))};
}

struct Mean {
    double value, error;
};

Mean mean_of(const std::vector<CaFolding>& folds, const FoldProblem& problem, std::size_t figure) {
    double sum = 0, squares = 0;
    for (const CaFolding& f : folds) {
        const double x = figures(f, problem)[figure];
        sum += x;
        squares += x * x;
    }
    const auto n = static_cast<double>(folds.size());
    return {sum / n, std::sqrt(std::max(0.0, squares / n - sum * sum / (n * n)) / (n - 1))};
}

class TraceFoldsOn : public ::testing::TestWithParam<std::string> {};

TEST_P(TraceFoldsOn, HaveTheEnergiesAndShapesOfTheCpu) {
    PRCT_SKIP_WITHOUT(GetParam());
    const auto device = cuda::shared_device(GetParam());
    for (const Evidence evidence :
         {Evidence::distances, Evidence::contacts, Evidence::complete_contacts, Evidence::doubted_contacts}) {
        auto on_device = foldings(60, evidence, 8), on_cpu = foldings(60, evidence, 8);
        for (const std::string& failure : fold(*device, on_device)) EXPECT_EQ(failure, "");
        for (CaFolding& f : on_cpu) fold_on_cpu(f);
        const FoldProblem problem = fold_problem(60, evidence, 1);
        for (std::size_t figure = 0; figure < 5; ++figure) {
            const Mean ours = mean_of(on_device, problem, figure), theirs = mean_of(on_cpu, problem, figure);
            const double error = std::hypot(ours.error, theirs.error) + 0.002 * std::abs(theirs.value);
            EXPECT_NEAR(ours.value, theirs.value, 4 * error) << figure << " of evidence " << int(evidence);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Platforms, TraceFoldsOn, ::testing::ValuesIn(prct::testing::gpu_platforms()),
                         prct::testing::platform_label);

TEST(TraceFolds, AFailureIsThatOfTheCpuAndItsOwn) {
    const auto device = cuda::shared_device("cuda-emulation");
    auto folds = foldings(40, Evidence::contacts, 2, 60);
    FoldProblem wild = fold_problem(40, Evidence::contacts, 3);
    for (auto& e : wild.restraints) e.weight = 1e300;
    folds.push_back(wild.folding());
    const auto failure = fold(*device, folds);
    EXPECT_EQ(failure[0] + failure[1], "");
    EXPECT_TRUE(folds[0].finished() && folds[1].finished() && !folds[2].finished());
    CaFolding on_cpu = wild.folding();
    try {
        fold_on_cpu(on_cpu);
        ADD_FAILURE() << "such weights tear any trace apart";
    } catch (const NumericsError& problem) {
        EXPECT_EQ(failure[2], problem.what());
    }
}

TEST(TraceFolds, AFaultLosesWhatHasNotFinished) {
    emulation::EmulatedGpu gpu;
    gpu.faulty_launch = 1;
    cuda::Device faulty(std::make_shared<emulation::EmulatedDriver>(gpu), 0);
    auto folds = foldings(30, Evidence::contacts, 2, 60);
    fold_on_cpu(folds[0]);
    const auto ended = outcomes(faulty, folds);
    EXPECT_TRUE(ended[0].failure.empty() && !ended[0].lost);
    EXPECT_TRUE(!ended[1].failure.empty() && ended[1].lost);
    EXPECT_EQ(folds[1].state().stage, 1) << "the first launch was a good one";
}

TEST(TraceFolds, ChainsTooLongForABlockHaveTheBytesOfTheCpu) {
    emulation::EmulatedGpu gpu;
    gpu.block_memory_bytes = 2 << 10;
    cuda::Device small(std::make_shared<emulation::EmulatedDriver>(gpu), 0);
    auto folds = foldings(40, Evidence::doubted_contacts, 2, 60);
    auto on_cpu = foldings(40, Evidence::doubted_contacts, 2, 60);
    EXPECT_EQ(fold(small, folds)[1], "");
    for (CaFolding& f : on_cpu) fold_on_cpu(f);
    for (int k = 0; k < 2; ++k) {
        EXPECT_EQ(folds[k].result().trace_a, on_cpu[k].result().trace_a);
        EXPECT_EQ(folds[k].result().other_a, on_cpu[k].result().other_a);
        EXPECT_EQ(folds[k].result().alpha, on_cpu[k].result().alpha);
        EXPECT_EQ(folds[k].result().energy, on_cpu[k].result().energy);
    }
}

TEST(TraceFolds, AFoldOnItsWayGoesOnFromItsStage) {
    const auto device = cuda::shared_device("cuda-emulation");
    auto whole = foldings(40, Evidence::doubted_contacts, 2, 60),
         folds = foldings(40, Evidence::doubted_contacts, 2, 60);
    folds[0].advance(20);  // within its first stage, which begins anew
    fold(*device, whole);
    fold(*device, folds);
    EXPECT_EQ(folds[0].result().trace_a, whole[0].result().trace_a);
    const CaFoldResult before = folds[1].result();
    EXPECT_EQ(fold(*device, folds)[1], "");  // nothing is left to do
    EXPECT_EQ(folds[1].result().trace_a, before.trace_a);
}

}  // namespace

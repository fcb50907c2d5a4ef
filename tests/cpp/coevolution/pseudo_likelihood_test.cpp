#include "prct/coevolution/pseudo_likelihood.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "prct/error.hpp"

namespace {

using prct::fit_potts;
using prct::PottsOptions;
using prct::SequencesView;
using prct::SiteLikelihood;

constexpr int q = prct::potts_states;

struct Family {
    int length;
    std::vector<std::uint8_t> states;
    std::vector<float> weights;
    SequencesView view() const { return {states, length}; }
};

/// Random sequences in which column 1 copies column 0, and column 4 column 2, nine times of ten.
Family coupled_family(int length, int count, unsigned seed) {
    std::mt19937 random(seed);
    Family family{length, {}, {}};
    for (int n = 0; n < count; ++n) {
        std::vector<std::uint8_t> row(static_cast<std::size_t>(length));
        for (auto& state : row) state = static_cast<std::uint8_t>(random() % q);
        if (random() % 10 != 0) row[1] = row[0];
        if (length > 4 && random() % 10 != 0) row[4] = row[2];
        family.states.insert(family.states.end(), row.begin(), row.end());
        family.weights.push_back(0.25F + static_cast<float>(random() % 4) / 4);
    }
    return family;
}

/// The same by its definition, in double.
double plain_likelihood(const Family& family, int site, const PottsOptions& options, const std::vector<double>& x) {
    double sum = 0, total = 0;
    for (int n = 0; n < family.view().count(); ++n) {
        const std::uint8_t* row = family.view().row(n);
        double z = 0, logit[q];
        for (int a = 0; a < q; ++a) {
            logit[a] = x[a];
            for (int j = 0; j < family.length; ++j)
                if (j != site) logit[a] += x[q + (static_cast<std::size_t>(j) * q + row[j]) * q + a];
            z += std::exp(logit[a]);
        }
        sum -= family.weights[n] * (logit[row[site]] - std::log(z));
        total += family.weights[n];
    }
    double penalty = 0;
    for (std::size_t k = 0; k < x.size(); ++k)
        penalty += (k < q ? options.field_penalty : options.coupling_penalty) * x[k] * x[k];
    return sum / total + penalty;
}

TEST(PseudoLikelihood, AgreesWithItsDefinitionAndItsGradientWithDifferences) {
    const Family family = coupled_family(6, 1501, 3);  // more than one block of floats, and a rest of four
    const PottsOptions options;
    const int site = 2;
    const auto is_own = [&](std::size_t k) { return k >= q && (k - q) / (q * q) == site; };
    SiteLikelihood likelihood(family.view(), family.weights, site, options);
    std::mt19937 random(4);
    std::normal_distribution<double> normal(0, 0.3);
    std::vector<double> x(likelihood.size()), gradient(x.size());
    for (std::size_t k = 0; k < x.size(); ++k) x[k] = is_own(k) ? 0.0 : normal(random);
    EXPECT_NEAR(likelihood(x, gradient), plain_likelihood(family, site, options, x), 1e-5);
    for (std::size_t k = 3; k < x.size(); k += 131) {
        if (is_own(k)) {
            EXPECT_EQ(gradient[k], 0.0);
            continue;
        }
        const double h = 1e-4, kept = x[k];
        x[k] = kept + h;
        const double up = plain_likelihood(family, site, options, x);
        x[k] = kept - h;
        const double down = plain_likelihood(family, site, options, x);
        x[k] = kept;
        EXPECT_NEAR(gradient[k], (up - down) / (2 * h), 2e-6) << k;
    }
}

TEST(PseudoLikelihood, CoupledColumnsStandOut) {
    const Family family = coupled_family(8, 3000, 5);
    const auto norms = prct::coupling_norms(fit_potts(family.view(), family.weights, {}));
    double largest_other = 0;
    for (int i = 0; i < 8; ++i)
        for (int j = 0; j < 8; ++j) {
            EXPECT_EQ(norms[i * 8 + j], norms[j * 8 + i]);
            const bool coupled = (i + j == 1) || (std::min(i, j) == 2 && std::max(i, j) == 4);
            if (!coupled) largest_other = std::max(largest_other, norms[i * 8 + j]);
        }
    EXPECT_GT(norms[1], 3 * largest_other);
    EXPECT_GT(norms[2 * 8 + 4], 3 * largest_other);
}

TEST(PseudoLikelihood, CouplingsAreSymmetricAndInTheZeroSumGauge) {
    const Family family = coupled_family(5, 400, 6);
    const auto model = fit_potts(family.view(), family.weights, {}, 2);
    const auto at = [&](int i, int j, int a, int b) { return model.couplings[((i * 5 + j) * q + a) * q + b]; };
    for (int i = 0; i < 5; ++i)
        for (int j = 0; j < 5; ++j)
            for (int a = 0; a < q; ++a) {
                double over_b = 0;
                for (int b = 0; b < q; ++b) {
                    over_b += at(i, j, a, b);
                    EXPECT_NEAR(at(i, j, a, b), i == j ? 0.0 : at(j, i, b, a), 1e-6);
                }
                EXPECT_NEAR(over_b, 0.0, 1e-5);
            }
    for (int i = 0; i < 5; ++i) {
        double sum = 0;
        for (int a = 0; a < q; ++a) sum += model.fields[i * q + a];
        EXPECT_NEAR(sum, 0.0, 1e-5);
    }
}

TEST(PseudoLikelihood, ThreadsChangeNothingAndProgressCountsColumns) {
    const Family family = coupled_family(7, 300, 7);
    std::vector<int> told;
    const auto one = fit_potts(family.view(), family.weights, {}, 1, [&](int done) { told.push_back(done); });
    EXPECT_EQ(told, (std::vector<int>{1, 2, 3, 4, 5, 6, 7}));
    EXPECT_EQ(one.couplings, fit_potts(family.view(), family.weights, {}, 3).couplings);
}

TEST(PseudoLikelihood, WhatProgressThrowsEndsTheFit) {
    const Family family = coupled_family(7, 50, 8);
    const auto stop = [](int done) {
        if (done == 2) throw prct::InputError("enough");
    };
    EXPECT_THROW(fit_potts(family.view(), family.weights, {}, 2, stop), prct::InputError);
}

TEST(PseudoLikelihood, RefusesWhatItCannotUse) {
    const Family family = coupled_family(4, 10, 9);
    EXPECT_THROW(fit_potts({{}, 4}, {}, {}), prct::InputError);
    EXPECT_THROW(fit_potts(family.view(), std::vector<float>(9, 1.0F), {}), prct::InputError);
    auto wrong = family;
    wrong.states[3] = 21;
    EXPECT_THROW(fit_potts(wrong.view(), wrong.weights, {}), prct::InputError);
    const std::vector<std::uint8_t> wide(2001, 0);
    EXPECT_THROW(fit_potts({wide, 2001}, std::vector<float>{1.0F}, {}), prct::InputError);
}

}  // namespace

#include "prct/resonance/contact_support.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

using namespace prct;

TEST(ContactSupport, AgreesWithThePlainDoubleLoop) {
    const std::vector<std::int32_t> starts{0, 40, 80};
    std::mt19937 rng(5);
    std::vector<CaRestraint> contacts;
    std::vector<double> a;
    while (contacts.size() < 150) {
        const auto i = static_cast<std::int32_t>(rng() % 80), j = static_cast<std::int32_t>(rng() % 80);
        if (i == j) continue;
        contacts.push_back({i, j, 0.0, 8.0, 1.0});
        a.push_back(static_cast<double>(rng() % 100) / 100.0);
    }
    const auto got = ContactSupport(starts, contacts, 2.0).sum(a);
    for (std::size_t e = 0; e < contacts.size(); ++e) {
        double want = 0.0;
        for (std::size_t o = 0; o < contacts.size(); ++o) {
            const int i = std::min(contacts[e].i, contacts[e].j), j = std::max(contacts[e].i, contacts[e].j);
            const int k = std::min(contacts[o].i, contacts[o].j), l = std::max(contacts[o].i, contacts[o].j);
            if (o == e || i / 40 != k / 40 || j / 40 != l / 40 || std::abs(i - k) > 6 || std::abs(j - l) > 6) continue;
            want += a[o] * std::exp(-((i - k) * (i - k) + (j - l) * (j - l)) / 8.0);
        }
        EXPECT_NEAR(got[e], want, 1e-12);
    }
}

TEST(ContactSupport, ABrokenContactFadesAndIsNotAbsorbedAtZero) {
    const std::vector<std::int32_t> starts{0, 60};
    const std::vector<CaRestraint> contacts{{10, 40, 0, 8, 1}, {11, 39, 0, 8, 1}, {12, 38, 0, 8, 1}, {25, 55, 0, 8, 1}};
    const ContactSupport support(starts, contacts, 2.0);
    const auto with = support.with_structure(std::vector<double>{1.0, 0.1, 1.0, 1.0});
    EXPECT_LT(with[1], 0.1);
    EXPECT_GT(with[1], 0.0);
    EXPECT_NEAR(with[3], 0.3, 1e-12);
}

#include "platform/large_minimizer.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace {

using namespace prct;
using Vector = std::vector<double>;

double dot(const Vector& a, const Vector& b) {
    double sum = 0;
    for (std::size_t k = 0; k < a.size(); ++k) sum += a[k] * b[k];
    return sum;
}

/// The pairs, newest last, and where their vectors lie.
struct Pairs {
    std::vector<Vector> s, y;
    std::vector<int> slot;
};

/// The answers to PairMemory::ask for a step s with change y to the gradient g.
std::vector<double> answers(const Pairs& kept, const Vector& s, const Vector& y, const Vector& g) {
    std::vector<double> dots = {dot(g, g), dot(s, y), dot(y, y), dot(g, s), dot(g, y)};
    for (std::size_t k = 0; k < kept.s.size(); ++k)
        for (const double d :
             {dot(s, kept.y[k]), dot(kept.s[k], y), dot(y, kept.y[k]), dot(g, kept.s[k]), dot(g, kept.y[k])})
            dots.push_back(d);
    return dots;
}

/// The two-loop recursion itself.
Vector two_loops(const Pairs& p, Vector q) {
    std::vector<double> a(p.s.size());
    for (std::size_t k = p.s.size(); k-- > 0;) {
        a[k] = dot(p.s[k], q) / dot(p.s[k], p.y[k]);
        for (std::size_t m = 0; m < q.size(); ++m) q[m] -= a[k] * p.y[k][m];
    }
    const double gamma = dot(p.s.back(), p.y.back()) / dot(p.y.back(), p.y.back());
    for (double& v : q) v *= gamma;
    for (std::size_t k = 0; k < p.s.size(); ++k) {
        const double b = dot(p.y[k], q) / dot(p.s[k], p.y[k]);
        for (std::size_t m = 0; m < q.size(); ++m) q[m] += (a[k] - b) * p.s[k][m];
    }
    for (double& v : q) v = -v;
    return q;
}

TEST(PairMemory, DirectionsAreThoseOfTheTwoLoops) {
    std::mt19937_64 random(3);
    std::normal_distribution<double> normal;
    const auto draw = [&](std::size_t n) {
        Vector v(n);
        for (double& x : v) x = normal(random);
        return v;
    };
    cuda::PairMemory memory;
    Pairs kept;
    for (int step = 0; step < 30; ++step) {
        const Vector s = draw(40), g = draw(40), noise = draw(40);
        const double sign = step % 7 == 3 ? -1 : 1;  // now and then a curvature that is not positive
        Vector y(40);
        for (std::size_t k = 0; k < 40; ++k) y[k] = sign * (1.0 + 0.1 * double(k)) * s[k] + 0.1 * noise[k];
        const int slot = memory.spare();
        memory.take(answers(kept, s, y, g));
        if (dot(s, y) > 0) {
            kept.s.push_back(s);
            kept.y.push_back(y);
            kept.slot.push_back(slot);
        }
        if (kept.s.size() > device::kPairsKept) {
            kept.s.erase(kept.s.begin());
            kept.y.erase(kept.y.begin());
            kept.slot.erase(kept.slot.begin());
        }
        float coefficient[device::kSlots];
        const double slope = memory.direction(coefficient);
        const Vector want = two_loops(kept, g);
        EXPECT_NEAR(slope, dot(want, g), 1e-9 * std::abs(slope));
        for (std::size_t m = 0; m < 40; ++m) {
            double got = coefficient[device::kGradientSlot] * g[m];
            for (std::size_t k = 0; k < kept.s.size(); ++k)
                got += coefficient[device::step_slot(kept.slot[k])] * kept.s[k][m] +
                       coefficient[device::change_slot(kept.slot[k])] * kept.y[k][m];
            EXPECT_NEAR(got, want[m], 1e-5) << step;
        }
    }
}

TEST(StepLength, IsHeldToTheMostOfAComponent) {
    EXPECT_FLOAT_EQ(device::step_length(1.0f, 0.2f, 0.8f), 0.25f);
    EXPECT_FLOAT_EQ(device::step_length(0.5f, 0.2f, 0.8f), 0.125f);
    EXPECT_FLOAT_EQ(device::step_length(0.5f, 0.2f, 0.1f), 0.5f);
    EXPECT_FLOAT_EQ(device::step_length(1.0f, 0.2f, 0.0f), 1.0f);
}

TEST(PairMemory, WithoutPairsTheWayIsDown) {
    cuda::PairMemory memory;
    memory.start(9);
    float coefficient[device::kSlots];
    EXPECT_EQ(memory.direction(coefficient), -9);
    EXPECT_EQ(coefficient[device::kGradientSlot], -1);
}

}  // namespace

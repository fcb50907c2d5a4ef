#include "prct/engine/report.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/synthetic_chain.hpp"
#include "prct/engine/simulation.hpp"

namespace {

using namespace prct;
using prct::testing::Shape;

State state_of(const prct::testing::Example& e) {
    State s;
    s.positions_a = e.positions;
    s.velocities_a_ps.assign(e.positions.size(), 0.0);
    s.alpha = e.alpha;
    s.theta.assign(e.alpha.size(), 0.3);
    s.step = 7;
    return s;
}

TEST(Report, IsWhatASimulationSays) {
    const auto e = prct::testing::make_example({19, 12}, Shape::coil, 4);
    const State state = state_of(e);
    const std::size_t edges = 20;
    const auto tour = tour_weights(e.system, edges, {});
    const Report alone = describe(e.system, state, edges, tour);
    SimulationOptions options;
    options.edges = edges;
    Simulation simulation(e.system, *make_platform("reference"), state, Schedule({{0.0, 10.0, {}}}), options);
    const Report by_simulation = simulation.report();
    EXPECT_EQ(alone.step, 7);
    EXPECT_EQ(alone.order_parameter, by_simulation.order_parameter);
    EXPECT_EQ(alone.order_parameter_phi, by_simulation.order_parameter_phi);
    EXPECT_EQ(alone.local_order_parameter, by_simulation.local_order_parameter);
    EXPECT_EQ(alone.edge_order_parameter, by_simulation.edge_order_parameter);
    EXPECT_EQ(alone.resonance->coherence(), by_simulation.resonance->coherence());
    EXPECT_EQ(alone.satisfied, by_simulation.satisfied);
}

TEST(Report, CountsRestraintsAsTheirDistancesSayToTheLastDigit) {
    auto e = prct::testing::make_example({19, 12}, Shape::coil, 4);
    const auto d = restraint_distances(e.system, e.positions);
    auto bounds = e.system.restraints;
    ASSERT_GT(bounds.size(), 30u);
    for (std::size_t k = 0; k < bounds.size(); ++k) {  // on a bound, or a digit beside it
        Restraint& r = bounds[k];
        r.scale_a = 1e-30;
        r.lower_a = k % 2 ? 0.0 : d[k];
        r.upper_a = k % 2 ? d[k] : 2 * d[k];
        if (k % 3 == 1) r.upper_a = std::nextafter(r.upper_a, 0.0);
        if (k % 3 == 2) r.lower_a = std::nextafter(r.lower_a, 100.0);
    }
    e.system.set_restraints(bounds, e.system.splines);
    const Report r = describe(e.system, state_of(e), 0, {});
    int within = 0;
    ASSERT_EQ(r.held.size(), bounds.size());
    for (std::size_t k = 0; k < bounds.size(); ++k) {
        const bool held = d[k] <= bounds[k].upper_a && d[k] >= bounds[k].lower_a;
        EXPECT_EQ(r.held[k] != 0, held) << k;
        within += held;
    }
    EXPECT_EQ(r.satisfied, within);
    EXPECT_GT(within, 0);
    EXPECT_LT(within, static_cast<int>(bounds.size()));
}

TEST(Report, OfAHelixIsOrdered) {
    const auto e = prct::testing::make_example({30}, Shape::helical, 4);
    const Report r = describe(e.system, state_of(e), 0, {});
    EXPECT_GT(r.order_parameter, 0.9);
    EXPECT_GT(r.local_order_parameter, 0.9);
    EXPECT_FALSE(r.edge_order_parameter.has_value());
    EXPECT_FALSE(r.resonance.has_value());
}

}  // namespace

#include "prct/engine/report.hpp"

#include <gtest/gtest.h>

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

TEST(Report, OfAHelixIsOrdered) {
    const auto e = prct::testing::make_example({30}, Shape::helical, 4);
    const Report r = describe(e.system, state_of(e), 0, {});
    EXPECT_GT(r.order_parameter, 0.9);
    EXPECT_GT(r.local_order_parameter, 0.9);
    EXPECT_FALSE(r.edge_order_parameter.has_value());
    EXPECT_FALSE(r.resonance.has_value());
}

}  // namespace

#include "prct/coevolution/sequence_weights.hpp"

#include <gtest/gtest.h>

#include <random>

#include "prct/error.hpp"

namespace {

using prct::sequence_weights;
using prct::SequencesView;

TEST(SequenceWeights, CountWhoResembles) {  // of ten columns two may differ at 80 %
    std::vector<std::uint8_t> states(40, 0);
    for (int k = 0; k < 2; ++k) states[10 + k] = 1;  // two from the first
    for (int k = 0; k < 3; ++k) states[20 + k] = 2;  // three from both
    for (int k = 0; k < 10; ++k) states[30 + k] = 3;
    const auto weights = sequence_weights({states, 10}, 0.8);
    EXPECT_FLOAT_EQ(weights[0], 0.5F);
    EXPECT_FLOAT_EQ(weights[1], 0.5F);
    EXPECT_FLOAT_EQ(weights[2], 1.0F);
    EXPECT_FLOAT_EQ(weights[3], 1.0F);
}

TEST(SequenceWeights, AgreeWithPlainLoopsForAnyLengthAndThreads) {
    std::mt19937 random(2);
    for (const int length : {1, 31, 64, 65, 150}) {
        const int count = 300;
        std::vector<std::uint8_t> states(static_cast<std::size_t>(count) * length);
        for (std::size_t k = 0; k < states.size(); ++k) states[k] = random() % 4 == 0 ? random() % 21 : k % length % 21;
        const SequencesView view{states, length};
        const auto one = sequence_weights(view, 0.7, 1);
        EXPECT_EQ(one, sequence_weights(view, 0.7, 3));
        for (int n = 0; n < count; n += 29) {
            int similar = 0;
            for (int m = 0; m < count; ++m) {
                int same = 0;
                for (int i = 0; i < length; ++i) same += view.row(n)[i] == view.row(m)[i];
                similar += same >= 0.7 * length - 1e-9;
            }
            EXPECT_FLOAT_EQ(one[n], 1.0F / static_cast<float>(similar)) << length << " " << n;
        }
    }
}

TEST(SequenceWeights, RefuseAnIdentityOutside01) {
    const std::vector<std::uint8_t> states(10, 0);
    for (const double identity : {0.0, -1.0, 1.01})
        EXPECT_THROW(sequence_weights({states, 5}, identity), prct::InputError);
}

}  // namespace

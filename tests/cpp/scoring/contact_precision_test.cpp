#include "prct/scoring/contact_precision.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "prct/error.hpp"

namespace {

using Predictions = std::vector<prct::PredictedContact>;

std::vector<prct::Vec3<double>> line(std::size_t length, double step_a) {
    std::vector<prct::Vec3<double>> cb(length);
    for (std::size_t k = 0; k < length; ++k) cb[k].x = step_a * static_cast<double>(k);
    return cb;
}

TEST(ContactPrecision, RanksCountsAndSeparates) {
    const auto cb = line(40, 1.1);  // in contact up to a separation of 7
    const Predictions predicted = {{0, 6, 0.5}, {20, 13, 0.9}, {0, 8, 0.8}, {0, 5, 1.0}, {13, 20, 0.1}};
    const auto all = prct::contact_precision(predicted, cb, 6, 10);
    EXPECT_EQ(all.counted, 3);
    EXPECT_EQ(all.correct, 2);
    EXPECT_DOUBLE_EQ(prct::contact_precision(predicted, cb, 6, 2).precision(), 0.5);
    EXPECT_TRUE(std::isnan(prct::contact_precision(predicted, cb, 24, 10).precision()));
}

TEST(ContactPrecision, EightAngstromIsNoContact) {
    auto cb = line(10, 1.0);
    EXPECT_EQ(prct::contact_precision(Predictions{{0, 8, 1.0}}, cb, 6, 1).correct, 0);
    cb[8].x = 7.999;
    EXPECT_EQ(prct::contact_precision(Predictions{{0, 8, 1.0}}, cb, 6, 1).correct, 1);
    cb[8].x = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(prct::contact_precision(Predictions{{0, 8, 1.0}}, cb, 6, 1).counted, 0);
}

TEST(ContactPrecision, RefusesWhatItCannotUse) {
    const auto cb = line(10, 1.0);
    EXPECT_THROW(prct::contact_precision(Predictions{{0, 10, 1.0}}, cb, 6, 1), prct::InputError);
    EXPECT_THROW(prct::contact_precision(Predictions{{-1, 8, 1.0}}, cb, 6, 1), prct::InputError);
    EXPECT_THROW(prct::contact_precision(Predictions{{0, 8, std::numeric_limits<double>::quiet_NaN()}}, cb, 6, 1),
                 prct::InputError);
}

}  // namespace

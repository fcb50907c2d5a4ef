#include "prct/physics/contact_term.h"

#include <gtest/gtest.h>

namespace {

TEST(ContactTerm, SlopeMatchesDifferencesForEverySaturation) {
    const double h = 1e-5;
    for (const double s : {0.0, 0.3, 1.0})
        for (double z = -6; z < 6; z += 0.17) {
            double slope, unused;
            prct::robust_loss(z, s, 1.0, 2.0, slope);
            const double up = prct::robust_loss(z + h, s, 1.0, 2.0, unused);
            const double down = prct::robust_loss(z - h, s, 1.0, 2.0, unused);
            EXPECT_NEAR(slope, (up - down) / (2 * h), 1e-8);
        }
}

TEST(ContactTerm, QuadraticNearZeroThenLinearOrSaturating) {
    double slope;
    for (const double s : {0.0, 1.0}) EXPECT_NEAR(prct::robust_loss(0.01, s, 1.0, 2.0, slope), 0.5e-4, 1e-8);
    prct::robust_loss(1e4, 0.0, 1.5, 2.0, slope);
    EXPECT_NEAR(slope, 1.5, 1e-6);  // Huber: the slope stays
    prct::robust_loss(1e4, 1.0, 1.5, 2.0, slope);
    EXPECT_LT(slope, 1e-3);  // log: the slope fades
}

TEST(ContactTerm, ViolationIsFlatBetweenTheBounds) {
    EXPECT_EQ(prct::violation(5.0, 4.0, 6.0), 0);
    EXPECT_EQ(prct::violation(3.0, 4.0, 6.0), -1);
    EXPECT_EQ(prct::violation(8.0, 4.0, 6.0), 2);
}

TEST(AbsenceTerm, SlopeMatchesDifferences) {
    const double h = 1e-5;
    double slope, unused;
    for (double r2 = 1; r2 < 100; r2 += 1.7) {
        prct::absence_energy(r2, 8.5, 0.6, slope);
        const double up = prct::absence_energy(r2 + h, 8.5, 0.6, unused);
        EXPECT_NEAR(slope, (up - prct::absence_energy(r2 - h, 8.5, 0.6, unused)) / (2 * h), 1e-8);
    }
}

}  // namespace

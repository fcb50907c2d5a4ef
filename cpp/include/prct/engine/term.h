// The terms of Eq. 4.
#pragma once

namespace prct {

enum Term {
    kBond,
    kAngle,
    kOmega,
    kRamachandran,
    kRepulsion,
    kHydrogenBond,
    kContact,
    kAbsence,
    kElectrostatic,
    kDipole,
    kCoherence,
    kOrientation,
    kPair,
    kBurial,
    kTerms
};

}  // namespace prct

// How far candidate contacts vouch for each other as neighbours in the contact plane (Eqs. 18, 19, all phases equal).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "prct/resonance/ca_field.hpp"

namespace prct {

class ContactSupport {
   public:
    /// Kernel K of Eq. 18 between all contacts, cut at three spreads; contacts of other chains do not touch.
    ContactSupport(std::span<const std::int32_t> chain_starts, std::span<const CaRestraint> contacts,
                   double spread_residues);

    std::size_t size() const { return row_.size() - 1; }

    /// S_e = Σ K_ee' a_e'.
    std::vector<double> sum(std::span<const double> a) const;

    /// α with a structure: sat (0.3 + 0.7 S²/(S² + 1)), S taken with sat for α.
    std::vector<double> with_structure(std::span<const double> saturation) const;

   private:
    struct Neighbour {
        std::int32_t contact;
        double kernel;
    };
    std::vector<std::int64_t> row_;
    std::vector<Neighbour> neighbours_;
};

}  // namespace prct

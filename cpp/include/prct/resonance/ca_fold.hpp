// The first fold as one call (Eqs. 22, 23): modes, achiral refinement, hand, and a finish with the hand of CB.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "prct/resonance/ca_refine.hpp"

namespace prct {

/// What the restraints are, in rising order of trust.
enum class Evidence {
    doubted_contacts,   ///< part of them may be false: robust loss, weights that follow the structure
    contacts,           ///< true, but perhaps not all
    complete_contacts,  ///< true, and pairs that are not named are not in contact (Eq. 9a)
    distances           ///< measured or predicted, mostly near the truth
};

struct CaFoldOptions {
    Evidence evidence = Evidence::contacts;
    bool modes = true;        ///< start from the modes of Eq. 22; false: from a random walk
    double absence_k = -1.0;  ///< kT_0/Å²; negative = 0.3, for complete contacts 2, for distances none
    std::int32_t anneal_steps = 1500;
    std::int32_t finish_steps = 600;
    std::int32_t quench_steps = 300;  ///< after the annealing, and after each finish
    std::int32_t rounds = 2;          ///< weighings of doubted contacts by the last trace; 0 = they stay as given
    double doubt_path_a = 20.0;       ///< how much longer a way over a contact of α = 0 counts
    double least_weight = 0.05;       ///< of a contact of α = 0
    std::uint64_t seed = 1;
};

struct CaFoldResult {
    std::vector<double> trace_a;  ///< [n, 3], finished in the hand that its score prefers
    std::vector<double> other_a;  ///< [n, 3], the same fold finished in the other hand
    double energy = 0.0;          ///< kT_0, of trace_a after its finish
    double other_energy = 0.0;
    double score = 0.0;  ///< of the achiral trace, >= 0
    double margin = 0.0;
    std::vector<double> alpha;  ///< [M], what the fold left of the weights it was given
};

/// Where a fold is: a value that can be saved and restored.
struct CaFoldState {
    std::int32_t stage = 0;       ///< refinements, then the finish in either hand
    std::vector<double> trace_a;  ///< [n, 3] of the last refinement
    std::vector<double> natural_a, other_a;
    std::vector<double> alpha;
    double energy = 0.0, other_energy = 0.0, score = 0.0, margin = 0.0;
    CaRefineState refine;  ///< within the stage; empty between two
};

/// A fold that can stop at any step and go on elsewhere, to the same bytes. Arguments as those of fold_ca.
class CaFolding {
   public:
    CaFolding(std::vector<std::int32_t> chain_starts, std::vector<CaRestraint> restraints, std::vector<double> length_a,
              std::vector<double> alpha, const CaFoldOptions& options);

    /// Up to `steps` steps of refinement further.
    void advance(std::int32_t steps);
    bool finished() const;
    CaFoldState state() const;
    /// Throws InputError for the state of another fold.
    void resume(CaFoldState state);
    /// The refinements that can begin now, in order: both finishes at once, else one. For whoever runs them elsewhere;
    /// a stage that is under way begins anew.
    std::vector<CaRefinePlan> ready();
    /// What the first of them came to.
    void take(CaRefineResult refined);
    /// Takes over the embedding of another fold where both begin alike; false where they do not, or there is none to
    /// take, or one already.
    bool begin_like(const CaFolding& other);
    CaFoldResult result() const;

   private:
    std::int32_t rounds() const;
    CaRefinePlan plan(std::int32_t stage);
    void begin_stage();
    void settle_hand();

    std::vector<std::int32_t> chain_starts_;
    std::vector<CaRestraint> restraints_;
    std::vector<double> length_a_, given_alpha_;
    CaFoldOptions options_;
    CaFoldState progress_;
    std::vector<double> embedding_;  ///< [n, 3], once it has been asked for
    std::optional<CaRefinement> refinement_;
};

/// Fold a trace. `restraints` are CB-CB bounds; `length_a` [M] is how long a way over each counts in the embedding;
/// `alpha` [M] in [0, 1] how far each is believed.
CaFoldResult fold_ca(std::span<const std::int32_t> chain_starts, const std::vector<CaRestraint>& restraints,
                     std::span<const double> length_a, std::span<const double> alpha, const CaFoldOptions& options);

}  // namespace prct

#include "cpu_platform.hpp"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <optional>

#include "absence_kernel.hpp"
#include "backbone_kernel.hpp"
#include "charge_kernel.hpp"
#include "dipole_kernel.hpp"
#include "hydrogen_bond_kernel.hpp"
#include "orientation_kernel.hpp"
#include "residue_pairs.hpp"
#include "restraint_kernel.hpp"
#include "side_chain_kernel.hpp"

namespace prct {

namespace {

/// A force evaluation in stages; between stages the team meets. Blocks of residues own their work, their energies and a
/// gradient array each, all of which are summed in the order of the blocks.
template <class Real>
class CpuContext final : public ForceContext {
   public:
    CpuContext(const System& system, int threads, double list_skin_a)
        : system_(system),
          blocks_(system.size()),
          pool_(std::min(threads, blocks_.count())),
          sites_(system),
          packed_(sites_.template packed_array<Real>()),
          solid_(packed_),
          backbone_(system),
          pairs_(system, blocks_, list_skin_a),
          restraints_(system, blocks_),
          orientations_(system, blocks_),
          charges_(system),
          dipoles_(system),
          hydrogen_bonds_(blocks_.count()),
          block_gradients_(blocks_.count()),
          block_terms_(blocks_.count()),
          ca_sums_(blocks_.count()),
          moved_(blocks_.count()),
          by_work_(blocks_.count()),
          gradients_(system.size(), 3 * kSites) {
        std::iota(by_work_.begin(), by_work_.end(), 0);
        if (!system.absence.empty()) absence_.emplace(system, blocks_);
        const ForceField& ff = system.force_field;
        if (ff.pair != 0 || ff.burial != 0) side_chains_.emplace(system, blocks_, list_skin_a);
        for (auto& b : block_gradients_) b.packed.assign(packed_.size(), Real(0));
    }

    void reset() override {
        pairs_.reset();
        if (absence_) absence_->reset();
        charges_.reset();
        dipoles_.reset();
    }

    EnergyTerms compute(std::span<const double> positions, const TermScales& scales, std::span<const double> alpha,
                        std::span<double> gradient) override {
        const Call call{positions, scales, alpha, gradient};
        for (auto* next : {&next_chain_, &next_pairs_}) next->store(0, std::memory_order_relaxed);
        backbone_.begin(scales);
        pool_.run([&](int rank) { work(rank, call); });
        if (relisted_) order_by_work();
        EnergyTerms terms;
        for (const EnergyTerms& b : block_terms_)
            for (int t = 0; t < kTerms; ++t) terms.value[t] += b.value[t];
        return terms;
    }

    void share(const std::function<void(int, int)>& work) override {
        pool_.run([&](int rank) {
            const auto part = pool_.part(rank, blocks_.count());
            if (part.first < part.last) work(blocks_.first(part.first), blocks_.end(part.last - 1));
        });
    }

   private:
    struct Call {
        std::span<const double> positions;
        const TermScales& scales;
        std::span<const double> alpha;
        std::span<double> gradient;

        double factor(double strength, Term t) const { return strength * scales.factor[t]; }
    };

    /// What costs the same in every block goes by rank, so that it stays in that core's cache; the rest is claimed.
    void work(int rank, const Call& call) {
        const auto part = pool_.part(rank, blocks_.count());
        const auto own = [&](auto&& f) {
            for (int b = part.first; b < part.last; ++b) f(b, blocks_.first(b), blocks_.last(b));
        };
        own([&](int b, int first, int last) {
            sites_.load(call.positions, first, last);
            ca_sums_[b] = sites_.sum_ca(first, last);
        });
        pool_.barrier();
        const Vec3<double> origin = centre();
        own([&](int b, int first, int last) {
            sites_.place(first, last);
            sites_.pack(origin, first, last, packed_, solid_);
            moved_[b] = pairs_.moved(packed_, first, last);
            if (side_chains_) side_chains_->load(packed_, first, last);
        });
        pool_.barrier();
        const bool rebuild = std::find(moved_.begin(), moved_.end(), 1) != moved_.end();
        if (rebuild) {
            own([&](int, int first, int last) { pairs_.place(sites_, packed_, first, last); });
            pool_.barrier();
        }
        if (rank == 0) begin_lists(rebuild, call);
        claim(next_chain_, [&](int b) {
            block_terms_[b] = {};
            backbone_.measure(sites_, call.scales, blocks_.first(b), blocks_.last(b), block_terms_[b]);
        });
        pool_.barrier();
        if (rebuild) {
            pairs_.list_centres(rank, pool_);
            if (side_chains_) side_chains_->list_centroids(rank, pool_);
            pool_.barrier();
        }
        claim(next_pairs_, [&](int k) {
            const int b = by_work_[k];
            if (relisted_) list_block(b, rebuild);
            backbone_.couple(call.scales, blocks_.first(b), blocks_.last(b), block_terms_[b]);
            pair_terms(b, call);
        });
        pool_.barrier();
        if (side_chains_on(call)) {
            own([&](int b, int, int) { side_chains_->add(b, block_gradients_[b].packed); });
            pool_.barrier();
        }
        own([&](int, int first, int last) {
            sum_blocks(block_gradients_, first, last, gradients_);
            backbone_.add(first, last, gradients_);
        });
        pool_.barrier();
        own([&](int, int first, int last) { sites_.gather(gradients_, first, last, call.gradient); });
    }

    /// Mean CA: each rank adds the blocks in their order and gets the same bits. Lists may follow it from call to call,
    /// as they ask for distances within the system only.
    Vec3<double> centre() const {
        Vec3<double> sum;
        for (const Vec3<double>& s : ca_sums_) sum += s;
        return (1.0 / system_.size()) * sum;
    }

    /// Each block once, to whichever rank is free.
    template <class F>
    void claim(std::atomic<int>& next, F&& f) {
        for (int k; (k = next.fetch_add(1, std::memory_order_relaxed)) < blocks_.count();) f(k);
    }

    /// The parts of new lists that one rank makes, while the others measure the chain.
    void begin_lists(bool rebuild, const Call& call) {
        if (rebuild) pairs_.prepare();
        if (rebuild && side_chains_) side_chains_->prepare();
        relisted_ = (absence_on(call) && absence_->update(packed_)) || rebuild;
    }

    /// Residue pairs serve repulsion and hydrogen bonds.
    void list_block(int b, bool rebuild) {
        BlockGradient<Real>& out = block_gradients_[b];
        out.clear();
        if (rebuild) pairs_.build_block(b);
        if (rebuild && side_chains_) side_chains_->build_block(b);
        out.low = blocks_.first(b), out.high = blocks_.end(b);
        pairs_.touch(b, out);
        restraints_.touch(b, out);
        orientations_.touch(b, out);
        if (absence_) absence_->touch(b, out);
        if (b == 0) out.low = 0, out.high = system_.size();  // charges and dipoles
    }

    /// The largest pieces are claimed first, so that the last ones are small.
    void order_by_work() {
        std::vector<std::size_t> pairs(blocks_.count());
        for (int b = 0; b < blocks_.count(); ++b)
            pairs[b] = pairs_.count(b) + restraints_.count(b) + orientations_.count(b);
        std::stable_sort(by_work_.begin(), by_work_.end(), [&](int a, int b) { return pairs[a] > pairs[b]; });
    }

    bool absence_on(const Call& call) const {
        return absence_ && call.factor(system_.force_field.absence, kAbsence) != 0;
    }

    bool side_chains_on(const Call& call) const {
        const ForceField& ff = system_.force_field;
        return side_chains_ && (call.factor(ff.pair, kPair) != 0 || call.factor(ff.burial, kBurial) != 0);
    }

    void pair_terms(int b, const Call& call) {
        const ForceField& ff = system_.force_field;
        block_gradients_[b].clear();
        std::vector<Real>& out = block_gradients_[b].packed;
        auto& value = block_terms_[b].value;
        value[kContact] = restraints_.add(b, call.scales, call.alpha, sites_, packed_, out);
        if (const double factor = call.scales.factor[kOrientation]; factor != 0)
            value[kOrientation] = orientations_.add(b, factor, sites_, out);
        if (const double e = call.factor(ff.repulsion, kRepulsion); e != 0)
            value[kRepulsion] = pairs_.repulsion(b, static_cast<Real>(e), solid_, out);
        if (const double e = call.factor(ff.hydrogen_bond, kHydrogenBond); e != 0)
            value[kHydrogenBond] = hydrogen_bonds_[b].add(pairs_.hydrogen_bonds(b), e, sites_, packed_, out);
        if (absence_on(call)) value[kAbsence] = absence_->add(b, call.factor(ff.absence, kAbsence), packed_, out);
        if (side_chains_on(call)) {
            const auto e = side_chains_->measure(b, call.factor(ff.pair, kPair), call.factor(ff.burial, kBurial));
            value[kPair] = e.pair;
            value[kBurial] = e.burial;
        }
        if (b != 0) return;
        if (const double factor = call.scales.factor[kElectrostatic]; factor != 0)
            value[kElectrostatic] = charges_.add(factor, packed_, out);
        if (const double j0 = call.factor(ff.dipole_j0, kDipole); j0 != 0)
            value[kDipole] = dipoles_.add(j0, sites_, packed_, out);
    }

    const System& system_;
    Blocks blocks_;
    ThreadPool pool_;  ///< not more than there are blocks: a small system is not worth a second thread
    SiteArrays sites_;
    std::vector<Real> packed_, solid_;
    BackboneKernel backbone_;
    ResiduePairs<Real> pairs_;
    RestraintKernel<Real> restraints_;
    OrientationKernel<Real> orientations_;
    std::optional<AbsenceKernel<Real>> absence_;
    std::optional<SideChainKernel<Real>> side_chains_;
    ChargeKernel<Real> charges_;
    DipoleKernel<Real> dipoles_;
    std::vector<HydrogenBondKernel<Real>> hydrogen_bonds_;
    std::vector<BlockGradient<Real>> block_gradients_;
    std::vector<EnergyTerms> block_terms_;
    std::vector<Vec3<double>> ca_sums_;
    std::vector<int> moved_, by_work_;
    std::atomic<int> next_chain_{0}, next_pairs_{0};
    bool relisted_ = false;
    ResidueArrays gradients_;
};

}  // namespace

std::string CpuPlatform::name() const { return single_precision_ ? "cpu" : "cpu-f64"; }

std::unique_ptr<ForceContext> CpuPlatform::create(const System& system) const {
    if (single_precision_) return std::make_unique<CpuContext<float>>(system, threads_, list_skin_a_);
    return std::make_unique<CpuContext<double>>(system, threads_, list_skin_a_);
}

}  // namespace prct

// Eq. 2 for vector loops: one array an axis and a site, in double, and the same sites packed by residue for pair work.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "prct/engine/system.hpp"
#include "prct/physics/vec3.h"

namespace prct {

/// Loops over residues run in whole vectors: parts begin at multiples of this, the last one ends in padding.
constexpr int kResidueLanes = 8;

/// Arrays that a vector loop may index from -1 (before the first residue) to the padding behind the last.
class ResidueArrays {
   public:
    ResidueArrays() = default;
    ResidueArrays(int residues, int arrays);

    double* operator[](int array) { return data_.data() + std::size_t(array) * stride_ + kResidueLanes; }
    const double* operator[](int array) const { return data_.data() + std::size_t(array) * stride_ + kResidueLanes; }

   private:
    std::size_t stride_ = 0;
    std::vector<double> data_;
};

/// Three consecutive arrays as vectors.
struct AxisView {
    const double *x, *y, *z;
    AxisView(const ResidueArrays& a, int first) : x(a[first]), y(a[first + 1]), z(a[first + 2]) {}
    Vec3<double> operator[](int i) const { return {x[i], y[i], z[i]}; }
};
struct AxisSpan {
    double *x, *y, *z;
    AxisSpan(ResidueArrays& a, int first) : x(a[first]), y(a[first + 1]), z(a[first + 2]) {}
    Vec3<double> operator[](int i) const { return {x[i], y[i], z[i]}; }
    void set(int i, const Vec3<double>& v) const {
        x[i] = v.x;
        y[i] = v.y;
        z[i] = v.z;
    }
};

/// Sites of a residue side by side: x of all eight lanes, then y, then z. Lane `Site`; the last one is padding.
constexpr int kSiteLanes = 8, kPackedResidue = 3 * kSiteLanes;

/// O and H are linear in the backbone; the weights hold the rules of chain ends, so that loops need no branch.
class SiteArrays {
   public:
    explicit SiteArrays(const System& system);

    /// Residues [first, last) of `positions` [9N].
    void load(std::span<const double> positions, int first, int last);
    /// Virtual sites of [first, last); the backbone of all residues is loaded.
    void place(int first, int last);

    AxisView site(int k) const { return {sites_, 3 * k}; }
    Vec3<double> at(int residue, int k) const { return site(k)[residue]; }

    /// Sum over the loaded CA of [first, last).
    Vec3<double> sum_ca(int first, int last) const;

    /// Sites [first, last), seen from `origin`, into `packed` [N + 1][kPackedResidue], the last residue of which lies
    /// far from everything; in `solid` also the sites that a residue lacks (Eq. 7) lie far out, and far from each
    /// other. Float keeps 24 bits of what is packed, so the origin belongs amid the system: wherever that lies,
    /// distances are as good as its size allows. There is one for all, since any two blocks have pairs in common.
    template <class Real>
    void pack(const Vec3<double>& origin, int first, int last, std::vector<Real>& packed,
              std::vector<Real>& solid) const;
    template <class Real>
    std::vector<Real> packed_array() const;

    /// Folds the gradients of the virtual sites into N, CA, C of [first, last) and writes `gradient` [9N].
    void gather(const ResidueArrays& site_gradients, int first, int last, std::span<double> gradient) const;

   private:
    const System& system_;
    int n_;
    ResidueArrays sites_;
    /// O = w0 C + w1 CA + w2 N' + w3 N, H = w4 N + w5 CA + w6 C₋ + w7 C; w8 = CA→SC over CA→CB.
    ResidueArrays weights_;
    std::vector<std::vector<int>> missing_;  ///< sites that a residue lacks, and the padding
};

}  // namespace prct

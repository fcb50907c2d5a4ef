// The largest eigenvalues of a symmetric operator that is known only by its product with a vector.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace prct {

struct EigenPairs {
    std::vector<double> values;   ///< [k], descending (algebraic order)
    std::vector<double> vectors;  ///< [k, n], unit rows; the entry of largest magnitude is positive
};

/// y = A x.
using SymmetricProduct = std::function<void(std::span<const double> x, std::span<double> y)>;

struct LanczosOptions {
    int max_dimension = 120;  ///< of the Krylov space; reorthogonalised in full
    double tolerance = 1e-8;  ///< of the residual norm, relative to the largest |eigenvalue|
    std::uint64_t seed = 1;   ///< of the start vector
};

/// The k algebraically largest eigenpairs of a symmetric operator of size n (fewer when n < k). Stops at
/// `max_dimension` with the best pairs so far when the tolerance is not reached.
EigenPairs lanczos_largest(std::int32_t n, int k, const SymmetricProduct& product, const LanczosOptions& options = {});

/// All eigenpairs of the symmetric tridiagonal matrix with this diagonal [m] and off-diagonal [m-1], descending.
EigenPairs tridiagonal_eigen(std::span<const double> diagonal, std::span<const double> off_diagonal);

}  // namespace prct

#include "prct/coevolution/pseudo_likelihood.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <string>

#include "prct/base/simd.hpp"
#include "prct/base/thread_pool.hpp"
#include "prct/base/vector_math.hpp"
#include "prct/dynamics/minimize.hpp"
#include "prct/error.hpp"

namespace prct {
namespace {

constexpr int states = potts_states;
constexpr std::size_t block = static_cast<std::size_t>(states) * states;
constexpr int row_floats = simd::whole_vectors<float>(states);
constexpr int row_vectors = row_floats / simd::lanes<float>;
/// Sequences whose sums run side by side, so that additions do not wait for one another.
constexpr int together = 4;
/// Sequences summed in float before the sum goes on in double.
constexpr int float_block = 1024;
constexpr float impossible = -1e30f;
constexpr int most_columns = 2000;
/// No parameter moves further in the first step of a search.
constexpr double largest_step = 1.0;

/// Where the row of a column's state begins; the fields stand before all rows.
std::size_t row_of(int column, int state) {
    return (1 + static_cast<std::size_t>(column) * states + state) * row_floats;
}

}  // namespace

SiteLikelihood::SiteLikelihood(const SequencesView& sequences, std::span<const float> weights, int site,
                               const PottsOptions& options)
    : sequences_(sequences), weights_(weights), site_(site), options_(options) {
    for (const float w : weights) total_weight_ += w;
    packed_.resize((1 + static_cast<std::size_t>(sequences.length) * states) * row_floats);
    slope_.resize(packed_.size());
}

std::size_t SiteLikelihood::size() const { return states + static_cast<std::size_t>(sequences_.length) * block; }

void SiteLikelihood::pack(std::span<const double> x) {
    const std::size_t rows = packed_.size() / row_floats;
    for (std::size_t r = 0; r < rows; ++r)
        for (int a = 0; a < states; ++a) packed_[r * row_floats + a] = static_cast<float>(x[r * states + a]);
    std::fill(packed_.begin() + states, packed_.begin() + row_floats, impossible);
}

void SiteLikelihood::add_block(int first, int last) {
    const int length = sequences_.length;
    for (int n = first; n < last; n += together) {
        const int here = std::min(together, last - n);
        const std::uint8_t* sequence[together];
        for (int k = 0; k < together; ++k) sequence[k] = sequences_.row(n + std::min(k, here - 1));
        simd::Floats sum[together][row_vectors];
        for (int k = 0; k < together; ++k)
            for (int v = 0; v < row_vectors; ++v) sum[k][v] = simd::load(packed_.data() + v * simd::lanes<float>);
        for (int j = 0; j < length; ++j)
            for (int k = 0; k < together; ++k) {
                const float* other = packed_.data() + row_of(j, sequence[k][j]);
                for (int v = 0; v < row_vectors; ++v) sum[k][v] += simd::load(other + v * simd::lanes<float>);
            }
        for (int k = 0; k < here; ++k) {
            float p[row_floats];
            for (int v = 0; v < row_vectors; ++v) simd::store(p + v * simd::lanes<float>, sum[k][v]);
            const int own = sequence[k][site_];
            const float highest = *std::max_element(p, p + states), chosen = p[own] - highest;
            float total = 0;
            for (int a = 0; a < row_floats; ++a) p[a] = vector_math::exp_below_zero(p[a] - highest);
            for (int a = 0; a < row_floats; ++a) total += p[a];
            const float weight = weights_[n + k];
            log_likelihood_ += weight * (chosen - std::log(total));
            for (int a = 0; a < row_floats; ++a) p[a] *= weight / total;
            p[own] -= weight;
            simd::Floats residual[row_vectors];
            for (int v = 0; v < row_vectors; ++v) residual[v] = simd::load(p + v * simd::lanes<float>);
            const auto add = [&](float* at) {
                for (int v = 0; v < row_vectors; ++v, at += simd::lanes<float>)
                    simd::store(at, simd::load(at) + residual[v]);
            };
            add(slope_.data());
            for (int j = 0; j < length; ++j) add(slope_.data() + row_of(j, sequence[k][j]));
        }
    }
}

double SiteLikelihood::penalty(std::span<const double> x, std::span<double> gradient) const {
    double energy = 0;
    for (std::size_t k = 0; k < x.size(); ++k) {
        const double strength = k < states ? options_.field_penalty : options_.coupling_penalty;
        energy += strength * x[k] * x[k];
        gradient[k] += 2.0 * strength * x[k];
    }
    return energy;
}

double SiteLikelihood::operator()(std::span<const double> x, std::span<double> gradient) {
    pack(x);
    std::fill(gradient.begin(), gradient.end(), 0.0);
    log_likelihood_ = 0;
    const std::size_t rows = slope_.size() / row_floats;
    const std::size_t own_first = 1 + static_cast<std::size_t>(site_) * states;
    for (int first = 0; first < sequences_.count(); first += float_block) {
        std::fill(slope_.begin(), slope_.end(), 0.0f);
        add_block(first, std::min(sequences_.count(), first + float_block));
        for (std::size_t r = 0; r < rows; ++r) {
            if (r >= own_first && r < own_first + states) continue;
            for (int a = 0; a < states; ++a) gradient[r * states + a] += slope_[r * row_floats + a];
        }
    }
    for (double& g : gradient) g /= total_weight_;
    return penalty(x, gradient) - log_likelihood_ / total_weight_;
}

namespace {

/// J_ij(a, b) from the regressions of i on j [b, a] and of j on i [a, b], each in the zero-sum gauge, averaged.
void join(const float* i_by_j, const float* j_by_i, float* out) {
    const auto centred = [](const float* from, bool transposed, double(&to)[states][states]) {
        double rows[states] = {}, columns[states] = {}, all = 0;
        for (int a = 0; a < states; ++a)
            for (int b = 0; b < states; ++b) {
                const double value = transposed ? from[b * states + a] : from[a * states + b];
                to[a][b] = value;
                rows[a] += value / states;
                columns[b] += value / states;
                all += value / (states * states);
            }
        for (int a = 0; a < states; ++a)
            for (int b = 0; b < states; ++b) to[a][b] += all - rows[a] - columns[b];
    };
    double one[states][states], other[states][states];
    centred(i_by_j, true, one);
    centred(j_by_i, false, other);
    for (int a = 0; a < states; ++a)
        for (int b = 0; b < states; ++b) out[a * states + b] = static_cast<float>(0.5 * (one[a][b] + other[a][b]));
}

/// Fields of the zero-sum gauge: what column i prefers whatever the others are.
void set_fields(std::span<const double> x, float* fields) {
    double mean = 0, field[states];
    for (int a = 0; a < states; ++a) field[a] = x[a];
    for (std::size_t k = states; k < x.size(); ++k) field[k % states] += x[k] / states;
    for (int a = 0; a < states; ++a) mean += field[a] / states;
    for (int a = 0; a < states; ++a) fields[a] = static_cast<float>(field[a] - mean);
}

void require_usable(const SequencesView& sequences, std::span<const float> weights) {
    if (sequences.count() == 0 || static_cast<int>(weights.size()) != sequences.count())
        throw InputError("a Potts model needs sequences and one weight for each");
    if (sequences.length > most_columns)
        throw InputError("the alignment has " + std::to_string(sequences.length) + " columns, at most " +
                         std::to_string(most_columns) + " fit into memory; cut it into domains");
    if (*std::max_element(sequences.states.begin(), sequences.states.end()) >= states)
        throw InputError("states of an alignment lie in 0..20");
}

}  // namespace

Potts fit_potts(const SequencesView& sequences, std::span<const float> weights, const PottsOptions& options,
                int threads, const std::function<void(int)>& progress) {
    require_usable(sequences, weights);
    const int length = sequences.length;
    Potts model{length, std::vector<float>(static_cast<std::size_t>(length) * states), {}};
    std::vector<float> regressions(static_cast<std::size_t>(length) * length * block);
    const auto at = [&](int i, int j) { return (static_cast<std::size_t>(i) * length + j) * block; };
    std::atomic<int> next{0}, done{0};
    std::atomic<bool> stop{false};
    ThreadPool pool(threads);
    const auto fit_column = [&](int i) {
        SiteLikelihood likelihood(sequences, weights, i, options);
        std::vector<double> x(likelihood.size(), 0.0);
        lbfgs(std::ref(likelihood), x, {options.max_evaluations, options.tolerance, 0.0}, largest_step);
        set_fields(x, &model.fields[static_cast<std::size_t>(i) * states]);
        std::copy(x.begin() + states, x.end(), regressions.begin() + at(i, 0));
        if (progress) progress(++done);
    };
    pool.run([&](int) {
        try {
            for (int i = next++; i < length && !stop; i = next++) fit_column(i);
        } catch (...) {
            stop = true;
            throw;
        }
    });
    model.couplings.resize(regressions.size());
    for (int i = 0; i < length; ++i)
        for (int j = i + 1; j < length; ++j) {
            float* here = &model.couplings[at(i, j)];
            join(&regressions[at(i, j)], &regressions[at(j, i)], here);
            for (int a = 0; a < states; ++a)
                for (int b = 0; b < states; ++b) model.couplings[at(j, i) + b * states + a] = here[a * states + b];
        }
    return model;
}

std::vector<double> coupling_norms(const Potts& model) {
    const auto length = static_cast<std::size_t>(model.length);
    std::vector<double> norms(length * length, 0.0);
    for (std::size_t i = 0; i < length; ++i)
        for (std::size_t j = i + 1; j < length; ++j) {
            double sum = 0;
            for (int a = 0; a < gap_state; ++a)
                for (int b = 0; b < gap_state; ++b) {
                    const double coupling = model.couplings[(i * length + j) * block + a * states + b];
                    sum += coupling * coupling;
                }
            norms[i * length + j] = norms[j * length + i] = std::sqrt(sum);
        }
    return norms;
}

}  // namespace prct

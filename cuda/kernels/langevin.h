// Eq. 25 on the device: BAOAB of one residue from one force evaluation to the next.
#pragma once

#include "kernels/sites.h"
#include "prct/physics/philox.h"
#include "prct/physics/sincos.h"
#include "prct/physics/torus.h"

namespace prct::device {

/// A backbone atom faster than this (Å/ps) has left physics, as in Simulation.
constexpr float kBlownUpSpeed_a_ps = 1000.0f;

/// Constants of a step of `step_ps`.
struct StepConstants {
    float half_step_ps, kick;      ///< kick: velocity (Å/ps) per force (kcal/mol/Å) in half a step
    float keep, width_per_root_k;  ///< v → keep v + width √T normal
};

PRCT_DEVICE StepConstants step_constants(float step_ps, float friction_per_ps, float acceleration, float heat) {
    StepConstants c;
    c.half_step_ps = 0.5f * step_ps;
    c.kick = c.half_step_ps * acceleration;
    c.keep = std::exp(-friction_per_ps * step_ps);
    c.width_per_root_k = friction_per_ps == 0 ? 0.0f : std::sqrt(heat * (1.0f - c.keep * c.keep));
    return c;
}

/// Two standard normals by Box-Muller, as normal_pair of philox.h without its unbounded angles.
PRCT_DEVICE void normals(std::uint32_t a, std::uint32_t b, float& first, float& second) {
    const float radius = std::sqrt(-2.0f * std::log(uniform_open<float>(a)));
    const SinCos<float> turn = sincos_reduced(Circle<float>::full * uniform_open<float>(b));
    first = radius * turn.cos;
    second = radius * turn.sin;
}

/// Three standard normals of an atom; the random integers are those of the other platforms.
PRCT_DEVICE Vec3<float> normals(unsigned long long seed, long long step, int atom) {
    const Philox4 bits = philox(seed, static_cast<unsigned long long>(step), static_cast<unsigned long long>(atom));
    Vec3<float> r;
    float spare;
    normals(bits.v[0], bits.v[1], r.x, r.y);
    normals(bits.v[2], bits.v[3], r.z, spare);
    return r;
}

PRCT_DEVICE bool is_slow(const Vec3<float>& v) {
    const float limit = kBlownUpSpeed_a_ps;
    return fabsf(v.x) < limit && fabsf(v.y) < limit && fabsf(v.z) < limit;
}

/// What a step needs besides the forces.
struct Step {
    StepConstants constants;
    float kicks;  ///< half kicks before the first drift: 1 in the first step of a block, else 2
    float temperature_k;
    unsigned long long seed;
    long long step;
};

/// Kick, half drift, friction and noise, half drift of the three atoms of a residue. False when one is too fast.
PRCT_DEVICE bool move_residue(const SystemView& s, const Workspace& w, const Step& now, float* velocities, int i) {
    const ResidueGradient g = gather_gradient(s, w, i);
    const Vec3<float> gradient[3] = {g.n, g.ca, g.c};
    const StepConstants& c = now.constants;
    const float width = c.width_per_root_k * std::sqrt(now.temperature_k);
    bool slow = true;
    for (int k = 0; k < 3; ++k) {
        float* at = velocities + 3 * (3 * i + k);
        Vec3<float> v = load(at) - (now.kicks * c.kick) * gradient[k];
        slow &= is_slow(v);
        Vec3<float> x = w.site(i, k) + c.half_step_ps * v;
        if (width != 0)
            v = c.keep * v + width * normals(now.seed, now.step, 3 * i + k);
        else
            v = c.keep * v;
        x += c.half_step_ps * v;
        w.place(i, k, x);
        store(at, v);
    }
    return slow;
}

/// The half kick that ends a block.
PRCT_DEVICE bool finish_residue(const SystemView& s, const Workspace& w, float kick, float* velocities, int i) {
    const ResidueGradient g = gather_gradient(s, w, i);
    const Vec3<float> gradient[3] = {g.n, g.ca, g.c};
    bool slow = true;
    for (int k = 0; k < 3; ++k) {
        float* at = velocities + 3 * (3 * i + k);
        const Vec3<float> v = load(at) - kick * gradient[k];
        slow &= is_slow(v);
        store(at, v);
    }
    return slow;
}

}  // namespace prct::device

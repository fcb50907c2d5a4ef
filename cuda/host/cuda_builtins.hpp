// The built-ins of CUDA C++ that kernels use, for g++: threads of a block are fibres (fibre_block.hpp).
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace prct::emulation {

struct Index {
    unsigned x = 0, y = 0, z = 0;
};

/// Of the fibre that runs.
const Index& thread_index();
const Index& block_index();
const Index& block_size();
const Index& grid_size();
unsigned char* shared_memory();

/// Waits for all threads of the block; returns whether `mine` held for any.
bool meet(bool mine);
/// Waits for the warp; returns the 8 bytes that the thread `lane` of it brought.
std::uint64_t trade(std::uint64_t mine, int lane);

}  // namespace prct::emulation

#define threadIdx (::prct::emulation::thread_index())
#define blockIdx (::prct::emulation::block_index())
#define blockDim (::prct::emulation::block_size())
#define gridDim (::prct::emulation::grid_size())

using std::max;
using std::min;

inline void __syncthreads() { ::prct::emulation::meet(false); }
inline int __syncthreads_or(int mine) { return ::prct::emulation::meet(mine != 0); }

inline double __shfl_xor_sync(unsigned, double mine, int away) {
    const int lane = static_cast<int>(threadIdx.x % 32) ^ away;
    std::uint64_t bits;
    __builtin_memcpy(&bits, &mine, sizeof bits);
    bits = ::prct::emulation::trade(bits, lane);
    __builtin_memcpy(&mine, &bits, sizeof bits);
    return mine;
}

/// One fibre runs at a time: plain additions. They wrap, as on the device.
inline int atomicAdd(int* at, int value) {
    const int before = *at;
    *at = static_cast<int>(static_cast<unsigned>(before) + static_cast<unsigned>(value));
    return before;
}
inline unsigned long long atomicAdd(unsigned long long* at, unsigned long long value) {
    const unsigned long long before = *at;
    *at = before + value;
    return before;
}

struct alignas(16) int4 {
    int x, y, z, w;
};
struct alignas(8) float2 {
    float x, y;
};
/// A load that the caches need not keep, and one of what no thread of the launch writes.
inline int4 __ldcs(const int4* at) { return *at; }
inline float2 __ldg(const float2* at) { return *at; }

inline float __int_as_float(int bits) { return std::bit_cast<float>(bits); }

/// Conversions that round to the nearest and hold to the range; callers have excluded what is no number.
inline int __float2int_rn(float x) { return static_cast<int>(std::nearbyint(x)); }
inline long long __double2ll_rn(double x) { return static_cast<long long>(std::nearbyint(x)); }

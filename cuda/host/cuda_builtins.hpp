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
/// Waits for the warp; bit k of the result: what the thread k of it says.
unsigned vote(bool mine);

}  // namespace prct::emulation

#define threadIdx (::prct::emulation::thread_index())
#define blockIdx (::prct::emulation::block_index())
#define blockDim (::prct::emulation::block_size())
#define gridDim (::prct::emulation::grid_size())

using std::max;
using std::min;

inline void __syncthreads() { ::prct::emulation::meet(false); }
inline int __syncthreads_or(int mine) { return ::prct::emulation::meet(mine != 0); }

template <class T>
T __shfl_sync(unsigned, T mine, int lane) {
    std::uint64_t bits = 0;
    __builtin_memcpy(&bits, &mine, sizeof mine);
    bits = ::prct::emulation::trade(bits, lane);
    __builtin_memcpy(&mine, &bits, sizeof mine);
    return mine;
}
template <class T>
T __shfl_xor_sync(unsigned mask, T mine, int away) {
    return __shfl_sync(mask, mine, static_cast<int>(threadIdx.x % 32) ^ away);
}
template <class T>
T __shfl_up_sync(unsigned mask, T mine, int away) {
    const int lane = static_cast<int>(threadIdx.x % 32);
    return __shfl_sync(mask, mine, lane < away ? lane : lane - away);
}
inline void __syncwarp() { ::prct::emulation::vote(false); }
inline unsigned __ballot_sync(unsigned, int mine) { return ::prct::emulation::vote(mine != 0); }
inline int __popc(unsigned bits) { return __builtin_popcount(bits); }
inline int __ffs(int bits) { return __builtin_ffs(bits); }
inline int __ffsll(long long bits) { return __builtin_ffsll(bits); }
inline int __reduce_add_sync(unsigned mask, int mine) {
    auto sum = static_cast<unsigned>(mine);
    for (int away = 16; away > 0; away /= 2) sum += __shfl_xor_sync(mask, sum, away);
    return static_cast<int>(sum);
}
inline int __reduce_max_sync(unsigned mask, int mine) {
    for (int away = 16; away > 0; away /= 2) mine = std::max(mine, __shfl_xor_sync(mask, mine, away));
    return mine;
}

template <class T>
T __ldg(const T* at) {
    return *at;
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

inline int atomicMax(int* at, int value) {
    const int before = *at;
    *at = std::max(before, value);
    return before;
}
inline int atomicOr(int* at, int value) {
    const int before = *at;
    *at = before | value;
    return before;
}
inline int __float_as_int(float x) { return std::bit_cast<int>(x); }
inline float __int_as_float(int bits) { return std::bit_cast<float>(bits); }

struct alignas(16) int4 {
    int x, y, z, w;
};
struct alignas(8) float2 {
    float x, y;
};
/// A load that the caches need not keep, and one of what no thread of the launch writes.
inline int4 __ldcs(const int4* at) { return *at; }
inline float2 __ldg(const float2* at) { return *at; }

/// Conversions that round to the nearest and hold to the range; callers have excluded what is no number.
inline int __float2int_rn(float x) { return static_cast<int>(std::nearbyint(x)); }
inline int __float2int_rd(float x) { return static_cast<int>(std::floor(x)); }
inline long long __float2ll_rn(float x) { return static_cast<long long>(std::nearbyint(x)); }
inline long long __double2ll_rn(double x) { return static_cast<long long>(std::nearbyint(x)); }

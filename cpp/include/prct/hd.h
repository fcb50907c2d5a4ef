// Device-safe headers mark every function PRCT_HD; they are read by g++, nvcc and NVRTC alike.
#pragma once

#if defined(__CUDACC__) || defined(__CUDACC_RTC__)
#define PRCT_HD __host__ __device__ __forceinline__
#else
#define PRCT_HD inline
#endif

#if !defined(__CUDACC_RTC__)
#include <cmath>
#include <cstdint>
#endif

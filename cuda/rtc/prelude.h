// What NVRTC lacks of the C++ library: kernels compiled at run time include this first.
#pragma once

typedef signed char int8_t;
typedef unsigned char uint8_t;
typedef short int16_t;
typedef unsigned short uint16_t;
typedef int int32_t;
typedef unsigned int uint32_t;
typedef long long int64_t;
typedef unsigned long long uint64_t;

namespace std {

using ::int16_t;
using ::int32_t;
using ::int64_t;
using ::int8_t;
using ::uint16_t;
using ::uint32_t;
using ::uint64_t;
using ::uint8_t;
using size_t = decltype(sizeof 0);

using ::abs;
using ::acos;
using ::atan2;
using ::cbrt;
using ::ceil;
using ::cos;
using ::exp;
using ::floor;
using ::fma;
using ::ldexp;
using ::log;
using ::log1p;
using ::pow;
using ::sin;
using ::sqrt;

}  // namespace std

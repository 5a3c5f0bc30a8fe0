//===- HostSymbols.cpp - What a relocatable object may call ---------------===//

#include "cutedsl/Runtime/HostSymbols.h"

#include <cstdint>
#include <cstring>
#include <math.h>
#include <string.h>
#include <unordered_map>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

using namespace cutedsl::runtime;

//===----------------------------------------------------------------------===//
// Conversions of f16 and bf16
//===----------------------------------------------------------------------===//

namespace {

template <typename To, typename From> To bitCast(From from) {
  static_assert(sizeof(To) == sizeof(From));
  To to;
  std::memcpy(&to, &from, sizeof(to));
  return to;
}

float halfToFloat(uint16_t half) {
  uint32_t sign = uint32_t(half & 0x8000) << 16;
  uint32_t magnitude = half & 0x7fff;
  if (magnitude >= 0x7c00) // infinity, NaN (made quiet)
    return bitCast<float>(sign | 0x7f800000 | (magnitude & 0x3ff) << 13 |
                          (magnitude > 0x7c00 ? 0x400000 : 0));
  if (magnitude < 0x400) { // zero, subnormal: exact in f32
    float value = float(magnitude) * 0x1p-24f;
    return sign ? -value : value;
  }
  return bitCast<float>(sign | ((magnitude << 13) + (112u << 23)));
}

/// Rounds to nearest, ties to even, to a format of `exponentBits` and
/// `mantissaBits` in 16 bits, from the bits of an f32.
uint16_t roundTo16(uint32_t bits, int exponentBits, int mantissaBits) {
  int shift = 23 - mantissaBits;
  int bias = (1 << (exponentBits - 1)) - 1;
  uint32_t infinity = ((1u << exponentBits) - 1) << mantissaBits;
  uint16_t sign = uint16_t((bits >> 16) & 0x8000);
  uint32_t magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000)
    return uint16_t(sign | infinity | 1u << (mantissaBits - 1) |
                    ((magnitude & 0x7fffff) >> shift));
  int exponent = int(magnitude >> 23) - 127 + bias;
  uint32_t mantissa = magnitude & 0x7fffff;
  if (exponent >= (1 << exponentBits) - 1)
    return uint16_t(sign | infinity);
  uint64_t value; // exponent and mantissa, before dropping `shift` bits
  if (exponent <= 0 && magnitude >> 23 != 0) {
    int extra = 1 - exponent;
    if (extra > 25)
      return sign;
    value = mantissa | 0x800000;
    shift += extra;
  } else if (exponent <= 0) { // an f32 subnormal
    int extra = -bias + 127;
    if (extra > 25)
      return sign;
    value = mantissa;
    shift += extra;
  } else {
    value = uint64_t(exponent) << 23 | mantissa;
  }
  uint64_t half = uint64_t(1) << shift >> 1;
  uint64_t rest = value & ((uint64_t(1) << shift) - 1);
  value >>= shift;
  if (shift && (rest > half || (rest == half && (value & 1))))
    ++value;
  return uint16_t(sign | value);
}

uint16_t floatToHalf(float value) {
  return roundTo16(bitCast<uint32_t>(value), 5, 10);
}
uint16_t floatToBFloat(float value) {
  return roundTo16(bitCast<uint32_t>(value), 8, 7);
}

/// Rounds to odd, so that rounding the result again to 16 bits is right.
float doubleToFloatOdd(double value) {
  float nearest = float(value);
  uint32_t bits = bitCast<uint32_t>(nearest);
  if (double(nearest) == value || value != value)
    return nearest;
  if (fabs(double(nearest)) > fabs(value))
    --bits; // rounded away from zero: step back (infinity becomes the maximum)
  return bitCast<float>(bits | 1);
}

float bfloatToFloat(uint16_t value) {
  return bitCast<float>(uint32_t(value) << 16);
}

#if defined(__x86_64__)
// The psABI passes f16 and bf16 in the low 16 bits of an xmm register.
uint16_t low16(__m128i value) { return uint16_t(_mm_extract_epi16(value, 0)); }
__m128i toXmm(uint16_t value) { return _mm_cvtsi32_si128(value); }

float extendHalf(__m128i value) { return halfToFloat(low16(value)); }
double extendHalfToDouble(__m128i value) { return halfToFloat(low16(value)); }
float extendBFloat(__m128i value) { return bfloatToFloat(low16(value)); }
__m128i truncateToHalf(float value) { return toXmm(floatToHalf(value)); }
__m128i truncateToBFloat(float value) { return toXmm(floatToBFloat(value)); }
__m128i truncateDoubleToHalf(double value) {
  return toXmm(floatToHalf(doubleToFloatOdd(value)));
}
__m128i truncateDoubleToBFloat(double value) {
  return toXmm(floatToBFloat(doubleToFloatOdd(value)));
}
#endif

using Table = std::unordered_map<std::string_view, void *>;

template <typename F> void *address(F *function) {
  return reinterpret_cast<void *>(function);
}

Table makeTable() {
  using F1 = float(float);
  using F2 = float(float, float);
  using F3 = float(float, float, float);
  using FI = float(float, int);
  using D1 = double(double);
  using D2 = double(double, double);
  using D3 = double(double, double, double);
  using DI = double(double, int);
#define UNARY(name)                                                            \
  {#name, address(static_cast<D1 *>(::name))},                                 \
      {#name "f", address(static_cast<F1 *>(::name##f))}
#define BINARY(name)                                                           \
  {#name, address(static_cast<D2 *>(::name))}, {                               \
    #name "f", address(static_cast<F2 *>(::name##f))                           \
  }
  // clang-format off
  return {
      {"memcpy", address(static_cast<void *(*)(void *, const void *, size_t)>(
                     ::memcpy))},
      {"memmove", address(static_cast<void *(*)(void *, const void *, size_t)>(
                      ::memmove))},
      {"memset",
       address(static_cast<void *(*)(void *, int, size_t)>(::memset))},
      {"memcmp",
       address(static_cast<int (*)(const void *, const void *, size_t)>(
           ::memcmp))},
      UNARY(acos),
      UNARY(acosh),
      UNARY(asin),
      UNARY(asinh),
      UNARY(atan),
      UNARY(atanh),
      UNARY(cbrt),
      UNARY(ceil),
      UNARY(cos),
      UNARY(cosh),
      UNARY(erf),
      UNARY(erfc),
      UNARY(exp),
      UNARY(exp2),
      UNARY(expm1),
      UNARY(fabs),
      UNARY(floor),
      UNARY(lgamma),
      UNARY(log),
      UNARY(log10),
      UNARY(log1p),
      UNARY(log2),
      UNARY(nearbyint),
      UNARY(rint),
      UNARY(round),
      UNARY(sin),
      UNARY(sinh),
      UNARY(sqrt),
      UNARY(tan),
      UNARY(tanh),
      UNARY(tgamma),
      UNARY(trunc),
      BINARY(atan2),
      BINARY(copysign),
      BINARY(fdim),
      BINARY(fmax),
      BINARY(fmin),
      BINARY(fmod),
      BINARY(hypot),
      BINARY(nextafter),
      BINARY(pow),
      BINARY(remainder),
      {"fma", address(static_cast<D3 *>(::fma))},
      {"fmaf", address(static_cast<F3 *>(::fmaf))},
      {"ldexp", address(static_cast<DI *>(::ldexp))},
      {"ldexpf", address(static_cast<FI *>(::ldexpf))},
      // glibc has no prototype for these two before C23.
      {"roundeven", address(static_cast<D1 *>(
                        [](double x) { return __builtin_rint(x); }))},
      {"roundevenf", address(static_cast<F1 *>(
                         [](float x) { return __builtin_rintf(x); }))},
      {"__gnu_h2f_ieee", address(halfToFloat)},
      {"__gnu_f2h_ieee", address(floatToHalf)},
#if defined(__x86_64__)
      {"__extendhfsf2", address(extendHalf)},
      {"__extendhfdf2", address(extendHalfToDouble)},
      {"__extendbfsf2", address(extendBFloat)},
      {"__truncsfhf2", address(truncateToHalf)},
      {"__truncsfbf2", address(truncateToBFloat)},
      {"__truncdfhf2", address(truncateDoubleToHalf)},
      {"__truncdfbf2", address(truncateDoubleToBFloat)},
#endif
  };
  // clang-format on
#undef UNARY
#undef BINARY
}

const Table &getTable() {
  static const Table *table = new Table(makeTable());
  return *table;
}

} // namespace

void *cutedsl::runtime::findHostSymbol(std::string_view name) {
  auto it = getTable().find(name);
  return it == getTable().end() ? nullptr : it->second;
}

std::vector<std::string_view> cutedsl::runtime::getHostSymbolNames() {
  std::vector<std::string_view> names;
  for (auto &[name, function] : getTable())
    names.push_back(name);
  return names;
}

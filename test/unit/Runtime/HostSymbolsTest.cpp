#include "cutedsl/Runtime/HostSymbols.h"

#include <cmath>
#include <cstring>
#include <gtest/gtest.h>
#include <immintrin.h>
#include <random>

using namespace cutedsl::runtime;

template <typename F> static F *find(const char *name) {
  void *function = findHostSymbol(name);
  EXPECT_NE(function, nullptr) << name;
  return reinterpret_cast<F *>(function);
}

TEST(HostSymbols, FunctionsAreTheirOwnPrecision) {
  EXPECT_EQ(find<float(float)>("expf")(1.0f), ::expf(1.0f));
  EXPECT_EQ(find<double(double)>("exp")(1.0), ::exp(1.0));
  EXPECT_EQ(find<float(float, float)>("atan2f")(1.0f, -2.0f),
            ::atan2f(1.0f, -2.0f));
  EXPECT_EQ(find<double(double, double)>("fmod")(7.5, 2.0), 1.5);
  EXPECT_EQ(find<float(float)>("roundevenf")(2.5f), 2.0f);
  EXPECT_EQ(find<float(float, int)>("ldexpf")(1.5f, 3), 12.0f);
}

TEST(HostSymbols, TheListIsClosed) {
  EXPECT_EQ(findHostSymbol("system"), nullptr);
  EXPECT_EQ(findHostSymbol("dlopen"), nullptr);
  EXPECT_EQ(findHostSymbol(""), nullptr);
  for (std::string_view name : getHostSymbolNames())
    EXPECT_NE(findHostSymbol(name), nullptr);
}

static bool isNan16(uint16_t bits, uint16_t infinity) {
  return (bits & 0x7fff) > infinity;
}

// Every f16 value goes to f32 and back unchanged; F16C is the oracle.
__attribute__((target("f16c"))) static float hardwareHalf(uint16_t bits) {
  return _mm_cvtss_f32(_mm_cvtph_ps(_mm_cvtsi32_si128(bits)));
}
__attribute__((target("f16c"))) static uint16_t hardwareToHalf(float value) {
  return uint16_t(_mm_cvtsi128_si32(
      _mm_cvtps_ph(_mm_set_ss(value), _MM_FROUND_TO_NEAREST_INT)));
}

TEST(HostSymbols, HalfConversionsEqualTheHardware) {
  if (!__builtin_cpu_supports("f16c"))
    GTEST_SKIP() << "no F16C";
  auto *extend = find<float(__m128i)>("__extendhfsf2");
  auto *truncate = find<__m128i(float)>("__truncsfhf2");
  auto truncated = [&](float value) {
    return uint16_t(_mm_cvtsi128_si32(truncate(value)));
  };
  for (uint32_t bits = 0; bits < 65536; ++bits) {
    float value = extend(_mm_cvtsi32_si128(int(bits))),
          expected = hardwareHalf(uint16_t(bits));
    ASSERT_EQ(memcmp(&value, &expected, 4), 0) << bits;
    if (!isNan16(uint16_t(bits), 0x7c00)) {
      ASSERT_EQ(truncated(value), bits);
    }
  }
  std::mt19937 random(1);
  for (int round = 0; round < 2000000; ++round) {
    uint32_t bits = random();
    if (round % 2) // around the range of f16, ties included
      bits = (bits & 0x80000000) | (0x33000000 + random() % 0x15000000);
    if (round % 4 == 1)
      bits &= 0xfffff000;
    float value;
    memcpy(&value, &bits, 4);
    if (value == value) {
      ASSERT_EQ(truncated(value), hardwareToHalf(value)) << value;
    }
  }
}

// Against rounding by adding half a unit in the last place.
TEST(HostSymbols, BFloatConversionsRoundToNearestEven) {
  auto *truncate = find<__m128i(float)>("__truncsfbf2");
  auto *extend = find<float(__m128i)>("__extendbfsf2");
  std::mt19937 random(2);
  for (int round = 0; round < 1000000; ++round) {
    uint32_t bits = random();
    if (round % 4 == 1)
      bits &= 0xffff8000; // ties
    if (round % 4 == 2)
      bits &= 0x807fffff; // subnormals
    float value;
    memcpy(&value, &bits, 4);
    auto result = uint16_t(_mm_cvtsi128_si32(truncate(value)));
    if (value != value) {
      ASSERT_TRUE(isNan16(result, 0x7f80));
      continue;
    }
    uint16_t expected = uint16_t((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
    ASSERT_EQ(result, expected) << value;
    float back = extend(_mm_cvtsi32_si128(result));
    uint32_t backBits;
    memcpy(&backBits, &back, 4);
    ASSERT_EQ(backBits, uint32_t(expected) << 16);
  }
}

// A double just above a tie must not be rounded twice.
TEST(HostSymbols, DoublesAreRoundedOnce) {
  auto *toHalf = find<__m128i(double)>("__truncdfhf2");
  auto *toBFloat = find<__m128i(double)>("__truncdfbf2");
  double tie = 1.0 + std::ldexp(1.0, -11), above = tie + std::ldexp(1.0, -40);
  EXPECT_EQ(_mm_cvtsi128_si32(toHalf(tie)) & 0xffff, 0x3c00);
  EXPECT_EQ(_mm_cvtsi128_si32(toHalf(above)) & 0xffff, 0x3c01);
  tie = 1.0 + std::ldexp(1.0, -8), above = tie + std::ldexp(1.0, -40);
  EXPECT_EQ(_mm_cvtsi128_si32(toBFloat(tie)) & 0xffff, 0x3f80);
  EXPECT_EQ(_mm_cvtsi128_si32(toBFloat(above)) & 0xffff, 0x3f81);
  EXPECT_EQ(_mm_cvtsi128_si32(toHalf(1e300)) & 0xffff, 0x7c00);
  EXPECT_EQ(_mm_cvtsi128_si32(toHalf(-65504.0)) & 0xffff, 0xfbff);
}

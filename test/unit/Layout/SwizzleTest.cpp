//===- SwizzleTest.cpp - Swizzles and memory layouts ----------------------===//

#include "cutedsl/Layout/Swizzle.h"
#include "Testing.h"
#include "gtest/gtest.h"

using namespace cutedsl::layout;

/// Swizzles that touch no address bit from 12 on.
static std::vector<Swizzle> allSwizzles() {
  std::vector<Swizzle> result;
  for (int bits = 0; bits <= 3; ++bits)
    for (int base = 0; base <= 4; ++base)
      for (int shift = -5; shift <= 5; ++shift)
        if (std::abs(shift) >= bits)
          result.push_back(*Swizzle::get(bits, base, shift));
  return result;
}

TEST(Swizzle, IsALinearInvolution) {
  Random random(11);
  for (const Swizzle &swizzle : allSwizzles()) {
    std::vector<bool> seen(4096);
    for (int64_t x = 0; x < 4096; ++x) {
      int64_t y = swizzle(x);
      ASSERT_EQ(swizzle(y), x) << swizzle.str();
      ASSERT_LT(y, 4096);
      ASSERT_FALSE(seen[y]);
      seen[y] = true;
      int64_t other = random.pick(0, 4095);
      ASSERT_EQ(swizzle(x ^ other), y ^ swizzle(other)) << swizzle.str();
    }
  }
}

TEST(Swizzle, IsItsMatrix) {
  for (const Swizzle &swizzle : allSwizzles()) {
    BitMatrix matrix = swizzle.matrix(12);
    for (int64_t x = 0; x < 4096; ++x)
      ASSERT_EQ(matrix(x), static_cast<uint64_t>(swizzle(x)));
    ASSERT_EQ(matrix * matrix, BitMatrix::identity(12));
  }
}

TEST(Swizzle, MatchesTheDocumentedFormula) {
  Swizzle swizzle = *Swizzle::get(3, 4, 3);
  for (int64_t row = 0; row < 8; ++row)
    for (int64_t chunk = 0; chunk < 8; ++chunk)
      EXPECT_EQ(swizzle(row * 128 + chunk * 16 + 5),
                row * 128 + (chunk ^ row) * 16 + 5);
  EXPECT_EQ((*Swizzle::get(1, 0, -2))(0b001), 0b101);
}

TEST(Swizzle, RefusesInvalid) {
  EXPECT_FALSE(Swizzle::get(3, 4, 2));
  EXPECT_FALSE(Swizzle::get(-1, 4, 3));
  EXPECT_FALSE(Swizzle::get(3, -1, 3));
  EXPECT_FALSE(Swizzle::get(31, 1, 31));
  EXPECT_FALSE(Swizzle::get(0, 0, INT32_MIN));
}

TEST(MemoryLayout, ParsesAndPrints) {
  for (const char *text :
       {"(8,64):(64,1)", "(8,128):(128,1), swizzle<3,4,3>"}) {
    Result<MemoryLayout> memory = MemoryLayout::parse(text);
    ASSERT_TRUE(memory) << memory.error().message;
    EXPECT_EQ(memory->str(), text);
  }
  for (const char *text :
       {"(8,64):(64,1) swizzle<3,4,3>", "8:1, swizzle<3,4>",
        "8:1, swizzle<3,4,3", "8:1, swizzle<(3),4,3>", "8:1, swizzle<3,4,2>",
        "8:1, swizzle<99999999999,4,3>", "swizzle<3,4,3>"})
    EXPECT_FALSE(MemoryLayout::parse(text)) << text;
}

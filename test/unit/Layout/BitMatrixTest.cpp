//===- BitMatrixTest.cpp - Linear algebra over GF(2) ----------------------===//

#include "cutedsl/Layout/BitMatrix.h"
#include "Testing.h"
#include "gtest/gtest.h"
#include <set>

using namespace cutedsl::layout;

static BitMatrix randomMatrix(Random &random, unsigned rows, unsigned columns) {
  std::vector<uint64_t> values(columns);
  for (uint64_t &value : values)
    value = random.pick(0, (1 << rows) - 1);
  return BitMatrix(rows, std::move(values));
}

static uint64_t imageSize(const BitMatrix &matrix) {
  std::set<uint64_t> image;
  for (uint64_t x = 0; x >> matrix.numColumns() == 0; ++x)
    image.insert(matrix(x));
  return image.size();
}

TEST(BitMatrix, IsTheLayoutWhereAccepted) {
  Random random(12);
  int accepted = 0;
  for (int n = 0; n < 20000; ++n) {
    Layout layout = random.layout(n % 2);
    Result<BitMatrix> matrix = BitMatrix::get(layout);
    bool powers = true, linear = true;
    for (const Mode &mode : layout.modes())
      powers &= (mode.size & (mode.size - 1)) == 0;
    if (!powers) {
      ASSERT_FALSE(matrix) << layout.str();
      continue;
    }
    for (int64_t x = 0; x < layout.size(); ++x)
      for (int64_t bit = 1; bit < layout.size(); bit *= 2)
        linear &= layout(x ^ bit) == (layout(x) ^ layout(bit));
    ASSERT_EQ(linear, static_cast<bool>(matrix)) << layout.str();
    if (!matrix)
      continue;
    ++accepted;
    for (int64_t x = 0; x < layout.size(); ++x)
      ASSERT_EQ((*matrix)(x), static_cast<uint64_t>(layout(x)));
  }
  EXPECT_GT(accepted, 3000);
}

TEST(BitMatrix, MultipliesAsFunctionsCompose) {
  Random random(13);
  for (int n = 0; n < 2000; ++n) {
    unsigned inner = random.pick(1, 7);
    BitMatrix a = randomMatrix(random, random.pick(1, 7), inner);
    BitMatrix b = randomMatrix(random, inner, random.pick(1, 7)), c = a * b;
    for (uint64_t x = 0; x >> b.numColumns() == 0; ++x)
      ASSERT_EQ(c(x), a(b(x)));
  }
}

TEST(BitMatrix, RankIsTheImagesDimension) {
  Random random(14);
  for (int n = 0; n < 2000; ++n) {
    BitMatrix a = randomMatrix(random, random.pick(1, 7), random.pick(1, 7));
    ASSERT_EQ(uint64_t(1) << a.rank(), imageSize(a)) << a.str();
  }
}

TEST(BitMatrix, SolvesExactlyWhatItSpans) {
  Random random(15);
  int solved = 0;
  for (int n = 0; n < 5000; ++n) {
    unsigned rows = random.pick(1, 6);
    BitMatrix a = randomMatrix(random, rows, random.pick(1, 6));
    BitMatrix target = randomMatrix(random, rows, 1);
    bool spanned = false;
    for (uint64_t x = 0; x >> a.numColumns() == 0; ++x)
      spanned |= a(x) == target.column(0);
    std::optional<BitMatrix> solution = a.solve(target);
    ASSERT_EQ(spanned, solution.has_value());
    if (!solution)
      continue;
    ++solved;
    ASSERT_EQ(a * *solution, target);
    for (unsigned j = 0; j < a.numColumns(); ++j)
      if (a.column(j) == 0)
        ASSERT_EQ(solution->column(0) >> j & 1, 0u);
  }
  EXPECT_GT(solved, 1000);
}

TEST(BitMatrix, InvertsFullRank) {
  Random random(16);
  int inverted = 0;
  for (int n = 0; n < 2000; ++n) {
    unsigned size = random.pick(1, 6);
    BitMatrix a = randomMatrix(random, size, size);
    std::optional<BitMatrix> inverse = a.inverse();
    ASSERT_EQ(inverse.has_value(), a.rank() == size);
    if (!inverse)
      continue;
    ++inverted;
    ASSERT_EQ(a * *inverse, BitMatrix::identity(size));
    ASSERT_EQ(*inverse * a, BitMatrix::identity(size));
  }
  EXPECT_GT(inverted, 300);
  EXPECT_FALSE(BitMatrix(2, {1, 2, 3}).inverse());
}

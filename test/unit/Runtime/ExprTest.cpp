#include "cutedsl/Runtime/Expr.h"

#include <gtest/gtest.h>
#include <random>

using namespace cutedsl::runtime;
using E = ExprBuilder;

static int64_t eval(const Expr &expr, std::vector<int64_t> symbols = {}) {
  EXPECT_FALSE(verifyExpr(expr, symbols.size()));
  auto value = evaluate(expr, symbols.data());
  EXPECT_TRUE(value);
  return value.value_or(-1);
}

TEST(Expr, DivisionsRoundAsNamed) {
  Expr s = E::symbol(0), four = E::constant(4);
  for (int64_t v = -9; v <= 9; ++v) {
    int64_t floor = int64_t(std::floor(v / 4.0));
    EXPECT_EQ(eval(E::floorDiv(s, four), {v}), floor);
    EXPECT_EQ(eval(E::ceilDiv(s, four), {v}), int64_t(std::ceil(v / 4.0)));
    EXPECT_EQ(eval(E::mod(s, four), {v}), v - 4 * floor);
    EXPECT_EQ(eval(E::floorDiv(E::constant(v), four)), floor);
  }
}

TEST(Expr, MinAndMax) {
  Expr a = E::symbol(0), b = E::symbol(1);
  EXPECT_EQ(eval(E::min(a, b), {3, -5}), -5);
  EXPECT_EQ(eval(E::max(a, b), {3, -5}), 3);
}

TEST(Expr, ConstantsAreFoldedAndNeutralOperandsDropped) {
  Expr s = E::symbol(0);
  EXPECT_EQ(E::add(s, E::constant(0)), s);
  EXPECT_EQ(E::mul(E::constant(1), s), s);
  EXPECT_EQ(E::ceilDiv(s, E::constant(1)), s);
  EXPECT_EQ(E::mul(E::constant(6), E::constant(7)).getConstant(), 42);
  EXPECT_FALSE(usesSymbols(E::add(E::constant(1), E::constant(2))));
  EXPECT_TRUE(usesSymbols(E::add(E::constant(1), s)));
}

TEST(Expr, OverflowAndBadDivisorsHaveNoValue) {
  Expr s = E::symbol(0);
  int64_t big = INT64_MAX, zero = 0, minusOne = -1;
  EXPECT_FALSE(evaluate(E::add(s, E::constant(1)), &big));
  EXPECT_FALSE(evaluate(E::mul(s, E::constant(2)), &big));
  for (ExprOp op : {ExprOp::FloorDiv, ExprOp::CeilDiv, ExprOp::Mod}) {
    EXPECT_FALSE(evaluate(E::binary(op, E::constant(7), s), &zero));
    EXPECT_FALSE(evaluate(E::binary(op, E::constant(INT64_MIN), s), &minusOne));
  }
  // Folding keeps what cannot be folded.
  EXPECT_FALSE(evaluate(E::floorDiv(E::constant(7), E::constant(0)), nullptr));
}

TEST(Expr, VerifierRefusesIllFormedCode) {
  auto refused = [](std::vector<int64_t> code) {
    return verifyExpr(Expr{std::move(code)}, 2).has_value();
  };
  EXPECT_TRUE(refused({}));
  EXPECT_TRUE(refused({0}));          // no value
  EXPECT_TRUE(refused({1, 2}));       // no such symbol
  EXPECT_TRUE(refused({1, -1}));      // no such symbol
  EXPECT_TRUE(refused({9}));          // no such operator
  EXPECT_TRUE(refused({-1}));         // no such operator
  EXPECT_TRUE(refused({2}));          // nothing to pop
  EXPECT_TRUE(refused({0, 1, 2}));    // one value to pop
  EXPECT_TRUE(refused({0, 1, 0, 2})); // two values left
  EXPECT_FALSE(refused({0, 1, 1, 1, 8}));
  std::vector<int64_t> deep;
  for (size_t i = 0; i <= kMaxExprDepth; ++i)
    deep.insert(deep.end(), {0, 1});
  deep.insert(deep.end(), kMaxExprDepth, 2);
  EXPECT_TRUE(refused(deep));
  std::vector<int64_t> longCode = {0, 1};
  while (longCode.size() <= kMaxExprLength)
    longCode.insert(longCode.end(), {0, 1, 2});
  EXPECT_TRUE(refused(longCode));
}

// Random trees against direct evaluation.
TEST(Expr, RandomTreesEvaluateAsTheirTree) {
  std::mt19937 random(7);
  std::vector<int64_t> symbols = {5, 12, 1, 33};
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::pair<Expr, int64_t>> pool;
    for (unsigned i = 0; i < symbols.size(); ++i)
      pool.push_back({E::symbol(i), symbols[i]});
    for (int step = 0; step < 6; ++step) {
      auto &[a, av] = pool[random() % pool.size()];
      auto b = E::constant(1 + int64_t(random() % 9));
      int64_t bv = *b.getConstant();
      switch (random() % 4) {
      case 0:
        pool.push_back({E::add(a, b), av + bv});
        break;
      case 1:
        pool.push_back({E::mul(b, a), av * bv});
        break;
      case 2:
        pool.push_back({E::ceilDiv(a, b), (av + bv - 1) / bv});
        break;
      case 3: {
        auto &[c, cv] = pool[random() % pool.size()];
        pool.push_back({E::max(E::mod(a, b), c), std::max(av % bv, cv)});
        break;
      }
      }
    }
    for (auto &[expr, value] : pool)
      EXPECT_EQ(eval(expr, symbols), value);
  }
}

TEST(Expr, Text) {
  Expr e = E::ceilDiv(E::add(E::symbol(0), E::constant(3)), E::symbol(1));
  EXPECT_EQ(toString(e, {"batch"}), "(batch + 3) ceildiv s1");
}

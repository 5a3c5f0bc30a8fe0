// Random index expressions: simplified ones have the same value everywhere, and
// what an index space takes for never negative is not.

#include "IndexSpace.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/raw_ostream.h"
#include <gtest/gtest.h>
#include <random>

using namespace mlir;
using namespace cutedsl::graph;

namespace {

constexpr int64_t kMaxSymbol = 7;
constexpr unsigned kNumSymbols = 2, kNumDims = 2;

struct Point {
  std::vector<int64_t> dims, symbols;
};

int64_t evaluate(AffineExpr expr, const Point &at) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return constant.getValue();
  if (auto dim = dyn_cast<AffineDimExpr>(expr))
    return at.dims[dim.getPosition()];
  if (auto symbol = dyn_cast<AffineSymbolExpr>(expr))
    return at.symbols[symbol.getPosition()];
  auto binary = cast<AffineBinaryOpExpr>(expr);
  int64_t lhs = evaluate(binary.getLHS(), at);
  int64_t rhs = evaluate(binary.getRHS(), at);
  switch (expr.getKind()) {
  case AffineExprKind::Add:
    return lhs + rhs;
  case AffineExprKind::Mul:
    return lhs * rhs;
  case AffineExprKind::FloorDiv:
    return llvm::divideFloorSigned(lhs, rhs);
  case AffineExprKind::CeilDiv:
    return llvm::divideCeilSigned(lhs, rhs);
  default:
    return lhs - llvm::divideFloorSigned(lhs, rhs) * rhs;
  }
}

class IndexSpaceTest : public testing::Test {
protected:
  int64_t below(int64_t end) {
    return std::uniform_int_distribution<int64_t>(0, end - 1)(random);
  }
  AffineExpr constant(int64_t value) {
    return getAffineConstantExpr(value, &context);
  }
  AffineExpr symbol() {
    return getAffineSymbolExpr(below(kNumSymbols), &context);
  }

  /// With `dims`, an index; without, a size.
  AffineExpr expression(unsigned depth, bool dims) {
    if (depth == 0) {
      if (dims && below(2))
        return getAffineDimExpr(below(kNumDims), &context);
      return below(4) ? symbol() : constant(below(9) - 4);
    }
    AffineExpr inner = expression(depth - 1, dims);
    switch (below(6)) {
    case 0:
    case 1:
      return inner * (below(9) - 4) + expression(depth - 1, dims);
    case 2:
      return inner.floorDiv(below(6) ? constant(2 + below(15)) : symbol());
    case 3:
      return inner % (below(6) ? constant(2 + below(15)) : symbol());
    case 4:
      return inner.ceilDiv(2 + below(7));
    default:
      return below(3) ? inner + (below(17) - 8) : inner * symbol();
    }
  }

  /// Calls `visit` at every point where each index is within its extent.
  template <typename T>
  void forEachPoint(ArrayRef<AffineExpr> extents, int64_t minSymbol, T visit) {
    Point at{std::vector<int64_t>(kNumDims), std::vector<int64_t>(kNumSymbols)};
    for (at.symbols[0] = minSymbol; at.symbols[0] <= kMaxSymbol;
         ++at.symbols[0])
      for (at.symbols[1] = minSymbol; at.symbols[1] <= kMaxSymbol;
           ++at.symbols[1]) {
        int64_t m = evaluate(extents[0], at), n = evaluate(extents[1], at);
        for (at.dims[0] = 0; at.dims[0] < m; ++at.dims[0])
          for (at.dims[1] = 0; at.dims[1] < n; ++at.dims[1])
            visit(at);
      }
  }

  SmallVector<AffineExpr> extents() {
    SmallVector<AffineExpr> result;
    for (unsigned dim = 0; dim < kNumDims; ++dim) {
      AffineExpr rounded = (-symbol()).floorDiv(2 + below(4)) * -(1 + below(3));
      AffineExpr choices[] = {constant(1 + below(6)), symbol(), rounded,
                              symbol() * 2, symbol() + below(4)};
      result.push_back(choices[below(5)]);
    }
    return result;
  }

  std::string text(AffineExpr expr) {
    std::string result;
    llvm::raw_string_ostream stream(result);
    stream << expr;
    return result;
  }

  MLIRContext context;
  std::mt19937 random{7};
};

TEST_F(IndexSpaceTest, SimplifiedExpressionsHaveTheSameValue) {
  for (unsigned i = 0; i < 3000; ++i) {
    IndexSpace space(&context);
    SmallVector<AffineExpr> sizes = extents();
    for (AffineExpr size : sizes)
      space.addDim(size);
    AffineExpr expr = expression(1 + below(4), /*dims=*/true);
    AffineExpr simple = space.simplify(expr);
    forEachPoint(sizes, 1, [&](const Point &at) {
      ASSERT_EQ(evaluate(expr, at), evaluate(simple, at))
          << text(expr) << " became " << text(simple) << " with extents "
          << text(sizes[0]) << ", " << text(sizes[1]) << " at d " << at.dims[0]
          << ", " << at.dims[1] << " s " << at.symbols[0] << ", "
          << at.symbols[1];
    });
    if (HasFatalFailure())
      return;
  }
}

TEST_F(IndexSpaceTest, WhatIsTakenForNonNegativeIs) {
  unsigned proved = 0;
  for (unsigned i = 0; i < 6000; ++i) {
    IndexSpace space(&context);
    SmallVector<AffineExpr> sizes = extents();
    for (AffineExpr size : sizes)
      space.addDim(size);
    int64_t minSymbol = below(2);
    // Divisions by a symbol are of no meaning where it is 0.
    AffineExpr expr = expression(1 + below(4), below(2));
    bool dividesBySymbol = false;
    expr.walk([&](AffineExpr e) {
      auto binary = dyn_cast<AffineBinaryOpExpr>(e);
      dividesBySymbol |= binary && e.getKind() != AffineExprKind::Add &&
                         e.getKind() != AffineExprKind::Mul &&
                         !isa<AffineConstantExpr>(binary.getRHS());
    });
    if (dividesBySymbol)
      minSymbol = 1;
    Sum sum = space.toSum(expr);
    if (!space.isNonNegative(sum, minSymbol))
      continue;
    ++proved;
    forEachPoint(sizes, minSymbol, [&](const Point &at) {
      ASSERT_GE(evaluate(expr, at), 0)
          << text(expr) << " with extents " << text(sizes[0]) << ", "
          << text(sizes[1]) << " at d " << at.dims[0] << ", " << at.dims[1]
          << " s " << at.symbols[0] << ", " << at.symbols[1];
    });
    if (HasFatalFailure())
      return;
  }
  EXPECT_GT(proved, 300u);
}

TEST_F(IndexSpaceTest, SizesThatAreRoundedUp) {
  IndexSpace space(&context);
  AffineExpr s0 = getAffineSymbolExpr(0, &context);
  AffineExpr filler = (-s0) % 16, whole = (-s0).floorDiv(16) * -16;
  EXPECT_EQ(space.simplify(filler + s0 - whole), constant(0));
  EXPECT_TRUE(space.isNonNegative(space.toSum(filler), 0));
  EXPECT_TRUE(space.isNonNegative(space.toSum(whole - s0), 0));
  EXPECT_TRUE(space.isNonNegative(space.toSum(whole - 1), 1));
  EXPECT_FALSE(space.isNonNegative(space.toSum(s0 - whole), 0));
  EXPECT_FALSE(space.isNonNegative(space.toSum((s0 - 20).floorDiv(16)), 0));
}

} // namespace

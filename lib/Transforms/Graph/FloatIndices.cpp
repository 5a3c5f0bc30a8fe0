//===- FloatIndices.cpp - Distances between indices in floats -------------===//
//
// float(|i - j|) is |float(i) - float(j)| where the integers are so small that
// floats hold them: conversions, which are slow, are then made for each row and
// each column instead of each element, and no 64-bit integers are computed.
// Biases that grow with the distance of query and key (ALiBi; Press et al.,
// Train Short, Test Long, 2022) are of this kind.
//
//===----------------------------------------------------------------------===//

#include "Simplify.h"
#include "Values.h"
#include "cutedsl/Dialect/Tile/IR/ExactConversion.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

/// Whether floats of `type` hold every value of `expr` over an index space of
/// sizes `dims`, and its sums with offsets within a tile.
static bool isExact(AffineExpr expr, ArrayRef<AffineExpr> dims,
                    FloatType type) {
  auto bounds = getBounds(expr, dims);
  if (!bounds)
    return false;
  auto low = dyn_cast<AffineConstantExpr>(bounds->first),
       high = dyn_cast<AffineConstantExpr>(bounds->second);
  int64_t most = (int64_t(1) << std::min(type.getFPMantissaWidth(), 53u));
  return low && high && low.getValue() >= tile::kMostOffset - most &&
         high.getValue() <= most - tile::kMostOffset;
}

/// The dimensions that `expr` depends on.
static llvm::SmallBitVector getUsed(AffineExpr expr, unsigned rank) {
  llvm::SmallBitVector used(rank);
  for (unsigned dim = 0; dim < rank; ++dim)
    used[dim] = expr.isFunctionOfDim(dim);
  return used;
}

namespace {
/// float(|x|) is |float(x)|.
struct FloatOfMagnitude : OpRewritePattern<arith::SIToFPOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(arith::SIToFPOp op,
                                PatternRewriter &rewriter) const override {
    auto magnitude = op.getIn().getDefiningOp<math::AbsIOp>();
    auto type = cast<RankedTensorType>(op.getType());
    std::optional<AffineExpr> index =
        magnitude ? getIndexExpr(magnitude.getOperand()) : std::nullopt;
    if (!index || !isExact(*index, getDims(op.getResult()),
                           cast<FloatType>(type.getElementType())))
      return failure();
    Value number = arith::SIToFPOp::create(rewriter, op.getLoc(), type,
                                           magnitude.getOperand());
    rewriter.replaceOpWithNewOp<math::AbsFOp>(op, number);
    return success();
  }
};

/// float(i +- j), where i and j are the same along other dimensions, is
/// float(i) +- float(j).
template <typename IntegerOp, typename FloatOp>
struct FloatOfSum : OpRewritePattern<arith::SIToFPOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(arith::SIToFPOp op,
                                PatternRewriter &rewriter) const override {
    auto sum = op.getIn().getDefiningOp<IntegerOp>();
    if (!sum)
      return failure();
    auto type = cast<RankedTensorType>(op.getType());
    Dims dims = getDims(op.getResult());
    auto element = cast<FloatType>(type.getElementType());
    std::optional<AffineExpr> whole = getIndexExpr(sum.getResult()),
                              lhs = getIndexExpr(sum.getLhs()),
                              rhs = getIndexExpr(sum.getRhs());
    if (!whole || !lhs || !rhs || !isExact(*whole, dims, element) ||
        !isExact(*lhs, dims, element) || !isExact(*rhs, dims, element))
      return failure();
    llvm::SmallBitVector all = getUsed(*whole, dims.size());
    if (getUsed(*lhs, dims.size()) == all || getUsed(*rhs, dims.size()) == all)
      return failure();
    auto convert = [&](Value number) -> Value {
      auto made = arith::SIToFPOp::create(rewriter, op.getLoc(), type, number);
      made->setAttr(tile::kExactAttr, rewriter.getUnitAttr());
      return made;
    };
    rewriter.replaceOpWithNewOp<FloatOp>(op, convert(sum.getLhs()),
                                         convert(sum.getRhs()));
    return success();
  }
};
} // namespace

void cutedsl::graph::populateFloatIndexPatterns(RewritePatternSet &patterns) {
  patterns.add<FloatOfMagnitude, FloatOfSum<arith::AddIOp, arith::AddFOp>,
               FloatOfSum<arith::SubIOp, arith::SubFOp>>(patterns.getContext());
}

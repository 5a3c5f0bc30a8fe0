//===- FoldProducts.cpp - Two products with frozen matrices as one --------===//
//
// (x A) B is x (A B). Where A and B are frozen, A B is computed once, and one
// product is left of two: the value and output projections of an attention over
// a single key, or linear layers one after another.
//
// The rounding of x A is dropped, that of A B is new. That loses nothing where
// A B has the range of A and of B: half floats, whose range is short, and
// eight-bit ones are left alone.
//
//===----------------------------------------------------------------------===//

#include "GraphUtils.h"
#include "cutedsl/Dialect/Graph/IR/IndexMap.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Remarks.h"

namespace cutedsl {
#define GEN_PASS_DEF_GRAPHFOLDPRODUCTS
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

namespace {
struct FoldProducts : cutedsl::impl::GraphFoldProductsBase<FoldProducts> {
  void runOnOperation() override {
    for (auto program : getOperation().getOps<ProgramOp>())
      fold(program);
  }

private:
  static void fold(ProgramOp program);
};

/// A product, and the one whose result is its left operand.
struct Chain {
  ContractOp inner, outer;
  /// From an index of the outer one's left operand to that of the inner one's
  /// result.
  AffineMap map;
};
} // namespace

/// The product that `value` is, seen through views and the rounding to its own
/// type, if nothing else reads it.
static Place findProduct(Value value) {
  Dims dims = getDims(value);
  Type element = getElementTypeOrSelf(value.getType());
  Place place = getPlace(value);
  while (place.value.hasOneUse()) {
    Operation *op = place.value.getDefiningOp();
    if (auto view = dyn_cast_or_null<ViewOp>(op))
      place = {view.getSource(), composeMaps(view.getMap(), place.map, dims)};
    else if (isa_and_nonnull<arith::TruncFOp>(op) &&
             getElementTypeOrSelf(place.value.getType()) == element)
      place.value = op->getOperand(0);
    else if (isa_and_nonnull<ContractOp>(op))
      return place;
    else
      break;
  }
  return {};
}

/// True for types in which the product of two matrices is as far from
/// infinity and from zero as they are.
static bool hasWideRange(Type element) {
  return isa<BFloat16Type, Float32Type, Float64Type>(element);
}

/// Whether `op` multiplies rows with one frozen matrix.
static bool isLinear(ContractOp op, FrozenValues &frozen) {
  return op.getType().getRank() == 2 && frozen.contains(op.getRhs()) &&
         hasWideRange(getElementTypeOrSelf(op.getRhs().getType()));
}

static std::optional<Chain> findChain(ContractOp outer, FrozenValues &frozen) {
  if (!isLinear(outer, frozen))
    return std::nullopt;
  Place place = findProduct(outer.getLhs());
  auto inner = place.value ? place.value.getDefiningOp<ContractOp>() : nullptr;
  if (!inner || !isLinear(inner, frozen) ||
      getElementTypeOrSelf(inner.getRhs().getType()) !=
          getElementTypeOrSelf(outer.getRhs().getType()))
    return std::nullopt;
  // Rows come from rows, columns from columns.
  if (place.map.getResult(0).isFunctionOfDim(1) ||
      place.map.getResult(1).isFunctionOfDim(0))
    return std::nullopt;
  return Chain{inner, outer, place.map};
}

/// The elements of a matrix whose sizes are known.
static int64_t getNumElements(Value matrix) {
  return cast<RankedTensorType>(matrix.getType()).getNumElements();
}

/// The elements of A B.
static int64_t getFoldedElements(Chain chain) {
  return cast<RankedTensorType>(chain.inner.getRhs().getType()).getDimSize(0) *
         cast<RankedTensorType>(chain.outer.getRhs().getType()).getDimSize(1);
}

static void rewrite(RewriterBase &rewriter, const Chain &chain) {
  auto [inner, outer, map] = chain;
  rewriter.setInsertionPoint(outer);
  Location loc = rewriter.getFusedLoc({inner.getLoc(), outer.getLoc()});
  AffineExpr row = rewriter.getAffineDimExpr(0);
  AffineExpr column = rewriter.getAffineDimExpr(1);
  Dims first = getDims(inner.getRhs()), second = getDims(outer.getRhs());
  // A's columns in the order of B's rows.
  Value a =
      createView(rewriter, loc, inner.getRhs(),
                 getMap(2, {row, map.getResult(1)}, rewriter.getContext()),
                 {first[0], second[0]});
  Value matrix = ContractOp::create(
      rewriter, loc,
      getTensorType({first[0], second[1]}, outer.getType().getElementType()), a,
      outer.getRhs(), /*fast_accumulation=*/false);
  Type element = getElementTypeOrSelf(outer.getRhs().getType());
  if (element != outer.getType().getElementType())
    matrix = arith::TruncFOp::create(
        rewriter, loc, getTensorType({first[0], second[1]}, element), matrix);
  Value x =
      createView(rewriter, loc, inner.getLhs(),
                 getMap(2, {map.getResult(0), column}, rewriter.getContext()),
                 {getDims(outer.getLhs())[0], first[0]});
  Value result = ContractOp::create(rewriter, loc, outer.getType(), x, matrix,
                                    /*fast_accumulation=*/false);
  rewriter.replaceOp(outer, result);
}

void FoldProducts::fold(ProgramOp program) {
  auto options =
      getRemarkOptions(program, "fold-products", "graph-fold-products");
  IRRewriter rewriter(program.getContext());
  SmallVector<Refusal> refusals;
  // In order: a folded matrix is frozen, and may be folded with the next.
  std::optional<FrozenValues> frozen(program);
  for (ContractOp outer :
       llvm::to_vector(program.getBody().getOps<ContractOp>())) {
    std::optional<Chain> chain = findChain(outer, *frozen);
    if (!chain)
      continue;
    int64_t apart = getNumElements(chain->inner.getRhs()) +
                    getNumElements(chain->outer.getRhs());
    int64_t together = getFoldedElements(*chain);
    if (together >= apart) {
      std::string reason =
          llvm::formatv("the product of both matrices has {0} elements, they "
                        "have {1}",
                        together, apart);
      remark::missed(outer.getLoc(), options) << reason;
      refusals.push_back({outer, reason});
      continue;
    }
    remark::passed(outer.getLoc(), options)
        << llvm::formatv("two products are one: {0} elements of matrices "
                         "become {1}",
                         apart, together)
               .str();
    rewrite(rewriter, *chain);
    frozen.emplace(program);
  }
  addRefusals(program, refusals);
}

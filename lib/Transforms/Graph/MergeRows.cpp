//===- MergeRows.cpp - The same layers of two sets of rows as one ---------===//
//
// concat(f(a), f(b)) is f(concat(a, b)) where f treats each row alike: layers
// of the same weights, as a model's embedding of a context and of a horizon.
// The weights are read once, and one kernel runs for each product instead of
// two.
//
//===----------------------------------------------------------------------===//

#include "CostModel.h"
#include "Values.h"
#include "cutedsl/Dialect/Graph/IR/IndexMap.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/Analysis/TopologicalSortUtils.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Remarks.h"

namespace cutedsl {
#define GEN_PASS_DEF_GRAPHMERGEROWS
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

namespace {
/// How a value over the rows of both sets is made. Both are matrices of rows by
/// `columns`; the places are those of one element.
struct Merged {
  enum Kind {
    /// One value that does not depend on the row.
    Shared,
    /// A constant.
    Splat,
    /// A pointwise op of merged operands.
    Pointwise,
    /// A product of merged rows with the matrix of both.
    Product,
    /// The two put one after the other.
    Concat
  };
  Merged(Place first, Place second, AffineExpr columns)
      : first(first), second(second), columns(columns) {}

  Kind kind = Concat;
  Place first, second;
  AffineExpr columns;
  SmallVector<Merged *> operands;
  bool hasProduct = false;
};

/// Finds out how two values that are computed alike are computed as one.
class RowMerger {
public:
  RowMerger(Value first, Value second)
      : first(first), second(second), context(first.getContext()),
        firstRows(getRows(first)), secondRows(getRows(second)) {
    Dims dims = getDims(first);
    root = plan(getRoot(first), getRoot(second), dims.back());
  }

  /// Whether nothing but the results remains of what is merged, and nothing
  /// that is put together depends on them.
  bool isLegal() const;
  /// Seconds a call; negative if it costs.
  double getGain(const SizeModel &sizes, const TargetModel &target) const;
  void rewrite(RewriterBase &rewriter, Operation *before);

private:
  /// The number of rows; all dimensions but the last two are of size 1.
  static AffineExpr getRows(Value value) {
    Dims dims = getDims(value);
    return dims[dims.size() - 2];
  }
  Place getRoot(Value value) const;
  Place skip(Place place, AffineExpr rows, AffineExpr columns);
  Merged *plan(Place a, Place b, AffineExpr columns);
  Merged::Kind classify(Merged &node);
  Value build(RewriterBase &rewriter, Merged *node);

  Value first, second;
  MLIRContext *context;
  AffineExpr firstRows, secondRows;
  Merged *root;
  std::vector<std::unique_ptr<Merged>> nodes;
  DenseMap<std::tuple<Value, AffineMap, Value, AffineMap>, Merged *> known;
  /// What computes either value alone.
  DenseSet<Operation *> replaced;
  DenseMap<Merged *, Value> built;
};
} // namespace

/// The element of a result at (row, column).
Place RowMerger::getRoot(Value value) const {
  Dims dims = getDims(value);
  SmallVector<AffineExpr> exprs(dims.size(), getAffineConstantExpr(0, context));
  exprs[dims.size() - 2] = getAffineDimExpr(0, context);
  exprs[dims.size() - 1] = getAffineDimExpr(1, context);
  return {value, getMap(2, exprs, context)};
}

Place RowMerger::skip(Place place, AffineExpr rows, AffineExpr columns) {
  while (auto view = place.value.getDefiningOp<ViewOp>()) {
    replaced.insert(view);
    place = {view.getSource(),
             composeMaps(view.getMap(), place.map, {rows, columns})};
  }
  return place;
}

/// Whether two ops compute the same of other operands of the same types.
static bool isSameOp(Operation *a, Operation *b) {
  auto hasSameElements = [](auto pair) {
    return getElementTypeOrSelf(std::get<0>(pair)) ==
           getElementTypeOrSelf(std::get<1>(pair));
  };
  return a->getName() == b->getName() &&
         a->getAttrDictionary() == b->getAttrDictionary() &&
         a->getNumOperands() == b->getNumOperands() &&
         llvm::all_of(llvm::zip(a->getResultTypes(), b->getResultTypes()),
                      hasSameElements) &&
         llvm::all_of(llvm::zip(a->getOperandTypes(), b->getOperandTypes()),
                      hasSameElements);
}

Merged::Kind RowMerger::classify(Merged &node) {
  auto [a, aMap] = node.first;
  auto [b, bMap] = node.second;
  TypedAttr splat = getSplat(a);
  if (splat && splat == getSplat(b))
    return Merged::Splat;
  if (a == b && aMap == bMap && !aMap.isFunctionOfDim(0))
    return Merged::Shared;
  Operation *aOp = a.getDefiningOp(), *bOp = b.getDefiningOp();
  if (!aOp || !bOp || aOp == bOp || !isSameOp(aOp, bOp))
    return Merged::Concat;
  if (isPointwise(aOp)) {
    for (auto [x, y] :
         llvm::zip_equal(aOp->getOperands(), bOp->getOperands())) {
      Merged *operand = plan({x, aMap}, {y, bMap}, node.columns);
      node.operands.push_back(operand);
      node.hasProduct |= operand->hasProduct;
    }
    return node.hasProduct ? Merged::Pointwise : Merged::Concat;
  }
  auto aProduct = dyn_cast<ContractOp>(aOp),
       bProduct = dyn_cast<ContractOp>(bOp);
  AffineMap identity = AffineMap::getMultiDimIdentityMap(2, context);
  if (!aProduct || aProduct.getRhs() != bProduct.getRhs() || aMap != identity ||
      bMap != identity)
    return Merged::Concat;
  node.hasProduct = true;
  node.operands = {plan(getPlace(aProduct.getLhs()),
                        getPlace(bProduct.getLhs()),
                        getDims(aProduct.getLhs())[1])};
  return Merged::Product;
}

Merged *RowMerger::plan(Place a, Place b, AffineExpr columns) {
  a = skip(a, firstRows, columns);
  b = skip(b, secondRows, columns);
  Merged *&node = known[{a.value, a.map, b.value, b.map}];
  if (node)
    return node;
  Merged *made =
      nodes.emplace_back(std::make_unique<Merged>(a, b, columns)).get();
  node = made; // The map may grow below.
  made->kind = classify(*made);
  if (made->kind == Merged::Pointwise || made->kind == Merged::Product) {
    replaced.insert(a.value.getDefiningOp());
    replaced.insert(b.value.getDefiningOp());
  }
  return made;
}

/// Whether `value` is computed from one of `others`.
static bool dependsOn(Value value, ArrayRef<Value> others,
                      DenseSet<Value> &seen) {
  if (llvm::is_contained(others, value))
    return true;
  if (!seen.insert(value).second)
    return false;
  Operation *op = value.getDefiningOp();
  return op && llvm::any_of(getInputs(op), [&](Value input) {
           return dependsOn(input, others, seen);
         });
}

bool RowMerger::isLegal() const {
  if (!root->hasProduct)
    return false;
  DenseSet<Value> seen;
  for (const auto &node : nodes) {
    if (node->kind == Merged::Concat || node->kind == Merged::Shared) {
      if (dependsOn(node->first.value, {first, second}, seen) ||
          dependsOn(node->second.value, {first, second}, seen))
        return false;
    } else if (node->kind != Merged::Splat) {
      for (Value value : {node->first.value, node->second.value})
        if (value != first && value != second &&
            llvm::any_of(value.getUsers(), [&](Operation *user) {
              return !replaced.contains(user);
            }))
          return false;
    }
  }
  return true;
}

double RowMerger::getGain(const SizeModel &sizes,
                          const TargetModel &target) const {
  double gain = 0;
  for (const auto &node : nodes) {
    if (node->kind == Merged::Product) {
      auto product = node->first.value.getDefiningOp<ContractOp>();
      gain += target.launchSeconds +
              sizes.getBytes(product.getRhs()) / target.bytesPerSecond;
    } else if (node->kind == Merged::Concat) {
      double elements = (sizes.getSize(firstRows) + sizes.getSize(secondRows)) *
                        sizes.getSize(node->columns);
      double bytes =
          2 * elements *
          getElementBytes(getElementTypeOrSelf(node->first.value.getType()));
      gain -= target.launchSeconds + bytes / target.bytesPerSecond;
    }
  }
  return gain;
}

Value RowMerger::build(RewriterBase &rewriter, Merged *node) {
  Value &result = built[node];
  if (result)
    return result;
  auto [value, map] = node->first;
  Location loc = value.getLoc();
  Dims dims = {simplify(firstRows + secondRows), node->columns};
  RankedTensorType type =
      getTensorType(dims, getElementTypeOrSelf(value.getType()));
  SmallVector<Value> operands;
  for (Merged *operand : node->operands)
    operands.push_back(build(rewriter, operand));
  Value made;
  switch (node->kind) {
  case Merged::Shared:
    made = createView(rewriter, loc, value, map, dims);
    break;
  case Merged::Splat:
    made = createSplat(rewriter, loc, getSplat(value), type);
    break;
  case Merged::Pointwise: {
    Operation *op = value.getDefiningOp();
    OperationState state(loc, op->getName(), operands, type, op->getAttrs());
    made = rewriter.create(state)->getResult(0);
    break;
  }
  case Merged::Product: {
    auto op = value.getDefiningOp<ContractOp>();
    made = ContractOp::create(rewriter, loc, type, operands[0], op.getRhs(),
                              op.getFastAccumulation());
    break;
  }
  case Merged::Concat: {
    auto part = [&](const Place &place, AffineExpr rows) {
      return createView(rewriter, loc, place.value, place.map,
                        {rows, node->columns});
    };
    made = ConcatOp::create(rewriter, loc, type, 0,
                            ValueRange{part(node->first, firstRows),
                                       part(node->second, secondRows)});
    break;
  }
  }
  return built[node] = made;
}

void RowMerger::rewrite(RewriterBase &rewriter, Operation *before) {
  rewriter.setInsertionPoint(before);
  Value merged = build(rewriter, root);
  auto replace = [&](Value value, AffineExpr offset) {
    Dims dims = getDims(value);
    AffineExpr row = getAffineDimExpr(dims.size() - 2, context);
    AffineExpr column = getAffineDimExpr(dims.size() - 1, context);
    Value rows =
        createView(rewriter, value.getLoc(), merged,
                   getMap(dims.size(), {row + offset, column}, context), dims);
    rewriter.replaceAllUsesWith(value, rows);
  };
  replace(first, getAffineConstantExpr(0, context));
  replace(second, firstRows);
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

/// Whether `op` puts the rows of matrices one after the other.
static bool concatenatesRows(ConcatOp op) {
  Dims dims = getDims(op.getResult());
  return dims.size() >= 2 && op.getDim() == dims.size() - 2 &&
         llvm::all_of(ArrayRef(dims).drop_back(2), [&](AffineExpr size) {
           return size == getAffineConstantExpr(1, op.getContext());
         });
}

namespace {
struct MergeRows : cutedsl::impl::GraphMergeRowsBase<MergeRows> {
  using GraphMergeRowsBase::GraphMergeRowsBase;

  void runOnOperation() override {
    TargetModel model = TargetModel::get(target, 0);
    for (auto program : getOperation().getOps<ProgramOp>()) {
      SizeModel sizes(program);
      bool isChanged = false;
      for (ConcatOp concat :
           llvm::to_vector(program.getBody().getOps<ConcatOp>()))
        while (concatenatesRows(concat) &&
               mergeTwo(program, concat, sizes, model))
          isChanged = true;
      if (isChanged)
        sortTopologically(&program.getBody().front());
    }
  }

private:
  bool mergeTwo(ProgramOp program, ConcatOp concat, const SizeModel &sizes,
                const TargetModel &model);
};
} // namespace

bool MergeRows::mergeTwo(ProgramOp program, ConcatOp concat,
                         const SizeModel &sizes, const TargetModel &model) {
  auto options = getRemarkOptions(program, "merge-rows", "graph-merge-rows");
  ValueRange inputs = concat.getInputs();
  for (auto [i, first] : llvm::enumerate(inputs))
    for (Value second : inputs.drop_front(i + 1)) {
      if (first == second)
        continue;
      RowMerger merger(first, second);
      if (!merger.isLegal())
        continue;
      if (merger.getGain(sizes, model) <= 0) {
        remark::missed(concat.getLoc(), options)
            << "the same layers of other rows are not merged: to put the rows "
               "together costs more";
        continue;
      }
      remark::passed(concat.getLoc(), options)
          << "the same layers of two sets of rows are computed as one";
      IRRewriter rewriter(&getContext());
      merger.rewrite(rewriter, concat);
      return true;
    }
  return false;
}

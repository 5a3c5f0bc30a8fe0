//===- ScaleRows.cpp - Norms as scales of a product's rows ----------------===//
//
// A norm before a product, (x * r(rows) * g(columns)) W, is r * (x (g W)): a
// scale of the result's rows. Where W and g are frozen, g W is computed once.
// What is left of the norm, a sum over each row, begins where x is computed:
// the epilogue of the product before adds up its slices of 64 columns, and
// whoever scales rows adds up the slices again. So no kernel stands between the
// products.
//
// That pays where kernels are short, with few rows. The two roundings between
// norm and product become one, of g W.
//
//===----------------------------------------------------------------------===//

#include "CostModel.h"
#include "TensorCoreSchedule.h"
#include "Values.h"
#include "cutedsl/Dialect/Graph/IR/IndexMap.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Remarks.h"

namespace cutedsl {
#define GEN_PASS_DEF_GRAPHSCALEROWS
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

static bool isNarrow(Value value) {
  return isa<BFloat16Type, Float16Type>(getElementTypeOrSelf(value.getType()));
}

namespace {
/// The left operand of a product as x times factors of its rows and columns.
struct Factors {
  Place x;
  SmallVector<Place> rows, columns;
};

class FactorFinder {
public:
  FactorFinder(ContractOp product, FrozenValues &frozen)
      : dims(getDims(product.getLhs())), frozen(frozen) {
    isFound = collect(getPlace(product.getLhs())) && factors.x.value &&
              isNarrow(factors.x.value) && !factors.rows.empty();
  }

  bool isFound;
  Factors factors;

private:
  bool collect(Place place);
  bool setX(Place place) {
    bool isFirst = !factors.x.value;
    factors.x = place;
    return isFirst;
  }

  Dims dims;
  FrozenValues &frozen;
};
} // namespace

bool FactorFinder::collect(Place place) {
  place = skipViews(place, dims);
  auto [value, map] = place;
  unsigned k = dims.size() - 1;
  auto dependsOn = [map = map](unsigned dim) {
    return map.isFunctionOfDim(dim);
  };
  bool usesRows = llvm::any_of(llvm::seq<unsigned>(0, k), dependsOn);
  if (!usesRows && frozen.contains(value)) {
    factors.columns.push_back(place);
    return true;
  }
  if (!dependsOn(k)) {
    factors.rows.push_back(place);
    return true;
  }
  Operation *op = value.getDefiningOp();
  if (auto mul = dyn_cast_or_null<arith::MulFOp>(op))
    return collect({mul.getLhs(), map}) && collect({mul.getRhs(), map});
  // Only what is rounded after a multiplication belongs to the norm.
  auto round = dyn_cast_or_null<arith::TruncFOp>(op);
  if (round && isNarrow(value)) {
    Place inner = skipViews({round.getIn(), map}, dims);
    if (inner.value.getDefiningOp<arith::MulFOp>())
      return collect(inner);
  }
  if (auto extend = dyn_cast_or_null<arith::ExtFOp>(op))
    return collect({extend.getIn(), map});
  return setX(place);
}

//===----------------------------------------------------------------------===//
// Sums over the rows of x
//===----------------------------------------------------------------------===//

/// The product that `value` is an epilogue of, one to one.
static ContractOp findProduct(Value value) {
  Dims dims = getDims(value);
  SmallVector<Place> worklist = {getPlace(value)};
  DenseSet<Value> seen;
  while (!worklist.empty()) {
    Place place = skipViews(worklist.pop_back_val(), dims);
    Operation *op = place.value.getDefiningOp();
    if (!op || !seen.insert(place.value).second)
      continue;
    if (auto contract = dyn_cast<ContractOp>(op)) {
      if (place.map.getResults().back() ==
              getAffineDimExpr(dims.size() - 1, value.getContext()) &&
          invertMap(place.map, dims, getDims(place.value)))
        return contract;
      continue;
    }
    if (isPointwise(op))
      for (Value operand : op->getOperands())
        worklist.push_back({operand, place.map});
  }
  return {};
}

namespace {
/// Moves a sum over the rows of what is computed pointwise from `x` to where
/// that is computed: slices first, then their sum.
class RowSum {
public:
  RowSum(graph::ReduceOp sum, Value x) : sum(sum), x(x) {
    dims = getDims(sum.getSource());
    unsigned last = dims.size() - 1;
    isFound =
        sum.getKind() == ReductionKind::Sum &&
        sum.getDims() == ArrayRef<int64_t>{int64_t(last)} &&
        isOfX(getPlace(sum.getSource())) && map &&
        map.getResults().back() == getAffineDimExpr(last, sum.getContext()) &&
        llvm::none_of(map.getResults().drop_back(), [&](AffineExpr expr) {
          return expr.isFunctionOfDim(last);
        });
  }

  bool isFound;
  void rewrite(RewriterBase &rewriter);

private:
  bool isOfX(Place place);
  Value build(OpBuilder &builder, Value value);

  graph::ReduceOp sum;
  Value x;
  Dims dims;
  /// From the sum's source to x.
  AffineMap map;
  DenseMap<Value, Value> built;
};
} // namespace

bool RowSum::isOfX(Place place) {
  place = skipViews(place, dims);
  if (place.value == x) {
    bool isSame = !map || map == place.map;
    map = place.map;
    return isSame;
  }
  if (getSplat(place.value))
    return true;
  Operation *op = place.value.getDefiningOp();
  return op && isPointwise(op) &&
         llvm::all_of(op->getOperands(), [&](Value operand) {
           return isOfX({operand, place.map});
         });
}

/// What `value` is computed from, at x's own indices.
Value RowSum::build(OpBuilder &builder, Value value) {
  while (auto view = value.getDefiningOp<ViewOp>())
    value = view.getSource();
  if (value == x)
    return x;
  Value &result = built[value];
  if (result)
    return result;
  RankedTensorType type =
      getTensorType(getDims(x), getElementTypeOrSelf(value.getType()));
  if (TypedAttr splat = getSplat(value))
    return result = createSplat(builder, value.getLoc(), splat, type);
  Operation *op = value.getDefiningOp();
  SmallVector<Value> operands;
  for (Value operand : op->getOperands())
    operands.push_back(build(builder, operand));
  OperationState state(op->getLoc(), op->getName(), operands, type,
                       op->getAttrs());
  Value made = builder.create(state)->getResult(0);
  return built[value] = made;
}

void RowSum::rewrite(RewriterBase &rewriter) {
  OpBuilder::InsertionGuard guard(rewriter);
  rewriter.setInsertionPoint(sum);
  Location loc = sum.getLoc();
  MLIRContext *context = rewriter.getContext();
  Type element = sum.getType().getElementType();
  Value source = build(rewriter, sum.getSource());
  // [rows..., slices, 64] of [rows..., columns].
  Dims sliced = getDims(x);
  unsigned last = sliced.size() - 1;
  int64_t count =
      cast<AffineConstantExpr>(sliced[last]).getValue() / kSliceColumns;
  SmallVector<AffineExpr> exprs;
  for (unsigned i = 0; i < last; ++i)
    exprs.push_back(getAffineDimExpr(i, context));
  exprs.push_back(getAffineDimExpr(last, context) * kSliceColumns +
                  getAffineDimExpr(last + 1, context));
  sliced[last] = getAffineConstantExpr(count, context);
  sliced.push_back(getAffineConstantExpr(kSliceColumns, context));
  Value slices = createView(rewriter, loc, source,
                            getMap(sliced.size(), exprs, context), sliced);
  sliced.pop_back();
  auto parts = graph::ReduceOp::create(
      rewriter, loc, getTensorType(sliced, element), ReductionKind::Sum, slices,
      ArrayRef<int64_t>{int64_t(last) + 1});
  parts->setAttr(kInEpilogueAttr, rewriter.getUnitAttr());
  // Of each row, where the sum has it.
  Dims rows = getDims(sum.getResult());
  SmallVector<AffineExpr> place(map.getResults().drop_back());
  place.push_back(getAffineDimExpr(rows.size(), context));
  rows.push_back(getAffineConstantExpr(count, context));
  Value all = createView(
      rewriter, loc, parts,
      simplifyInBounds(getMap(rows.size(), place, context), rows), rows);
  auto total =
      graph::ReduceOp::create(rewriter, loc, sum.getType(), ReductionKind::Sum,
                              all, ArrayRef<int64_t>{int64_t(rows.size()) - 1});
  total->setAttr(kRecomputeAttr, rewriter.getUnitAttr());
  rewriter.replaceOp(sum, total);
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

namespace {
struct ScaleRows : cutedsl::impl::GraphScaleRowsBase<ScaleRows> {
  using GraphScaleRowsBase::GraphScaleRowsBase;

  void runOnOperation() override {
    if (!TargetModel::get(target, 0).hasTensorPipelines)
      return;
    for (auto program : getOperation().getOps<ProgramOp>())
      scale(program);
  }

private:
  void scale(ProgramOp program);
  bool plan(ContractOp product, const Factors &factors, const SizeModel &sizes,
            FrozenValues &frozen, SmallVectorImpl<RowSum> &sums,
            std::string &reason);
  static void rewrite(RewriterBase &rewriter, ContractOp product,
                      const Factors &factors);
};
} // namespace

/// Whether the product has rows so few that it is over before another kernel
/// would be.
static bool hasFewRows(ContractOp product, const SizeModel &sizes) {
  Dims dims = getDims(product.getResult());
  int64_t rows = sizes.getHintedSize(dims[dims.size() - 2]);
  return suitsTensorCores(product) && rows > 0 && rows <= kFewRows &&
         sizes.getNumMatrices(product.getResult()) == 1;
}

/// Whether all uses of the norm `value` are products like this one: if not, it
/// is computed anyway.
static bool feedsOnlyProducts(Value value, const SizeModel &sizes,
                              FrozenValues &frozen) {
  return llvm::all_of(value.getUsers(), [&](Operation *user) {
    if (auto view = dyn_cast<ViewOp>(user))
      return feedsOnlyProducts(view.getResult(), sizes, frozen);
    auto product = dyn_cast<ContractOp>(user);
    return product && product.getRhs() != value && hasFewRows(product, sizes) &&
           frozen.contains(product.getRhs());
  });
}

/// The sums that `value` is computed from.
static void findSums(Value value, llvm::SetVector<graph::ReduceOp> &sums) {
  SmallVector<Value> worklist = {value};
  DenseSet<Value> seen;
  while (!worklist.empty()) {
    Value current = worklist.pop_back_val();
    Operation *op = current.getDefiningOp();
    if (!op || !seen.insert(current).second)
      continue;
    if (auto sum = dyn_cast<graph::ReduceOp>(op))
      sums.insert(sum);
    else if (!isAnchor(op))
      llvm::append_range(worklist, op->getOperands());
  }
}

bool ScaleRows::plan(ContractOp product, const Factors &factors,
                     const SizeModel &sizes, FrozenValues &frozen,
                     SmallVectorImpl<RowSum> &sums, std::string &reason) {
  if (!frozen.contains(product.getRhs())) {
    reason = "the weights of the product are not frozen";
    return false;
  }
  Value lhs = product.getLhs();
  Value norm = skipViews(getPlace(lhs), getDims(lhs)).value;
  if (!feedsOnlyProducts(norm, sizes, frozen)) {
    reason = "it is used elsewhere, too";
    return false;
  }
  Value x = factors.x.value;
  auto columns = dyn_cast<AffineConstantExpr>(getDims(x).back());
  ContractOp before = findProduct(x);
  if (!before || !hasFewRows(before, sizes) || !columns ||
      columns.getValue() % kSliceColumns != 0) {
    reason = "the rows are not those of a product of few rows before it";
    return false;
  }
  llvm::SetVector<graph::ReduceOp> found;
  for (const Place &factor : factors.rows)
    findSums(factor.value, found);
  for (graph::ReduceOp sum : found)
    sums.emplace_back(sum, x);
  if (!sums.empty() &&
      llvm::all_of(sums, [](const RowSum &sum) { return sum.isFound; }))
    return true;
  reason = "what scales the rows is more than sums over them";
  return false;
}

/// `factor`, at an index of a product's left operand, over that of one of its
/// other tensors, whose dimension `to` is that operand's dimension `from`.
static Value createFactor(OpBuilder &builder, Location loc, const Place &factor,
                          unsigned from, unsigned to,
                          ArrayRef<AffineExpr> dims) {
  MLIRContext *context = builder.getContext();
  SmallVector<AffineExpr> place;
  for (unsigned i = 0; i < dims.size(); ++i)
    place.push_back(getAffineDimExpr(i == from ? to : i, context));
  SmallVector<AffineExpr> exprs;
  for (AffineExpr expr : factor.map.getResults())
    exprs.push_back(expr.replaceDims(place));
  Value value = createView(builder, loc, factor.value,
                           getMap(dims.size(), exprs, context), dims);
  if (isNarrow(value))
    value = arith::ExtFOp::create(
        builder, loc, getTensorType(dims, builder.getF32Type()), value);
  return value;
}

/// The right operand with its rows scaled, in the order in which it is stored.
static Value createWeights(OpBuilder &builder, ContractOp product,
                           ArrayRef<Place> columns) {
  Location loc = product.getLoc();
  Value weights = product.getRhs();
  if (columns.empty())
    return weights;
  Dims dims = getDims(weights);
  unsigned rank = dims.size();
  Place stored = skipViews(getPlace(weights), dims);
  std::optional<AffineMap> inverse =
      invertMap(stored.map, dims, getDims(stored.value));
  if (!inverse) {
    stored = getPlace(weights);
    inverse = stored.map;
  }
  Dims own = getDims(stored.value);
  Type narrow = getElementTypeOrSelf(weights.getType());
  Value scaled = arith::ExtFOp::create(
      builder, loc, getTensorType(own, builder.getF32Type()), stored.value);
  for (const Place &column : columns) {
    Value factor = createFactor(builder, loc, column, /*from=*/rank - 1,
                                /*to=*/rank - 2, dims);
    factor = createView(builder, loc, factor, *inverse, own);
    scaled = arith::MulFOp::create(builder, loc, scaled, factor);
  }
  scaled =
      arith::TruncFOp::create(builder, loc, getTensorType(own, narrow), scaled);
  return createView(builder, loc, scaled, stored.map, dims);
}

void ScaleRows::rewrite(RewriterBase &rewriter, ContractOp product,
                        const Factors &factors) {
  rewriter.setInsertionPoint(product);
  Location loc = product.getLoc();
  Value weights = createWeights(rewriter, product, factors.columns);
  Value x = createView(rewriter, loc, factors.x.value, factors.x.map,
                       getDims(product.getLhs()));
  Value result = ContractOp::create(rewriter, loc, product.getType(), x,
                                    weights, product.getFastAccumulation());
  Dims dims = getDims(product.getResult());
  for (const Place &row : factors.rows) {
    unsigned last = dims.size() - 1;
    Value factor = createFactor(rewriter, loc, row, last, last, dims);
    result = arith::MulFOp::create(rewriter, loc, result, factor);
  }
  rewriter.replaceOp(product, result);
}

void ScaleRows::scale(ProgramOp program) {
  auto options = getRemarkOptions(program, "scale-rows", "graph-scale-rows");
  SizeModel sizes(program);
  IRRewriter rewriter(&getContext());
  SmallVector<Refusal> refusals;
  SmallVector<ContractOp> products(program.getBody().getOps<ContractOp>());
  for (ContractOp product : products) {
    if (!hasFewRows(product, sizes))
      continue;
    // What was rewritten is other values.
    FrozenValues frozen(program);
    FactorFinder finder(product, frozen);
    if (!finder.isFound)
      continue;
    std::string reason;
    SmallVector<RowSum> sums;
    if (!plan(product, finder.factors, sizes, frozen, sums, reason)) {
      reason = "the norm is not a scale of rows: " + reason;
      remark::missed(product.getLoc(), options) << reason;
      refusals.push_back({product, reason});
      continue;
    }
    rewrite(rewriter, product, finder.factors);
    for (RowSum &sum : sums)
      sum.rewrite(rewriter);
    remark::passed(product.getLoc(), options) << "the norm scales rows";
  }
  addRefusals(program, refusals);
}

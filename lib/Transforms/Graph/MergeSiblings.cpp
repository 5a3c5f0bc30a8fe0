//===- MergeSiblings.cpp - Products of one left operand as one ------------===//
//
// Query, key and value are three products of the same rows. Where their weights
// are frozen, the matrices are put side by side once and multiplied as one;
// each sibling becomes a slice of the product. Only siblings that an attention
// reads are merged: others lose their epilogues.
//
//===----------------------------------------------------------------------===//

#include "GraphUtils.h"
#include "cutedsl/Dialect/Graph/IR/IndexMap.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/Analysis/TopologicalSortUtils.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

namespace cutedsl {
#define GEN_PASS_DEF_GRAPHMERGESIBLINGS
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

/// True when all that is computed from `value`, short of another product, goes
/// into attentions.
static bool feedsAttention(Value value, DenseSet<Value> &seen) {
  if (!seen.insert(value).second)
    return true;
  if (value.use_empty())
    return false;
  return llvm::all_of(value.getUsers(), [&](Operation *user) {
    if (auto attention = dyn_cast<AttentionOp>(user))
      return !attention.getScoresAsWeights();
    bool passes = isPointwise(user) || isa<ViewOp, ConcatOp, ReduceOp>(user);
    return passes && user->getBlock() == value.getParentBlock() &&
           feedsAttention(user->getResult(0), seen);
  });
}

namespace {
/// A product, perhaps reshaped and with a bias added.
struct Sibling {
  ContractOp contract;
  /// Both null, or neither.
  ViewOp reshape;
  Value bias;
  /// The last of these values.
  Value end;
  int64_t columns;
};

struct MergeSiblings : cutedsl::impl::GraphMergeSiblingsBase<MergeSiblings> {
  void runOnOperation() override {
    for (auto program : getOperation().getOps<ProgramOp>()) {
      Block &body = program.getBody().front();
      FrozenValues frozen(program);
      llvm::MapVector<Value, SmallVector<Sibling>> families;
      for (auto op : body.getOps<ContractOp>())
        if (std::optional<Sibling> sibling = match(op, frozen))
          families[op.getLhs()].push_back(*sibling);
      for (auto &[lhs, family] : families)
        merge(family);
      sortTopologically(&body);
    }
  }

  static std::optional<Sibling> match(ContractOp op, FrozenValues &frozen);
  static void merge(ArrayRef<Sibling> family);
};
} // namespace

/// The rank-1 value that `value` repeats along all but its last dimension.
static Value getRowVector(Value value) {
  auto view = value.getDefiningOp<ViewOp>();
  if (!view || view.getMap().getNumResults() != 1)
    return {};
  unsigned last = view.getMap().getNumDims() - 1;
  if (view.getMap().getResult(0) != getAffineDimExpr(last, view.getContext()))
    return {};
  return view.getSource();
}

std::optional<Sibling> MergeSiblings::match(ContractOp op,
                                            FrozenValues &frozen) {
  DenseSet<Value> seen;
  if (op.getType().getRank() != 2 || !frozen.contains(op.getRhs()) ||
      !feedsAttention(op.getResult(), seen))
    return std::nullopt;
  Sibling sibling = {op, {}, {}, op.getResult(), op.getType().getDimSize(1)};
  if (!op->hasOneUse())
    return sibling;
  auto reshape = dyn_cast<ViewOp>(*op->user_begin());
  if (!reshape || !reshape->hasOneUse())
    return sibling;
  // Only rows are reshaped.
  AffineMap map = reshape.getMap();
  unsigned last = map.getNumDims() - 1;
  auto add = dyn_cast<arith::AddFOp>(*reshape->user_begin());
  if (!add || map.getNumDims() == 0 ||
      map.getResult(1) != getAffineDimExpr(last, op.getContext()) ||
      map.getResult(0).isFunctionOfDim(last))
    return sibling;
  Value bias = getRowVector(add.getLhs() == reshape.getResult() ? add.getRhs()
                                                                : add.getLhs());
  if (!bias || !frozen.contains(bias))
    return sibling;
  return Sibling{op, reshape, bias, add.getResult(), sibling.columns};
}

/// The type that all that reads `value`, views apart, rounds it to; null if
/// something else reads it.
static Type getRoundedType(Value value) {
  Type type;
  for (Operation *user : value.getUsers()) {
    Type rounded;
    if (auto view = dyn_cast<ViewOp>(user))
      rounded = getRoundedType(view.getResult());
    else if (auto round = dyn_cast<arith::TruncFOp>(user))
      rounded = getElementTypeOrSelf(round.getType());
    if (!rounded || (type && rounded != type))
      return {};
    type = rounded;
  }
  return type;
}

/// Lets what reads `value` and rounds it read `rounded` instead.
static void replaceRounded(Value value, Value rounded) {
  for (Operation *user : llvm::make_early_inc_range(value.getUsers())) {
    if (auto view = dyn_cast<ViewOp>(user)) {
      OpBuilder builder(view);
      auto type = withElementType(view.getType(),
                                  getElementTypeOrSelf(rounded.getType()));
      replaceRounded(view.getResult(),
                     ViewOp::create(builder, view.getLoc(), type, rounded,
                                    view.getMapAttr()));
    } else {
      user->getResult(0).replaceAllUsesWith(rounded);
    }
    user->erase();
  }
}

static Value concatenate(OpBuilder &builder, Location loc,
                         ArrayRef<Value> parts, unsigned dim) {
  Dims dims = getDims(parts[0]);
  for (Value part : parts.drop_front())
    dims[dim] = dims[dim] + getDims(part)[dim];
  Type element = getElementTypeOrSelf(parts[0].getType());
  return ConcatOp::create(builder, loc, getTensorType(dims, element), dim,
                          parts);
}

void MergeSiblings::merge(ArrayRef<Sibling> family) {
  // Slices of one tensor need one shape.
  SmallVector<Sibling> siblings;
  for (Sibling sibling : family) {
    Sibling first = family.front();
    bool fits = bool(sibling.reshape) == bool(first.reshape) &&
                sibling.contract.getRhs().getType().getElementType() ==
                    first.contract.getRhs().getType().getElementType() &&
                sibling.contract.getFastAccumulation() ==
                    first.contract.getFastAccumulation();
    if (fits && sibling.reshape)
      fits = sibling.reshape.getMap() == first.reshape.getMap() &&
             ArrayRef(getDims(sibling.end)).drop_back() ==
                 ArrayRef(getDims(first.end)).drop_back();
    if (fits)
      siblings.push_back(sibling);
  }
  if (siblings.size() < 2)
    return;

  ContractOp first = siblings.front().contract;
  OpBuilder builder(first);
  SmallVector<Location> locations;
  SmallVector<Value> matrices, biases;
  int64_t columns = 0;
  for (Sibling sibling : siblings) {
    locations.push_back(sibling.contract.getLoc());
    matrices.push_back(sibling.contract.getRhs());
    biases.push_back(sibling.bias);
    columns += sibling.columns;
  }
  Location loc = builder.getFusedLoc(locations);
  AffineExpr width = builder.getAffineConstantExpr(columns);
  Type element = first.getType().getElementType();
  Value result = ContractOp::create(
      builder, loc, getTensorType({getDims(first)[0], width}, element),
      first.getLhs(), concatenate(builder, loc, matrices, 1),
      first.getFastAccumulation());
  if (ViewOp reshape = siblings.front().reshape) {
    Dims dims = getDims(reshape.getResult());
    dims.back() = width;
    unsigned rank = dims.size();
    result = ViewOp::create(builder, loc, getTensorType(dims, element), result,
                            reshape.getMapAttr());
    Value bias = concatenate(builder, loc, biases, 0);
    Value row =
        ViewOp::create(builder, loc, getTensorType(dims, element), bias,
                       AffineMapAttr::get(AffineMap::get(
                           rank, 0, builder.getAffineDimExpr(rank - 1))));
    result = arith::AddFOp::create(builder, loc, result, row);
  }
  // What all round is stored as that.
  Type rounded = getRoundedType(siblings.front().end);
  for (Sibling sibling : siblings)
    if (getRoundedType(sibling.end) != rounded)
      rounded = {};
  if (rounded)
    result = arith::TruncFOp::create(
        builder, loc,
        withElementType(cast<RankedTensorType>(result.getType()), rounded),
        result);
  int64_t offset = 0;
  for (Sibling sibling : siblings) {
    Dims dims = getDims(sibling.end);
    SmallVector<AffineExpr> exprs;
    for (unsigned i = 0; i < dims.size(); ++i)
      exprs.push_back(builder.getAffineDimExpr(i));
    exprs.back() = exprs.back() + offset;
    Value slice =
        createView(builder, loc, result,
                   getMap(dims.size(), exprs, builder.getContext()), dims);
    if (rounded)
      replaceRounded(sibling.end, slice);
    else
      sibling.end.replaceAllUsesWith(slice);
    offset += sibling.columns;
  }
  // (The builder's place is before the first of them.)
  for (Sibling sibling : siblings) {
    sibling.end.getDefiningOp()->erase();
    if (sibling.reshape) {
      sibling.reshape.erase();
      sibling.contract.erase();
    }
  }
}

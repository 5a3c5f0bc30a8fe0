//===- Narrow.cpp - Compute only the elements that are read ---------------===//
//
// A view that reads fewer elements than an operation computes, and all of whose
// siblings read the same ones, moves before the operation. So a model that uses
// only its last tokens computes only those in its last layer.
//
//===----------------------------------------------------------------------===//

#include "Simplify.h"
#include "Values.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

namespace {
/// The part of a result that its users read, as a smaller tensor, and where
/// each user finds its elements there.
struct Part {
  Dims dims;
  AffineMap map;
  DenseMap<Operation *, AffineMap> users;
};
} // namespace

/// The part that all users read through one map. Dimensions along which
/// elements repeat are added back by the users.
static Part getCommonPart(ViewOp view) {
  MLIRContext *context = view.getContext();
  Part part;
  SmallVector<AffineExpr> renumbered, kept;
  for (auto [index, size] : llvm::enumerate(getDims(view.getResult()))) {
    bool isKept = view.getMap().isFunctionOfDim(index) ||
                  size == getAffineConstantExpr(1, context);
    renumbered.push_back(isKept ? getAffineDimExpr(kept.size(), context)
                                : getAffineConstantExpr(0, context));
    if (!isKept)
      continue;
    kept.push_back(getAffineDimExpr(index, context));
    part.dims.push_back(size);
  }
  SmallVector<AffineExpr> exprs;
  for (AffineExpr expr : view.getMap().getResults())
    exprs.push_back(expr.replaceDims(renumbered));
  part.map = getMap(part.dims.size(), exprs, context);
  AffineMap outer = getMap(renumbered.size(), kept, context);
  for (Operation *user : view.getSource().getUsers())
    part.users[user] = outer;
  return part;
}

/// The box that every user reads within, if it is the same for all.
static std::optional<Part> getBox(Value source) {
  MLIRContext *context = source.getContext();
  Part part;
  SmallVector<AffineExpr> start;
  for (Operation *user : source.getUsers()) {
    auto view = cast<ViewOp>(user);
    Dims dims = getDims(view.getResult()), box;
    SmallVector<AffineExpr> from, exprs;
    for (AffineExpr expr : view.getMap().getResults()) {
      auto bounds = getBounds(expr, dims);
      if (!bounds)
        return std::nullopt;
      from.push_back(bounds->first);
      exprs.push_back(expr - bounds->first);
      box.push_back(simplify(bounds->second - bounds->first + 1));
    }
    if (!part.users.empty() && (box != part.dims || from != start))
      return std::nullopt;
    part.dims = box;
    start = from;
    part.users[user] =
        simplifyInBounds(getMap(dims.size(), exprs, context), dims);
  }
  SmallVector<AffineExpr> exprs;
  for (auto [index, offset] : llvm::enumerate(start))
    exprs.push_back(getAffineDimExpr(index, context) + offset);
  part.map = getMap(start.size(), exprs, context);
  return part;
}

/// What is read of the result that `view` reads, if that is less than all.
static std::optional<Part> getPart(ViewOp view) {
  Value source = view.getSource();
  if (!source.getDefiningOp())
    return std::nullopt;
  bool isCommon = true;
  for (Operation *user : source.getUsers()) {
    auto other = dyn_cast<ViewOp>(user);
    if (!other)
      return std::nullopt;
    isCommon &=
        other.getMap() == view.getMap() && other.getType() == view.getType();
  }
  std::optional<Part> part = isCommon ? getCommonPart(view) : getBox(source);
  if (!part || !isSmaller(part->dims, getDims(source), view.getContext()))
    return std::nullopt;
  return part;
}

/// Replaces all the views that read `op` by views of `value`, its part.
static void replaceViews(PatternRewriter &rewriter, Operation *op,
                         const Part &part, Value value) {
  for (Operation *user :
       llvm::make_early_inc_range(op->getResult(0).getUsers()))
    rewriter.replaceOp(user, createView(rewriter, op->getLoc(), value,
                                        part.users.lookup(user),
                                        getDims(user->getResult(0))));
}

static AffineMap makeMap(ArrayRef<AffineExpr> exprs, ArrayRef<AffineExpr> dims,
                         MLIRContext *context) {
  return simplifyInBounds(getMap(dims.size(), exprs, context), dims);
}

namespace {

struct NarrowPointwise : OpRewritePattern<ViewOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ViewOp view,
                                PatternRewriter &rewriter) const override {
    Operation *op = view.getSource().getDefiningOp();
    if (!op || !isPointwise(op))
      return failure();
    std::optional<Part> part = getPart(view);
    if (!part)
      return failure();
    rewriter.setInsertionPoint(op);
    SmallVector<Value> operands;
    for (Value operand : op->getOperands())
      operands.push_back(
          createView(rewriter, op->getLoc(), operand, part->map, part->dims));
    Type element = view.getType().getElementType();
    OperationState state(op->getLoc(), op->getName(), operands,
                         getTensorType(part->dims, element), op->getAttrs());
    replaceViews(rewriter, op, *part, rewriter.create(state)->getResult(0));
    return success();
  }
};

struct NarrowReduction : OpRewritePattern<ViewOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ViewOp view,
                                PatternRewriter &rewriter) const override {
    auto op = view.getSource().getDefiningOp<ReduceOp>();
    if (!op || !reducesRows(op))
      return failure();
    std::optional<Part> part = getPart(view);
    if (!part)
      return failure();
    MLIRContext *context = op.getContext();
    Dims source = getDims(op.getSource()), dims = part->dims;
    unsigned kept = dims.size();
    SmallVector<AffineExpr> exprs(part->map.getResults());
    SmallVector<int64_t> reduced;
    for (unsigned i = exprs.size(); i < source.size(); ++i) {
      reduced.push_back(dims.size());
      exprs.push_back(getAffineDimExpr(dims.size(), context));
      dims.push_back(source[i]);
    }
    rewriter.setInsertionPoint(op);
    Value rows = createView(rewriter, op.getLoc(), op.getSource(),
                            makeMap(exprs, dims, context), dims);
    Value result = ReduceOp::create(
        rewriter, op.getLoc(),
        getTensorType(ArrayRef(dims).take_front(kept),
                      op.getType().getElementType()),
        op.getKindAttr(), rows, rewriter.getDenseI64ArrayAttr(reduced));
    replaceViews(rewriter, op, *part, result);
    return success();
  }
};

/// The rows, or columns, of a product that a view reads, counted by one index.
struct Line {
  Line(AffineExpr expr, AffineMap map, ArrayRef<AffineExpr> dims,
       ArrayRef<unsigned> used)
      : size(getAffineConstantExpr(1, map.getContext())), expr(expr),
        position(getAffineConstantExpr(0, map.getContext())) {
    SmallVector<AffineExpr> digits(dims.size(), position);
    AffineExpr index = getAffineDimExpr(0, map.getContext());
    for (unsigned dim : llvm::reverse(used)) {
      digits[dim] = index.floorDiv(size) % dims[dim];
      position = position + getAffineDimExpr(dim, map.getContext()) * size;
      size = size * dims[dim];
    }
    this->expr = expr.replaceDims(digits);
  }
  /// How many there are.
  AffineExpr size;
  /// Which one the i-th is, `i` being d0.
  AffineExpr expr;
  /// Where a view's index lies in this count.
  AffineExpr position;
};

struct NarrowContraction : OpRewritePattern<ViewOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ViewOp view,
                                PatternRewriter &rewriter) const override {
    auto op = view.getSource().getDefiningOp<ContractOp>();
    if (!op || op.getType().getRank() != 2)
      return failure();
    std::optional<Part> part = getPart(view);
    if (!part)
      return failure();
    MLIRContext *context = op.getContext();
    Dims dims = part->dims;
    AffineMap map = part->map;
    SmallVector<unsigned> rows, columns;
    for (unsigned dim = 0; dim < dims.size(); ++dim) {
      bool inRow = map.getResult(0).isFunctionOfDim(dim);
      bool inColumn = map.getResult(1).isFunctionOfDim(dim);
      if (inRow && inColumn)
        return failure();
      (inColumn ? columns : rows).push_back(dim);
    }
    Line row(map.getResult(0), map, dims, rows);
    Line column(map.getResult(1), map, dims, columns);
    AffineExpr k = getDims(op.getLhs())[1];
    AffineExpr d0 = getAffineDimExpr(0, context),
               d1 = getAffineDimExpr(1, context);
    rewriter.setInsertionPoint(op);
    Dims leftDims = {simplify(row.size), k},
         rightDims = {k, simplify(column.size)};
    Value lhs =
        createView(rewriter, op.getLoc(), op.getLhs(),
                   makeMap({row.expr, d1}, leftDims, context), leftDims);
    Value rhs = createView(
        rewriter, op.getLoc(), op.getRhs(),
        makeMap({d0, column.expr.replaceDims({d1})}, rightDims, context),
        rightDims);
    Dims resultDims = {leftDims[0], rightDims[1]};
    Value product = ContractOp::create(
        rewriter, op.getLoc(),
        getTensorType(resultDims, op.getType().getElementType()), lhs, rhs,
        op.getFastAccumulation());
    replaceViews(
        rewriter, op, *part,
        createView(rewriter, op.getLoc(), product,
                   makeMap({row.position, column.position}, dims, context),
                   dims));
    return success();
  }
};

/// Restricts an attention to the box of batches, queries and value columns that
/// a view reads.
struct NarrowAttention : OpRewritePattern<ViewOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ViewOp view,
                                PatternRewriter &rewriter) const override {
    auto op = view.getSource().getDefiningOp<AttentionOp>();
    if (!op)
      return failure();
    std::optional<Part> read = getPart(view);
    if (!read)
      return failure();
    MLIRContext *context = op.getContext();
    Dims dims = read->dims, whole = getDims(op.getResult());
    Dims box;
    SmallVector<AffineExpr> start, moved;
    bool isSmallerBox = false;
    for (auto [expr, size] : llvm::zip(read->map.getResults(), whole)) {
      auto bounds = getBounds(expr, dims);
      if (!bounds)
        return failure();
      start.push_back(bounds->first);
      moved.push_back(expr - bounds->first);
      box.push_back(simplify(bounds->second - bounds->first + 1));
      isSmallerBox |= box.back() != size;
    }
    Block &body = op.getScore().front();
    if (!isSmallerBox || !canNarrow(body))
      return failure();

    unsigned rank = whole.size();
    // The part of an operand whose last two dimensions are `rows` by `columns`,
    // those that the box limits starting where it does.
    auto limit = [&](Value value, bool limitsRows, bool limitsColumns) {
      Dims part = getDims(value);
      SmallVector<AffineExpr> exprs;
      for (unsigned i = 0; i < rank; ++i) {
        bool limits =
            i < rank - 2 || (i == rank - 2 ? limitsRows : limitsColumns);
        AffineExpr index = getAffineDimExpr(i, context);
        exprs.push_back(limits ? index + start[i] : index);
        if (limits)
          part[i] = box[i];
      }
      return createView(rewriter, op.getLoc(), value,
                        makeMap(exprs, part, context), part);
    };
    rewriter.setInsertionPoint(op);
    Value query = limit(op.getQuery(), true, false);
    Value key = limit(op.getKey(), false, false);
    Value value = limit(op.getValue(), false, true);
    auto narrow = AttentionOp::create(
        rewriter, op.getLoc(),
        getTensorType(box, op.getType().getElementType()), query, key, value,
        op.getMaskedRowsAttr(), op.getScoresAsWeightsAttr());
    Dims scores = getDims(body.getArgument(0));
    for (unsigned i = 0; i + 1 < rank; ++i)
      scores[i] = box[i];
    Type score = getTensorType(scores, op.getType().getElementType());
    Block *copy =
        rewriter.createBlock(&narrow.getScore(), {}, {score}, {op.getLoc()});
    IRMapping full, part;
    part.map(body.getArgument(0), copy->getArgument(0));
    rewriter.setInsertionPointToEnd(copy);
    auto lookup = [&](Value v) {
      if (part.contains(v))
        return part.lookup(v);
      Value result = limit(full.lookupOrDefault(v), true, false);
      part.map(v, result);
      return result;
    };
    for (Operation &inner : body.without_terminator()) {
      if (!isOfScores(&inner)) {
        full.map(inner.getResult(0), rewriter.clone(inner, full)->getResult(0));
        continue;
      }
      SmallVector<Value> operands;
      for (Value operand : inner.getOperands())
        operands.push_back(lookup(operand));
      Type element = getElementTypeOrSelf(inner.getResult(0).getType());
      OperationState state(inner.getLoc(), inner.getName(), operands,
                           getTensorType(getDims(operands[0]), element),
                           inner.getAttrs());
      part.map(inner.getResult(0), rewriter.create(state)->getResult(0));
    }
    YieldOp::create(rewriter, op.getLoc(),
                    lookup(cast<YieldOp>(body.getTerminator()).getValue()));
    rewriter.setInsertionPointAfter(narrow);
    replaceViews(rewriter, op, *read,
                 createView(rewriter, op.getLoc(), narrow.getResult(),
                            makeMap(moved, dims, context), dims));
    return success();
  }

  /// Whether an op of a score function computes one element for each score.
  static bool isOfScores(Operation *op) {
    return isPointwise(op) &&
           getDims(op->getResult(0)) == getDims(op->getBlock()->getArgument(0));
  }

  /// Every op is pointwise on scores, or does not depend on ops that are.
  static bool canNarrow(Block &body) {
    auto isNarrowed = [&](Value operand) {
      Operation *def = operand.getDefiningOp();
      return operand == body.getArgument(0) ||
             (def && def->getBlock() == &body && isOfScores(def));
    };
    return llvm::all_of(body.without_terminator(), [&](Operation &op) {
      return isOfScores(&op) || (op.getNumResults() == 1 &&
                                 llvm::none_of(op.getOperands(), isNarrowed));
    });
  }
};

} // namespace

void cutedsl::graph::populateNarrowingPatterns(RewritePatternSet &patterns) {
  patterns.add<NarrowPointwise, NarrowReduction, NarrowContraction,
               NarrowAttention>(patterns.getContext());
}

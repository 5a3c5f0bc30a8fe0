//===- OperandAnalysis.cpp - Accesses as boxes ----------------------------===//

#include "OperandAnalysis.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace cutedsl::tile;

/// What loads and stores have in common.
struct cutedsl::tile::Access {
  Operation *op;
  Value ptr, base, mask;
  RankedTensorType tile;
  SmallVector<OpFoldResult> strides, valid;

  explicit Access(LoadOp load)
      : op(load), ptr(load.getPtr()), base(load.getBase()),
        mask(load.getMask()), tile(load.getType()),
        strides(load.getMixedStrides()), valid(load.getMixedValid()) {}
  explicit Access(StoreOp store)
      : op(store), ptr(store.getPtr()), base(store.getBase()),
        mask(store.getMask()),
        tile(cast<RankedTensorType>(store.getValue().getType())),
        strides(store.getMixedStrides()), valid(store.getMixedValid()) {}

  /// Dimensions of more than one element.
  SmallVector<unsigned> getLanes() const {
    SmallVector<unsigned> lanes;
    for (auto [dim, size] : llvm::enumerate(tile.getShape()))
      if (size > 1)
        lanes.push_back(dim);
    return lanes;
  }
};

std::optional<LinearSum> OperandAnalysis::toLinear(Value value) {
  LinearSum sum;
  if (std::optional<int64_t> constant = getConstantIntValue(value)) {
    sum.constant = *constant;
    return sum;
  }
  if (isa<BlockArgument>(value)) {
    sum.terms[value] = 1;
    return sum;
  }
  Operation *op = value.getDefiningOp();
  // Heads that share keys: a coordinate over the number of sharers.
  if (auto quotient = dyn_cast<arith::DivUIOp>(op);
      quotient && llvm::is_contained(func.getCoordinates(), quotient.getLhs()))
    if (std::optional<int64_t> divisor = getConstantIntValue(quotient.getRhs());
        divisor && *divisor > 0) {
      sum.terms[value] = 1;
      return sum;
    }
  if (!isa<arith::AddIOp, arith::SubIOp, arith::MulIOp>(op))
    return std::nullopt;
  std::optional<LinearSum> lhs = toLinear(op->getOperand(0));
  std::optional<LinearSum> rhs = toLinear(op->getOperand(1));
  if (!lhs || !rhs)
    return std::nullopt;
  if (isa<arith::MulIOp>(op)) {
    if (!rhs->terms.empty())
      std::swap(lhs, rhs);
    if (!rhs->terms.empty())
      return std::nullopt;
    sum.add(*lhs, rhs->constant);
    return sum;
  }
  sum.add(*lhs, 1);
  sum.add(*rhs, isa<arith::SubIOp>(op) ? -1 : 1);
  return sum;
}

/// Over the function's symbols; none if something else occurs.
std::optional<AffineExpr> OperandAnalysis::toExpr(const LinearSum &sum) {
  MLIRContext *context = func.getContext();
  AffineExpr expr = getAffineConstantExpr(sum.constant, context);
  auto symbols = func.getSymbols();
  for (auto [atom, coefficient] : sum.terms) {
    auto *it = llvm::find(symbols, atom);
    if (it == symbols.end())
      return std::nullopt;
    expr =
        expr + getAffineSymbolExpr(it - symbols.begin(), context) * coefficient;
  }
  return expr;
}

/// The same for values that are not linear, such as products of symbols.
std::optional<AffineExpr> OperandAnalysis::toExpr(Value value) {
  MLIRContext *context = func.getContext();
  if (std::optional<int64_t> constant = getConstantIntValue(value))
    return getAffineConstantExpr(*constant, context);
  auto symbols = func.getSymbols();
  if (auto *it = llvm::find(symbols, value); it != symbols.end())
    return getAffineSymbolExpr(it - symbols.begin(), context);
  Operation *op = value.getDefiningOp();
  if (!op || op->getNumOperands() != 2)
    return std::nullopt;
  std::optional<AffineExpr> lhs = toExpr(op->getOperand(0));
  std::optional<AffineExpr> rhs = toExpr(op->getOperand(1));
  if (!lhs || !rhs)
    return std::nullopt;
  return TypeSwitch<Operation *, std::optional<AffineExpr>>(op)
      .Case([&](arith::AddIOp) { return *lhs + *rhs; })
      .Case([&](arith::SubIOp) { return *lhs - *rhs; })
      .Case([&](arith::MulIOp) { return *lhs * *rhs; })
      .Case([&](arith::DivUIOp) { return lhs->floorDiv(*rhs); })
      .Case([&](arith::CeilDivUIOp) { return lhs->ceilDiv(*rhs); })
      .Case([&](arith::RemUIOp) { return *lhs % *rhs; })
      .Default([](Operation *) { return std::nullopt; });
}

/// The extent along dimension `dim` of a load whose tiles begin at multiples
/// `atom * factor`: what `valid` says is left, plus the origin; else whole
/// tiles.
FailureOr<AffineExpr> OperandAnalysis::getSize(const Access &access,
                                               unsigned dim, Value atom,
                                               int64_t factor) {
  MLIRContext *context = func.getContext();
  int64_t box = access.tile.getDimSize(dim);
  std::optional<int64_t> left =
      access.valid.empty() ? box : getConstantIntValue(access.valid[dim]);
  if (!left) {
    Value valid = cast<Value>(access.valid[dim]);
    std::optional<LinearSum> sum = toLinear(valid);
    auto rest = valid.getDefiningOp<arith::SubIOp>();
    if (!sum && rest) {
      // What is left: an extent of any form, less the origin.
      std::optional<LinearSum> origin = toLinear(rest.getRhs());
      std::optional<AffineExpr> size = toExpr(rest.getLhs());
      if (size && atom && origin && origin->terms.size() == 1 &&
          origin->constant == 0 && origin->lookup(atom) == factor)
        return *size;
    }
    if (!sum) {
      std::optional<AffineExpr> size = toExpr(valid);
      if (size && !atom)
        return *size;
      return refuse("an extent is not an expression over symbols");
    }
    if (atom && sum->lookup(atom) == -factor)
      sum->terms.erase(atom);
    std::optional<AffineExpr> size = toExpr(*sum);
    if (!size)
      return refuse("an extent changes from tile to tile");
    return *size;
  }
  if (!atom)
    return getAffineConstantExpr(*left, context);
  if (*left < box)
    return refuse("an extent is less than a tile in every tile");
  // Only whole tiles.
  if (loop && atom == loop.getInductionVar()) {
    std::optional<LinearSum> end = toLinear(loop.getUpperBound());
    std::optional<AffineExpr> size = end ? toExpr(*end) : std::nullopt;
    if (!size)
      return refuse("the loop's end is not an expression over symbols");
    return *size * factor;
  }
  unsigned coordinate = cast<BlockArgument>(atom).getArgNumber();
  return func.getGrid().getResult(coordinate) * factor;
}

/// Takes the part of `base` that moves the tile along `dim`.
LogicalResult OperandAnalysis::addLane(const Access &access,
                                       BoxOperand &operand, unsigned dim,
                                       Movement movement, LinearSum &base) {
  std::optional<int64_t> stride = getConstantIntValue(access.strides[dim]);
  if (!stride || *stride < 1)
    return refuse("a stride is not a positive constant");
  int64_t box = access.tile.getDimSize(dim);
  BoxDim result;
  result.stride = *stride;
  result.box = box;
  if (movement == Movement::Loop) {
    Value iv = loop.getInductionVar();
    if (base.lookup(iv) != *stride)
      return refuse("the loop does not step along k");
    result.coordinate = {iv, 1};
  } else if (movement == Movement::Coordinate) {
    for (auto [atom, coefficient] : base.terms)
      if (llvm::is_contained(func.getCoordinates(), atom) &&
          coefficient == *stride * box)
        result.coordinate = {atom, box};
  }
  if (Value atom = result.coordinate.atom)
    base.terms.erase(atom);
  FailureOr<AffineExpr> size =
      getSize(access, dim, result.coordinate.atom, result.coordinate.factor);
  if (failed(size))
    return failure();
  result.size = *size;
  operand.dims.push_back(result);
  return success();
}

/// What is left of `base` must be coordinates that choose a matrix.
LogicalResult OperandAnalysis::addBatches(BoxOperand &operand,
                                          LinearSum &base) {
  for (auto [atom, coefficient] : base.terms) {
    BoxDim batch;
    batch.stride = coefficient;
    batch.coordinate = {atom, 1};
    if (auto quotient = atom.getDefiningOp<arith::DivUIOp>())
      batch.coordinate = {quotient.getLhs(), 1,
                          *getConstantIntValue(quotient.getRhs())};
    auto coordinates = func.getCoordinates();
    auto *it = llvm::find(coordinates, batch.coordinate.atom);
    if (it == coordinates.end() || coefficient < 1)
      return refuse("an address depends on more than tile coordinates");
    batch.size = func.getGrid()
                     .getResult(it - coordinates.begin())
                     .ceilDiv(batch.coordinate.divisor);
    operand.dims.push_back(batch);
  }
  operand.offset = base.constant;
  return success();
}

/// Checks what all accesses must fulfil; the address as a sum.
FailureOr<LinearSum> OperandAnalysis::begin(const Access &access,
                                            BoxOperand &operand) {
  operand.access = access.op;
  operand.buffer = access.ptr;
  operand.elementType = access.tile.getElementType();
  if (access.mask)
    return refuse("an access has a mask");
  if (!llvm::is_contained(func.getBuffers(), access.ptr))
    return refuse("an access is not to a buffer of the program");
  std::optional<LinearSum> base = toLinear(access.base);
  if (!base)
    return refuse("an address is not linear");
  return *base;
}

FailureOr<BoxOperand> OperandAnalysis::describeOperand(Value value, bool isLhs,
                                                       Movement mnMovement,
                                                       Movement kMovement) {
  while (auto reshape = value.getDefiningOp<ReshapeOp>())
    value = reshape.getSource();
  auto load = value.getDefiningOp<LoadOp>();
  if (!load)
    return refuse("an operand is computed, not loaded");
  bool moves = mnMovement == Movement::Loop || kMovement == Movement::Loop;
  if (moves && load->getParentOp() != loop.getOperation())
    return refuse("an operand does not change in the loop");
  Access access(load);
  BoxOperand operand;
  FailureOr<LinearSum> base = begin(access, operand);
  if (failed(base))
    return failure();
  SmallVector<unsigned> lanes = access.getLanes();
  if (lanes.size() == 1 && !isLhs && mnMovement != Movement::Loop)
    return describeColumn(access, operand, lanes[0], kMovement, *base);
  if (lanes.size() != 2)
    return refuse("an accessed tile is not a matrix");
  unsigned mn = lanes[!isLhs], k = lanes[isLhs];
  operand.mn = access.tile.getDimSize(mn);
  operand.k = access.tile.getDimSize(k);
  if (failed(addLane(access, operand, k, kMovement, *base)) ||
      failed(addLane(access, operand, mn, mnMovement, *base)) ||
      failed(addBatches(operand, *base)))
    return failure();
  operand.isKMajor = operand.dims[0].stride == 1;
  if (!operand.isKMajor) {
    if (operand.dims[1].stride != 1)
      return refuse("no dimension of an operand is contiguous");
    std::swap(operand.dims[0], operand.dims[1]);
  }
  return operand;
}

/// One column, k long: of a matrix whose other columns, which the product needs
/// to be whole, do not exist.
FailureOr<BoxOperand>
OperandAnalysis::describeColumn(const Access &access, BoxOperand operand,
                                unsigned k, Movement movement, LinearSum base) {
  operand.mn = kColumns;
  operand.k = access.tile.getDimSize(k);
  if (failed(addLane(access, operand, k, movement, base)))
    return failure();
  if (operand.dims[0].stride != 1)
    return refuse("a column is not contiguous");
  BoxDim columns;
  columns.size = getAffineConstantExpr(1, func.getContext());
  columns.stride = kGranule;
  columns.box = kColumns;
  operand.dims.push_back(columns);
  if (failed(addBatches(operand, base)))
    return failure();
  return operand;
}

FailureOr<BoxOperand> OperandAnalysis::describeRows(const Access &access) {
  BoxOperand operand;
  FailureOr<LinearSum> base = begin(access, operand);
  if (failed(base))
    return failure();
  SmallVector<unsigned> lanes = access.getLanes();
  if (lanes.size() != 2)
    return refuse("an accessed tile is not a matrix");
  if (failed(addLane(access, operand, lanes[1], Movement::Coordinate, *base)) ||
      failed(addLane(access, operand, lanes[0], Movement::Coordinate, *base)) ||
      failed(addBatches(operand, *base)))
    return failure();
  if (operand.dims[0].stride != 1)
    return refuse("a tile's rows are not contiguous");
  return operand;
}

FailureOr<BoxOperand> cutedsl::tile::describeAccess(FuncOp func, LoadOp load,
                                                    std::string &reason) {
  return OperandAnalysis(func, scf::ForOp(), reason).describeRows(Access(load));
}

FailureOr<BoxOperand> cutedsl::tile::describeAccess(FuncOp func, StoreOp store,
                                                    std::string &reason) {
  return OperandAnalysis(func, scf::ForOp(), reason)
      .describeRows(Access(store));
}

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
};

LoadOp cutedsl::tile::findOperandLoad(Value operand) {
  while (auto reshape = operand.getDefiningOp<ReshapeOp>())
    operand = reshape.getSource();
  return operand.getDefiningOp<LoadOp>();
}

SmallVector<unsigned> cutedsl::tile::getLanes(RankedTensorType tile) {
  SmallVector<unsigned> lanes;
  for (auto [dim, size] : llvm::enumerate(tile.getShape()))
    if (size > 1)
      lanes.push_back(dim);
  return lanes;
}

//===----------------------------------------------------------------------===//
// Sums
//===----------------------------------------------------------------------===//

/// Block arguments by number, those of the function first, then quotients.
static std::tuple<unsigned, unsigned> getOrder(Value atom) {
  if (auto argument = dyn_cast<BlockArgument>(atom))
    return {!isa<FuncOp>(argument.getOwner()->getParentOp()),
            argument.getArgNumber()};
  return {
      2,
      cast<BlockArgument>(atom.getDefiningOp()->getOperand(0)).getArgNumber()};
}

int64_t IndexSum::lookup(const Product &product) const {
  for (const Term &term : terms)
    if (term.product == product)
      return term.factor;
  return 0;
}

void IndexSum::add(const Product &product, int64_t factor) {
  auto *it = llvm::find_if(
      terms, [&](const Term &term) { return term.product == product; });
  if (it == terms.end()) {
    if (factor != 0)
      terms.push_back({product, factor});
  } else if ((it->factor += factor) == 0) {
    terms.erase(it);
  }
}

void IndexSum::add(const IndexSum &other, int64_t factor) {
  for (const Term &term : other.terms)
    add(term.product, term.factor * factor);
}

IndexSum IndexSum::operator*(const IndexSum &other) const {
  IndexSum result;
  for (const Term &a : terms)
    for (const Term &b : other.terms) {
      Product product = a.product;
      llvm::append_range(product, b.product);
      llvm::stable_sort(
          product, [](Value x, Value y) { return getOrder(x) < getOrder(y); });
      result.add(product, a.factor * b.factor);
    }
  return result;
}

bool IndexSum::operator==(const IndexSum &other) const {
  IndexSum difference = *this;
  difference.add(other, -1);
  return difference.isZero();
}

IndexSum IndexSum::getCoefficient(Value atom) const {
  IndexSum result;
  for (const Term &term : terms) {
    const Value *it = llvm::find(term.product, atom);
    if (it == term.product.end())
      continue;
    Product rest = term.product;
    rest.erase(rest.begin() + (it - term.product.begin()));
    result.add(rest, term.factor);
  }
  return result;
}

void IndexSum::erase(Value atom) {
  llvm::erase_if(terms, [&](const Term &term) {
    return llvm::is_contained(term.product, atom);
  });
}

std::optional<IndexSum> OperandAnalysis::toSum(Value value) {
  if (std::optional<int64_t> constant = getConstantIntValue(value))
    return IndexSum(*constant);
  if (isa<BlockArgument>(value))
    return IndexSum::atom(value);
  Operation *op = value.getDefiningOp();
  // Heads that share keys: a coordinate over the number of sharers.
  if (auto quotient = dyn_cast<arith::DivUIOp>(op);
      quotient && llvm::is_contained(func.getCoordinates(), quotient.getLhs()))
    if (std::optional<int64_t> divisor = getConstantIntValue(quotient.getRhs());
        divisor && *divisor > 0)
      return IndexSum::atom(value);
  if (!isa<arith::AddIOp, arith::SubIOp, arith::MulIOp>(op))
    return std::nullopt;
  std::optional<IndexSum> lhs = toSum(op->getOperand(0));
  std::optional<IndexSum> rhs = toSum(op->getOperand(1));
  if (!lhs || !rhs)
    return std::nullopt;
  if (isa<arith::MulIOp>(op))
    return *lhs * *rhs;
  lhs->add(*rhs, isa<arith::SubIOp>(op) ? -1 : 1);
  return lhs;
}

/// Over the function's symbols; none if something else occurs.
std::optional<AffineExpr> OperandAnalysis::toExpr(const IndexSum &sum) {
  MLIRContext *context = func.getContext();
  AffineExpr expr = getAffineConstantExpr(0, context);
  auto symbols = func.getSymbols();
  for (const IndexSum::Term &term : sum.getTerms()) {
    AffineExpr product = getAffineConstantExpr(1, context);
    for (Value atom : term.product) {
      auto *it = llvm::find(symbols, atom);
      if (it == symbols.end())
        return std::nullopt;
      product = product * getAffineSymbolExpr(it - symbols.begin(), context);
    }
    expr = expr + product * term.factor;
  }
  return expr;
}

/// The same for values that are not sums, such as quotients of symbols.
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
    std::optional<IndexSum> sum = toSum(valid);
    auto rest = valid.getDefiningOp<arith::SubIOp>();
    if (!sum && rest) {
      // What is left: an extent of any form, less the origin.
      std::optional<IndexSum> origin = toSum(rest.getRhs());
      std::optional<AffineExpr> size = toExpr(rest.getLhs());
      if (size && atom && origin && origin->getTerms().size() == 1 &&
          origin->lookup(atom) == factor)
        return *size;
    }
    if (!sum) {
      std::optional<AffineExpr> size = toExpr(valid);
      if (size && !atom)
        return *size;
      return refuse("an extent is not an expression over symbols");
    }
    if (atom && sum->getCoefficient(atom) == IndexSum(-factor))
      sum->erase(atom);
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
    std::optional<IndexSum> end = toSum(loop.getUpperBound());
    std::optional<AffineExpr> size = end ? toExpr(*end) : std::nullopt;
    if (!size)
      return refuse("the loop's end is not an expression over symbols");
    return *size * factor;
  }
  unsigned coordinate = cast<BlockArgument>(atom).getArgNumber();
  return func.getGrid().getResult(coordinate) * factor;
}

/// The distance between neighbours, over the function's symbols, and never 0
/// or negative where there are any.
std::optional<AffineExpr> OperandAnalysis::toStride(const IndexSum &sum) {
  auto isPositive = [](const IndexSum::Term &term) { return term.factor > 0; };
  if (sum.isZero() || !llvm::all_of(sum.getTerms(), isPositive))
    return std::nullopt;
  return toExpr(sum);
}

/// Takes the part of `base` that moves the tile along `dim`.
LogicalResult OperandAnalysis::addLane(const Access &access,
                                       BoxOperand &operand, unsigned dim,
                                       Movement movement, IndexSum &base) {
  std::optional<IndexSum> stride;
  if (std::optional<int64_t> constant =
          getConstantIntValue(access.strides[dim]))
    stride = IndexSum(*constant);
  else
    stride = toSum(cast<Value>(access.strides[dim]));
  std::optional<AffineExpr> expr = stride ? toStride(*stride) : std::nullopt;
  if (!expr)
    return refuse("a stride is not a positive expression over symbols");
  int64_t box = access.tile.getDimSize(dim);
  BoxDim result;
  result.stride = *expr;
  result.box = box;
  if (movement == Movement::Loop) {
    Value iv = loop.getInductionVar();
    if (!(base.getCoefficient(iv) == *stride))
      return refuse("the loop does not step along k");
    result.coordinate = {iv, 1};
  } else if (movement == Movement::Coordinate) {
    for (Value atom : getMoving(base))
      if (llvm::is_contained(func.getCoordinates(), atom) &&
          base.getCoefficient(atom) == *stride * IndexSum(box))
        result.coordinate = {atom, box};
  }
  if (Value atom = result.coordinate.atom)
    base.erase(atom);
  FailureOr<AffineExpr> size =
      getSize(access, dim, result.coordinate.atom, result.coordinate.factor);
  if (failed(size))
    return failure();
  result.size = *size;
  operand.dims.push_back(result);
  return success();
}

/// The atoms of `sum` that are not symbols.
SmallVector<Value> OperandAnalysis::getMoving(const IndexSum &sum) {
  SmallVector<Value> atoms;
  for (const IndexSum::Term &term : sum.getTerms())
    for (Value atom : term.product)
      if (!isSymbol(atom) && !llvm::is_contained(atoms, atom))
        atoms.push_back(atom);
  return atoms;
}

/// What is left of `base` must be coordinates that choose a matrix.
LogicalResult OperandAnalysis::addBatches(BoxOperand &operand, IndexSum base) {
  for (Value atom : getMoving(base)) {
    BoxDim batch;
    batch.coordinate = {atom, 1};
    if (auto quotient = atom.getDefiningOp<arith::DivUIOp>())
      batch.coordinate = {quotient.getLhs(), 1,
                          *getConstantIntValue(quotient.getRhs())};
    auto coordinates = func.getCoordinates();
    auto *it = llvm::find(coordinates, batch.coordinate.atom);
    std::optional<AffineExpr> stride = toStride(base.getCoefficient(atom));
    if (it == coordinates.end() || !stride)
      return refuse("an address depends on more than tile coordinates");
    batch.stride = *stride;
    batch.size = func.getGrid()
                     .getResult(it - coordinates.begin())
                     .ceilDiv(batch.coordinate.divisor);
    operand.dims.push_back(batch);
    base.erase(atom);
  }
  operand.offset = base.getConstant();
  if (!(base == IndexSum(operand.offset)))
    return refuse("the first element's place depends on a size");
  return success();
}

/// Checks what all accesses must fulfil; the address as a sum.
FailureOr<IndexSum> OperandAnalysis::begin(const Access &access,
                                           BoxOperand &operand) {
  operand.access = access.op;
  operand.buffer = access.ptr;
  operand.elementType = access.tile.getElementType();
  if (access.mask)
    return refuse("an access has a mask");
  if (!llvm::is_contained(func.getBuffers(), access.ptr))
    return refuse("an access is not to a buffer of the program");
  std::optional<IndexSum> base = toSum(access.base);
  if (!base)
    return refuse("an address is not a sum of products");
  return *base;
}

FailureOr<BoxOperand> OperandAnalysis::describeOperand(Value value, bool isLhs,
                                                       Movement mnMovement,
                                                       Movement kMovement) {
  LoadOp load = findOperandLoad(value);
  if (!load)
    return refuse("an operand is computed, not loaded");
  bool moves = mnMovement == Movement::Loop || kMovement == Movement::Loop;
  if (moves && load->getParentOp() != loop.getOperation())
    return refuse("an operand does not change in the loop");
  Access access(load);
  BoxOperand operand;
  FailureOr<IndexSum> base = begin(access, operand);
  if (failed(base))
    return failure();
  SmallVector<unsigned> lanes = getLanes(access.tile);
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
                                unsigned k, Movement movement, IndexSum base) {
  operand.mn = kColumns;
  operand.k = access.tile.getDimSize(k);
  if (failed(addLane(access, operand, k, movement, base)))
    return failure();
  if (operand.dims[0].stride != 1)
    return refuse("a column is not contiguous");
  BoxDim columns;
  columns.size = getAffineConstantExpr(1, func.getContext());
  columns.stride = getAffineConstantExpr(
      getGranule(access.tile.getElementType()), func.getContext());
  columns.box = kColumns;
  operand.dims.push_back(columns);
  if (failed(addBatches(operand, base)))
    return failure();
  return operand;
}

FailureOr<BoxOperand> OperandAnalysis::describeRows(const Access &access) {
  BoxOperand operand;
  FailureOr<IndexSum> base = begin(access, operand);
  if (failed(base))
    return failure();
  SmallVector<unsigned> lanes = getLanes(access.tile);
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

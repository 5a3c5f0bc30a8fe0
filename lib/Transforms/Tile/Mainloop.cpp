//===- Mainloop.cpp - The pipelined loop of a tile program ----------------===//

#include "cutedsl/Transforms/Mainloop.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace cutedsl::tile;

/// What wgmma takes at a time.
static constexpr int64_t kRows = 64, kColumns = 8, kStepK = 64, kPanel = 64;
/// Elements of 16 bits in 16 bytes.
static constexpr int64_t kGranule = 8;

namespace {
/// A sum of constants times atoms: block arguments (coordinates, symbols,
/// induction variables).
struct LinearSum {
  llvm::MapVector<Value, int64_t> terms;
  int64_t constant = 0;

  void add(const LinearSum &other, int64_t factor) {
    constant += other.constant * factor;
    for (auto [atom, coefficient] : other.terms)
      if ((terms[atom] += coefficient * factor) == 0)
        terms.erase(atom);
  }
  int64_t lookup(Value atom) const {
    auto it = terms.find(atom);
    return it == terms.end() ? 0 : it->second;
  }
};

/// What loads and stores have in common.
struct Access {
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

/// Describes the accesses of one function; `loop` is null outside of loops.
class OperandAnalysis {
public:
  OperandAnalysis(FuncOp func, scf::ForOp loop, std::string &reason)
      : func(func), loop(loop), reason(reason) {}

  /// `isLhs`: the tile is rows x k, else k x columns.
  FailureOr<BoxOperand> describeOperand(Value operand, bool isLhs);
  FailureOr<BoxOperand> describeStore(StoreOp store);

private:
  LogicalResult refuse(const Twine &why) {
    reason = why.str();
    return failure();
  }
  std::optional<LinearSum> toLinear(Value value);
  std::optional<AffineExpr> toExpr(const LinearSum &sum);
  std::optional<AffineExpr> toExpr(Value value);
  FailureOr<AffineExpr> getSize(const Access &access, unsigned dim, Value atom,
                                int64_t factor);
  FailureOr<LinearSum> begin(const Access &access, BoxOperand &operand);
  LogicalResult addLane(const Access &access, BoxOperand &operand, unsigned dim,
                        bool isK, LinearSum &base);
  LogicalResult addBatches(BoxOperand &operand, LinearSum &base);
  FailureOr<BoxOperand> describeColumn(const Access &access, BoxOperand operand,
                                       unsigned k, LinearSum base);

  FuncOp func;
  scf::ForOp loop;
  std::string &reason;
};
} // namespace

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
                                       bool isK, LinearSum &base) {
  std::optional<int64_t> stride = getConstantIntValue(access.strides[dim]);
  if (!stride || *stride < 1)
    return refuse("a stride is not a positive constant");
  int64_t box = access.tile.getDimSize(dim);
  BoxDim result;
  result.stride = *stride;
  result.box = box;
  if (isK) {
    Value iv = loop.getInductionVar();
    if (base.lookup(iv) != *stride)
      return refuse("the loop does not step along k");
    result.coordinate = {iv, 1};
  } else {
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
    auto coordinates = func.getCoordinates();
    auto *it = llvm::find(coordinates, atom);
    if (it == coordinates.end() || coefficient < 1)
      return refuse("an address depends on more than tile coordinates");
    BoxDim batch;
    batch.size = func.getGrid().getResult(it - coordinates.begin());
    batch.stride = coefficient;
    batch.coordinate = {atom, 1};
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

FailureOr<BoxOperand> OperandAnalysis::describeOperand(Value value,
                                                       bool isLhs) {
  while (auto reshape = value.getDefiningOp<ReshapeOp>())
    value = reshape.getSource();
  auto load = value.getDefiningOp<LoadOp>();
  if (!load)
    return refuse("an operand is computed, not loaded");
  if (load->getParentOp() != loop.getOperation())
    return refuse("an operand does not change in the loop");
  Access access(load);
  BoxOperand operand;
  FailureOr<LinearSum> base = begin(access, operand);
  if (failed(base))
    return failure();
  SmallVector<unsigned> lanes = access.getLanes();
  if (lanes.size() == 1 && !isLhs)
    return describeColumn(access, operand, lanes[0], *base);
  if (lanes.size() != 2)
    return refuse("an accessed tile is not a matrix");
  unsigned mn = lanes[!isLhs], k = lanes[isLhs];
  operand.mn = access.tile.getDimSize(mn);
  operand.k = access.tile.getDimSize(k);
  if (failed(addLane(access, operand, k, /*isK=*/true, *base)) ||
      failed(addLane(access, operand, mn, /*isK=*/false, *base)) ||
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
FailureOr<BoxOperand> OperandAnalysis::describeColumn(const Access &access,
                                                      BoxOperand operand,
                                                      unsigned k,
                                                      LinearSum base) {
  operand.mn = kColumns;
  operand.k = access.tile.getDimSize(k);
  if (failed(addLane(access, operand, k, /*isK=*/true, base)))
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

FailureOr<BoxOperand> OperandAnalysis::describeStore(StoreOp store) {
  Access access(store);
  BoxOperand operand;
  FailureOr<LinearSum> base = begin(access, operand);
  if (failed(base))
    return failure();
  SmallVector<unsigned> lanes = access.getLanes();
  if (lanes.size() != 2)
    return refuse("an accessed tile is not a matrix");
  if (failed(addLane(access, operand, lanes[1], /*isK=*/false, *base)) ||
      failed(addLane(access, operand, lanes[0], /*isK=*/false, *base)) ||
      failed(addBatches(operand, *base)))
    return failure();
  if (operand.dims[0].stride != 1)
    return refuse("a result's rows are not contiguous");
  return operand;
}

FailureOr<BoxOperand> cutedsl::tile::describeStore(FuncOp func, StoreOp store,
                                                   std::string &reason) {
  return OperandAnalysis(func, scf::ForOp(), reason).describeStore(store);
}

/// The only loop with products in it, at the top of the body.
static scf::ForOp findLoop(FuncOp func, std::string &reason) {
  scf::ForOp found;
  bool isNested = false;
  func.walk([&](MmaOp mma) {
    auto loop = dyn_cast<scf::ForOp>(mma->getParentOp());
    isNested |= !loop || loop->getParentOp() != func.getOperation() ||
                (found && found != loop);
    found = loop;
  });
  if (!found)
    reason = "there is no loop over k";
  else if (isNested)
    reason = "products are in several loops";
  return isNested ? scf::ForOp() : found;
}

FailureOr<Mainloop> cutedsl::tile::findMainloop(FuncOp func,
                                                std::string &reason) {
  Mainloop result;
  result.loop = findLoop(func, reason);
  if (!result.loop)
    return failure();
  scf::ForOp loop = result.loop;
  if (getConstantIntValue(loop.getLowerBound()) != 0) {
    reason = "the loop does not begin at 0";
    return failure();
  }
  auto yield = cast<scf::YieldOp>(loop.getBody()->getTerminator());
  OperandAnalysis analysis(func, loop, reason);
  llvm::DenseMap<Value, unsigned> known;
  auto getOperand = [&](Value value, bool isLhs) -> FailureOr<unsigned> {
    auto [it, isNew] = known.try_emplace(value, result.operands.size());
    if (isNew) {
      FailureOr<BoxOperand> operand = analysis.describeOperand(value, isLhs);
      if (failed(operand))
        return failure();
      result.operands.push_back(*operand);
    }
    return it->second;
  };
  for (auto [index, value] : llvm::enumerate(yield.getOperands())) {
    auto mma = value.getDefiningOp<MmaOp>();
    if (!mma || mma.getAcc() != loop.getRegionIterArg(index) ||
        !mma->hasOneUse()) {
      reason = "the loop carries more than accumulators";
      return failure();
    }
    if (!matchPattern(loop.getInitArgs()[index], m_AnyZeroFloat())) {
      reason = "an accumulator does not begin at zero";
      return failure();
    }
    FailureOr<unsigned> lhs = getOperand(mma.getLhs(), true);
    if (failed(lhs))
      return failure();
    FailureOr<unsigned> rhs = getOperand(mma.getRhs(), false);
    if (failed(rhs))
      return failure();
    result.products.push_back({mma, *lhs, *rhs, unsigned(index)});
  }
  if (result.products.empty()) {
    reason = "the loop has no products";
    return failure();
  }
  const BoxOperand &first = result.operands.front();
  result.k = first.dims[first.isKMajor ? 0 : 1].size;
  result.stepK = first.k;
  return result;
}

LogicalResult cutedsl::tile::checkTensorCores(const Mainloop &mainloop,
                                              std::string &reason) {
  auto refuse = [&](const Twine &why) {
    reason = why.str();
    return failure();
  };
  for (const BoxOperand &operand : mainloop.operands) {
    if (!isa<BFloat16Type, Float16Type>(operand.elementType))
      return refuse("operands are not of 16 bits");
    if (operand.dims.size() > 5)
      return refuse("an operand has more than 5 dimensions");
    // Rows of 128 bytes: k's whole step, or whole panels of rows or columns.
    if (!operand.isKMajor && operand.mn % kPanel != 0)
      return refuse("a tile of " + Twine(operand.mn) +
                    " contiguous columns is not a multiple of 64");
    if (operand.offset % kGranule != 0)
      return refuse("an operand begins within a 16-byte granule");
    for (const BoxDim &dim : ArrayRef(operand.dims).drop_front())
      if (dim.stride % kGranule != 0)
        return refuse("a stride of " + Twine(dim.stride) +
                      " elements is not a multiple of 16 bytes");
  }
  for (const Product &product : mainloop.products) {
    MmaOp mma = product.mma;
    ArrayRef<int64_t> tile = mma.getType().getShape();
    int64_t k = mainloop.operands[product.lhs].k;
    if (!mma.getType().getElementType().isF32())
      return refuse("the accumulator is not f32");
    // Rows are fetched in equal boxes of whole swizzle atoms.
    // One column is fetched as 8, most of which are zero.
    if (tile[0] % kRows != 0 || (tile[1] % kColumns != 0 && tile[1] != 1) ||
        k % kStepK != 0)
      return refuse("a tile of " + Twine(tile[0]) + " x " + Twine(tile[1]) +
                    " x " + Twine(k) + " does not fill tensor cores");
  }
  return success();
}

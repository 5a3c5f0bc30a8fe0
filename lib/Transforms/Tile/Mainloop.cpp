//===- Mainloop.cpp - The pipelined loop of a tile program ----------------===//

#include "cutedsl/Transforms/Mainloop.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace cutedsl::tile;

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

/// Describes the operands of one function's loop.
class OperandAnalysis {
public:
  OperandAnalysis(FuncOp func, scf::ForOp loop, std::string &reason)
      : func(func), loop(loop), reason(reason) {}

  /// `isLhs`: the tile is rows x k, else k x columns.
  FailureOr<BoxOperand> describe(Value operand, bool isLhs);

private:
  LogicalResult refuse(const Twine &why) {
    reason = why.str();
    return failure();
  }
  std::optional<LinearSum> toLinear(Value value);
  std::optional<AffineExpr> toExpr(const LinearSum &sum);
  FailureOr<AffineExpr> getSize(LoadOp load, unsigned dim, Value atom,
                                int64_t factor);
  LogicalResult addLane(BoxOperand &operand, unsigned dim, bool isK,
                        LinearSum &base);
  LogicalResult addBatches(BoxOperand &operand, LinearSum &base);

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
    expr = expr +
           getAffineSymbolExpr(it - symbols.begin(), context) * coefficient;
  }
  return expr;
}

/// The extent along dimension `dim` of a load whose tiles begin at multiples
/// `atom * factor`: what `valid` says is left, plus the origin; else whole
/// tiles.
FailureOr<AffineExpr> OperandAnalysis::getSize(LoadOp load, unsigned dim,
                                               Value atom, int64_t factor) {
  MLIRContext *context = func.getContext();
  int64_t box = load.getType().getDimSize(dim);
  SmallVector<OpFoldResult> valid = load.getMixedValid();
  std::optional<int64_t> left =
      valid.empty() ? box : getConstantIntValue(valid[dim]);
  if (!left) {
    std::optional<LinearSum> sum = toLinear(cast<Value>(valid[dim]));
    if (!sum)
      return refuse("an extent is not a linear expression");
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
  if (atom == loop.getInductionVar()) {
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
LogicalResult OperandAnalysis::addLane(BoxOperand &operand, unsigned dim,
                                       bool isK, LinearSum &base) {
  LoadOp load = operand.load;
  std::optional<int64_t> stride =
      getConstantIntValue(load.getMixedStrides()[dim]);
  if (!stride || *stride < 1)
    return refuse("a stride is not a positive constant");
  int64_t box = load.getType().getDimSize(dim);
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
      getSize(load, dim, result.coordinate.atom, result.coordinate.factor);
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

FailureOr<BoxOperand> OperandAnalysis::describe(Value value, bool isLhs) {
  while (auto reshape = value.getDefiningOp<ReshapeOp>())
    value = reshape.getSource();
  BoxOperand operand;
  operand.load = value.getDefiningOp<LoadOp>();
  if (!operand.load)
    return refuse("an operand is computed, not loaded");
  LoadOp load = operand.load;
  if (load->getParentOp() != loop.getOperation())
    return refuse("an operand does not change in the loop");
  if (load.getMask())
    return refuse("a load has a mask");
  if (!llvm::is_contained(func.getBuffers(), load.getPtr()))
    return refuse("an operand is not in a buffer of the program");
  SmallVector<unsigned> lanes;
  for (auto [dim, size] : llvm::enumerate(load.getType().getShape()))
    if (size > 1)
      lanes.push_back(dim);
  if (lanes.size() != 2)
    return refuse("an operand's tile is not a matrix");
  std::optional<LinearSum> base = toLinear(load.getBase());
  if (!base)
    return refuse("an address is not linear");
  unsigned mn = isLhs ? lanes[0] : lanes[1], k = isLhs ? lanes[1] : lanes[0];
  operand.mn = load.getType().getDimSize(mn);
  operand.k = load.getType().getDimSize(k);
  if (failed(addLane(operand, k, /*isK=*/true, *base)) ||
      failed(addLane(operand, mn, /*isK=*/false, *base)) ||
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
      FailureOr<BoxOperand> operand = analysis.describe(value, isLhs);
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
  return result;
}

/// What wgmma takes at a time.
static constexpr int64_t kRows = 64, kColumns = 8, kStepK = 64;

LogicalResult cutedsl::tile::checkTensorCores(const Mainloop &mainloop,
                                              std::string &reason) {
  auto refuse = [&](const Twine &why) {
    reason = why.str();
    return failure();
  };
  for (const BoxOperand &operand : mainloop.operands) {
    LoadOp load = operand.load;
    Type element = load.getType().getElementType();
    if (!isa<BFloat16Type, Float16Type>(element))
      return refuse("operands are not of 16 bits");
    if (operand.dims.size() > 5)
      return refuse("an operand has more than 5 dimensions");
    constexpr int64_t kGranule = 8; // elements of 16 bits in 16 bytes
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
    if (tile[0] % kRows != 0 || tile[1] % kColumns != 0 || k % kStepK != 0)
      return refuse("a tile of " + Twine(tile[0]) + " x " + Twine(tile[1]) +
                    " x " + Twine(k) + " does not fill tensor cores");
  }
  return success();
}

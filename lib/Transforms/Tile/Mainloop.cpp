//===- Mainloop.cpp - The pipelined loop of a tile program ----------------===//

#include "OperandAnalysis.h"
#include "cutedsl/Dialect/NarrowFloat.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using cutedsl::isFloat8;
using namespace cutedsl::tile;

scf::ForOp cutedsl::tile::findProductLoop(FuncOp func, std::string &reason) {
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
  else if (getConstantIntValue(found.getLowerBound()) != 0)
    reason = "the loop does not begin at 0";
  else
    return found;
  return {};
}

FailureOr<Mainloop> cutedsl::tile::findMainloop(FuncOp func,
                                                std::string &reason) {
  Mainloop result;
  result.loop = findProductLoop(func, reason);
  if (!result.loop)
    return failure();
  scf::ForOp loop = result.loop;
  auto yield = cast<scf::YieldOp>(loop.getBody()->getTerminator());
  OperandAnalysis analysis(func, loop, reason);
  // A square tile may be both a left and a right operand.
  llvm::DenseMap<std::pair<Value, unsigned>, unsigned> known;
  auto getOperand = [&](Value value, bool isLhs) -> FailureOr<unsigned> {
    auto [it, isNew] =
        known.try_emplace({value, isLhs}, result.operands.size());
    if (isNew) {
      FailureOr<BoxOperand> operand = analysis.describeOperand(
          value, isLhs, Movement::Coordinate, Movement::Loop);
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

/// What wgmma takes at a time; rows of both operands hold so many bytes of k.
static constexpr int64_t kRows = 64, kStepBytes = 128, kPanel = 64;

bool cutedsl::tile::promotesSums(const Mainloop &mainloop) {
  return llvm::any_of(mainloop.products, [](const Product &product) {
    MmaOp mma = product.mma;
    return isFloat8(getElementTypeOrSelf(mma.getLhs())) &&
           !mma.getFastAccumulation();
  });
}

LogicalResult cutedsl::tile::checkBoxes(const BoxOperand &operand,
                                        std::string &reason) {
  auto refuse = [&](const Twine &why) {
    reason = why.str();
    return failure();
  };
  if (!isa<BFloat16Type, Float16Type>(operand.elementType) &&
      !isFloat8(operand.elementType))
    return refuse("operands are not of 16 bits, nor 8-bit floats");
  int64_t granule = getGranule(operand.elementType);
  if (operand.dims.size() > 5)
    return refuse("an operand has more than 5 dimensions");
  if (operand.offset % granule != 0)
    return refuse("an operand begins within a 16-byte granule");
  for (const BoxDim &dim : ArrayRef(operand.dims).drop_front())
    if (!dim.stride.isMultipleOf(granule)) {
      std::string stride;
      llvm::raw_string_ostream(stride) << dim.stride;
      return refuse("a stride of " + stride +
                    " elements is not a multiple of 16 bytes");
    }
  return success();
}

LogicalResult cutedsl::tile::checkTensorCores(const Mainloop &mainloop,
                                              std::string &reason) {
  auto refuse = [&](const Twine &why) {
    reason = why.str();
    return failure();
  };
  for (const BoxOperand &operand : mainloop.operands) {
    if (!operand.isKMajor && isFloat8(operand.elementType))
      return refuse("8-bit elements are not contiguous along k");
    // Rows of 128 bytes: k's whole step, or whole panels of rows or columns.
    if (!operand.isKMajor && operand.mn % kPanel != 0)
      return refuse("a tile of " + Twine(operand.mn) +
                    " contiguous columns is not a multiple of 64");
    if (failed(checkBoxes(operand, reason)))
      return failure();
  }
  for (const Product &product : mainloop.products) {
    MmaOp mma = product.mma;
    ArrayRef<int64_t> tile = mma.getType().getShape();
    const BoxOperand &lhs = mainloop.operands[product.lhs];
    int64_t k = lhs.k,
            stepK = kStepBytes * 8 / lhs.elementType.getIntOrFloatBitWidth();
    if (!mma.getType().getElementType().isF32())
      return refuse("the accumulator is not f32");
    // Rows are fetched in equal boxes of whole swizzle atoms.
    // One column is fetched as 8, most of which are zero.
    if (tile[0] % kRows != 0 || (tile[1] % kColumns != 0 && tile[1] != 1) ||
        k % stepK != 0)
      return refuse("a tile of " + Twine(tile[0]) + " x " + Twine(tile[1]) +
                    " x " + Twine(k) + " does not fill tensor cores");
  }
  return success();
}

//===- CostModel.cpp - What fusing saves and costs ------------------------===//

#include "CostModel.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

TargetModel TargetModel::get(StringRef target, int64_t threads) {
  TargetModel model;
  if (target == "cpu-avx2") {
    // Accumulators, a row of the panel and a broadcast: 15 of 16 registers.
    model.tileM = 6;
    model.tileN = 16;
    model.flopsPerSecond = 60e9;
    return model;
  }
  if (target == "cpu")
    return model;
  model.isGpu = true;
  model.threads = threads > 1 ? threads : 128;
  model.bytesPerSecond = 4e12;
  model.flopsPerSecond = 30e12;
  model.launchSeconds = 2e-6;
  model.tileM = model.tileN = 64;
  model.tileK = 16;
  model.attentionM = model.attentionN = 64;
  model.contractPrologueFlops = 2;
  model.hasTensorPipelines = target == "sm_90a";
  return model;
}

int64_t TargetModel::getTileK(Type operandType) const {
  bool isNarrow =
      isa<BFloat16Type, Float16Type>(getElementTypeOrSelf(operandType));
  return isGpu && isNarrow ? 4 * tileK : tileK;
}

SizeModel::SizeModel(ProgramOp program)
    : hints(program.getSymbols().size(), kDefaultHint),
      given(getHints(program)) {
  for (auto [index, hint] : llvm::enumerate(given))
    if (index < hints.size() && hint > 0)
      hints[index] = hint;
}

double SizeModel::getNumMatrices(Value value) const {
  double count = 1;
  for (AffineExpr dim : ArrayRef(getDims(value)).drop_back(2))
    count *= getSize(dim);
  return count;
}

double SizeModel::getNumElements(Value value) const {
  double count = 1;
  for (AffineExpr dim : getDims(value))
    count *= getSize(dim);
  return count;
}

double SizeModel::getBytes(Value value) const {
  Type element = cast<RankedTensorType>(value.getType()).getElementType();
  return getNumElements(value) * getElementBytes(element);
}

double cutedsl::graph::getPointwiseFlops(Operation *op) {
  if (isa<math::ExpOp, math::Exp2Op, math::ExpM1Op, math::LogOp, math::Log2Op,
          math::Log1pOp, math::TanhOp, math::ErfOp, math::SinOp, math::CosOp,
          math::SinhOp, math::CoshOp, math::AsinhOp, math::PowFOp, math::TanOp,
          math::AtanOp, math::Atan2Op, math::AcoshOp, math::AtanhOp,
          math::ErfcOp, math::Log10Op, math::AsinOp, math::AcosOp>(op))
    return 16;
  if (isa<arith::DivFOp, math::SqrtOp, math::RsqrtOp, arith::RemFOp,
          arith::DivSIOp, arith::DivUIOp, arith::RemSIOp, arith::RemUIOp,
          arith::FloorDivSIOp, arith::CeilDivSIOp, math::IPowIOp, math::FPowIOp,
          math::CbrtOp>(op))
    return 4;
  // A gather is an access that does not vectorise.
  if (isa<GatherOp>(op))
    return 4;
  // All parts are selected from.
  if (auto concat = dyn_cast<ConcatOp>(op))
    return concat.getInputs().size() - 1;
  return isPointwise(op) ? 1 : 0;
}

//===- VerifyLayouts.cpp - The contract of the per-thread lowering --------===//

#include "LayoutAssignment.h"
#include "cutedsl/Dialect/SM90/IR/SM90.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/BitVector.h"

namespace cutedsl {
#define GEN_PASS_DEF_TILEVERIFYLAYOUTS
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::tile;

/// The threads of `fragment` together hold each element, each register of a
/// thread holds another one, and copies come from stride-0 modes only.
static LogicalResult verifyTile(Operation *op, RankedTensorType type,
                                int64_t threads) {
  FragmentAttr fragment = getFragment(type);
  if (!fragment)
    return op->emitOpError("expected a #tile.fragment, but got ") << type;
  if (fragment.getNumThreads() != threads)
    return op->emitOpError("expected a fragment of ")
           << threads << " threads, but got " << fragment;
  std::optional<DimModes> modes = getDimModes(fragment, type.getShape());
  if (!modes)
    return op->emitOpError("expected modes within dimensions, but got ")
           << type;
  int64_t distinct = fragment.getNumValues();
  for (const DimMode &mode : modes->values)
    if (mode.dim < 0)
      return op->emitOpError("expected no copies in registers, but got ")
             << fragment;
  for (const DimMode &mode : modes->threads)
    if (mode.dim >= 0)
      distinct *= mode.size;
  llvm::BitVector seen(type.getNumElements());
  for (int64_t thread = 0; thread < threads; ++thread)
    for (int64_t value = 0; value < fragment.getNumValues(); ++value)
      seen.set(fragment.getIndex(thread, value));
  if (!seen.all() || distinct != type.getNumElements())
    return op->emitOpError("expected each element once, but got ") << type;
  return success();
}

static LogicalResult verifySame(Operation *op, Type actual,
                                FragmentAttr expected) {
  if (expected && getFragment(actual) == expected)
    return success();
  InFlightDiagnostic diag = op->emitOpError("expected ");
  if (expected)
    diag << expected;
  else
    diag << "a fragment";
  return diag << ", but got " << actual;
}

/// No thread mode along a reduced dimension leaves the warp.
static LogicalResult verifyInWarp(ReduceOp op) {
  RankedTensorType type = op.getSource().getType();
  std::optional<DimModes> modes =
      getDimModes(getFragment(type), type.getShape());
  for (const DimMode &mode : modes->threads)
    if (llvm::is_contained(op.getDims(), mode.dim) &&
        mode.prefix * mode.size > kWarpSize)
      return op.emitOpError("expected a reduction within warps, but got ")
             << type;
  return success();
}

static LogicalResult verifyOp(Operation *op, int64_t threads) {
  for (Type type : op->getResultTypes())
    if (auto tensor = dyn_cast<RankedTensorType>(type))
      if (failed(verifyTile(op, tensor, threads)))
        return failure();
  if (auto convert = dyn_cast<ConvertLayoutOp>(op)) {
    if (classifyConversion(getFragment(convert.getSource().getType()),
                           getFragment(convert.getResult().getType()))
            .kind == ConversionKind::Shared)
      return op->emitOpError("expected a conversion within each thread");
    return success();
  }
  if (FragmentAttr prescribed = getPrescribedSource(op))
    return verifySame(op, op->getOperand(0).getType(), prescribed);
  if (isa<ReduceOp, TransposeOp, ReshapeOp, sm90::SliceOp>(op)) {
    if (failed(verifySame(
            op, op->getResult(0).getType(),
            getProvided(op, getFragment(op->getOperand(0).getType())))))
      return failure();
    auto reduce = dyn_cast<ReduceOp>(op);
    return reduce ? verifyInWarp(reduce) : success();
  }
  if (auto swap = dyn_cast<SwapHalvesOp>(op))
    if (auto type = cast<RankedTensorType>(swap.getType());
        !holdsHalves(getFragment(type), type.getShape(), swap.getDim()))
      return op->emitOpError("expected both halves in each thread, but got ")
             << type;
  if (auto pairs = dyn_cast<DuplicateInPairsOp>(op))
    if (auto type = cast<RankedTensorType>(pairs.getType());
        !holdsPairs(getFragment(type), type.getShape(), pairs.getDim()))
      return op->emitOpError("expected both of a pair in each thread, but got ")
             << type;
  if (auto wait = dyn_cast<sm90::WgmmaWaitOp>(op)) {
    for (auto [acc, result] :
         llvm::zip_equal(wait.getAccs(), wait.getResults()))
      if (failed(verifySame(op, acc.getType(), getFragment(result.getType()))))
        return failure();
    return success();
  }
  if (FragmentAttr prescribed = getPrescribed(op))
    if (failed(verifySame(op, op->getResult(0).getType(), prescribed)))
      return failure();
  if (isa<BroadcastOp, MmaOp, sm90::WgmmaOp, sm90::WgmmaRegistersOp>(op)) {
    for (auto [index, operand] : llvm::enumerate(op->getOperands()))
      if (isa<RankedTensorType>(operand.getType()) &&
          failed(verifySame(
              op, operand.getType(),
              getDemanded(op, index, getFragment(op->getResult(0).getType())))))
        return failure();
    return success();
  }
  if (isa<scf::ForOp, scf::IfOp, scf::YieldOp>(op))
    return success();
  // All tiles of any other op lie alike.
  FragmentAttr fragment;
  for (TypeRange types :
       {TypeRange(op->getOperandTypes()), TypeRange(op->getResultTypes())})
    for (Type type : types) {
      if (!isa<RankedTensorType>(type))
        continue;
      if (fragment && failed(verifySame(op, type, fragment)))
        return failure();
      fragment = getFragment(type);
    }
  return success();
}

namespace {
struct VerifyLayouts : cutedsl::impl::TileVerifyLayoutsBase<VerifyLayouts> {
  void runOnOperation() override {
    FuncOp func = getOperation();
    WalkResult result = func.walk([&](Operation *op) {
      return WalkResult(verifyOp(op, func.getThreads()));
    });
    if (result.wasInterrupted())
      return signalPassFailure();
    markAllAnalysesPreserved();
  }
};
} // namespace

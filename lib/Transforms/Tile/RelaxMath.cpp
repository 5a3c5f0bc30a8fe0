//===- RelaxMath.cpp - Where a fast approximation is as good --------------===//

#include "MathCoefficients.h"
#include "MathExpr.h"
#include "cutedsl/Dialect/SM90/IR/SM90.h"
#include "cutedsl/Transforms/Passes.h"

namespace cutedsl {
#define GEN_PASS_DEF_TILERELAXMATH
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::tile;

/// Whether every float that leaves `func` has 16 bits, and no float becomes a
/// decision that others see: an integer or a bool in memory, an address.
static bool storesOnlyNarrowFloats(FuncOp func) {
  bool found = false;
  WalkResult result = func.walk([&](Operation *op) {
    if (isa<arith::FPToSIOp, arith::FPToUIOp>(op))
      return WalkResult::interrupt();
    Value stored;
    if (auto store = dyn_cast<StoreOp>(op))
      stored = store.getValue();
    else if (auto scatter = dyn_cast<ScatterOp>(op))
      stored = scatter.getValue();
    else if (auto box = dyn_cast<sm90::StoreTileOp>(op))
      stored = box.getValue();
    else if (auto sent = dyn_cast<sm90::SendOp>(op))
      stored = sent.getValue();
    if (!stored)
      return WalkResult::advance();
    found = true;
    return isa<BFloat16Type, Float16Type>(getElementTypeOrSelf(stored))
               ? WalkResult::advance()
               : WalkResult::interrupt();
  });
  return found && !result.wasInterrupted();
}

/// `1 + erf(y)`, the factor of an exact GELU, as erfc(-y): within 2e-4 relative
/// down to 1e-6, and then less than 1e-6 off, which is more than the sum keeps.
static void relaxErf(arith::AddFOp add) {
  auto erf = add.getLhs().getDefiningOp<math::ErfOp>();
  Value other = add.getRhs();
  if (!erf) {
    erf = add.getRhs().getDefiningOp<math::ErfOp>();
    other = add.getLhs();
  }
  if (!erf || !matchPattern(other, m_OneFloat()) ||
      !getElementTypeOrSelf(add.getType()).isF32())
    return;
  ImplicitLocOpBuilder builder(add.getLoc(), add);
  expand::Expr y(erf.getOperand(), builder), a = expand::abs(y);
  expand::Expr tail =
      a.make<math::Exp2Op>(a * expand::polynomial(a, coefficients::erfcShort),
                           arith::FastMathFlags::afn);
  add.replaceAllUsesWith(mlir::Value(select(y < 0.0, tail, 2.0 - tail)));
  add.erase();
}

/// A sum with a product that is rounded to be an operand of tensor cores: the
/// product's own rounding is none that the operand keeps.
static void contract(arith::AddFOp add) {
  if (!getElementTypeOrSelf(add.getType()).isF32())
    return;
  for (auto [product, other] : {std::pair(add.getLhs(), add.getRhs()),
                                std::pair(add.getRhs(), add.getLhs())}) {
    auto mul = product.getDefiningOp<arith::MulFOp>();
    if (!mul || !mul->hasOneUse())
      continue;
    OpBuilder builder(add);
    add.replaceAllUsesWith(math::FmaOp::create(builder, add.getLoc(),
                                               mul.getLhs(), mul.getRhs(),
                                               other)
                               .getResult());
    add.erase();
    mul.erase();
    return;
  }
}

/// Contracts what `operand` is rounded from.
static void contractOperand(Value operand) {
  if (auto reshape = operand.getDefiningOp<ReshapeOp>())
    operand = reshape.getSource();
  auto round = operand.getDefiningOp<arith::TruncFOp>();
  auto add =
      round ? round.getIn().getDefiningOp<arith::AddFOp>() : arith::AddFOp();
  if (add && add->hasOneUse())
    contract(add);
}

namespace {
struct RelaxMath : cutedsl::impl::TileRelaxMathBase<RelaxMath> {
  void runOnOperation() override {
    FuncOp func = getOperation();
    if (!storesOnlyNarrowFloats(func))
      return;
    func.walk(relaxErf);
    func.walk([](MmaOp op) {
      contractOperand(op.getLhs());
      contractOperand(op.getRhs());
    });
    func.walk([](arith::ArithFastMathInterface op) {
      if (!isa<math::ExpOp, math::Exp2Op, math::RsqrtOp, arith::DivFOp>(
              op.getOperation()) ||
          !getElementTypeOrSelf(op->getResult(0)).isF32())
        return;
      arith::FastMathFlagsAttr attr = op.getFastMathFlagsAttr();
      arith::FastMathFlags flags =
          attr ? attr.getValue() : arith::FastMathFlags::none;
      op->setAttr(op.getFastMathAttrName(),
                  arith::FastMathFlagsAttr::get(
                      op->getContext(), flags | arith::FastMathFlags::afn));
    });
  }
};
} // namespace

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

/// A sum or difference with a product, whose own rounding nobody sees.
static void contract(Operation *sum) {
  if (!isa_and_nonnull<arith::AddFOp, arith::SubFOp>(sum) ||
      !getElementTypeOrSelf(sum->getResult(0)).isF32())
    return;
  // The second first: of a score with a bias, the first is what is scaled.
  for (unsigned i : {1, 0}) {
    auto mul = sum->getOperand(i).getDefiningOp<arith::MulFOp>();
    if (!mul || !mul->hasOneUse())
      continue;
    OpBuilder builder(sum);
    Location loc = sum->getLoc();
    Value factor = mul.getLhs(), other = sum->getOperand(1 - i);
    if (isa<arith::SubFOp>(sum)) {
      Value &negated = i == 1 ? factor : other;
      negated = arith::NegFOp::create(builder, loc, negated);
    }
    Value contracted =
        math::FmaOp::create(builder, loc, factor, mul.getRhs(), other);
    sum->getResult(0).replaceAllUsesWith(contracted);
    sum->erase();
    mul.erase();
    return;
  }
}

/// Contracts what `operand` of tensor cores is rounded from: a sum, or the
/// scores whose exponentials it is.
static void contractOperand(Value operand) {
  auto skipReshapes = [](Value value) {
    while (auto reshape = value.getDefiningOp<ReshapeOp>())
      value = reshape.getSource();
    return value;
  };
  auto round = skipReshapes(operand).getDefiningOp<arith::TruncFOp>();
  if (!round)
    return;
  Value value = skipReshapes(round.getIn());
  if (auto exp = value.getDefiningOp<math::ExpOp>()) {
    auto shifted = exp.getOperand().getDefiningOp<arith::SubFOp>();
    Value score = shifted ? shifted.getLhs() : exp.getOperand();
    while (auto choice = score.getDefiningOp<arith::SelectOp>())
      score = choice.getTrueValue();
    contract(score.getDefiningOp());
  } else if (value.hasOneUse()) {
    contract(value.getDefiningOp());
  }
}

namespace {
struct RelaxMath : cutedsl::impl::TileRelaxMathBase<RelaxMath> {
  void runOnOperation() override {
    FuncOp func = getOperation();
    if (!storesOnlyNarrowFloats(func))
      return;
    func.walk(relaxErf);
    func.walk([](Operation *op) {
      if (isa<MmaOp, sm90::WgmmaRegistersOp>(op))
        for (Value operand : op->getOperands().take_front(2))
          contractOperand(operand);
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

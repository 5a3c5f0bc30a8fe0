//===- ExpandMath.cpp - Elementary functions as arithmetic ----------------===//

#include "MathExpansions.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

namespace cutedsl {
#define GEN_PASS_DEF_TILEEXPANDMATH
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl::expand;

using UnaryExpansion = Expr (*)(Expr);

static UnaryExpansion getUnaryExpansion(Operation *op) {
  return llvm::TypeSwitch<Operation *, UnaryExpansion>(op)
      .Case([](math::ExpOp) { return expandExp; })
      .Case([](math::Exp2Op) { return expandExp2; })
      .Case([](math::ExpM1Op) { return expandExpm1; })
      .Case([](math::SinhOp) { return expandSinh; })
      .Case([](math::CoshOp) { return expandCosh; })
      .Case([](math::TanhOp) { return expandTanh; })
      .Case([](math::ErfOp) { return expandErf; })
      .Case([](math::ErfcOp) { return expandErfc; })
      .Case([](math::LogOp) { return expandLog; })
      .Case([](math::Log2Op) { return expandLog2; })
      .Case([](math::Log10Op) { return expandLog10; })
      .Case([](math::Log1pOp) { return expandLog1p; })
      .Case([](math::AsinhOp) { return expandAsinh; })
      .Case([](math::AcoshOp) { return expandAcosh; })
      .Case([](math::AtanhOp) { return expandAtanh; })
      .Case([](math::RsqrtOp) { return expandRsqrt; })
      .Case([](math::CbrtOp) { return expandCbrt; })
      .Case([](math::SinOp) { return expandSin; })
      .Case([](math::CosOp) { return expandCos; })
      .Case([](math::TanOp) { return expandTan; })
      .Case([](math::AsinOp) { return expandAsin; })
      .Case([](math::AcosOp) { return expandAcos; })
      .Case([](math::AtanOp) { return expandAtan; })
      .Default([](Operation *) { return nullptr; });
}

/// A value as f32: narrower floats are widened.
static Expr toF32(Value value, ImplicitLocOpBuilder &builder) {
  Expr expr(value, builder);
  Type f32 = builder.getF32Type();
  return getElementTypeOrSelf(value.getType()) == f32
             ? expr
             : expr.castTo<arith::ExtFOp>(f32);
}

/// The results that replace those of `op`, in f32; empty for an op that is not
/// expanded.
static SmallVector<Expr> expandOp(Operation *op,
                                  ImplicitLocOpBuilder &builder) {
  auto operand = [&](unsigned index) {
    return toF32(op->getOperand(index), builder);
  };
  if (UnaryExpansion expansion = getUnaryExpansion(op))
    return {expansion(operand(0))};
  if (isa<math::SincosOp>(op)) {
    auto [sine, cosine] = expandSincos(operand(0));
    return {sine, cosine};
  }
  if (isa<math::Atan2Op>(op))
    return {expandAtan2(operand(0), operand(1))};
  if (isa<math::PowFOp>(op))
    return {expandPow(operand(0), operand(1))};
  if (auto power = dyn_cast<math::FPowIOp>(op)) {
    // An i64 exponent would not fit f64.
    if (!getElementTypeOrSelf(power.getRhs().getType()).isInteger(32))
      return {};
    Expr exponent(power.getRhs(), builder);
    return {expandPow(operand(0),
                      exponent.castTo<arith::SIToFPOp>(builder.getF64Type()))};
  }
  return {};
}

/// Constants need a static shape; f64 is left to the C library.
static bool isExpandable(Operation *op) {
  if (op->getNumOperands() == 0 || op->getNumResults() == 0 ||
      !isa<math::MathDialect>(op->getDialect()))
    return false;
  Type type = op->getResult(0).getType();
  if (auto shaped = dyn_cast<ShapedType>(type))
    if (!shaped.hasStaticShape())
      return false;
  return isa<Float32Type, Float16Type, BFloat16Type>(
      getElementTypeOrSelf(type));
}

namespace {
struct ExpandMath : cutedsl::impl::TileExpandMathBase<ExpandMath> {
  void runOnOperation() override {
    SmallVector<Operation *> ops;
    getOperation()->walk([&](Operation *op) {
      if (isExpandable(op))
        ops.push_back(op);
    });
    for (Operation *op : ops) {
      ImplicitLocOpBuilder builder(op->getLoc(), op);
      SmallVector<Expr> results = expandOp(op, builder);
      if (results.empty())
        continue;
      for (auto [old, result] : llvm::zip(op->getResults(), results)) {
        Value value = result;
        if (value.getType() != old.getType())
          value = arith::TruncFOp::create(builder, old.getType(), value);
        old.replaceAllUsesWith(value);
      }
      op->erase();
    }
  }
};
} // namespace

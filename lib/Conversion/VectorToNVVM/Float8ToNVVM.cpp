//===- Float8ToNVVM.cpp - The GPU's own casts of 8-bit floats -------------===//
//
// PTX ISA, "cvt": an instruction casts two. To 8 bits it rounds as arith.truncf
// does but saturates, infinities too, so what is too large is put right, unless
// a clamp before it already wanted the largest number. From 8 bits it gives
// f16, which holds all of them.
//
//===----------------------------------------------------------------------===//

#include "cutedsl/Conversion/Passes.h"
#include "cutedsl/Dialect/NarrowFloat.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/Matchers.h"

namespace cutedsl {
#define GEN_PASS_DEF_CONVERTFLOAT8TONVVM
#include "cutedsl/Conversion/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;

/// "e4m3x2" or "e5m2x2".
static std::string getPairName(Type type) {
  return isa<Float8E5M2Type>(type) ? "e5m2x2" : "e4m3x2";
}

static Value callIntrinsic(ImplicitLocOpBuilder &builder, Type result,
                           const std::string &name, ValueRange operands) {
  return LLVM::CallIntrinsicOp::create(
             builder, result, builder.getStringAttr("llvm.nvvm." + name),
             operands)
      .getResult(0);
}

/// What `value` is if it is at most, or with `isLow` at least, `bound`, or
/// null.
static Value matchBound(Value value, double bound, bool isLow) {
  auto select = value.getDefiningOp<arith::SelectOp>();
  auto compare = select ? select.getCondition().getDefiningOp<arith::CmpFOp>()
                        : arith::CmpFOp();
  if (!compare || compare.getPredicate() != (isLow ? arith::CmpFPredicate::OLT
                                                   : arith::CmpFPredicate::OGT))
    return {};
  auto isBound = [&](Value other) {
    FloatAttr constant;
    return matchPattern(other, m_Constant(&constant)) &&
           constant.getValueAsDouble() == bound;
  };
  Value inner = select.getFalseValue();
  bool matches = compare.getLhs() == inner && isBound(compare.getRhs()) &&
                 isBound(select.getTrueValue());
  return matches ? inner : Value();
}

/// `value`, an 8-bit float, as f16.
static Value widen(ImplicitLocOpBuilder &builder, Value value) {
  Type from = value.getType(), i16 = builder.getI16Type();
  Value bits = arith::BitcastOp::create(builder, builder.getI8Type(), value);
  bits = arith::ExtUIOp::create(builder, i16, bits);
  Value pair = callIntrinsic(builder, VectorType::get(2, builder.getF16Type()),
                             getPairName(from) + ".to.f16x2.rn", bits);
  Value first = LLVM::ConstantOp::create(builder, builder.getI32Type(),
                                         builder.getI32IntegerAttr(0));
  return LLVM::ExtractElementOp::create(builder, pair, first);
}

/// `value`, f32, rounded to `type`.
static Value narrow(ImplicitLocOpBuilder &builder, Value value, Type type) {
  bool hasInfinity = isa<Float8E5M2Type>(type);
  constexpr double kLargest = 448;
  bool saturates = false;
  if (!hasInfinity)
    if (Value below = matchBound(value, kLargest, /*isLow=*/false))
      if (Value inner = matchBound(below, -kLargest, /*isLow=*/true)) {
        value = inner;
        saturates = true;
      }
  Type f32 = builder.getF32Type(), i8 = builder.getI8Type();
  auto number = [&](double constant) -> Value {
    return arith::ConstantOp::create(builder,
                                     builder.getFloatAttr(f32, constant));
  };
  // The second one is the lower half.
  Value bits =
      callIntrinsic(builder, builder.getI16Type(),
                    "ff.to." + getPairName(type) + ".rn", {number(0), value});
  bits = arith::TruncIOp::create(builder, i8, bits);
  if (!saturates) {
    // The number half way between the largest and the next power's first rounds
    // to even: to infinity, but not to NaN. Either has the next code.
    Value magnitude = math::AbsFOp::create(builder, value);
    Value isTooLarge = arith::CmpFOp::create(
        builder,
        hasInfinity ? arith::CmpFPredicate::OGE : arith::CmpFPredicate::OGT,
        magnitude, number(hasInfinity ? 61440 : 464));
    Value one = arith::ConstantOp::create(builder, builder.getI8IntegerAttr(1));
    Value next = arith::AddIOp::create(builder, bits, one);
    bits = arith::SelectOp::create(builder, isTooLarge, next, bits);
  }
  return arith::BitcastOp::create(builder, type, bits);
}

namespace {
struct ConvertFloat8ToNVVM
    : cutedsl::impl::ConvertFloat8ToNVVMBase<ConvertFloat8ToNVVM> {
  void runOnOperation() override {
    SmallVector<Operation *> casts;
    getOperation()->walk([&](Operation *op) {
      if (isa<arith::ExtFOp>(op) && isFloat8(op->getOperand(0).getType()))
        casts.push_back(op);
      else if (isa<arith::TruncFOp>(op) &&
               op->getOperand(0).getType().isF32() &&
               isFloat8(op->getResult(0).getType()))
        casts.push_back(op);
    });
    for (Operation *op : casts) {
      ImplicitLocOpBuilder builder(op->getLoc(), op);
      Type type = op->getResult(0).getType();
      Value value;
      if (isFloat8(type)) {
        value = narrow(builder, op->getOperand(0), type);
      } else {
        value = widen(builder, op->getOperand(0));
        if (type.isBF16())
          value = arith::TruncFOp::create(
              builder, type,
              arith::ExtFOp::create(builder, builder.getF32Type(), value));
        else if (!type.isF16())
          value = arith::ExtFOp::create(builder, type, value);
      }
      op->getResult(0).replaceAllUsesWith(value);
      op->erase();
    }
  }
};
} // namespace

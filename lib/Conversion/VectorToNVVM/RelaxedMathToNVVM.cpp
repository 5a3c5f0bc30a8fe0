//===- RelaxedMathToNVVM.cpp - The GPU's own approximations ---------------===//
//
// PTX ISA, "Floating point instructions": ex2.approx errs by 2 ulp, div.full by
// 2 ulp, rsqrt.approx by 2^-22.9 relative. All keep infinities and NaN.
//
//===----------------------------------------------------------------------===//

#include "cutedsl/Conversion/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"

namespace cutedsl {
#define GEN_PASS_DEF_CONVERTRELAXEDMATHTONVVM
#include "cutedsl/Conversion/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;

static constexpr double kLog2E = 1.4426950408889634;

/// The replacement of `op`, or null.
static Value convert(Operation *op, OpBuilder &builder) {
  Location loc = op->getLoc();
  Type f32 = builder.getF32Type();
  auto call = [&](StringRef name, ValueRange operands) -> Value {
    return LLVM::CallIntrinsicOp::create(builder, loc, f32,
                                         builder.getStringAttr(name), operands)
        .getResult(0);
  };
  if (isa<math::ExpOp>(op)) {
    // The product's rounding moves the result by at most 2^-17 relative.
    Value scale = arith::ConstantOp::create(builder, loc,
                                            builder.getF32FloatAttr(kLog2E));
    Value power = arith::MulFOp::create(builder, loc, op->getOperand(0), scale);
    return call("llvm.nvvm.ex2.approx.ftz.f", power);
  }
  if (isa<math::Exp2Op>(op))
    return call("llvm.nvvm.ex2.approx.ftz.f", op->getOperand(0));
  if (isa<math::RsqrtOp>(op))
    return call("llvm.nvvm.rsqrt.approx.f", op->getOperand(0));
  if (isa<arith::DivFOp>(op))
    return call("llvm.nvvm.div.full", op->getOperands());
  return {};
}

namespace {
struct ConvertRelaxedMathToNVVM
    : cutedsl::impl::ConvertRelaxedMathToNVVMBase<ConvertRelaxedMathToNVVM> {
  void runOnOperation() override {
    SmallVector<Operation *> ops;
    getOperation()->walk([&](arith::ArithFastMathInterface op) {
      arith::FastMathFlagsAttr flags = op.getFastMathFlagsAttr();
      if (flags &&
          arith::bitEnumContainsAny(flags.getValue(),
                                    arith::FastMathFlags::afn) &&
          op->getResult(0).getType().isF32())
        ops.push_back(op);
    });
    for (Operation *op : ops) {
      OpBuilder builder(op);
      Value value = convert(op, builder);
      if (!value)
        continue;
      op->getResult(0).replaceAllUsesWith(value);
      op->erase();
    }
  }
};
} // namespace

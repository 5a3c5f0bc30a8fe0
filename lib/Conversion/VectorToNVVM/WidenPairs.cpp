//===- WidenPairs.cpp - bf16 that lie two in a register -------------------===//
//
// The f32 of a bf16 has its bits above 16 zeros. Of a register that holds two
// the upper one is only masked and the lower one shifted: extracted first, as
// an element of a vector, it would take two instructions.
//
//===----------------------------------------------------------------------===//

#include "cutedsl/Conversion/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Matchers.h"

namespace cutedsl {
#define GEN_PASS_DEF_CONVERTWIDENEDPAIRSTONVVM
#include "cutedsl/Conversion/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;

/// Whether one of `op`'s users is computed in bf16 as it is: of two bf16, and
/// rounded at once.
static bool isForNarrowOp(arith::ExtFOp op) {
  auto isWidened = [](Value operand) {
    auto widening = operand.getDefiningOp<arith::ExtFOp>();
    return widening && widening.getIn().getType().isBF16();
  };
  return llvm::any_of(op->getUsers(), [&](Operation *user) {
    return isa<arith::AddFOp, arith::SubFOp, arith::MulFOp, arith::DivFOp>(
               user) &&
           user->hasOneUse() && isa<arith::TruncFOp>(*user->user_begin()) &&
           llvm::all_of(user->getOperands(), isWidened);
  });
}

/// The bits of `op`'s result, from the register that its operand is half of;
/// null if it is no such half.
static Value createBits(OpBuilder &builder, arith::ExtFOp op) {
  auto extract = op.getIn().getDefiningOp<LLVM::ExtractElementOp>();
  if (!extract || !op.getIn().getType().isBF16() || !op.getType().isF32())
    return {};
  auto type = cast<VectorType>(extract.getVector().getType());
  APInt lane;
  if (type.getNumElements() % 2 != 0 ||
      !matchPattern(extract.getPosition(), m_ConstantInt(&lane)))
    return {};
  Location loc = op.getLoc();
  Type i32 = builder.getI32Type();
  auto constant = [&](int64_t value) -> Value {
    return LLVM::ConstantOp::create(builder, loc, i32,
                                    builder.getI32IntegerAttr(value));
  };
  int64_t words = type.getNumElements() / 2;
  Type wordsType = words == 1 ? i32 : Type(VectorType::get(words, i32));
  Value word =
      LLVM::BitcastOp::create(builder, loc, wordsType, extract.getVector());
  if (words > 1)
    word = LLVM::ExtractElementOp::create(builder, loc, word,
                                          constant(lane.getZExtValue() / 2));
  if (lane.getZExtValue() % 2 == 0)
    return LLVM::ShlOp::create(builder, loc, word, constant(16));
  return LLVM::AndOp::create(builder, loc, word, constant(-65536));
}

namespace {
struct ConvertWidenedPairs
    : cutedsl::impl::ConvertWidenedPairsToNVVMBase<ConvertWidenedPairs> {
  void runOnOperation() override {
    SmallVector<arith::ExtFOp> ops;
    getOperation()->walk([&](arith::ExtFOp op) {
      if (!isForNarrowOp(op))
        ops.push_back(op);
    });
    for (arith::ExtFOp op : ops) {
      OpBuilder builder(op);
      Value bits = createBits(builder, op);
      if (!bits)
        continue;
      op.replaceAllUsesWith(
          LLVM::BitcastOp::create(builder, op.getLoc(), op.getType(), bits)
              .getResult());
      op.erase();
    }
  }
};
} // namespace

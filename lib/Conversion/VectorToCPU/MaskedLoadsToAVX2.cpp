//===- MaskedLoadsToAVX2.cpp - Masked loads by AVX2's own instructions ----===//
//
// Where AVX2 is all there is, LLVM 22's X86 backend turns a masked load into a
// plain one if it learns while it selects instructions that all lanes are off
// (of a part it split off, say): past the end of a buffer, and other values
// than zeros. It leaves the calls alone that stand for one instruction each.
//
//===----------------------------------------------------------------------===//

#include "cutedsl/Conversion/Passes.h"
#include "mlir/IR/Matchers.h"

namespace cutedsl {
#define GEN_PASS_DEF_CONVERTMASKEDLOADSTOAVX2
#include "cutedsl/Conversion/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;

static constexpr int64_t kRegisterBits = 256;

/// The intrinsic that loads `lanes` lanes of `element`; empty if there is none.
static std::string getIntrinsic(Type element, int64_t lanes) {
  int64_t bits = lanes * element.getIntOrFloatBitWidth();
  if (bits != kRegisterBits && bits != kRegisterBits / 2)
    return "";
  StringRef suffix = bits == kRegisterBits ? ".256" : "";
  if (element.isF32() || element.isF64())
    return ("llvm.x86.avx.maskload." + Twine(element.isF32() ? "ps" : "pd") +
            suffix)
        .str();
  if (element.isInteger(32) || element.isInteger(64))
    return ("llvm.x86.avx2.maskload." +
            Twine(element.isInteger(32) ? "d" : "q") + suffix)
        .str();
  return "";
}

/// Replaces `load` by calls of `name`, each of `lanes` lanes.
static void convert(LLVM::MaskedLoadOp load, StringRef name, int64_t lanes) {
  OpBuilder b(load);
  Location loc = load.getLoc();
  auto type = cast<VectorType>(load.getType());
  Type element = type.getElementType();
  auto partType = VectorType::get({lanes}, element);
  // A lane is on where its sign is set.
  Type maskElement = b.getIntegerType(element.getIntOrFloatBitWidth());
  Value mask = arith::ExtSIOp::create(
      b, loc, VectorType::get({type.getDimSize(0)}, maskElement),
      load.getMask());
  Value result = load.getPassThru();
  for (int64_t first = 0; first < type.getDimSize(0); first += lanes) {
    Value address = LLVM::GEPOp::create(
        b, loc, load.getData().getType(), element, load.getData(),
        ArrayRef<LLVM::GEPArg>{LLVM::GEPArg(int32_t(first))});
    Value part = vector::ExtractStridedSliceOp::create(b, loc, mask, first,
                                                       lanes, /*strides=*/1);
    part =
        LLVM::CallIntrinsicOp::create(b, loc, partType, b.getStringAttr(name),
                                      ValueRange{address, part})
            .getResult(0);
    result = vector::InsertStridedSliceOp::create(b, loc, part, result, first,
                                                  /*strides=*/1);
  }
  load.replaceAllUsesWith(result);
  load.erase();
}

namespace {
struct ConvertMaskedLoadsToAVX2
    : cutedsl::impl::ConvertMaskedLoadsToAVX2Base<ConvertMaskedLoadsToAVX2> {
  void runOnOperation() override {
    getOperation().walk([](LLVM::MaskedLoadOp load) {
      auto type = cast<VectorType>(load.getType());
      Type element = type.getElementType();
      int64_t most = kRegisterBits / element.getIntOrFloatBitWidth();
      int64_t lanes = std::min(type.getDimSize(0), most);
      std::string name = getIntrinsic(element, lanes);
      // The instruction gives zeros where a lane is off.
      bool isZero = matchPattern(load.getPassThru(), m_Zero()) ||
                    matchPattern(load.getPassThru(), m_AnyZeroFloat());
      if (!name.empty() && isZero && type.getDimSize(0) % lanes == 0)
        convert(load, name, lanes);
    });
  }
};
} // namespace

//===- SM90Matrix.cpp - Warpgroup matrix products -------------------------===//
//
// A unit (fence, products, commit) is one assembly statement whose accumulators
// are tied in and out: neither LLVM nor another pass can put anything between
// its parts, and a product that has begun is not touched before its wait.
//
//===----------------------------------------------------------------------===//

#include "ThreadLowering.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::threads;
using llvm::formatv;

/// The most columns of one instruction.
static constexpr int64_t kMaxColumns = 256;
/// What each step along k takes of an operand's row.
static constexpr int64_t kStepBytes = 32;

//===----------------------------------------------------------------------===//
// Descriptors
//===----------------------------------------------------------------------===//

namespace {
/// An operand in shared memory. All numbers are in units of 16 bytes, as
/// descriptors count them.
struct Operand {
  Type element;
  bool isKMajor;
  int64_t swizzle;
  /// Bytes of one panel: of `swizzle` bytes of k, or of m and n.
  int64_t panelBytes;

  Operand(Value ptr, sm90::Major major, int64_t swizzle, int64_t extent,
          int64_t depth)
      : element(cast<tile::PtrType>(ptr.getType()).getElementType()),
        isKMajor(major == sm90::Major::K), swizzle(swizzle),
        panelBytes((isKMajor ? extent : depth) * swizzle) {}

  int64_t bytes() const { return element.getIntOrFloatBitWidth() / 8; }

  /// From the operand's beginning to step `step` of k.
  int64_t stepOffset(int64_t step) const {
    if (!isKMajor)
      return step * (kStepBytes / bytes()) * swizzle / 16;
    int64_t offset = step * kStepBytes;
    return (offset / swizzle * panelBytes + offset % swizzle) / 16;
  }
  /// To index `index` of m or n.
  int64_t indexOffset(int64_t index) const {
    int64_t perPanel = swizzle / bytes();
    return isKMajor ? index * swizzle / 16 : index / perPanel * panelBytes / 16;
  }
  /// What goes into bits 16 to 29: from panel to panel, where an instruction
  /// reads several.
  int64_t leading() const { return isKMajor ? 1 : panelBytes / 16; }
  /// Bits 32 to 63: from atom to atom, and how they are swizzled.
  uint32_t high() const {
    uint32_t mode = swizzle == 128 ? 1 : swizzle == 64 ? 2 : 3;
    return uint32_t(sm90::kAtomRows * swizzle / 16) | mode << 30;
  }
  StringRef typeName() const {
    if (element.isBF16())
      return "bf16";
    if (element.isF16())
      return "f16";
    if (element.isF32())
      return "tf32";
    return isa<Float8E5M2Type>(element) ? "e5m2" : "e4m3";
  }
};
} // namespace

/// The lower half of a descriptor.
Value ThreadLowering::createDescriptor(Location loc, Value ptr, Value offset,
                                       int64_t leading) {
  Type i32 = builder.getI32Type();
  int64_t bytes = tile::getElementBytes(
      cast<tile::PtrType>(ptr.getType()).getElementType());
  Value base = LLVM::PtrToIntOp::create(builder, loc, i32, scalar(ptr));
  base = arith::ShRUIOp::create(builder, loc, base, constant(4));
  // Operands begin at whole atoms, so nothing is shifted out.
  Value units = arith::ShRUIOp::create(builder, loc, narrow(offset),
                                       constant(4 - llvm::Log2_64(bytes)));
  base = arith::AddIOp::create(builder, loc, base, units);
  return arith::AddIOp::create(builder, loc, base, constant(leading << 16));
}

//===----------------------------------------------------------------------===//
// Units
//===----------------------------------------------------------------------===//

/// Columns of each instruction: as few as there can be, and alike.
static SmallVector<int64_t> splitColumns(int64_t n, int64_t multiple) {
  int64_t parts = llvm::divideCeil(n, kMaxColumns);
  int64_t size = llvm::alignTo(llvm::divideCeil(n, parts), multiple);
  SmallVector<int64_t> result;
  for (int64_t left = n; left > 0; left -= size)
    result.push_back(std::min(left, size));
  return result;
}

namespace {
/// The text of a unit. Operands of the statement in order: the accumulators
/// out, then in unless they are ignored, A's registers, descriptors, then the
/// hardware barrier at which the warpgroup waits for its turn, if it does.
class UnitWriter {
public:
  UnitWriter(const Operand *a, const Operand &b, int64_t blocks, int64_t n,
             int64_t steps, bool init, bool takesTurn = false)
      : a(a), b(b), blocks(blocks), steps(steps), init(init),
        takesTurn(takesTurn),
        columns(splitColumns(n, b.isKMajor ? 8 : b.swizzle / b.bytes())),
        numAccumulators(blocks * n / 2),
        next(init ? numAccumulators : 2 * numAccumulators) {}

  std::string write();

private:
  /// Operands of the statement that are A.
  int64_t numLeft() const { return a ? 1 : 4 * blocks * steps; }
  std::string registers(int64_t first, int64_t count) const;
  void writeDescriptor(StringRef name, int64_t operand, int64_t offset,
                       uint32_t high);
  void writeProduct(int64_t step, int64_t block, int64_t column, int64_t n,
                    int64_t accumulator);

  const Operand *a;
  const Operand &b;
  int64_t blocks, steps;
  bool init, takesTurn;
  SmallVector<int64_t> columns;
  int64_t numAccumulators, next;
  std::string text;
};
} // namespace

std::string UnitWriter::registers(int64_t first, int64_t count) const {
  std::string list = "{";
  for (int64_t i = 0; i < count; ++i)
    list += formatv("{0}${1}", i ? ", " : "", first + i).str();
  return list + "}";
}

void UnitWriter::writeDescriptor(StringRef name, int64_t operand,
                                 int64_t offset, uint32_t high) {
  text += formatv("add.s32 low, ${0}, {1};\nmov.b64 {2}, {{low, {3}};\n",
                  operand, offset, name, high);
}

void UnitWriter::writeProduct(int64_t step, int64_t block, int64_t column,
                              int64_t n, int64_t accumulator) {
  std::string left;
  if (a) {
    writeDescriptor("a", next,
                    a->stepOffset(step) +
                        a->indexOffset(block * sm90::kBlockRows),
                    a->high());
    left = "a";
  } else {
    left = registers(next + 4 * (block * steps + step), 4);
  }
  writeDescriptor("b", next + numLeft(),
                  b.stepOffset(step) + b.indexOffset(column), b.high());
  StringRef typeA = a ? a->typeName() : b.typeName();
  text += formatv("wgmma.mma_async.sync.aligned.m64n{0}k{1}.f32.{2}.{3} {4}, "
                  "{5}, b, {6}, 1, 1",
                  n, kStepBytes / b.bytes(), typeA, b.typeName(),
                  registers(accumulator, n / 2), left,
                  init && step == 0 ? "no" : "yes");
  if (b.bytes() == 2) {
    if (a)
      text += a->isKMajor ? ", 0" : ", 1";
    text += b.isKMajor ? ", 0" : ", 1";
  }
  text += ";\n";
}

std::string UnitWriter::write() {
  text = "{\n"
         ".reg .pred yes, no;\n"
         ".reg .b32 low;\n"
         ".reg .b64 a, b;\n"
         "setp.eq.b32 yes, 0, 0;\n"
         "setp.ne.b32 no, 0, 0;\n";
  if (takesTurn)
    text += formatv("bar.sync ${0}, {1};\n", next + numLeft() + 1,
                    2 * sm90::kWarpgroupSize);
  text += "wgmma.fence.sync.aligned;\n";
  for (int64_t step = 0; step < steps; ++step) {
    int64_t accumulator = 0;
    for (int64_t block = 0; block < blocks; ++block) {
      int64_t column = 0;
      for (int64_t n : columns) {
        writeProduct(step, block, column, n, accumulator);
        accumulator += n / 2;
        column += n;
      }
    }
  }
  text += "wgmma.commit_group.sync.aligned;\n}";
  return text;
}

/// A statement that replaces `accumulators`; with `init` it only writes them.
Registers ThreadLowering::createTied(Location loc, StringRef text,
                                     const Registers &accumulators, bool init,
                                     ValueRange operands) {
  std::string constraints;
  Registers inputs;
  for (size_t i = 0; i < accumulators.size(); ++i)
    constraints += init ? "=&f," : "=f,";
  if (!init) {
    for (size_t i = 0; i < accumulators.size(); ++i)
      constraints += std::to_string(i) + ",";
    inputs = accumulators;
  }
  for (Value operand : operands) {
    constraints += "r,";
    inputs.push_back(operand);
  }
  constraints += "~{memory}";
  SmallVector<Type> types(accumulators.size(), builder.getF32Type());
  auto result = LLVM::LLVMStructType::getLiteral(builder.getContext(), types);
  Value all = LLVM::InlineAsmOp::create(
                  builder, loc, result, inputs, text, constraints,
                  /*has_side_effects=*/true, /*is_align_stack=*/false,
                  LLVM::TailCallKind::None,
                  LLVM::AsmDialectAttr::get(builder.getContext(),
                                            LLVM::AsmDialect::AD_ATT),
                  /*operand_attrs=*/ArrayAttr())
                  .getRes();
  Registers results;
  for (size_t i = 0; i < accumulators.size(); ++i)
    results.push_back(
        LLVM::ExtractValueOp::create(builder, loc, all, ArrayRef<int64_t>(i)));
  return results;
}

/// The rows of the operand that a warpgroup works on begin at `offset`.
Value ThreadLowering::addWarpgroupRows(Location loc, Value low,
                                       int64_t unitsPerGroup) {
  // Tiles of one warpgroup have rows of their own.
  if (source.getThreads() == sm90::kWarpgroupSize)
    return low;
  return arith::AddIOp::create(builder, loc, low,
                               arith::MulIOp::create(builder, loc,
                                                     getTileWarpgroup(),
                                                     constant(unitsPerGroup)));
}

LogicalResult ThreadLowering::lower(sm90::WgmmaOp op) {
  Location loc = op.getLoc();
  auto type = cast<RankedTensorType>(op.getAcc().getType());
  int64_t m = type.getDimSize(0), n = type.getDimSize(1), k = op.getK();
  int64_t rows = m / sm90::getNumWarpgroups(op);
  Operand a(op.getA(), op.getAMajor(), op.getSwizzle(), m, k);
  Operand b(op.getB(), op.getBMajor(), op.getSwizzle(), n, k);
  Value lowA = addWarpgroupRows(
      loc, createDescriptor(loc, op.getA(), op.getAOffset(), a.leading()),
      a.indexOffset(rows));
  Value lowB = createDescriptor(loc, op.getB(), op.getBOffset(), b.leading());
  UnitWriter writer(&a, b, rows / sm90::kBlockRows, n,
                    k * b.bytes() / kStepBytes, op.getInit());
  tiles[op.getResult()] =
      createTied(loc, writer.write(), tiles.lookup(op.getAcc()), op.getInit(),
                 {lowA, lowB});
  return success();
}

LogicalResult ThreadLowering::lower(sm90::WgmmaRegistersOp op) {
  Location loc = op.getLoc();
  auto type = cast<RankedTensorType>(op.getAcc().getType());
  auto left = cast<RankedTensorType>(op.getA().getType());
  int64_t n = type.getDimSize(1), k = left.getDimSize(1);
  int64_t rows = type.getDimSize(0) / sm90::getNumWarpgroups(op);
  Operand b(op.getB(), op.getBMajor(), op.getSwizzle(), n, k);
  // Values 8 s to 8 s + 7 are those of step s, two in a register.
  Registers operands = packPairs(tiles.lookup(op.getA()));
  operands.push_back(
      createDescriptor(loc, op.getB(), op.getBOffset(), b.leading()));
  if (op.getTurn())
    operands.push_back(arith::AddIOp::create(
        builder, loc, constant(*op.getTurn()), narrow(op.getTurnOffset())));
  UnitWriter writer(/*a=*/nullptr, b, rows / sm90::kBlockRows, n,
                    k * b.bytes() / kStepBytes, op.getInit(),
                    op.getTurn().has_value());
  tiles[op.getResult()] = createTied(
      loc, writer.write(), tiles.lookup(op.getAcc()), op.getInit(), operands);
  return success();
}

/// True if something else than hardware reads accumulators next.
static bool isHandedOver(Value value) {
  return llvm::any_of(value.getUsers(), [](Operation *user) {
    return !isa<sm90::WgmmaOp, sm90::WgmmaRegistersOp, sm90::WgmmaWaitOp,
                scf::YieldOp, scf::ForOp>(user);
  });
}

LogicalResult ThreadLowering::lower(sm90::WgmmaWaitOp op) {
  Location loc = op.getLoc();
  // What goes on into products needs no order but that of statements; what is
  // read now depends on the wait.
  Registers tied;
  SmallVector<bool> isTied;
  for (auto [acc, result] : llvm::zip_equal(op.getAccs(), op.getResults())) {
    isTied.push_back(op.getPending() == 0 || isHandedOver(result));
    if (isTied.back())
      llvm::append_range(tied, tiles.lookup(acc));
    else
      tiles[result] = Registers(tiles.lookup(acc));
  }
  if (tied.empty()) {
    NVVM::WgmmaWaitGroupSyncOp::create(builder, loc, op.getPending());
    return success();
  }
  std::string text =
      formatv("wgmma.wait_group.sync.aligned {0};", op.getPending());
  Registers results = createTied(loc, text, tied, /*init=*/false, {});
  ArrayRef<Value> left = results;
  for (auto [index, result] : llvm::enumerate(op.getResults())) {
    if (!isTied[index])
      continue;
    size_t count = tiles.lookup(op.getAccs()[index]).size();
    tiles[result] = Registers(left.take_front(count));
    left = left.drop_front(count);
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Pairs of 16-bit elements
//===----------------------------------------------------------------------===//

/// The f32 that was rounded to `value`, or null.
static Value getWide(Value value) {
  auto round = value.getDefiningOp<arith::TruncFOp>();
  return round && round.getIn().getType().isF32() ? round.getIn() : Value();
}

Registers ThreadLowering::packPairs(const Registers &values) {
  Location loc = source.getLoc();
  Registers result;
  for (size_t i = 0; i < values.size(); i += 2) {
    Value low = values[i], high = values[i + 1];
    Type element = low.getType();
    // One instruction rounds two.
    Value wideLow = getWide(low), wideHigh = getWide(high);
    bool isRounded = wideLow && wideHigh;
    if (isRounded)
      std::tie(low, high) = std::pair(wideLow, wideHigh);
    Value pair =
        LLVM::PoisonOp::create(builder, loc, VectorType::get(2, low.getType()));
    pair = LLVM::InsertElementOp::create(builder, loc, pair, low, constant(0));
    pair = LLVM::InsertElementOp::create(builder, loc, pair, high, constant(1));
    if (isRounded)
      pair = LLVM::FPTruncOp::create(builder, loc, VectorType::get(2, element),
                                     pair);
    result.push_back(
        LLVM::BitcastOp::create(builder, loc, builder.getI32Type(), pair));
  }
  return result;
}

//===- ValueOps.cpp - Tiles in a thread's registers -----------------------===//

#include "ThreadLowering.h"
#include "cutedsl/Dialect/Tile/IR/ExactConversion.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::tile;
using namespace cutedsl::threads;

namespace {
/// An integer as a sum.
struct IndexTerms {
  SmallVector<Value> variable;
  int64_t constant = 0;
};
} // namespace

static void collectTerms(Value value, IndexTerms &terms) {
  APInt constant;
  if (matchPattern(value, m_ConstantInt(&constant)))
    terms.constant += constant.getSExtValue();
  else if (auto cast = value.getDefiningOp<arith::IndexCastOp>())
    collectTerms(cast.getIn(), terms);
  else if (auto add = value.getDefiningOp<arith::AddIOp>())
    for (Value operand : add.getOperands())
      collectTerms(operand, terms);
  else
    terms.variable.push_back(value);
}

/// What differs by constants between a thread's elements is converted once, and
/// the constants are added in floats: a conversion takes as long as 16 sums.
void ThreadLowering::lowerExact(arith::SIToFPOp op) {
  Location loc = op.getLoc();
  auto type = cast<FloatType>(getElementTypeOrSelf(op.getType()));
  SmallVector<std::pair<SmallVector<Value>, Value>> converted;
  auto convert = [&](ArrayRef<Value> variable) -> Value {
    auto *known = llvm::find_if(
        converted, [&](const auto &entry) { return entry.first == variable; });
    if (known != converted.end())
      return known->second;
    Value sum = index(0);
    for (Value term : variable) {
      if (!term.getType().isIndex())
        term = arith::IndexCastOp::create(builder, loc, builder.getIndexType(),
                                          term);
      sum = arith::AddIOp::create(builder, loc, sum, term);
    }
    sum = arith::IndexCastOp::create(builder, loc, builder.getI32Type(), sum);
    // Rounding toward zero, where nothing is rounded: LLVM would sum integers
    // first and convert each.
    StringRef name = type.isF32() ? "llvm.nvvm.i2f.rz" : "llvm.nvvm.i2d.rz";
    Value made = LLVM::CallIntrinsicOp::create(builder, loc, type,
                                               builder.getStringAttr(name), sum)
                     .getResult(0);
    converted.emplace_back(variable, made);
    return made;
  };
  Registers result;
  for (Value element : tiles[op.getIn()]) {
    IndexTerms terms;
    collectTerms(element, terms);
    Value base = convert(terms.variable);
    if (terms.constant != 0) {
      Value offset = arith::ConstantOp::create(
          builder, loc, FloatAttr::get(type, double(terms.constant)));
      base = arith::AddFOp::create(builder, loc, base, offset);
    }
    result.push_back(base);
  }
  tiles[op.getResult()] = std::move(result);
}

LogicalResult ThreadLowering::lowerElementwise(Operation *op) {
  if (auto convert = dyn_cast<arith::SIToFPOp>(op);
      convert && op->hasAttr(kExactAttr)) {
    lowerExact(convert);
    return success();
  }
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  Registers result;
  for (int64_t i = 0, e = getFragment(type).getNumValues(); i < e; ++i) {
    IRMapping mapping;
    for (Value operand : op->getOperands())
      mapping.map(operand, isa<RankedTensorType>(operand.getType())
                               ? tiles.lookup(operand)[i]
                               : scalar(operand));
    Operation *copy = builder.clone(*op, mapping);
    copy->getResult(0).setType(type.getElementType());
    result.push_back(copy->getResult(0));
  }
  tiles[op->getResult(0)] = std::move(result);
  return success();
}

LogicalResult ThreadLowering::lowerConstant(Operation *op) {
  auto constant = dyn_cast<arith::ConstantOp>(op);
  auto elements = constant ? dyn_cast<SplatElementsAttr>(constant.getValue())
                           : SplatElementsAttr();
  if (!elements)
    return op->emitOpError("expected a constant tile with one value");
  Value value = arith::ConstantOp::create(
      builder, op->getLoc(),
      cast<TypedAttr>(elements.getSplatValue<Attribute>()));
  tiles[op->getResult(0)].assign(
      getFragment(op->getResult(0).getType()).getNumValues(), value);
  return success();
}

LogicalResult ThreadLowering::lower(SplatOp op) {
  tiles[op.getResult()].assign(getFragment(op.getType()).getNumValues(),
                               scalar(op.getScalar()));
  return success();
}

LogicalResult ThreadLowering::lower(IotaOp op) {
  auto type = cast<RankedTensorType>(op.getType());
  Value base = getThreadCoordinates(type)[op.getDim()];
  Registers result;
  for (int64_t i = 0, e = getFragment(type).getNumValues(); i < e; ++i)
    result.push_back(arith::AddIOp::create(
        builder, op.getLoc(), base,
        index(getModes(type).valueCoordinate(i, op.getDim()))));
  tiles[op.getResult()] = std::move(result);
  return success();
}

LogicalResult ThreadLowering::lower(BroadcastOp op) {
  auto from = cast<RankedTensorType>(op.getSource().getType());
  auto to = cast<RankedTensorType>(op.getType());
  SmallVector<int64_t> strides = getRowMajorStrides(from.getShape());
  DenseMap<int64_t, int64_t> registerOf = getRegisterOf(from);
  const Registers &source = tiles[op.getSource()];
  Registers result;
  for (int64_t i = 0, e = getFragment(to).getNumValues(); i < e; ++i) {
    int64_t position = 0;
    for (int64_t dim = 0; dim < to.getRank(); ++dim)
      if (from.getDimSize(dim) != 1)
        position += getModes(to).valueCoordinate(i, dim) * strides[dim];
    result.push_back(source[registerOf.lookup(position)]);
  }
  tiles[op.getResult()] = std::move(result);
  return success();
}

LogicalResult ThreadLowering::lower(ReshapeOp op) {
  tiles[op.getResult()] = Registers(tiles.lookup(op.getSource()));
  return success();
}

LogicalResult ThreadLowering::lower(TransposeOp op) {
  auto from = cast<RankedTensorType>(op.getSource().getType());
  auto to = cast<RankedTensorType>(op.getType());
  SmallVector<int64_t> strides = getRowMajorStrides(from.getShape());
  DenseMap<int64_t, int64_t> registerOf = getRegisterOf(from);
  const Registers &source = tiles[op.getSource()];
  Registers result;
  for (int64_t i = 0, e = getFragment(to).getNumValues(); i < e; ++i) {
    int64_t position = 0;
    for (auto [index, dim] : llvm::enumerate(op.getPermutation()))
      position += getModes(to).valueCoordinate(i, index) * strides[dim];
    result.push_back(source[registerOf.lookup(position)]);
  }
  tiles[op.getResult()] = std::move(result);
  return success();
}

void ThreadLowering::moveAlong(Operation *op, int64_t dim,
                               function_ref<int64_t(int64_t)> from) {
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  int64_t stride = getRowMajorStrides(type.getShape())[dim];
  DenseMap<int64_t, int64_t> registerOf = getRegisterOf(type);
  const Registers &source = tiles[op->getOperand(0)];
  Registers result;
  for (int64_t i = 0, e = getFragment(type).getNumValues(); i < e; ++i) {
    int64_t at = getModes(type).valueCoordinate(i, dim);
    int64_t position = getFragment(type).getIndex(0, i);
    result.push_back(
        source[registerOf.lookup(position + (from(at) - at) * stride)]);
  }
  tiles[op->getResult(0)] = std::move(result);
}

LogicalResult ThreadLowering::lower(SwapHalvesOp op) {
  int64_t half = op.getType().getDimSize(op.getDim()) / 2;
  moveAlong(op, op.getDim(),
            [&](int64_t at) { return at + (at < half ? half : -half); });
  return success();
}

LogicalResult ThreadLowering::lower(DuplicateInPairsOp op) {
  moveAlong(op, op.getDim(),
            [&](int64_t at) { return at / 2 * 2 + int64_t(op.getMember()); });
  return success();
}

LogicalResult ThreadLowering::lower(ExtractOp op) {
  scalars.map(op.getResult(), tiles[op.getSource()].front());
  return success();
}

LogicalResult ThreadLowering::lower(ConvertLayoutOp op) {
  Conversion conversion = classifyConversion(
      getFragment(op.getSource().getType()), getFragment(op.getType()));
  if (conversion.kind == ConversionKind::Shared)
    return op.emitOpError("expected a conversion within each thread");
  Registers source = tiles.lookup(op.getSource());
  if (conversion.kind == ConversionKind::Identity) {
    tiles[op.getResult()] = source;
    return success();
  }
  Registers result;
  for (int64_t reg : conversion.registers)
    result.push_back(source[reg]);
  tiles[op.getResult()] = std::move(result);
  return success();
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

Value ThreadLowering::combine(ReductionKind kind, Value a, Value b) {
  Location loc = source.getLoc();
  bool isFloat = isa<FloatType>(a.getType());
  switch (kind) {
  case ReductionKind::Sum:
    return isFloat ? Value(arith::AddFOp::create(builder, loc, a, b))
                   : Value(arith::AddIOp::create(builder, loc, a, b));
  case ReductionKind::Prod:
    return isFloat ? Value(arith::MulFOp::create(builder, loc, a, b))
                   : Value(arith::MulIOp::create(builder, loc, a, b));
  case ReductionKind::Max:
    return isFloat ? Value(arith::MaximumFOp::create(builder, loc, a, b))
                   : Value(arith::MaxSIOp::create(builder, loc, a, b));
  case ReductionKind::Min:
    return isFloat ? Value(arith::MinimumFOp::create(builder, loc, a, b))
                   : Value(arith::MinSIOp::create(builder, loc, a, b));
  case ReductionKind::Any:
    return arith::OrIOp::create(builder, loc, a, b);
  case ReductionKind::All:
    return arith::AndIOp::create(builder, loc, a, b);
  }
  llvm_unreachable("unknown reduction kind");
}

/// The value of the lane whose index differs in the bits of `laneMask`.
Value ThreadLowering::shuffle(Value value, int64_t laneMask) {
  Location loc = source.getLoc();
  Type type = value.getType(), i32 = builder.getI32Type();
  auto constant = [&](int64_t bits) {
    return arith::ConstantIntOp::create(builder, loc, bits, 32);
  };
  auto exchange = [&](Value word) -> Value {
    return NVVM::ShflOp::create(builder, loc, word.getType(), constant(-1),
                                word, constant(laneMask), constant(31),
                                NVVM::ShflKind::bfly, UnitAttr());
  };
  if (type.isF32() || type.isInteger(32))
    return exchange(value);
  if (type.isIndex()) {
    Value wide =
        arith::IndexCastOp::create(builder, loc, builder.getI64Type(), value);
    return arith::IndexCastOp::create(builder, loc, type,
                                      shuffle(wide, laneMask));
  }
  unsigned width = type.getIntOrFloatBitWidth();
  if (isa<FloatType>(type)) {
    Value bits = arith::BitcastOp::create(builder, loc,
                                          builder.getIntegerType(width), value);
    return arith::BitcastOp::create(builder, loc, type,
                                    shuffle(bits, laneMask));
  }
  if (width < 32) {
    Value word = arith::ExtUIOp::create(builder, loc, i32, value);
    return arith::TruncIOp::create(builder, loc, type, exchange(word));
  }
  // 64 bits are two words.
  Value shift = arith::ConstantIntOp::create(builder, loc, 32, 64);
  Value low = arith::TruncIOp::create(builder, loc, i32, value);
  Value high = arith::TruncIOp::create(
      builder, loc, i32, arith::ShRUIOp::create(builder, loc, value, shift));
  low = arith::ExtUIOp::create(builder, loc, type, exchange(low));
  high = arith::ExtUIOp::create(builder, loc, type, exchange(high));
  return arith::OrIOp::create(builder, loc, low,
                              arith::ShLIOp::create(builder, loc, high, shift));
}

LogicalResult ThreadLowering::lower(ReduceOp op) {
  auto from = cast<RankedTensorType>(op.getSource().getType());
  auto to = cast<RankedTensorType>(op.getType());
  const DimModes &dims = getModes(from);
  SmallVector<int64_t> strides = getRowMajorStrides(to.getShape());
  DenseMap<int64_t, int64_t> registerOf = getRegisterOf(to);
  SmallVector<Registers> parts(getFragment(to).getNumValues());
  for (auto [i, value] : llvm::enumerate(tiles.lookup(op.getSource()))) {
    int64_t position = 0;
    for (int64_t dim = 0; dim < from.getRank(); ++dim)
      if (to.getDimSize(dim) != 1)
        position += dims.valueCoordinate(i, dim) * strides[dim];
    parts[registerOf.lookup(position)].push_back(value);
  }
  Registers result;
  for (Registers &part : parts) {
    // A tree: short chains, small rounding errors.
    while (part.size() > 1) {
      Registers next;
      for (size_t i = 0; i + 1 < part.size(); i += 2)
        next.push_back(combine(op.getKind(), part[i], part[i + 1]));
      if (part.size() % 2 != 0)
        next.push_back(part.back());
      part = std::move(next);
    }
    Value value = part.front();
    // Butterflies: every lane ends with the same bits.
    for (const DimMode &mode : dims.threads)
      if (llvm::is_contained(op.getDims(), mode.dim))
        for (int64_t mask = mode.prefix; mask < mode.prefix * mode.size;
             mask *= 2)
          value = combine(op.getKind(), value, shuffle(value, mask));
    result.push_back(value);
  }
  tiles[op.getResult()] = std::move(result);
  return success();
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

LogicalResult ThreadLowering::lower(MmaOp op) {
  if (op.getWarp())
    return lowerWarpMma(op);
  Location loc = op.getLoc();
  auto accType = cast<RankedTensorType>(op.getType());
  auto lhsType = cast<RankedTensorType>(op.getLhs().getType());
  auto rhsType = cast<RankedTensorType>(op.getRhs().getType());
  Type element = accType.getElementType();
  if (!isa<FloatType>(element))
    return op.emitOpError("expected a floating-point accumulator, but got ")
           << accType;
  auto widen = [&](const Registers &values) {
    Registers result;
    for (Value value : values)
      result.push_back(value.getType() == element
                           ? value
                           : arith::ExtFOp::create(builder, loc, element, value)
                                 .getResult());
    return result;
  };
  Registers lhs = widen(tiles.lookup(op.getLhs())),
            rhs = widen(tiles.lookup(op.getRhs())),
            acc = tiles.lookup(op.getAcc());
  DenseMap<int64_t, int64_t> lhsOf = getRegisterOf(lhsType),
                             rhsOf = getRegisterOf(rhsType);
  const DimModes &dims = getModes(accType);
  int64_t depth = lhsType.getDimSize(1), columns = rhsType.getDimSize(1);
  for (int64_t k = 0; k < depth; ++k)
    for (auto [i, value] : llvm::enumerate(acc)) {
      int64_t row = dims.valueCoordinate(i, 0),
              column = dims.valueCoordinate(i, 1);
      value =
          math::FmaOp::create(builder, loc, lhs[lhsOf.lookup(row * depth + k)],
                              rhs[rhsOf.lookup(k * columns + column)], value);
    }
  tiles[op.getResult()] = std::move(acc);
  return success();
}

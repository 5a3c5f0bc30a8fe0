//===- Types.cpp - PyTorch's element types and their promotion ------------===//

#include "Emitter.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::captured;

bool captured::isComplex(Type element) { return isa<ComplexType>(element); }
bool captured::isFloat(Type element) { return isa<FloatType>(element); }
bool captured::isBool(Type element) { return element.isInteger(1); }
bool captured::isInteger(Type element) {
  return isa<IntegerType>(element) && !isBool(element);
}
bool captured::isUnsigned(Type element) {
  return element.isUnsignedInteger() || isBool(element);
}

Type captured::getStorageElement(Type element) {
  if (auto complex = dyn_cast<ComplexType>(element)) {
    Type part = complex.getElementType();
    return part.isF32() || part.isF64() ? part : Type();
  }
  if (element.isUnsignedInteger(8))
    return IntegerType::get(element.getContext(), 8);
  bool supported = element.isF64() || element.isF32() ||
                   isNarrowFloat(element) || element.isSignlessInteger(64) ||
                   element.isSignlessInteger(32) ||
                   element.isSignlessInteger(8) || element.isSignlessInteger(1);
  return supported ? element : Type();
}

RankedTensorType captured::getLoweredType(RankedTensorType type) {
  Type storage = getStorageElement(type.getElementType());
  Dims dims = graph::getDims(type);
  if (!storage || llvm::is_contained(dims, AffineExpr()))
    return {};
  if (isComplex(type.getElementType()))
    dims.push_back(getAffineConstantExpr(2, type.getContext()));
  return graph::getTensorType(dims, storage);
}

/// bool < integers < floats < complex numbers.
static int getCategory(Type element) {
  if (isBool(element))
    return 0;
  return isInteger(element) ? 1 : isFloat(element) ? 2 : 3;
}

Type captured::promoteTypes(Type a, Type b) {
  if (a == b)
    return a;
  int categoryA = getCategory(a), categoryB = getCategory(b);
  if (categoryA < categoryB) {
    std::swap(a, b);
    std::swap(categoryA, categoryB);
  }
  MLIRContext *context = a.getContext();
  if (categoryA == 3) {
    bool isWide = a == ComplexType::get(Float64Type::get(context)) ||
                  b == ComplexType::get(Float64Type::get(context)) || b.isF64();
    if (isWide)
      return ComplexType::get(Float64Type::get(context));
    return ComplexType::get(Float32Type::get(context));
  }
  if (categoryA != categoryB || categoryA == 0)
    return a;
  unsigned widthA = a.getIntOrFloatBitWidth(),
           widthB = b.getIntOrFloatBitWidth();
  if (isFloat8(a) || isFloat8(b)) // PyTorch promotes them to nothing
    return {};
  if (categoryA == 2) {
    if (widthA == widthB) // bf16 with f16
      return Float32Type::get(context);
    return widthA > widthB ? a : b;
  }
  if (widthA == widthB) // uint8 with int8 is int16, which is not supported
    return {};
  return widthA > widthB ? a : b;
}

std::optional<int64_t> captured::getConstant(AffineExpr expr) {
  if (auto constant = dyn_cast_or_null<AffineConstantExpr>(expr))
    return constant.getValue();
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Casts
//===----------------------------------------------------------------------===//

Type Emitter::getComputeType(Type element) {
  return isNarrowFloat(element) ? f32() : element;
}

/// Casts of Python numbers happen here, so that they leave no trace.
Tensor Emitter::foldConvert(Tensor source, Type element) {
  auto constant = source.value.getDefiningOp<arith::ConstantOp>();
  if (!constant || source.rank() != 0 || isComplex(source.element) ||
      isComplex(element) || (isFloat8(element) && !source.isWrapped))
    return {};
  auto splat = dyn_cast<SplatElementsAttr>(constant.getValue());
  if (!splat)
    return {};
  double number;
  if (isFloat(source.element)) {
    number = splat.getSplatValue<APFloat>().convertToDouble();
  } else {
    APInt bits = splat.getSplatValue<APInt>();
    int64_t integer =
        isUnsigned(source.element) ? bits.getZExtValue() : bits.getSExtValue();
    if (isInteger(element))
      return constantInt(integer, element, {});
    if (isBool(element))
      return constantInt(integer != 0, element, {});
    number = integer;
  }
  if (isBool(element))
    return constantInt(number != 0, element, {}); // NaN is true
  if (isInteger(element)) {
    if (!(number >= -9.2e18 && number <= 9.2e18))
      return {};
    return constantInt(int64_t(number), element, {});
  }
  return this->constant(number, element, {});
}

template <typename OpT>
static Value castTo(Emitter &e, Value value, Type element) {
  auto type = cast<RankedTensorType>(value.getType());
  return OpT::create(e.builder, e.loc, graph::withElementType(type, element),
                     value);
}

bool Emitter::saturatesFloat8() {
  Operation *parent = builder.getInsertionBlock()->getParentOp();
  auto program = dyn_cast<graph::ProgramOp>(parent);
  if (!program)
    program = parent->getParentOfType<graph::ProgramOp>();
  auto overflow =
      program ? program->getAttrOfType<StringAttr>("graph.float8_overflow")
              : StringAttr();
  return !overflow || overflow.getValue() != "nan";
}

/// `source`, f32, within the range of `element` where PyTorch's cast saturates.
/// NaN passes.
Tensor Emitter::saturate(Tensor source, Type element) {
  if (!isa<Float8E4M3FNType>(element) || !saturatesFloat8())
    return source;
  double largest =
      APFloat::getLargest(cast<FloatType>(element).getFloatSemantics())
          .convertToDouble();
  Tensor low = constantLike(-largest, source),
         high = constantLike(largest, source);
  source = captured::select(compare(Compare::Lt, source, low), low, source);
  return captured::select(compare(Compare::Gt, source, high), high, source);
}

Tensor Emitter::convertReal(Tensor source, Type element) {
  Type to = getStorageElement(element);
  Value value = source.value;
  if (isBool(element))
    return compare(Compare::Ne, widen(source), 0.0);
  if (isFloat(source.element)) {
    if (isFloat(element)) {
      unsigned from = source.element.getIntOrFloatBitWidth(),
               width = to.getIntOrFloatBitWidth();
      // Between narrow types, and from f64 to them, PyTorch goes through f32.
      bool isThroughF32 =
          (width <= 16 && from != 32) || (from == 8 && width != 32);
      if (isThroughF32)
        return convertReal(convertReal(source, f32()), element);
      value = saturate(source, element).value;
      value = width > from ? castTo<arith::ExtFOp>(*this, value, to)
                           : castTo<arith::TruncFOp>(*this, value, to);
      return wrap(value, element);
    }
    // A detour through a wider integer, as PyTorch's own cast takes.
    Type wide = isUnsigned(element) ? i64()
                : to.isInteger(8)   ? Type(builder.getI32Type())
                                    : to;
    value = castTo<arith::FPToSIOp>(*this, widen(source).value, wide);
    if (wide != to)
      value = castTo<arith::TruncIOp>(*this, value, to);
    return wrap(value, element);
  }
  if (isFloat(element)) {
    Type wide = getComputeType(element);
    value = isUnsigned(source.element)
                ? castTo<arith::UIToFPOp>(*this, value, wide)
                : castTo<arith::SIToFPOp>(*this, value, wide);
    if (wide != to) {
      value = saturate(wrap(value, wide), element).value;
      value = castTo<arith::TruncFOp>(*this, value, to);
    }
    return wrap(value, element);
  }
  unsigned from = getStorageElement(source.element).getIntOrFloatBitWidth(),
           width = to.getIntOrFloatBitWidth();
  if (width > from)
    value = isUnsigned(source.element)
                ? castTo<arith::ExtUIOp>(*this, value, to)
                : castTo<arith::ExtSIOp>(*this, value, to);
  else if (width < from)
    value = castTo<arith::TruncIOp>(*this, value, to);
  return wrap(value, element);
}

Tensor Emitter::convert(Tensor source, Type element) {
  if (source.element == element)
    return source;
  if (!getStorageElement(element)) {
    refuse() << "expected a supported element type, but got " << element;
    return source;
  }
  if (Tensor folded = foldConvert(source, element))
    return folded;
  auto from = dyn_cast<ComplexType>(source.element);
  auto to = dyn_cast<ComplexType>(element);
  if (from && to) {
    // Both parts at once.
    Tensor pairs = wrap(source.value, from.getElementType());
    return wrap(convertReal(pairs, to.getElementType()).value, element);
  }
  if (from)
    return convert(parts(source).first, element);
  if (to) {
    Tensor real = convert(source, to.getElementType());
    return makeComplex(real, constantLike(0.0, real));
  }
  return convertReal(source, element);
}

Tensor Emitter::widen(Tensor source) {
  return convert(source, getComputeType(source.element));
}

std::pair<Tensor, Tensor> Emitter::parts(Tensor complex) {
  auto type = cast<ComplexType>(complex.element);
  Tensor pairs = wrap(complex.value, type.getElementType());
  int64_t last = pairs.rank() - 1;
  return {select(pairs, last, c(0)), select(pairs, last, c(1))};
}

Tensor Emitter::makeComplex(Tensor real, Tensor imaginary) {
  Tensor pairs = concat(real.rank(), {unsqueeze(real, real.rank()),
                                      unsqueeze(imaginary, real.rank())});
  pairs.element = ComplexType::get(real.element);
  return pairs;
}

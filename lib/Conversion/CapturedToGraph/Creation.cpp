//===- Creation.cpp - Constants, ranges, triangles ------------------------===//

#include "Call.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::captured;

static void fill(Call &call, Tensor value) {
  call.result(call.broadcast(call.convert(value, call.resultElement()),
                             call.resultDims()));
}

static void lowerFull(Call &call) { fill(call, call.tensor("fill_value")); }

template <int value> static void lowerFill(Call &call) {
  fill(call, call.constantInt(value, call.i64(), {}));
}

static bool isIntegral(Type element) {
  return isInteger(element) || isBool(element);
}

/// A Python number that stands for an integer, as a tensor or as a size.
static bool isWholeNumber(Attribute attr) {
  if (!attr || isa<IntegerAttr, graph::ExprAttr>(attr))
    return true;
  auto number = dyn_cast<FloatAttr>(attr);
  double value = number ? number.getValueAsDouble() : 0.5;
  // Beyond this, integers times a step are not exact in f32's f64 detour.
  return std::abs(value) < (1 << 24) && value == std::floor(value);
}

/// start + i * step: in i64 where both are whole, else in f64 as PyTorch does.
static void lowerArange(Call &call) {
  Type element = call.resultElement();
  Dims dims = call.resultDims();
  Attribute start = call.get("start"), step = call.get("step");
  if (isComplex(element) || isBool(element) || dims.size() != 1) {
    call.refuse() << "expected a range of numbers, but got "
                  << call.resultType();
    return;
  }
  Tensor index = call.iota(0, dims);
  bool isWhole = isWholeNumber(start) && isWholeNumber(step);
  if (!isWhole && isIntegral(element)) {
    call.refuse() << "expected a whole start and step of an integer range";
    return;
  }
  Type type = isWhole ? call.i64() : call.f64();
  auto operand = [&](StringRef name) {
    return call.broadcast(call.convert(call.tensor(name), type), dims);
  };
  Tensor value = call.convert(index, type);
  if (step)
    value = value * operand("step");
  if (start)
    value = value + operand("start");
  call.result(call.convert(value, element));
}

static void lowerLinspace(Call &call) {
  Type element = call.resultElement();
  Dims dims = call.resultDims();
  std::optional<int64_t> steps =
      dims.size() == 1 ? getConstant(dims[0]) : std::nullopt;
  if (!isFloat(element) || !steps) {
    call.refuse() << "expected a constant number of floats, but got "
                  << call.resultType();
    return;
  }
  double start = call.number("start", 0), end = call.number("end", 0);
  Type type = call.getComputeType(element);
  Tensor index = call.iota(0, dims);
  Tensor fromStart = call.convert(index, type);
  if (*steps <= 1)
    return call.result(call.constant(start, element, dims));
  Tensor first = call.constant(start, type, dims),
         last = call.constant(end, type, dims);
  Tensor step = (last - first) / double(*steps - 1);
  Tensor fromEnd = double(*steps - 1) - fromStart;
  // From the nearer end, so that both ends are exact.
  Tensor isNearStart = compare(Compare::Lt, index, double(*steps / 2));
  call.result(
      select(isNearStart, first + step * fromStart, last - step * fromEnd));
}

/// column - row of each element's place in its matrix.
static Tensor getDiagonalOffset(Call &call, ArrayRef<AffineExpr> dims) {
  int64_t rank = dims.size();
  Tensor columns = call.iota(rank - 1, dims), rows = call.iota(rank - 2, dims);
  return columns - rows;
}

template <bool isLower> static void lowerTriangle(Call &call) {
  Tensor x = call.tensor("self");
  if (x.rank() < 2) {
    call.refuse() << "expected matrices, but got rank " << x.rank();
    return;
  }
  Tensor offset = getDiagonalOffset(call, x.dims());
  Tensor kept = compare(isLower ? Compare::Le : Compare::Ge, offset,
                        double(call.integer("diagonal", 0)));
  call.result(select(kept, x, constantLike(0, x)));
}

static void lowerEye(Call &call) {
  Dims dims = call.resultDims();
  if (dims.size() != 2) {
    call.refuse() << "expected a matrix, but got rank " << dims.size();
    return;
  }
  Tensor isDiagonal = compare(Compare::Eq, getDiagonalOffset(call, dims), 0.0);
  call.result(call.convert(isDiagonal, call.resultElement()));
}

#define PLACEMENT " layout device pin_memory"

static constexpr Overload kOverloads[] = {
    {"aten.arange.default", "end dtype" PLACEMENT, lowerArange,
     "0, 1, ... below end"},
    {"aten.arange.start", "start end dtype" PLACEMENT, lowerArange,
     "start, start + 1, ... below end"},
    {"aten.arange.start_step", "start end step dtype" PLACEMENT, lowerArange,
     "start, start + step, ... short of end"},
    {"aten.eye.default", "n dtype" PLACEMENT, lowerEye, "the identity matrix"},
    {"aten.eye.m", "n m dtype" PLACEMENT, lowerEye, "ones on the diagonal"},
    {"aten.fill.Scalar", "self fill_value", lowerFull, "one value throughout"},
    {"aten.fill.Tensor", "self fill_value", lowerFull, "one value throughout"},
    {"aten.full.default", "size fill_value dtype" PLACEMENT, lowerFull,
     "one value throughout"},
    {"aten.full_like.default",
     "self fill_value dtype" PLACEMENT " memory_format", lowerFull,
     "one value throughout"},
    {"aten.linspace.default", "start end steps dtype" PLACEMENT, lowerLinspace,
     "evenly spaced floats, of constant number"},
    {"aten.new_full.default", "self size fill_value dtype" PLACEMENT, lowerFull,
     "one value throughout"},
    {"aten.new_ones.default", "self size dtype" PLACEMENT, lowerFill<1>,
     "ones"},
    {"aten.new_zeros.default", "self size dtype" PLACEMENT, lowerFill<0>,
     "zeros"},
    {"aten.ones.default", "size dtype" PLACEMENT, lowerFill<1>, "ones"},
    {"aten.ones_like.default", "self dtype" PLACEMENT " memory_format",
     lowerFill<1>, "ones"},
    {"aten.scalar_tensor.default", "fill_value dtype" PLACEMENT, lowerFull,
     "a rank-0 tensor"},
    {"aten.tril.default", "self diagonal", lowerTriangle<true>,
     "lower triangle, zero above"},
    {"aten.triu.default", "self diagonal", lowerTriangle<false>,
     "upper triangle, zero below"},
    {"aten.zeros.default", "size dtype" PLACEMENT, lowerFill<0>, "zeros"},
    {"aten.zeros_like.default", "self dtype" PLACEMENT " memory_format",
     lowerFill<0>, "zeros"},
};

llvm::ArrayRef<Overload> captured::getCreationOverloads() { return kOverloads; }

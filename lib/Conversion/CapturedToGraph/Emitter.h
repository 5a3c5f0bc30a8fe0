//===- Emitter.h - Building graph ops with PyTorch's types ------*- C++ -*-===//
//
// Lowerings are written as formulas over `Tensor`, a value that remembers
// PyTorch's element type where MLIR's cannot hold it: unsigned bytes are i8
// values, complex numbers real tensors with a trailing dimension of 2.
// `Emitter` builds the ops. The first failure is kept and everything after it
// is built on dummies, so that formulas need no error handling; whoever runs a
// lowering must look at `failed()` and then throw the ops away.
//
// Dimensions here are PyTorch's: the pair dimension of a complex tensor is
// hidden.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_CONVERSION_CAPTUREDTOGRAPH_EMITTER_H
#define CUTEDSL_LIB_CONVERSION_CAPTUREDTOGRAPH_EMITTER_H

#include "cutedsl/Dialect/Graph/IR/Graph.h"
#include "cutedsl/Dialect/Graph/IR/Shape.h"
#include "cutedsl/Dialect/NarrowFloat.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Builders.h"

namespace cutedsl::captured {

using graph::Dims;
using graph::ReductionKind;
using mlir::AffineExpr;
using mlir::Type;
using mlir::Value;

class Emitter;

/// A graph value and the element type that PyTorch gives it.
struct Tensor {
  Emitter *emitter = nullptr;
  Value value;
  Type element;
  /// A Python number rather than a tensor: weak in type promotion.
  bool isWrapped = false;

  explicit operator bool() const { return bool(value); }
  Dims dims() const;
  int64_t rank() const;
  AffineExpr dim(int64_t index) const;
};

bool isComplex(Type element);
bool isFloat(Type element);
/// Any integer, bool excluded.
bool isInteger(Type element);
bool isBool(Type element);
bool isUnsigned(Type element);
/// bf16, f16 and 8-bit floats, which are computed in f32.
using cutedsl::isNarrowFloat;
/// float8_e4m3fn and float8_e5m2: PyTorch moves, casts and multiplies matrices
/// of them, but has no other arithmetic.
using cutedsl::isFloat8;
/// The type that values of `element` have in the lowered graph; null if there
/// is none. Complex numbers become their part's type.
Type getStorageElement(Type element);
/// `type` as a lowered value has it; null if its elements are unsupported.
mlir::RankedTensorType getLoweredType(mlir::RankedTensorType type);
/// PyTorch's promote_types; null if the result is a type not supported.
Type promoteTypes(Type a, Type b);
/// The constant's value if `expr` is one.
std::optional<int64_t> getConstant(AffineExpr expr);

/// Collects one reason and gives it to the emitter when it goes out of scope.
class Refusal {
public:
  explicit Refusal(Emitter &emitter) : emitter(emitter), stream(text) {}
  Refusal(const Refusal &) = delete;
  ~Refusal();
  template <typename T> Refusal &operator<<(const T &piece) {
    stream << piece;
    return *this;
  }

private:
  Emitter &emitter;
  std::string text;
  llvm::raw_string_ostream stream;
};

class Emitter {
public:
  Emitter(mlir::OpBuilder &builder, mlir::Location loc)
      : builder(builder), loc(loc) {}

  mlir::OpBuilder &builder;
  mlir::Location loc;

  /// Records why the call is not supported: `refuse() << "expected ..."`.
  Refusal refuse() { return Refusal(*this); }
  bool failed() const { return !reason.empty(); }
  const std::string &getReason() const { return reason; }

  //===--- Types ----------------------------------------------------------===//
  mlir::MLIRContext *getContext() const { return builder.getContext(); }
  Type f32() { return builder.getF32Type(); }
  Type f64() { return builder.getF64Type(); }
  Type i64() { return builder.getI64Type(); }
  Type i1() { return builder.getI1Type(); }
  AffineExpr d(unsigned i) { return builder.getAffineDimExpr(i); }
  AffineExpr c(int64_t value) { return builder.getAffineConstantExpr(value); }
  /// The type that PyTorch computes `element` in: f32 for narrow floats.
  Type getComputeType(Type element);

  //===--- Constants ------------------------------------------------------===//
  /// A scalar of `element`, broadcast to `dims`.
  Tensor constant(double value, Type element, llvm::ArrayRef<AffineExpr> dims);
  Tensor constantInt(int64_t value, Type element,
                     llvm::ArrayRef<AffineExpr> dims);
  /// A symbolic integer as a rank-0 i64.
  Tensor symbol(AffineExpr expr);
  Tensor iota(int64_t dim, llvm::ArrayRef<AffineExpr> dims);

  //===--- Views ----------------------------------------------------------===//
  /// result[d0, ...] = source[indices].
  Tensor view(Tensor source, llvm::ArrayRef<AffineExpr> indices,
              llvm::ArrayRef<AffineExpr> dims);
  /// PyTorch's broadcast: dimensions align on the right, 1 repeats.
  Tensor broadcast(Tensor source, llvm::ArrayRef<AffineExpr> dims);
  /// The same elements under sizes that are equal, though maybe written
  /// otherwise. Refuses sizes that differ.
  Tensor restate(Tensor source, llvm::ArrayRef<AffineExpr> dims);
  Tensor permute(Tensor source, llvm::ArrayRef<int64_t> order);
  Tensor transpose(Tensor source, int64_t a, int64_t b);
  Tensor unsqueeze(Tensor source, int64_t dim);
  Tensor squeeze(Tensor source, llvm::ArrayRef<int64_t> dims);
  Tensor select(Tensor source, int64_t dim, AffineExpr index);
  /// `size` elements of `dim` from `start`, `step` apart.
  Tensor slice(Tensor source, int64_t dim, AffineExpr start, AffineExpr size,
               int64_t step = 1);
  /// Row-major reshape; the number of elements must be the same.
  Tensor reshape(Tensor source, llvm::ArrayRef<AffineExpr> dims);
  Tensor concat(int64_t dim, llvm::ArrayRef<Tensor> parts);
  /// `value` (rank 0) before and after a dimension; a negative amount cuts.
  Tensor pad(Tensor source, int64_t dim, AffineExpr before, AffineExpr after,
             Tensor value);
  /// The sizes that `shapes` broadcast to.
  Dims broadcastDims(llvm::ArrayRef<Dims> shapes);
  /// Equal, as far as can be told.
  bool mayBeEqual(AffineExpr a, AffineExpr b);

  //===--- Elements -------------------------------------------------------===//
  /// PyTorch's cast.
  Tensor convert(Tensor source, Type element);
  /// Whether it rounds what is too large for float8_e4m3fn, which has no
  /// infinity, to the largest number. Up to PyTorch 2.12 it gave NaN, and the
  /// program says so.
  bool saturatesFloat8();
  /// Narrow floats as f32; others unchanged.
  Tensor widen(Tensor source);
  /// The real and imaginary parts.
  std::pair<Tensor, Tensor> parts(Tensor complex);
  Tensor makeComplex(Tensor real, Tensor imaginary);

  //===--- Folds and products ---------------------------------------------===//
  /// Reduces `dims` (any order, not negative). With `keep` they stay as 1.
  Tensor reduce(ReductionKind kind, Tensor source, llvm::ArrayRef<int64_t> dims,
                bool keep = false);
  /// The mean over `dims`; an empty one is NaN.
  Tensor mean(Tensor source, llvm::ArrayRef<int64_t> dims, bool keep = true);
  /// result[b..., m, n] = sum_k lhs[b..., m, k] rhs[b..., k, n], in the
  /// accumulator's type.
  Tensor contract(Tensor lhs, Tensor rhs, bool fastAccumulation = false);
  Tensor gather(Tensor source, llvm::ArrayRef<Tensor> indices,
                llvm::ArrayRef<int64_t> dims, llvm::ArrayRef<AffineExpr> map,
                llvm::ArrayRef<AffineExpr> resultDims);
  Tensor scatter(graph::ScatterKind kind, Tensor init, Tensor updates,
                 llvm::ArrayRef<Tensor> indices, llvm::ArrayRef<int64_t> dims,
                 llvm::ArrayRef<AffineExpr> map);
  /// `indices` as i64 with `size` added to negative ones if `wrap`.
  Tensor indexTensor(Tensor indices, AffineExpr size, bool wrap);

  template <typename OpT> Tensor build(Tensor like, mlir::ValueRange operands) {
    return {this, OpT::create(builder, loc, like.value.getType(), operands),
            like.element};
  }
  Tensor wrap(Value value, Type element) { return {this, value, element}; }

private:
  friend class Refusal;
  std::string reason;
  Tensor rank0(mlir::TypedAttr attr, Type element);
  Tensor foldConvert(Tensor source, Type element);
  Tensor convertReal(Tensor source, Type element);
  Tensor saturate(Tensor source, Type element);
};

//===----------------------------------------------------------------------===//
// Formulas. Operands have one shape and one element type, wide if float.
//===----------------------------------------------------------------------===//

Tensor operator+(Tensor a, Tensor b);
Tensor operator-(Tensor a, Tensor b);
Tensor operator*(Tensor a, Tensor b);
/// Floats only.
Tensor operator/(Tensor a, Tensor b);
Tensor operator-(Tensor a);
Tensor operator+(Tensor a, double b);
Tensor operator-(Tensor a, double b);
Tensor operator*(Tensor a, double b);
Tensor operator/(Tensor a, double b);
Tensor operator+(double a, Tensor b);
Tensor operator-(double a, Tensor b);
Tensor operator*(double a, Tensor b);
Tensor operator/(double a, Tensor b);
/// Bitwise on integers, logical on bools.
Tensor operator&(Tensor a, Tensor b);
Tensor operator|(Tensor a, Tensor b);
Tensor operator^(Tensor a, Tensor b);
/// Bools only.
Tensor logicalNot(Tensor a);

/// A constant of `like`'s element type and shape.
Tensor constantLike(double value, Tensor like);

enum class Compare { Eq, Ne, Lt, Le, Gt, Ge };
/// Ordered, except that NaN is unequal to everything.
Tensor compare(Compare kind, Tensor a, Tensor b);
Tensor compare(Compare kind, Tensor a, double b);
Tensor select(Tensor condition, Tensor a, Tensor b);
/// NaN propagates.
Tensor maximum(Tensor a, Tensor b);
Tensor minimum(Tensor a, Tensor b);
Tensor isNaN(Tensor a);
/// sqrt(a^2 + b^2), scaled so that squares neither overflow nor vanish.
Tensor hypot(Tensor a, Tensor b);

template <typename OpT> Tensor apply(Tensor a) {
  return a.emitter->build<OpT>(a, {a.value});
}
template <typename OpT> Tensor apply(Tensor a, Tensor b) {
  return a.emitter->build<OpT>(a, {a.value, b.value});
}
inline Tensor exp(Tensor a) { return apply<mlir::math::ExpOp>(a); }
inline Tensor log(Tensor a) { return apply<mlir::math::LogOp>(a); }
inline Tensor sqrt(Tensor a) { return apply<mlir::math::SqrtOp>(a); }
inline Tensor rsqrt(Tensor a) { return apply<mlir::math::RsqrtOp>(a); }
inline Tensor tanh(Tensor a) { return apply<mlir::math::TanhOp>(a); }
inline Tensor erf(Tensor a) { return apply<mlir::math::ErfOp>(a); }
inline Tensor floor(Tensor a) { return apply<mlir::math::FloorOp>(a); }
inline Tensor trunc(Tensor a) { return apply<mlir::math::TruncOp>(a); }
inline Tensor absf(Tensor a) { return apply<mlir::math::AbsFOp>(a); }
inline Tensor sigmoid(Tensor a) { return 1.0 / (1.0 + exp(-a)); }

} // namespace cutedsl::captured

#endif // CUTEDSL_LIB_CONVERSION_CAPTUREDTOGRAPH_EMITTER_H

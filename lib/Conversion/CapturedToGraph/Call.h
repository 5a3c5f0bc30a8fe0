//===- Call.h - One captured call while it is lowered -----------*- C++ -*-===//
//
// Reads the arguments of a `graph.captured` by the names of PyTorch's schema
// and takes its results. An argument that is absent reads as the default given.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_CONVERSION_CAPTUREDTOGRAPH_CALL_H
#define CUTEDSL_LIB_CONVERSION_CAPTUREDTOGRAPH_CALL_H

#include "Emitter.h"

namespace cutedsl::captured {

class Call;

/// How one overload is lowered. A lowering sets every result that is used, or
/// refuses.
struct Overload {
  /// As PyTorch spells it: `aten.add.Tensor`.
  llvm::StringLiteral target;
  /// The names of the schema's arguments, in order, separated by spaces. In
  /// `name/q`, the schema says q and the lowering reads `name`.
  llvm::StringLiteral arguments;
  void (*lower)(Call &);
  /// What it computes, and its limits; for the documentation.
  llvm::StringLiteral doc;
};

/// Where the scalar of a bf16 or f16 operation is rounded.
enum class ScalarRounding {
  /// To the operation's type, like a tensor.
  Common,
  /// Not at all: PyTorch's kernel takes a right operand in f32.
  None
};

class Call : public Emitter {
public:
  /// `inputs` are the lowered operands of `op`.
  Call(mlir::OpBuilder &builder, graph::CapturedOp op, const Overload &overload,
       llvm::ArrayRef<Value> inputs);

  graph::CapturedOp op;

  //===--- Arguments ------------------------------------------------------===//
  /// The argument as written; null if absent or None.
  mlir::Attribute get(llvm::StringRef name);
  bool has(llvm::StringRef name) { return bool(get(name)); }
  /// A tensor, or a Python number as a wrapped rank-0 tensor.
  Tensor tensor(llvm::StringRef name);
  /// As `tensor`; null if absent or None.
  Tensor optionalTensor(llvm::StringRef name);
  /// A list of tensors; an element that is None is null.
  llvm::SmallVector<Tensor> tensors(llvm::StringRef name);
  int64_t integer(llvm::StringRef name, int64_t absent);
  /// A Python number as a double.
  double number(llvm::StringRef name, double absent);
  bool flag(llvm::StringRef name, bool absent);
  llvm::StringRef string(llvm::StringRef name, llvm::StringRef absent);
  /// A symbolic or plain integer; null if absent or None.
  AffineExpr size(llvm::StringRef name);
  llvm::SmallVector<AffineExpr> sizes(llvm::StringRef name);
  /// A list of plain integers; a single integer is a list of one.
  llvm::SmallVector<int64_t> integers(llvm::StringRef name);
  llvm::SmallVector<bool> flags(llvm::StringRef name);
  Type dtype(llvm::StringRef name, Type absent);
  /// A dimension, counted from the end if negative.
  int64_t dimension(llvm::StringRef name, int64_t absent, int64_t rank);
  /// Dimensions to reduce; all of them if absent, None or empty.
  llvm::SmallVector<int64_t> dimensions(llvm::StringRef name, int64_t rank);
  int64_t wrapDimension(int64_t dim, int64_t rank);

  //===--- Results --------------------------------------------------------===//
  unsigned getNumResults() { return op->getNumResults(); }
  mlir::RankedTensorType resultType(unsigned index = 0);
  Type resultElement(unsigned index = 0) {
    return resultType(index).getElementType();
  }
  Dims resultDims(unsigned index = 0) {
    return graph::getDims(resultType(index));
  }
  /// Whether anything reads the result; a call that nothing reads counts as
  /// read throughout.
  bool isUsed(unsigned index) { return isResultUsed(op->getResult(index)); }
  static bool isResultUsed(Value result);
  /// Sets a result, narrowing a wide float to PyTorch's type.
  void result(Tensor value, unsigned index = 0);
  void results(llvm::ArrayRef<Tensor> values);
  llvm::ArrayRef<Tensor> getResults() const { return lowered; }

  //===--- Type promotion -------------------------------------------------===//
  /// PyTorch's result_type: tensors over rank-0 tensors over Python numbers.
  Type promote(llvm::ArrayRef<Tensor> operands);
  /// As `promote`, with integers becoming float32.
  Type promoteToFloat(llvm::ArrayRef<Tensor> operands);
  /// `operand` cast to `common`, widened, and broadcast to the result.
  Tensor compute(Tensor operand, Type common,
                 ScalarRounding rounding = ScalarRounding::Common);

private:
  const Overload &overload;
  llvm::ArrayRef<Value> inputs;
  llvm::SmallVector<Tensor> lowered;

  mlir::Attribute find(llvm::StringRef name);
  Tensor fromAttribute(mlir::Attribute attr);
  void checkArguments();
};

/// The overload that lowers `target`, or null.
const Overload *findOverload(llvm::StringRef target);

/// Whether `target` may have operands and results of 8-bit floats: PyTorch
/// moves and casts them, but has no arithmetic on them.
bool takesFloat8(llvm::StringRef target);

/// All overloads, by family.
llvm::ArrayRef<llvm::ArrayRef<Overload>> getFamilies();

// One table a family; the files are named after them.
llvm::ArrayRef<Overload> getUnaryOverloads();
llvm::ArrayRef<Overload> getBinaryOverloads();
llvm::ArrayRef<Overload> getSelectionOverloads();
llvm::ArrayRef<Overload> getCreationOverloads();
llvm::ArrayRef<Overload> getViewOverloads();
llvm::ArrayRef<Overload> getAssemblyOverloads();
llvm::ArrayRef<Overload> getReductionOverloads();
llvm::ArrayRef<Overload> getNormalizationOverloads();
llvm::ArrayRef<Overload> getMatmulOverloads();
llvm::ArrayRef<Overload> getAttentionOverloads();
llvm::ArrayRef<Overload> getIndexingOverloads();
llvm::ArrayRef<Overload> getConvolutionOverloads();
llvm::ArrayRef<Overload> getActivationBackwardOverloads();
llvm::ArrayRef<Overload> getNormalizationBackwardOverloads();
llvm::ArrayRef<Overload> getLossOverloads();

} // namespace cutedsl::captured

#endif // CUTEDSL_LIB_CONVERSION_CAPTUREDTOGRAPH_CALL_H

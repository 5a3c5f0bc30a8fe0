//===- GraphUtils.h - What the graph passes ask of an op --------*- C++ -*-===//
//
// The classification of operations that kernel formation rests on. An *anchor*
// has a loop structure of its own; everything else is an expression that can be
// evaluated at any index, wherever it is needed.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_TRANSFORMS_GRAPH_GRAPHUTILS_H
#define CUTEDSL_LIB_TRANSFORMS_GRAPH_GRAPHUTILS_H

#include "cutedsl/Dialect/Graph/IR/Graph.h"
#include "cutedsl/Dialect/Graph/IR/Shape.h"
#include "mlir/IR/Remarks.h"
#include "llvm/ADT/SetVector.h"

namespace cutedsl::graph {

/// An op with a loop structure: reduce (but one that is computed again),
/// contract, attention, scan, scatter.
bool isAnchor(mlir::Operation *op);

/// An elementwise computation on tensors of one shape; not a constant.
bool isPointwise(mlir::Operation *op);

/// A constant, or an op that only computes or moves indices: view, iota,
/// symbol, concat, gather.
bool isIndexing(mlir::Operation *op);

/// Reduces the last dimensions, all of them or none of a leading part.
bool reducesRows(ReduceOp op);

/// The domain that `op`'s tiles cover: the leading dimensions for a reduction
/// of rows, else the result's dimensions.
Dims getAnchorDomain(mlir::Operation *op);

Archetype getAnchorArchetype(mlir::Operation *op);

/// The operands of `op` and what its regions use from outside.
llvm::SetVector<mlir::Value> getInputs(mlir::Operation *op);

/// True when the op that defines `value`, or its type, mentions a symbol.
bool usesSymbols(mlir::Value value);

/// True for an argument whose values do not change between calls.
bool isFrozenArgument(ProgramOp program, unsigned number);

/// What a program computes once: from frozen parameters and constants, of sizes
/// that are known. Keeps what it found out; the IR must not change under it.
class FrozenValues {
public:
  explicit FrozenValues(ProgramOp program) : program(program) {}
  bool contains(mlir::Value value);

private:
  ProgramOp program;
  llvm::DenseMap<mlir::Value, bool> known;
};

/// True for a constant that holds one value, of any shape.
bool isSplatConstant(mlir::Value value);

/// A view of `source` through `map` with the sizes `dims`, or `source` itself
/// when that is the identity.
mlir::Value createView(mlir::OpBuilder &builder, mlir::Location loc,
                       mlir::Value source, mlir::AffineMap map,
                       llvm::ArrayRef<mlir::AffineExpr> dims);

/// A value at the indices that `map` gives for those of an index space.
struct Place {
  mlir::Value value;
  mlir::AffineMap map;
};

/// `value` at its own indices.
Place getPlace(mlir::Value value);

/// The same seen through views; `dims` are the sizes of the index space.
Place skipViews(Place place, llvm::ArrayRef<mlir::AffineExpr> dims);

/// The part of a concatenation that `map`, from an index space of sizes `dims`,
/// stays within, at the part's own indices.
std::optional<Place> getPart(ConcatOp concat, mlir::AffineMap map,
                             llvm::ArrayRef<mlir::AffineExpr> dims);

/// Why an op is not fused with what it uses or is used by.
struct Refusal {
  mlir::Operation *op;
  std::string reason;
};

/// Notes refusals for the report of kernels.
void addRefusals(ProgramOp program, llvm::ArrayRef<Refusal> refusals);

/// What a remark about `program` says of itself; `category` is the pass.
mlir::remark::RemarkOpts getRemarkOptions(ProgramOp program,
                                          llvm::StringRef name,
                                          llvm::StringRef category);

/// The bytes of one element as stored; i1 takes a byte.
int64_t getElementBytes(mlir::Type element);

} // namespace cutedsl::graph

#endif // CUTEDSL_LIB_TRANSFORMS_GRAPH_GRAPHUTILS_H

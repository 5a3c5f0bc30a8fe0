//===- Graph.h - The graph dialect ------------------------------*- C++ -*-===//
//
// Declares the graph dialect: whole-tensor computations with symbolic shapes.
// See GraphBase.td for what its values mean.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_DIALECT_GRAPH_IR_GRAPH_H
#define CUTEDSL_DIALECT_GRAPH_IR_GRAPH_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/AffineMap.h"
#include "mlir/IR/Attributes.h"
#include "mlir/IR/BuiltinAttributeInterfaces.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/IR/TensorEncoding.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "cutedsl/Dialect/Graph/IR/GraphDialect.h.inc"
#include "cutedsl/Dialect/Graph/IR/GraphEnums.h.inc"

#define GET_ATTRDEF_CLASSES
#include "cutedsl/Dialect/Graph/IR/GraphAttrs.h.inc"

#define GET_OP_CLASSES
#include "cutedsl/Dialect/Graph/IR/GraphOps.h.inc"

namespace cutedsl::graph {

/// Marks a sum that the epilogue of the product computes which its source comes
/// from: source[i..., slice, column] is column `slice * columns + column` of
/// the product, and a tile has all columns of a slice.
inline constexpr llvm::StringLiteral kInEpilogueAttr = "graph.in_epilogue";

/// Marks a reduction of so few elements that each kernel which uses it computes
/// it again.
inline constexpr llvm::StringLiteral kRecomputeAttr = "graph.recompute";

} // namespace cutedsl::graph

#endif // CUTEDSL_DIALECT_GRAPH_IR_GRAPH_H

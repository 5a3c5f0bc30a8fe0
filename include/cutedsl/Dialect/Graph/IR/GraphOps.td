//===- GraphOps.td - All ops of the graph dialect -----------*- tablegen -*-===//

#ifndef CUTEDSL_DIALECT_GRAPH_IR_GRAPHOPS_TD
#define CUTEDSL_DIALECT_GRAPH_IR_GRAPHOPS_TD

include "cutedsl/Dialect/Graph/IR/GraphStructureOps.td"
include "cutedsl/Dialect/Graph/IR/GraphViewOps.td"
include "cutedsl/Dialect/Graph/IR/GraphComputeOps.td"

#endif // CUTEDSL_DIALECT_GRAPH_IR_GRAPHOPS_TD

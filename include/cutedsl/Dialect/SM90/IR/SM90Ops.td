//===- SM90Ops.td - All ops of the sm90 dialect -------------*- tablegen -*-===//

#ifndef CUTEDSL_DIALECT_SM90_IR_SM90OPS_TD
#define CUTEDSL_DIALECT_SM90_IR_SM90OPS_TD

include "cutedsl/Dialect/SM90/IR/SM90BarrierOps.td"
include "cutedsl/Dialect/SM90/IR/SM90CopyOps.td"
include "cutedsl/Dialect/SM90/IR/SM90MatrixOps.td"
include "cutedsl/Dialect/SM90/IR/SM90TileOps.td"

#endif // CUTEDSL_DIALECT_SM90_IR_SM90OPS_TD

//===- EmitSequential.cpp - Scans and scatters ----------------------------===//

#include "Emitter.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

/// One step at a time along the scanned dimension, all scans in one loop, with
/// the other dimensions' tile as a vector.
LogicalResult Emitter::emitScan() {
  const Group group = groups.back();
  unsigned along = group.loops[0];
  Indices point;
  auto first = cast<ScanOp>(group.ops[0]);
  for (unsigned dim = 0; dim < unsigned(first.getType().getRank()); ++dim)
    point.push_back(space.simplify(space.dim(dim)));
  Shape shape = getShape(point);
  shape[along] = 1;

  SmallVector<Value> carried;
  for (Operation *member : group.ops) {
    auto scan = cast<ScanOp>(member);
    Type element = getElementTypeOrSelf(scan.getType());
    bool isProd = scan.getKind() == ScanKind::Prod;
    Attribute neutral =
        isa<FloatType>(element)
            ? Attribute(FloatAttr::get(element, isProd ? 1.0 : 0.0))
            : Attribute(IntegerAttr::get(element, isProd ? 1 : 0));
    carried.push_back(splat(neutral, shape));
  }
  auto yield = cast<ReturnOp>(kernel.getBody().front().getTerminator());
  return loopOver(
      along, 0, carried,
      [&](ValueRange state, SmallVectorImpl<Value> &next) -> LogicalResult {
        unsigned depth = scopes.size() - 1;
        for (auto [member, sum] : llvm::zip_equal(group.ops, state)) {
          auto scan = cast<ScanOp>(member);
          Value value = emit(scan.getSource(), point, Mask());
          if (!value)
            return failure();
          setInsertion(depth);
          bool isFloat = isa<FloatType>(getElementTypeOrSelf(value));
          StringRef name = scan.getKind() == ScanKind::Prod
                               ? (isFloat ? "arith.mulf" : "arith.muli")
                               : (isFloat ? "arith.addf" : "arith.addi");
          next.push_back(binary(name, sum, value));
          bind(scan.getResult(), point, Mask(), getDepth(point), next.back());
        }
        for (auto [index, result] : llvm::enumerate(results)) {
          Value tile = emit(yield.getOperand(index), result.indices, Mask());
          if (!tile)
            return failure();
          setInsertion(depth);
          emitStore(tile, outputs[index].ptr, result.indices,
                    outputs[index].sizes, outputs[index].strides, Mask());
        }
        return success();
      });
}

/// Copies the initial value, then applies the updates one by one, in order.
LogicalResult Emitter::emitScatter() {
  auto yield = cast<ReturnOp>(kernel.getBody().front().getTerminator());
  for (auto [index, value] : llvm::enumerate(yield.getOperands())) {
    auto op = value.getDefiningOp<graph::ScatterOp>();
    Buffer &output = outputs[index];
    Result &result = results[index];
    SmallVector<Value> none;
    auto copy = [&](ValueRange, SmallVectorImpl<Value> &) -> LogicalResult {
      Value tile = emit(op.getInit(), result.indices, Mask());
      if (!tile)
        return failure();
      setInsertion(scopes.size() - 1);
      emitStore(tile, output.ptr, result.indices, output.sizes, output.strides,
                Mask());
      return success();
    };
    if (failed(loopOver(result.loops, 0, none, copy)))
      return failure();
    setInsertion(0);
    tile::BarrierOp::create(builder, loc);

    const Group group = groups[groupOf.lookup(op)];
    Indices point;
    for (unsigned dim : group.loops)
      point.push_back(space.dim(dim));
    auto update = [&](ValueRange, SmallVectorImpl<Value> &) -> LogicalResult {
      Mask mask;
      Value tile = emit(op.getUpdates(), point, mask);
      if (!tile)
        return failure();
      unsigned depth = scopes.size() - 1;
      setInsertion(depth);
      FailureOr<Indices> target =
          getIndexing(op, op.getIndices(), op.getDims(), op.getMap(),
                      output.sizes, point, mask);
      if (failed(target))
        return failure();
      // An update out of bounds changes nothing; the check reports it.
      if (op.getKind() == ScatterKind::Add) {
        setInsertion(depth);
        Value old =
            emitLoad(output.ptr, *target, output.sizes, output.strides, mask);
        bool isFloat = isa<FloatType>(getElementTypeOrSelf(old));
        tile = binary(isFloat ? "arith.addf" : "arith.addi", old, tile);
      }
      setInsertion(depth);
      emitStore(tile, output.ptr, *target, output.sizes, output.strides, mask);
      return success();
    };
    if (failed(loopOver(group.loops, 0, none, update)))
      return failure();
  }
  return success();
}

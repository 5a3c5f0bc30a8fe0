//===- VerifyImport.cpp - The importer's contract -------------------------===//

#include "cutedsl/Dialect/Graph/IR/Shape.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

namespace cutedsl {
#define GEN_PASS_DEF_GRAPHVERIFYIMPORT
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

/// Every `?` of `type` must have an expression over the program's symbols.
static LogicalResult checkType(Operation *op, Type type, unsigned numSymbols) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor)
    return op->emitOpError("expected ranked tensors only, but got ") << type;
  for (AffineExpr dim : getDims(tensor))
    if (!dim)
      return op->emitOpError("expected #graph.dims for the '?' of ") << type;
  if (auto dims = dyn_cast_or_null<DimsAttr>(tensor.getEncoding()))
    if (dims.getMap().getNumSymbols() > numSymbols)
      return op->emitOpError("expected at most ")
             << numSymbols << " symbol(s), but got " << type;
  return success();
}

/// Every symbol must be readable off some argument.
static LogicalResult checkSymbols(ProgramOp program) {
  for (auto [index, name] : llvm::enumerate(program.getSymbols())) {
    AffineExpr symbol = getAffineSymbolExpr(index, program.getContext());
    bool found = llvm::any_of(program.getArgumentTypes(), [&](Type type) {
      return llvm::is_contained(getDims(cast<RankedTensorType>(type)), symbol);
    });
    if (!found)
      return program.emitOpError("expected symbol ")
             << name << " to be the size of some argument's dimension";
  }
  return success();
}

namespace {
struct VerifyImport : cutedsl::impl::GraphVerifyImportBase<VerifyImport> {
  void runOnOperation() override {
    for (auto program : getOperation().getOps<ProgramOp>()) {
      unsigned numSymbols = program.getSymbols().size();
      if (failed(checkSymbols(program)))
        return signalPassFailure();
      WalkResult result = program.getBody().walk([&](Operation *op) {
        if (isa<CapturedOp>(op)) {
          op->emitOpError("expected no captured call after import");
          return WalkResult::interrupt();
        }
        Dialect *dialect = op->getDialect();
        if (!isa_and_nonnull<GraphDialect, arith::ArithDialect,
                             math::MathDialect>(dialect)) {
          op->emitOpError("expected only graph, arith and math ops");
          return WalkResult::interrupt();
        }
        for (Type type : op->getResultTypes())
          if (failed(checkType(op, type, numSymbols)))
            return WalkResult::interrupt();
        return WalkResult::advance();
      });
      if (result.wasInterrupted())
        return signalPassFailure();
    }
  }
};
} // namespace

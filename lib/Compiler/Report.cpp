//===- Report.cpp - What a compilation did, as JSON -----------------------===//

#include "Report.h"
#include "cutedsl/Dialect/Graph/IR/Shape.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

/// Bytes of a tensor as text over the symbols.
static std::string getBytes(TypeRange types) {
  AffineExpr sum;
  for (auto type : types) {
    auto tensor = cast<RankedTensorType>(type);
    unsigned bits = tensor.getElementTypeBitWidth();
    AffineExpr bytes = getNumElements(getDims(tensor), type.getContext()) *
                       int64_t((bits + 7) / 8);
    sum = sum ? sum + bytes : bytes;
  }
  return sum ? graph::toString(graph::simplify(sum)) : "0";
}

/// The op as explain shows it: its name, and where it came from.
static llvm::json::Object describe(Operation *op) {
  return llvm::json::Object{{"op", op->getName().getStringRef()},
                            {"location", toString(op->getLoc())}};
}

void Report::addKernels(ModuleOp module) {
  llvm::StringMap<int64_t> calls;
  module.walk([&](CallOp call) { ++calls[call.getCallee()]; });
  for (auto kernel : module.getOps<KernelOp>()) {
    llvm::json::Array ops;
    kernel.getBody().walk([&](Operation *op) {
      if (!isa<ReturnOp, YieldOp, ViewOp, arith::ConstantOp>(op))
        ops.push_back(describe(op));
    });
    llvm::json::Object entry{
        {"name", kernel.getSymName()},
        {"calls", calls.lookup(kernel.getSymName())},
        {"ops", std::move(ops)},
        {"bytes_read", getBytes(kernel.getArgumentTypes())},
        {"bytes_written", getBytes(kernel.getResultTypes())}};
    if (auto schedule = kernel.getSchedule()) {
      entry["archetype"] = stringifyArchetype(schedule->getArchetype());
      entry["tile"] = llvm::json::Array(schedule->getTile());
    }
    kernels.push_back(std::move(entry));
  }
}

void Report::addRemarks(const Session &session) {
  for (const Session::Remark &remark : session.getRemarks())
    remarks.push_back(llvm::json::Object{{"location", remark.location},
                                         {"text", remark.text}});
}

std::string Report::toJSON() const {
  llvm::json::Object object{{"kernels", llvm::json::Array(kernels)},
                            {"remarks", llvm::json::Array(remarks)},
                            {"milliseconds", llvm::json::Object(milliseconds)}};
  return llvm::formatv("{0:2}", llvm::json::Value(std::move(object))).str();
}

//===- OperandCopies.cpp - Copies that are made for one product -----------===//

#include "OperandCopies.h"
#include "cutedsl/Transforms/PlainProduct.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

SmallVector<CallOp> cutedsl::graph::getCalls(KernelOp kernel) {
  SmallVector<CallOp> calls;
  for (auto program : kernel->getParentOfType<ModuleOp>().getOps<ProgramOp>())
    for (auto call : program.getBody().getOps<CallOp>())
      if (call.getCallee() == kernel.getSymName())
        calls.push_back(call);
  return calls;
}

/// Whether each element of the only result is one of the only argument, or
/// constant.
static bool isCopy(KernelOp kernel) {
  return kernel.getNumArguments() == 1 && kernel.getNumResults() == 1 &&
         llvm::all_of(kernel.getBody().front().without_terminator(),
                      [](Operation &op) {
                        return isa<ViewOp, ConcatOp>(op) ||
                               op.hasTrait<OpTrait::ConstantLike>();
                      });
}

/// The kernel that copies `operand`, a call's, for it alone and in each run.
static KernelOp getCopy(Value operand) {
  auto call = operand.getDefiningOp<CallOp>();
  if (!call || call->hasAttr("graph.prepare") || !operand.hasOneUse())
    return {};
  auto kernel = SymbolTable::lookupNearestSymbolFrom<KernelOp>(
      call, call.getCalleeAttr());
  return kernel && isCopy(kernel) ? kernel : KernelOp();
}

SmallVector<KernelOp> cutedsl::graph::getSparableCopies(KernelOp kernel) {
  std::string reason;
  if (!matchPlainProduct(kernel, reason))
    return {};
  SmallVector<CallOp> calls = getCalls(kernel);
  if (calls.empty())
    return {};
  SmallVector<KernelOp> copies;
  for (unsigned i = 0, e = kernel.getNumArguments(); i < e; ++i) {
    KernelOp copy = getCopy(calls.front().getInputs()[i]);
    bool isEverywhere = llvm::all_of(calls, [&](CallOp call) {
      return getCopy(call.getInputs()[i]) == copy;
    });
    copies.push_back(isEverywhere ? copy : KernelOp());
  }
  if (llvm::none_of(copies, [](KernelOp copy) { return bool(copy); }))
    return {};
  OwningOpRef<KernelOp> whole = inlineCopies(kernel, copies);
  return matchPlainProduct(*whole, reason) ? copies : SmallVector<KernelOp>();
}

OwningOpRef<KernelOp> cutedsl::graph::inlineCopies(KernelOp kernel,
                                                   ArrayRef<KernelOp> copies) {
  OwningOpRef<KernelOp> whole = kernel.clone();
  Block &body = whole->getBody().front();
  OpBuilder builder = OpBuilder::atBlockBegin(&body);
  for (unsigned i = 0, e = copies.size(); i < e; ++i) {
    KernelOp copy = copies[i];
    if (!copy)
      continue;
    // The argument that is copied takes the place of the copy.
    BlockArgument copied = body.insertArgument(
        i, copy.getArgumentTypes().front(), kernel.getLoc());
    IRMapping mapping;
    Block &moves = copy.getBody().front();
    mapping.map(moves.getArgument(0), copied);
    for (Operation &op : moves.without_terminator())
      builder.clone(op, mapping);
    Value result = moves.getTerminator()->getOperand(0);
    body.getArgument(i + 1).replaceAllUsesWith(mapping.lookupOrDefault(result));
    body.eraseArgument(i + 1);
    if (DictionaryAttr attrs = copy.getArgAttrDict(0))
      whole->setArgAttrs(i, attrs);
  }
  whole->setFunctionType(builder.getFunctionType(body.getArgumentTypes(),
                                                 kernel.getResultTypes()));
  return whole;
}

//===- KernelReport.cpp - What was fused, and what it saves ---------------===//

#include "cutedsl/Transforms/KernelReport.h"
#include "CostModel.h"
#include "cutedsl/Transforms/Passes.h"

namespace cutedsl {
#define GEN_PASS_DEF_GRAPHREPORTKERNELS
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

namespace {
/// What one call of a kernel moves and computes.
struct Work {
  AffineExpr bytesRead, bytesWritten, unfusedBytes, flops;
};
} // namespace

static AffineExpr getBytes(Value value) {
  Type element = getElementTypeOrSelf(value.getType());
  return getNumElements(getDims(value), value.getContext()) *
         getElementBytes(element);
}

/// True for an op that PyTorch would run as a kernel: views are not.
static bool isLaunch(Operation *op) {
  return isAnchor(op) || isPointwise(op) || isa<ConcatOp, GatherOp>(op);
}

static AffineExpr getFlops(Operation *op) {
  MLIRContext *context = op->getContext();
  auto product = [&](ArrayRef<AffineExpr> factors) {
    return getNumElements(factors, context);
  };
  Dims dims = getDims(op->getResult(0));
  if (auto contract = dyn_cast<ContractOp>(op))
    return product(dims) * getDims(contract.getLhs()).back() * 2;
  if (auto attention = dyn_cast<AttentionOp>(op)) {
    Dims scores = getDims(attention.getScore().getArgument(0));
    return product(scores) *
           (getDims(attention.getQuery()).back() + dims.back()) * 2;
  }
  if (auto reduce = dyn_cast<ReduceOp>(op))
    return product(getDims(reduce.getSource()));
  return product(dims) * int64_t(getPointwiseFlops(op));
}

static AffineExpr getSmaller(AffineExpr a, AffineExpr b,
                             const SizeModel &sizes) {
  return sizes.getSize(b) < sizes.getSize(a) ? b : a;
}

/// What is read of a kernel's argument: less than all of it where every use is
/// a slice.
static AffineExpr getBytesRead(BlockArgument argument, const SizeModel &sizes) {
  AffineExpr all = getBytes(argument);
  AffineExpr viewed = getAffineConstantExpr(0, argument.getContext());
  for (Operation *user : argument.getUsers()) {
    if (!isa<ViewOp>(user))
      return all;
    viewed = viewed + getBytes(user->getResult(0));
  }
  return getSmaller(all, viewed, sizes);
}

/// What an op on its own reads of an operand: a broadcast is read once.
static AffineExpr getOperandBytes(Value operand, const SizeModel &sizes) {
  AffineExpr bytes = getBytes(operand);
  if (auto view = operand.getDefiningOp<ViewOp>())
    return getSmaller(bytes, getBytes(view.getSource()), sizes);
  return bytes;
}

static Work getWork(KernelOp kernel, const SizeModel &sizes) {
  AffineExpr zero = getAffineConstantExpr(0, kernel.getContext());
  Work work = {zero, zero, zero, zero};
  Block &body = kernel.getBody().front();
  for (BlockArgument argument : body.getArguments())
    work.bytesRead = work.bytesRead + getBytesRead(argument, sizes);
  for (Value result : body.getTerminator()->getOperands())
    work.bytesWritten = work.bytesWritten + getBytes(result);
  kernel.getBody().walk([&](Operation *op) {
    if (!isLaunch(op))
      return;
    for (Value operand : op->getOperands())
      if (!isSplatConstant(operand))
        work.unfusedBytes = work.unfusedBytes + getOperandBytes(operand, sizes);
    work.unfusedBytes = work.unfusedBytes + getBytes(op->getResult(0));
    work.flops = work.flops + getFlops(op);
  });
  return work;
}

/// `name` at the hints and, where it is symbolic, its expression.
static void addSize(llvm::json::Object &object, StringRef name, AffineExpr expr,
                    const SizeModel &sizes) {
  expr = simplify(expr);
  object[name] = int64_t(sizes.getSize(expr));
  if (!isa<AffineConstantExpr>(expr))
    object[(name + "_expr").str()] = toString(expr);
}

std::string cutedsl::getLocationText(Location location) {
  if (auto file = location->findInstanceOf<FileLineColLoc>())
    return llvm::formatv("{0}:{1}:{2}", file.getFilename().getValue(),
                         file.getLine(), file.getColumn());
  if (auto name = location->findInstanceOf<NameLoc>())
    return name.getName().str();
  return "";
}

namespace {
/// Where a program calls one kernel.
struct Calls {
  int64_t everyRun = 0, prepared = 0;
  /// The program's results that come from these calls.
  llvm::json::Array results;

  void add(CallOp call) {
    ++(call->hasAttr("graph.prepare") ? prepared : everyRun);
    for (Value value : call.getResults())
      for (OpOperand &use : value.getUses())
        if (isa<ReturnOp>(use.getOwner()))
          results.push_back(use.getOperandNumber());
  }
};
} // namespace

static llvm::json::Object describe(KernelOp kernel, Calls calls,
                                   const SizeModel &sizes) {
  llvm::json::Object object;
  object["name"] = kernel.getSymName();
  if (ScheduleAttr schedule = kernel.getScheduleAttr()) {
    object["archetype"] = stringifyArchetype(schedule.getArchetype());
    object["tile"] = llvm::json::Array(schedule.getTile());
  }
  if (auto library = kernel.getLibrary())
    object["library"] = *library;
  object["calls"] = calls.everyRun;
  object["prepared"] = calls.prepared;
  object["results"] = std::move(calls.results);
  llvm::json::Array ops;
  kernel.getBody().walk([&](Operation *op) {
    if (isLaunch(op))
      ops.push_back(
          llvm::json::Object{{"op", op->getName().getStringRef()},
                             {"location", getLocationText(op->getLoc())}});
  });
  object["ops"] = std::move(ops);
  Work work = getWork(kernel, sizes);
  addSize(object, "bytes_read", work.bytesRead, sizes);
  addSize(object, "bytes_written", work.bytesWritten, sizes);
  addSize(object, "unfused_bytes", work.unfusedBytes, sizes);
  addSize(object, "flops", work.flops, sizes);
  return object;
}

//===----------------------------------------------------------------------===//
// Peak memory
//===----------------------------------------------------------------------===//

namespace {
/// Adds up what is alive while values come into being and are last used.
class Liveness {
public:
  explicit Liveness(const SizeModel &sizes) : sizes(sizes) {}
  void define(Value value) {
    if (!live.insert(value).second)
      return;
    bytes += sizes.getBytes(value);
    peak = std::max(peak, bytes);
  }
  void kill(Value value) {
    if (live.erase(value))
      bytes -= sizes.getBytes(value);
  }
  double getPeak() const { return peak; }

private:
  const SizeModel &sizes;
  DenseSet<Value> live;
  double bytes = 0, peak = 0;
};
} // namespace

/// The most bytes of call results alive at once, results of the program
/// included, prepared ones not.
static double getPeak(ProgramOp program, const SizeModel &sizes) {
  Liveness liveness(sizes);
  for (Operation &op : program.getBody().front().without_terminator()) {
    if (op.hasAttr("graph.prepare"))
      continue;
    for (Value result : op.getResults())
      liveness.define(result);
    for (Value operand : op.getOperands()) {
      bool isLast = llvm::all_of(operand.getUsers(), [&](Operation *user) {
        return user == &op || user->isBeforeInBlock(&op);
      });
      if (isLast)
        liveness.kill(operand);
    }
  }
  return liveness.getPeak();
}

/// The same with every op's result in memory: within a kernel all of them until
/// their last use there.
static double getUnfusedPeak(ProgramOp program, SymbolTable &symbols,
                             const SizeModel &sizes) {
  double fused = getPeak(program, sizes), extra = 0;
  for (auto call : program.getBody().getOps<CallOp>()) {
    if (call->hasAttr("graph.prepare"))
      continue;
    Liveness liveness(sizes);
    auto kernel = symbols.lookup<KernelOp>(call.getCallee());
    for (Operation &op : kernel.getBody().front().without_terminator()) {
      if (isLaunch(&op))
        liveness.define(op.getResult(0));
      for (Value operand : op.getOperands())
        if (llvm::all_of(operand.getUsers(), [&](Operation *user) {
              return user->getBlock() == op.getBlock() &&
                     (user == &op || user->isBeforeInBlock(&op));
            }))
          liveness.kill(operand);
    }
    double results = 0;
    for (Value result : call.getResults())
      results += sizes.getBytes(result);
    extra = std::max(extra, liveness.getPeak() - results);
  }
  return fused + std::max(extra, 0.0);
}

llvm::json::Object cutedsl::getKernelReport(ModuleOp module) {
  SymbolTable symbols(module);
  llvm::json::Object report;
  llvm::json::Array kernels, refused;
  double peak = 0, unfusedPeak = 0, bytes = 0, unfused = 0, flops = 0;
  int64_t launches = 0;
  for (auto program : module.getOps<ProgramOp>()) {
    SizeModel sizes(program);
    llvm::MapVector<Operation *, Calls> calls;
    for (auto call : program.getBody().getOps<CallOp>()) {
      auto kernel = symbols.lookup<KernelOp>(call.getCallee());
      calls[kernel].add(call);
      if (call->hasAttr("graph.prepare"))
        continue;
      ++launches;
      Work work = getWork(kernel, sizes);
      bytes += sizes.getSize(work.bytesRead + work.bytesWritten);
      unfused += sizes.getSize(work.unfusedBytes);
      flops += sizes.getSize(work.flops);
    }
    for (auto &[kernel, places] : calls)
      kernels.push_back(
          describe(cast<KernelOp>(kernel), std::move(places), sizes));
    if (auto list = program->getAttrOfType<ArrayAttr>("graph.refused"))
      for (auto entry : list.getAsRange<DictionaryAttr>())
        refused.push_back(llvm::json::Object{
            {"op", entry.getAs<StringAttr>("op").getValue()},
            {"reason", entry.getAs<StringAttr>("reason").getValue()},
            {"location",
             getLocationText(entry.getAs<LocationAttr>("location"))}});
    peak = std::max(peak, getPeak(program, sizes));
    unfusedPeak =
        std::max(unfusedPeak, getUnfusedPeak(program, symbols, sizes));
  }
  report["kernels"] = std::move(kernels);
  report["refused"] = std::move(refused);
  report["totals"] =
      llvm::json::Object{{"kernels", launches},
                         {"bytes", int64_t(bytes)},
                         {"unfused_bytes", int64_t(unfused)},
                         {"flops", int64_t(flops)},
                         {"peak_bytes", int64_t(peak)},
                         {"unfused_peak_bytes", int64_t(unfusedPeak)}};
  return report;
}

namespace {
struct ReportKernels : cutedsl::impl::GraphReportKernelsBase<ReportKernels> {
  void runOnOperation() override {
    llvm::outs() << llvm::formatv(
        "{0:2}\n", llvm::json::Value(getKernelReport(getOperation())));
    markAllAnalysesPreserved();
  }
};
} // namespace

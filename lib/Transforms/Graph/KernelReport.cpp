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

std::string cutedsl::toString(Location location) {
  if (auto file = location->findInstanceOf<FileLineColLoc>())
    return llvm::formatv("{0}:{1}:{2}", file.getFilename().getValue(),
                         file.getLine(), file.getColumn());
  if (auto name = location->findInstanceOf<NameLoc>())
    return name.getName().str();
  return "";
}

namespace {
/// What one call of a kernel moves and computes.
struct Work {
  AffineExpr read, written, unfused, flops;

  AffineExpr getBytes() const { return read + written; }
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

static Work getWork(KernelOp kernel) {
  AffineExpr zero = getAffineConstantExpr(0, kernel.getContext());
  Work work = {zero, zero, zero, zero};
  Block &body = kernel.getBody().front();
  for (BlockArgument argument : body.getArguments())
    work.read = work.read + getBytes(argument);
  for (Value result : body.getTerminator()->getOperands())
    work.written = work.written + getBytes(result);
  kernel.getBody().walk([&](Operation *op) {
    if (!isLaunch(op))
      return;
    for (Value operand : op->getOperands())
      if (!isSplatConstant(operand))
        work.unfused = work.unfused + getBytes(operand);
    work.unfused = work.unfused + getBytes(op->getResult(0));
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

static llvm::json::Object describe(KernelOp kernel, int64_t calls,
                                   int64_t prepared, const SizeModel &sizes) {
  llvm::json::Object object;
  object["name"] = kernel.getSymName();
  if (ScheduleAttr schedule = kernel.getScheduleAttr()) {
    object["archetype"] = stringifyArchetype(schedule.getArchetype());
    object["tile"] = llvm::json::Array(schedule.getTile());
  }
  object["calls"] = calls;
  object["prepared"] = prepared;
  llvm::json::Array ops;
  kernel.getBody().walk([&](Operation *op) {
    if (isLaunch(op) || isa<IotaOp>(op))
      ops.push_back(
          llvm::json::Object{{"op", op->getName().getStringRef()},
                             {"location", cutedsl::toString(op->getLoc())}});
  });
  object["ops"] = std::move(ops);
  Work work = getWork(kernel);
  addSize(object, "bytes_read", work.read, sizes);
  addSize(object, "bytes_written", work.written, sizes);
  addSize(object, "unfused_bytes", work.unfused, sizes);
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
  llvm::json::Array kernels;
  double peak = 0, unfusedPeak = 0, bytes = 0, unfused = 0, flops = 0;
  int64_t launches = 0;
  for (auto program : module.getOps<ProgramOp>()) {
    SizeModel sizes(program);
    llvm::MapVector<Operation *, std::pair<int64_t, int64_t>> calls;
    for (auto call : program.getBody().getOps<CallOp>()) {
      auto kernel = symbols.lookup<KernelOp>(call.getCallee());
      if (call->hasAttr("graph.prepare")) {
        ++calls[kernel].second;
        continue;
      }
      ++calls[kernel].first;
      ++launches;
      Work work = getWork(kernel);
      bytes += sizes.getSize(work.getBytes());
      unfused += sizes.getSize(work.unfused);
      flops += sizes.getSize(work.flops);
    }
    for (auto &[kernel, count] : calls)
      kernels.push_back(
          describe(cast<KernelOp>(kernel), count.first, count.second, sizes));
    peak = std::max(peak, getPeak(program, sizes));
    unfusedPeak =
        std::max(unfusedPeak, getUnfusedPeak(program, symbols, sizes));
  }
  report["kernels"] = std::move(kernels);
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

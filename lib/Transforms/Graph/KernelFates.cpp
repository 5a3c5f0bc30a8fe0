//===- KernelFates.cpp - Store a value, or compute it again ---------------===//

#include "KernelFormation.h"
#include "ScheduleChoices.h"
#include "TensorCoreSchedule.h"
#include "cutedsl/Dialect/SM90/IR/Limits.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

constexpr double kUnlimited = std::numeric_limits<double>::infinity();

/// Between two products of an attention every instruction counts: an address, a
/// load of one or two elements, a conversion.
constexpr double kScoreReadFlops = 6;

//===----------------------------------------------------------------------===//
// Demands: which kernel evaluates a value how often
//===----------------------------------------------------------------------===//

void KernelFormation::demand(Value value, unsigned group, Demand demand) {
  if (getHome(value) == group) {
    neededAtHome.insert(value);
    return;
  }
  auto [it, isNew] = demands[value].insert({group, demand});
  if (isNew)
    return;
  // Within a kernel equal expressions are computed once.
  Demand &known = it->second;
  known.evaluations = std::max(known.evaluations, demand.evaluations);
  known.flopLimit = std::min(known.flopLimit, demand.flopLimit);
  known.readFlops = std::max(known.readFlops, demand.readFlops);
  known.occupancy = std::min(known.occupancy, demand.occupancy);
}

void KernelFormation::demandInputs(Operation *op, unsigned group,
                                   Demand share) {
  if (auto concat = dyn_cast<ConcatOp>(op))
    share.evaluations /= concat.getInputs().size();
  for (Value operand : op->getOperands())
    demand(operand, group, share);
}

/// How often an anchor's loops evaluate each of its inputs.
void KernelFormation::demandAnchorInputs(Operation *op, unsigned group) {
  auto tiles = [&](Value value, unsigned fromEnd, int64_t tile) {
    Dims dims = getDims(value);
    return std::ceil(sizes.getSize(dims[dims.size() - fromEnd]) / tile);
  };
  auto count = [&](Value value) { return sizes.getNumElements(value); };
  if (auto contract = dyn_cast<ContractOp>(op)) {
    Value lhs = contract.getLhs(), rhs = contract.getRhs();
    bool isPipelined = target.hasTensorPipelines && suitsTensorCores(contract);
    demand(lhs, group,
           {count(lhs) * tiles(rhs, 1, target.tileN),
            isPipelined ? 0 : target.contractPrologueFlops});
    demand(rhs, group, {count(rhs) * tiles(lhs, 2, target.tileM), 0});
    return;
  }
  if (auto attention = dyn_cast<AttentionOp>(op)) {
    Value query = attention.getQuery();
    double repeats = tiles(query, 2, target.attentionM);
    auto getSize = [&](Value value) {
      Dims dims = getDims(value);
      return sizes.getHintedSize(dims[dims.size() - 2]);
    };
    bool isPipelined =
        target.hasTensorPipelines && suitsTensorCores(attention) &&
        !isSmallAttention(getSize(query), getSize(attention.getKey()));
    double limit = isPipelined ? 0 : kUnlimited, occupancy = 1;
    if (target.isGpu)
      occupancy = std::min(1.0, repeats * sizes.getNumMatrices(query) /
                                    double(sm90::kMultiprocessors));
    demand(query, group, {count(query), limit, 0, occupancy});
    for (Value value : {attention.getKey(), attention.getValue()})
      demand(value, group, {count(value) * repeats, limit, 0, occupancy});
    double scores = 1;
    for (AffineExpr dim : getDims(attention.getScore().getArgument(0)))
      scores *= sizes.getSize(dim);
    double readFlops = isPipelined ? kScoreReadFlops : 0;
    for (Value input : getInputs(op))
      if (!llvm::is_contained(op->getOperands(), input))
        demand(input, group, {scores, kUnlimited, readFlops, occupancy});
    return;
  }
  for (Value operand : op->getOperands())
    demand(operand, group, {count(operand), kUnlimited});
}

//===----------------------------------------------------------------------===//
// Fates
//===----------------------------------------------------------------------===//

void KernelFormation::store(Value value) {
  if (isBetterApart(value))
    home.erase(value);
  if (!getHome(value)) {
    // A kernel of its own, which merging may join to another.
    unsigned group = groups.size();
    groups.push_back(
        {Archetype::Pointwise, getDims(value), {}, {}, frozen.contains(value)});
    stored[value] = group;
  } else {
    stored[value] = *getHome(value);
    neededAtHome.insert(value);
  }
}

/// Whether an epilogue of few rows would keep a part of the device busy for
/// longer than all of it takes, launch included.
bool KernelFormation::isBetterApart(Value value) {
  // Threads of a multiprocessor that hide each other's latencies, and at most
  // of a CTA.
  constexpr double kFullThreads = 1024;
  std::optional<unsigned> at = getHome(value);
  Operation *op = value.getDefiningOp();
  if (!at || !target.isGpu || isAnchor(op) || neededAtHome.contains(value) ||
      groups[*at].archetype != Archetype::Rows || groups[*at].isPrepared)
    return false;
  double rows = 1;
  for (AffineExpr size : groups[*at].domain)
    rows *= sizes.getSize(size);
  Value source = cast<ReduceOp>(groups[*at].anchors.front()).getSource();
  double threads =
      std::clamp(sizes.getNumElements(source) / rows / kRowInRegisters,
                 double(target.threads), kFullThreads);
  double occupancy =
      std::min(1.0, rows * threads / (sm90::kMultiprocessors * kFullThreads));
  if (occupancy == 1)
    return false;
  Recomputation again = getRecomputation(value);
  double all =
      sizes.getNumElements(value) * again.flops / target.flopsPerSecond;
  double apart = all + target.launchSeconds;
  for (Value leaf : again.leaves)
    apart += sizes.getBytes(leaf) / target.bytesPerSecond;
  return apart < all / occupancy;
}

/// What computing `value` again would read, and the flops an element it takes:
/// the expression back to what is or will be stored anyway, as far as known.
KernelFormation::Recomputation KernelFormation::getRecomputation(Value value) {
  Recomputation result;
  DenseSet<Value> seen;
  SmallVector<Value> worklist = {value};
  while (!worklist.empty()) {
    Value current = worklist.pop_back_val();
    if (!seen.insert(current).second)
      continue;
    Operation *op = current.getDefiningOp();
    bool isWanted = demands.contains(current) && !getLeaves(current).empty();
    bool isLeaf = !op || isAnchor(op) || stored.contains(current) || isWanted;
    if (current != value && isLeaf) {
      result.leaves.insert(current);
      continue;
    }
    result.flops += getPointwiseFlops(op);
    llvm::append_range(worklist, op->getOperands());
  }
  return result;
}

bool KernelFormation::shouldStore(Value value, const Demands &wanted) {
  double elements = sizes.getNumElements(value);
  double bytes = sizes.getBytes(value);
  Recomputation again = getRecomputation(value);
  std::optional<unsigned> at = getHome(value);
  // At most as many bytes of `leaf` as it has, or as are asked for.
  auto getReadSeconds = [&](Value leaf, double evaluations) {
    double perElement = sizes.getBytes(leaf) / sizes.getNumElements(leaf);
    return std::min(evaluations * perElement, sizes.getBytes(leaf)) /
           target.bytesPerSecond;
  };
  auto isWantedBy = [&](Value leaf, unsigned group) {
    auto it = demands.find(leaf);
    return it != demands.end() && it->second.contains(group);
  };
  // Seconds with the value stored: computing it once, writing and reading it.
  double storing = elements * again.flops / target.flopsPerSecond +
                   bytes / target.bytesPerSecond +
                   (at ? 0 : target.launchSeconds);
  // Whatever runs once costs nothing.
  if (frozen.contains(value))
    storing = 0;
  double inlining = 0;
  for (Value leaf : again.leaves) {
    if (frozen.contains(value))
      continue;
    bool isHere = at && getHome(leaf) == at;
    if (!isHere)
      storing += getReadSeconds(leaf, elements);
    else if (demands.lookup(leaf).empty())
      // Nobody else has asked for this value of the kernel to be stored.
      inlining += sizes.getBytes(leaf) / target.bytesPerSecond;
  }
  for (auto &[group, demand] : wanted) {
    if (getExpressionFlops(value) > demand.flopLimit) {
      refuse(value.getDefiningOp(),
             "not a prologue: the product that uses it would compute it for "
             "each of its tiles, or fetches it by the copy engine");
      return true;
    }
    if (groups[group].isPrepared)
      continue;
    double instructions =
        demand.evaluations / (target.flopsPerSecond * demand.occupancy);
    storing += getReadSeconds(value, demand.evaluations) +
               instructions * demand.readFlops;
    inlining += instructions * again.flops;
    for (Value leaf : again.leaves) {
      if (!isWantedBy(leaf, group))
        inlining += getReadSeconds(leaf, demand.evaluations);
      // What is the same for a whole row or column is read once a row.
      if (sizes.getNumElements(leaf) >= elements)
        inlining += instructions * demand.readFlops;
    }
  }
  // Where both cost the same, an epilogue spares its consumer work.
  bool result = at ? storing <= inlining * (1 + 1e-9) : storing < inlining;
  if (result)
    refuse(
        value.getDefiningOp(),
        llvm::formatv("stored: {0:f2} us, computing it again in {1} kernel(s): "
                      "{2:f2} us",
                      storing * 1e6, wanted.size(), inlining * 1e6));
  return result;
}

/// A view of what a kernel computes is stored in its consumer's order where the
/// consumer could not read the kernel's own order with constant steps. So is
/// one of what gets a kernel only because its consumer cannot compute it.
bool KernelFormation::shouldStoreView(ViewOp op, const Demands &demands) {
  if (!op.getSource().hasOneUse() ||
      sizes.getNumElements(op.getResult()) >
          sizes.getNumElements(op.getSource()) ||
      isLinear(simplifyInBounds(op.getMap(), getDims(op.getResult()))))
    return false;
  if (getHome(op.getResult()))
    return true;
  // What is to be stored is stored as it is.
  Operation *source = op.getSource().getDefiningOp();
  if (source && source->hasAttr("graph.store"))
    return false;
  double flops = getExpressionFlops(op.getResult());
  return llvm::any_of(demands, [&](const auto &entry) {
    return flops > entry.second.flopLimit;
  });
}

/// Decides about `op`'s result, all of whose uses are known, and passes the
/// demands on to its operands.
void KernelFormation::decide(Operation *op) {
  Value value = op->getResult(0);
  bool isResult = llvm::any_of(
      value.getUsers(), [](Operation *user) { return isa<ReturnOp>(user); });
  Demands wanted = demands.lookup(value);
  if (isResult || (op->hasAttr("graph.store") && !wanted.empty())) {
    store(value);
  } else if (!wanted.empty()) {
    if (isAnchor(op))
      store(value);
    else if (auto view = dyn_cast<ViewOp>(op)) {
      if (shouldStoreView(view, wanted))
        store(value);
      // A widened value is stored as it was before.
    } else if (!isa<arith::ExtFOp>(op) && getExpressionFlops(value) > 0 &&
               shouldStore(value, wanted)) {
      store(value);
    }
  }
  if (isAnchor(op)) {
    demandAnchorInputs(op, *getHome(value));
    return;
  }
  auto it = stored.find(value);
  if (it != stored.end())
    demandInputs(op, it->second, {sizes.getNumElements(value), kUnlimited});
  else
    for (auto &[group, demand] : wanted)
      demandInputs(op, group, demand);
  if (it == stored.end() && neededAtHome.contains(value))
    demandInputs(op, *getHome(value),
                 {sizes.getNumElements(value), kUnlimited});
}

void KernelFormation::decideFates() {
  Block &body = program.getBody().front();
  SmallVector<Operation *> ops;
  for (Operation &op : body.without_terminator())
    ops.push_back(&op);
  for (Operation *op : llvm::reverse(ops))
    decide(op);
  for (Operation &op : body.without_terminator())
    if (stored.contains(op.getResult(0)))
      storedOrder.push_back(op.getResult(0));
}

//===----------------------------------------------------------------------===//
// Merging
//===----------------------------------------------------------------------===//

std::optional<unsigned> KernelFormation::getStoringGroup(Value value) const {
  auto it = stored.find(value);
  if (it == stored.end())
    return std::nullopt;
  return it->second;
}

/// What the kernel reads: arguments and values that other kernels store.
SetVector<Value> KernelFormation::getKernelInputs(unsigned group) {
  SetVector<Value> inputs;
  DenseSet<Value> seen;
  SmallVector<Value> worklist;
  for (Value value : storedOrder)
    if (stored.lookup(value) == group)
      worklist.push_back(value);
  while (!worklist.empty()) {
    Value value = worklist.pop_back_val();
    if (!seen.insert(value).second)
      continue;
    Operation *op = value.getDefiningOp();
    auto it = stored.find(value);
    if (!op || (it != stored.end() && it->second != group)) {
      inputs.insert(value);
      continue;
    }
    llvm::append_range(worklist, getInputs(op));
  }
  return inputs;
}

/// Two kernels of one domain become one when they share reads or one reads the
/// other's results, and no third kernel lies between them.
bool KernelFormation::canMerge(unsigned first, unsigned second) {
  if (groups[first].archetype != groups[second].archetype ||
      groups[first].isPrepared != groups[second].isPrepared ||
      !isEqual(groups[first].domain, groups[second].domain))
    return false;
  SetVector<Value> a = getKernelInputs(first), b = getKernelInputs(second);
  auto isStoredIn = [&](Value value, unsigned group) {
    auto it = stored.find(value);
    return it != stored.end() && it->second == group;
  };
  bool shares =
      llvm::any_of(
          a, [&](Value v) { return b.contains(v) || isStoredIn(v, second); }) ||
      llvm::any_of(b, [&](Value v) { return isStoredIn(v, first); });
  if (!shares)
    return false;
  // Reaches `group` from the inputs of the other through a third kernel?
  auto reaches = [&](SetVector<Value> &inputs, unsigned group) {
    DenseSet<unsigned> seen;
    SmallVector<unsigned> worklist;
    for (Value value : inputs) {
      auto it = stored.find(value);
      if (it != stored.end() && it->second != group)
        worklist.push_back(it->second);
    }
    while (!worklist.empty()) {
      unsigned current = worklist.pop_back_val();
      if (current == group)
        return true;
      if (!seen.insert(current).second)
        continue;
      for (Value value : getKernelInputs(current)) {
        auto it = stored.find(value);
        if (it != stored.end())
          worklist.push_back(it->second);
      }
    }
    return false;
  };
  return !reaches(a, second) && !reaches(b, first);
}

void KernelFormation::mergeGroups() {
  for (unsigned first = 0; first < groups.size(); ++first) {
    if (groups[first].archetype != Archetype::Pointwise)
      continue;
    for (unsigned second = first + 1; second < groups.size(); ++second) {
      if (groups[second].archetype != Archetype::Pointwise)
        continue;
      bool isLive = llvm::any_of(storedOrder, [&](Value value) {
        return stored.lookup(value) == second;
      });
      if (!isLive || !canMerge(first, second))
        continue;
      for (Value value : storedOrder)
        if (stored.lookup(value) == second)
          stored[value] = first;
    }
  }
}

void KernelFormation::run() {
  formGroups();
  decideFates();
  mergeGroups();
}

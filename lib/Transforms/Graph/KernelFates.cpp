//===- KernelFates.cpp - Store a value, or compute it again ---------------===//

#include "KernelFormation.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

constexpr double kUnlimited = std::numeric_limits<double>::infinity();

//===----------------------------------------------------------------------===//
// Demands: which kernel evaluates a value how often
//===----------------------------------------------------------------------===//

void KernelFormation::demand(Value value, unsigned group, double evaluations,
                             double flopLimit) {
  if (getHome(value) == group) {
    neededAtHome.insert(value);
    return;
  }
  auto [it, isNew] = demands[value].insert({group, {evaluations, flopLimit}});
  if (isNew)
    return;
  it->second.evaluations += evaluations;
  it->second.flopLimit = std::min(it->second.flopLimit, flopLimit);
}

void KernelFormation::demandInputs(Operation *op, unsigned group,
                                   double evaluations, double flopLimit) {
  double share = evaluations;
  if (auto concat = dyn_cast<ConcatOp>(op))
    share /= concat.getInputs().size();
  for (Value operand : op->getOperands())
    demand(operand, group, share, flopLimit);
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
    demand(lhs, group, count(lhs) * tiles(rhs, 1, target.tileN),
           target.contractPrologueFlops);
    demand(rhs, group, count(rhs) * tiles(lhs, 2, target.tileM), 0);
    return;
  }
  if (auto attention = dyn_cast<AttentionOp>(op)) {
    Value query = attention.getQuery();
    double repeats = tiles(query, 2, target.attentionM);
    demand(query, group, count(query), kUnlimited);
    for (Value value : {attention.getKey(), attention.getValue()})
      demand(value, group, count(value) * repeats, kUnlimited);
    double scores = 1;
    for (AffineExpr dim : getDims(attention.getScore().getArgument(0)))
      scores *= sizes.getSize(dim);
    for (Value input : getInputs(op))
      if (!llvm::is_contained(op->getOperands(), input))
        demand(input, group, scores, kUnlimited);
    return;
  }
  for (Value operand : op->getOperands())
    demand(operand, group, count(operand), kUnlimited);
}

//===----------------------------------------------------------------------===//
// Fates
//===----------------------------------------------------------------------===//

void KernelFormation::store(Value value) {
  if (!getHome(value)) {
    // A kernel of its own, which merging may join to another.
    unsigned group = groups.size();
    groups.push_back({Archetype::Pointwise, getDims(value), {}, {}});
    stored[value] = group;
  } else {
    stored[value] = *getHome(value);
    neededAtHome.insert(value);
  }
}

bool KernelFormation::shouldStore(Value value, const Demands &demands) {
  double elements = sizes.getNumElements(value);
  double bytes = sizes.getBytes(value);
  double flops = getExpressionFlops(value);
  std::optional<unsigned> at = getHome(value);
  // Seconds with the value stored: computing it once, writing and reading it.
  double storing = elements * flops / target.flopsPerSecond +
                   bytes / target.bytesPerSecond +
                   (at ? 0 : target.launchSeconds);
  double inlining = 0;
  for (Value leaf : getLeaves(value)) {
    if (!at || getHome(leaf) != at)
      storing += std::min(elements, sizes.getNumElements(leaf)) *
                 (sizes.getBytes(leaf) / sizes.getNumElements(leaf)) /
                 target.bytesPerSecond;
    else if (this->demands.lookup(leaf).empty())
      // Nobody else has asked for this anchor to be stored.
      inlining += sizes.getBytes(leaf) / target.bytesPerSecond;
  }
  for (auto &[group, demand] : demands) {
    if (flops > demand.flopLimit)
      return true;
    storing += std::min(bytes, demand.evaluations * bytes / elements) /
               target.bytesPerSecond;
    inlining += demand.evaluations * flops / target.flopsPerSecond;
    for (Value leaf : getLeaves(value))
      inlining += std::min(demand.evaluations, sizes.getNumElements(leaf)) *
                  (sizes.getBytes(leaf) / sizes.getNumElements(leaf)) /
                  target.bytesPerSecond;
  }
  // Where both cost the same, an epilogue spares its consumer work.
  return at ? storing <= inlining * (1 + 1e-9) : storing < inlining;
}

/// A view of what a kernel computes is stored in its consumer's order where the
/// consumer could not read the kernel's own order with constant steps.
bool KernelFormation::shouldStoreView(ViewOp op, const Demands &demands) {
  if (!getHome(op.getResult()) || !op.getSource().hasOneUse())
    return false;
  return !isLinear(simplifyInBounds(op.getMap(), getDims(op.getResult())));
}

/// Decides about `op`'s result, all of whose uses are known, and passes the
/// demands on to its operands.
void KernelFormation::decide(Operation *op) {
  Value value = op->getResult(0);
  bool isResult = llvm::any_of(
      value.getUsers(), [](Operation *user) { return isa<ReturnOp>(user); });
  Demands wanted = demands.lookup(value);
  if (isResult) {
    store(value);
  } else if (!wanted.empty()) {
    if (isAnchor(op))
      store(value);
    else if (auto view = dyn_cast<ViewOp>(op)) {
      if (shouldStoreView(view, wanted))
        store(value);
    } else if (getExpressionFlops(value) > 0 && shouldStore(value, wanted)) {
      store(value);
    }
  }
  if (isAnchor(op)) {
    demandAnchorInputs(op, *getHome(value));
    return;
  }
  auto it = stored.find(value);
  if (it != stored.end())
    demandInputs(op, it->second, sizes.getNumElements(value), kUnlimited);
  else
    for (auto &[group, demand] : wanted)
      demandInputs(op, group, demand.evaluations, demand.flopLimit);
  if (it == stored.end() && neededAtHome.contains(value))
    demandInputs(op, *getHome(value), sizes.getNumElements(value), kUnlimited);
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

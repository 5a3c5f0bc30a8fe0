//===- KernelGroups.cpp - What can be computed in which kernel ------------===//

#include "KernelFormation.h"
#include "TensorCoreSchedule.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

KernelFormation::KernelFormation(ProgramOp program, const TargetModel &target)
    : program(program), target(target), sizes(program), frozen(program) {}

std::optional<unsigned> KernelFormation::getHome(Value value) const {
  auto it = home.find(value);
  if (it == home.end())
    return std::nullopt;
  return it->second;
}

void KernelFormation::refuse(Operation *op, const Twine &reason) {
  refusals.push_back({op, reason.str()});
}

//===----------------------------------------------------------------------===//
// Facts about expressions
//===----------------------------------------------------------------------===//

/// The arguments and anchors that `value` is computed from.
const SetVector<Value> &KernelFormation::getLeaves(Value value) {
  auto it = leaves.find(value);
  if (it != leaves.end())
    return it->second;
  SetVector<Value> found;
  Operation *op = value.getDefiningOp();
  if (!op || isAnchor(op)) {
    found.insert(value);
  } else {
    for (Value operand : op->getOperands()) {
      const SetVector<Value> &inner = getLeaves(operand);
      found.insert(inner.begin(), inner.end());
    }
  }
  return leaves.try_emplace(value, std::move(found)).first->second;
}

/// Flops an element of `value` costs when everything back to its leaves is
/// computed for it.
double KernelFormation::getExpressionFlops(Value value) {
  auto it = flops.find(value);
  if (it != flops.end())
    return it->second;
  double total = 0;
  Operation *op = value.getDefiningOp();
  if (op && !isAnchor(op)) {
    total = getPointwiseFlops(op);
    for (Value operand : op->getOperands())
      total += getExpressionFlops(operand);
    // A shared subexpression is computed once; without this bound a long
    // chain of residuals would seem to cost exponentially much.
    total = std::min(total, 1e4);
  }
  return flops[value] = total;
}

bool KernelFormation::dependsOn(Value value, unsigned group) {
  SmallVector<Value> worklist = {value};
  DenseSet<Value> seen;
  DenseSet<unsigned> seenGroups;
  while (!worklist.empty()) {
    Value current = worklist.pop_back_val();
    if (!seen.insert(current).second)
      continue;
    Operation *op = current.getDefiningOp();
    if (!op)
      continue;
    std::optional<unsigned> at = getHome(current);
    if (at == group)
      return true;
    if (!at) {
      llvm::append_range(worklist, getInputs(op));
      continue;
    }
    if (!seenGroups.insert(*at).second)
      continue;
    for (Operation *member : groups[*at].members)
      for (Value input : getInputs(member))
        if (getHome(input) != at)
          worklist.push_back(input);
  }
  return false;
}

//===----------------------------------------------------------------------===//
// Groups
//===----------------------------------------------------------------------===//

void KernelFormation::addMember(Operation *op, unsigned group, AffineMap map) {
  home[op->getResult(0)] = group;
  alignment[op->getResult(0)] = map;
  groups[group].members.push_back(op);
}

unsigned KernelFormation::createGroup(Operation *anchor) {
  unsigned group = groups.size();
  groups.push_back({getAnchorArchetype(anchor),
                    getAnchorDomain(anchor),
                    {anchor},
                    {},
                    frozen.contains(anchor->getResult(0))});
  unsigned rank = groups[group].domain.size();
  addMember(anchor, group,
            AffineMap::getMultiDimIdentityMap(rank, anchor->getContext()));
  return group;
}

/// Every input of `op` that is not computed in `group` must not need it.
bool KernelFormation::isLegalMember(Operation *op, unsigned group) {
  for (Value input : getInputs(op))
    if (getHome(input) != group && dependsOn(input, group))
      return false;
  return true;
}

/// True when `map` is `(d0, ..., dn) -> (d0, ..., dk)`.
static bool isLeadingIdentity(AffineMap map) {
  for (auto [index, expr] : llvm::enumerate(map.getResults()))
    if (expr != getAffineDimExpr(index, map.getContext()))
      return false;
  return true;
}

/// Puts a reduction of rows into a group over the same rows: the one that its
/// source is computed in, or one that reads the same values.
bool KernelFormation::joinRows(ReduceOp op) {
  if (!reducesRows(op))
    return false;
  Dims rows = getAnchorDomain(op);
  Value source = op.getSource();
  auto fits = [&](unsigned group) {
    return groups[group].archetype == Archetype::Rows &&
           groups[group].isPrepared == frozen.contains(op.getResult()) &&
           isEqual(groups[group].domain, rows);
  };
  std::optional<unsigned> found;
  std::optional<unsigned> at = getHome(source);
  if (at && fits(*at) && isLeadingIdentity(alignment[source]))
    found = at;
  const SetVector<Value> &inputs = getLeaves(source);
  for (unsigned group = 0; group < groups.size() && !found; ++group) {
    if (!fits(group))
      continue;
    bool shares = llvm::any_of(groups[group].anchors, [&](Operation *anchor) {
      const SetVector<Value> &others =
          getLeaves(cast<ReduceOp>(anchor).getSource());
      return llvm::any_of(inputs, [&](Value v) { return others.contains(v); });
    });
    if (shares && isLegalMember(op, group))
      found = group;
  }
  if (!found)
    return false;
  groups[*found].anchors.push_back(op);
  addMember(op, *found,
            AffineMap::getMultiDimIdentityMap(rows.size(), op.getContext()));
  return true;
}

/// Puts a sum of slices that is meant to be an epilogue into the kernel of the
/// product whose columns it adds up.
bool KernelFormation::joinEpilogue(ReduceOp op) {
  auto view = op.getSource().getDefiningOp<ViewOp>();
  std::optional<unsigned> at = view ? getHome(view.getSource()) : std::nullopt;
  if (!op->hasAttr(kInEpilogueAttr) || !at ||
      groups[*at].archetype != Archetype::Contract ||
      groups[*at].isPrepared != frozen.contains(op.getResult()))
    return false;
  Dims dims = getDims(view.getResult());
  AffineMap map = composeMaps(alignment[view.getSource()], view.getMap(), dims);
  MLIRContext *context = op.getContext();
  unsigned slice = dims.size() - 2, column = dims.size() - 1;
  AffineExpr expected =
      simplifyInBounds(getAffineDimExpr(slice, context) * kSliceColumns +
                           getAffineDimExpr(column, context),
                       dims);
  if (map.getResults().back() != expected ||
      llvm::any_of(map.getResults().drop_back(), [&](AffineExpr expr) {
        return expr.isFunctionOfDim(slice) || expr.isFunctionOfDim(column);
      }))
    return false;
  addMember(op, *at, map);
  return true;
}

/// Two products of one left operand, such as a gate and what it gates, become
/// one pipeline: their results meet in registers.
void KernelFormation::joinProducts(unsigned first, unsigned second) {
  auto getPipelined = [&](unsigned group) -> ContractOp {
    if (!target.hasTensorPipelines)
      return {};
    auto contract = dyn_cast<ContractOp>(groups[group].anchors.front());
    return contract && suitsTensorCores(contract) ? contract : ContractOp();
  };
  ContractOp a = getPipelined(first), b = getPipelined(second);
  // More accumulators than two would leave small tiles.
  if (!a || !b || a.getLhs() != b.getLhs() ||
      groups[first].anchors.size() + groups[second].anchors.size() > 2 ||
      groups[first].isPrepared != groups[second].isPrepared ||
      !isEqual(groups[first].domain, groups[second].domain))
    return;
  auto isIndependent = [&](unsigned group, unsigned other) {
    return llvm::all_of(groups[group].members, [&](Operation *member) {
      return llvm::all_of(getInputs(member), [&](Value input) {
        return getHome(input) == group || !dependsOn(input, other);
      });
    });
  };
  if (!isIndependent(first, second) || !isIndependent(second, first))
    return;
  for (Operation *member : groups[second].members)
    home[member->getResult(0)] = first;
  llvm::append_range(groups[first].anchors, groups[second].anchors);
  llvm::append_range(groups[first].members, groups[second].members);
  llvm::sort(groups[first].members, [](Operation *one, Operation *other) {
    return one->isBeforeInBlock(other);
  });
  groups[second].anchors.clear();
  groups[second].members.clear();
}

/// The map from the indices of `op`'s result to the points of the group's
/// domain, if every element belongs to one point.
std::optional<AffineMap> KernelFormation::align(Operation *op, unsigned group,
                                                std::string &reason) {
  const KernelGroup &target = groups[group];
  for (Value operand : op->getOperands())
    if (getHome(operand) == group && target.archetype == Archetype::Contract &&
        operand.getDefiningOp<ReduceOp>()) {
      reason = "a sum of slices is whole when all tiles are done";
      return std::nullopt;
    }
  Dims dims = getDims(op->getResult(0));
  std::optional<AffineMap> map;
  if (auto view = dyn_cast<ViewOp>(op)) {
    map = composeMaps(alignment[view.getSource()], view.getMap(), dims);
  } else if (isa<ConcatOp>(op) || isPointwise(op)) {
    for (Value operand : op->getOperands()) {
      if (getHome(operand) != group)
        continue;
      AffineMap other = simplifyInBounds(alignment[operand], dims);
      if (map && *map != other) {
        reason = "its operands belong to different points of the tile";
        return std::nullopt;
      }
      map = other;
    }
    if (auto concat = dyn_cast<ConcatOp>(op)) {
      if (target.archetype != Archetype::Rows ||
          map->isFunctionOfDim(concat.getDim())) {
        reason = "a concatenation reads other points of the tile";
        return std::nullopt;
      }
    }
  }
  if (!map) {
    reason = "its indices are computed";
    return std::nullopt;
  }
  std::optional<Bijection> whole =
      completeToBijection(*map, dims, target.domain);
  bool allowed = whole && (target.archetype == Archetype::Rows ||
                           whole->sizes.size() == target.domain.size());
  if (!allowed) {
    reason = "its index map is not one to one with the kernel's tile";
    return std::nullopt;
  }
  return map;
}

/// Makes `op` an epilogue of a group that one of its operands is in: of the
/// heaviest, else of the last one.
void KernelFormation::findHome(Operation *op) {
  SmallVector<unsigned> candidates;
  for (Value operand : op->getOperands())
    if (std::optional<unsigned> at = getHome(operand))
      if (!llvm::is_contained(candidates, *at))
        candidates.push_back(*at);
  auto getWeight = [&](unsigned group) {
    Archetype archetype = groups[group].archetype;
    return archetype == Archetype::Contract ||
           archetype == Archetype::Attention;
  };
  llvm::sort(candidates, [&](unsigned a, unsigned b) {
    return std::make_pair(getWeight(a), a) > std::make_pair(getWeight(b), b);
  });
  if (candidates.size() == 2 && isPointwise(op)) {
    joinProducts(std::min(candidates[0], candidates[1]),
                 std::max(candidates[0], candidates[1]));
    llvm::erase_if(candidates, [&](unsigned group) {
      return groups[group].members.empty();
    });
  }
  for (unsigned group : candidates) {
    std::string reason;
    Archetype archetype = groups[group].archetype;
    std::optional<AffineMap> map;
    if (archetype == Archetype::Scan || archetype == Archetype::Scatter)
      reason =
          ("a " + stringifyArchetype(archetype) + " stores its result as it is")
              .str();
    else
      map = align(op, group, reason);
    if (map && groups[group].isPrepared && !frozen.contains(op->getResult(0))) {
      reason = "the kernel runs once, when parameters are frozen";
      map.reset();
    }
    if (map && !isLegalMember(op, group)) {
      reason = "an operand comes from a kernel that must run after it";
      map.reset();
    }
    if (map)
      return addMember(op, group, *map);
    refuse(op, "not an epilogue of the " + stringifyArchetype(archetype) +
                   " kernel that it reads: " + reason);
  }
}

void KernelFormation::formGroups() {
  for (Operation &op : program.getBody().front().without_terminator()) {
    auto reduce = dyn_cast<ReduceOp>(op);
    if (isAnchor(&op)) {
      if (!reduce || !(joinEpilogue(reduce) || joinRows(reduce)))
        createGroup(&op);
    } else if (op.getNumOperands()) {
      findHome(&op);
    }
  }
}

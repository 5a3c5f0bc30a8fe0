//===- LayoutAssignment.cpp - Which fragment each tile gets ---------------===//

#include "LayoutAssignment.h"
#include "cutedsl/Dialect/SM90/IR/SM90.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::tile;

/// What one round trip through shared memory costs besides the accesses: two
/// barriers.
static constexpr int64_t kBarrierCost = 80;

/// The largest tile that goes through shared memory by choice beside roles,
/// whose buffers need the rest.
static constexpr int64_t kMaxConversionBytes = 8192;
static constexpr int64_t kForbidden = int64_t(1) << 40;

/// Values of one tile that a thread holds without trouble.
static constexpr int64_t kMaxTileRegisters = 64;

static RankedTensorType tensorType(Value value) {
  return cast<RankedTensorType>(value.getType());
}

static bool isTile(Value value) {
  return isa<RankedTensorType>(value.getType());
}

/// How much more often than once an op runs, as a guess.
static int64_t getFrequency(Operation *op) {
  int64_t frequency = 1;
  while ((op = op->getParentOp()) && !isa<FuncOp>(op))
    if (isa<LoopLikeOpInterface>(op))
      frequency *= 8;
  return frequency;
}

ArrayRef<int64_t> LayoutAssignment::Component::shape() const {
  // With an operand's matrix: that of what is read.
  return tensorType(*llvm::max_element(values,
                                       [](Value a, Value b) {
                                         return tensorType(a).getRank() <
                                                tensorType(b).getRank();
                                       }))
      .getShape();
}

LayoutAssignment::LayoutAssignment(FuncOp func)
    : func(func), threads(func.getThreads()),
      hasRoles(sm90::getRoles(func) != nullptr) {
  uniteValues();
  buildComponents();
  SmallVector<Component *> left;
  for (auto &entry : components)
    left.push_back(&entry.second);
  auto rank = [&](Component *component) {
    return std::tuple(bool(component->prescribed), component->mma != nullptr,
                      isBesideAnchored(*component), component->weight);
  };
  while (!left.empty()) {
    auto *next = llvm::max_element(
        left, [&](Component *a, Component *b) { return rank(a) < rank(b); });
    Component *component = *next;
    left.erase(next);
    component->isAnchored =
        component->prescribed || component->mma || isBesideAnchored(*component);
    settle(*component);
  }
}

bool LayoutAssignment::isBesideAnchored(const Component &component) const {
  auto isAnchored = [&](Value value) {
    const Component *other = isTile(value) ? find(value) : nullptr;
    return other && other->isAnchored;
  };
  return llvm::any_of(component.edges, [&](Operation *op) {
    return llvm::any_of(op->getOperands(), isAnchored) ||
           llvm::any_of(op->getResults(), isAnchored);
  });
}

//===----------------------------------------------------------------------===//
// Components
//===----------------------------------------------------------------------===//

void LayoutAssignment::unite(Value a, Value b) {
  if (!isRematerializable(a) && !isRematerializable(b))
    classes.unionSets(a.getAsOpaquePointer(), b.getAsOpaquePointer());
}

/// Whether `reshape` only leaves out dimensions of one element, for a product
/// by warps to take the result: alone, that would have no reason for any
/// layout.
static bool isOperandMatrix(ReshapeOp reshape) {
  auto getSizes = [](Type type) {
    SmallVector<int64_t> sizes(cast<RankedTensorType>(type).getShape());
    llvm::erase(sizes, 1);
    return sizes;
  };
  return getSizes(reshape.getSource().getType()) ==
             getSizes(reshape.getType()) &&
         llvm::all_of(reshape->getUses(), [](OpOperand &use) {
           auto mma = dyn_cast<MmaOp>(use.getOwner());
           return mma && mma.getWarp() && use.getOperandNumber() < 2;
         });
}

void LayoutAssignment::uniteValues() {
  auto uniteAll = [&](ValueRange values) {
    Value first;
    for (Value value : values) {
      if (!value || !isTile(value) || isRematerializable(value))
        continue;
      classes.insert(value.getAsOpaquePointer());
      if (first)
        unite(first, value);
      first = value;
    }
  };
  func.walk([&](Operation *op) {
    for (Value result : op->getResults())
      uniteAll(result);
    if (auto loop = dyn_cast<scf::ForOp>(op)) {
      for (auto [init, arg, yielded, result] :
           llvm::zip_equal(loop.getInitArgs(), loop.getRegionIterArgs(),
                           loop.getYieldedValues(), loop.getResults()))
        uniteAll({arg, result, init, yielded});
    } else if (auto branch = dyn_cast<scf::IfOp>(op)) {
      for (auto [index, result] : llvm::enumerate(branch.getResults()))
        uniteAll({result, branch.thenYield().getOperand(index),
                  branch.elseYield().getOperand(index)});
    } else if (auto mma = dyn_cast<MmaOp>(op)) {
      uniteAll({mma.getAcc(), mma.getResult()});
    } else if (auto wgmma = dyn_cast<sm90::WgmmaOp>(op)) {
      uniteAll({wgmma.getAcc(), wgmma.getResult()});
    } else if (auto wgmma = dyn_cast<sm90::WgmmaRegistersOp>(op)) {
      uniteAll({wgmma.getAcc(), wgmma.getResult()});
    } else if (auto reduce = dyn_cast<sm90::ClusterReduceOp>(op)) {
      uniteAll({reduce.getValue(), reduce.getResult()});
    } else if (auto wait = dyn_cast<sm90::WgmmaWaitOp>(op)) {
      for (auto [acc, result] :
           llvm::zip_equal(wait.getAccs(), wait.getResults()))
        uniteAll({acc, result});
    } else if (auto gather = dyn_cast<GatherOp>(op)) {
      uniteAll({gather.getResult(), gather.getOffsets(), gather.getMask()});
    } else if (auto scatter = dyn_cast<ScatterOp>(op)) {
      uniteAll({scatter.getValue(), scatter.getOffsets(), scatter.getMask()});
    } else if (auto load = dyn_cast<LoadOp>(op)) {
      uniteAll({load.getResult(), load.getMask()});
    } else if (auto store = dyn_cast<StoreOp>(op)) {
      uniteAll({store.getValue(), store.getMask()});
    } else if (auto reshape = dyn_cast<ReshapeOp>(op)) {
      if (isOperandMatrix(reshape))
        uniteAll({reshape.getSource(), reshape.getResult()});
    } else if (isa<SwapHalvesOp, DuplicateInPairsOp>(op)) {
      uniteAll({op->getOperand(0), op->getResult(0)});
    } else if (OpTrait::hasElementwiseMappableTraits(op) &&
               op->getNumResults() == 1 && isTile(op->getResult(0)) &&
               !isRematerializable(op->getResult(0))) {
      SmallVector<Value> values(op->getOperands());
      values.push_back(op->getResult(0));
      uniteAll(values);
    }
  });
}

void LayoutAssignment::buildComponents() {
  auto add = [&](Value value) {
    if (!isTile(value) || isRematerializable(value))
      return;
    void *opaque = value.getAsOpaquePointer();
    classes.insert(opaque);
    void *leader = classes.getLeaderValue(opaque);
    Component &component = components[leader];
    component.values.push_back(value);
    component.weight += tensorType(value).getNumElements();
    auto attach = [&](Operation *op) {
      if (isa<LoadOp, StoreOp, GatherOp, ScatterOp>(op))
        component.accesses.insert(op);
      if (isa<ReduceOp>(op) && op->getOperand(0) == value)
        component.reduces.insert(op);
      if (isa<SwapHalvesOp>(op))
        component.swaps.insert(op);
      if (isa<DuplicateInPairsOp>(op))
        component.pairs.insert(op);
      if (isa<ReduceOp, BroadcastOp, TransposeOp, ReshapeOp, MmaOp,
              sm90::SendOp, sm90::SliceOp, sm90::StoreTileOp,
              sm90::WgmmaRegistersOp>(op))
        component.edges.insert(op);
    };
    if (Operation *op = value.getDefiningOp()) {
      attach(op);
      if (isa<MmaOp>(op))
        component.mma = op;
      if (FragmentAttr prescribed = getPrescribed(op))
        component.prescribed = prescribed;
    }
    for (Operation *user : value.getUsers())
      attach(user);
  };
  func.walk([&](Operation *op) {
    for (Region &region : op->getRegions())
      for (Block &block : region)
        for (Value argument : block.getArguments())
          add(argument);
    for (Value result : op->getResults())
      add(result);
  });
}

const LayoutAssignment::Component *LayoutAssignment::find(Value value) const {
  auto it = classes.findLeader(value.getAsOpaquePointer());
  if (it == classes.member_end())
    return nullptr;
  auto found = components.find(*it);
  return found == components.end() ? nullptr : &found->second;
}

FragmentAttr LayoutAssignment::findLayout(Value value) const {
  const Component *component = find(value);
  return component ? component->layout : FragmentAttr();
}

FragmentAttr LayoutAssignment::getLayout(Value value) const {
  FragmentAttr layout = findLayout(value);
  assert(layout && "expected a settled tile");
  return layout;
}

FragmentAttr LayoutAssignment::getAccessLayout(Operation *op) const {
  return bestAccess.lookup(op);
}

FragmentAttr LayoutAssignment::getDefaultLayout(Type type) const {
  auto tensor = cast<RankedTensorType>(type);
  return makeBlockedFragment(type.getContext(), tensor.getShape(), threads,
                             int(tensor.getRank()) - 1, 1, /*warpOnly=*/false);
}

//===----------------------------------------------------------------------===//
// Candidates and costs
//===----------------------------------------------------------------------===//

static std::optional<StridedAccess> getStrided(Operation *op) {
  if (auto load = dyn_cast<LoadOp>(op))
    return StridedAccess::get(load);
  if (auto store = dyn_cast<StoreOp>(op))
    return StridedAccess::get(store);
  return std::nullopt;
}

/// Blocked layouts of every vector width that suits an access.
static void addBlocked(MLIRContext *context, ArrayRef<int64_t> shape,
                       int64_t threads, int dim, int64_t maxVector,
                       llvm::SetVector<FragmentAttr> &candidates) {
  for (int64_t vector = maxVector; vector >= 1; vector /= 2)
    for (bool warpOnly : {false, true})
      candidates.insert(
          makeBlockedFragment(context, shape, threads, dim, vector, warpOnly));
}

static llvm::SetVector<FragmentAttr>
getAccessCandidates(Operation *op, ArrayRef<int64_t> shape, int64_t threads) {
  llvm::SetVector<FragmentAttr> candidates;
  int dim = int(shape.size()) - 1;
  int64_t maxVector = 4;
  if (std::optional<StridedAccess> access = getStrided(op)) {
    for (int i = 0, e = shape.size(); i < e; ++i)
      if (access->strides[i] == 1 && shape[i] > 1)
        dim = i;
    maxVector = 16 / access->elementBytes;
  }
  addBlocked(op->getContext(), shape, threads, dim, maxVector, candidates);
  return candidates;
}

/// Blocked layouts of one half, and in each thread the same of the other.
static void addWithHalves(SwapHalvesOp op, int64_t threads,
                          llvm::SetVector<FragmentAttr> &candidates) {
  RankedTensorType type = op.getType();
  int dim = op.getDim();
  SmallVector<int64_t> shape(type.getShape());
  int64_t half = shape[dim] /= 2;
  llvm::SetVector<FragmentAttr> halves;
  addBlocked(op.getContext(), shape, threads, dim,
             16 / getElementBytes(type.getElementType()), halves);
  for (FragmentAttr fragment : halves) {
    std::optional<DimModes> modes = getDimModes(fragment, shape);
    if (!modes)
      continue;
    auto toSpecs = [](ArrayRef<DimMode> list) {
      SmallVector<ModeSpec> specs;
      for (const DimMode &mode : list)
        specs.push_back({mode.size, mode.dim, mode.step});
      return specs;
    };
    SmallVector<ModeSpec> values = toSpecs(modes->values);
    values.push_back({2, dim, half});
    candidates.insert(makeFragment(op.getContext(), type.getShape(),
                                   toSpecs(modes->threads), values));
  }
}

int64_t LayoutAssignment::getAccessCost(Operation *op,
                                        FragmentAttr layout) const {
  if (std::optional<StridedAccess> access = getStrided(op))
    return cutedsl::tile::getAccessCost(*access, layout);
  // A gather: each lane its own sector.
  return layout.getNumValues() * std::max<int64_t>(1, threads / kWarpSize) * 34;
}

int64_t LayoutAssignment::getConversionCost(RankedTensorType type,
                                            FragmentAttr from,
                                            FragmentAttr to) const {
  if (!from || !to || from == to)
    return 0;
  auto [it, inserted] = conversionCosts.try_emplace(
      std::tuple<Type, FragmentAttr, FragmentAttr>(type, from, to), 0);
  if (inserted) {
    int64_t cost;
    int64_t bytes =
        type.getNumElements() * getElementBytes(type.getElementType());
    if (classifyConversion(from, to).kind != ConversionKind::Shared)
      cost = 1;
    else if (hasRoles && bytes > kMaxConversionBytes)
      cost = kForbidden;
    else
      cost =
          kBarrierCost +
          chooseSharedLayout(type.getShape(),
                             getElementBytes(type.getElementType()), from, to)
              .cost;
    it->second = cost;
  }
  return it->second;
}

/// Shuffles and, across warps, a trip through shared memory.
static int64_t getReduceCost(ReduceOp reduce, FragmentAttr layout) {
  ArrayRef<int64_t> shape = tensorType(reduce.getSource()).getShape();
  std::optional<DimModes> modes = getDimModes(layout, shape);
  FragmentAttr result =
      projectFragment(layout, shape, tensorType(reduce.getResult()).getShape());
  if (!modes || !result)
    return 0;
  int64_t warps = std::max<int64_t>(1, layout.getNumThreads() / kWarpSize);
  int64_t registers = result.getNumValues() * warps, cost = 0;
  for (const DimMode &mode : modes->threads) {
    if (mode.dim < 0 || !llvm::is_contained(reduce.getDims(), mode.dim))
      continue;
    int64_t inWarp =
        std::min(mode.size, std::max<int64_t>(1, kWarpSize / mode.prefix));
    cost += 3 * registers * llvm::Log2_64_Ceil(inWarp);
    if (inWarp < mode.size)
      cost += kBarrierCost + 4 * registers * (mode.size / inWarp);
  }
  return cost;
}

int64_t LayoutAssignment::getEdgeCost(Operation *op, const Component &component,
                                      FragmentAttr layout) const {
  auto layoutOf = [&](Value value) {
    return find(value) == &component ? layout : findLayout(value);
  };
  int64_t cost = 0;
  if (FragmentAttr prescribed = getPrescribedSource(op))
    return getConversionCost(tensorType(op->getOperand(0)),
                             layoutOf(op->getOperand(0)), prescribed);
  FragmentAttr result = layoutOf(op->getResult(0));
  if (isa<ReduceOp, TransposeOp, sm90::SliceOp>(op)) {
    FragmentAttr source = layoutOf(op->getOperand(0));
    if (source && result && !getProvided(op, source))
      return kForbidden;
    if (source && result)
      cost += getConversionCost(tensorType(op->getResult(0)),
                                getProvided(op, source), result);
    return cost;
  }
  if (!result)
    return 0;
  for (auto [index, operand] : llvm::enumerate(op->getOperands()))
    if (FragmentAttr source = layoutOf(operand))
      cost += getConversionCost(tensorType(operand), source,
                                getDemanded(op, index, result));
  return cost;
}

llvm::SetVector<FragmentAttr>
LayoutAssignment::getCandidates(const Component &component) const {
  MLIRContext *context = FuncOp(func).getContext();
  ArrayRef<int64_t> shape = component.shape();
  llvm::SetVector<FragmentAttr> candidates;
  if (component.prescribed) {
    candidates.insert(component.prescribed);
    return candidates;
  }
  if (component.mma) {
    candidates.insert(
        makeAccumulatorFragment(context, shape[0], shape[1], threads));
    return candidates;
  }
  for (Operation *op : component.accesses)
    candidates.insert_range(getAccessCandidates(op, shape, threads));
  for (Operation *op : component.swaps)
    addWithHalves(cast<SwapHalvesOp>(op), threads, candidates);
  for (Operation *op : component.pairs)
    addBlocked(context, shape, threads, cast<DuplicateInPairsOp>(op).getDim(),
               4, candidates);
  for (Operation *op : component.edges) {
    if (FragmentAttr prescribed = getPrescribedSource(op)) {
      if (find(op->getOperand(0)) == &component)
        candidates.insert(prescribed);
      continue;
    }
    if (FragmentAttr result = findLayout(op->getResult(0)))
      for (auto [index, operand] : llvm::enumerate(op->getOperands()))
        if (find(operand) == &component)
          if (FragmentAttr demanded = getDemanded(op, index, result))
            candidates.insert(demanded);
    if (FragmentAttr source = findLayout(op->getOperand(0)))
      if (find(op->getResult(0)) == &component)
        if (FragmentAttr provided = getProvided(op, source))
          candidates.insert(provided);
  }
  addBlocked(context, shape, threads, int(shape.size()) - 1, 4, candidates);
  return candidates;
}

int64_t LayoutAssignment::getCost(const Component &component,
                                  FragmentAttr layout) const {
  for (Operation *op : component.swaps)
    if (!holdsHalves(layout, component.shape(),
                     cast<SwapHalvesOp>(op).getDim()))
      return kForbidden;
  for (Operation *op : component.pairs)
    if (!holdsPairs(layout, component.shape(),
                    cast<DuplicateInPairsOp>(op).getDim()))
      return kForbidden;
  // A copy of an element costs every op once more.
  int64_t warps = std::max<int64_t>(1, threads / kWarpSize);
  int64_t registers = layout.getNumValues();
  int64_t cost = registers * warps * int64_t(component.values.size()) / 4;
  // More than fits in a thread beside other tiles is spilled.
  cost += std::max<int64_t>(0, registers - kMaxTileRegisters) * warps * 16;
  for (Operation *op : component.accesses) {
    int64_t access = getAccessCost(op, layout);
    if (FragmentAttr best = bestAccess.lookup(op))
      access = std::min(
          access, getAccessCost(op, best) +
                      getConversionCost(tensorType(component.values.front()),
                                        best, layout));
    cost += access * getFrequency(op);
  }
  for (Operation *op : component.reduces)
    cost += getReduceCost(cast<ReduceOp>(op), layout) * getFrequency(op);
  for (Operation *op : component.edges)
    cost += getEdgeCost(op, component, layout) * getFrequency(op);
  return cost;
}

void LayoutAssignment::settle(Component &component) {
  ArrayRef<int64_t> shape = component.shape();
  for (Operation *op : component.accesses) {
    if (!getStrided(op))
      continue;
    FragmentAttr best;
    int64_t bestCost = 0;
    for (FragmentAttr layout : getAccessCandidates(op, shape, threads)) {
      int64_t cost = getAccessCost(op, layout);
      if (!best || cost < bestCost)
        std::tie(best, bestCost) = std::pair(layout, cost);
    }
    bestAccess[op] = best;
  }

  int64_t bestCost = 0;
  for (FragmentAttr layout : getCandidates(component)) {
    if (!getDimModes(layout, shape))
      continue;
    int64_t cost = getCost(component, layout);
    if (!component.layout || cost < bestCost)
      std::tie(component.layout, bestCost) = std::pair(layout, cost);
  }
  // An access in the component's own layout where converting does not pay.
  for (Operation *op : component.accesses) {
    FragmentAttr &best = bestAccess[op];
    if (!best || getAccessCost(op, component.layout) <=
                     getAccessCost(op, best) +
                         getConversionCost(tensorType(component.values.front()),
                                           best, component.layout))
      best = component.layout;
  }
}

//===- OutlineKernels.cpp - Kernels become functions ----------------------===//
//
// A kernel's body is written in the coordinates of its domain: where an
// epilogue computes on a view of an anchor's result, the view moves to the end,
// so that every op of the body shares the domain's indices and a result in
// another order is one `graph.view` just before the return.
//
//===----------------------------------------------------------------------===//

#include "GraphUtils.h"
#include "cutedsl/Dialect/Graph/IR/IndexMap.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/IR/IRMapping.h"

namespace cutedsl {
#define GEN_PASS_DEF_GRAPHOUTLINEKERNELS
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

static std::optional<int64_t> getKernel(Value value) {
  Operation *op = value.getDefiningOp();
  auto attr = op ? op->getAttrOfType<IntegerAttr>("graph.kernel") : nullptr;
  if (!attr)
    return std::nullopt;
  return attr.getInt();
}

static AffineMap getIdentity(Value value) {
  return AffineMap::getMultiDimIdentityMap(getDims(value).size(),
                                           value.getContext());
}

namespace {
/// Builds the body of one kernel.
class KernelBuilder {
public:
  KernelBuilder(int64_t number, OpBuilder &builder, Block &body)
      : number(number), builder(builder), body(body) {}

  /// The value to return for the stored `value`.
  Value buildResult(Value value);
  ArrayRef<Value> getInputs() const { return inputs.getArrayRef(); }

private:
  /// `value` at `map(i)` for `i` in an index space of sizes `domain`.
  Value emit(Value value, AffineMap map, ArrayRef<AffineExpr> domain);
  Value emit(Value value) {
    return emit(value, getIdentity(value), getDims(value));
  }
  Value emitOp(Operation *op);
  std::optional<Bijection> getCore(Value value);
  Value emitCore(Operation *op, const Bijection &core);
  Value getArgument(Value value);
  bool isInput(Value value) {
    std::optional<int64_t> kernel = getKernel(value);
    return !value.getDefiningOp() || (kernel && *kernel != number);
  }
  /// The map from `value`'s indices to the domain of the anchor that it is
  /// computed from; nothing where there is no anchor.
  std::optional<AffineMap> getAlignment(Value value);

  int64_t number;
  OpBuilder &builder;
  Block &body;
  SetVector<Value> inputs;
  DenseMap<Value, Value> arguments;
  DenseMap<std::pair<Value, AffineMap>, Value> emitted;
  DenseMap<Operation *, Value> cores;
  DenseMap<Value, std::optional<AffineMap>> alignments;
  Dims anchorDomain;
};
} // namespace

std::optional<AffineMap> KernelBuilder::getAlignment(Value value) {
  auto it = alignments.find(value);
  if (it != alignments.end())
    return it->second;
  std::optional<AffineMap> map;
  Operation *op = value.getDefiningOp();
  if (!isInput(value)) {
    if (op->hasAttr(kInEpilogueAttr)) {
      // Not one to one with the tiles of its product.
    } else if (isAnchor(op)) {
      map = getIdentity(value);
      anchorDomain = getAnchorDomain(op);
    } else if (auto view = dyn_cast<ViewOp>(op)) {
      if ((map = getAlignment(view.getSource())))
        map = composeMaps(*map, view.getMap(), getDims(value));
    } else {
      for (Value operand : op->getOperands())
        if (!map)
          map = getAlignment(operand);
    }
  }
  return alignments[value] = map;
}

Value KernelBuilder::getArgument(Value value) {
  Value &argument = arguments[value];
  if (!argument) {
    inputs.insert(value);
    argument = body.addArgument(value.getType(), value.getLoc());
  }
  return argument;
}

/// A copy of `op` on the copies of its inputs.
Value KernelBuilder::emitOp(Operation *op) {
  IRMapping mapping;
  for (Value input : cutedsl::graph::getInputs(op))
    mapping.map(input, emit(input));
  Operation *copy = builder.clone(*op, mapping);
  copy->removeAttr("graph.kernel");
  copy->removeAttr("graph.store");
  return copy->getResult(0);
}

/// The kernel's coordinates for a pointwise value of its anchors.
std::optional<Bijection> KernelBuilder::getCore(Value value) {
  if (!isPointwise(value.getDefiningOp()))
    return std::nullopt;
  std::optional<AffineMap> map = getAlignment(value);
  if (!map)
    return std::nullopt;
  return completeToBijection(*map, getDims(value), anchorDomain);
}

/// A copy of the pointwise `op`, in the kernel's coordinates.
Value KernelBuilder::emitCore(Operation *op, const Bijection &core) {
  if (Value known = cores.lookup(op))
    return known;
  SmallVector<Value> operands;
  for (Value operand : op->getOperands())
    operands.push_back(emit(operand, core.inverse, core.sizes));
  Operation *copy = builder.clone(*op);
  copy->removeAttr("graph.kernel");
  copy->setOperands(operands);
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  copy->getResult(0).setType(getTensorType(core.sizes, type.getElementType()));
  return cores[op] = copy->getResult(0);
}

Value KernelBuilder::emit(Value value, AffineMap map,
                          ArrayRef<AffineExpr> domain) {
  // An index into a dimension of one may be written as 0: one key for all.
  bool isWhole = getDims(value) == Dims(domain) && isIdentity(map, domain);
  if (isWhole)
    map = getIdentity(value);
  auto it = emitted.find({value, map});
  if (it != emitted.end() && getDims(it->second) == Dims(domain))
    return it->second;
  Operation *op = value.getDefiningOp();
  Value result;
  if (isInput(value)) {
    result =
        createView(builder, value.getLoc(), getArgument(value), map, domain);
  } else if (auto view = dyn_cast<ViewOp>(op)) {
    result =
        emit(view.getSource(), composeMaps(view.getMap(), map, domain), domain);
  } else if (std::optional<Bijection> core = getCore(value)) {
    result = createView(builder, op->getLoc(), emitCore(op, *core),
                        composeMaps(core->map, map, domain), domain);
  } else if (isWhole) {
    result = emitOp(op);
  } else {
    result = createView(builder, op->getLoc(), emit(value), map, domain);
  }
  return emitted[{value, map}] = result;
}

Value KernelBuilder::buildResult(Value value) {
  std::optional<AffineMap> map = getAlignment(value);
  if (!map)
    return emit(value);
  std::optional<Bijection> whole =
      completeToBijection(*map, getDims(value), anchorDomain);
  if (!whole || isIdentity(whole->map, whole->sizes))
    return emit(value);
  Value core = emit(value, whole->inverse, whole->sizes);
  return createView(builder, value.getLoc(), core, whole->map, getDims(value));
}

//===----------------------------------------------------------------------===//
// Names and sharing
//===----------------------------------------------------------------------===//

/// A short name from what the kernel computes, such as `contract_relu`.
static std::string getBaseName(KernelOp kernel) {
  SmallVector<StringRef> parts;
  kernel.getBody().walk([&](Operation *op) {
    StringRef name = op->getName().stripDialect();
    bool isTrivial = op->hasTrait<OpTrait::ConstantLike>() ||
                     isa<ViewOp, ReturnOp, YieldOp, KernelOp>(op) ||
                     name == "extf" || name == "truncf";
    if (!isTrivial && !llvm::is_contained(parts, name))
      parts.push_back(name);
  });
  // Anchors name a kernel best.
  auto isAnchorName = [](StringRef name) {
    return name == "contract" || name == "attention" || name == "reduce" ||
           name == "scan" || name == "scatter";
  };
  auto it = llvm::find_if(parts, isAnchorName);
  if (it != parts.end())
    std::rotate(parts.begin(), it, it + 1);
  if (parts.empty())
    return "copy";
  // `tanh` alone would be the C library's function, which the kernel may call.
  if (parts.size() == 1 && !isAnchorName(parts.front()))
    return ("pointwise_" + parts.front()).str();
  if (parts.size() > 4)
    parts.resize(4);
  return llvm::join(parts, "_");
}

/// The kernel as text without its name and locations: equal kernels are one.
static std::string getKey(KernelOp kernel) {
  std::string text;
  llvm::raw_string_ostream os(text);
  OpPrintingFlags flags;
  flags.enableDebugInfo(false).useLocalScope().printGenericOpForm();
  StringAttr name = kernel.getSymNameAttr();
  kernel.setSymName("kernel");
  kernel->print(os, flags);
  kernel.setSymNameAttr(name);
  return text;
}

namespace {
struct OutlineKernels : cutedsl::impl::GraphOutlineKernelsBase<OutlineKernels> {
  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    llvm::StringMap<KernelOp> known;
    for (auto program : llvm::to_vector(getOperation().getOps<ProgramOp>()))
      if (failed(outline(program, symbols, known)))
        return signalPassFailure();
  }

  LogicalResult outline(ProgramOp program, SymbolTable &symbols,
                        llvm::StringMap<KernelOp> &known);
  KernelOp build(ProgramOp program, int64_t number, ArrayRef<Value> results,
                 SmallVectorImpl<Value> &inputs);
  Attribute getStrides(ProgramOp program, Value value);
};
} // namespace

/// The strides that `value` is stored with, null for contiguous ones.
Attribute OutlineKernels::getStrides(ProgramOp program, Value value) {
  if (auto argument = dyn_cast<BlockArgument>(value))
    return program.getArgAttr(argument.getArgNumber(), "graph.strides");
  Operation *ret = program.getBody().front().getTerminator();
  for (OpOperand &use : value.getUses())
    if (use.getOwner() == ret)
      return program.getResultAttr(use.getOperandNumber(), "graph.strides");
  return {};
}

KernelOp OutlineKernels::build(ProgramOp program, int64_t number,
                               ArrayRef<Value> results,
                               SmallVectorImpl<Value> &inputs) {
  OpBuilder builder(program);
  auto kernel = KernelOp::create(builder, results.front().getLoc(), "kernel",
                                 builder.getFunctionType({}, {}));
  Block &body = kernel.getBody().front();
  builder.setInsertionPointToEnd(&body);
  KernelBuilder content(number, builder, body);
  SmallVector<Value> values;
  SmallVector<Location> locations;
  for (Value result : results) {
    values.push_back(content.buildResult(result));
    locations.push_back(result.getLoc());
  }
  kernel->setLoc(FusedLoc::get(&getContext(), locations));
  ReturnOp::create(builder, kernel.getLoc(), values);
  inputs.assign(content.getInputs().begin(), content.getInputs().end());
  kernel.setFunctionType(builder.getFunctionType(
      body.getArgumentTypes(), ValueRange(values).getTypes()));
  for (auto [index, input] : llvm::enumerate(inputs))
    if (Attribute strides = getStrides(program, input))
      kernel.setArgAttr(index, "graph.strides", strides);
  for (auto [index, result] : llvm::enumerate(results))
    if (Attribute strides = getStrides(program, result))
      kernel.setResultAttr(index, "graph.strides", strides);
  return kernel;
}

/// True when the call gives the same results in every run of the program: it
/// reads only frozen parameters, constants and prepared values, and no size
/// that varies. A result of the program is the caller's to change, so it is
/// computed anew.
static bool isPrepared(ProgramOp program, CallOp call, KernelOp kernel,
                       ArrayRef<Value> results) {
  for (Value result : results)
    if (llvm::any_of(result.getUsers(), llvm::IsaPred<ReturnOp>))
      return false;
  for (Value input : call.getInputs()) {
    if (auto argument = dyn_cast<BlockArgument>(input)) {
      if (!isFrozenArgument(program, argument.getArgNumber()))
        return false;
    } else if (!input.getDefiningOp()->hasAttr("graph.prepare")) {
      return false;
    }
  }
  for (Operation &op : kernel.getBody().front())
    for (Value result : op.getResults())
      if (usesSymbols(result))
        return false;
  return true;
}

LogicalResult OutlineKernels::outline(ProgramOp program, SymbolTable &symbols,
                                      llvm::StringMap<KernelOp> &known) {
  Block &body = program.getBody().front();
  llvm::MapVector<int64_t, SmallVector<Value>> stored;
  for (Operation &op : body.without_terminator())
    for (Value result : op.getResults())
      if (std::optional<int64_t> number = getKernel(result))
        stored[*number].push_back(result);

  struct Launch {
    KernelOp kernel;
    SmallVector<Value> inputs;
  };
  llvm::MapVector<int64_t, Launch> launches;
  for (auto &[number, results] : stored) {
    Launch launch;
    launch.kernel = build(program, number, results, launch.inputs);
    auto [it, isNew] = known.try_emplace(getKey(launch.kernel), launch.kernel);
    if (isNew) {
      launch.kernel.setSymName(getBaseName(launch.kernel));
      launch.kernel->remove();
      symbols.insert(launch.kernel, Block::iterator(program));
    } else {
      launch.kernel.erase();
      launch.kernel = it->second;
    }
    launches[number] = launch;
  }

  // Calls in an order in which every input is there.
  OpBuilder builder(body.getTerminator());
  DenseMap<Value, Value> replacement;
  auto getReady = [&](Value value) -> Value {
    return isa<BlockArgument>(value) ? value : replacement.lookup(value);
  };
  SmallVector<int64_t> pending;
  for (auto &[number, launch] : launches)
    pending.push_back(number);
  while (!pending.empty()) {
    auto it = llvm::find_if(pending, [&](int64_t number) {
      return llvm::all_of(launches[number].inputs,
                          [&](Value v) { return bool(getReady(v)); });
    });
    if (it == pending.end())
      return program.emitError("expected kernels that do not need each other, "
                               "but got a cycle");
    Launch &launch = launches[*it];
    SmallVector<Value> inputs;
    for (Value input : launch.inputs)
      inputs.push_back(getReady(input));
    auto call = CallOp::create(
        builder, launch.kernel.getLoc(), launch.kernel.getResultTypes(),
        FlatSymbolRefAttr::get(launch.kernel.getSymNameAttr()), inputs);
    if (isPrepared(program, call, launch.kernel, stored[*it]))
      call->setAttr("graph.prepare", builder.getUnitAttr());
    for (auto [from, to] : llvm::zip(stored[*it], call.getResults()))
      replacement[from] = to;
    pending.erase(it);
  }
  for (OpOperand &operand : body.getTerminator()->getOpOperands())
    if (Value value = replacement.lookup(operand.get()))
      operand.set(value);
  SmallVector<Operation *> dead;
  for (Operation &op : body.without_terminator())
    if (!isa<CallOp>(op))
      dead.push_back(&op);
  for (Operation *op : llvm::reverse(dead))
    op->erase();
  return success();
}

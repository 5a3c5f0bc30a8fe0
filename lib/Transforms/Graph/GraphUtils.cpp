//===- GraphUtils.cpp - What the graph passes ask of an op ----------------===//

#include "GraphUtils.h"
#include "cutedsl/Dialect/Graph/IR/IndexMap.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

bool cutedsl::graph::isAnchor(Operation *op) {
  return isa<ReduceOp, ContractOp, AttentionOp, ScanOp, ScatterOp>(op) &&
         !op->hasAttr(kRecomputeAttr);
}

bool cutedsl::graph::isPointwise(Operation *op) {
  if (isa<BitcastOp>(op))
    return true;
  return isa<arith::ArithDialect, math::MathDialect>(op->getDialect()) &&
         op->getNumResults() == 1 && !op->hasTrait<OpTrait::ConstantLike>() &&
         isa<RankedTensorType>(op->getResult(0).getType());
}

bool cutedsl::graph::isIndexing(Operation *op) {
  return op->hasTrait<OpTrait::ConstantLike>() ||
         isa<ViewOp, IotaOp, SymbolOp, ConcatOp, GatherOp>(op);
}

bool cutedsl::graph::reducesRows(ReduceOp op) {
  int64_t rank = cast<RankedTensorType>(op.getSource().getType()).getRank();
  ArrayRef<int64_t> dims = op.getDims();
  for (auto [index, dim] : llvm::enumerate(dims))
    if (dim != rank - int64_t(dims.size()) + int64_t(index))
      return false;
  return true;
}

Dims cutedsl::graph::getAnchorDomain(Operation *op) {
  return getDims(op->getResult(0));
}

Archetype cutedsl::graph::getAnchorArchetype(Operation *op) {
  if (auto reduce = dyn_cast<ReduceOp>(op))
    return reducesRows(reduce) ? Archetype::Rows : Archetype::Columns;
  if (isa<ContractOp>(op))
    return Archetype::Contract;
  if (isa<AttentionOp>(op))
    return Archetype::Attention;
  return isa<ScanOp>(op) ? Archetype::Scan : Archetype::Scatter;
}

llvm::SetVector<Value> cutedsl::graph::getInputs(Operation *op) {
  llvm::SetVector<Value> inputs;
  inputs.insert(op->operand_begin(), op->operand_end());
  if (op->getNumRegions())
    getUsedValuesDefinedAbove(op->getRegions(), inputs);
  return inputs;
}

bool cutedsl::graph::usesSymbols(Value value) {
  auto isSymbolic = [](Type type) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    return tensor && tensor.getEncoding();
  };
  Operation *op = value.getDefiningOp();
  if (isSymbolic(value.getType()))
    return true;
  if (!op)
    return false;
  for (NamedAttribute attr : op->getAttrs())
    if (auto map = dyn_cast<AffineMapAttr>(attr.getValue()))
      if (map.getAffineMap().getNumSymbols())
        return true;
  return op
      ->walk([&](Operation *inner) {
        bool found = llvm::any_of(inner->getOperandTypes(), isSymbolic) ||
                     llvm::any_of(inner->getResultTypes(), isSymbolic);
        return found ? WalkResult::interrupt() : WalkResult::advance();
      })
      .wasInterrupted();
}

bool FrozenValues::contains(Value value) {
  auto it = known.find(value);
  if (it != known.end())
    return it->second;
  bool result = !usesSymbols(value);
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    unsigned number = argument.getArgNumber();
    // An argument of an attention's score function is not a parameter.
    result &= argument.getOwner() == &program.getBody().front() &&
              isFrozenArgument(program, number);
  } else {
    for (Value input : getInputs(value.getDefiningOp()))
      result = result && contains(input);
  }
  return known[value] = result;
}

bool cutedsl::graph::isFrozenArgument(ProgramOp program, unsigned number) {
  auto kind = program.getArgAttrOfType<StringAttr>(number, "graph.kind");
  return program.getArgAttr(number, "graph.frozen") ||
         (kind && kind.getValue() == "constant");
}

bool cutedsl::graph::isSplatConstant(Value value) {
  DenseElementsAttr elements;
  return matchPattern(value, m_Constant(&elements)) && elements.isSplat();
}

Value cutedsl::graph::createView(OpBuilder &builder, Location loc, Value source,
                                 AffineMap map, ArrayRef<AffineExpr> dims) {
  auto type = cast<RankedTensorType>(source.getType());
  RankedTensorType result = getTensorType(dims, type.getElementType());
  if (result == type && isIdentity(map, dims))
    return source;
  return ViewOp::create(builder, loc, result, source, AffineMapAttr::get(map));
}

Place cutedsl::graph::getPlace(Value value) {
  return {value, AffineMap::getMultiDimIdentityMap(getDims(value).size(),
                                                   value.getContext())};
}

Place cutedsl::graph::skipViews(Place place, ArrayRef<AffineExpr> dims) {
  while (auto view = place.value.getDefiningOp<ViewOp>())
    place = {view.getSource(), composeMaps(view.getMap(), place.map, dims)};
  return place;
}

std::optional<Place> cutedsl::graph::getPart(ConcatOp concat, AffineMap map,
                                             ArrayRef<AffineExpr> dims) {
  SmallVector<AffineExpr> exprs(map.getResults());
  AffineExpr &index = exprs[concat.getDim()];
  auto bounds = getBounds(index, dims);
  if (!bounds)
    return std::nullopt;
  AffineExpr start = getAffineConstantExpr(0, concat.getContext());
  for (Value input : concat.getInputs()) {
    AffineExpr end = start + getDims(input)[concat.getDim()];
    if (isNonNegative(bounds->first - start) &&
        isNonNegative(end - 1 - bounds->second)) {
      index = index - start;
      AffineMap inner = graph::getMap(dims.size(), exprs, concat.getContext());
      return Place{input, simplifyInBounds(inner, dims)};
    }
    start = end;
  }
  return std::nullopt;
}

void cutedsl::graph::addRefusals(ProgramOp program,
                                 ArrayRef<Refusal> refusals) {
  Builder builder(program.getContext());
  SmallVector<Attribute> list;
  if (auto before = program->getAttrOfType<ArrayAttr>("graph.refused"))
    llvm::append_range(list, before);
  for (const Refusal &refusal : refusals) {
    StringRef name = refusal.op->getName().getStringRef();
    list.push_back(builder.getDictionaryAttr(
        {builder.getNamedAttr("op", builder.getStringAttr(name)),
         builder.getNamedAttr("reason", builder.getStringAttr(refusal.reason)),
         builder.getNamedAttr("location",
                              LocationAttr(refusal.op->getLoc()))}));
  }
  if (!list.empty())
    program->setAttr("graph.refused", builder.getArrayAttr(list));
}

remark::RemarkOpts cutedsl::graph::getRemarkOptions(ProgramOp program,
                                                    StringRef name,
                                                    StringRef category) {
  return remark::RemarkOpts::name(name).category(category).function(
      program.getSymName());
}

int64_t cutedsl::graph::getElementBytes(Type element) {
  return llvm::divideCeil(element.getIntOrFloatBitWidth(), 8);
}

//===- GraphViewOps.cpp - Views, indexing, assembling ---------------------===//

#include "cutedsl/Dialect/Graph/IR/Graph.h"
#include "cutedsl/Dialect/Graph/IR/IndexMap.h"
#include "cutedsl/Dialect/Graph/IR/Shape.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace cutedsl::graph;

static RankedTensorType tensorType(Value value) {
  return cast<RankedTensorType>(value.getType());
}

/// Parses `<(d0, d1)[s0] -> (...)>` and brings it to canonical form.
static ParseResult parseMap(OpAsmParser &parser, OperationState &result,
                            StringAttr name) {
  AffineMap map;
  if (parser.parseLess() || parser.parseAffineMap(map) || parser.parseGreater())
    return failure();
  map = getMap(map.getNumDims(), map.getResults(), parser.getContext());
  result.addAttribute(name, AffineMapAttr::get(map));
  return success();
}

static LogicalResult verifyMap(Operation *op, AffineMap map,
                               RankedTensorType from, RankedTensorType to) {
  if (map.getNumDims() != unsigned(to.getRank()) ||
      map.getNumResults() != unsigned(from.getRank()))
    return op->emitOpError("expected a map from ")
           << to.getRank() << " to " << from.getRank()
           << " dimension(s), but got " << AffineMapAttr::get(map);
  return success();
}

//===----------------------------------------------------------------------===//
// ViewOp
//===----------------------------------------------------------------------===//

ParseResult ViewOp::parse(OpAsmParser &parser, OperationState &result) {
  OpAsmParser::UnresolvedOperand source;
  Type sourceType, resultType;
  if (parser.parseOperand(source) || parser.parseKeyword("through") ||
      parseMap(parser, result, getMapAttrName(result.name)) ||
      parser.parseOptionalAttrDict(result.attributes) ||
      parser.parseColonType(sourceType) || parser.parseArrow() ||
      parser.parseType(resultType))
    return failure();
  result.addTypes(resultType);
  return parser.resolveOperand(source, sourceType, result.operands);
}

void ViewOp::print(OpAsmPrinter &printer) {
  printer << ' ' << getSource() << " through <" << getMap() << '>';
  printer.printOptionalAttrDict((*this)->getAttrs(), {getMapAttrName()});
  printer << " : " << getSource().getType() << " -> " << getType();
}

LogicalResult ViewOp::verify() {
  RankedTensorType from = tensorType(getSource()), to = getType();
  if (from.getElementType() != to.getElementType())
    return emitOpError("expected element type ")
           << from.getElementType() << ", but got " << to.getElementType();
  return verifyMap(*this, getMap(), from, to);
}

OpFoldResult ViewOp::fold(FoldAdaptor adaptor) {
  if (getSource().getType() == getType() &&
      isIdentity(getMap(), getDims(getType())))
    return getSource();
  // A view of a splat is the splat again.
  if (auto splat = dyn_cast_or_null<SplatElementsAttr>(adaptor.getSource()))
    if (getType().hasStaticShape())
      return splat.resizeSplat(getType());
  return {};
}

namespace {
/// view(view(x, f), g) is view(x, f o g).
struct ComposeViews : OpRewritePattern<ViewOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ViewOp op,
                                PatternRewriter &rewriter) const override {
    auto inner = op.getSource().getDefiningOp<ViewOp>();
    if (!inner)
      return failure();
    rewriter.replaceOpWithNewOp<ViewOp>(
        op, op.getType(), inner.getSource(),
        AffineMapAttr::get(
            composeMaps(inner.getMap(), op.getMap(), getDims(op.getResult()))));
    return success();
  }
};
} // namespace

void ViewOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                         MLIRContext *context) {
  patterns.add<ComposeViews>(context);
}

//===----------------------------------------------------------------------===//
// IotaOp, SymbolOp, BitcastOp
//===----------------------------------------------------------------------===//

LogicalResult IotaOp::verify() {
  int64_t rank = getType().getRank();
  if (int64_t(getDim()) < 0 || int64_t(getDim()) >= rank)
    return emitOpError("expected a dimension below ")
           << rank << ", but got " << getDim();
  return success();
}

ParseResult SymbolOp::parse(OpAsmParser &parser, OperationState &result) {
  Type type;
  if (parseMap(parser, result, getMapAttrName(result.name)) ||
      parser.parseOptionalAttrDict(result.attributes) ||
      parser.parseColonType(type))
    return failure();
  result.addTypes(type);
  return success();
}

void SymbolOp::print(OpAsmPrinter &printer) {
  printer << " <" << getMap() << '>';
  printer.printOptionalAttrDict((*this)->getAttrs(), {getMapAttrName()});
  printer << " : " << getType();
}

LogicalResult SymbolOp::verify() {
  if (getType().getRank() != 0)
    return emitOpError("expected a rank-0 result, but got ") << getType();
  if (getMap().getNumDims() != 0 || getMap().getNumResults() != 1)
    return emitOpError("expected one expression over symbols, but got ")
           << getMapAttr();
  return success();
}

LogicalResult BitcastOp::verify() {
  RankedTensorType from = tensorType(getSource()), to = getType();
  if (getDims(from) != getDims(to))
    return emitOpError("expected the shape of ") << from << ", but got " << to;
  if (from.getElementType().isIndex() || to.getElementType().isIndex() ||
      from.getElementTypeBitWidth() != to.getElementTypeBitWidth())
    return emitOpError("expected an element type as wide as ")
           << from.getElementType() << ", but got " << to.getElementType();
  return success();
}

OpFoldResult BitcastOp::fold(FoldAdaptor) {
  if (getSource().getType() == getType())
    return getSource();
  if (auto inner = getSource().getDefiningOp<BitcastOp>())
    if (inner.getSource().getType() == getType())
      return inner.getSource();
  return {};
}

//===----------------------------------------------------------------------===//
// ConcatOp
//===----------------------------------------------------------------------===//

LogicalResult ConcatOp::verify() {
  if (getInputs().empty())
    return emitOpError("expected at least one input");
  Dims result = getDims(getType());
  if (getDim() >= result.size())
    return emitOpError("expected a dimension below ")
           << result.size() << ", but got " << getDim();
  AffineExpr sum = getAffineConstantExpr(0, getContext());
  for (auto [index, input] : llvm::enumerate(getInputs())) {
    RankedTensorType type = tensorType(input);
    Dims dims = getDims(type);
    if (type.getElementType() != getType().getElementType() ||
        dims.size() != result.size())
      return emitOpError("expected input ")
             << index << " to have the rank and element type of " << getType()
             << ", but got " << type;
    sum = sum + dims[getDim()];
    dims[getDim()] = result[getDim()];
    if (dims != result)
      return emitOpError("expected input ")
             << index << " to match " << getType() << " outside dimension "
             << getDim() << ", but got " << type;
  }
  if (simplify(sum) != simplify(result[getDim()]))
    return emitOpError("expected the inputs to add up to ")
           << toString(result[getDim()]) << " along dimension " << getDim()
           << ", but got " << toString(simplify(sum));
  return success();
}

OpFoldResult ConcatOp::fold(FoldAdaptor) {
  if (getInputs().size() == 1 && getInputs()[0].getType() == getType())
    return getInputs()[0];
  return {};
}

//===----------------------------------------------------------------------===//
// GatherOp, ScatterOp
//===----------------------------------------------------------------------===//

/// Parses `[%i, %j] dims [...] through <...>`.
static ParseResult
parseIndexing(OpAsmParser &parser, OperationState &result,
              SmallVectorImpl<OpAsmParser::UnresolvedOperand> &indices,
              StringAttr dimsName, StringAttr mapName) {
  Attribute dims;
  if (parser.parseOperandList(indices, OpAsmParser::Delimiter::Square) ||
      parser.parseKeyword("dims"))
    return failure();
  dims = DenseI64ArrayAttr::parse(parser, Type());
  if (!dims)
    return failure();
  result.addAttribute(dimsName, dims);
  if (parser.parseKeyword("through"))
    return failure();
  return parseMap(parser, result, mapName);
}

template <typename OpT>
static void printIndexing(OpAsmPrinter &printer, OpT op) {
  printer << '[' << op.getIndices() << "] dims ";
  op.getDimsAttr().print(printer);
  printer << " through <" << op.getMap() << '>';
  printer.printOptionalAttrDict(
      op->getAttrs(), {op.getDimsAttrName(), op.getMapAttrName(), "kind"});
}

template <typename OpT>
static LogicalResult verifyIndexing(OpT op, RankedTensorType base,
                                    RankedTensorType domain) {
  if (op.getDims().size() != op.getIndices().size())
    return op.emitOpError("expected one dimension for each of ")
           << op.getIndices().size() << " index tensor(s), but got "
           << op.getDims().size();
  for (int64_t dim : op.getDims())
    if (dim < 0 || dim >= base.getRank())
      return op.emitOpError("expected dimensions below ")
             << base.getRank() << ", but got " << dim;
  for (Value index : op.getIndices())
    if (getDims(index) != getDims(domain))
      return op.emitOpError("expected index tensors of the shape of ")
             << domain << ", but got " << index.getType();
  return verifyMap(op, op.getMap(), base, domain);
}

ParseResult GatherOp::parse(OpAsmParser &parser, OperationState &result) {
  OpAsmParser::UnresolvedOperand source;
  SmallVector<OpAsmParser::UnresolvedOperand> indices;
  SmallVector<Type> types;
  Type resultType;
  SMLoc loc = parser.getCurrentLocation();
  if (parser.parseOperand(source) ||
      parseIndexing(parser, result, indices, getDimsAttrName(result.name),
                    getMapAttrName(result.name)) ||
      parser.parseOptionalAttrDict(result.attributes) ||
      parser.parseColonTypeList(types) || parser.parseArrow() ||
      parser.parseType(resultType))
    return failure();
  result.addTypes(resultType);
  SmallVector<OpAsmParser::UnresolvedOperand> operands = {source};
  operands.append(indices);
  return parser.resolveOperands(operands, types, loc, result.operands);
}

void GatherOp::print(OpAsmPrinter &printer) {
  printer << ' ' << getSource();
  printIndexing(printer, *this);
  printer << " : " << getOperandTypes() << " -> " << getType();
}

LogicalResult GatherOp::verify() {
  if (tensorType(getSource()).getElementType() != getType().getElementType())
    return emitOpError("expected element type ")
           << tensorType(getSource()).getElementType() << ", but got "
           << getType().getElementType();
  return verifyIndexing(*this, tensorType(getSource()), getType());
}

ParseResult ScatterOp::parse(OpAsmParser &parser, OperationState &result) {
  StringRef kind;
  OpAsmParser::UnresolvedOperand init, updates;
  SmallVector<OpAsmParser::UnresolvedOperand> indices;
  SmallVector<Type> types;
  Type resultType;
  SMLoc loc = parser.getCurrentLocation();
  if (parser.parseKeyword(&kind))
    return failure();
  std::optional<ScatterKind> parsed = symbolizeScatterKind(kind);
  if (!parsed)
    return parser.emitError(loc, "expected 'set' or 'add', but got '")
           << kind << "'";
  result.addAttribute(getKindAttrName(result.name),
                      ScatterKindAttr::get(parser.getContext(), *parsed));
  if (parser.parseOperand(init) || parser.parseComma() ||
      parser.parseOperand(updates) ||
      parseIndexing(parser, result, indices, getDimsAttrName(result.name),
                    getMapAttrName(result.name)) ||
      parser.parseOptionalAttrDict(result.attributes) ||
      parser.parseColonTypeList(types) || parser.parseArrow() ||
      parser.parseType(resultType))
    return failure();
  result.addTypes(resultType);
  SmallVector<OpAsmParser::UnresolvedOperand> operands = {init, updates};
  operands.append(indices);
  return parser.resolveOperands(operands, types, loc, result.operands);
}

void ScatterOp::print(OpAsmPrinter &printer) {
  printer << ' ' << stringifyScatterKind(getKind()) << ' ' << getInit() << ", "
          << getUpdates();
  printIndexing(printer, *this);
  printer << " : " << getOperandTypes() << " -> " << getType();
}

OpFoldResult ScatterOp::fold(FoldAdaptor) {
  bool isEmpty = llvm::is_contained(
      cast<ShapedType>(getUpdates().getType()).getShape(), 0);
  return isEmpty ? getInit() : OpFoldResult();
}

LogicalResult ScatterOp::verify() {
  if (getInit().getType() != getType())
    return emitOpError("expected the type of the initial value ")
           << getInit().getType() << ", but got " << getType();
  RankedTensorType updates = tensorType(getUpdates());
  if (updates.getElementType() != getType().getElementType())
    return emitOpError("expected updates of element type ")
           << getType().getElementType() << ", but got "
           << updates.getElementType();
  return verifyIndexing(*this, getType(), updates);
}

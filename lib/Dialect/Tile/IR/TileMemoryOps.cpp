//===- TileMemoryOps.cpp - Tile programs and memory accesses --------------===//

#include "cutedsl/Dialect/Tile/IR/Tile.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/FunctionImplementation.h"

using namespace mlir;
using namespace cutedsl::tile;

//===----------------------------------------------------------------------===//
// FuncOp
//===----------------------------------------------------------------------===//

void FuncOp::build(OpBuilder &builder, OperationState &state, StringRef name,
                   FunctionType type, AffineMap grid, int64_t threads) {
  state.addAttribute(getSymNameAttrName(state.name),
                     builder.getStringAttr(name));
  state.addAttribute(getFunctionTypeAttrName(state.name), TypeAttr::get(type));
  state.addAttribute(getGridAttrName(state.name), AffineMapAttr::get(grid));
  state.addAttribute(getThreadsAttrName(state.name),
                     builder.getI64IntegerAttr(threads));
  Block &entry = state.addRegion()->emplaceBlock();
  for (Type input : type.getInputs())
    entry.addArgument(input, state.location);
}

ParseResult FuncOp::parse(OpAsmParser &parser, OperationState &result) {
  StringAttr name;
  SmallVector<OpAsmParser::Argument> arguments;
  AffineMap grid;
  IntegerAttr threads;
  if (parser.parseSymbolName(name, getSymNameAttrName(result.name),
                             result.attributes) ||
      parser.parseArgumentList(arguments, OpAsmParser::Delimiter::Paren,
                               /*allowType=*/true, /*allowAttrs=*/true) ||
      parser.parseKeyword("grid") || parser.parseLess() ||
      parser.parseAffineMap(grid) || parser.parseGreater() ||
      parser.parseKeyword("threads") ||
      parser.parseAttribute(threads, parser.getBuilder().getI64Type()) ||
      parser.parseOptionalAttrDictWithKeyword(result.attributes))
    return failure();
  SmallVector<Type> types;
  for (const OpAsmParser::Argument &argument : arguments)
    types.push_back(argument.type);
  Builder &builder = parser.getBuilder();
  result.addAttribute(getFunctionTypeAttrName(result.name),
                      TypeAttr::get(builder.getFunctionType(types, {})));
  result.addAttribute(getGridAttrName(result.name), AffineMapAttr::get(grid));
  result.addAttribute(getThreadsAttrName(result.name), threads);
  call_interface_impl::addArgAndResultAttrs(builder, result, arguments, {},
                                            getArgAttrsAttrName(result.name),
                                            getResAttrsAttrName(result.name));
  return parser.parseRegion(*result.addRegion(), arguments);
}

void FuncOp::print(OpAsmPrinter &printer) {
  printer << ' ';
  printer.printSymbolName(getSymName());
  printer << '(';
  ArrayAttr attrs = getArgAttrsAttr();
  llvm::interleaveComma(
      getBody().getArguments(), printer, [&](BlockArgument argument) {
        DictionaryAttr dict;
        if (attrs)
          dict = cast<DictionaryAttr>(attrs[argument.getArgNumber()]);
        printer.printRegionArgument(
            argument, dict ? dict.getValue() : ArrayRef<NamedAttribute>());
      });
  printer << ") grid <" << getGrid() << "> threads " << getThreads();
  printer.printOptionalAttrDictWithKeyword(
      (*this)->getAttrs(),
      {getSymNameAttrName(), getFunctionTypeAttrName(), getGridAttrName(),
       getThreadsAttrName(), getArgAttrsAttrName(), getResAttrsAttrName()});
  printer << ' ';
  printer.printRegion(getBody(), /*printEntryBlockArgs=*/false);
}

unsigned FuncOp::getNumBuffers() {
  return llvm::count_if(getArgumentTypes(), llvm::IsaPred<PtrType>);
}

Block::BlockArgListType FuncOp::getCoordinates() {
  return getBody().getArguments().take_front(getGridRank());
}

Block::BlockArgListType FuncOp::getBuffers() {
  return getBody().getArguments().slice(getGridRank(), getNumBuffers());
}

Block::BlockArgListType FuncOp::getSymbols() {
  return getBody().getArguments().drop_front(getGridRank() + getNumBuffers());
}

int64_t FuncOp::getBufferNumber(Value buffer) {
  return int64_t(cast<BlockArgument>(buffer).getArgNumber()) - getGridRank();
}

bool FuncOp::isConstantBuffer(Value ptr) {
  auto constants = (*this)->getAttrOfType<DenseI64ArrayAttr>(kConstantBuffers);
  return constants && isa<BlockArgument>(ptr) &&
         llvm::is_contained(constants.asArrayRef(), getBufferNumber(ptr));
}

LogicalResult FuncOp::verify() {
  if (getGrid().getNumDims() != 0)
    return emitOpError("expected a grid over symbols only, but got ")
           << getGridAttr();
  ArrayRef<Type> types = getArgumentTypes();
  unsigned rank = getGridRank(), buffers = getNumBuffers();
  if (types.size() < rank + buffers)
    return emitOpError("expected ") << rank << " coordinate(s) first";
  for (auto [index, type] : llvm::enumerate(types)) {
    bool isBuffer = index >= rank && index < rank + buffers;
    if (isBuffer ? isa<PtrType>(type) : type.isIndex())
      continue;
    return emitOpError("expected argument ")
           << index << " to be " << (isBuffer ? "a !tile.ptr" : "an index")
           << ", but got " << type;
  }
  if (getThreads() < 1)
    return emitOpError("expected at least one thread, but got ")
           << getThreads();
  return success();
}

//===----------------------------------------------------------------------===//
// Accesses
//===----------------------------------------------------------------------===//

template <typename OpT>
static LogicalResult verifyStrided(OpT op, RankedTensorType tile) {
  auto ptr = cast<PtrType>(op.getPtr().getType());
  if (ptr.getElementType() != tile.getElementType())
    return op.emitOpError("expected a tile of ")
           << ptr.getElementType() << ", but got " << tile;
  if (int64_t(op.getStaticStrides().size()) != tile.getRank())
    return op.emitOpError("expected ")
           << tile.getRank() << " stride(s), but got "
           << op.getStaticStrides().size();
  size_t valid = op.getStaticValid().size();
  if (valid != 0 && int64_t(valid) != tile.getRank())
    return op.emitOpError("expected ")
           << tile.getRank() << " valid extent(s), but got " << valid;
  if (op.getMask() &&
      cast<RankedTensorType>(op.getMask().getType()).getShape() !=
          tile.getShape())
    return op.emitOpError("expected a mask of the shape of ")
           << tile << ", but got " << op.getMask().getType();
  if (auto align = op.getAlign(); align && !llvm::isPowerOf2_64(*align))
    return op.emitOpError("expected a power of two as alignment, but got ")
           << *align;
  return success();
}

template <typename OpT>
static LogicalResult verifyIndexed(OpT op, RankedTensorType tile) {
  auto ptr = cast<PtrType>(op.getPtr().getType());
  if (ptr.getElementType() != tile.getElementType())
    return op.emitOpError("expected a tile of ")
           << ptr.getElementType() << ", but got " << tile;
  for (Value operand : {Value(op.getOffsets()), Value(op.getMask())})
    if (operand &&
        cast<RankedTensorType>(operand.getType()).getShape() != tile.getShape())
      return op.emitOpError("expected offsets and mask of the shape of ")
             << tile << ", but got " << operand.getType();
  return success();
}

namespace {
/// Drops masks that are all true, and extents of at least the tile's size.
template <typename OpT> struct DropBounds : OpRewritePattern<OpT> {
  using OpRewritePattern<OpT>::OpRewritePattern;
  static RankedTensorType getTile(LoadOp op) {
    return cast<RankedTensorType>(op.getType());
  }
  static RankedTensorType getTile(StoreOp op) {
    return cast<RankedTensorType>(op.getValue().getType());
  }
  LogicalResult matchAndRewrite(OpT op,
                                PatternRewriter &rewriter) const override {
    bool changed = false;
    if (op.getMask() && matchPattern(op.getMask(), m_One())) {
      rewriter.modifyOpInPlace(op, [&] { op.getMaskMutable().clear(); });
      changed = true;
    }
    // Constants, wherever they come from, are clamped to the tile's size.
    ArrayRef<int64_t> shape = getTile(op).getShape();
    SmallVector<OpFoldResult> valid = op.getMixedValid();
    bool isAll = true, isChanged = false;
    SmallVector<int64_t> fixed;
    SmallVector<Value> dynamic;
    for (auto [extent, size] : llvm::zip(valid, shape)) {
      std::optional<int64_t> constant = getConstantIntValue(extent);
      isAll &= constant && *constant >= size;
      if (!constant) {
        fixed.push_back(ShapedType::kDynamic);
        dynamic.push_back(cast<Value>(extent));
        continue;
      }
      isChanged |= isa<Value>(extent) || *constant > size;
      fixed.push_back(std::min(*constant, size));
    }
    if (valid.empty() || (!isAll && !isChanged))
      return success(changed);
    if (isAll) {
      fixed.clear();
      dynamic.clear();
    }
    rewriter.modifyOpInPlace(op, [&] {
      op.getValidMutable().assign(dynamic);
      op.setStaticValid(fixed);
    });
    return success();
  }
};

/// A condition that always holds needs no check.
struct DropCheck : OpRewritePattern<CheckOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(CheckOp op,
                                PatternRewriter &rewriter) const override {
    if (!matchPattern(op.getCondition(), m_One()))
      return failure();
    rewriter.eraseOp(op);
    return success();
  }
};
} // namespace

void LoadOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                         MLIRContext *context) {
  patterns.add<DropBounds<LoadOp>>(context);
}
void StoreOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                          MLIRContext *context) {
  patterns.add<DropBounds<StoreOp>>(context);
}
void CheckOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                          MLIRContext *context) {
  patterns.add<DropCheck>(context);
}

SmallVector<OpFoldResult> LoadOp::getMixedStrides() {
  return getMixedValues(getStaticStrides(), getStrides(), getContext());
}
SmallVector<OpFoldResult> LoadOp::getMixedValid() {
  return getMixedValues(getStaticValid(), getValid(), getContext());
}
LogicalResult LoadOp::verify() {
  return verifyStrided(*this, cast<RankedTensorType>(getType()));
}

SmallVector<OpFoldResult> StoreOp::getMixedStrides() {
  return getMixedValues(getStaticStrides(), getStrides(), getContext());
}
SmallVector<OpFoldResult> StoreOp::getMixedValid() {
  return getMixedValues(getStaticValid(), getValid(), getContext());
}
LogicalResult StoreOp::verify() {
  return verifyStrided(*this, cast<RankedTensorType>(getValue().getType()));
}

LogicalResult GatherOp::verify() {
  return verifyIndexed(*this, cast<RankedTensorType>(getType()));
}

LogicalResult ScatterOp::verify() {
  return verifyIndexed(*this, cast<RankedTensorType>(getValue().getType()));
}

LogicalResult PrefetchOp::verify() {
  if (int64_t(getLocality()) < 0 || getLocality() > 3)
    return emitOpError("expected locality 0 to 3, but got ") << getLocality();
  return success();
}

LogicalResult AllocOp::verify() {
  if (cast<PtrType>(getPtr().getType()).getSpace() != MemorySpace::Shared)
    return emitOpError("expected a shared pointer, but got ")
           << getPtr().getType();
  if (int64_t(getCount()) < 1)
    return emitOpError("expected at least one element, but got ") << getCount();
  if (auto alignment = getAlignment();
      alignment && !llvm::isPowerOf2_64(*alignment))
    return emitOpError("expected a power of two as alignment, but got ")
           << *alignment;
  return success();
}
void AllocOp::getEffects(
    SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>>
        &effects) {
  effects.emplace_back(MemoryEffects::Allocate::get(),
                       cast<OpResult>(getPtr()));
}

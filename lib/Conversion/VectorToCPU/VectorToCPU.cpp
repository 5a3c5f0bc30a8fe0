//===- VectorToCPU.cpp - The CPU's kernel ABI -----------------------------===//
//
// Makes the code of one tile an internal function and adds the kernel that the
// runtime calls: it unpacks buffers and symbols and runs a range of the linear
// grid.
//
//===----------------------------------------------------------------------===//

#include "cutedsl/Conversion/Passes.h"
#include "mlir/Dialect/Affine/Utils.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace cutedsl {
#define GEN_PASS_DEF_CONVERTVECTORTOCPU
#include "cutedsl/Conversion/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;

namespace {
/// Builds the kernel around the tile function.
class KernelBuilder {
public:
  KernelBuilder(func::FuncOp body, AffineMap grid, int64_t numBuffers)
      : body(body), grid(grid), numBuffers(numBuffers), builder(body),
        loc(body.getLoc()) {}

  /// `zeroed`: bytes at the start of the scratch memory to clear.
  func::FuncOp build(StringRef name, int64_t zeroed);

private:
  Value index(int64_t value) {
    return arith::ConstantIndexOp::create(builder, loc, value);
  }
  /// Element `position` of the array that `base` points to.
  Value loadElement(Value base, Type type, int64_t position) {
    Value address = base;
    if (position != 0)
      address = LLVM::GEPOp::create(
          builder, loc, base.getType(), type, base,
          ArrayRef<LLVM::GEPArg>{LLVM::GEPArg(int32_t(position))});
    return LLVM::LoadOp::create(builder, loc, type, address, 8);
  }
  SmallVector<Value> unpackSymbols(Value symbols, int64_t count);
  SmallVector<Value> getSizes(ArrayRef<Value> symbols);
  SmallVector<Value> decode(Value linear, ArrayRef<Value> sizes);
  SmallVector<Value> advance(ValueRange coords, ArrayRef<Value> sizes);

  func::FuncOp body;
  AffineMap grid;
  int64_t numBuffers;
  OpBuilder builder;
  Location loc;
};
} // namespace

SmallVector<Value> KernelBuilder::unpackSymbols(Value symbols, int64_t count) {
  SmallVector<Value> values;
  for (int64_t i = 0; i < count; ++i)
    values.push_back(arith::IndexCastOp::create(
        builder, loc, builder.getIndexType(),
        loadElement(symbols, builder.getI64Type(), i)));
  return values;
}

/// Tiles in each dimension, at least 1: a size of 0 means that no tile runs.
SmallVector<Value> KernelBuilder::getSizes(ArrayRef<Value> symbols) {
  SmallVector<Value> sizes;
  for (AffineExpr expr : grid.getResults()) {
    Value size =
        affine::expandAffineExpr(builder, loc, expr, ValueRange(), symbols);
    sizes.push_back(arith::MaxSIOp::create(builder, loc, size, index(1)));
  }
  return sizes;
}

SmallVector<Value> KernelBuilder::decode(Value linear, ArrayRef<Value> sizes) {
  SmallVector<Value> coords(sizes.size());
  for (int64_t dim = int64_t(sizes.size()) - 1; dim > 0; --dim) {
    coords[dim] = arith::RemUIOp::create(builder, loc, linear, sizes[dim]);
    linear = arith::DivUIOp::create(builder, loc, linear, sizes[dim]);
  }
  if (!sizes.empty())
    coords[0] = linear;
  return coords;
}

/// The coordinates of the next tile: a counter a dimension, the last fastest.
SmallVector<Value> KernelBuilder::advance(ValueRange coords,
                                          ArrayRef<Value> sizes) {
  SmallVector<Value> next(coords);
  Value carry;
  for (int64_t dim = int64_t(sizes.size()) - 1; dim >= 0; --dim) {
    Value step = index(1);
    if (carry)
      step = arith::SelectOp::create(builder, loc, carry, step, index(0));
    Value sum = arith::AddIOp::create(builder, loc, coords[dim], step);
    if (dim > 0) {
      carry = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, sum,
                                    sizes[dim]);
      sum = arith::SelectOp::create(builder, loc, carry, index(0), sum);
    }
    next[dim] = sum;
  }
  return next;
}

func::FuncOp KernelBuilder::build(StringRef name, int64_t zeroed) {
  auto ptr = LLVM::LLVMPointerType::get(builder.getContext());
  Type i64 = builder.getI64Type();
  auto kernel = func::FuncOp::create(
      builder, loc, name,
      builder.getFunctionType({ptr, ptr, i64, i64, ptr, ptr}, {}));
  for (unsigned i : {0, 1, 4, 5})
    kernel.setArgAttr(i, "llvm.noalias", builder.getUnitAttr());
  Block *entry = kernel.addEntryBlock();
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(entry);
  int64_t rank = grid.getNumResults();
  // Coordinates, buffers, symbols, scratch, status.
  int64_t numSymbols = body.getNumArguments() - rank - numBuffers - 2;
  SmallVector<Value> buffers;
  for (int64_t i = 0; i < numBuffers; ++i)
    buffers.push_back(loadElement(entry->getArgument(0), ptr, i));
  SmallVector<Value> symbols = unpackSymbols(entry->getArgument(1), numSymbols);
  SmallVector<Value> sizes = getSizes(symbols);
  for (int64_t offset = 0; offset < zeroed; offset += 8) {
    Value address = LLVM::GEPOp::create(
        builder, loc, ptr, builder.getI8Type(), entry->getArgument(4),
        ArrayRef<LLVM::GEPArg>{LLVM::GEPArg(int32_t(offset))});
    Value zero = arith::ConstantIntOp::create(builder, loc, i64, 0);
    LLVM::StoreOp::create(builder, loc, zero, address, 8);
  }
  auto toIndex = [&](Value value) -> Value {
    return arith::IndexCastOp::create(builder, loc, builder.getIndexType(),
                                      value);
  };
  Value begin = toIndex(entry->getArgument(2));
  Value end = toIndex(entry->getArgument(3));
  auto loop = scf::ForOp::create(builder, loc, begin, end, index(1),
                                 decode(begin, sizes));
  func::ReturnOp::create(builder, loc);
  if (loop.getNumResults() == 0)
    loop.getBody()->getTerminator()->erase();
  builder.setInsertionPointToEnd(loop.getBody());
  ValueRange coords = loop.getRegionIterArgs();
  SmallVector<Value> operands(coords);
  llvm::append_range(operands, buffers);
  llvm::append_range(operands, symbols);
  operands.push_back(entry->getArgument(4));
  operands.push_back(entry->getArgument(5));
  func::CallOp::create(builder, loc, body, operands);
  scf::YieldOp::create(builder, loc, advance(coords, sizes));
  return kernel;
}

namespace {
struct ConvertVectorToCPU
    : cutedsl::impl::ConvertVectorToCPUBase<ConvertVectorToCPU> {
  void runOnOperation() override {
    SmallVector<func::FuncOp> functions;
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (function->hasAttr("tile.grid"))
        functions.push_back(function);
    for (func::FuncOp function : functions)
      convert(function);
  }

  void convert(func::FuncOp body) {
    OpBuilder builder(&getContext());
    std::string name = body.getName().str();
    auto grid = cast<AffineMapAttr>(body->removeAttr("tile.grid"));
    auto buffers = cast<IntegerAttr>(body->removeAttr("tile.buffers"));
    body.setName(name + ".tile");
    body.setPrivate();
    body->setAttr("llvm.linkage", LLVM::LinkageAttr::get(
                                      &getContext(), LLVM::Linkage::Internal));
    body->setAttr("passthrough", builder.getStrArrayAttr({"alwaysinline"}));
    // A result never overlaps another buffer; operands that share memory are
    // only read. Inlining turns this into alias scopes.
    for (auto [i, type] : llvm::enumerate(body.getArgumentTypes()))
      if (isa<LLVM::LLVMPointerType>(type))
        body.setArgAttr(i, "llvm.noalias", builder.getUnitAttr());
    int64_t zeroed = 0;
    if (auto bytes = cast_or_null<IntegerAttr>(body->removeAttr("tile.zeroed")))
      zeroed = bytes.getInt();
    func::FuncOp kernel = KernelBuilder(body, grid.getValue(), buffers.getInt())
                              .build(name, zeroed);
    for (StringRef attr : {"tile.scratch", "tile.messages"})
      if (Attribute value = body->removeAttr(attr))
        kernel->setAttr(attr, value);
  }
};
} // namespace

//===- VectorToNVVM.cpp - One thread's work as a kernel -------------------===//

#include "cutedsl/Conversion/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Affine/Utils.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace cutedsl {
#define GEN_PASS_DEF_CONVERTVECTORTONVVM
#include "cutedsl/Conversion/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;

/// All kernels of a module name the same dynamic shared memory.
static constexpr StringLiteral kSharedName = "cutedsl_shared";

static LLVM::GlobalOp getSharedMemory(ModuleOp module, int64_t alignment) {
  auto global = module.lookupSymbol<LLVM::GlobalOp>(kSharedName);
  if (!global) {
    OpBuilder builder(module.getBodyRegion());
    global = LLVM::GlobalOp::create(
        builder, module.getLoc(),
        LLVM::LLVMArrayType::get(builder.getI8Type(), 0), /*isConstant=*/false,
        LLVM::Linkage::External, kSharedName, Attribute(), alignment,
        /*addrSpace=*/3);
  }
  if (global.getAlignment().value_or(1) < uint64_t(alignment))
    global.setAlignment(alignment);
  return global;
}

/// The parameter of a tensor map: its 128 bytes, where the copy engine can read
/// them.
static void addTensorMapAttributes(LLVM::LLVMFuncOp kernel, unsigned index) {
  Builder builder(kernel.getContext());
  Type bytes = LLVM::LLVMArrayType::get(builder.getI8Type(), 128);
  kernel.setArgAttr(index, LLVM::LLVMDialect::getByValAttrName(),
                    TypeAttr::get(bytes));
  kernel.setArgAttr(index, LLVM::LLVMDialect::getAlignAttrName(),
                    builder.getI64IntegerAttr(64));
  kernel.setArgAttr(index, NVVM::NVVMDialect::getGridConstantAttrName(),
                    builder.getUnitAttr());
}

/// The tile coordinates of block `linear`, the last dimension fastest. A grid
/// has fewer than 2^31 tiles, so 32-bit divisions do.
static SmallVector<Value> decodeBlock(OpBuilder &builder, Location loc,
                                      AffineMap grid, ValueRange symbols) {
  Type i32 = builder.getI32Type(), index = builder.getIndexType();
  Value linear = NVVM::BlockIdXOp::create(builder, loc, i32);
  SmallVector<Value> coordinates(grid.getNumResults());
  for (unsigned dim = grid.getNumResults(); dim-- > 0;) {
    Value coordinate = linear;
    if (dim > 0) {
      Value size = affine::expandAffineExpr(builder, loc, grid.getResult(dim),
                                            {}, symbols);
      size = arith::IndexCastOp::create(builder, loc, i32, size);
      coordinate = arith::RemUIOp::create(builder, loc, linear, size);
      linear = arith::DivUIOp::create(builder, loc, linear, size);
    }
    coordinates[dim] =
        arith::IndexCastUIOp::create(builder, loc, index, coordinate);
  }
  return coordinates;
}

namespace {
struct ConvertVectorToNVVM
    : cutedsl::impl::ConvertVectorToNVVMBase<ConvertVectorToNVVM> {
  void runOnOperation() override {
    SmallVector<func::FuncOp> funcs;
    for (auto func : getOperation().getOps<func::FuncOp>())
      if (func->hasAttr("tile.threads"))
        funcs.push_back(func);
    for (func::FuncOp func : funcs)
      if (failed(wrap(func)))
        return signalPassFailure();
    // Of what arith can expand, only these have no instruction.
    RewritePatternSet patterns(&getContext());
    arith::populateCeilFloorDivExpandOpsPatterns(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }

  LogicalResult wrap(func::FuncOp func) {
    auto grid = func->getAttrOfType<AffineMapAttr>("tile.grid");
    auto buffers = func->getAttrOfType<IntegerAttr>("tile.buffers");
    auto threads = func->getAttrOfType<IntegerAttr>("tile.threads");
    auto scratch = func->getAttrOfType<IntegerAttr>("tile.scratch");
    if (!grid || !buffers || !threads || !scratch)
      return func.emitOpError("expected the attributes of a thread's work");
    if (!func.getBody().hasOneBlock())
      return func.emitOpError("expected structured control flow");

    Location loc = func.getLoc();
    OpBuilder builder(func);
    Type i32 = builder.getI32Type(), i64 = builder.getI64Type();
    auto global = LLVM::LLVMPointerType::get(&getContext(), 1);
    int64_t rank = grid.getValue().getNumResults();
    int64_t numBuffers = buffers.getInt();
    auto maps = func->getAttrOfType<ArrayAttr>("tile.tensor_maps");
    int64_t numMaps = maps ? maps.size() : 0;
    // Coordinates, buffers, symbols, thread, shared memory, status, maps.
    int64_t numSymbols =
        func.getNumArguments() - rank - numBuffers - 3 - numMaps;
    if (numSymbols < int64_t(grid.getValue().getNumSymbols()))
      return func.emitOpError("expected an argument for every symbol");

    SmallVector<Type> types(numBuffers, global);
    types.append(numSymbols, i64);
    types.push_back(global);
    types.append(numMaps, LLVM::LLVMPointerType::get(&getContext()));
    if (func->hasAttr("tile.persistent") && rank != 1)
      return func.emitOpError("expected one tile coordinate of a persistent "
                              "program, but got ")
             << rank;
    auto kernel = LLVM::LLVMFuncOp::create(
        builder, loc, func.getName(),
        LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(&getContext()),
                                    types));
    kernel->setAttr(NVVM::NVVMDialect::getKernelFuncAttrName(),
                    builder.getUnitAttr());
    kernel->setAttr(NVVM::NVVMDialect::getReqntidAttrName(),
                    builder.getDenseI32ArrayAttr({int32_t(threads.getInt())}));
    for (int64_t i = 0; i < numMaps; ++i)
      addTensorMapAttributes(kernel, types.size() - numMaps + i);
    // Warps that hand registers to each other need to know how many there are:
    // all of a multiprocessor's.
    auto ctas =
        func->getAttrOfType<IntegerAttr>("tile.ctas_per_multiprocessor");
    if (ctas || func->hasAttr("tile.roles"))
      kernel->setAttr(NVVM::NVVMDialect::getMinctasmAttrName(),
                      builder.getI32IntegerAttr(ctas ? ctas.getInt() : 1));
    if (auto cluster = func->getAttrOfType<IntegerAttr>("tile.cluster"))
      kernel->setAttr(
          NVVM::NVVMDialect::getClusterDimAttrName(),
          builder.getDenseI32ArrayAttr({int32_t(cluster.getInt()), 1, 1}));
    for (StringRef name : {"tile.grid", "tile.threads", "tile.scratch",
                           "tile.messages", "tile.persistent", "tile.cluster",
                           "tile.dependent_launch", "tile.tensor_maps"})
      if (Attribute value = func->getAttr(name))
        kernel->setAttr(name, value);

    Block *entry = kernel.addEntryBlock(builder);
    builder.setInsertionPointToStart(entry);
    SmallVector<Value> symbols;
    for (BlockArgument argument :
         entry->getArguments().slice(numBuffers, numSymbols))
      symbols.push_back(arith::IndexCastOp::create(
          builder, loc, builder.getIndexType(), argument));
    SmallVector<Value> arguments = decodeBlock(
        builder, loc, grid.getValue(),
        ValueRange(symbols).take_front(grid.getValue().getNumSymbols()));
    llvm::append_range(arguments, entry->getArguments().take_front(numBuffers));
    llvm::append_range(arguments, symbols);
    arguments.push_back(NVVM::ThreadIdXOp::create(builder, loc, i32));
    if (scratch.getInt() > 0) {
      auto alignment =
          func->getAttrOfType<IntegerAttr>("tile.scratch_alignment");
      LLVM::GlobalOp shared =
          getSharedMemory(getOperation(), alignment ? alignment.getInt() : 16);
      arguments.push_back(LLVM::AddressOfOp::create(builder, loc, shared));
    } else {
      arguments.push_back(LLVM::PoisonOp::create(
          builder, loc, LLVM::LLVMPointerType::get(&getContext(), 3)));
    }
    llvm::append_range(arguments, entry->getArguments().take_back(numMaps + 1));

    IRMapping mapping;
    mapping.map(func.getArguments(), arguments);
    for (Operation &op : func.getBody().front().without_terminator())
      builder.clone(op, mapping);
    LLVM::ReturnOp::create(builder, loc, ValueRange{});
    func.erase();
    return success();
  }
};
} // namespace

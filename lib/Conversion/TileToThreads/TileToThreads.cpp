//===- TileToThreads.cpp - Tile programs to the work of one thread --------===//

#include "ThreadLowering.h"
#include "cutedsl/Conversion/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"

namespace cutedsl {
#define GEN_PASS_DEF_CONVERTTILETOTHREADS
#include "cutedsl/Conversion/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::threads;

namespace {
/// Address spaces of NVPTX.
enum { GlobalSpace = 1, SharedSpace = 3 };

struct ConvertTileToThreads
    : cutedsl::impl::ConvertTileToThreadsBase<ConvertTileToThreads> {
  void runOnOperation() override {
    SmallVector<tile::FuncOp> funcs(getOperation().getOps<tile::FuncOp>());
    for (tile::FuncOp func : funcs)
      if (failed(lower(func)))
        return signalPassFailure();
  }

  LogicalResult lower(tile::FuncOp func) {
    OpBuilder builder(func);
    auto global = LLVM::LLVMPointerType::get(&getContext(), GlobalSpace);
    auto sharedType = LLVM::LLVMPointerType::get(&getContext(), SharedSpace);
    SmallVector<Type> types;
    for (Type type : func.getArgumentTypes()) {
      auto ptr = dyn_cast<tile::PtrType>(type);
      if (ptr && ptr.getSpace() != tile::MemorySpace::Global)
        return func.emitOpError("expected buffers in global memory, but got ")
               << type;
      types.push_back(ptr ? Type(global) : type);
    }
    types.append({builder.getI32Type(), sharedType, global});
    auto target = func::FuncOp::create(builder, func.getLoc(), func.getName(),
                                       builder.getFunctionType(types, {}));
    ThreadLowering lowering(func, target);
    if (failed(lowering.run()))
      return failure();
    auto shared = func->getAttrOfType<IntegerAttr>("shared_bytes");
    target->setAttr("tile.grid", func.getGridAttr());
    target->setAttr("tile.buffers",
                    builder.getI64IntegerAttr(func.getNumBuffers()));
    target->setAttr("tile.threads", func.getThreadsAttr());
    target->setAttr("tile.scratch",
                    builder.getI64IntegerAttr(shared ? shared.getInt() : 0));
    target->setAttr("tile.messages",
                    builder.getArrayAttr(lowering.getMessages()));
    func.erase();
    return success();
  }
};
} // namespace

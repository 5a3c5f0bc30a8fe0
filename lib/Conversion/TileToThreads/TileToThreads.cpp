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
    ArrayAttr maps = getTensorMaps(func);
    types.append(maps.size(), LLVM::LLVMPointerType::get(&getContext()));
    auto target = func::FuncOp::create(builder, func.getLoc(), func.getName(),
                                       builder.getFunctionType(types, {}));
    ThreadLowering lowering(func, target);
    if (failed(lowering.run()))
      return failure();
    auto shared = func->getAttrOfType<IntegerAttr>("shared_bytes");
    target->setAttr("tile.grid", func.getGridAttr());
    target->setAttr("tile.buffers",
                    builder.getI64IntegerAttr(func.getNumBuffers()));
    target->setAttr("tile.threads", getLaunchThreads(func));
    target->setAttr("tile.scratch",
                    builder.getI64IntegerAttr(shared ? shared.getInt() : 0));
    target->setAttr("tile.messages",
                    builder.getArrayAttr(lowering.getMessages()));
    if (auto alignment = func->getAttrOfType<IntegerAttr>("shared_alignment"))
      target->setAttr("tile.scratch_alignment", alignment);
    if (sm90::getRoles(func))
      target->setAttr("tile.roles", builder.getUnitAttr());
    if (!maps.empty())
      target->setAttr("tile.tensor_maps", maps);
    for (StringRef name : {"persistent", "cluster", "dependent_launch",
                           "ctas_per_multiprocessor"})
      if (Attribute value = func->getAttr(name))
        target->setAttr(("tile." + name).str(), value);
    func.erase();
    return success();
  }

private:
  /// Roles add a warpgroup, the producer's.
  IntegerAttr getLaunchThreads(tile::FuncOp func) {
    sm90::WarpSpecializeOp roles = sm90::getRoles(func);
    if (!roles)
      return func.getThreadsAttr();
    return IntegerAttr::get(func.getThreadsAttr().getType(),
                            (roles.getConsumers() + 1) * sm90::kWarpgroupSize);
  }

  /// How the host makes each tensor map, in the order of parameters.
  ArrayAttr getTensorMaps(tile::FuncOp func) {
    Builder builder(&getContext());
    SmallVector<Attribute> recipes;
    for (auto op : func.getBody().getOps<sm90::TensorMapOp>()) {
      sm90::TensorMapType type = op.getMap().getType();
      auto number = [&](StringRef name, int64_t value) {
        return builder.getNamedAttr(name, builder.getI64IntegerAttr(value));
      };
      recipes.push_back(builder.getDictionaryAttr(
          {number("buffer", func.getBufferNumber(op.getBuffer())),
           builder.getNamedAttr("element_type",
                                TypeAttr::get(type.getElementType())),
           builder.getNamedAttr("sizes", op.getSizesAttr()),
           builder.getNamedAttr("strides", op.getStridesAttr()),
           number("offset", op.getOffset()),
           builder.getNamedAttr("box",
                                builder.getDenseI64ArrayAttr(type.getBox())),
           number("swizzle", type.getSwizzle())}));
    }
    return builder.getArrayAttr(recipes);
  }
};
} // namespace

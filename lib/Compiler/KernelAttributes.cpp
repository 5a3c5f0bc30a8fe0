//===- KernelAttributes.cpp - What lowered kernels say --------------------===//

#include "KernelAttributes.h"
#include "cutedsl/Compiler/BundleWriter.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;
using namespace cutedsl;

static FailureOr<runtime::TensorMap> readTensorMap(LLVM::LLVMFuncOp function,
                                                   Attribute attribute) {
  auto recipe = dyn_cast<DictionaryAttr>(attribute);
  auto fail = [&] {
    return function.emitOpError("expected a tensor map's recipe, but got ")
           << attribute;
  };
  if (!recipe)
    return fail();
  auto buffer = recipe.getAs<IntegerAttr>("buffer");
  auto type = recipe.getAs<TypeAttr>("element_type");
  auto sizes = recipe.getAs<AffineMapAttr>("sizes");
  auto strides = recipe.getAs<AffineMapAttr>("strides");
  auto offset = recipe.getAs<IntegerAttr>("offset");
  auto box = recipe.getAs<DenseI64ArrayAttr>("box");
  auto swizzle = recipe.getAs<IntegerAttr>("swizzle");
  if (!buffer || !type || !sizes || !strides || !offset || !box || !swizzle ||
      sizes.getValue().getNumDims() || strides.getValue().getNumDims())
    return fail();
  std::optional<runtime::DType> dtype = convertType(type.getValue());
  if (!dtype)
    return fail();
  runtime::TensorMap map;
  map.buffer = buffer.getInt();
  map.dtype = *dtype;
  for (AffineExpr expr : sizes.getValue().getResults())
    map.sizes.push_back(convertExpr(expr));
  for (AffineExpr expr : strides.getValue().getResults())
    map.strides.push_back(convertExpr(expr));
  map.offset = runtime::ExprBuilder::constant(offset.getInt());
  map.box.assign(box.asArrayRef().begin(), box.asArrayRef().end());
  map.swizzle = swizzle.getInt();
  return map;
}

static LogicalResult readKernel(LLVM::LLVMFuncOp function,
                                runtime::Kernel &kernel) {
  auto readInteger = [&](StringRef name, auto &field) {
    if (auto value = function->getAttrOfType<IntegerAttr>(name))
      field = value.getInt();
  };
  // Lowering may share a tile between several CTAs.
  if (auto grid = function->getAttrOfType<AffineMapAttr>("tile.grid")) {
    kernel.grid.clear();
    for (AffineExpr size : grid.getValue().getResults())
      kernel.grid.push_back(convertExpr(size));
  }
  readInteger("tile.scratch", kernel.scratchBytes);
  readInteger("tile.threads", kernel.threads);
  readInteger("tile.cluster", kernel.cluster);
  kernel.persistent = function->hasAttr("tile.persistent");
  kernel.dependentLaunch = function->hasAttr("tile.dependent_launch");
  if (auto messages = function->getAttrOfType<ArrayAttr>("tile.messages"))
    for (auto message : messages.getAsRange<StringAttr>())
      kernel.checks.push_back(message.str());
  auto maps = function->getAttrOfType<ArrayAttr>("tile.tensor_maps");
  for (Attribute attribute : maps ? maps.getValue() : ArrayRef<Attribute>()) {
    FailureOr<runtime::TensorMap> map = readTensorMap(function, attribute);
    if (failed(map))
      return failure();
    kernel.tensorMaps.push_back(std::move(*map));
  }
  return success();
}

LogicalResult cutedsl::readKernelAttributes(ModuleOp module,
                                            runtime::TargetProgram &program) {
  for (runtime::Kernel &kernel : program.kernels)
    if (auto function = module.lookupSymbol<LLVM::LLVMFuncOp>(kernel.symbol))
      if (failed(readKernel(function, kernel)))
        return failure();
  return success();
}

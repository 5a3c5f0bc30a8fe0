//===- Registration.cpp - Dialects and passes of the compiler -------------===//

#include "cutedsl/Compiler/Registration.h"
#include "cutedsl/Conversion/CPUObject.h"
#include "cutedsl/Conversion/Passes.h"
#include "cutedsl/Conversion/Pipelines.h"
#include "cutedsl/Dialect/Graph/IR/Graph.h"
#include "cutedsl/Dialect/SM90/IR/SM90.h"
#include "cutedsl/Dialect/Tile/IR/Tile.h"
#include "cutedsl/Transforms/Passes.h"
#include "cutedsl/Transforms/Pipelines.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

void cutedsl::registerDialects(DialectRegistry &registry) {
  registry.insert<graph::GraphDialect, sm90::SM90Dialect, tile::TileDialect,
                  arith::ArithDialect, cf::ControlFlowDialect,
                  func::FuncDialect, linalg::LinalgDialect, LLVM::LLVMDialect,
                  math::MathDialect, NVVM::NVVMDialect, scf::SCFDialect,
                  tensor::TensorDialect, vector::VectorDialect>();
  registerCPUTranslations(registry);
}

void cutedsl::registerPasses() {
  registerCutedslTransformsPasses();
  registerCutedslConversionPasses();
  registerCPUPipeline();
  registerGPUPipeline();
  registerGraphPipeline();
  registerTilePipeline();
  registerTransformsPasses();
}

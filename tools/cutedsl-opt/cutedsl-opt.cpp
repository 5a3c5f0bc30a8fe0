//===- cutedsl-opt.cpp - Runs passes over a module ------------------------===//

#include "cutedsl/Compiler/Registration.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  cutedsl::registerDialects(registry);
  cutedsl::registerPasses();
  return mlir::asMainReturnCode(mlir::MlirOptMain(
      argc, argv, "cutedsl optimizer: dialects graph, tile\n", registry));
}

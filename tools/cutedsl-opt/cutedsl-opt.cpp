//===- cutedsl-opt.cpp - Runs passes over a module ------------------------===//

#include "cutedsl/Compiler/Registration.h"
#include "cutedsl/Conversion/CapturedToGraph.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  // For the reference documentation.
  if (argc == 2 && llvm::StringRef(argv[1]) == "--list-supported-overloads") {
    cutedsl::listSupportedOverloads(llvm::outs());
    return 0;
  }
  mlir::DialectRegistry registry;
  cutedsl::registerDialects(registry);
  cutedsl::registerPasses();
  return mlir::asMainReturnCode(mlir::MlirOptMain(
      argc, argv, "cutedsl optimizer: dialects graph, tile\n", registry));
}

//===- cutedsl-lsp-server.cpp - Language server for .mlir files -----------===//
//
// Diagnostics, hover, go-to-definition and completion in an editor, for this
// project's dialects.
//
//===----------------------------------------------------------------------===//

#include "cutedsl/Compiler/Registration.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/Tools/mlir-lsp-server/MlirLspServerMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  cutedsl::registerDialects(registry);
  return mlir::failed(mlir::MlirLspServerMain(argc, argv, registry));
}

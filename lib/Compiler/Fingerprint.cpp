//===- Fingerprint.cpp - The key under which a result is cached -----------===//

#include "cutedsl/Compiler/Fingerprint.h"
#include "CodeGeneration.h"
#include "cutedsl/Compiler/BuildId.h"
#include "cutedsl/Dialect/Graph/IR/Graph.h"
#include "mlir/Bytecode/BytecodeWriter.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/SHA256.h"

using namespace mlir;
using namespace cutedsl;

StringRef cutedsl::getBuildId() { return CUTEDSL_BUILD_ID; }

/// Removes what names things without changing what is computed.
static void removeNames(ModuleOp module) {
  Location unknown = UnknownLoc::get(module.getContext());
  module->walk([&](Operation *op) {
    op->setLoc(unknown);
    for (Region &region : op->getRegions())
      for (Block &block : region)
        for (BlockArgument argument : block.getArguments())
          argument.setLoc(unknown);
  });
  module.removeSymNameAttr();
  for (auto program : module.getOps<graph::ProgramOp>()) {
    for (unsigned i = 0, e = program.getNumArguments(); i < e; ++i)
      program.removeArgAttr(i, "graph.name");
    // The number of symbols matters, their names do not.
    SmallVector<Attribute> symbols(program.getSymbols().size(),
                                   StringAttr::get(module.getContext(), "s"));
    program.setSymbolsAttr(ArrayAttr::get(module.getContext(), symbols));
  }
}

std::array<uint8_t, 32>
cutedsl::computeFingerprint(ModuleOp module, const CompileOptions &options) {
  OwningOpRef<ModuleOp> copy = module.clone();
  removeNames(*copy);
  std::string bytes;
  llvm::raw_string_ostream stream(bytes);
  // A fixed producer and version: the writer's defaults name its own build.
  BytecodeWriterConfig config("cutedsl");
  if (failed(writeBytecodeToFile(*copy, stream, config))) {
    // Text is the same information, only longer.
    bytes.clear();
    copy->print(stream);
  }
  llvm::SHA256 hash;
  auto add = [&](StringRef part) {
    hash.update((Twine(part.size()) + ":").str());
    hash.update(part);
  };
  add(getBuildId());
  add(LLVM_VERSION_STRING);
  add(options.toJSON());
  if (!options.isCPU())
    add(getAssemblerVersion());
  add(bytes);
  return hash.final();
}

std::string cutedsl::toHex(const std::array<uint8_t, 32> &digest) {
  return llvm::toHex(ArrayRef<uint8_t>(digest), /*LowerCase=*/true);
}

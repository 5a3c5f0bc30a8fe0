//===- Fingerprint.cpp - The key under which a result is cached -----------===//

#include "cutedsl/Compiler/Fingerprint.h"
#include "CodeGeneration.h"
#include "cutedsl/Compiler/BuildId.h"
#include "cutedsl/Dialect/Graph/IR/Graph.h"
#include "mlir/Bytecode/BytecodeWriter.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/SHA256.h"

using namespace mlir;
using namespace cutedsl;

StringRef cutedsl::getBuildId() { return CUTEDSL_BUILD_ID; }

ToolVersions ToolVersions::get(const CompileOptions &options) {
  ToolVersions versions{getBuildId().str(), LLVM_VERSION_STRING, ""};
  if (!options.isCPU())
    versions.assembler = getAssemblerVersion();
  return versions;
}

/// Removes what names things without changing what is computed.
static void removeNames(ModuleOp module) {
  MLIRContext *context = module.getContext();
  Location unknown = UnknownLoc::get(context);
  module->walk([&](Operation *op) {
    op->setLoc(unknown);
    for (Region &region : op->getRegions())
      for (Block &block : region)
        for (BlockArgument argument : block.getArguments())
          argument.setLoc(unknown);
  });
  module.removeSymNameAttr();
  auto name = StringAttr::get(context, "graph.name");
  for (auto program : module.getOps<graph::ProgramOp>()) {
    program.setSymName("");
    for (unsigned i = 0, e = program.getNumArguments(); i < e; ++i)
      program.removeArgAttr(i, name);
    for (unsigned i = 0, e = program.getNumResults(); i < e; ++i)
      program.removeResultAttr(i, name);
    // The number of symbols matters, their names do not.
    SmallVector<Attribute> symbols(program.getSymbols().size(),
                                   StringAttr::get(context, "s"));
    program.setSymbolsAttr(ArrayAttr::get(context, symbols));
  }
}

static void rename(std::map<std::string, int64_t> &sizes,
                   const std::string &from, const std::string &to) {
  if (auto size = sizes.extract(from)) {
    size.key() = to;
    sizes.insert(std::move(size));
  }
}

/// The options, with symbols known by their place in the program.
static std::string getCanonicalOptions(ModuleOp module,
                                       const CompileOptions &options) {
  CompileOptions result = options;
  unsigned number = 0;
  for (auto program : module.getOps<graph::ProgramOp>()) {
    for (auto [index, symbol] :
         llvm::enumerate(program.getSymbols().getAsRange<StringAttr>())) {
      std::string place = llvm::formatv("{0}.{1}", number, index);
      rename(result.symbols, symbol.str(), place);
      rename(result.hints, symbol.str(), place);
    }
    ++number;
  }
  return result.toJSON();
}

std::array<uint8_t, 32>
cutedsl::computeFingerprint(ModuleOp module, const CompileOptions &options,
                            const ToolVersions &versions) {
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
  add(versions.compiler);
  add(versions.llvm);
  add(versions.assembler);
  add(getCanonicalOptions(module, options));
  add(bytes);
  return hash.final();
}

std::vector<std::string> cutedsl::getNames(ModuleOp module,
                                           const CompileOptions &options) {
  std::vector<std::string> names;
  auto programs = module.getOps<graph::ProgramOp>();
  if (programs.empty())
    return names;
  graph::ProgramOp program = *programs.begin();
  auto add = [&](DictionaryAttr attrs) {
    auto name = attrs ? attrs.getAs<StringAttr>("graph.name") : StringAttr();
    names.push_back(name ? name.str() : "");
  };
  for (unsigned i = 0, e = program.getNumArguments(); i < e; ++i)
    add(program.getArgAttrDict(i));
  for (unsigned i = 0, e = program.getNumResults(); i < e; ++i)
    add(program.getResultAttrDict(i));
  for (auto symbol : program.getSymbols().getAsRange<StringAttr>())
    if (!options.symbols.count(symbol.str()))
      names.push_back(symbol.str());
  return names;
}

std::string cutedsl::toHex(const std::array<uint8_t, 32> &digest) {
  return llvm::toHex(ArrayRef<uint8_t>(digest), /*LowerCase=*/true);
}

//===- Compile.cpp - From a module to a bundle ----------------------------===//

#include "cutedsl/Compiler/Compile.h"
#include "Report.h"
#include "cutedsl/Compiler/BundleWriter.h"
#include "cutedsl/Compiler/Fingerprint.h"
#include "cutedsl/Conversion/CPUObject.h"
#include "cutedsl/Conversion/Passes.h"
#include "cutedsl/Conversion/Pipelines.h"
#include "cutedsl/Dialect/Graph/IR/Graph.h"
#include "cutedsl/Transforms/Passes.h"
#include "cutedsl/Transforms/Pipelines.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace cutedsl;

std::optional<Stage> cutedsl::symbolizeStage(StringRef name) {
  return llvm::StringSwitch<std::optional<Stage>>(name)
      .Case("graph", Stage::Graph)
      .Case("kernels", Stage::Kernels)
      .Case("tile", Stage::Tile)
      .Case("llvm", Stage::LLVM)
      .Cases({"asm", "ptx"}, Stage::Assembly)
      .Default(std::nullopt);
}

//===----------------------------------------------------------------------===//
// Lowering
//===----------------------------------------------------------------------===//

/// Adds the passes that lead from the stage before to `stage`.
static void addPasses(OpPassManager &manager, const CompileOptions &options,
                      Stage stage) {
  switch (stage) {
  case Stage::Graph: {
    if (!options.symbols.empty()) {
      GraphSpecializeSymbolsOptions sizes;
      for (const auto &[name, size] : options.symbols)
        sizes.values.push_back(llvm::formatv("{0}={1}", name, size));
      manager.addPass(createGraphSpecializeSymbols(sizes));
    }
    manager.addPass(createConvertCapturedToGraph());
    return;
  }
  case Stage::Kernels: {
    GraphPipelineOptions graph;
    graph.target = options.target;
    buildGraphPipeline(manager, graph);
    return;
  }
  case Stage::Tile:
    manager.addPass(createConvertGraphToTile());
    return;
  case Stage::LLVM: {
    CPUPipelineOptions cpu;
    cpu.cpu = options.cpu;
    buildCPUPipeline(manager, cpu);
    return;
  }
  case Stage::Assembly:
    return;
  }
}

static LogicalResult runStage(Session &session, ModuleOp module,
                              const CompileOptions &options, Stage stage) {
  PassManager manager(&session.getContext());
  // Verifiers run between stages and not between passes: they cost a fifth of
  // the compile time.
  manager.enableVerifier(options.verify);
  addPasses(manager, options, stage);
  return manager.run(module);
}

static constexpr Stage kLoweringStages[] = {Stage::Graph, Stage::Kernels,
                                            Stage::Tile, Stage::LLVM};

LogicalResult cutedsl::lower(Session &session, ModuleOp module,
                             const CompileOptions &options, Stage stage) {
  for (Stage next : kLoweringStages)
    if (next <= stage && failed(runStage(session, module, options, next)))
      return failure();
  return success();
}

//===----------------------------------------------------------------------===//
// Code
//===----------------------------------------------------------------------===//

/// A value, or its error as a message of the session.
template <typename T>
static FailureOr<T> check(Session &session, llvm::Expected<T> value) {
  if (value)
    return std::move(*value);
  session.addMessage("error: " + llvm::toString(value.takeError()));
  return failure();
}

/// Leaves only the kernels, which are all that code is generated for.
static void erasePrograms(ModuleOp module) {
  for (auto program :
       llvm::make_early_inc_range(module.getOps<graph::ProgramOp>()))
    program.erase();
}

/// Fills in what the lowered kernels say of themselves.
static void readKernelAttributes(ModuleOp module,
                                 runtime::TargetProgram &program) {
  for (runtime::Kernel &kernel : program.kernels) {
    auto function = module.lookupSymbol<LLVM::LLVMFuncOp>(kernel.symbol);
    if (!function)
      continue;
    if (auto bytes = function->getAttrOfType<IntegerAttr>("tile.scratch"))
      kernel.scratchBytes = bytes.getInt();
    if (auto messages = function->getAttrOfType<ArrayAttr>("tile.messages"))
      for (auto message : messages.getAsRange<StringAttr>())
        kernel.checks.push_back(message.str());
  }
}

static LogicalResult emitCPUCode(Session &session, ModuleOp module,
                                 const CompileOptions &options,
                                 runtime::TargetProgram &program) {
  FailureOr<CPUTarget> target = check(session, CPUTarget::get(options.cpu));
  if (failed(target))
    return failure();
  FailureOr<std::vector<CPUObject>> objects =
      check(session, emitCPUObjects(module, *target));
  if (failed(objects))
    return failure();
  program.target = target->toString();
  llvm::StringMap<uint32_t> places;
  for (CPUObject &object : *objects) {
    for (const std::string &kernel : object.kernels)
      places[kernel] = program.code.size();
    program.code.push_back({runtime::CodeKind::ElfRelocatable,
                            runtime::Blob(std::move(object.bytes))});
  }
  for (runtime::Kernel &kernel : program.kernels)
    kernel.code = places.lookup(kernel.symbol);
  return success();
}

FailureOr<std::string> cutedsl::emitText(Session &session, ModuleOp module,
                                         const CompileOptions &options,
                                         Stage stage) {
  if (failed(lower(session, module, options, stage)))
    return failure();
  if (stage == Stage::Assembly) {
    erasePrograms(module);
    FailureOr<CPUTarget> target = check(session, CPUTarget::get(options.cpu));
    if (failed(target))
      return failure();
    return check(session, emitCPUText(module, *target, CPUText::Assembly));
  }
  std::string text;
  llvm::raw_string_ostream stream(text);
  module->print(stream);
  stream << '\n';
  return text;
}

FailureOr<CompileResult> cutedsl::compile(Session &session, ModuleOp module,
                                          const CompileOptions &options) {
  Report report;
  std::string fingerprint = report.time("fingerprint", [&] {
    return toHex(computeFingerprint(module, options));
  });
  FailureOr<runtime::Bundle> bundle = failure();
  static constexpr StringLiteral kNames[] = {"import", "fuse", "tile", "lower"};
  for (auto [stage, name] : llvm::zip_equal(kLoweringStages, kNames)) {
    LogicalResult done = report.time(
        name, [&] { return runStage(session, module, options, stage); });
    if (failed(done))
      return failure();
    if (stage == Stage::Kernels)
      report.addKernels(module);
    if (stage == Stage::Tile) {
      bundle = writeBundle(module);
      if (failed(bundle))
        return failure();
      erasePrograms(module);
    }
  }
  runtime::TargetProgram &program = bundle->programs.front();
  readKernelAttributes(module, program);
  LogicalResult emitted = report.time(
      "emit", [&] { return emitCPUCode(session, module, options, program); });
  if (failed(emitted))
    return failure();
  report.addRemarks(session);

  CompileResult result;
  result.report = report.toJSON();
  bundle->fingerprint = fingerprint;
  bundle->versions = {{"cutedsl", getBuildId().str()},
                      {"llvm", LLVM_VERSION_STRING}};
  bundle->report = result.report;
  if (runtime::MaybeError error = runtime::verify(*bundle)) {
    session.addMessage("error: " + error->message);
    return failure();
  }
  result.bundle = runtime::serialize(*bundle);
  return result;
}

//===- Compile.cpp - From a module to a bundle ----------------------------===//

#include "cutedsl/Compiler/Compile.h"
#include "CodeGeneration.h"
#include "Report.h"
#include "cutedsl/Compiler/BundleWriter.h"
#include "cutedsl/Compiler/Fingerprint.h"
#include "cutedsl/Compiler/Tuning.h"
#include "cutedsl/Conversion/CPUObject.h"
#include "cutedsl/Conversion/Passes.h"
#include "cutedsl/Conversion/Pipelines.h"
#include "cutedsl/Dialect/Graph/IR/Graph.h"
#include "cutedsl/Transforms/Passes.h"
#include "cutedsl/Transforms/Pipelines.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace cutedsl;

std::optional<Stage> cutedsl::symbolizeStage(StringRef name, bool isCPU) {
  if (name == (isCPU ? "asm" : "ptx"))
    return Stage::Assembly;
  if (name == (isCPU ? "obj" : "cubin"))
    return Stage::Binary;
  return llvm::StringSwitch<std::optional<Stage>>(name)
      .Case("graph", Stage::Graph)
      .Case("kernels", Stage::Kernels)
      .Case("tile", Stage::Tile)
      .Case("llvm", Stage::LLVM)
      .Default(std::nullopt);
}

//===----------------------------------------------------------------------===//
// Lowering
//===----------------------------------------------------------------------===//

/// What graph passes choose tiles for: on the CPU, its registers.
static std::string getGraphTarget(const CompileOptions &options) {
  if (!options.isCPU())
    return options.target;
  return CPUTarget::getVectorBits(options.cpu) >= 512 ? "cpu" : "cpu-avx2";
}

/// Adds the passes that lead from the stage before to `stage`. Of kernels that
/// are formed already, `hasKernels`, only the schedules are chosen.
static void addPasses(OpPassManager &manager, const CompileOptions &options,
                      Stage stage, bool hasKernels) {
  switch (stage) {
  case Stage::Graph: {
    if (!options.symbols.empty() || !options.hints.empty()) {
      GraphSpecializeSymbolsOptions sizes;
      for (const auto &[name, size] : options.symbols)
        sizes.values.push_back(llvm::formatv("{0}={1}", name, size));
      for (const auto &[name, size] : options.hints)
        sizes.hints.push_back(llvm::formatv("{0}={1}", name, size));
      manager.addPass(createGraphSpecializeSymbols(sizes));
    }
    manager.addPass(createConvertCapturedToGraph());
    manager.addPass(createConvertLinalgToGraph());
    return;
  }
  case Stage::Kernels: {
    GraphPipelineOptions graph;
    graph.target = getGraphTarget(options);
    if (hasKernels)
      return buildSchedulingPipeline(manager, graph);
    graph.numerics =
        options.numerics == "eager" ? Numerics::Eager : Numerics::Fused;
    graph.fastAlgebra = options.fastAlgebra;
    graph.assumeFinite = options.assumeFinite;
    buildGraphPipeline(manager, graph);
    return;
  }
  case Stage::Tile:
    buildTilePipeline(manager);
    return;
  case Stage::LLVM: {
    if (options.isCPU()) {
      CPUPipelineOptions cpu;
      cpu.cpu = options.cpu;
      buildCPUPipeline(manager, cpu);
    } else {
      GPUPipelineOptions gpu;
      gpu.arch = options.target;
      buildGPUPipeline(manager, gpu);
    }
    return;
  }
  case Stage::Assembly:
  case Stage::Binary:
    return;
  }
}

static LogicalResult runStage(Session &session, ModuleOp module,
                              const CompileOptions &options, Stage stage) {
  if (stage == Stage::Kernels && failed(setChoices(module, options)))
    return failure();
  PassManager manager(&session.getContext());
  // Verifiers run between stages and not between passes: they cost a fifth of
  // the compile time.
  manager.enableVerifier(options.verify);
  addPasses(manager, options, stage, !module.getOps<graph::KernelOp>().empty());
  return manager.run(module);
}

static constexpr Stage kLoweringStages[] = {Stage::Graph, Stage::Kernels,
                                            Stage::Tile, Stage::LLVM};

/// What the report calls the way to `stage`.
static StringRef getName(Stage stage) {
  switch (stage) {
  case Stage::Graph:
    return "import";
  case Stage::Kernels:
    return "fuse";
  case Stage::Tile:
    return "tile";
  case Stage::LLVM:
    return "lower";
  case Stage::Assembly:
  case Stage::Binary:
    return "emit";
  }
  llvm_unreachable("unknown stage");
}

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

/// Leaves only the kernels that code is generated for.
static void erasePrograms(ModuleOp module) {
  for (auto program :
       llvm::make_early_inc_range(module.getOps<graph::ProgramOp>()))
    program.erase();
  for (auto kernel :
       llvm::make_early_inc_range(module.getOps<graph::KernelOp>()))
    kernel.erase();
}

FailureOr<std::string> cutedsl::emitStage(Session &session, ModuleOp module,
                                          const CompileOptions &options,
                                          Stage stage) {
  if (failed(lower(session, module, options, stage)))
    return failure();
  if (stage == Stage::Assembly || stage == Stage::Binary) {
    erasePrograms(module);
    return stage == Stage::Assembly ? emitAssembly(session, module, options)
                                    : emitBinary(session, module, options);
  }
  std::string text;
  llvm::raw_string_ostream stream(text);
  module->print(stream);
  stream << '\n';
  return text;
}

FailureOr<CompileResult> cutedsl::compile(Session &session, ModuleOp module,
                                          const CompileOptions &options,
                                          std::optional<Stage> reached) {
  Report report;
  std::string fingerprint = report.time("fingerprint", [&] {
    return toHex(
        computeFingerprint(module, options, ToolVersions::get(options)));
  });
  FailureOr<runtime::Bundle> bundle = failure();
  for (Stage stage : kLoweringStages) {
    LogicalResult done = report.time(getName(stage), [&] {
      return reached && stage <= *reached
                 ? success()
                 : runStage(session, module, options, stage);
    });
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
  LogicalResult emitted = report.time(getName(Stage::Assembly), [&] {
    return emitCode(session, module, options, program);
  });
  if (failed(emitted))
    return failure();
  // What GPU kernels assume of every address, the runtime checks.
  if (!options.isCPU())
    for (runtime::Argument &argument : bundle->arguments)
      if (argument.kind != runtime::ArgumentKind::Scalar)
        argument.alignment = kGPUBufferAlignment;
  report.addRemarks(session);

  CompileResult result;
  result.report = report.toJSON(/*withTimes=*/true);
  bundle->fingerprint = fingerprint;
  bundle->versions = {{"cutedsl", getBuildId().str()},
                      {"llvm", LLVM_VERSION_STRING}};
  // The same program gives the same bytes.
  bundle->report = report.toJSON(/*withTimes=*/false);
  if (runtime::MaybeError error = runtime::verify(*bundle)) {
    session.addMessage("error: " + error->message);
    return failure();
  }
  result.bundle = runtime::serialize(*bundle);
  return result;
}

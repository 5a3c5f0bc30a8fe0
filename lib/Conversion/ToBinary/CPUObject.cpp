//===- CPUObject.cpp - LLVM dialect to x86-64 object code -----------------===//

#include "cutedsl/Conversion/CPUObject.h"
#include "cutedsl/Conversion/CrashGuard.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Target/TargetOptions.h"
#include "llvm/TargetParser/Host.h"
#include <atomic>
#include <mutex>
#include <thread>

using namespace llvm;
using namespace cutedsl;

/// Kernels are spread over this many modules, so that they compile in parallel
/// and yet share constants and sections.
static constexpr size_t kMaxObjects = 8;

//===----------------------------------------------------------------------===//
// Targets
//===----------------------------------------------------------------------===//

static Expected<std::unique_ptr<TargetMachine>>
createTargetMachine(const CPUTarget &cpu) {
  static std::once_flag once;
  std::call_once(once, [] {
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86Target();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86AsmPrinter();
  });
  Triple triple("x86_64-unknown-linux-gnu");
  std::string message;
  const Target *target = TargetRegistry::lookupTarget(triple, message);
  if (!target)
    return createStringError("no x86-64 code generator: " + message);
  TargetOptions options;
  // Contraction is the compiler's decision, made in MLIR, not the backend's.
  options.AllowFPOpFusion = FPOpFusion::Strict;
  std::unique_ptr<TargetMachine> machine(target->createTargetMachine(
      triple, cpu.cpu, cpu.features, options, Reloc::PIC_, CodeModel::Small,
      CodeGenOptLevel::Aggressive));
  if (!machine)
    return createStringError("no x86-64 code generator for " + cpu.cpu);
  return std::move(machine);
}

/// The features that decide what code is generated, in the order of a bundle's
/// target.
static constexpr StringLiteral kFeatures[] = {
    "avx2",     "avx512bw", "avx512cd", "avx512dq", "avx512f",
    "avx512vl", "bmi",      "bmi2",     "f16c",     "fma"};

Expected<CPUTarget> CPUTarget::get(StringRef name) {
  CPUTarget result;
  result.cpu = name.str();
  if (name == "native") {
    result.cpu = sys::getHostCPUName().str();
    StringMap<bool> host = sys::getHostCPUFeatures();
    SmallVector<std::string> features;
    for (const auto &feature : host)
      features.push_back((feature.second ? "+" : "-") + feature.first().str());
    llvm::sort(features);
    result.features = join(features, ",");
  }
  auto machine = createTargetMachine(result);
  if (!machine)
    return machine.takeError();
  const MCSubtargetInfo &info = *(*machine)->getMCSubtargetInfo();
  if (!info.isCPUStringValid(result.cpu))
    return createStringError("expected 'native' or an x86-64 CPU that LLVM "
                             "knows, such as 'x86-64-v3', but got '" +
                             name + "'");
  for (StringRef needed : {"+avx2", "+fma", "+f16c"})
    if (!info.checkFeatures(needed))
      return createStringError("expected a CPU with AVX2, FMA and F16C, but '" +
                               result.cpu + "' has no " + needed.drop_front());
  bool hasAVX512 = true;
  for (StringRef needed : {"+avx512f", "+avx512bw", "+avx512dq", "+avx512vl"})
    hasAVX512 &= info.checkFeatures(needed);
  result.vectorBits = hasAVX512 ? 512 : 256;
  return result;
}

unsigned CPUTarget::getVectorBits(StringRef name) {
  Expected<CPUTarget> target = get(name);
  if (target)
    return target->vectorBits;
  consumeError(target.takeError());
  return 512;
}

std::string CPUTarget::toString() const {
  auto machine = createTargetMachine(*this);
  if (!machine) {
    consumeError(machine.takeError());
    return "x86_64:" + cpu;
  }
  const MCSubtargetInfo &info = *(*machine)->getMCSubtargetInfo();
  SmallVector<StringRef> present;
  for (StringRef feature : kFeatures)
    if (info.checkFeatures(("+" + feature).str()))
      present.push_back(feature);
  return "x86_64:" + join(present, ",");
}

//===----------------------------------------------------------------------===//
// Translation
//===----------------------------------------------------------------------===//

void cutedsl::registerCPUTranslations(mlir::DialectRegistry &registry) {
  mlir::registerBuiltinDialectTranslation(registry);
  mlir::registerLLVMDialectTranslation(registry);
}

namespace {
/// A module in a context of its own, so that each compiles on any thread.
struct Unit {
  std::unique_ptr<LLVMContext> context;
  std::unique_ptr<Module> module;
  std::vector<std::string> kernels;
};
} // namespace

/// What kernels may call: the functions that a loader resolves.
static bool isRuntimeFunction(StringRef name) {
  static const StringSet<> names = {
      "memcpy", "memmove", "memset", "acos",  "acosh", "asin",  "asinh",
      "atan",   "atan2",   "atanh",  "cbrt",  "ceil",  "cos",   "cosh",
      "erf",    "erfc",    "exp",    "exp2",  "expm1", "floor", "fmod",
      "log",    "log10",   "log1p",  "log2",  "pow",   "round", "roundeven",
      "rint",   "sin",     "sinh",   "sqrt",  "tan",   "tanh",  "trunc",
      "fma",    "ldexp",   "lgamma", "tgamma"};
  return names.contains(name) ||
         (name.ends_with("f") && names.contains(name.drop_back()));
}

static Error verifySelfContained(const Module &module) {
  for (const Function &function : module)
    if (function.isDeclaration() && !function.use_empty() &&
        !function.isIntrinsic() && !isRuntimeFunction(function.getName()))
      return createStringError("expected a kernel that calls only libm, but "
                               "got a call of '" +
                               function.getName() + "'");
  return Error::success();
}

static Expected<Unit> translate(mlir::ModuleOp module, const CPUTarget &cpu,
                                TargetMachine &machine) {
  mlir::DialectRegistry registry;
  registerCPUTranslations(registry);
  module.getContext()->appendDialectRegistry(registry);
  Unit unit;
  unit.context = std::make_unique<LLVMContext>();
  unit.module = mlir::translateModuleToLLVMIR(module, *unit.context, "cpu");
  if (!unit.module)
    return createStringError("the module does not translate to LLVM IR");
  unit.module->setTargetTriple(machine.getTargetTriple());
  unit.module->setDataLayout(machine.createDataLayout());
  if (Error error = verifySelfContained(*unit.module))
    return std::move(error);
  std::string bits = std::to_string(cpu.vectorBits);
  for (Function &function : *unit.module) {
    if (function.isDeclaration())
      continue;
    function.addFnAttr("target-cpu", cpu.cpu);
    if (!cpu.features.empty())
      function.addFnAttr("target-features", cpu.features);
    // Without these LLVM splits the vectors of most AVX-512 machines.
    function.addFnAttr("prefer-vector-width", bits);
    function.addFnAttr("min-legal-vector-width", bits);
    function.addFnAttr(Attribute::NoUnwind);
    if (!function.hasLocalLinkage())
      unit.kernels.push_back(function.getName().str());
  }
  return std::move(unit);
}

/// The functions that `function` reaches, itself included.
static void collectCallees(mlir::ModuleOp module, mlir::Operation *function,
                           SetVector<mlir::Operation *> &seen) {
  if (!seen.insert(function))
    return;
  function->walk([&](mlir::LLVM::CallOp call) {
    if (std::optional<StringRef> callee = call.getCallee())
      if (mlir::Operation *target = module.lookupSymbol(*callee))
        collectCallees(module, target, seen);
  });
}

/// Spreads the module's kernels over modules of about equal size.
static SmallVector<mlir::OwningOpRef<mlir::ModuleOp>>
partition(mlir::ModuleOp module) {
  struct Kernel {
    SetVector<mlir::Operation *> functions;
    size_t cost = 0;
  };
  SmallVector<Kernel> kernels;
  for (auto function : module.getOps<mlir::LLVM::LLVMFuncOp>()) {
    if (function.isExternal() ||
        function.getLinkage() == mlir::LLVM::Linkage::Internal ||
        function.getLinkage() == mlir::LLVM::Linkage::Private)
      continue;
    Kernel &kernel = kernels.emplace_back();
    collectCallees(module, function, kernel.functions);
    for (mlir::Operation *part : kernel.functions)
      part->walk([&](mlir::Operation *) { ++kernel.cost; });
  }
  llvm::stable_sort(kernels, [](const Kernel &a, const Kernel &b) {
    return a.cost > b.cost;
  });
  SmallVector<SetVector<mlir::Operation *>> groups(
      std::min(kMaxObjects, kernels.size()));
  SmallVector<size_t> costs(groups.size(), 0);
  for (Kernel &kernel : kernels) {
    size_t least = llvm::min_element(costs) - costs.begin();
    costs[least] += kernel.cost;
    groups[least].insert_range(kernel.functions);
  }
  SmallVector<mlir::OwningOpRef<mlir::ModuleOp>> result;
  for (const SetVector<mlir::Operation *> &group : groups) {
    mlir::ModuleOp part = mlir::ModuleOp::create(module.getLoc());
    part->setAttrs(module->getAttrs());
    mlir::OpBuilder builder = mlir::OpBuilder::atBlockEnd(part.getBody());
    for (mlir::Operation &op : *module.getBody())
      if (group.contains(&op) || !isa<mlir::LLVM::LLVMFuncOp>(op))
        builder.clone(op);
    result.emplace_back(part);
  }
  return result;
}

//===----------------------------------------------------------------------===//
// Code generation
//===----------------------------------------------------------------------===//

static void optimise(Module &module, TargetMachine &machine) {
  LoopAnalysisManager loops;
  FunctionAnalysisManager functions;
  CGSCCAnalysisManager sccs;
  ModuleAnalysisManager modules;
  PipelineTuningOptions tuning;
  // Tiles are vectors already.
  tuning.LoopVectorization = false;
  tuning.SLPVectorization = false;
  PassBuilder builder(&machine, tuning);
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(sccs);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, sccs, modules);
  builder.buildPerModuleDefaultPipeline(OptimizationLevel::O3)
      .run(module, modules);
}

/// Optimises and writes a file. After an error the unit is leaked, since LLVM
/// was stopped half way.
static Expected<std::string> generate(Unit &unit, const CPUTarget &cpu,
                                      CodeGenFileType type) {
  auto created = createTargetMachine(cpu);
  if (!created)
    return created.takeError();
  std::unique_ptr<TargetMachine> machine = std::move(*created);
  SmallString<0> bytes;
  bool unsupported = false;
  Error crash = runGuarded("x86-64 code generation failed", [&] {
    optimise(*unit.module, *machine);
    raw_svector_ostream stream(bytes);
    legacy::PassManager codegen;
    unsupported = machine->addPassesToEmitFile(codegen, stream, nullptr, type);
    if (!unsupported)
      codegen.run(*unit.module);
  });
  if (crash) {
    (void)unit.module.release();
    (void)unit.context.release();
    (void)machine.release();
    return std::move(crash);
  }
  if (unsupported)
    return createStringError("x86-64 cannot write this file type");
  return bytes.str().str();
}

Expected<std::vector<CPUObject>>
cutedsl::emitCPUObjects(mlir::ModuleOp module, const CPUTarget &target,
                        unsigned threads) {
  auto machine = createTargetMachine(target);
  if (!machine)
    return machine.takeError();
  SmallVector<Unit> units;
  for (mlir::OwningOpRef<mlir::ModuleOp> &part : partition(module)) {
    auto unit = translate(*part, target, **machine);
    if (!unit)
      return unit.takeError();
    units.push_back(std::move(*unit));
  }
  std::vector<CPUObject> objects(units.size());
  std::mutex lock;
  std::string failure;
  std::atomic<size_t> next{0};
  auto work = [&] {
    for (size_t i = next++; i < units.size(); i = next++) {
      auto bytes = generate(units[i], target, CodeGenFileType::ObjectFile);
      if (!bytes) {
        std::lock_guard<std::mutex> guard(lock);
        failure = llvm::toString(bytes.takeError());
        continue;
      }
      objects[i].bytes.assign(bytes->begin(), bytes->end());
      objects[i].kernels = std::move(units[i].kernels);
    }
  };
  size_t count = threads ? threads : std::thread::hardware_concurrency();
  count = std::min(std::max<size_t>(count, 1), units.size());
  std::vector<std::thread> helpers;
  for (size_t i = 1; i < count; ++i)
    helpers.emplace_back(work);
  work();
  for (std::thread &helper : helpers)
    helper.join();
  if (!failure.empty())
    return createStringError(failure);
  return objects;
}

Expected<std::vector<uint8_t>> cutedsl::emitCPUObject(mlir::ModuleOp module,
                                                      const CPUTarget &target) {
  auto machine = createTargetMachine(target);
  if (!machine)
    return machine.takeError();
  auto unit = translate(module, target, **machine);
  if (!unit)
    return unit.takeError();
  auto bytes = generate(*unit, target, CodeGenFileType::ObjectFile);
  if (!bytes)
    return bytes.takeError();
  return std::vector<uint8_t>(bytes->begin(), bytes->end());
}

Expected<std::string> cutedsl::emitCPUText(mlir::ModuleOp module,
                                           const CPUTarget &target,
                                           CPUText kind) {
  auto machine = createTargetMachine(target);
  if (!machine)
    return machine.takeError();
  auto unit = translate(module, target, **machine);
  if (!unit)
    return unit.takeError();
  if (kind == CPUText::Assembly)
    return generate(*unit, target, CodeGenFileType::AssemblyFile);
  if (kind == CPUText::OptimizedLLVMIR)
    optimise(*unit->module, **machine);
  std::string text;
  raw_string_ostream stream(text);
  unit->module->print(stream, nullptr);
  return text;
}

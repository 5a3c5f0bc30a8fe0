//===- PTX.cpp - LLVM dialect to PTX --------------------------------------===//

#include "cutedsl/Conversion/PTX.h"
#include "cutedsl/Conversion/CrashGuard.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/NVVM/NVVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Target/TargetOptions.h"
#include <mutex>

using namespace llvm;
using namespace cutedsl;

ArrayRef<StringRef> cutedsl::getKnownGPUArchs() {
  static const StringRef archs[] = {"sm_80", "sm_89", "sm_90a"};
  return archs;
}

Error cutedsl::verifyGPUTarget(StringRef arch, int ptxVersion) {
  if (!is_contained(getKnownGPUArchs(), arch))
    return createStringError("expected one of the architectures " +
                             join(getKnownGPUArchs(), ", ") + ", but got '" +
                             arch + "'");
  // Below 8.6 some of sm_90a's instructions end in "Cannot select".
  static const int versions[] = {86, 87, 88, 90};
  if (!is_contained(versions, ptxVersion))
    return createStringError(
        "expected a PTX version of 86, 87, 88 or 90, but got " +
        Twine(ptxVersion));
  return Error::success();
}

bool cutedsl::ptxUsesLocalMemory(StringRef ptx) {
  return ptx.contains(".local");
}

namespace {
struct Translated {
  std::unique_ptr<LLVMContext> context;
  std::unique_ptr<Module> module;
};
} // namespace

/// Intrinsics of libm functions for which NVPTX has no instruction of full
/// accuracy: selecting them ends in a fatal error or in an approximation.
static bool isUnexpandedMath(const Function &function) {
  switch (function.getIntrinsicID()) {
  case Intrinsic::exp:
  case Intrinsic::exp10:
  case Intrinsic::log:
  case Intrinsic::log10:
  case Intrinsic::log2:
  case Intrinsic::pow:
  case Intrinsic::powi:
  case Intrinsic::sin:
  case Intrinsic::cos:
  case Intrinsic::tan:
  case Intrinsic::asin:
  case Intrinsic::acos:
  case Intrinsic::atan:
  case Intrinsic::atan2:
  case Intrinsic::sinh:
  case Intrinsic::cosh:
  case Intrinsic::tanh:
  case Intrinsic::sincos:
  case Intrinsic::ldexp:
  case Intrinsic::frexp:
  case Intrinsic::modf:
    return true;
  case Intrinsic::exp2:
    return !function.getReturnType()->getScalarType()->isFloatTy();
  default:
    return false;
  }
}

/// Every function must be defined or be an intrinsic that has instructions.
static Error verifySelfContained(const Module &module) {
  for (const Function &function : module) {
    if (!function.isDeclaration() || function.use_empty())
      continue;
    if (!function.isIntrinsic())
      return createStringError("expected a kernel without external calls, but "
                               "got a call of '" +
                               function.getName() + "'");
    if (isUnexpandedMath(function))
      return createStringError("expected expanded math, but got a call of '" +
                               function.getName() + "'");
  }
  return Error::success();
}

static Expected<std::unique_ptr<TargetMachine>>
createTargetMachine(const PTXOptions &options) {
  if (Error error = verifyGPUTarget(options.arch, options.ptxVersion))
    return std::move(error);
  static std::once_flag once;
  std::call_once(once, [] {
    LLVMInitializeNVPTXTargetInfo();
    LLVMInitializeNVPTXTarget();
    LLVMInitializeNVPTXTargetMC();
    LLVMInitializeNVPTXAsmPrinter();
  });
  Triple triple("nvptx64-nvidia-cuda");
  std::string message;
  const Target *target = TargetRegistry::lookupTarget(triple, message);
  if (!target)
    return createStringError("no NVPTX code generator: " + message);
  TargetOptions targetOptions;
  // Contraction is the compiler's decision, made in MLIR, not the backend's.
  targetOptions.AllowFPOpFusion = FPOpFusion::Strict;
  std::unique_ptr<TargetMachine> machine(target->createTargetMachine(
      triple, options.arch, "+ptx" + std::to_string(options.ptxVersion),
      targetOptions, Reloc::PIC_, std::nullopt, CodeGenOptLevel::Aggressive));
  if (!machine)
    return createStringError("no NVPTX code generator for " + options.arch);
  return std::move(machine);
}

/// Barriers and warpgroup products are for whole warps, and LLVM does not know
/// what an assembly statement is: nothing that has effects may be moved under
/// another condition.
static void markConvergent(Module &module) {
  for (Function &function : module)
    for (Instruction &instruction : instructions(function)) {
      auto *call = dyn_cast<CallInst>(&instruction);
      auto *text =
          call ? dyn_cast<InlineAsm>(call->getCalledOperand()) : nullptr;
      if (text && text->hasSideEffects())
        call->setConvergent();
    }
}

static Expected<Translated> translate(mlir::ModuleOp module,
                                      TargetMachine &machine) {
  mlir::DialectRegistry registry;
  mlir::registerBuiltinDialectTranslation(registry);
  mlir::registerLLVMDialectTranslation(registry);
  mlir::registerNVVMDialectTranslation(registry);
  module.getContext()->appendDialectRegistry(registry);

  Translated result;
  result.context = std::make_unique<LLVMContext>();
  result.module = mlir::translateModuleToLLVMIR(module, *result.context, "gpu");
  if (!result.module)
    return createStringError("the module does not translate to LLVM IR");
  result.module->setTargetTriple(machine.getTargetTriple());
  result.module->setDataLayout(machine.createDataLayout());
  if (Error error = verifySelfContained(*result.module))
    return std::move(error);
  markConvergent(*result.module);
  return std::move(result);
}

static void optimise(Module &module, TargetMachine &machine) {
  LoopAnalysisManager loops;
  FunctionAnalysisManager functions;
  CGSCCAnalysisManager sccs;
  ModuleAnalysisManager modules;
  PipelineTuningOptions tuning;
  // One thread's work is scalar; packing it into vectors only adds moves.
  tuning.SLPVectorization = false;
  tuning.LoopVectorization = false;
  PassBuilder builder(&machine, tuning);
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(sccs);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, sccs, modules);
  builder.buildPerModuleDefaultPipeline(OptimizationLevel::O3)
      .run(module, modules);
}

Expected<std::string> cutedsl::emitPTX(mlir::ModuleOp module,
                                       const PTXOptions &options) {
  auto machine = createTargetMachine(options);
  if (!machine)
    return machine.takeError();
  auto translated = translate(module, **machine);
  if (!translated)
    return translated.takeError();

  std::string failure;
  SmallString<0> text;
  Error crash = runGuarded("NVPTX code generation failed", [&] {
    optimise(*translated->module, **machine);
    raw_svector_ostream stream(text);
    legacy::PassManager codegen;
    if ((*machine)->addPassesToEmitFile(codegen, stream, nullptr,
                                        CodeGenFileType::AssemblyFile))
      failure = "NVPTX cannot write assembly";
    else
      codegen.run(*translated->module);
  });
  if (crash) {
    // Half-changed by the abandoned run: never touch them again.
    (void)translated->module.release();
    (void)translated->context.release();
    (void)machine->release();
    return std::move(crash);
  }
  if (!failure.empty())
    return createStringError(failure);
  std::string ptx = text.str().str();
  for (StringRef foreign : {"__nv_", ".extern .func"})
    if (StringRef(ptx).contains(foreign))
      return createStringError(
          "expected PTX without external calls, but got '" + foreign + "'");
  return ptx;
}

Expected<std::string> cutedsl::emitGPULLVMIR(mlir::ModuleOp module,
                                             const PTXOptions &options) {
  auto machine = createTargetMachine(options);
  if (!machine)
    return machine.takeError();
  auto translated = translate(module, **machine);
  if (!translated)
    return translated.takeError();
  std::string text;
  raw_string_ostream stream(text);
  translated->module->print(stream, nullptr);
  return text;
}

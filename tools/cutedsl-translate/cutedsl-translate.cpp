//===- cutedsl-translate.cpp - LLVM dialect to machine code ---------------===//
//
// The end of the pipelines as a command: reads a module of the LLVM dialect, or
// PTX from a file whose name ends so, and writes LLVM IR, PTX, a cubin, or the
// assembler's resource report; for a CPU LLVM IR, assembly, or a relocatable
// object.
//
//===----------------------------------------------------------------------===//

#include "cutedsl/Compiler/Registration.h"
#include "cutedsl/Conversion/CPUObject.h"
#include "cutedsl/Conversion/Cubin.h"
#include "cutedsl/Conversion/PTX.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Support/FileUtilities.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/ToolOutputFile.h"

using namespace llvm;
using namespace cutedsl;

enum class Emit { LLVMIR, PTX, Cubin, Report, Assembly, Object };

static void printReport(const Cubin &cubin, StringRef ptx, raw_ostream &os) {
  os << "assembler: " << cubin.assembler << "\n";
  for (const KernelResources &kernel : cubin.kernels)
    os << kernel.name << ": registers " << kernel.registers << ", shared "
       << kernel.sharedBytes << ", spills "
       << kernel.spillStoreBytes + kernel.spillLoadBytes << ", stack "
       << kernel.stackBytes << "\n";
  os << "local memory: " << (ptxUsesLocalMemory(ptx) ? "yes" : "no") << "\n"
     << cubin.warnings;
  for (const std::string &message : findSlowProducts(ptx, cubin))
    os << "slow: " << message << "\n";
}

static Expected<std::string> runCPU(mlir::ModuleOp module, Emit emit,
                                    StringRef name) {
  Expected<CPUTarget> target = CPUTarget::get(name);
  if (!target)
    return target.takeError();
  if (emit == Emit::LLVMIR)
    return emitCPUText(module, *target, CPUText::OptimizedLLVMIR);
  if (emit == Emit::Assembly)
    return emitCPUText(module, *target, CPUText::Assembly);
  if (emit != Emit::Object)
    return createStringError("expected --emit=llvm, asm or obj for a CPU");
  Expected<std::vector<uint8_t>> bytes = emitCPUObject(module, *target);
  if (!bytes)
    return bytes.takeError();
  return std::string(bytes->begin(), bytes->end());
}

/// What remains once there is PTX.
static Expected<std::string> finish(const std::string &ptx, Emit emit,
                                    StringRef arch,
                                    const CubinOptions &options) {
  if (emit == Emit::PTX)
    return ptx;
  Expected<Cubin> cubin = assembleCubin(ptx, arch, options);
  if (!cubin)
    return cubin.takeError();
  if (emit == Emit::Cubin)
    return cubin->bytes;
  std::string report;
  raw_string_ostream stream(report);
  printReport(*cubin, ptx, stream);
  return report;
}

static Expected<std::string> run(mlir::ModuleOp module, Emit emit,
                                 const PTXOptions &ptxOptions,
                                 const CubinOptions &cubinOptions) {
  if (emit == Emit::LLVMIR)
    return emitGPULLVMIR(module, ptxOptions);
  if (emit == Emit::Assembly || emit == Emit::Object)
    return createStringError("expected --cpu for --emit=asm or obj");
  Expected<std::string> ptx = emitPTX(module, ptxOptions);
  if (!ptx)
    return ptx;
  return finish(*ptx, emit, ptxOptions.arch, cubinOptions);
}

int main(int argc, char **argv) {
  InitLLVM init(argc, argv);
  cl::opt<std::string> input(cl::Positional, cl::init("-"),
                             cl::desc("<module>"));
  cl::opt<std::string> output("o", cl::init("-"), cl::desc("output file"));
  cl::opt<std::string> arch("arch", cl::init("sm_90a"),
                            cl::desc("architecture"));
  cl::opt<int> ptxVersion("ptx", cl::init(86), cl::desc("PTX version"));
  cl::list<std::string> nvJitLink("nvjitlink",
                                  cl::desc("nvJitLink library to try"));
  cl::opt<bool> onlyPtxas("only-ptxas", cl::desc("never use nvJitLink"));
  cl::opt<Emit> emit(
      "emit", cl::init(Emit::PTX), cl::desc("what to write"),
      cl::values(
          clEnumValN(Emit::LLVMIR, "llvm", "LLVM IR"),
          clEnumValN(Emit::PTX, "ptx", "PTX"),
          clEnumValN(Emit::Cubin, "cubin", "a cubin"),
          clEnumValN(Emit::Report, "report", "registers, spills, warnings"),
          clEnumValN(Emit::Assembly, "asm", "assembly of a CPU"),
          clEnumValN(Emit::Object, "obj", "a relocatable object")));
  cl::opt<std::string> cpu("cpu", cl::desc("generate code for this CPU"));
  cl::ParseCommandLineOptions(argc, argv, "LLVM dialect to machine code\n");

  std::string message;
  auto buffer = mlir::openInputFile(input, &message);
  if (!buffer) {
    errs() << message << "\n";
    return 1;
  }
  PTXOptions ptxOptions{arch, ptxVersion};
  CubinOptions cubinOptions;
  if (!nvJitLink.empty())
    cubinOptions.nvJitLink.assign(nvJitLink.begin(), nvJitLink.end());
  if (onlyPtxas)
    cubinOptions.nvJitLink.clear();
  auto write = [&](Expected<std::string> result) {
    if (!result) {
      errs() << "error: " << toString(result.takeError()) << "\n";
      return 1;
    }
    auto file = mlir::openOutputFile(output, &message);
    if (!file) {
      errs() << message << "\n";
      return 1;
    }
    file->os() << *result;
    file->keep();
    return 0;
  };
  if (StringRef(input).ends_with(".ptx"))
    return write(finish(buffer->getBuffer().str(), emit, arch, cubinOptions));

  SourceMgr sources;
  sources.AddNewSourceBuffer(std::move(buffer), SMLoc());
  mlir::DialectRegistry registry;
  registerDialects(registry);
  mlir::MLIRContext context(registry);
  mlir::SourceMgrDiagnosticHandler handler(sources, &context);
  auto module = mlir::parseSourceFile<mlir::ModuleOp>(sources, &context);
  if (!module)
    return 1;
  return write(cpu.empty() ? run(*module, emit, ptxOptions, cubinOptions)
                           : runCPU(*module, emit, cpu));
}

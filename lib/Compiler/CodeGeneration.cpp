//===- CodeGeneration.cpp - From lowered kernels to machine code ----------===//

#include "CodeGeneration.h"
#include "KernelAttributes.h"
#include "cutedsl/Conversion/CPUObject.h"
#include "cutedsl/Conversion/Cubin.h"
#include "cutedsl/Conversion/PTX.h"

using namespace mlir;
using namespace cutedsl;

/// A value, or its error as a message of the session.
template <typename T>
static FailureOr<T> check(Session &session, llvm::Expected<T> value) {
  if (value)
    return std::move(*value);
  session.addMessage("error: " + llvm::toString(value.takeError()));
  return failure();
}

const std::string &cutedsl::getAssemblerVersion() {
  static const std::string *version = [] {
    llvm::Expected<std::string> found = findAssembler(CubinOptions());
    if (found)
      return new std::string(*found);
    llvm::consumeError(found.takeError());
    return new std::string;
  }();
  return *version;
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

static FailureOr<Cubin> emitCubin(Session &session, ModuleOp module,
                                  const CompileOptions &options) {
  PTXOptions ptxOptions;
  ptxOptions.arch = options.target;
  FailureOr<std::string> ptx = check(session, emitPTX(module, ptxOptions));
  if (failed(ptx))
    return failure();
  FailureOr<Cubin> cubin = check(session, assembleCubin(*ptx, options.target));
  if (succeeded(cubin))
    for (const std::string &message : findSlowProducts(*ptx, *cubin))
      session.addMessage("warning: " + message);
  return cubin;
}

static LogicalResult emitGPUCode(Session &session, ModuleOp module,
                                 const CompileOptions &options,
                                 runtime::TargetProgram &program) {
  program.target = options.target;
  bool hasCode =
      llvm::any_of(program.kernels, [](const runtime::Kernel &kernel) {
        return kernel.products.empty();
      });
  if (!hasCode)
    return success();
  FailureOr<Cubin> cubin = emitCubin(session, module, options);
  if (failed(cubin))
    return failure();
  program.code.push_back({runtime::CodeKind::Cubin,
                          runtime::Blob(std::vector<uint8_t>(
                              cubin->bytes.begin(), cubin->bytes.end()))});
  return success();
}

LogicalResult cutedsl::emitCode(Session &session, ModuleOp module,
                                const CompileOptions &options,
                                runtime::TargetProgram &program) {
  if (failed(readKernelAttributes(module, program)))
    return failure();
  return options.isCPU() ? emitCPUCode(session, module, options, program)
                         : emitGPUCode(session, module, options, program);
}

FailureOr<std::string> cutedsl::emitAssembly(Session &session, ModuleOp module,
                                             const CompileOptions &options) {
  if (!options.isCPU()) {
    PTXOptions ptxOptions;
    ptxOptions.arch = options.target;
    return check(session, emitPTX(module, ptxOptions));
  }
  FailureOr<CPUTarget> target = check(session, CPUTarget::get(options.cpu));
  if (failed(target))
    return failure();
  return check(session, emitCPUText(module, *target, CPUText::Assembly));
}

FailureOr<std::string> cutedsl::emitBinary(Session &session, ModuleOp module,
                                           const CompileOptions &options) {
  if (!options.isCPU()) {
    FailureOr<Cubin> cubin = emitCubin(session, module, options);
    if (failed(cubin))
      return failure();
    return cubin->bytes;
  }
  FailureOr<CPUTarget> target = check(session, CPUTarget::get(options.cpu));
  if (failed(target))
    return failure();
  FailureOr<std::vector<uint8_t>> object =
      check(session, emitCPUObject(module, *target));
  if (failed(object))
    return failure();
  return std::string(object->begin(), object->end());
}

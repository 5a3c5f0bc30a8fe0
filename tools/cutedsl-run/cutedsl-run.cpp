//===- cutedsl-run.cpp - Compiles and runs a program ----------------------===//

#include "Execution.h"
#include "Verification.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/ToolOutputFile.h"

using namespace llvm;
using namespace cutedsl;

static cl::OptionCategory kCategory("cutedsl-run options");

static cl::opt<std::string> inputFile(cl::Positional, cl::Required,
                                      cl::desc("FILE.mlir|BUNDLE"),
                                      cl::cat(kCategory));
static cl::opt<std::string> target("target", cl::init("cpu"),
                                   cl::desc("cpu, sm_80, sm_89 or sm_90a"),
                                   cl::cat(kCategory));
static cl::opt<std::string>
    optionsJSON("options",
                cl::desc("More options of the compiler, as a JSON object"),
                cl::cat(kCategory));
static cl::list<std::string> inputs("input",
                                    cl::desc("A .npy file for each argument, "
                                             "in order, or NAME=FILE"),
                                    cl::CommaSeparated, cl::cat(kCategory));
static cl::list<std::string> outputs("output",
                                     cl::desc("A .npy file for each "
                                              "result, in order"),
                                     cl::CommaSeparated, cl::cat(kCategory));
static cl::opt<std::string>
    emit("emit",
         cl::desc("Write graph, kernels, tile, llvm, bundle, asm or obj "
                  "(cpu), ptx or cubin (GPU) instead of running"),
         cl::cat(kCategory));
static cl::opt<std::string> outputFile("o", cl::init("-"),
                                       cl::desc("Where --emit writes"),
                                       cl::cat(kCategory));
static cl::opt<bool> explain("explain",
                             cl::desc("Print what was fused, and why not"),
                             cl::cat(kCategory));
static cl::opt<bool> verify("verify",
                            cl::desc("Compare each kernel and the results with "
                                     "a run in double precision"),
                            cl::cat(kCategory));
static cl::opt<bool> interpretOnly("interpret",
                                   cl::desc("Run in double precision, one op "
                                            "at a time, without compiling"),
                                   cl::cat(kCategory));
static cl::opt<bool> profile("profile", cl::desc("Print time a kernel"),
                             cl::cat(kCategory));
static cl::opt<int> bench("bench", cl::init(0),
                          cl::desc("Run N times and print the median"),
                          cl::value_desc("N"), cl::cat(kCategory));
static cl::opt<int> threads("num-threads", cl::init(0),
                            cl::desc("CPU threads (default: all)"),
                            cl::cat(kCategory));

static constexpr StringLiteral kOverview =
    "Compiles a program and runs it; needs no Python. An argument without an "
    "--input\ngets random numbers, an integer argument zeros.\n\n"
    "  cutedsl-run model.mlir --input=x.npy --output=y.npy\n"
    "  cutedsl-run model.mlir --input=x.npy --verify\n"
    "  cutedsl-run model.mlir --explain\n"
    "  cutedsl-run model.mlir --emit=kernels\n"
    "  cutedsl-run model.mlir --target=sm_90a --emit=cubin -o model.cubin\n"
    "  cutedsl-run model.mlir --emit=bundle -o model.bundle\n"
    "  cutedsl-run model.bundle --input=context=x.npy --bench=50 --profile\n";

// A bundle starts with these bytes; see BundleFormat.cpp.
static constexpr StringLiteral kBundleMagic = "\x89"
                                              "CDS";

static int fail(const Twine &message) {
  errs() << "cutedsl-run: error: " << message << '\n';
  return 1;
}

static int failWithMessages(const Session &session) {
  errs() << session.getMessages();
  return 1;
}

/// The compiler's options from the flags.
static Expected<CompileOptions> readOptions() {
  std::string text = optionsJSON;
  Expected<json::Value> value = json::parse(text.empty() ? "{}" : text);
  if (!value)
    return value.takeError();
  if (json::Object *object = value->getAsObject())
    if (target.getNumOccurrences())
      (*object)["target"] = target.getValue();
  return CompileOptions::fromJSON(formatv("{0}", *value).str());
}

static int write(StringRef bytes) {
  std::error_code code;
  ToolOutputFile file(outputFile, code, sys::fs::OF_None);
  if (code)
    return fail(outputFile + ": " + code.message());
  file.os() << bytes;
  file.keep();
  return 0;
}

/// Writes one stage of the compilation.
static int emitFile(Session &session, mlir::ModuleOp module,
                    const CompileOptions &options) {
  if (emit == "bundle") {
    auto result = compile(session, module, options);
    if (failed(result))
      return failWithMessages(session);
    return write(StringRef(reinterpret_cast<char *>(result->bundle.data()),
                           result->bundle.size()));
  }
  std::optional<Stage> stage = symbolizeStage(emit, options.isCPU());
  if (!stage)
    return fail("expected --emit=graph, kernels, tile, llvm, bundle, " +
                Twine(options.isCPU() ? "asm or obj" : "ptx or cubin") +
                " for target " + options.target + ", but got " + emit);
  auto result = emitStage(session, module, options, *stage);
  return failed(result) ? failWithMessages(session) : write(*result);
}

static int writeOutputs(ArrayRef<Array> results) {
  if (outputs.size() > results.size())
    return fail("expected at most " + Twine(results.size()) +
                " outputs, but got " + Twine(outputs.size()));
  for (auto [path, array] : zip(outputs, results))
    if (auto error = writeNpy(path, array))
      return fail(error->message);
  return 0;
}

/// Runs the interpreter alone; floats are written as f64.
static int interpretFile(Session &session, mlir::ModuleOp module,
                         const CompileOptions &options,
                         ArrayRef<Array> arrays) {
  auto results = interpretProgram(session, module, options, arrays);
  if (!results)
    return fail(toString(results.takeError()));
  std::vector<Array> written;
  for (const TensorValue &tensor : *results)
    written.push_back(toArray(tensor, tensor.isFloat ? runtime::DType::F64
                                                     : runtime::DType::I64));
  return writeOutputs(written);
}

static int verifyFile(Session &session, mlir::ModuleOp module,
                      const CompileOptions &options, ArrayRef<Array> arrays) {
  auto comparisons = verifyProgram(session, module, options, arrays, threads);
  if (!comparisons)
    return fail(toString(comparisons.takeError()));
  size_t wrong = 0;
  double worst = 0;
  const Comparison *first = nullptr;
  for (const Comparison &comparison : *comparisons) {
    worst = std::max(worst, comparison.error);
    if (comparison.isRight())
      continue;
    ++wrong;
    first = first ? first : &comparison;
  }
  outs() << comparisons->size() << " tensors compared with double precision: ";
  if (!first) {
    outs() << formatv("all right, the worst off by {0:e2}\n", worst);
    return 0;
  }
  outs() << formatv("{0} off; the first is\n  {1}{2}{3}: off by {4:e2}, at "
                    "most {5:e2} expected: {6}\n",
                    wrong, first->what, first->location.empty() ? "" : " at ",
                    first->location, first->error, first->limit, first->worst);
  return 1;
}

static int runBundle(ArrayRef<uint8_t> bundle) {
  if (explain) {
    auto report = readReport(bundle);
    if (!report)
      return fail(report.error().message);
    outs() << *report << '\n';
    if (inputs.empty() && outputs.empty() && !bench)
      return 0;
  }
  auto execution = Execution::create(bundle, threads);
  if (!execution)
    return fail(execution.error().message);
  auto arrays = readInputs(execution->getArguments(), inputs);
  if (!arrays)
    return fail(arrays.error().message);
  auto results = execution->run(*arrays);
  if (!results)
    return fail(results.error().message);
  if (int status = writeOutputs(*results))
    return status;
  if (bench > 0) {
    if (profile)
      execution->enableProfiling();
    auto timing = execution->time(*arrays, bench);
    if (!timing)
      return fail(timing.error().message);
    outs() << formatv("{0:f3} ms median of {1} ({2:f3} to {3:f3})\n",
                      timing->medianMilliseconds, bench.getValue(),
                      timing->lowestMilliseconds, timing->highestMilliseconds);
    if (profile)
      execution->printProfile(outs());
  }
  return 0;
}

/// Compiles, verifies or interprets an .mlir file.
static int runModule(StringRef text) {
  Expected<CompileOptions> options = readOptions();
  if (!options)
    return fail(toString(options.takeError()));
  Session session;
  auto module = session.parse(text, inputFile);
  if (!module)
    return failWithMessages(session);
  if (!emit.empty())
    return emitFile(session, *module, *options);
  if ((verify || interpretOnly) && !options->isCPU())
    return fail("expected --target=cpu for --verify and --interpret, but got " +
                options->target);
  mlir::OwningOpRef<mlir::ModuleOp> source = module->clone();
  auto result = compile(session, *module, *options);
  if (failed(result))
    return failWithMessages(session);
  if (!verify && !interpretOnly)
    return runBundle(result->bundle);
  auto execution = Execution::create(result->bundle, threads);
  if (!execution)
    return fail(execution.error().message);
  auto arrays = readInputs(execution->getArguments(), inputs);
  if (!arrays)
    return fail(arrays.error().message);
  return verify ? verifyFile(session, *source, *options, *arrays)
                : interpretFile(session, *source, *options, *arrays);
}

int main(int argc, char **argv) {
  InitLLVM init(argc, argv);
  cl::HideUnrelatedOptions(kCategory);
  cl::ParseCommandLineOptions(argc, argv, kOverview);
  auto buffer = MemoryBuffer::getFileOrSTDIN(inputFile);
  if (!buffer)
    return fail(inputFile + ": " + buffer.getError().message());
  StringRef contents = (*buffer)->getBuffer();
  if (contents.starts_with(kBundleMagic))
    return runBundle(
        ArrayRef<uint8_t>(contents.bytes_begin(), contents.size()));
  return runModule(contents);
}

//===- cutedsl-run.cpp - Compiles and runs a program ----------------------===//

#include "Execution.h"
#include "cutedsl/Compiler/Compile.h"
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
                                    cl::desc("A .npy file for each "
                                             "argument, in order"),
                                    cl::CommaSeparated, cl::cat(kCategory));
static cl::list<std::string> outputs("output",
                                     cl::desc("A .npy file for each "
                                              "result, in order"),
                                     cl::CommaSeparated, cl::cat(kCategory));
static cl::opt<std::string>
    emit("emit",
         cl::desc("Write graph, kernels, tile, llvm, asm, ptx or "
                  "bundle instead of running"),
         cl::cat(kCategory));
static cl::opt<std::string> outputFile("o", cl::init("-"),
                                       cl::desc("Where --emit writes"),
                                       cl::cat(kCategory));
static cl::opt<bool> explain("explain",
                             cl::desc("Print what was fused, and why not"),
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
    "Compiles a program and runs it; needs no Python.\n\n"
    "  cutedsl-run model.mlir --input=x.npy --output=y.npy\n"
    "  cutedsl-run model.mlir --emit=kernels\n"
    "  cutedsl-run model.mlir --emit=bundle -o model.bundle\n"
    "  cutedsl-run model.bundle --input=x.npy --bench=50 --profile\n";

// A bundle starts with these bytes; see BundleFormat.cpp.
static constexpr StringLiteral kBundleMagic = "\x89"
                                              "CDS";

static int fail(const Twine &message) {
  errs() << "cutedsl-run: error: " << message << '\n';
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

/// Compiles the file; nothing if it has been written out already or failed, in
/// which case `status` says so.
static std::optional<std::vector<uint8_t>> compileFile(StringRef text,
                                                       int &status) {
  Expected<CompileOptions> options = readOptions();
  if (!options) {
    status = fail(toString(options.takeError()));
    return std::nullopt;
  }
  Session session;
  auto module = session.parse(text);
  auto failWithMessages = [&] {
    errs() << session.getMessages();
    status = 1;
    return std::nullopt;
  };
  if (!module)
    return failWithMessages();
  if (!emit.empty() && emit != "bundle") {
    std::optional<Stage> stage = symbolizeStage(emit);
    if (!stage) {
      status = fail("unknown --emit=" + emit);
      return std::nullopt;
    }
    auto result = emitText(session, *module, *options, *stage);
    if (failed(result))
      return failWithMessages();
    status = write(*result);
    return std::nullopt;
  }
  auto result = compile(session, *module, *options);
  if (failed(result))
    return failWithMessages();
  if (emit == "bundle") {
    status = write(StringRef(reinterpret_cast<char *>(result->bundle.data()),
                             result->bundle.size()));
    return std::nullopt;
  }
  return std::move(result->bundle);
}

static int runBundle(ArrayRef<uint8_t> bundle) {
  auto execution = Execution::create(bundle, threads);
  if (!execution)
    return fail(execution.error().message);
  if (explain)
    outs() << execution->getReport() << '\n';
  std::vector<Array> arrays;
  for (const std::string &path : inputs) {
    auto array = readNpy(path);
    if (!array)
      return fail(array.error().message);
    arrays.push_back(std::move(*array));
  }
  if (explain && arrays.empty() && outputs.empty() && !bench)
    return 0;
  auto results = execution->run(arrays);
  if (!results)
    return fail(results.error().message);
  if (outputs.size() > results->size())
    return fail("expected at most " + Twine(results->size()) +
                " outputs, but got " + Twine(outputs.size()));
  for (auto [path, array] : zip(outputs, *results))
    if (auto error = writeNpy(path, array))
      return fail(error->message);
  if (bench > 0) {
    if (profile)
      execution->enableProfiling();
    auto timing = execution->time(arrays, bench);
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
  int status = 0;
  std::optional<std::vector<uint8_t>> bundle = compileFile(contents, status);
  return bundle ? runBundle(*bundle) : status;
}

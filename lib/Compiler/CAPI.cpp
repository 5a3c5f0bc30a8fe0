//===- CAPI.cpp - The C API of the compiler -------------------------------===//

#include "cutedsl-c/Compiler.h"
#include "cutedsl/Compiler/Compile.h"
#include "cutedsl/Compiler/Fingerprint.h"
#include "cutedsl/Compiler/Options.h"
#include "cutedsl/Compiler/Registration.h"
#include "cutedsl/Compiler/Session.h"
#include "cutedsl/Compiler/Tuning.h"
#include "cutedsl/Conversion/CapturedToGraph.h"
#include "cutedsl/Dialect/Graph/IR/Graph.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include <cstdlib>
#include <cstring>
#include <mutex>

using namespace mlir;
using namespace cutedsl;

/// Copies `bytes` to memory that cutedslBufferFree releases.
static void assign(CutedslBuffer *buffer, StringRef bytes) {
  if (!buffer)
    return;
  buffer->size = bytes.size();
  buffer->data = static_cast<char *>(std::malloc(bytes.size() + 1));
  std::memcpy(buffer->data, bytes.data(), bytes.size());
  buffer->data[bytes.size()] = '\0';
}

/// Runs `body` on the parsed module with the parsed options; writes what it
/// returns, or the messages.
static int
withModule(const char *text, size_t size, const char *options,
           CutedslBuffer *result, CutedslBuffer *messages,
           function_ref<FailureOr<std::string>(Session &, ModuleOp,
                                               const CompileOptions &)>
               body) {
  assign(result, "");
  llvm::Expected<CompileOptions> parsed =
      CompileOptions::fromJSON(options ? options : "");
  if (!parsed) {
    assign(messages, "error: " + llvm::toString(parsed.takeError()) + "\n");
    return 1;
  }
  Session session;
  OwningOpRef<ModuleOp> module = session.parse(StringRef(text, size));
  FailureOr<std::string> answer = failure();
  if (module)
    answer = body(session, *module, *parsed);
  if (succeeded(answer)) {
    cutedslBufferFree(result);
    assign(result, *answer);
  }
  assign(messages, session.getMessages());
  return succeeded(answer) ? 0 : 1;
}

int cutedslCompile(const char *module, size_t size, const char *options,
                   CutedslBuffer *bundle, CutedslBuffer *report,
                   CutedslBuffer *messages) {
  assign(report, "");
  return withModule(
      module, size, options, bundle, messages,
      [&](Session &session, ModuleOp parsed,
          const CompileOptions &given) -> FailureOr<std::string> {
        FailureOr<CompileResult> result = compile(session, parsed, given);
        if (failed(result))
          return failure();
        cutedslBufferFree(report);
        assign(report, result->report);
        return std::string(result->bundle.begin(), result->bundle.end());
      });
}

int cutedslQuerySupport(const char *module, size_t size, const char *options,
                        CutedslBuffer *answer, CutedslBuffer *messages) {
  return withModule(
      module, size, options, answer, messages,
      [](Session &, ModuleOp parsed,
         const CompileOptions &) -> FailureOr<std::string> {
        llvm::json::Array answers;
        parsed.walk([&](graph::CapturedOp op) {
          SupportAnswer given = querySupport(op);
          answers.push_back(llvm::json::Object{{"supported", given.supported},
                                               {"reason", given.reason}});
        });
        return llvm::formatv("{0}", llvm::json::Value(std::move(answers)))
            .str();
      });
}

int cutedslFingerprint(const char *module, size_t size, const char *options,
                       CutedslBuffer *fingerprint, CutedslBuffer *names,
                       CutedslBuffer *messages) {
  assign(names, "");
  return withModule(
      module, size, options, fingerprint, messages,
      [&](Session &, ModuleOp parsed,
          const CompileOptions &given) -> FailureOr<std::string> {
        cutedslBufferFree(names);
        llvm::json::Array list(getNames(parsed, given));
        assign(names,
               llvm::formatv("{0}", llvm::json::Value(std::move(list))).str());
        return toHex(
            computeFingerprint(parsed, given, ToolVersions::get(given)));
      });
}

int cutedslListTunables(const char *module, size_t size, const char *options,
                        CutedslBuffer *list, CutedslBuffer *messages) {
  return withModule(module, size, options, list, messages, listTunables);
}

int cutedslRunPipeline(const char *module, size_t size, const char *pipeline,
                       CutedslBuffer *result, CutedslBuffer *messages) {
  static std::once_flag registered;
  std::call_once(registered, registerPasses);
  return withModule(
      module, size, "", result, messages,
      [&](Session &session, ModuleOp parsed,
          const CompileOptions &) -> FailureOr<std::string> {
        PassManager manager(&session.getContext());
        std::string problem;
        llvm::raw_string_ostream stream(problem);
        if (failed(parsePassPipeline(pipeline, manager, stream))) {
          session.addMessage("error: " + problem);
          return failure();
        }
        if (failed(manager.run(parsed)))
          return failure();
        std::string text;
        llvm::raw_string_ostream output(text);
        parsed->print(output, OpPrintingFlags().enableDebugInfo());
        return text;
      });
}

void cutedslBufferFree(CutedslBuffer *buffer) {
  if (!buffer)
    return;
  std::free(buffer->data);
  *buffer = {nullptr, 0};
}

const char *cutedslVersion(void) {
  static const std::string *version = new std::string(
      ("cutedsl " + getBuildId() + " (LLVM " LLVM_VERSION_STRING ")").str());
  return version->c_str();
}

//===- Session.cpp - One compilation's context and diagnostics ------------===//

#include "cutedsl/Compiler/Session.h"
#include "cutedsl/Compiler/Registration.h"
#include "cutedsl/Transforms/KernelReport.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/Parser/Parser.h"

using namespace mlir;
using namespace cutedsl;

static MLIRContext::Threading kThreading = MLIRContext::Threading::DISABLED;

static const DialectRegistry &getRegistry() {
  static const DialectRegistry *registry = [] {
    auto *result = new DialectRegistry;
    registerDialects(*result);
    return result;
  }();
  return *registry;
}

static StringRef toString(DiagnosticSeverity severity) {
  switch (severity) {
  case DiagnosticSeverity::Note:
    return "note";
  case DiagnosticSeverity::Warning:
    return "warning";
  case DiagnosticSeverity::Error:
    return "error";
  case DiagnosticSeverity::Remark:
    return "remark";
  }
  llvm_unreachable("unknown severity");
}

Session::Session() : context(getRegistry(), kThreading) {
  handler = context.getDiagEngine().registerHandler([this](Diagnostic &diag) {
    std::string location = getLocationText(diag.getLocation());
    if (diag.getSeverity() == DiagnosticSeverity::Remark) {
      remarks.push_back({location, diag.str()});
      return success();
    }
    auto print = [&](Diagnostic &part) {
      std::string where = getLocationText(part.getLocation());
      addMessage((where.empty() ? "" : where + ": ") +
                 toString(part.getSeverity()).str() + ": " + part.str());
    };
    print(diag);
    for (Diagnostic &note : diag.getNotes())
      print(note);
    return success();
  });
}

Session::~Session() { context.getDiagEngine().eraseHandler(handler); }

void Session::addMessage(StringRef message) {
  messages += message;
  if (!message.ends_with("\n"))
    messages += '\n';
}

OwningOpRef<ModuleOp> Session::parse(StringRef source, StringRef name) {
  ParserConfig config(&context);
  return parseSourceString<ModuleOp>(source, config, name);
}

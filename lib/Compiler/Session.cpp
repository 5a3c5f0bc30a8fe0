//===- Session.cpp - One compilation's context and diagnostics ------------===//

#include "cutedsl/Compiler/Session.h"
#include "cutedsl/Compiler/Registration.h"
#include "cutedsl/Transforms/KernelReport.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/FormatVariadic.h"

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

namespace {
/// Collects remarks.
class Collector : public remark::detail::MLIRRemarkStreamerBase {
public:
  explicit Collector(std::vector<Session::Remark> &remarks)
      : remarks(remarks) {}

  void streamOptimizationRemark(const remark::detail::Remark &remark) override {
    std::string text;
    for (const remark::detail::Remark::Arg &part : remark.getArgs())
      text += part.val;
    bool isPassed = remark.getRemarkType() == llvm::remarks::Type::Passed;
    remarks.push_back(
        {cutedsl::toString(remark.getLocation()), isPassed, std::move(text)});
  }

private:
  std::vector<Session::Remark> &remarks;
};
} // namespace

/// Of this project's own passes.
static constexpr StringLiteral kRemarkCategories = "(graph|tile)-.*";

Session::Session() : context(getRegistry(), kThreading) {
  std::string categories = kRemarkCategories.str();
  bool hasRemarks = succeeded(remark::enableOptimizationRemarks(
      context, std::make_unique<Collector>(remarks),
      std::make_unique<remark::RemarkEmittingPolicyAll>(),
      {/*all=*/std::nullopt, /*passed=*/categories, /*missed=*/categories,
       /*analysis=*/categories, /*failed=*/categories}));
  (void)hasRemarks;
  assert(hasRemarks && "expected a valid filter of remarks");
  handler = context.getDiagEngine().registerHandler([this](Diagnostic &diag) {
    auto print = [&](Diagnostic &part) {
      std::string where = toString(part.getLocation());
      addMessage((where.empty() ? "" : where + ": ") +
                 ::toString(part.getSeverity()).str() + ": " + part.str());
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

OwningOpRef<ModuleOp> Session::parse(StringRef source) {
  ParserConfig config(&context);
  return parseSourceString<ModuleOp>(source, config, "module.mlir");
}

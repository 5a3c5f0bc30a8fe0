//===- Session.h - One compilation's context and diagnostics ----*- C++ -*-===//
//
// Owns the MLIRContext of one compilation and collects its diagnostics as text,
// one a line: `file:line:column: error: message`. Errors and notes go to the
// messages; remarks are kept apart, since they are answers and not problems.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_COMPILER_SESSION_H
#define CUTEDSL_COMPILER_SESSION_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace cutedsl {

class Session {
public:
  Session();
  ~Session();
  Session(const Session &) = delete;
  Session &operator=(const Session &) = delete;

  mlir::MLIRContext &getContext() { return context; }

  /// Parses text or bytecode; null on error, with messages that call it `name`.
  mlir::OwningOpRef<mlir::ModuleOp> parse(llvm::StringRef source,
                                          llvm::StringRef name = "module.mlir");

  /// Errors, warnings and their notes, one a line.
  const std::string &getMessages() const { return messages; }
  void addMessage(llvm::StringRef message);

  struct Remark {
    std::string location;
    std::string text;
  };
  const std::vector<Remark> &getRemarks() const { return remarks; }

private:
  mlir::MLIRContext context;
  mlir::DiagnosticEngine::HandlerID handler;
  std::string messages;
  std::vector<Remark> remarks;
};

} // namespace cutedsl

#endif // CUTEDSL_COMPILER_SESSION_H

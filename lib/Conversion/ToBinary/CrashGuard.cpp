//===- CrashGuard.cpp - Survives a fatal error inside LLVM ----------------===//

#include "cutedsl/Conversion/CrashGuard.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/ErrorHandling.h"
#include <mutex>
#include <string>

using namespace llvm;

namespace {
/// Installs crash recovery for as long as some guard is active. LLVM's own
/// switch is a flag, not a count, hence the count here.
class Installation {
public:
  Installation() {
    std::lock_guard<std::mutex> lock(mutex());
    if (count()++ == 0) {
      CrashRecoveryContext::Enable();
      install_fatal_error_handler(onFatalError);
    }
  }
  ~Installation() {
    std::lock_guard<std::mutex> lock(mutex());
    if (--count() == 0) {
      remove_fatal_error_handler();
      CrashRecoveryContext::Disable();
    }
  }

  static std::string &message() {
    static thread_local std::string text;
    return text;
  }

private:
  static std::mutex &mutex() {
    static std::mutex instance;
    return instance;
  }
  static unsigned &count() {
    static unsigned instance = 0;
    return instance;
  }
  /// report_fatal_error calls exit or abort after its handler, and exit would
  /// not be caught: leave through the recovery context instead.
  static void onFatalError(void *, const char *reason, bool) {
    CrashRecoveryContext *context = CrashRecoveryContext::GetCurrent();
    if (!context)
      return;
    message() = reason;
    context->HandleExit(/*RetCode=*/70);
  }
};
} // namespace

Error cutedsl::runGuarded(StringRef what, function_ref<void()> function) {
  Installation installation;
  CrashRecoveryContext context;
  std::string message;
  bool finished = context.RunSafelyOnThread(
      [&] {
        // The message lives in the thread that failed; the recovery context
        // returns to RunSafely in this same thread.
        CrashRecoveryContext inner;
        if (!inner.RunSafely(function)) {
          message = Installation::message();
          if (message.empty())
            message = "the process would have crashed";
        }
      },
      /*RequestedStackSize=*/64u << 20);
  if (!finished && message.empty())
    message = "the process would have crashed";
  if (message.empty())
    return Error::success();
  return createStringError(what + ": " + message);
}

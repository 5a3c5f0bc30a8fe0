// A fatal error inside LLVM becomes an error message.

#include "cutedsl/Conversion/CrashGuard.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/Support/ErrorHandling.h"
#include <csignal>
#include <cstdlib>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

using namespace cutedsl;

static std::string run(llvm::function_ref<void()> function) {
  return llvm::toString(runGuarded("cannot generate code", function));
}

TEST(CrashGuard, PassesWhatSucceeds) {
  int calls = 0;
  EXPECT_EQ(run([&] { ++calls; }), "");
  EXPECT_EQ(calls, 1);
}

TEST(CrashGuard, FatalErrorsKeepTheirReason) {
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(run([] { llvm::report_fatal_error("cannot select: planted"); }),
              "cannot generate code: cannot select: planted");
  EXPECT_EQ(run([] {}), "");
}

TEST(CrashGuard, SurvivesSignals) {
  EXPECT_EQ(run([] { std::abort(); }),
            "cannot generate code: the process would have crashed");
  EXPECT_EQ(run([] { raise(SIGSEGV); }),
            "cannot generate code: the process would have crashed");
  EXPECT_EQ(run([] { raise(SIGILL); }),
            "cannot generate code: the process would have crashed");
  EXPECT_EQ(run([] {}), "");
}

// LLVM's passes recurse: the stack is larger than a thread's usual one.
TEST(CrashGuard, HasALargeStack) {
  EXPECT_EQ(run([] {
              volatile char block[32u << 20];
              for (size_t i = 0; i < sizeof(block); i += 4096)
                block[i] = 1;
            }),
            "");
}

TEST(CrashGuard, ThreadsFailApart) {
  std::vector<std::thread> threads;
  std::vector<std::string> messages(8);
  for (size_t i = 0; i < messages.size(); ++i)
    threads.emplace_back([&messages, i] {
      for (int round = 0; round < 20; ++round) {
        std::string reason = "reason " + std::to_string(i);
        messages[i] = run([&] {
          if (i % 2)
            llvm::report_fatal_error(llvm::StringRef(reason));
        });
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  for (size_t i = 0; i < messages.size(); ++i)
    EXPECT_EQ(messages[i],
              i % 2 ? "cannot generate code: reason " + std::to_string(i) : "");
}

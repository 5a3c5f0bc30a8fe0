//===- Executor.h - A target program on a device ----------------*- C++ -*-===//
//
// What differs between devices: loading code, memory, launches. An executor
// is made once for a program instance and may be used by several threads at a
// time; `loaded` and `kernels` never change after it was made.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_RUNTIME_EXECUTOR_H
#define CUTEDSL_RUNTIME_EXECUTOR_H

#include "cutedsl/Runtime/Plan.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace cutedsl::runtime {

struct CublasLt;
struct CudaDriver;

/// As in DLPack.
enum class DeviceType : int32_t { CPU = 1, CUDA = 2 };

/// Time spent in each call of a program.
class Profile {
public:
  struct Row {
    uint64_t count = 0;
    uint64_t nanoseconds = 0;
  };
  explicit Profile(size_t size) : rows(size) {}
  void add(size_t call, uint64_t nanoseconds) {
    std::lock_guard<std::mutex> lock(mutex);
    ++rows[call].count;
    rows[call].nanoseconds += nanoseconds;
  }
  std::vector<Row> get() const {
    std::lock_guard<std::mutex> lock(mutex);
    return rows;
  }

private:
  mutable std::mutex mutex;
  std::vector<Row> rows;
};

/// One run of a list of calls.
struct Execution {
  const std::vector<Call> *calls;
  const Schedule *schedule;
  /// By operand kind: the buffers.
  void *const *buffers[5];
  /// `Executor::getScratchBytes` bytes, or null where that is 0.
  void *scratch;
  void *stream = nullptr;
  unsigned threads = 1;
  /// Null unless times are wanted; has a row for each call.
  Profile *profile = nullptr;
  /// The caller waits for the calls to finish (CUDA).
  bool synchronous = false;
  /// The caller is recording the stream.
  bool isCapturing = false;
};

class Executor {
public:
  virtual ~Executor() = default;

  virtual const TargetProgram &getProgram() const = 0;
  virtual DeviceType getDeviceType() const = 0;
  virtual int32_t getDeviceId() const { return 0; }

  /// Memory of the device, aligned to kBufferAlignment. `stream` is the one
  /// on which it is used first.
  virtual Result<void *> allocate(uint64_t bytes, void *stream) = 0;
  /// Frees it when the work on it is done.
  virtual void release(void *memory) = 0;
  virtual MaybeError upload(void *target, const Blob &bytes) = 0;
  /// Constants may be used in place, where the device can read them.
  virtual void *getInPlace(const Blob &) { return nullptr; }
  /// Waits for all work of the device.
  virtual MaybeError synchronize() { return std::nullopt; }
  /// Whether work on the stream is being recorded: then memory it uses must
  /// stay where it is.
  virtual bool isCapturing(void *) { return false; }

  /// Per-thread scratch of a run on `threads` threads.
  virtual uint64_t getScratchBytes(unsigned) const { return 0; }

  virtual MaybeError execute(const Execution &execution) = 0;
};

/// Loads the best target program of the bundle for this processor. `target`
/// may demand one.
Result<std::unique_ptr<Executor>>
makeCpuExecutor(std::shared_ptr<const Bundle> bundle,
                const std::string &target);

/// The same for a GPU. `driver` must outlive the executor, and so must
/// `cublasLt`; without one it is looked for where the program needs it.
Result<std::unique_ptr<Executor>>
makeCudaExecutor(std::shared_ptr<const Bundle> bundle,
                 const std::string &target, int32_t deviceId, bool useGraphs,
                 const CudaDriver &driver, const CublasLt *cublasLt);

} // namespace cutedsl::runtime

#endif // CUTEDSL_RUNTIME_EXECUTOR_H

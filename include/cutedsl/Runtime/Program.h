//===- Program.h - A bundle ready to run on one device ----------*- C++ -*-===//
//
// Binds arguments, checks what a caller passes against the signature, plans
// memory once for each binding of the symbols, and launches.
//
// Any number of threads may run one program at a time: each run has an arena
// of its own, taken from the program's free list (on a GPU, from those last
// used on the same stream, whose order makes reuse safe). Binding waits for
// running calls to be launched, and a run after it sees the new binding.
//
// Check messages of GPU kernels arrive with the work: they are reported by the
// next run or by `synchronize`.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_RUNTIME_PROGRAM_H
#define CUTEDSL_RUNTIME_PROGRAM_H

#include "cutedsl/Runtime/Executor.h"

#include <atomic>
#include <mutex>
#include <shared_mutex>

namespace cutedsl::runtime {

/// A tensor of the caller. Strides are in elements and never null for a rank
/// above 0; `dtype` is a DType; `data` may be null where it is empty.
struct TensorView {
  void *data;
  const int64_t *sizes;
  const int64_t *strides;
  int32_t rank;
  int32_t dtype;
  int32_t deviceType;
  int32_t deviceId;
};

/// The caller's memory for arenas; each pointer is aligned to
/// kBufferAlignment. On a GPU, memory may be reused in the stream's order as
/// soon as it is released.
struct Allocator {
  void *(*allocate)(void *context, size_t bytes, void *stream) = nullptr;
  void (*release)(void *context, void *memory, size_t bytes,
                  void *stream) = nullptr;
  void *context = nullptr;
};

struct ProgramOptions {
  DeviceType deviceType = DeviceType::CPU;
  int32_t deviceId = 0;
  /// Demands a target program; empty means the best.
  std::string target;
  /// Without one, arenas are the program's own and kept between runs.
  Allocator allocator;
  /// Replay runs with unchanged pointers as CUDA graphs.
  bool useGraphs = false;
  /// Null means the system's driver.
  const CudaDriver *driver = nullptr;
  /// Null means the library that is found when a bundle asks for it.
  const CublasLt *cublasLt = nullptr;
};

struct RunOptions {
  void *stream = nullptr;
  /// 0 means all processors.
  unsigned threads = 0;
};

struct MemoryUse {
  /// Of the largest run so far: temporaries, and scratch of all threads.
  uint64_t temporaries = 0, scratch = 0;
  uint64_t prepared = 0, constants = 0;
};

struct ProfileRow {
  /// Lives as long as the program.
  const char *kernel;
  uint64_t count, nanoseconds;
};

class Program {
public:
  static Result<std::unique_ptr<Program>>
  create(std::shared_ptr<const Bundle> bundle, const ProgramOptions &options);
  ~Program();

  const Bundle &getBundle() const { return *bundle; }
  const std::string &getTarget() const;
  DeviceType getDeviceType() const { return executor->getDeviceType(); }
  int32_t getDeviceId() const { return executor->getDeviceId(); }

  /// Gives an argument its tensor for all later runs; `version` changes
  /// whenever its values do (only frozen arguments care). Null unbinds.
  MaybeError bind(size_t argument, const TensorView *tensor, uint64_t version);

  /// The arguments that are not bound: a run takes one tensor for each, in
  /// order.
  size_t getNumInputs() const { return numInputs; }

  /// The plan for these inputs, once they are found to fit the signature.
  Result<std::shared_ptr<const Plan>> plan(const TensorView *inputs,
                                           size_t count);

  MaybeError run(const TensorView *inputs, size_t numInputs,
                 const TensorView *outputs, size_t numOutputs,
                 const RunOptions &options);

  /// Waits for the device and reports failed checks.
  MaybeError synchronize() { return executor->synchronize(); }

  MemoryUse getMemoryUse() const;

  /// Times each call of later runs; a GPU then runs them one by one.
  void setProfiling(bool enable);
  std::vector<ProfileRow> getProfile() const;

private:
  struct Binding {
    TensorView view{};
    std::vector<int64_t> sizes, strides;
    uint64_t version = 0;
    bool isBound = false;
  };
  struct Arena {
    void *memory = nullptr;
    uint64_t bytes = 0;
    void *stream = nullptr;
  };
  class ArenaLease;

  Program(std::shared_ptr<const Bundle> bundle, const ProgramOptions &options,
          std::unique_ptr<Executor> executor);
  MaybeError uploadConstants();
  MaybeError checkTensor(const TensorSpec &spec, const char *role, size_t index,
                         const TensorView &view) const;
  MaybeError checkShape(const TensorSpec &spec, const char *role, size_t index,
                        const TensorView &view, const Shape &shape) const;
  MaybeError gather(const TensorView *inputs, size_t count,
                    std::vector<TensorView> &arguments) const;
  Result<std::shared_ptr<const Plan>>
  planArguments(const std::vector<TensorView> &arguments);
  Result<std::shared_ptr<const Plan>> findPlan(std::vector<int64_t> &symbols);
  MaybeError prepare(const RunOptions &options);
  MaybeError launch(const std::vector<Call> &calls, const Schedule &schedule,
                    void *const *arguments, void *const *results,
                    const RunOptions &options, Profile *profile,
                    bool synchronous);

  std::shared_ptr<const Bundle> bundle;
  ProgramOptions options;
  std::unique_ptr<Executor> executor;
  const TargetProgram &program;
  std::vector<void *> constants, prepared;
  /// Memory of constants and prepared buffers that this program owns.
  std::vector<void *> owned;
  std::vector<std::string> symbolNames;

  /// Shared by runs, exclusive for binding and preparing.
  mutable std::shared_mutex bindMutex;
  std::vector<Binding> bindings;
  std::atomic<size_t> numInputs{0};
  bool isPrepared = false;
  uint64_t preparedBytes = 0, constantBytes = 0;

  /// Protects what follows, for moments.
  mutable std::mutex mutex;
  std::vector<std::shared_ptr<const Plan>> plans;
  std::vector<Arena> freeArenas, pinnedArenas;
  uint64_t peakTemporaries = 0, peakScratch = 0;
  std::shared_ptr<Profile> profile;
};

} // namespace cutedsl::runtime

#endif // CUTEDSL_RUNTIME_PROGRAM_H

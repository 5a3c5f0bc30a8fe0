//===- CpuExecutor.cpp - Running on the processor -------------------------===//
//
// A kernel runs on several threads only where that pays: in the first runs of
// a plan its first tiles are timed, and a kernel that one thread finishes
// before the others would have woken up stays on one. Which thread runs a tile
// never changes its result.
//
//===----------------------------------------------------------------------===//

#include "cutedsl/Runtime/CodeImage.h"
#include "cutedsl/Runtime/Executor.h"
#include "cutedsl/Runtime/Target.h"
#include "cutedsl/Runtime/ThreadPool.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <sys/mman.h>
#include <time.h>

using namespace cutedsl::runtime;

namespace {

using KernelFunction = void(void *const *buffers, const int64_t *symbols,
                            int64_t begin, int64_t end, void *scratch,
                            int32_t *status);

/// What other threads' help costs, before and after they have been woken.
constexpr float kColdNanoseconds = 30000, kWarmNanoseconds = 5000;
constexpr uint64_t kScratchAlignment = 64;
constexpr uint64_t kLargePage = 2 << 20;
constexpr int64_t kProbeFraction = 64;

uint64_t getNanoseconds() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return uint64_t(time.tv_sec) * 1000000000 + uint64_t(time.tv_nsec);
}

class CpuExecutor : public Executor {
public:
  CpuExecutor(std::shared_ptr<const Bundle> bundle,
              const TargetProgram &program)
      : bundle(std::move(bundle)), program(program) {}
  MaybeError load();

  const TargetProgram &getProgram() const override { return program; }
  DeviceType getDeviceType() const override { return DeviceType::CPU; }
  Result<void *> allocate(uint64_t bytes, void *) override;
  void release(void *memory) override { std::free(memory); }
  MaybeError upload(void *target, const Blob &bytes) override {
    std::memcpy(target, bytes.data(), bytes.size());
    return std::nullopt;
  }
  void *getInPlace(const Blob &bytes) override {
    return const_cast<uint8_t *>(bytes.data());
  }
  uint64_t getScratchBytes(unsigned threads) const override {
    return scratchStride * threads;
  }
  MaybeError execute(const Execution &execution) override;

private:
  std::shared_ptr<const Bundle> bundle;
  const TargetProgram &program;
  std::vector<std::shared_ptr<CodeImage>> images;
  std::vector<KernelFunction *> functions;
  uint64_t scratchStride = 0;
};

/// One call of a kernel, as the thread pool sees it.
struct Loop {
  KernelFunction *function;
  void *const *buffers;
  const int64_t *symbols;
  char *scratch;
  uint64_t scratchStride;
  int32_t *status;
  int64_t offset;

  void operator()(int64_t begin, int64_t end, unsigned thread) const {
    function(buffers, symbols, offset + begin, offset + end,
             scratch + thread * scratchStride, status);
  }
  static void run(void *context, int64_t begin, int64_t end, unsigned thread) {
    (*static_cast<const Loop *>(context))(begin, end, thread);
  }
};

} // namespace

MaybeError CpuExecutor::load() {
  for (const Code &code : program.code) {
    auto image = loadCode(code);
    if (!image)
      return image.error();
    images.push_back(std::move(*image));
  }
  for (const Kernel &kernel : program.kernels) {
    void *function = images[kernel.code]->lookup(kernel.symbol);
    if (!function)
      return Error{"the bundle's code lacks kernel '" + kernel.symbol + "'"};
    if (!kernel.tensorMaps.empty() || kernel.cluster != 1 ||
        kernel.persistent || kernel.dependentLaunch)
      return Error{"kernel '" + kernel.symbol +
                   "' can only be launched by a GPU"};
    functions.push_back(reinterpret_cast<KernelFunction *>(function));
    scratchStride = std::max(scratchStride, kernel.scratchBytes);
  }
  scratchStride = (scratchStride + kScratchAlignment - 1) / kScratchAlignment *
                  kScratchAlignment;
  return std::nullopt;
}

Result<void *> CpuExecutor::allocate(uint64_t bytes, void *) {
  // Large pages spare the misses of the address cache that packed weights,
  // read once from end to end, would have.
  bool isLarge = bytes >= 2 * kLargePage;
  uint64_t alignment = isLarge ? kLargePage : kBufferAlignment;
  uint64_t rounded =
      (std::max<uint64_t>(bytes, 1) + alignment - 1) / alignment * alignment;
  if (void *memory = std::aligned_alloc(alignment, rounded)) {
    if (isLarge)
      madvise(memory, rounded, MADV_HUGEPAGE);
    return memory;
  }
  return Error{"out of memory: cannot allocate " + std::to_string(bytes) +
               " bytes"};
}

/// Runs all tiles while it learns what they cost: the first ones alone, and
/// the others too if that seems to be faster. The first run pays for cold
/// caches and page faults, so that a low cost is believed then, but a high one
/// only the second time; what a whole run took is believed at once.
static void learn(ParallelSession &session, const Schedule::CallPlan &plan,
                  Loop loop, float limit, bool &isWarm) {
  bool isFirst = plan.nanoseconds.load(std::memory_order_relaxed) == -1;
  int64_t probe = std::max<int64_t>(1, plan.tiles / kProbeFraction);
  int64_t rest = plan.tiles - probe;
  uint64_t start = getNanoseconds();
  loop(0, probe, 0);
  float estimate =
      float(getNanoseconds() - start) * float(plan.tiles) / float(probe);
  loop.offset = probe;
  if (estimate < limit || rest == 1) {
    loop(0, rest, 0);
    plan.nanoseconds.store(float(getNanoseconds() - start),
                           std::memory_order_relaxed);
    return;
  }
  plan.nanoseconds.store(isFirst ? -2 : estimate, std::memory_order_relaxed);
  isWarm = true;
  session.run(rest, Loop::run, &loop);
}

/// Runs all tiles; alone where that is faster.
static void runTiles(ParallelSession &session, const Schedule::CallPlan &plan,
                     Loop loop, unsigned threads, bool &isWarm) {
  if (threads == 1 || plan.tiles == 1)
    return loop(0, plan.tiles, 0);
  float limit = isWarm ? kWarmNanoseconds : kColdNanoseconds;
  float known = plan.nanoseconds.load(std::memory_order_relaxed);
  if (known < 0)
    return learn(session, plan, loop, limit, isWarm);
  if (known < limit)
    return loop(0, plan.tiles, 0);
  isWarm = true;
  session.run(plan.tiles, Loop::run, &loop);
}

MaybeError CpuExecutor::execute(const Execution &execution) {
  const std::vector<Call> &calls = *execution.calls;
  ParallelSession session(execution.threads);
  bool isWarm = false;
  int32_t status = 0;
  thread_local std::vector<void *> buffers;
  for (size_t i = 0; i < calls.size(); ++i) {
    const Call &call = calls[i];
    const Schedule::CallPlan &plan = execution.schedule->calls[i];
    if (plan.tiles == 0)
      continue;
    buffers.resize(call.operands.size());
    for (size_t j = 0; j < buffers.size(); ++j) {
      const Operand &operand = call.operands[j];
      buffers[j] = execution.buffers[unsigned(operand.kind)][operand.index];
    }
    uint64_t start = execution.profile ? getNanoseconds() : 0;
    runTiles(session, plan,
             {functions[call.kernel], buffers.data(), plan.symbols.data(),
              static_cast<char *>(execution.scratch), scratchStride, &status,
              /*offset=*/0},
             execution.threads, isWarm);
    if (execution.profile)
      execution.profile->add(i, getNanoseconds() - start);
    if (status == 0)
      continue;
    const Kernel &kernel = program.kernels[call.kernel];
    bool isKnown = status > 0 && size_t(status) <= kernel.checks.size();
    return Error{"kernel '" + kernel.symbol + "': " +
                 (isKnown ? kernel.checks[status - 1] : "a check failed")};
  }
  return std::nullopt;
}

Result<std::unique_ptr<Executor>>
cutedsl::runtime::makeCpuExecutor(std::shared_ptr<const Bundle> bundle,
                                  const std::string &target) {
  auto program =
      chooseProgram(*bundle, target, "this processor", rateCpuTarget);
  if (!program)
    return program.error();
  auto executor = std::make_unique<CpuExecutor>(bundle, **program);
  if (MaybeError error = executor->load())
    return *error;
  return std::unique_ptr<Executor>(std::move(executor));
}

//===- CudaExecutor.cpp - Running on an NVIDIA GPU ------------------------===//
//
// Uses the device's primary context, the one that PyTorch uses, and launches
// on the caller's stream. Failed checks are stored in host memory that the
// device can write; they are seen by a later call, as the device gets there.
//
// With graphs on, a run is recorded once for each set of kernel parameters,
// on a stream of its own, and replayed while the parameters repeat. Callers
// whose pointers never repeat are found out and launched directly.
//
// Tensor maps follow from a launch's buffers and symbols, which are among its
// parameters: they are made only where a launch is, and a recorded graph holds
// those of its parameters.
//
//===----------------------------------------------------------------------===//

#include "cutedsl/Runtime/CudaKernel.h"
#include "cutedsl/Runtime/CudaProduct.h"
#include "cutedsl/Runtime/Executor.h"
#include "cutedsl/Runtime/Target.h"

#include <algorithm>
#include <climits>
#include <cstring>

using namespace cutedsl::runtime;

namespace {

/// Where a launch's parameters start in its words.
constexpr size_t kFirstParameter = 2;
constexpr size_t kMaxGraphs = 16;
/// Recordings without a replay after which graphs are given up.
constexpr unsigned kMaxGraphMisses = 32;

class CudaExecutor : public Executor {
public:
  CudaExecutor(std::shared_ptr<const Bundle> bundle, const CudaDriver &driver,
               int32_t deviceId, bool useGraphs, const CublasLt *cublasLt)
      : bundle(std::move(bundle)), driver(driver), cublasLt(cublasLt),
        deviceId(deviceId), useGraphs(useGraphs) {}
  ~CudaExecutor() override;
  MaybeError load(const std::string &target);

  const TargetProgram &getProgram() const override { return *program; }
  DeviceType getDeviceType() const override { return DeviceType::CUDA; }
  int32_t getDeviceId() const override { return deviceId; }
  Result<void *> allocate(uint64_t bytes, void *stream) override;
  void release(void *memory) override;
  MaybeError upload(void *target, const Blob &bytes) override;
  MaybeError synchronize() override;
  bool isCapturing(void *stream) override;
  MaybeError execute(const Execution &execution) override;

private:
  /// Makes the context current for a scope.
  class ContextScope {
  public:
    explicit ContextScope(const CudaExecutor &executor) : executor(executor) {
      void *current = nullptr;
      executor.driver.ctxGetCurrent(&current);
      isPushed = current != executor.context && executor.context;
      if (isPushed)
        executor.driver.ctxPushCurrent(executor.context);
    }
    ~ContextScope() {
      void *popped;
      if (isPushed)
        executor.driver.ctxPopCurrent(&popped);
    }

  private:
    const CudaExecutor &executor;
    bool isPushed;
  };

  /// The launches of a run, with all their parameters but tensor maps.
  struct Launches {
    /// For each launch: call index, blocks, then its parameters.
    std::vector<uint64_t> words;
    /// Where each launch starts in `words`.
    std::vector<size_t> starts;
    bool operator==(const Launches &other) const {
      return words == other.words;
    }
  };
  struct Graph {
    Launches launches;
    void *executable;
  };

  MaybeError loadModules();
  MaybeError loadProducts();
  const Kernel &getKernel(const Execution &execution, const Launches &launches,
                          size_t index) const;
  MaybeError collect(const Execution &execution, Launches &launches) const;
  MaybeError makeTensorMaps(const Execution &execution,
                            const Launches &launches,
                            std::vector<EncodedTensorMap> &maps);
  MaybeError launch(const Execution &execution, const Launches &launches,
                    size_t index, EncodedTensorMap *maps, void *stream);
  /// Calls `visit` with each launch's index and tensor maps.
  template <typename F>
  MaybeError forEachLaunch(const Execution &execution, const Launches &launches,
                           F visit);
  MaybeError launchAll(const Execution &execution, const Launches &launches,
                       void *stream);
  MaybeError launchTimed(const Execution &execution, const Launches &launches);
  /// Replays or records; false where the launches must be made directly.
  Result<bool> launchGraph(const Execution &execution, Launches &launches);
  Result<void *> record(const Execution &execution, const Launches &launches);
  MaybeError checkStatus();

  std::shared_ptr<const Bundle> bundle;
  const CudaDriver &driver;
  const CublasLt *cublasLt;
  int32_t deviceId;
  int device = 0;
  void *context = nullptr;
  const TargetProgram *program = nullptr;
  std::vector<void *> modules;
  std::vector<CudaKernel> kernels;
  bool hasTensorMaps = false;
  /// Null where no kernel is a library's product.
  std::unique_ptr<CudaProducts> products;
  /// One word a kernel, in host memory, and its address on the device.
  int32_t *status = nullptr;
  CUdeviceptr deviceStatus = 0;

  /// Guards the encoded maps of all plans.
  std::mutex mapMutex;

  bool useGraphs;
  std::mutex graphMutex;
  void *recordStream = nullptr;
  std::vector<Graph> graphs;
  unsigned graphMisses = 0;
};

} // namespace

// In functions that have the driver at hand.
#define CUDA_TRY(what, call)                                                   \
  if (int result_ = (call))                                                    \
  return makeCudaError(driver, what, result_)

//===----------------------------------------------------------------------===//
// Loading
//===----------------------------------------------------------------------===//

MaybeError CudaExecutor::load(const std::string &target) {
  CUDA_TRY("find the GPU", driver.deviceGet(&device, deviceId));
  int major = 0, minor = 0;
  CUDA_TRY("query the GPU", driver.deviceGetAttribute(
                                &major, kCudaComputeCapabilityMajor, device));
  CUDA_TRY("query the GPU", driver.deviceGetAttribute(
                                &minor, kCudaComputeCapabilityMinor, device));
  auto chosen = chooseProgram(
      *bundle, target, "sm_" + std::to_string(major) + std::to_string(minor),
      [&](const std::string &name) {
        return rateGpuTarget(name, major, minor);
      });
  if (!chosen)
    return chosen.error();
  program = *chosen;
  CUDA_TRY("retain the GPU's primary context",
           driver.primaryCtxRetain(&context, device));
  ContextScope scope(*this);
  return loadModules();
}

MaybeError CudaExecutor::loadModules() {
  for (const Code &code : program->code) {
    if (code.kind != CodeKind::Cubin)
      return Error{"expected a cubin for a GPU, but got CPU code"};
    void *module;
    CUDA_TRY("load a cubin", driver.moduleLoadData(&module, code.bytes.data()));
    modules.push_back(module);
  }
  for (const Kernel &kernel : program->kernels) {
    if (!kernel.products.empty()) {
      kernels.emplace_back();
      if (MaybeError error = loadProducts())
        return error;
      continue;
    }
    Result<CudaKernel> loaded =
        loadCudaKernel(driver, device, modules[kernel.code], kernel);
    if (!loaded)
      return loaded.error();
    kernels.push_back(*loaded);
    hasTensorMaps |= !kernel.tensorMaps.empty();
  }
  size_t bytes = std::max<size_t>(kernels.size(), 1) * sizeof(int32_t);
  CUDA_TRY("allocate host memory",
           driver.memHostAlloc(reinterpret_cast<void **>(&status), bytes,
                               kCudaHostAllocDeviceMap));
  std::memset(status, 0, bytes);
  CUDA_TRY("map host memory",
           driver.memHostGetDevicePointer(&deviceStatus, status, 0));
  return std::nullopt;
}

MaybeError CudaExecutor::loadProducts() {
  if (products)
    return std::nullopt;
  if (!cublasLt) {
    Result<const CublasLt *> found = getCublasLt();
    if (!found)
      return Error{"the program was tuned to use cuBLASLt, but " +
                   found.error().message};
    cublasLt = *found;
  }
  // Loading may allocate, which would break a recording that is under way.
  int mode = kCudaCaptureModeRelaxed;
  driver.threadExchangeStreamCaptureMode(&mode);
  auto made = std::make_unique<CudaProducts>(*cublasLt);
  MaybeError error = made->load();
  driver.threadExchangeStreamCaptureMode(&mode);
  if (!error)
    products = std::move(made);
  return error;
}

CudaExecutor::~CudaExecutor() {
  if (!context)
    return;
  {
    ContextScope scope(*this);
    products.reset();
    for (const Graph &graph : graphs)
      driver.graphExecDestroy(graph.executable);
    if (recordStream)
      driver.streamDestroy(recordStream);
    if (status)
      driver.memFreeHost(status);
    for (void *module : modules)
      driver.moduleUnload(module);
  }
  driver.primaryCtxRelease(device);
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

Result<void *> CudaExecutor::allocate(uint64_t bytes, void *) {
  ContextScope scope(*this);
  // An allocation would otherwise break a recording that is under way.
  int mode = kCudaCaptureModeRelaxed;
  driver.threadExchangeStreamCaptureMode(&mode);
  CUdeviceptr memory = 0;
  int code = driver.memAlloc(&memory, std::max<uint64_t>(bytes, 1));
  driver.threadExchangeStreamCaptureMode(&mode);
  if (code)
    return makeCudaError(driver, "allocate GPU memory", code);
  return reinterpret_cast<void *>(memory);
}

void CudaExecutor::release(void *memory) {
  ContextScope scope(*this);
  driver.ctxSynchronize();
  driver.memFree(reinterpret_cast<CUdeviceptr>(memory));
}

MaybeError CudaExecutor::upload(void *target, const Blob &bytes) {
  ContextScope scope(*this);
  if (bytes.size())
    CUDA_TRY("copy a constant to the GPU",
             driver.memcpyHtoD(reinterpret_cast<CUdeviceptr>(target),
                               bytes.data(), bytes.size()));
  return std::nullopt;
}

MaybeError CudaExecutor::synchronize() {
  ContextScope scope(*this);
  CUDA_TRY("wait for the GPU", driver.ctxSynchronize());
  return checkStatus();
}

bool CudaExecutor::isCapturing(void *stream) {
  ContextScope scope(*this);
  int capture = 0;
  return driver.streamIsCapturing(stream, &capture) == kCudaSuccess &&
         capture != 0;
}

/// The first failed check that has arrived; it is reported once.
MaybeError CudaExecutor::checkStatus() {
  for (size_t i = 0; i < kernels.size(); ++i) {
    int32_t value = __atomic_load_n(&status[i], __ATOMIC_RELAXED);
    if (value == 0)
      continue;
    __atomic_store_n(&status[i], 0, __ATOMIC_RELAXED);
    const Kernel &kernel = program->kernels[i];
    bool isKnown = value > 0 && size_t(value) <= kernel.checks.size();
    return Error{"kernel '" + kernel.symbol + "': " +
                 (isKnown ? kernel.checks[value - 1] : "a check failed")};
  }
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Launching
//===----------------------------------------------------------------------===//

MaybeError CudaExecutor::collect(const Execution &execution,
                                 Launches &launches) const {
  launches.words.clear();
  launches.starts.clear();
  const std::vector<Call> &calls = *execution.calls;
  for (size_t i = 0; i < calls.size(); ++i) {
    const Schedule::CallPlan &plan = execution.schedule->calls[i];
    if (plan.tiles == 0)
      continue;
    const Kernel &kernel = program->kernels[calls[i].kernel];
    int64_t blocks = getNumBlocks(kernels[calls[i].kernel], kernel, plan.tiles);
    if (blocks > INT_MAX)
      return Error{"kernel '" + kernel.symbol + "' needs " +
                   std::to_string(blocks) +
                   " blocks, more than a GPU can launch"};
    std::vector<uint64_t> &words = launches.words;
    launches.starts.push_back(words.size());
    words.push_back(i);
    words.push_back(uint64_t(blocks));
    for (const Operand &operand : calls[i].operands)
      words.push_back(reinterpret_cast<uint64_t>(
          execution.buffers[unsigned(operand.kind)][operand.index]));
    words.insert(words.end(), plan.symbols.begin(), plan.symbols.end());
    words.push_back(deviceStatus + calls[i].kernel * sizeof(int32_t));
  }
  launches.starts.push_back(launches.words.size());
  return std::nullopt;
}

const Kernel &CudaExecutor::getKernel(const Execution &execution,
                                      const Launches &launches,
                                      size_t index) const {
  uint64_t call = launches.words[launches.starts[index]];
  return program->kernels[(*execution.calls)[call].kernel];
}

/// The maps of all launches, one after the other.
MaybeError CudaExecutor::makeTensorMaps(const Execution &execution,
                                        const Launches &launches,
                                        std::vector<EncodedTensorMap> &maps) {
  maps.clear();
  if (!hasTensorMaps)
    return std::nullopt;
  std::lock_guard<std::mutex> lock(mapMutex);
  for (size_t i = 0; i + 1 < launches.starts.size(); ++i) {
    const Kernel &kernel = getKernel(execution, launches, i);
    const uint64_t *words = launches.words.data() + launches.starts[i];
    const Schedule::CallPlan &plan = execution.schedule->calls[words[0]];
    for (size_t j = 0; j < kernel.tensorMaps.size(); ++j) {
      uint64_t buffer = words[kFirstParameter + kernel.tensorMaps[j].buffer];
      if (MaybeError error = getTensorMap(driver, kernel, j, plan.tensorMaps[j],
                                          buffer, maps.emplace_back()))
        return error;
    }
  }
  return std::nullopt;
}

MaybeError CudaExecutor::launch(const Execution &execution,
                                const Launches &launches, size_t index,
                                EncodedTensorMap *maps, void *stream) {
  size_t begin = launches.starts[index], end = launches.starts[index + 1];
  const uint64_t *words = launches.words.data();
  const Call &call = (*execution.calls)[words[begin]];
  const Kernel &kernel = program->kernels[call.kernel];
  if (!kernel.products.empty()) {
    // The library loads code when it is first used, which would otherwise break
    // a recording that is under way.
    int mode = kCudaCaptureModeRelaxed;
    driver.threadExchangeStreamCaptureMode(&mode);
    MaybeError error = products->launch(
        kernel, execution.schedule->calls[words[begin]].product,
        words + begin + kFirstParameter, stream);
    driver.threadExchangeStreamCaptureMode(&mode);
    return error;
  }
  thread_local std::vector<void *> parameters;
  parameters.clear();
  for (size_t i = begin + kFirstParameter; i < end; ++i)
    parameters.push_back(const_cast<uint64_t *>(words + i));
  for (size_t i = 0; i < kernel.tensorMaps.size(); ++i)
    parameters.push_back(maps + i);
  // What runs before the first kernel is not the program's, and has ended when
  // the others begin. What a library launches is not ours either.
  bool isDependent = kernel.dependentLaunch && index > 0 &&
                     getKernel(execution, launches, index - 1).products.empty();
  return launchCudaKernel(driver, kernels[call.kernel], kernel, isDependent,
                          unsigned(words[begin + 1]), stream,
                          parameters.data());
}

template <typename F>
MaybeError CudaExecutor::forEachLaunch(const Execution &execution,
                                       const Launches &launches, F visit) {
  thread_local std::vector<EncodedTensorMap> maps;
  if (MaybeError error = makeTensorMaps(execution, launches, maps))
    return error;
  EncodedTensorMap *next = maps.data();
  for (size_t i = 0; i + 1 < launches.starts.size(); ++i) {
    if (MaybeError error = visit(i, next))
      return error;
    if (hasTensorMaps)
      next += getKernel(execution, launches, i).tensorMaps.size();
  }
  return std::nullopt;
}

MaybeError CudaExecutor::launchAll(const Execution &execution,
                                   const Launches &launches, void *stream) {
  return forEachLaunch(
      execution, launches, [&](size_t index, EncodedTensorMap *maps) {
        return launch(execution, launches, index, maps, stream);
      });
}

MaybeError CudaExecutor::launchTimed(const Execution &execution,
                                     const Launches &launches) {
  void *start = nullptr, *stop = nullptr;
  CUDA_TRY("create an event", driver.eventCreate(&start, 0));
  MaybeError error;
  if (int code = driver.eventCreate(&stop, 0))
    error = makeCudaError(driver, "create an event", code);
  auto time = [&](size_t index, EncodedTensorMap *maps) -> MaybeError {
    driver.eventRecord(start, execution.stream);
    if (MaybeError failed =
            launch(execution, launches, index, maps, execution.stream))
      return failed;
    driver.eventRecord(stop, execution.stream);
    float milliseconds = 0;
    CUDA_TRY("time a kernel", driver.eventSynchronize(stop));
    CUDA_TRY("time a kernel",
             driver.eventElapsedTime(&milliseconds, start, stop));
    execution.profile->add(launches.words[launches.starts[index]],
                           uint64_t(double(milliseconds) * 1e6));
    return std::nullopt;
  };
  if (!error)
    error = forEachLaunch(execution, launches, time);
  driver.eventDestroy(start);
  if (stop)
    driver.eventDestroy(stop);
  return error;
}

/// Records the launches as a graph.
Result<void *> CudaExecutor::record(const Execution &execution,
                                    const Launches &launches) {
  constexpr unsigned kNonBlocking = 1;
  if (!recordStream)
    CUDA_TRY("create a stream",
             driver.streamCreate(&recordStream, kNonBlocking));
  CUDA_TRY("record a graph", driver.streamBeginCapture(
                                 recordStream, kCudaCaptureModeThreadLocal));
  MaybeError error = launchAll(execution, launches, recordStream);
  void *graph = nullptr, *executable = nullptr;
  int code = driver.streamEndCapture(recordStream, &graph);
  if (!code && !error)
    code = driver.graphInstantiate(&executable, graph, 0);
  if (graph)
    driver.graphDestroy(graph);
  if (error)
    return *error;
  CUDA_TRY("record a graph", code);
  return executable;
}

Result<bool> CudaExecutor::launchGraph(const Execution &execution,
                                       Launches &launches) {
  std::lock_guard<std::mutex> lock(graphMutex);
  auto it = std::find_if(graphs.begin(), graphs.end(), [&](const Graph &graph) {
    return graph.launches == launches;
  });
  if (it != graphs.end()) {
    graphMisses = 0;
    CUDA_TRY("launch a graph",
             driver.graphLaunch(it->executable, execution.stream));
    return true;
  }
  if (graphMisses >= kMaxGraphMisses)
    return false;
  ++graphMisses;
  Result<void *> executable = record(execution, launches);
  if (!executable)
    return executable.error();
  if (graphs.size() >= kMaxGraphs) {
    // It may still be running on some stream.
    driver.ctxSynchronize();
    driver.graphExecDestroy(graphs.front().executable);
    graphs.erase(graphs.begin());
  }
  CUDA_TRY("launch a graph", driver.graphLaunch(*executable, execution.stream));
  graphs.push_back({std::move(launches), *executable});
  return true;
}

MaybeError CudaExecutor::execute(const Execution &execution) {
  ContextScope scope(*this);
  if (MaybeError error = checkStatus())
    return error;
  thread_local Launches launches;
  if (MaybeError error = collect(execution, launches))
    return error;
  if (execution.profile && !execution.isCapturing)
    return launchTimed(execution, launches);
  if (useGraphs && !execution.isCapturing && !execution.synchronous) {
    Result<bool> launched = launchGraph(execution, launches);
    if (!launched)
      return launched.error();
    if (*launched)
      return std::nullopt;
  }
  if (MaybeError error = launchAll(execution, launches, execution.stream))
    return error;
  if (!execution.synchronous)
    return std::nullopt;
  CUDA_TRY("wait for the GPU", driver.streamSynchronize(execution.stream));
  return checkStatus();
}

Result<std::unique_ptr<Executor>>
cutedsl::runtime::makeCudaExecutor(std::shared_ptr<const Bundle> bundle,
                                   const std::string &target, int32_t deviceId,
                                   bool useGraphs, const CudaDriver &driver,
                                   const CublasLt *cublasLt) {
  auto executor = std::make_unique<CudaExecutor>(std::move(bundle), driver,
                                                 deviceId, useGraphs, cublasLt);
  if (MaybeError error = executor->load(target))
    return *error;
  return std::unique_ptr<Executor>(std::move(executor));
}

//===- FakeCudaDriver.h - A driver for tests --------------------*- C++ -*-===//
//
// Records what it is asked to do and runs "kernels" on the host. It refuses
// what a real one would: a call without a context, a tensor map against the
// copy engine's rules.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_TEST_UNIT_RUNTIME_FAKECUDADRIVER_H
#define CUTEDSL_TEST_UNIT_RUNTIME_FAKECUDADRIVER_H

#include "TestPrograms.h"
#include "cutedsl/Runtime/CudaDriver.h"
#include "cutedsl/Runtime/Program.h"

#include <cstring>
#include <gtest/gtest.h>
#include <map>
#include <set>

namespace cutedsl::runtime {

/// What the fake driver encodes as a tensor map.
struct FakeTensorMap {
  void *address;
  int dataType;
  uint32_t rank;
  uint64_t sizes[5], strides[4];
  uint16_t box[5];
  int swizzle;
};
static_assert(sizeof(FakeTensorMap) <= 128);

struct Launch {
  std::string kernel;
  unsigned grid, threads, shared;
  void *stream;
  std::vector<void *> buffers;
  std::vector<FakeTensorMap> maps;
  unsigned cluster = 1;
  bool isDependent = false, isExtended = false;
};

/// The state behind the fake driver's functions.
struct Fake {
  int major = 9, minor = 0;
  int contexts = 0, modules = 0, streams = 0, events = 0, graphs = 0;
  std::set<uint64_t> memory;
  std::vector<Launch> launches;
  std::vector<void *> current;
  int numGraphLaunches = 0, numCaptures = 0;
  bool callerCaptures = false, isRecording = false;
  int captureMode = 0, modeDuringAllocation = -1;
  int failLaunch = 0, failCheck = 0, failEncode = 0;
  /// By function attribute.
  std::map<int, int> attributes;
  /// Parameters of a kernel after its status.
  size_t numMaps = 0;
  int numEncodes = 0;
};
inline Fake fake;

inline char contextObject;
constexpr size_t kNumBuffers = 2;

inline int checkContext() { return fake.current.empty() ? 201 : 0; }

inline int fakeLaunch(void *function, unsigned gridX, unsigned, unsigned,
                      unsigned blockX, unsigned, unsigned, unsigned shared,
                      void *stream, void **parameters, void **) {
  if (checkContext())
    return 201;
  if (fake.failLaunch)
    return fake.failLaunch;
  Launch launch{static_cast<const char *>(function),
                gridX,
                blockX,
                shared,
                stream,
                {},
                {}};
  for (size_t i = 0; i < kNumBuffers; ++i)
    launch.buffers.push_back(*static_cast<void **>(parameters[i]));
  for (size_t i = 0; i < fake.numMaps; ++i)
    std::memcpy(&launch.maps.emplace_back(), parameters[kNumBuffers + 2 + i],
                sizeof(FakeTensorMap));
  if (fake.failCheck)
    **static_cast<int32_t **>(parameters[kNumBuffers + 1]) = fake.failCheck;
  fake.launches.push_back(launch);
  // y = x + 1, for what is not only recorded.
  auto *x = static_cast<float *>(launch.buffers[0]);
  auto *y = static_cast<float *>(launch.buffers[1]);
  int64_t count = *static_cast<int64_t *>(parameters[kNumBuffers]);
  if (!fake.isRecording)
    for (int64_t i = 0; i < count; ++i)
      y[i] = x[i] + 1;
  return 0;
}

inline int fakeLaunchEx(const CudaLaunchConfig *config, void *function,
                        void **parameters, void **) {
  unsigned cluster = 1;
  bool isDependent = false;
  for (unsigned i = 0; i < config->numAttributes; ++i) {
    const CudaLaunchAttribute &attribute = config->attributes[i];
    if (attribute.id == kCudaLaunchCluster)
      cluster = attribute.clusterDimensions[0];
    else if (attribute.id == kCudaLaunchDependent)
      isDependent = attribute.isDependent;
    else
      ADD_FAILURE() << "unknown launch attribute " << attribute.id;
  }
  if (config->grid[0] % cluster)
    return 912;
  int code =
      fakeLaunch(function, config->grid[0], 1, 1, config->block[0], 1, 1,
                 config->sharedBytes, config->stream, parameters, nullptr);
  if (code)
    return code;
  Launch &launch = fake.launches.back();
  launch.cluster = cluster;
  launch.isDependent = isDependent;
  launch.isExtended = true;
  return 0;
}

inline int fakeEncode(void *map, int dataType, uint32_t rank, void *address,
                      const uint64_t *sizes, const uint64_t *strides,
                      const uint32_t *box, const uint32_t *elementStrides,
                      int interleave, int swizzle, int promotion, int fill) {
  if (checkContext())
    return 201;
  if (fake.failEncode)
    return fake.failEncode;
  EXPECT_EQ(reinterpret_cast<uintptr_t>(map) % 64, 0u);
  EXPECT_EQ(interleave, 0);
  EXPECT_EQ(promotion, kCudaTensorMapPromote256Bytes);
  EXPECT_EQ(fill, 0);
  FakeTensorMap made = {};
  made.address = address;
  made.dataType = dataType;
  made.rank = rank;
  made.swizzle = swizzle;
  bool isLegal = reinterpret_cast<uintptr_t>(address) % 16 == 0 && rank <= 5;
  for (uint32_t i = 0; i < rank; ++i) {
    made.sizes[i] = sizes[i];
    made.box[i] = uint16_t(box[i]);
    isLegal &= sizes[i] >= 1 && sizes[i] <= uint64_t(1) << 32;
    isLegal &= box[i] >= 1 && box[i] <= 256 && elementStrides[i] == 1;
  }
  for (uint32_t i = 0; i + 1 < rank; ++i) {
    made.strides[i] = strides[i];
    isLegal &= strides[i] % 16 == 0 && strides[i] < uint64_t(1) << 40;
  }
  std::memcpy(map, &made, sizeof(made));
  ++fake.numEncodes;
  return isLegal ? 0 : 1;
}

inline CudaDriver getFakeDriver() {
  CudaDriver driver = {};
  driver.getErrorString = [](int error, const char **text) {
    *text = error == 700 ? "an illegal memory access" : "some error";
    return 0;
  };
  driver.deviceGet = [](int *device, int ordinal) {
    *device = ordinal;
    return ordinal > 1 ? 101 : 0;
  };
  driver.deviceGetAttribute = [](int *value, int attribute, int) {
    *value = attribute == kCudaComputeCapabilityMajor   ? fake.major
             : attribute == kCudaComputeCapabilityMinor ? fake.minor
             : attribute == kCudaMultiprocessorCount    ? 132
                                                        : 232448;
    return 0;
  };
  driver.primaryCtxRetain = [](void **context, int) {
    *context = &contextObject;
    ++fake.contexts;
    return 0;
  };
  driver.primaryCtxRelease = [](int) {
    --fake.contexts;
    return 0;
  };
  driver.ctxGetCurrent = [](void **context) {
    *context = fake.current.empty() ? nullptr : fake.current.back();
    return 0;
  };
  driver.ctxPushCurrent = [](void *context) {
    fake.current.push_back(context);
    return 0;
  };
  driver.ctxPopCurrent = [](void **context) {
    *context = fake.current.back();
    fake.current.pop_back();
    return 0;
  };
  driver.ctxSynchronize = checkContext;
  driver.moduleLoadData = [](void **module, const void *image) {
    *module = const_cast<void *>(image);
    ++fake.modules;
    return checkContext();
  };
  driver.moduleUnload = [](void *) {
    --fake.modules;
    return 0;
  };
  driver.moduleGetFunction = [](void **function, void *, const char *name) {
    *function = const_cast<char *>(name);
    return std::string(name) == "missing" ? 500 : 0;
  };
  driver.funcSetAttribute = [](void *, int attribute, int value) {
    fake.attributes[attribute] = value;
    return 0;
  };
  driver.launchKernel = fakeLaunch;
  driver.launchKernelEx = fakeLaunchEx;
  driver.tensorMapEncodeTiled = fakeEncode;
  driver.occupancyMaxActiveBlocks = [](int *blocks, void *, int threads,
                                       size_t sharedBytes) {
    *blocks = std::min<int>(2048 / threads, 232448 / int(sharedBytes + 1024));
    return checkContext();
  };
  driver.occupancyMaxActiveClusters = [](int *clusters, void *,
                                         const CudaLaunchConfig *config) {
    EXPECT_EQ(config->numAttributes, 1u);
    unsigned size = config->attributes[0].clusterDimensions[0];
    EXPECT_EQ(config->grid[0] % size, 0u);
    // Three of its eight groups have an odd number of multiprocessors.
    *clusters = int(129 / size);
    return checkContext();
  };
  driver.memAlloc = [](CUdeviceptr *memory, size_t bytes) {
    fake.modeDuringAllocation = fake.captureMode;
    *memory = reinterpret_cast<uint64_t>(
        aligned_alloc(256, (bytes + 255) / 256 * 256));
    fake.memory.insert(*memory);
    return checkContext();
  };
  driver.memFree = [](CUdeviceptr memory) {
    EXPECT_EQ(fake.memory.erase(memory), 1u);
    free(reinterpret_cast<void *>(memory));
    return checkContext();
  };
  driver.memcpyHtoD = [](CUdeviceptr target, const void *source, size_t bytes) {
    memcpy(reinterpret_cast<void *>(target), source, bytes);
    return checkContext();
  };
  driver.memHostAlloc = [](void **memory, size_t bytes, unsigned flags) {
    EXPECT_EQ(flags, unsigned(kCudaHostAllocDeviceMap));
    *memory = malloc(bytes);
    return 0;
  };
  driver.memFreeHost = [](void *memory) {
    free(memory);
    return 0;
  };
  driver.memHostGetDevicePointer = [](CUdeviceptr *device, void *host,
                                      unsigned) {
    *device = reinterpret_cast<uint64_t>(host);
    return 0;
  };
  driver.streamCreate = [](void **stream, unsigned) {
    *stream = reinterpret_cast<void *>(uintptr_t(0x1000 + ++fake.streams));
    return 0;
  };
  driver.streamDestroy = [](void *) {
    --fake.streams;
    return 0;
  };
  driver.streamSynchronize = [](void *) { return 0; };
  driver.streamIsCapturing = [](void *, int *status) {
    *status = fake.callerCaptures;
    return 0;
  };
  driver.streamBeginCapture = [](void *, int) {
    fake.isRecording = true;
    ++fake.numCaptures;
    return 0;
  };
  driver.streamEndCapture = [](void *, void **graph) {
    fake.isRecording = false;
    *graph = &fake;
    return 0;
  };
  driver.threadExchangeStreamCaptureMode = [](int *mode) {
    std::swap(*mode, fake.captureMode);
    return 0;
  };
  driver.graphInstantiate = [](void **executable, void *, unsigned long long) {
    *executable = &fake;
    ++fake.graphs;
    return 0;
  };
  driver.graphLaunch = [](void *, void *) {
    ++fake.numGraphLaunches;
    return 0;
  };
  driver.graphExecDestroy = [](void *) {
    --fake.graphs;
    return 0;
  };
  driver.graphDestroy = [](void *) { return 0; };
  driver.eventCreate = [](void **event, unsigned) {
    *event = &fake;
    ++fake.events;
    return 0;
  };
  driver.eventDestroy = [](void *) {
    --fake.events;
    return 0;
  };
  driver.eventRecord = [](void *, void *) { return 0; };
  driver.eventSynchronize = [](void *) { return 0; };
  driver.eventElapsedTime = [](float *milliseconds, void *, void *) {
    *milliseconds = 0.25f;
    return 0;
  };
  return driver;
}

/// Gives each test a driver and finds what it did not give back.
class CudaExecutorTest : public testing::Test {
protected:
  void SetUp() override { fake = Fake(); }
  // Whatever a test did, everything was given back.
  void TearDown() override {
    EXPECT_EQ(fake.contexts, 0);
    EXPECT_EQ(fake.modules, 0);
    EXPECT_EQ(fake.streams, 0);
    EXPECT_EQ(fake.events, 0);
    EXPECT_EQ(fake.graphs, 0);
    EXPECT_TRUE(fake.memory.empty());
    EXPECT_TRUE(fake.current.empty());
  }

  static Bundle getBundle(uint32_t steps) {
    Bundle bundle = getChain(steps);
    TargetProgram &program = bundle.programs[0];
    program.target = "sm_90a";
    program.code[0].kind = CodeKind::Cubin;
    program.kernels[0].threads = 128;
    program.kernels[0].scratchBytes = 2048;
    program.kernels[0].checks = {"first", "second"};
    return bundle;
  }
  Result<std::unique_ptr<Program>> create(const Bundle &bundle,
                                          bool useGraphs = false) {
    ProgramOptions options;
    options.deviceType = DeviceType::CUDA;
    options.deviceId = 1;
    options.useGraphs = useGraphs;
    options.driver = &driver;
    return Program::create(std::make_shared<const Bundle>(bundle), options);
  }
  std::string run(Program &program, float *x, float *y, int64_t size,
                  void *stream = nullptr) {
    int64_t one = 1;
    TensorView input{x, &size, &one, 1, int32_t(DType::F32), 2, 1};
    TensorView output{y, &size, &one, 1, int32_t(DType::F32), 2, 1};
    RunOptions options;
    options.stream = stream;
    MaybeError error = program.run(&input, 1, &output, 1, options);
    return error ? error->message : "";
  }

  CudaDriver driver = getFakeDriver();
};

} // namespace cutedsl::runtime

#endif // CUTEDSL_TEST_UNIT_RUNTIME_FAKECUDADRIVER_H

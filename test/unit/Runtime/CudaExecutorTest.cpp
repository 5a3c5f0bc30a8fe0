// The CUDA executor against a driver that records what it is asked to do and
// runs "kernels" on the host.

#include "TestPrograms.h"
#include "cutedsl/Runtime/CudaDriver.h"
#include "cutedsl/Runtime/Program.h"

#include <cstring>
#include <gtest/gtest.h>
#include <set>

using namespace cutedsl::runtime;

namespace {

struct Launch {
  std::string kernel;
  unsigned grid, threads, shared;
  void *stream;
  std::vector<void *> buffers;
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
  int failLaunch = 0, failCheck = 0;
  int sharedAttribute = 0;
} fake;

char contextObject;
constexpr size_t kNumBuffers = 2;

int checkContext() { return fake.current.empty() ? 201 : 0; }

int fakeLaunch(void *function, unsigned gridX, unsigned, unsigned,
               unsigned blockX, unsigned, unsigned, unsigned shared,
               void *stream, void **parameters, void **) {
  if (checkContext())
    return 201;
  if (fake.failLaunch)
    return fake.failLaunch;
  Launch launch{
      static_cast<const char *>(function), gridX, blockX, shared, stream, {}};
  for (size_t i = 0; i < kNumBuffers; ++i)
    launch.buffers.push_back(*static_cast<void **>(parameters[i]));
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

CudaDriver getFakeDriver() {
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
    EXPECT_EQ(attribute, kCudaFunctionMaxDynamicSharedBytes);
    fake.sharedAttribute = value;
    return 0;
  };
  driver.launchKernel = fakeLaunch;
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

} // namespace

TEST_F(CudaExecutorTest, LaunchesOnTheCallersStream) {
  auto program = create(getBundle(3));
  ASSERT_TRUE(program.ok()) << program.error().message;
  float x[40] = {5}, y[40];
  auto *stream = reinterpret_cast<void *>(uintptr_t(77));
  EXPECT_EQ(run(**program, x, y, 40, stream), "");
  ASSERT_EQ(fake.launches.size(), 3u);
  for (const Launch &launch : fake.launches) {
    EXPECT_EQ(launch.kernel, "add_one");
    EXPECT_EQ(launch.grid, 3u);
    EXPECT_EQ(launch.threads, 128u);
    EXPECT_EQ(launch.shared, 2048u);
    EXPECT_EQ(launch.stream, stream);
  }
  EXPECT_EQ(fake.launches[0].buffers[0], x);
  EXPECT_EQ(fake.launches[0].buffers[1], fake.launches[1].buffers[0]);
  EXPECT_EQ(fake.launches[2].buffers[1], y);
  EXPECT_EQ(y[0], 8);
}

// A bundle names no device: each gets a program of its own.
TEST_F(CudaExecutorTest, RunsOnAnyDevice) {
  auto bundle = std::make_shared<const Bundle>(getBundle(1));
  for (int device : {0, 1}) {
    ProgramOptions options;
    options.deviceType = DeviceType::CUDA;
    options.deviceId = device;
    options.driver = &driver;
    auto program = Program::create(bundle, options);
    ASSERT_TRUE(program.ok()) << program.error().message;
    float x[4] = {5}, y[4] = {};
    int64_t size = 4, one = 1;
    for (int where : {0, 1}) {
      TensorView input{x, &size, &one, 1, int32_t(DType::F32), 2, where};
      TensorView output{y, &size, &one, 1, int32_t(DType::F32), 2, where};
      MaybeError error = (*program)->run(&input, 1, &output, 1, {});
      if (where == device)
        EXPECT_FALSE(error);
      else
        EXPECT_EQ(error->message, "argument 0 ('x'): expected cuda:" +
                                      std::to_string(device) +
                                      ", but got cuda:" +
                                      std::to_string(where));
    }
    EXPECT_EQ(y[0], 6);
  }
}

TEST_F(CudaExecutorTest, ArenasBelongToAStream) {
  auto program = create(getBundle(3));
  ASSERT_TRUE(program.ok());
  float x[40] = {}, y[40];
  auto *first = reinterpret_cast<void *>(uintptr_t(1)),
       *second = reinterpret_cast<void *>(uintptr_t(2));
  auto getTemporary = [&](void *stream) {
    EXPECT_EQ(run(**program, x, y, 40, stream), "");
    return fake.launches[fake.launches.size() - 3].buffers[1];
  };
  void *a = getTemporary(first), *b = getTemporary(second);
  EXPECT_NE(a, b);
  EXPECT_EQ(getTemporary(first), a);
  EXPECT_EQ(getTemporary(second), b);
}

// Memory that a recorded graph uses is never used again by anyone else.
TEST_F(CudaExecutorTest, ArenasOfACapturedRunStay) {
  auto program = create(getBundle(3));
  ASSERT_TRUE(program.ok());
  float x[40] = {}, y[40];
  auto getTemporary = [&] {
    EXPECT_EQ(run(**program, x, y, 40), "");
    return fake.launches[fake.launches.size() - 3].buffers[1];
  };
  fake.callerCaptures = true;
  void *captured = getTemporary();
  EXPECT_EQ(fake.modeDuringAllocation, kCudaCaptureModeRelaxed);
  EXPECT_EQ(fake.captureMode, 0);
  EXPECT_NE(getTemporary(), captured);
  fake.callerCaptures = false;
  EXPECT_NE(getTemporary(), captured);
  EXPECT_NE(getTemporary(), captured);
  EXPECT_TRUE(fake.memory.count(reinterpret_cast<uint64_t>(captured)));
}

TEST_F(CudaExecutorTest, ChoosesTheBestCubin) {
  Bundle bundle = getBundle(1);
  for (const char *target : {"sm_80", "sm_90"}) {
    TargetProgram copy = bundle.programs[0];
    copy.target = target;
    bundle.programs.push_back(copy);
  }
  auto getTarget = [&](int major, int minor) {
    fake.major = major;
    fake.minor = minor;
    auto program = create(bundle);
    return program.ok() ? (*program)->getTarget() : program.error().message;
  };
  EXPECT_EQ(getTarget(9, 0), "sm_90a");
  EXPECT_EQ(getTarget(8, 9), "sm_80");
  EXPECT_EQ(getTarget(10, 0),
            "the bundle has no code for sm_100: it has sm_90a, sm_80, sm_90");
}

TEST_F(CudaExecutorTest, RaisesTheLimitOfSharedMemory) {
  Bundle bundle = getBundle(1);
  bundle.programs[0].kernels[0].scratchBytes = 200000;
  EXPECT_TRUE(create(bundle).ok());
  EXPECT_EQ(fake.sharedAttribute, 200000);
  bundle.programs[0].kernels[0].scratchBytes = 300000;
  EXPECT_EQ(create(bundle).error().message,
            "kernel 'add_one' needs 300000 bytes of shared memory, but the GPU "
            "has 232448");
}

TEST_F(CudaExecutorTest, RefusalsSayWhy) {
  Bundle bundle = getBundle(1);
  bundle.programs[0].kernels[0].symbol = "missing";
  EXPECT_EQ(create(bundle).error().message,
            "the bundle's code lacks kernel 'missing'");
  bundle = getBundle(1);
  bundle.programs[0].code[0].kind = CodeKind::ElfRelocatable;
  EXPECT_EQ(create(bundle).error().message,
            "expected a cubin for a GPU, but got CPU code");
  auto program = create(getBundle(1));
  ASSERT_TRUE(program.ok());
  float x[1] = {}, y[1];
  fake.failLaunch = 700;
  EXPECT_EQ(run(**program, x, y, 1),
            "cannot launch kernel 'add_one': an illegal memory access (CUDA "
            "error 700)");
}

TEST_F(CudaExecutorTest, FailedChecksAreReportedOnceByTheNextCall) {
  auto program = create(getBundle(1));
  ASSERT_TRUE(program.ok());
  float x[1] = {}, y[1];
  fake.failCheck = 2;
  EXPECT_EQ(run(**program, x, y, 1), "");
  fake.failCheck = 0;
  EXPECT_EQ(run(**program, x, y, 1), "kernel 'add_one': second");
  EXPECT_EQ(run(**program, x, y, 1), "");
  fake.failCheck = 1;
  EXPECT_EQ(run(**program, x, y, 1), "");
  EXPECT_EQ((*program)->synchronize()->message, "kernel 'add_one': first");
  EXPECT_FALSE((*program)->synchronize());
}

TEST_F(CudaExecutorTest, ReplaysGraphsWhilePointersRepeat) {
  auto program = create(getBundle(3), /*useGraphs=*/true);
  ASSERT_TRUE(program.ok());
  float x[64] = {}, y[64];
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(run(**program, x, y, 32), "");
  EXPECT_EQ(fake.numCaptures, 1);
  EXPECT_EQ(fake.numGraphLaunches, 5);
  EXPECT_EQ(fake.launches.size(), 3u);
  // Other pointers, other sizes: recorded anew, and both are kept.
  EXPECT_EQ(run(**program, x + 1, y, 32), "");
  EXPECT_EQ(run(**program, x, y, 33), "");
  EXPECT_EQ(fake.numCaptures, 3);
  EXPECT_EQ(run(**program, x, y, 32), "");
  EXPECT_EQ(fake.numCaptures, 3);
  // A caller that records gets plain launches.
  fake.callerCaptures = true;
  size_t before = fake.launches.size();
  EXPECT_EQ(run(**program, x, y, 32), "");
  EXPECT_EQ(fake.launches.size(), before + 3);
}

TEST_F(CudaExecutorTest, GivesUpGraphsThatNeverRepeat) {
  auto program = create(getBundle(1), /*useGraphs=*/true);
  ASSERT_TRUE(program.ok());
  float x[128] = {}, y[1];
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ(run(**program, x + i, y, 1), "");
  EXPECT_EQ(fake.numCaptures, 32);
  EXPECT_EQ(fake.launches.size(), 100u);
  EXPECT_EQ(y[0], 1);
}

TEST_F(CudaExecutorTest, ProfilesWithEvents) {
  auto program = create(getBundle(2));
  ASSERT_TRUE(program.ok());
  (*program)->setProfiling(true);
  float x[1] = {}, y[1];
  EXPECT_EQ(run(**program, x, y, 1), "");
  EXPECT_EQ(run(**program, x, y, 1), "");
  auto rows = (*program)->getProfile();
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[1].count, 2u);
  EXPECT_EQ(rows[1].nanoseconds, 500000u);
}

TEST_F(CudaExecutorTest, PreparesAndUploadsConstants) {
  Bundle bundle = getBundle(1);
  bundle.constants = {{Blob(std::vector<uint8_t>(40, 1))}};
  bundle.arguments.push_back(getArgument("w", {8_e}, ArgumentKind::Parameter));
  bundle.arguments[1].frozen = true;
  TargetProgram &program = bundle.programs[0];
  program.prepared = {32_e};
  program.prepareCalls = {{0, {arg(1), prep(0)}, {8_e}}};
  program.calls = {{0, {prep(0), res(0)}, {8_e}}};
  auto created = create(bundle);
  ASSERT_TRUE(created.ok()) << created.error().message;
  float x[8] = {}, w[8] = {10}, y[8] = {};
  int64_t size = 8, one = 1;
  TensorView view{w, &size, &one, 1, int32_t(DType::F32), 2, 1};
  ASSERT_FALSE((*created)->bind(1, &view, 0));
  EXPECT_EQ(run(**created, x, y, 8), "");
  EXPECT_EQ(y[0], 12);
  EXPECT_EQ(run(**created, x, y, 8), "");
  EXPECT_EQ(fake.launches.size(), 3u);
}

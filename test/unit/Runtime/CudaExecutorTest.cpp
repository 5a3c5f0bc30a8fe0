// The CUDA executor against a driver that records what it is asked to do and
// runs "kernels" on the host.

#include "FakeCudaDriver.h"

using namespace cutedsl::runtime;

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
        EXPECT_EQ(error->message,
                  "argument 0 ('x'): expected cuda:" + std::to_string(device) +
                      ", but got cuda:" + std::to_string(where));
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
  EXPECT_EQ(fake.attributes[kCudaFunctionMaxDynamicSharedBytes], 200000);
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

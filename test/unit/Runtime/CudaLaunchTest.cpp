// How kernels are launched: tensor maps, persistent grids, clusters, dependent
// launches, and the drivers and devices that cannot.

#include "FakeCudaDriver.h"

#include <thread>

using namespace cutedsl::runtime;

namespace {

class CudaLaunchTest : public CudaExecutorTest {
protected:
  static Kernel &getKernel(Bundle &bundle) {
    return bundle.programs[0].kernels[0];
  }
  /// A chain whose kernel has a map of its first buffer, rows of 16 elements,
  /// and one of its second, a row of all of them but the first four.
  static Bundle getMapped(uint32_t steps) {
    Bundle bundle = getBundle(steps);
    Expr s0 = E::symbol(0);
    TensorMap rows;
    rows.sizes = {16_e, E::floorDiv(s0, 16_e)};
    rows.strides = {16_e};
    rows.box = {8, 64};
    rows.swizzle = 32;
    TensorMap row;
    row.buffer = 1;
    row.sizes = {E::add(s0, E::constant(-4))};
    row.offset = 4_e;
    row.box = {16};
    getKernel(bundle).tensorMaps = {rows, row};
    fake.numMaps = 2;
    return bundle;
  }
  std::string getCreationError(const Bundle &bundle) {
    auto program = create(bundle);
    return program.ok() ? "" : program.error().message;
  }
  std::string getRunError(const Bundle &bundle, int64_t size) {
    auto program = create(bundle);
    if (!program.ok())
      return program.error().message;
    return run(**program, x, y, size);
  }

  // For up to 256 elements, and some past an aligned address.
  alignas(16) float x[320] = {}, y[320] = {};
};

} // namespace

TEST_F(CudaLaunchTest, TensorMapsAreTheLastParameters) {
  auto program = create(getMapped(2));
  ASSERT_TRUE(program.ok()) << program.error().message;
  EXPECT_EQ(run(**program, x, y, 64), "");
  ASSERT_EQ(fake.launches.size(), 2u);
  for (const Launch &launch : fake.launches) {
    EXPECT_FALSE(launch.isExtended);
    const FakeTensorMap &rows = launch.maps[0], &row = launch.maps[1];
    EXPECT_EQ(rows.address, launch.buffers[0]);
    EXPECT_EQ(rows.dataType, kCudaTensorMapFloat32);
    EXPECT_EQ(rows.rank, 2u);
    EXPECT_EQ(rows.sizes[0], 16u);
    EXPECT_EQ(rows.sizes[1], 4u);
    EXPECT_EQ(rows.strides[0], 64u);
    EXPECT_EQ(rows.box[0], 8u);
    EXPECT_EQ(rows.box[1], 64u);
    EXPECT_EQ(rows.swizzle, 1);
    EXPECT_EQ(row.address, static_cast<char *>(launch.buffers[1]) + 16);
    EXPECT_EQ(row.rank, 1u);
    EXPECT_EQ(row.sizes[0], 60u);
    EXPECT_EQ(row.swizzle, 0);
  }
  EXPECT_EQ(y[63], 2);
}

TEST_F(CudaLaunchTest, TensorMapsOfEveryType) {
  std::pair<DType, int> types[] = {
      {DType::F64, 8},  {DType::F32, 7}, {DType::F16, 6}, {DType::BF16, 9},
      {DType::I64, 5},  {DType::I32, 3}, {DType::I16, 1}, {DType::I8, 0},
      {DType::Bool, 0}, {DType::U8, 0}};
  std::pair<uint32_t, int> swizzles[] = {{0, 0}, {32, 1}, {64, 2}, {128, 3}};
  for (auto [dtype, dataType] : types)
    for (auto [swizzle, code] : swizzles) {
      Bundle bundle = getMapped(1);
      TensorMap &map = getKernel(bundle).tensorMaps[0];
      map.dtype = dtype;
      map.swizzle = swizzle;
      map.box[0] = 32 / getSize(dtype);
      EXPECT_EQ(getRunError(bundle, 32), "");
      EXPECT_EQ(fake.launches.back().maps[0].dataType, dataType);
      EXPECT_EQ(fake.launches.back().maps[0].swizzle, code);
      EXPECT_EQ(fake.launches.back().maps[0].strides[0], 16 * getSize(dtype));
    }
}

// Encoding takes the driver a microsecond.
TEST_F(CudaLaunchTest, TensorMapsAreKeptByAddress) {
  auto program = create(getMapped(1));
  ASSERT_TRUE(program.ok());
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(run(**program, x, y, 64), "");
  EXPECT_EQ(fake.numEncodes, 2);
  // Another address or size makes another map; the old ones are still there.
  EXPECT_EQ(run(**program, x + 4, y, 64), "");
  EXPECT_EQ(fake.numEncodes, 3);
  EXPECT_EQ(fake.launches.back().maps[0].address, x + 4);
  EXPECT_EQ(run(**program, x, y, 80), "");
  EXPECT_EQ(fake.numEncodes, 5);
  EXPECT_EQ(fake.launches.back().maps[0].sizes[1], 5u);
  EXPECT_EQ(run(**program, x + 4, y, 64), "");
  EXPECT_EQ(run(**program, x, y, 64), "");
  EXPECT_EQ(fake.numEncodes, 5);
  EXPECT_EQ(fake.launches.back().maps[0].address, x);
  EXPECT_EQ(fake.launches.back().maps[0].sizes[1], 4u);
  // Addresses that never repeat do not pile up, and stay right.
  for (int i = 0; i < 40; ++i) {
    EXPECT_EQ(run(**program, x + 4 * i, y, 64), "");
    EXPECT_EQ(fake.launches.back().maps[0].address, x + 4 * i);
  }
}

TEST_F(CudaLaunchTest, GraphsHoldTheMapsOfTheirParameters) {
  auto program = create(getMapped(3), /*useGraphs=*/true);
  ASSERT_TRUE(program.ok());
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(run(**program, x, y, 32), "");
  EXPECT_EQ(fake.numCaptures, 1);
  EXPECT_EQ(fake.numGraphLaunches, 5);
  ASSERT_EQ(fake.launches.size(), 3u);
  EXPECT_EQ(fake.launches[0].maps[0].address, x);
  EXPECT_EQ(fake.launches[2].maps[1].address, y + 4);
  // What a map is made of makes another graph; the first is still there.
  EXPECT_EQ(run(**program, x + 4, y, 32), "");
  EXPECT_EQ(run(**program, x, y, 33), "");
  EXPECT_EQ(fake.numCaptures, 3);
  EXPECT_EQ(fake.launches[3].maps[0].address, x + 4);
  EXPECT_EQ(fake.launches[8].maps[1].sizes[0], 29u);
  int numEncodes = fake.numEncodes;
  EXPECT_EQ(run(**program, x, y, 32), "");
  EXPECT_EQ(fake.numCaptures, 3);
  EXPECT_EQ(fake.numEncodes, numEncodes);
}

TEST_F(CudaLaunchTest, TensorMapErrorsNameTheKernel) {
  Bundle bundle = getMapped(1);
  auto program = create(bundle);
  ASSERT_TRUE(program.ok());
  EXPECT_EQ(run(**program, x + 1, y, 64),
            "kernel 'add_one', tensor map 0: expected a buffer at a multiple "
            "of 16 bytes, but its address is 4 bytes past one");
  EXPECT_EQ(run(**program, x, y, 4),
            "kernel 'add_one', tensor map 0: expected a size from 1 to 2^32 of "
            "dimension 1, but got 0 (s0 floordiv 16)");
  fake.failEncode = 700;
  EXPECT_EQ(run(**program, x, y, 64),
            "kernel 'add_one', tensor map 0: cannot encode it: an illegal "
            "memory access (CUDA error 700)");
  // A failure is not kept.
  fake.failEncode = 0;
  EXPECT_EQ(run(**program, x, y, 64), "");
}

TEST_F(CudaLaunchTest, TensorMapsObeyTheCopyEngine) {
  Expr s0 = E::symbol(0);
  auto getError = [&](auto change) {
    Bundle bundle = getMapped(1);
    change(getKernel(bundle).tensorMaps[0]);
    std::string error = getRunError(bundle, 64);
    std::string prefix = "kernel 'add_one', tensor map 0: expected ";
    return error.rfind(prefix, 0) == 0 ? error.substr(prefix.size()) : error;
  };
  EXPECT_EQ(getError([&](TensorMap &m) { m.strides = {E::add(s0, 2_e)}; }),
            "a stride of dimension 1 that is a multiple of 4 elements (16 "
            "bytes), but got 66 (s0 + 2)");
  EXPECT_EQ(getError([&](TensorMap &m) { m.strides = {E::constant(-16)}; }),
            "a stride from 0 to 2^40 bytes of dimension 1, but got -16");
  EXPECT_EQ(getError([&](TensorMap &m) {
              m.strides = {E::constant(int64_t(1) << 38)};
            }),
            "a stride from 0 to 2^40 bytes of dimension 1, but got "
            "274877906944");
  EXPECT_EQ(getError([&](TensorMap &m) {
              m.sizes[0] = E::constant((int64_t(1) << 32) + 1);
            }),
            "a size from 1 to 2^32 of dimension 0, but got 4294967297");
  EXPECT_EQ(getError([&](TensorMap &m) { m.offset = 6_e; }),
            "an offset that is a multiple of 4 elements (16 bytes), but got 6");
  EXPECT_EQ(getError([&](TensorMap &m) { m.offset = E::constant(-4); }),
            "an offset that is not negative, but got -4");
  EXPECT_EQ(getError([&](TensorMap &m) { m.offset = E::floorDiv(s0, 0_e); }),
            "an offset that is not negative, but got no value (s0 floordiv "
            "0)");
  // Nothing is ever one step along a dimension of size 1.
  EXPECT_EQ(getError([&](TensorMap &m) {
              m.sizes[1] = 1_e;
              m.strides = {E::constant(-3)};
            }),
            "");
  EXPECT_EQ(fake.launches.back().maps[0].strides[0], 16u);
}

// Without tiles there is nothing to copy, and no size is wrong.
TEST_F(CudaLaunchTest, EmptyLaunchesNeedNoTensorMaps) {
  Bundle bundle = getMapped(2);
  auto program = create(bundle);
  ASSERT_TRUE(program.ok());
  EXPECT_EQ(run(**program, x, y, 0), "");
  EXPECT_EQ(fake.launches.size(), 0u);
  EXPECT_EQ(fake.numEncodes, 0);
}

// A prepare call's maps are its own: they are not those of the call that has
// its place in a run.
TEST_F(CudaLaunchTest, PrepareCallsHaveTensorMaps) {
  Bundle bundle = getMapped(1);
  bundle.arguments.push_back(getArgument("w", {32_e}, ArgumentKind::Parameter));
  bundle.arguments[1].frozen = true;
  TargetProgram &program = bundle.programs[0];
  program.prepared = {128_e};
  program.prepareCalls = {{0, {arg(1), prep(0)}, {32_e}}};
  program.calls = {{0, {prep(0), res(0)}, {16_e}}};
  auto created = create(bundle, /*useGraphs=*/true);
  ASSERT_TRUE(created.ok()) << created.error().message;
  alignas(16) float w[32] = {10};
  int64_t size = 32, one = 1;
  TensorView view{w, &size, &one, 1, int32_t(DType::F32), 2, 1};
  ASSERT_FALSE((*created)->bind(1, &view, 0));
  EXPECT_EQ(run(**created, x, y, 16), "");
  ASSERT_EQ(fake.launches.size(), 2u);
  EXPECT_EQ(fake.launches[0].maps[0].address, w);
  EXPECT_EQ(fake.launches[0].maps[0].sizes[1], 2u);
  EXPECT_EQ(fake.launches[1].maps[0].address, fake.launches[0].buffers[1]);
  EXPECT_EQ(fake.launches[1].maps[0].sizes[1], 1u);
  // The engine's rules hold for prepared buffers.
  EXPECT_EQ(uintptr_t(fake.launches[0].buffers[1]) % kBufferAlignment, 0u);
}

TEST_F(CudaLaunchTest, ThreadsMayShareTensorMaps) {
  auto program = create(getMapped(1));
  ASSERT_TRUE(program.ok());
  // The fake driver itself has one context stack and no lock.
  std::mutex mutex;
  driver.launchKernel = [](auto...) { return 0; };
  driver.ctxGetCurrent = [](void **context) {
    *context = &contextObject;
    return 0;
  };
  driver.tensorMapEncodeTiled = [](void *map, int, uint32_t, void *address,
                                   auto...) {
    std::memcpy(map, &address, sizeof(address));
    return 0;
  };
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 200; ++i) {
        std::string error = run(**program, x + 4 * ((i + t) % 7), y, 64);
        std::lock_guard<std::mutex> lock(mutex);
        EXPECT_EQ(error, "");
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  driver = getFakeDriver();
}

TEST_F(CudaLaunchTest, PersistentGridsFitTheGpu) {
  Bundle bundle = getBundle(1);
  getKernel(bundle).grid = {E::symbol(0)};
  getKernel(bundle).persistent = true;
  getKernel(bundle).threads = 384;
  getKernel(bundle).scratchBytes = 200000;
  EXPECT_EQ(getRunError(bundle, 100), "");
  EXPECT_EQ(fake.launches.back().grid, 100u);
  EXPECT_EQ(getRunError(bundle, 256), "");
  EXPECT_EQ(fake.launches.back().grid, 132u);
  // Several blocks of a smaller kernel share a multiprocessor.
  getKernel(bundle).scratchBytes = 100000;
  EXPECT_EQ(getRunError(bundle, 256), "");
  EXPECT_EQ(fake.launches.back().grid, 256u);
  // Its tiles may be more than a grid can have blocks.
  getKernel(bundle).grid = {E::constant(int64_t(1) << 40)};
  EXPECT_EQ(getRunError(bundle, 1), "");
  EXPECT_EQ(fake.launches.back().grid, 264u);
  getKernel(bundle).persistent = false;
  EXPECT_EQ(getRunError(bundle, 1),
            "kernel 'add_one' needs 1099511627776 blocks, more than a GPU can "
            "launch");
}

TEST_F(CudaLaunchTest, ClustersAreWhole) {
  Bundle bundle = getBundle(1);
  getKernel(bundle).grid = {E::symbol(0)};
  getKernel(bundle).cluster = 4;
  EXPECT_EQ(getRunError(bundle, 13), "");
  EXPECT_EQ(fake.launches.back().grid, 16u);
  EXPECT_EQ(fake.launches.back().cluster, 4u);
  EXPECT_EQ(fake.launches.back().threads, 128u);
  EXPECT_EQ(fake.launches.back().shared, 2048u);
  EXPECT_EQ(fake.attributes.count(kCudaFunctionNonPortableCluster), 0u);
  // A persistent one gets as many as the GPU runs at a time: 32 here.
  getKernel(bundle).persistent = true;
  EXPECT_EQ(getRunError(bundle, 13), "");
  EXPECT_EQ(fake.launches.back().grid, 16u);
  EXPECT_EQ(getRunError(bundle, 255), "");
  EXPECT_EQ(fake.launches.back().grid, 128u);
  getKernel(bundle).cluster = 16;
  EXPECT_EQ(getRunError(bundle, 17), "");
  EXPECT_EQ(fake.launches.back().grid, 32u);
  EXPECT_EQ(fake.attributes[kCudaFunctionNonPortableCluster], 1);
}

TEST_F(CudaLaunchTest, PersistentKernelsThatDoNotFitAreRefused) {
  driver.occupancyMaxActiveClusters = [](int *clusters, auto...) {
    *clusters = 0;
    return 0;
  };
  Bundle bundle = getBundle(1);
  getKernel(bundle).persistent = true;
  getKernel(bundle).cluster = 16;
  EXPECT_EQ(getCreationError(bundle),
            "kernel 'add_one' does not fit on the GPU: a cluster of 16 blocks "
            "of 128 threads and 2048 bytes of shared memory");
}

// What ran before a program's first kernel is not the program's: it has ended
// when the first begins, and so before all others.
TEST_F(CudaLaunchTest, OnlyTheFirstKernelWaitsForTheStream) {
  Bundle bundle = getBundle(3);
  getKernel(bundle).dependentLaunch = true;
  EXPECT_EQ(getRunError(bundle, 32), "");
  ASSERT_EQ(fake.launches.size(), 3u);
  EXPECT_FALSE(fake.launches[0].isDependent);
  EXPECT_TRUE(fake.launches[1].isDependent);
  EXPECT_TRUE(fake.launches[2].isDependent);
  getKernel(bundle).cluster = 2;
  EXPECT_EQ(getRunError(bundle, 32), "");
  EXPECT_FALSE(fake.launches[3].isDependent);
  EXPECT_EQ(fake.launches[3].cluster, 2u);
  EXPECT_TRUE(fake.launches[4].isDependent);
  EXPECT_EQ(fake.launches[4].cluster, 2u);
  auto program = create(bundle, /*useGraphs=*/true);
  EXPECT_EQ(run(**program, x, y, 32), "");
  EXPECT_EQ(run(**program, x, y, 32), "");
  ASSERT_EQ(fake.launches.size(), 9u);
  EXPECT_TRUE(fake.launches[8].isDependent);
}

TEST_F(CudaLaunchTest, ProfilesWithTensorMaps) {
  auto program = create(getMapped(2));
  ASSERT_TRUE(program.ok());
  (*program)->setProfiling(true);
  EXPECT_EQ(run(**program, x, y, 64), "");
  ASSERT_EQ(fake.launches.size(), 2u);
  EXPECT_EQ(fake.launches[1].maps[1].address, y + 4);
  EXPECT_EQ((*program)->getProfile()[1].count, 1u);
}

// A driver is asked only for what some kernel needs.
TEST_F(CudaLaunchTest, OldDriversRunOldKernels) {
  driver.tensorMapEncodeTiled = nullptr;
  driver.launchKernelEx = nullptr;
  driver.occupancyMaxActiveClusters = nullptr;
  EXPECT_EQ(getRunError(getBundle(2), 32), "");
  EXPECT_EQ(getCreationError(getMapped(1)),
            "the CUDA driver is too old for kernel 'add_one': it lacks "
            "cuTensorMapEncodeTiled");
  Bundle bundle = getBundle(1);
  getKernel(bundle).dependentLaunch = true;
  EXPECT_EQ(getCreationError(bundle),
            "the CUDA driver is too old for kernel 'add_one': it lacks "
            "cuLaunchKernelEx");
  bundle = getBundle(1);
  getKernel(bundle).cluster = 2;
  EXPECT_EQ(getCreationError(bundle),
            "the CUDA driver is too old for kernel 'add_one': it lacks "
            "cuLaunchKernelEx");
  getKernel(bundle).persistent = true;
  EXPECT_EQ(getCreationError(bundle),
            "the CUDA driver is too old for kernel 'add_one': it lacks "
            "cuOccupancyMaxActiveClusters");
}

// What lies in memory of the caller's must satisfy the copy engine too.
TEST_F(CudaLaunchTest, TheCallersAllocatorMustAlign) {
  static uintptr_t misalignment;
  static int numAllocations;
  numAllocations = 0;
  ProgramOptions options;
  options.deviceType = DeviceType::CUDA;
  options.deviceId = 1;
  options.driver = &driver;
  options.allocator.allocate = [](void *, size_t bytes, void *) -> void * {
    ++numAllocations;
    return static_cast<char *>(aligned_alloc(256, bytes + 256)) + misalignment;
  };
  options.allocator.release = [](void *, void *memory, size_t, void *) {
    --numAllocations;
    free(static_cast<char *>(memory) - misalignment);
  };
  auto program =
      Program::create(std::make_shared<const Bundle>(getMapped(2)), options);
  ASSERT_TRUE(program.ok());
  misalignment = 0;
  EXPECT_EQ(run(**program, x, y, 64), "");
  misalignment = 16;
  EXPECT_EQ(run(**program, x, y, 64),
            "expected the caller's allocator to align to 256 bytes");
  EXPECT_EQ(numAllocations, 0);
}

TEST_F(CudaLaunchTest, FailuresNameTheKernel) {
  Bundle bundle = getBundle(1);
  getKernel(bundle).cluster = 2;
  fake.failLaunch = 700;
  EXPECT_EQ(getRunError(bundle, 32),
            "cannot launch kernel 'add_one': an illegal memory access (CUDA "
            "error 700)");
}

TEST_F(CudaLaunchTest, CpusRefuseLaunchPropertiesOfGpus) {
  auto getError = [](auto change) {
    Bundle bundle = getChain(1);
    change(getKernel(bundle));
    auto program = Program::create(std::make_shared<const Bundle>(bundle), {});
    return program.ok() ? "" : program.error().message;
  };
  std::string refusal = "kernel 'add_one' can only be launched by a GPU";
  EXPECT_EQ(getError([](Kernel &) {}), "");
  EXPECT_EQ(getError([](Kernel &k) { k.cluster = 2; }), refusal);
  EXPECT_EQ(getError([](Kernel &k) { k.persistent = true; }), refusal);
  EXPECT_EQ(getError([](Kernel &k) { k.dependentLaunch = true; }), refusal);
  EXPECT_EQ(getError([](Kernel &k) { k.tensorMaps.resize(1); }), refusal);
}

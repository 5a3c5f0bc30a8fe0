// Products of a library, against a driver and a library on the host.

#include "FakeCublasLt.h"
#include "FakeCudaDriver.h"

using namespace cutedsl::runtime;

namespace {

class CudaProductTest : public CudaExecutorTest {
protected:
  void SetUp() override {
    CudaExecutorTest::SetUp();
    fakeLibrary = FakeLibrary();
  }
  void TearDown() override {
    CudaExecutorTest::TearDown();
    EXPECT_EQ(fakeLibrary.handles, 0);
    EXPECT_EQ(fakeLibrary.objects, 0);
  }

  /// y = x w (+ b) for x of [batch, s0, k], w of [k, n] or of [n, k].
  static Bundle getProduct(int64_t batch, int64_t n, int64_t k,
                           bool isTransposed, bool hasBias) {
    Bundle bundle = getEmptyBundle();
    Expr s0 = E::symbol(0), columns = E::constant(n), sum = E::constant(k);
    bundle.symbols = {{"s0", SymbolSource::Size, 0, 0}};
    bundle.arguments = {getArgument("x", {s0, E::constant(batch * k)}),
                        getArgument("w", {E::constant(isTransposed ? n : k),
                                          E::constant(isTransposed ? k : n)}),
                        getArgument("b", {columns})};
    bundle.results = {getSpec("y", {s0, E::constant(batch * n)})};
    TargetProgram &program = bundle.programs[0];
    program.target = "sm_90a";
    program.code.clear();
    Product product;
    // The batch lies within the rows, which so are further apart.
    product.lhs = {0, false, E::constant(batch * k), E::constant(k)};
    product.rhs = {1, isTransposed, isTransposed ? sum : columns,
                   E::constant(0)};
    product.result = {3, false, E::constant(batch * n), E::constant(n)};
    product.hasBias = hasBias;
    product.bias = 2;
    product.workspace = 4;
    product.batch = E::constant(batch);
    product.m = s0;
    product.n = columns;
    product.k = sum;
    Kernel kernel;
    kernel.symbol = "multiply";
    kernel.products = {product};
    program.kernels = {kernel};
    program.temporaries = {E::constant(int64_t(kProductWorkspaceBytes))};
    program.calls = {{0, {arg(0), arg(1), arg(2), res(0), tmp(0)}, {}}};
    return bundle;
  }

  Result<std::unique_ptr<Program>> load(const Bundle &bundle,
                                        bool useGraphs = false) {
    if (MaybeError error = verify(bundle))
      return *error;
    ProgramOptions options;
    options.deviceType = DeviceType::CUDA;
    options.useGraphs = useGraphs;
    options.driver = &driver;
    options.cublasLt = &library;
    return Program::create(std::make_shared<const Bundle>(bundle), options);
  }

  /// Runs the program on `m` rows; expects what the sizes say.
  std::string multiply(Program &program, int64_t m, int64_t batch, int64_t n,
                       int64_t k, bool isTransposed, bool hasBias,
                       void *stream = nullptr) {
    auto fill = [](std::vector<float> &values, int seed) {
      for (size_t i = 0; i < values.size(); ++i)
        values[i] = float(int(i * 7 + seed) % 11 - 5);
    };
    x.resize(m * batch * k);
    w.resize(n * k);
    b.resize(n);
    y.assign(m * batch * n, -1);
    fill(x, 1);
    fill(w, 2);
    fill(b, 3);
    int64_t sizes[4][2] = {{m, batch * k},
                           {isTransposed ? n : k, isTransposed ? k : n},
                           {n, 1},
                           {m, batch * n}};
    int64_t strides[4][2];
    TensorView views[4];
    std::vector<float> *data[4] = {&x, &w, &b, &y};
    for (int i = 0; i < 4; ++i) {
      strides[i][0] = i == 2 ? 1 : sizes[i][1];
      strides[i][1] = 1;
      views[i] = {data[i]->data(),     sizes[i], strides[i], i == 2 ? 1 : 2,
                  int32_t(DType::F32), 2,        0};
    }
    RunOptions options;
    options.stream = stream;
    MaybeError error = program.run(views, 3, views + 3, 1, options);
    if (error)
      return error->message;
    for (int64_t row = 0; row < m; ++row)
      for (int64_t part = 0; part < batch; ++part)
        for (int64_t column = 0; column < n; ++column) {
          float wanted = hasBias ? b[column] : 0;
          for (int64_t l = 0; l < k; ++l)
            wanted += x[(row * batch + part) * k + l] *
                      (isTransposed ? w[column * k + l] : w[l * n + column]);
          EXPECT_EQ(y[(row * batch + part) * n + column], wanted);
        }
    return "";
  }

  std::vector<float> x, w, b, y;
  CublasLt library = getFakeLibrary();
};

} // namespace

TEST_F(CudaProductTest, MultipliesWhatTheBundleSays) {
  for (bool isTransposed : {false, true})
    for (bool hasBias : {false, true})
      for (int64_t batch : {1, 3}) {
        Bundle bundle = getProduct(batch, 5, 4, isTransposed, hasBias);
        auto program = load(bundle);
        ASSERT_TRUE(program.ok()) << program.error().message;
        EXPECT_EQ(multiply(**program, 6, batch, 5, 4, isTransposed, hasBias),
                  "");
      }
}

TEST_F(CudaProductTest, UsesTheCallersStreamAndAWorkspace) {
  auto program = load(getProduct(1, 5, 4, true, false));
  ASSERT_TRUE(program.ok()) << program.error().message;
  auto *stream = reinterpret_cast<void *>(uintptr_t(77));
  EXPECT_EQ(multiply(**program, 6, 1, 5, 4, true, false, stream), "");
  EXPECT_EQ(fakeLibrary.stream, stream);
  EXPECT_EQ(fakeLibrary.workspaceBytes, kProductWorkspaceBytes);
  EXPECT_EQ(fakeLibrary.workspace,
            reinterpret_cast<void *>(*fake.memory.begin()));
  EXPECT_TRUE(fake.launches.empty());
  const FakeObject &preference = fakeLibrary.preference;
  EXPECT_EQ(preference.get(kCublasLtWorkspaceBytes), kProductWorkspaceBytes);
  EXPECT_EQ(preference.get(kCublasLtReductionSchemes),
            uint64_t(kCublasLtReductionSchemeComputeType));
  for (int i = kCublasLtAlignmentA; i <= kCublasLtAlignmentD; ++i)
    EXPECT_EQ(preference.get(i), 16u);
}

TEST_F(CudaProductTest, ChoosesOnceForAShape) {
  auto program = load(getProduct(1, 5, 4, false, true));
  ASSERT_TRUE(program.ok()) << program.error().message;
  for (int64_t m : {6, 6, 7, 6, 7})
    EXPECT_EQ(multiply(**program, m, 1, 5, 4, false, true), "");
  EXPECT_EQ(fakeLibrary.numHeuristics, 2);
  EXPECT_EQ(fakeLibrary.numProducts, 5);
  EXPECT_EQ(fakeLibrary.desc.get(kCublasLtBiasPointer),
            reinterpret_cast<uint64_t>(b.data()));
}

TEST_F(CudaProductTest, NothingIsDoneForNoRows) {
  auto program = load(getProduct(1, 5, 4, false, true));
  ASSERT_TRUE(program.ok()) << program.error().message;
  EXPECT_EQ(multiply(**program, 0, 1, 5, 4, false, true), "");
  EXPECT_EQ(fakeLibrary.numProducts, 0);
}

TEST_F(CudaProductTest, IsRecordedInAGraph) {
  auto program = load(getProduct(1, 5, 4, false, false), /*useGraphs=*/true);
  ASSERT_TRUE(program.ok()) << program.error().message;
  EXPECT_EQ(multiply(**program, 6, 1, 5, 4, false, false), "");
  // The library is asked while the run is recorded, and not on replay.
  EXPECT_EQ(fake.numCaptures, 1);
  EXPECT_EQ(fake.numGraphLaunches, 1);
  EXPECT_EQ(fakeLibrary.numProducts, 1);
  EXPECT_EQ(fakeLibrary.stream, reinterpret_cast<void *>(uintptr_t(0x1001)));
}

// The library loads its code lazily: it may, in a recording as well.
TEST_F(CudaProductTest, MayLoadCodeWhileACallerRecords) {
  static int modeDuringProduct;
  modeDuringProduct = -1;
  library.matmul = [](auto...) {
    modeDuringProduct = fake.captureMode;
    return 13;
  };
  auto program = load(getProduct(1, 5, 4, false, false));
  ASSERT_TRUE(program.ok()) << program.error().message;
  fake.callerCaptures = true;
  fake.captureMode = kCudaCaptureModeThreadLocal;
  EXPECT_NE(multiply(**program, 6, 1, 5, 4, false, false), "");
  EXPECT_EQ(modeDuringProduct, kCudaCaptureModeRelaxed);
  EXPECT_EQ(fake.captureMode, kCudaCaptureModeThreadLocal);
}

TEST_F(CudaProductTest, TypesAreTheLibrarys) {
  for (auto [dtype, type] : {std::pair(DType::F16, kCudaDataF16),
                             std::pair(DType::BF16, kCudaDataBF16)}) {
    Bundle bundle = getProduct(1, 5, 4, false, false);
    bundle.programs[0].kernels[0].products[0].dtype = dtype;
    auto wanted = type;
    static int seen;
    library.layoutCreate = [](void **layout, int type, uint64_t, uint64_t,
                              int64_t) {
      seen = type;
      return makeObject(layout);
    };
    auto program = load(bundle);
    ASSERT_TRUE(program.ok()) << program.error().message;
    float data[64] = {};
    int64_t sizes[3][2] = {{2, 4}, {4, 5}, {2, 5}};
    int64_t strides[3][2] = {{4, 1}, {5, 1}, {5, 1}};
    int64_t five = 5, one = 1;
    TensorView views[4] = {
        {data, sizes[0], strides[0], 2, int32_t(DType::F32), 2, 0},
        {data, sizes[1], strides[1], 2, int32_t(DType::F32), 2, 0},
        {data, &five, &one, 1, int32_t(DType::F32), 2, 0},
        {data, sizes[2], strides[2], 2, int32_t(DType::F32), 2, 0}};
    EXPECT_FALSE((*program)->run(views, 3, views + 3, 1, {}));
    EXPECT_EQ(seen, wanted);
  }
}

TEST_F(CudaProductTest, ErrorsSayWhatFailed) {
  Bundle bundle = getProduct(1, 5, 4, false, false);
  fakeLibrary.failCreate = 1;
  auto refused = load(bundle);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message,
            "cuBLASLt cannot start: some status (status 1)");
  fakeLibrary.failCreate = 0;
  auto program = load(bundle);
  ASSERT_TRUE(program.ok()) << program.error().message;
  auto run = [&] { return multiply(**program, 6, 1, 5, 4, false, false); };
  fakeLibrary.failHeuristic = 15;
  EXPECT_EQ(run(), "kernel 'multiply': cuBLASLt cannot find an algorithm: some "
                   "status (status 15)");
  fakeLibrary.failHeuristic = 0;
  fakeLibrary.hasAlgorithm = false;
  EXPECT_EQ(run(),
            "kernel 'multiply': cuBLASLt has no algorithm for this product");
  fakeLibrary.hasAlgorithm = true;
  fakeLibrary.failMatmul = 13;
  EXPECT_EQ(run(), "cuBLASLt cannot launch kernel 'multiply': some status "
                   "(status 13)");
  fakeLibrary.failMatmul = 0;
  EXPECT_EQ(run(), "");
}

// Where the library is missing, a bundle that needs it says so, and others run.
TEST_F(CudaProductTest, AMissingLibraryIsOneError) {
  if (getCublasLt().ok())
    GTEST_SKIP() << "cuBLASLt is installed";
  ProgramOptions options;
  options.deviceType = DeviceType::CUDA;
  options.driver = &driver;
  auto program = Program::create(
      std::make_shared<const Bundle>(getProduct(1, 5, 4, false, false)),
      options);
  ASSERT_FALSE(program.ok());
  EXPECT_EQ(program.error().message,
            "the program was tuned to use cuBLASLt, but there is no cuBLASLt: "
            "found neither libcublasLt.so.13 nor libcublasLt.so.12");
}

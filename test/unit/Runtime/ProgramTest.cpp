#include "cutedsl/Runtime/Program.h"
#include "TestPrograms.h"

#include <cmath>
#include <gtest/gtest.h>
#include <thread>

using namespace cutedsl::runtime;

namespace {

/// A contiguous f32 tensor that owns its memory.
struct Tensor {
  explicit Tensor(std::vector<int64_t> shape, float start = 0)
      : sizes(std::move(shape)), strides(sizes.size()) {
    int64_t count = 1;
    for (size_t i = sizes.size(); i-- > 0;) {
      strides[i] = count;
      count *= sizes[i];
    }
    values.resize(size_t(count));
    for (int64_t i = 0; i < count; ++i)
      values[size_t(i)] = start + float(i);
  }
  TensorView view() {
    return {values.data(),
            sizes.data(),
            strides.data(),
            int32_t(sizes.size()),
            int32_t(DType::F32),
            1,
            0};
  }
  std::vector<int64_t> sizes, strides;
  std::vector<float> values;
};

std::unique_ptr<Program> create(Bundle bundle, ProgramOptions options = {}) {
  EXPECT_FALSE(verify(bundle)) << verify(bundle)->message;
  auto program = Program::create(
      std::make_shared<const Bundle>(std::move(bundle)), options);
  EXPECT_TRUE(program.ok()) << program.error().message;
  return program.ok() ? std::move(*program) : nullptr;
}

/// Runs and returns the error; "" where there is none.
std::string run(Program &program, std::vector<TensorView> inputs,
                std::vector<TensorView> outputs, unsigned threads = 1) {
  RunOptions options;
  options.threads = threads;
  MaybeError error = program.run(inputs.data(), inputs.size(), outputs.data(),
                                 outputs.size(), options);
  return error ? error->message : "";
}

} // namespace

TEST(Program, RunsAChainForAnySize) {
  auto program = create(getChain(5));
  for (int64_t size : {40, 1000, 1, 40, 0, 17}) {
    Tensor x({size}, 0.5f), y({size});
    auto plan = program->plan(std::vector{x.view()}.data(), 1);
    ASSERT_TRUE(plan.ok()) << plan.error().message;
    EXPECT_EQ((*plan)->results[0].sizes, std::vector<int64_t>{size});
    EXPECT_EQ(run(*program, {x.view()}, {y.view()}), "");
    for (int64_t i = 0; i < size; ++i)
      ASSERT_EQ(y.values[i], x.values[i] + 5);
  }
  EXPECT_EQ(program->getMemoryUse().temporaries, 2u * 4096);
}

TEST(Program, ThreadsDoNotChangeResults) {
  auto program = create(getChain(7));
  Tensor x({100000}), expected({100000}), y({100000});
  EXPECT_EQ(run(*program, {x.view()}, {expected.view()}, 1), "");
  for (unsigned threads : {2u, 5u, 0u})
    for (int round = 0; round < 5; ++round) {
      std::fill(y.values.begin(), y.values.end(), 0.f);
      EXPECT_EQ(run(*program, {x.view()}, {y.view()}, threads), "");
      ASSERT_EQ(y.values, expected.values);
    }
}

TEST(Program, ManyThreadsRunOneProgram) {
  auto program = create(getChain(6));
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&, t] {
      for (int round = 0; round < 200; ++round) {
        int64_t size = 10 + (t * 37 + round) % 90;
        Tensor x({size}, float(t)), y({size});
        wrong += run(*program, {x.view()}, {y.view()}, 1 + t % 3) != "";
        for (int64_t i = 0; i < size; ++i)
          wrong += y.values[i] != x.values[i] + 6;
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(Program, EachThreadHasItsScratch) {
  Bundle bundle = getEmptyBundle();
  bundle.arguments = {getArgument("x", {1024_e, 1024_e})};
  bundle.results = {getSpec("y", {1024_e, 1024_e})};
  bundle.programs[0].kernels = {{"through_scratch", 0, {1024_e}, 1, 4096, {}}};
  bundle.programs[0].calls = {{0, {arg(0), res(0)}, {}}};
  auto program = create(bundle);
  Tensor x({1024, 1024});
  for (int round = 0; round < 10; ++round) {
    Tensor y({1024, 1024});
    EXPECT_EQ(run(*program, {x.view()}, {y.view()}, 4), "");
    for (size_t i = 0; i < y.values.size(); ++i)
      ASSERT_EQ(y.values[i], 2 * x.values[i]);
  }
  EXPECT_EQ(program->getMemoryUse().scratch, 4u * 4096);
}

TEST(Program, ScalarsSetSymbols) {
  Bundle bundle = getEmptyBundle();
  Argument n = getArgument("n", {}, ArgumentKind::Scalar);
  n.dtype = DType::I64;
  bundle.symbols = {{"n", SymbolSource::Value, 1, 0}};
  bundle.arguments = {getArgument("x", {64_e}), n};
  bundle.results = {getSpec("y", {E::symbol(0)})};
  bundle.programs[0].kernels = {
      {"add_one", 0, {E::ceilDiv(E::symbol(0), 16_e)}, 1, 0, {}}};
  bundle.programs[0].calls = {{0, {arg(0), res(0)}, {}}};
  auto program = create(bundle);
  Tensor x({64}), y({33});
  int64_t count = 33;
  TensorView scalar{&count, nullptr, nullptr, 0, int32_t(DType::I64), 1, 0};
  EXPECT_EQ(run(*program, {x.view(), scalar}, {y.view()}), "");
  EXPECT_EQ(y.values[32], 33);
  count = 34;
  EXPECT_EQ(run(*program, {x.view(), scalar}, {y.view()}),
            "result 0 ('y'): expected size 34 (n) in dimension 0, but got 33");
  scalar.rank = 1;
  EXPECT_EQ(run(*program, {x.view(), scalar}, {y.view()}),
            "argument 1 ('n'): expected an integer");
}

TEST(Program, ConstantsAreReadInPlace) {
  Bundle bundle = getEmptyBundle();
  std::vector<uint8_t> bytes(32);
  const float ones[8] = {1, 1, 1, 1, 1, 1, 1, 1};
  memcpy(bytes.data(), ones, 32);
  bundle.constants = {{Blob(bytes)}};
  bundle.arguments = {getArgument("x", {8_e})};
  bundle.results = {getSpec("y", {8_e})};
  bundle.programs[0].kernels = {{"add", 0, {}, 1, 0, {}}};
  bundle.programs[0].calls = {{0, {arg(0), constant(0), res(0)}, {8_e}}};
  auto program = create(bundle);
  Tensor x({8}), y({8});
  EXPECT_EQ(run(*program, {x.view()}, {y.view()}), "");
  EXPECT_EQ(y.values[7], 8);
  EXPECT_EQ(program->getMemoryUse().constants, 32u);
}

//===----------------------------------------------------------------------===//
// Binding and preparing
//===----------------------------------------------------------------------===//

TEST(Program, PreparesOnceForEachVersion) {
  auto program = create(getPrepared());
  Tensor x({8}, 100), w({8}), y({8}), packed({16});
  auto runOnce = [&] {
    return run(*program, {x.view()}, {y.view(), packed.view()});
  };
  TensorView wView = w.view();
  EXPECT_EQ(program->getNumInputs(), 2u);
  EXPECT_EQ(run(*program, {x.view(), w.view()}, {y.view(), packed.view()}),
            "argument 1 ('w'): is frozen and must be bound before a run");
  ASSERT_FALSE(program->bind(1, &wView, 7));
  EXPECT_EQ(program->getNumInputs(), 1u);
  ASSERT_EQ(runOnce(), "");
  EXPECT_EQ(y.values[2], 102 + 6);
  float runs = packed.values[8];
  // The same version: nothing is prepared, even though the values changed.
  w.values[2] = 10;
  ASSERT_EQ(runOnce(), "");
  ASSERT_FALSE(program->bind(1, &wView, 7));
  ASSERT_EQ(runOnce(), "");
  EXPECT_EQ(y.values[2], 102 + 6);
  EXPECT_EQ(packed.values[8], runs);
  // A new version, then a new address.
  ASSERT_FALSE(program->bind(1, &wView, 8));
  ASSERT_EQ(runOnce(), "");
  EXPECT_EQ(y.values[2], 102 + 30);
  EXPECT_EQ(packed.values[8], runs + 1);
  Tensor other({8}, 1);
  TensorView otherView = other.view();
  ASSERT_FALSE(program->bind(1, &otherView, 8));
  ASSERT_EQ(runOnce(), "");
  EXPECT_EQ(y.values[2], 102 + 9);
  // Unbound again.
  ASSERT_FALSE(program->bind(1, nullptr, 0));
  EXPECT_EQ(program->getNumInputs(), 2u);
  EXPECT_EQ(run(*program, {x.view(), w.view()}, {y.view(), packed.view()}),
            "argument 1 ('w'): is frozen and must be bound before a run");
}

TEST(Program, BindingChecksTheTensor) {
  auto program = create(getPrepared());
  Tensor x({8}), wrong({9}), y({8}), packed({16});
  TensorView view = wrong.view();
  ASSERT_FALSE(program->bind(1, &view, 0));
  EXPECT_EQ(run(*program, {x.view()}, {y.view(), packed.view()}),
            "argument 1 ('w'): expected size 8 in dimension 0, but got 9");
  view.dtype = int32_t(DType::F64);
  EXPECT_EQ(program->bind(1, &view, 0)->message,
            "argument 1 ('w'): expected f32, but got f64");
  EXPECT_EQ(program->bind(2, &view, 0)->message,
            "expected an argument below 2, but got 2");
}

TEST(Program, BoundInputsAreNotPassed) {
  auto program = create(getChain(2));
  Tensor x({20}), y({20});
  TensorView view = x.view();
  ASSERT_FALSE(program->bind(0, &view, 0));
  // Sizes and strides were copied.
  x.sizes[0] = 3;
  EXPECT_EQ(run(*program, {}, {y.view()}), "");
  EXPECT_EQ(y.values[19], 21);
  EXPECT_EQ(run(*program, {view}, {y.view()}), "expected 0 inputs, but got 1");
}

//===----------------------------------------------------------------------===//
// What is refused
//===----------------------------------------------------------------------===//

TEST(Program, MismatchesSayWhatWasExpected) {
  Bundle bundle = getChain(2);
  bundle.arguments.push_back(
      getArgument("z", {E::mul(E::symbol(0), 2_e), 1_e, 3_e}));
  auto program = create(bundle);
  Tensor x({20}), z({40, 1, 3}), y({20});
  auto tryRun = [&](auto change) {
    TensorView inputs[] = {x.view(), z.view()}, output = y.view();
    change(inputs[0], inputs[1], output);
    return run(*program, {inputs[0], inputs[1]}, {output});
  };
  int64_t sizes[] = {40, 1, 4}, strides[] = {3, 77, 1};
  EXPECT_EQ(tryRun([](auto &, auto &, auto &) {}), "");
  EXPECT_EQ(tryRun([](auto &x, auto &, auto &) { x.dtype = 3; }),
            "argument 0 ('x'): expected f32, but got bf16");
  EXPECT_EQ(tryRun([](auto &x, auto &, auto &) { x.dtype = -1; }),
            "argument 0 ('x'): expected f32, but got an unknown dtype");
  EXPECT_EQ(tryRun([](auto &x, auto &, auto &) { x.rank = 2; }),
            "argument 0 ('x'): expected rank 1, but got rank 2");
  EXPECT_EQ(tryRun([](auto &x, auto &, auto &) {
              x.deviceType = 2;
              x.deviceId = 1;
            }),
            "argument 0 ('x'): expected cpu, but got cuda:1");
  EXPECT_EQ(tryRun([](auto &x, auto &, auto &) { x.data = nullptr; }),
            "argument 0 ('x'): has no data");
  EXPECT_EQ(tryRun([](auto &x, auto &, auto &) {
              x.data = static_cast<char *>(x.data) + 2;
            }),
            "argument 0 ('x'): expected data aligned to 4 bytes");
  EXPECT_EQ(tryRun([&](auto &, auto &z, auto &) { z.sizes = sizes; }),
            "argument 1 ('z'): expected size 3 in dimension 2, but got 4");
  int64_t longer[] = {41, 1, 3};
  EXPECT_EQ(tryRun([&](auto &, auto &z, auto &) { z.sizes = longer; }),
            "argument 1 ('z'): expected size 40 (s0 * 2) in dimension 0, but "
            "got 41");
  // The stride of a dimension of size 1 means nothing.
  EXPECT_EQ(tryRun([&](auto &, auto &z, auto &) { z.strides = strides; }), "");
  strides[2] = 2;
  EXPECT_EQ(tryRun([&](auto &, auto &z, auto &) { z.strides = strides; }),
            "argument 1 ('z'): expected stride 1 in dimension 2, but got 2");
  EXPECT_EQ(tryRun([](auto &, auto &, auto &y) { y.dtype = 0; }),
            "result 0 ('y'): expected f32, but got f64");
  EXPECT_EQ(run(*program, {x.view()}, {y.view()}),
            "expected 2 inputs, but got 1");
  EXPECT_EQ(run(*program, {x.view(), z.view()}, {}),
            "expected 1 outputs, but got 0");
}

TEST(Program, StridesOfEmptyTensorsAreIgnored) {
  auto program = create(getChain(2));
  Tensor x({0}), y({0});
  TensorView view = x.view();
  int64_t stride = 5;
  view.strides = &stride;
  view.data = nullptr;
  EXPECT_EQ(run(*program, {view}, {y.view()}), "");
}

TEST(Program, FailedChecksAreErrors) {
  Bundle bundle = getEmptyBundle();
  bundle.arguments = {getArgument("x", {8_e})};
  bundle.programs[0].kernels = {
      {"check_positive", 0, {8_e}, 1, 0, {"unused", "an element is negative"}}};
  bundle.programs[0].calls = {{0, {arg(0)}, {}}};
  auto program = create(bundle);
  Tensor x({8});
  EXPECT_EQ(run(*program, {x.view()}, {}), "");
  x.values[5] = -1;
  EXPECT_EQ(run(*program, {x.view()}, {}),
            "kernel 'check_positive': an element is negative");
  x.values[5] = 1;
  EXPECT_EQ(run(*program, {x.view()}, {}), "");
}

TEST(Program, BadBundlesAreRefusedAtCreation) {
  auto getRefusal = [](Bundle bundle) {
    auto program = Program::create(
        std::make_shared<const Bundle>(std::move(bundle)), ProgramOptions());
    return program.ok() ? "" : program.error().message;
  };
  Bundle bundle = getChain(1);
  bundle.programs[0].kernels[0].symbol = "missing";
  EXPECT_EQ(getRefusal(bundle), "the bundle's code lacks kernel 'missing'");
  bundle = getChain(1);
  bundle.programs[0].code[0].kind = CodeKind::Cubin;
  EXPECT_EQ(getRefusal(bundle), "expected CPU code, but got a cubin");
  bundle = getChain(1);
  bundle.programs[0].target = "sm_90a";
  EXPECT_EQ(getRefusal(bundle),
            "the bundle has no code for this processor: it has sm_90a");
}

//===----------------------------------------------------------------------===//
// Memory and times
//===----------------------------------------------------------------------===//

TEST(Program, UsesTheCallersAllocator) {
  struct State {
    int live = 0, total = 0;
    size_t bytes = 0;
    bool refuse = false;
  } state;
  ProgramOptions options;
  options.allocator.context = &state;
  options.allocator.allocate = [](void *context, size_t bytes,
                                  void *) -> void * {
    auto &state = *static_cast<State *>(context);
    if (state.refuse)
      return nullptr;
    ++state.live;
    ++state.total;
    state.bytes = bytes;
    return aligned_alloc(kBufferAlignment, bytes);
  };
  options.allocator.release = [](void *context, void *memory, size_t bytes,
                                 void *) {
    auto &state = *static_cast<State *>(context);
    --state.live;
    EXPECT_EQ(bytes, state.bytes);
    free(memory);
  };
  auto program = create(getChain(4), options);
  Tensor x({64}), y({64});
  EXPECT_EQ(run(*program, {x.view()}, {y.view()}), "");
  EXPECT_EQ(run(*program, {x.view()}, {y.view()}), "");
  EXPECT_EQ(state.total, 2);
  EXPECT_EQ(state.live, 0);
  EXPECT_EQ(state.bytes, 512u);
  state.refuse = true;
  EXPECT_EQ(run(*program, {x.view()}, {y.view()}),
            "out of memory: the caller's allocator refused 512 bytes");
}

TEST(Program, ProfilesEachCall) {
  auto program = create(getChain(3));
  Tensor x({64}), y({64});
  EXPECT_EQ(run(*program, {x.view()}, {y.view()}), "");
  EXPECT_TRUE(program->getProfile().empty());
  program->setProfiling(true);
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(run(*program, {x.view()}, {y.view()}), "");
  auto rows = program->getProfile();
  ASSERT_EQ(rows.size(), 3u);
  for (const ProfileRow &row : rows) {
    EXPECT_STREQ(row.kernel, "add_one");
    EXPECT_EQ(row.count, 4u);
    EXPECT_GT(row.nanoseconds, 0u);
  }
  program->setProfiling(false);
  EXPECT_TRUE(program->getProfile().empty());
}

// More bindings of the symbols than are kept.
TEST(Program, ForgetsOldPlans) {
  auto program = create(getChain(3));
  for (int round = 0; round < 2; ++round)
    for (int64_t size = 1; size <= 150; ++size) {
      Tensor x({size}), y({size});
      ASSERT_EQ(run(*program, {x.view()}, {y.view()}), "");
      ASSERT_EQ(y.values.back(), x.values.back() + 3);
    }
}

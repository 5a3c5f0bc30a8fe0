// The operator cutedsl::run_bundle from C++: LibTorch is linked as pip ships
// it, and the operator's library is loaded as a user's program would.

#include <ATen/ATen.h>
#include <ATen/core/dispatch/Dispatcher.h>

#include <dlfcn.h>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

namespace {

using RunBundle = std::vector<at::Tensor>(const at::Tensor &, c10::string_view,
                                          at::TensorList);

class RunBundleTest : public testing::Test {
protected:
  static void SetUpTestSuite() {
    ASSERT_NE(dlopen(CUTEDSL_OPERATOR_LIBRARY, RTLD_NOW | RTLD_LOCAL), nullptr)
        << dlerror();
  }
  static at::Tensor readBundle(const std::string &name) {
    std::ifstream file(std::string(CUTEDSL_TEST_BUNDLES) + "/" + name +
                           ".bundle",
                       std::ios::binary);
    std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
    EXPECT_FALSE(bytes.empty());
    return at::from_blob(bytes.data(), {int64_t(bytes.size())}, at::kByte)
        .clone();
  }
  static std::vector<at::Tensor> run(const at::Tensor &bundle,
                                     at::TensorList inputs) {
    static auto op = c10::Dispatcher::singleton()
                         .findSchemaOrThrow("cutedsl::run_bundle", "")
                         .typed<RunBundle>();
    return op.call(bundle, "", inputs);
  }
};

} // namespace

TEST_F(RunBundleTest, ComputesWhatPyTorchComputes) {
  at::Tensor bundle = readBundle("ten");
  for (int64_t rows : {1, 7, 1000}) {
    std::vector<at::Tensor> x;
    for (int i = 0; i < 7; ++i)
      x.push_back(at::randn({rows, 4}));
    std::vector<at::Tensor> y = run(bundle, x);
    ASSERT_EQ(y.size(), 3u);
    EXPECT_TRUE(at::equal(y[0], x[0] + x[1]));
    EXPECT_TRUE(at::equal(y[1], x[2] + x[3]));
    EXPECT_TRUE(at::equal(y[2], (x[4] + x[5]) + x[6]));
  }
}

TEST_F(RunBundleTest, ErrorsAreExceptionsWithTheReason) {
  at::Tensor bundle = readBundle("chain");
  try {
    run(bundle, {at::zeros({3}, at::kDouble)});
    FAIL() << "expected an exception";
  } catch (const std::exception &error) {
    EXPECT_STREQ(error.what(), "argument 0 ('x'): expected f32, but got f64");
  }
  EXPECT_TRUE(at::equal(run(bundle, {at::zeros({3})})[0], at::full({3}, 3.0f)));
}

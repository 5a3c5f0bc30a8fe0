// Kernels that a library computes: what the bundle asks of it, computed by a
// library on the host, is what the CPU's code computes.

#include "cutedsl/Transforms/PlainProduct.h"
#include "../Runtime/FakeCublasLt.h"
#include "../Runtime/FakeCudaDriver.h"
#include "cutedsl/Compiler/Compile.h"
#include "cutedsl/Compiler/Tuning.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include <gtest/gtest.h>

using namespace mlir;
using namespace cutedsl;
namespace rt = cutedsl::runtime;

namespace {

class PlainProductTest : public rt::CudaExecutorTest {
protected:
  void SetUp() override {
    rt::CudaExecutorTest::SetUp();
    rt::fakeLibrary = rt::FakeLibrary();
  }

  CompileOptions getOptions(llvm::StringRef json) {
    llvm::Expected<CompileOptions> options = CompileOptions::fromJSON(json);
    EXPECT_TRUE(bool(options));
    return *options;
  }

  /// The bundle, and in `report` what the compiler says of it.
  std::shared_ptr<const rt::Bundle> compileText(const std::string &text,
                                                const CompileOptions &options) {
    Session session;
    OwningOpRef<ModuleOp> module = session.parse(text);
    EXPECT_TRUE(module) << session.getMessages();
    if (!module)
      return nullptr;
    FailureOr<CompileResult> result = compile(session, *module, options);
    EXPECT_TRUE(succeeded(result)) << session.getMessages();
    if (failed(result))
      return nullptr;
    auto bundle = rt::parse(result->bundle.data(), result->bundle.size());
    EXPECT_TRUE(bundle.ok());
    return std::make_shared<const rt::Bundle>(std::move(*bundle));
  }

  /// sm_90a, with the library for every kernel that it can compute, on tensors
  /// that are not copied where it can spare that.
  CompileOptions chooseLibrary(const std::string &text,
                               llvm::StringRef json = "{\"target\": "
                                                      "\"sm_90a\"}") {
    CompileOptions options = getOptions(json);
    Session session;
    OwningOpRef<ModuleOp> module = session.parse(text);
    FailureOr<std::string> list = listTunables(session, *module, options);
    EXPECT_TRUE(succeeded(list)) << session.getMessages();
    llvm::Expected<llvm::json::Value> kernels = llvm::json::parse(*list);
    EXPECT_TRUE(bool(kernels));
    for (const llvm::json::Value &kernel : *kernels->getAsArray()) {
      const llvm::json::Object &object = *kernel.getAsObject();
      llvm::StringRef last = *object.getArray("choices")->back().getAsString();
      if (last == kCublasLt || last == kCublasLtUncopied)
        options.choices[object.getString("key")->str()] = last.str();
    }
    return options;
  }

  /// Runs a program whose tensors are f32; small integers, so that sums are
  /// exact in every order.
  std::vector<std::vector<float>> run(std::shared_ptr<const rt::Bundle> bundle,
                                      bool isGPU,
                                      const std::vector<int64_t> &symbols) {
    rt::ProgramOptions options;
    options.deviceType = isGPU ? rt::DeviceType::CUDA : rt::DeviceType::CPU;
    options.driver = &driver;
    options.cublasLt = &library;
    auto program = rt::Program::create(bundle, options);
    EXPECT_TRUE(program.ok()) << program.error().message;
    std::vector<std::vector<float>> data;
    std::vector<std::vector<int64_t>> sizes, strides;
    auto add = [&](const rt::TensorSpec &spec, bool isResult) {
      auto evaluate = [&](const std::vector<rt::Expr> &exprs) {
        std::vector<int64_t> values;
        for (const rt::Expr &expr : exprs)
          values.push_back(*rt::evaluate(expr, symbols.data()));
        return values;
      };
      sizes.push_back(evaluate(spec.sizes));
      strides.push_back(evaluate(spec.strides));
      int64_t last = 0;
      for (auto [size, stride] : llvm::zip(sizes.back(), strides.back()))
        last += (size - 1) * stride;
      std::vector<float> &values = data.emplace_back(last + 1, -99.0f);
      for (size_t i = 0; !isResult && i < values.size(); ++i)
        values[i] = float(int(i * 7 + data.size()) % 11 - 5);
    };
    for (const rt::Argument &argument : bundle->arguments)
      add(argument, false);
    for (const rt::TensorSpec &result : bundle->results)
      add(result, true);
    std::vector<rt::TensorView> views;
    for (size_t i = 0; i < data.size(); ++i)
      views.push_back({data[i].data(), sizes[i].data(), strides[i].data(),
                       int32_t(sizes[i].size()), int32_t(rt::DType::F32),
                       int32_t(options.deviceType), 0});
    size_t count = bundle->arguments.size();
    rt::MaybeError error = (*program)->run(
        views.data(), count, views.data() + count, bundle->results.size(), {});
    EXPECT_FALSE(error) << error->message;
    data.erase(data.begin(), data.begin() + count);
    return data;
  }

  void check(const std::string &text, const std::vector<int64_t> &symbols = {},
             llvm::StringRef options = "{\"target\": \"sm_90a\"}") {
    SCOPED_TRACE(text);
    auto onCPU = compileText(text, getOptions(""));
    auto onGPU = compileText(text, chooseLibrary(text, options));
    ASSERT_TRUE(onCPU && onGPU);
    ASSERT_EQ(onGPU->programs[0].kernels.size(), 1u);
    ASSERT_EQ(onGPU->programs[0].kernels[0].products.size(), 1u);
    EXPECT_TRUE(onGPU->programs[0].code.empty());
    rt::fakeLibrary.numProducts = 0;
    EXPECT_EQ(run(onGPU, true, symbols), run(onCPU, false, symbols));
    EXPECT_EQ(rt::fakeLibrary.numProducts, 1);
  }

  /// Why the only kernel of `text` is no plain product; "" where it is one.
  std::string getReason(const std::string &text) {
    Session session;
    OwningOpRef<ModuleOp> module = session.parse(text);
    EXPECT_TRUE(module) << session.getMessages();
    EXPECT_TRUE(succeeded(lower(session, *module,
                                getOptions("{\"target\": \"sm_90a\"}"),
                                Stage::Kernels)));
    auto kernels = module->getOps<graph::KernelOp>();
    std::string reason;
    return matchPlainProduct(*kernels.begin(), reason) ? "" : reason;
  }

  rt::CublasLt library = rt::getFakeLibrary();
};

/// A program of f32 tensors.
std::string makeProgram(llvm::StringRef arguments, llvm::StringRef result,
                        llvm::StringRef body) {
  return llvm::formatv("graph.program @main ({0}) -> ({1}) {{\n{2}\n}",
                       arguments, result, body);
}

} // namespace

TEST_F(PlainProductTest, RowsAndColumns) {
  check(makeProgram(
      "%x: tensor<6x8xf32>, %w: tensor<8x10xf32>", "tensor<6x10xf32>",
      "%0 = graph.contract %x, %w : tensor<6x8xf32>, tensor<8x10xf32> -> "
      "tensor<6x10xf32> graph.return %0 : tensor<6x10xf32>"));
  check(makeProgram(
      "%x: tensor<6x8xf32>, %w: tensor<10x8xf32>", "tensor<6x10xf32>",
      "%v = graph.view %w through <(d0, d1) -> (d1, d0)> : tensor<10x8xf32> -> "
      "tensor<8x10xf32> "
      "%0 = graph.contract %x, %v : tensor<6x8xf32>, tensor<8x10xf32> -> "
      "tensor<6x10xf32> graph.return %0 : tensor<6x10xf32>"));
  check(makeProgram(
      "%x: tensor<8x6xf32>, %w: tensor<8x10xf32>", "tensor<6x10xf32>",
      "%v = graph.view %x through <(d0, d1) -> (d1, d0)> : tensor<8x6xf32> -> "
      "tensor<6x8xf32> "
      "%0 = graph.contract %v, %w : tensor<6x8xf32>, tensor<8x10xf32> -> "
      "tensor<6x10xf32> graph.return %0 : tensor<6x10xf32>"));
  // One row, one column.
  check(makeProgram(
      "%x: tensor<1x8xf32>, %w: tensor<8x10xf32>", "tensor<1x10xf32>",
      "%0 = graph.contract %x, %w : tensor<1x8xf32>, tensor<8x10xf32> -> "
      "tensor<1x10xf32> graph.return %0 : tensor<1x10xf32>"));
  check(makeProgram(
      "%x: tensor<6x8xf32>, %w: tensor<8x1xf32>", "tensor<6x1xf32>",
      "%0 = graph.contract %x, %w : tensor<6x8xf32>, tensor<8x1xf32> -> "
      "tensor<6x1xf32> graph.return %0 : tensor<6x1xf32>"));
}

TEST_F(PlainProductTest, RowsApart) {
  check(makeProgram(
      "%x: tensor<6x8xf32> {graph.strides = #graph.dims<() -> (12, 1)>}, "
      "%w: tensor<8x10xf32> {graph.strides = #graph.dims<() -> (1, 9)>}",
      "tensor<6x10xf32> {graph.strides = #graph.dims<() -> (16, 1)>}",
      "%0 = graph.contract %x, %w : tensor<6x8xf32>, tensor<8x10xf32> -> "
      "tensor<6x10xf32> graph.return %0 : tensor<6x10xf32>"));
}

TEST_F(PlainProductTest, ReshapedRowsWithABias) {
  check(makeProgram(
      "%x: tensor<2x3x8xf32>, %w: tensor<10x8xf32>, %b: tensor<10xf32>",
      "tensor<2x3x10xf32>",
      R"(%r = graph.view %x through <(d0, d1) -> (d0 floordiv 3, d0 mod 3, d1)>
             : tensor<2x3x8xf32> -> tensor<6x8xf32>
         %v = graph.view %w through <(d0, d1) -> (d1, d0)>
             : tensor<10x8xf32> -> tensor<8x10xf32>
         %0 = graph.contract %r, %v : tensor<6x8xf32>, tensor<8x10xf32>
             -> tensor<6x10xf32>
         %c = graph.view %b through <(d0, d1) -> (d1)>
             : tensor<10xf32> -> tensor<6x10xf32>
         %1 = arith.addf %0, %c : tensor<6x10xf32>
         %2 = graph.view %1 through <(d0, d1, d2) -> (d0 * 3 + d1, d2)>
             : tensor<6x10xf32> -> tensor<2x3x10xf32>
         graph.return %2 : tensor<2x3x10xf32>)"));
}

TEST_F(PlainProductTest, Batches) {
  check(makeProgram("%x: tensor<3x6x8xf32>, %w: tensor<3x10x8xf32>",
                    "tensor<3x6x10xf32>",
                    R"(%v = graph.view %w through <(d0, d1, d2) -> (d0, d2, d1)>
             : tensor<3x10x8xf32> -> tensor<3x8x10xf32>
         %0 = graph.contract %x, %v : tensor<3x6x8xf32>, tensor<3x8x10xf32>
             -> tensor<3x6x10xf32>
         graph.return %0 : tensor<3x6x10xf32>)"));
  // Heads lie within rows, and all share one right operand.
  check(makeProgram(
      "%x: tensor<6x24xf32>, %w: tensor<8x10xf32>", "tensor<6x3x10xf32>",
      R"(%u = graph.view %x through <(d0, d1, d2) -> (d1, d0 * 8 + d2)>
             : tensor<6x24xf32> -> tensor<3x6x8xf32>
         %v = graph.view %w through <(d0, d1, d2) -> (d1, d2)>
             : tensor<8x10xf32> -> tensor<3x8x10xf32>
         %0 = graph.contract %u, %v : tensor<3x6x8xf32>, tensor<3x8x10xf32>
             -> tensor<3x6x10xf32>
         %1 = graph.view %0 through <(d0, d1, d2) -> (d1, d0, d2)>
             : tensor<3x6x10xf32> -> tensor<6x3x10xf32>
         graph.return %1 : tensor<6x3x10xf32>)"));
  // Two dimensions of a batch that follow each other are one.
  check(makeProgram("%x: tensor<2x3x6x8xf32>, %w: tensor<2x3x8x10xf32>",
                    "tensor<2x3x6x10xf32>",
                    R"(%0 = graph.contract %x, %w : tensor<2x3x6x8xf32>,
             tensor<2x3x8x10xf32> -> tensor<2x3x6x10xf32>
         graph.return %0 : tensor<2x3x6x10xf32>)"));
}

TEST_F(PlainProductTest, CopiesAreSpared) {
  check(R"(
    graph.kernel @pad_x(%a: tensor<6x5xf32>
        {graph.strides = #graph.dims<() -> (7, 1)>}) -> (tensor<6x8xf32>) {
      %z = arith.constant dense<1.0> : tensor<6x3xf32>
      %0 = graph.concat 1(%a, %z) : (tensor<6x5xf32>, tensor<6x3xf32>)
          -> tensor<6x8xf32>
      graph.return %0 : tensor<6x8xf32>
    }
    graph.kernel @pad_w(%a: tensor<10x5xf32>) -> (tensor<10x8xf32>) {
      %z = arith.constant dense<1.0> : tensor<10x3xf32>
      %0 = graph.concat 1(%a, %z) : (tensor<10x5xf32>, tensor<10x3xf32>)
          -> tensor<10x8xf32>
      graph.return %0 : tensor<10x8xf32>
    }
    graph.kernel @product(%x: tensor<6x8xf32>, %w: tensor<10x8xf32>,
        %b: tensor<10xf32>) -> (tensor<6x10xf32>) {
      %u = graph.view %x through <(d0, d1) -> (d0, d1)>
          : tensor<6x8xf32> -> tensor<6x5xf32>
      %v = graph.view %w through <(d0, d1) -> (d1, d0)>
          : tensor<10x8xf32> -> tensor<5x10xf32>
      %0 = graph.contract %u, %v : tensor<6x5xf32>, tensor<5x10xf32>
          -> tensor<6x10xf32>
      %c = graph.view %b through <(d0, d1) -> (d1)>
          : tensor<10xf32> -> tensor<6x10xf32>
      %1 = arith.addf %0, %c : tensor<6x10xf32>
      graph.return %1 : tensor<6x10xf32>
    }
    graph.program @main (%x: tensor<6x5xf32>
        {graph.strides = #graph.dims<() -> (7, 1)>}, %w: tensor<10x5xf32>,
        %b: tensor<10xf32>) -> (tensor<6x10xf32>) {
      %0 = graph.call @pad_x(%x) : (tensor<6x5xf32>) -> tensor<6x8xf32>
      %1 = graph.call @pad_w(%w) : (tensor<10x5xf32>) -> tensor<10x8xf32>
      %2 = graph.call @product(%0, %1, %b) : (tensor<6x8xf32>,
          tensor<10x8xf32>, tensor<10xf32>) -> tensor<6x10xf32>
      graph.return %2 : tensor<6x10xf32>
    })");
}

TEST_F(PlainProductTest, DynamicRows) {
  const char *text = R"(
    #x = #graph.dims<()[s0] -> (s0, 8)>
    #y = #graph.dims<()[s0] -> (s0, 10)>
    graph.program @main symbols ["s0"] (%x: tensor<?x8xf32, #x>,
        %w: tensor<8x10xf32>) -> (tensor<?x10xf32, #y>) {
      %0 = graph.contract %x, %w : tensor<?x8xf32, #x>, tensor<8x10xf32>
          -> tensor<?x10xf32, #y>
      graph.return %0 : tensor<?x10xf32, #y>
    })";
  for (int64_t rows : {6, 1, 7})
    check(text, {rows}, "{\"target\": \"sm_90a\", \"hints\": {\"s0\": 6}}");
}

TEST_F(PlainProductTest, NarrowFloatsAreRoundedOnce) {
  std::string text = makeProgram(
      "%x: tensor<6x8xbf16>, %w: tensor<8x16xbf16>, %b: tensor<16xbf16>",
      "tensor<6x16xbf16>",
      R"(%0 = graph.contract %x, %w : tensor<6x8xbf16>, tensor<8x16xbf16>
             -> tensor<6x16xf32>
         %e = arith.extf %b : tensor<16xbf16> to tensor<16xf32>
         %c = graph.view %e through <(d0, d1) -> (d1)>
             : tensor<16xf32> -> tensor<6x16xf32>
         %1 = arith.addf %c, %0 : tensor<6x16xf32>
         %2 = arith.truncf %1 : tensor<6x16xf32> to tensor<6x16xbf16>
         graph.return %2 : tensor<6x16xbf16>)");
  auto bundle = compileText(text, chooseLibrary(text));
  ASSERT_TRUE(bundle);
  const rt::Kernel &kernel = bundle->programs[0].kernels[0];
  ASSERT_EQ(kernel.products.size(), 1u);
  EXPECT_EQ(kernel.products[0].dtype, rt::DType::BF16);
  EXPECT_TRUE(kernel.products[0].hasBias);
}

TEST_F(PlainProductTest, WhatIsMoreHasAReason) {
  auto multiply = [](llvm::StringRef arguments, llvm::StringRef result,
                     llvm::StringRef rest) {
    return makeProgram(
        ("%x: tensor<6x8xf32>, %w: tensor<8x10xf32>" + arguments).str(), result,
        ("%0 = graph.contract %x, %w : tensor<6x8xf32>, tensor<8x10xf32> -> "
         "tensor<6x10xf32> " +
         rest)
            .str());
  };
  EXPECT_EQ(getReason(multiply("", "tensor<6x10xf32>",
                               "graph.return %0 : tensor<6x10xf32>")),
            "");
  EXPECT_EQ(getReason(multiply("", "tensor<6x10xf32>",
                               "%1 = math.exp %0 : tensor<6x10xf32> "
                               "graph.return %1 : tensor<6x10xf32>")),
            "expected nothing but a product and a bias");
  EXPECT_EQ(getReason(multiply(", %r: tensor<6x10xf32>", "tensor<6x10xf32>",
                               "%1 = arith.addf %0, %r : tensor<6x10xf32> "
                               "graph.return %1 : tensor<6x10xf32>")),
            "expected a bias that each row has");
  EXPECT_EQ(
      getReason(multiply("", "tensor<10x6xf32>",
                         "%1 = graph.view %0 through <(d0, d1) -> (d1, d0)> : "
                         "tensor<6x10xf32> -> tensor<10x6xf32> "
                         "graph.return %1 : tensor<10x6xf32>")),
      "expected a result with contiguous rows");
  EXPECT_EQ(getReason(multiply("", "tensor<6x10xbf16>",
                               "%1 = arith.truncf %0 : tensor<6x10xf32> to "
                               "tensor<6x10xbf16> "
                               "graph.return %1 : tensor<6x10xbf16>")),
            "expected operands of the result's type");
  auto strided = [](llvm::StringRef strides) {
    return makeProgram(
        llvm::formatv("%x: tensor<6x8xf32> {{graph.strides = #graph.dims<() -> "
                      "({0})>}, %w: tensor<8x10xf32>",
                      strides)
            .str(),
        "tensor<6x10xf32>",
        "%0 = graph.contract %x, %w : tensor<6x8xf32>, tensor<8x10xf32> -> "
        "tensor<6x10xf32> graph.return %0 : tensor<6x10xf32>");
  };
  EXPECT_EQ(getReason(strided("16, 2")),
            "expected matrices with contiguous rows or columns");
  EXPECT_EQ(getReason(strided("4, 1")), "expected rows that do not overlap");
  EXPECT_EQ(getReason(strided("0, 1")), "expected rows that do not overlap");
  EXPECT_EQ(
      getReason(makeProgram(
          "%x: tensor<8x9xf32>, %w: tensor<8x10xf32>", "tensor<6x10xf32>",
          "%v = graph.view %x through <(d0, d1) -> (d0 + 1, d1)> : "
          "tensor<8x9xf32> -> tensor<6x8xf32> "
          "%0 = graph.contract %v, %w : tensor<6x8xf32>, tensor<8x10xf32> -> "
          "tensor<6x10xf32> graph.return %0 : tensor<6x10xf32>")),
      "expected matrices with constant steps from their first element on");
  EXPECT_EQ(
      getReason(makeProgram(
          "%x: tensor<6x8xbf16>, %w: tensor<8x10xf32>", "tensor<6x10xf32>",
          "%v = arith.extf %x : tensor<6x8xbf16> to tensor<6x8xf32> "
          "%0 = graph.contract %v, %w : tensor<6x8xf32>, tensor<8x10xf32> -> "
          "tensor<6x10xf32> graph.return %0 : tensor<6x10xf32>")),
      "expected operands that are read as they are, but got arith.extf");
}

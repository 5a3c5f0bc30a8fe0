// Launch properties, from lowered kernels to bundles.

#include "KernelAttributes.h"
#include "cutedsl/Compiler/Session.h"

#include <gtest/gtest.h>

using namespace cutedsl;
using runtime::DType;
using E = runtime::ExprBuilder;

/// Reads the attributes of @gemm into a kernel of that name, which was planned
/// with 128 threads; the messages where that fails.
static std::string read(llvm::StringRef attributes, runtime::Kernel &kernel) {
  Session session;
  auto module = session.parse(
      ("llvm.func @gemm() attributes {" + attributes + "} { llvm.return }")
          .str());
  if (!module)
    return session.getMessages();
  runtime::TargetProgram program;
  program.kernels = {kernel};
  bool isRead = succeeded(readKernelAttributes(*module, program));
  kernel = program.kernels[0];
  EXPECT_EQ(isRead, session.getMessages().empty());
  return session.getMessages();
}

static runtime::Kernel getKernel() {
  runtime::Kernel kernel;
  kernel.symbol = "gemm";
  kernel.threads = 128;
  return kernel;
}

TEST(KernelAttributes, AllAreRead) {
  runtime::Kernel kernel = getKernel();
  EXPECT_EQ(read(R"(
    tile.grid = affine_map<()[s0] -> (6)>,
    tile.scratch = 200000 : i64, tile.threads = 384 : i64,
    tile.cluster = 2 : i64, tile.persistent, tile.dependent_launch,
    tile.messages = ["first", "second"],
    tile.tensor_maps = [
      {buffer = 1 : i64, element_type = bf16,
       sizes = affine_map<()[s0, s1] -> (768, s1 floordiv 2)>,
       strides = affine_map<()[s0, s1] -> (s0 * 8)>, offset = 64 : i64,
       box = array<i64: 64, 128>, swizzle = 128 : i64},
      {buffer = 0 : i64, element_type = f8E4M3FN,
       sizes = affine_map<() -> (16)>, strides = affine_map<() -> ()>,
       offset = 0 : i64, box = array<i64: 16>, swizzle = 0 : i64}])",
                 kernel),
            "");
  ASSERT_EQ(kernel.grid.size(), 1u);
  EXPECT_EQ(kernel.grid[0], E::constant(6));
  EXPECT_EQ(kernel.scratchBytes, 200000u);
  EXPECT_EQ(kernel.threads, 384u);
  EXPECT_EQ(kernel.cluster, 2u);
  EXPECT_TRUE(kernel.persistent);
  EXPECT_TRUE(kernel.dependentLaunch);
  EXPECT_EQ(kernel.checks, (std::vector<std::string>{"first", "second"}));
  ASSERT_EQ(kernel.tensorMaps.size(), 2u);
  const runtime::TensorMap &map = kernel.tensorMaps[0];
  EXPECT_EQ(map.buffer, 1u);
  EXPECT_EQ(map.dtype, DType::BF16);
  ASSERT_EQ(map.sizes.size(), 2u);
  EXPECT_EQ(map.sizes[0], E::constant(768));
  EXPECT_EQ(map.sizes[1], E::floorDiv(E::symbol(1), E::constant(2)));
  ASSERT_EQ(map.strides.size(), 1u);
  EXPECT_EQ(map.strides[0], E::mul(E::symbol(0), E::constant(8)));
  EXPECT_EQ(map.offset, E::constant(64));
  EXPECT_EQ(map.box, (std::vector<int64_t>{64, 128}));
  EXPECT_EQ(map.swizzle, 128u);
  EXPECT_EQ(kernel.tensorMaps[1].dtype, DType::F8E4M3FN);
  EXPECT_TRUE(kernel.tensorMaps[1].strides.empty());
}

TEST(KernelAttributes, AllAreOptional) {
  runtime::Kernel kernel = getKernel();
  EXPECT_EQ(read("", kernel), "");
  EXPECT_EQ(kernel.threads, 128u);
  EXPECT_EQ(kernel.cluster, 1u);
  EXPECT_FALSE(kernel.persistent);
  EXPECT_FALSE(kernel.dependentLaunch);
  EXPECT_TRUE(kernel.tensorMaps.empty());
}

TEST(KernelAttributes, RecipesOfAnotherFormAreRefused) {
  std::string good = "{buffer = 0 : i64, element_type = f32, "
                     "sizes = affine_map<() -> (16)>, strides = affine_map<() "
                     "-> ()>, offset = 0 : i64, box = array<i64: 16>, swizzle "
                     "= 0 : i64}";
  auto getMessage = [](const std::string &recipe) {
    runtime::Kernel kernel = getKernel();
    return read("tile.tensor_maps = [" + recipe + "]", kernel);
  };
  auto replace = [&](const std::string &from, const std::string &to) {
    std::string recipe = good;
    size_t at = recipe.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return recipe.replace(at, from.size(), to);
  };
  EXPECT_EQ(getMessage(good), "");
  for (const std::string &recipe :
       {std::string("1 : i64"), replace("buffer", "argument"),
        replace("f32", "f128"), replace("element_type = f32", "element = f32"),
        replace("sizes = affine_map<() -> (16)>",
                "sizes = affine_map<(d0) -> (d0)>"),
        replace("array<i64: 16>", "[16]"), replace("offset", "start")})
    EXPECT_NE(getMessage(recipe).find("error: 'llvm.func' op expected a tensor "
                                      "map's recipe, but got "),
              std::string::npos)
        << recipe;
}

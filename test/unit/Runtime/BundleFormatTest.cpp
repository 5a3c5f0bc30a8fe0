#include "SampleBundle.h"

#include <cstring>
#include <functional>
#include <gtest/gtest.h>

using namespace cutedsl::runtime;

/// The reason for which the bytes are refused; "" where they are accepted.
static std::string getRefusal(const std::vector<uint8_t> &bytes) {
  Result<Bundle> bundle = parse(bytes.data(), bytes.size());
  if (bundle.ok())
    return "";
  EXPECT_FALSE(bundle.error().message.empty());
  return bundle.error().message;
}

TEST(BundleFormat, RoundTrip) {
  Bundle bundle = getSampleBundle();
  ASSERT_FALSE(verify(bundle));
  std::vector<uint8_t> bytes = serialize(bundle);
  Result<Bundle> read = parse(bytes.data(), bytes.size());
  ASSERT_TRUE(read.ok()) << read.error().message;

  EXPECT_EQ(read->fingerprint, bundle.fingerprint);
  EXPECT_EQ(read->versions, bundle.versions);
  EXPECT_EQ(read->report, bundle.report);
  EXPECT_EQ(read->symbols[1].source, SymbolSource::Value);
  EXPECT_EQ(read->symbols[1].argument, 2u);
  EXPECT_EQ(read->assumptions[0].message, "s0 is positive");
  EXPECT_EQ(read->arguments[1].dtype, DType::BF16);
  EXPECT_TRUE(read->arguments[1].frozen);
  EXPECT_EQ(read->arguments[0].alignment, 16u);
  EXPECT_EQ(read->results[0].sizes, bundle.results[0].sizes);
  ASSERT_EQ(read->programs.size(), 2u);
  const TargetProgram &program = read->programs[1];
  EXPECT_EQ(program.target, "sm_90a");
  EXPECT_EQ(program.kernels[1].checks, bundle.programs[1].kernels[1].checks);
  EXPECT_EQ(program.kernels[1].scratchBytes, 1024u);
  ASSERT_EQ(program.kernels[1].tensorMaps.size(), 2u);
  const TensorMap &map = program.kernels[1].tensorMaps[0];
  const TensorMap &expected = bundle.programs[1].kernels[1].tensorMaps[0];
  EXPECT_EQ(map.sizes, expected.sizes);
  EXPECT_EQ(map.strides, expected.strides);
  EXPECT_EQ(map.offset, expected.offset);
  EXPECT_EQ(map.box, expected.box);
  EXPECT_EQ(map.swizzle, 32u);
  EXPECT_EQ(program.kernels[1].tensorMaps[1].buffer, 1u);
  EXPECT_EQ(program.kernels[1].tensorMaps[1].dtype, DType::BF16);
  EXPECT_EQ(program.kernels[1].cluster, 2u);
  EXPECT_TRUE(program.kernels[1].persistent);
  EXPECT_TRUE(program.kernels[1].dependentLaunch);
  EXPECT_FALSE(program.kernels[0].dependentLaunch);
  ASSERT_EQ(program.kernels[2].products.size(), 1u);
  const Product &product = program.kernels[2].products[0];
  const Product &wanted = bundle.programs[1].kernels[2].products[0];
  EXPECT_EQ(product.dtype, DType::BF16);
  EXPECT_TRUE(product.rhs.isTransposed && !product.lhs.isTransposed);
  EXPECT_EQ(product.rhs.buffer, 1u);
  EXPECT_EQ(product.rhs.leading, wanted.rhs.leading);
  EXPECT_EQ(product.result.batchStride, wanted.result.batchStride);
  EXPECT_TRUE(product.hasBias);
  EXPECT_EQ(product.bias, 3u);
  EXPECT_EQ(product.workspace, 4u);
  EXPECT_EQ(product.batch, wanted.batch);
  EXPECT_EQ(product.m, wanted.m);
  EXPECT_EQ(product.k, wanted.k);
  EXPECT_EQ(program.calls[0].operands[2].kind, OperandKind::Constant);
  EXPECT_EQ(program.calls[1].symbols, bundle.programs[1].calls[1].symbols);
  // Every field went through: the copy writes the same bytes.
  EXPECT_EQ(serialize(*read), bytes);
}

TEST(BundleFormat, BlobsAreAlignedAndStoredOnce) {
  Bundle bundle = getSampleBundle();
  std::vector<uint8_t> bytes = serialize(bundle);
  Result<Bundle> read = parse(bytes.data(), bytes.size());
  ASSERT_TRUE(read.ok());
  for (size_t i = 0; i < 3; ++i) {
    const Blob &blob = read->constants[i].bytes;
    EXPECT_EQ(reinterpret_cast<uintptr_t>(blob.data()) % kBlobAlignment, 0u);
    ASSERT_EQ(blob.size(), bundle.constants[i].bytes.size());
    EXPECT_EQ(
        0, memcmp(blob.data(), bundle.constants[i].bytes.data(), blob.size()));
  }
  EXPECT_EQ(read->constants[0].bytes.data(), read->constants[2].bytes.data());
}

TEST(BundleFormat, EveryTruncationIsRefused) {
  std::vector<uint8_t> bytes = serialize(getSampleBundle());
  for (size_t size = 0; size < bytes.size(); ++size)
    EXPECT_NE(getRefusal({bytes.begin(), bytes.begin() + size}), "") << size;
  std::vector<uint8_t> longer = bytes;
  longer.push_back(0);
  EXPECT_NE(getRefusal(longer), "");
}

TEST(BundleFormat, EveryBitFlipIsRefused) {
  std::vector<uint8_t> bytes = serialize(getSampleBundle());
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] ^= 1 << (bit % 8);
    EXPECT_NE(getRefusal(bytes), "") << "bit " << bit;
    bytes[bit / 8] ^= 1 << (bit % 8);
  }
  EXPECT_EQ(getRefusal(bytes), "");
}

TEST(BundleFormat, RefusalsSayWhy) {
  std::vector<uint8_t> bytes = serialize(getSampleBundle());
  EXPECT_EQ(getRefusal({'{', '}'}), "not a bundle: expected a file that starts "
                                    "with its magic number");
  std::vector<uint8_t> newer = bytes;
  newer[8] = kBundleABIVersion + 1;
  EXPECT_EQ(getRefusal(newer), "expected a bundle of ABI version 3, but got 4");
  std::vector<uint8_t> cut(bytes.begin(), bytes.end() - 64);
  EXPECT_EQ(getRefusal(cut), "the bundle is truncated or padded: expected " +
                                 std::to_string(bytes.size()) +
                                 " bytes, but got " +
                                 std::to_string(bytes.size() - 64));
  std::vector<uint8_t> flipped = bytes;
  flipped[70] ^= 1;
  EXPECT_EQ(getRefusal(flipped), "the bundle is corrupt: its metadata does not "
                                 "match its digest");
  flipped = bytes;
  flipped[bytes.size() - 64] ^= 1;
  EXPECT_EQ(getRefusal(flipped),
            "the bundle is corrupt: blob 2 does not match its digest");
}

// A file with a right digest may still be nonsense: each change below is
// written properly and must be refused by the verifier, in both directions.
TEST(BundleFormat, VerifierRefusesEachIllegalField) {
  using E = ExprBuilder;
  using Change = std::function<void(Bundle &)>;
  std::vector<std::pair<std::string, Change>> changes = {
      {"fingerprint: expected 64 hexadecimal digits",
       [](Bundle &b) { b.fingerprint[3] = 'G'; }},
      {"fingerprint: expected 64 hexadecimal digits",
       [](Bundle &b) { b.fingerprint.pop_back(); }},
      {"bundle: expected at least one target program",
       [](Bundle &b) { b.programs.clear(); }},
      {"symbol 0: expected an argument below 3, but got 3",
       [](Bundle &b) { b.symbols[0].argument = 3; }},
      {"symbol 0: expected a dimension below 2, but got 2",
       [](Bundle &b) { b.symbols[0].dimension = 2; }},
      {"symbol 1: expected a value to come from a scalar argument",
       [](Bundle &b) { b.symbols[1].argument = 0; }},
      {"assumption 0: expected a symbol below 2 in an expression, but got 2",
       [](Bundle &b) { b.assumptions[0].expr = E::symbol(2); }},
      {"argument 0: expected as many strides as sizes",
       [](Bundle &b) { b.arguments[0].strides.pop_back(); }},
      {"argument 0: expected an alignment that is a power of two of at most "
       "4096",
       [](Bundle &b) { b.arguments[0].alignment = 24; }},
      {"argument 1: a frozen argument cannot be mutated",
       [](Bundle &b) { b.arguments[1].mutated = true; }},
      {"argument 2: expected a scalar to be a constant i64 of rank 0",
       [](Bundle &b) { b.arguments[2].dtype = DType::I32; }},
      {"result 0: expected an expression to leave one value, but got 0",
       [](Bundle &b) { b.results[0].sizes[0].code.clear(); }},
      {"program 1, target: expected a name",
       [](Bundle &b) { b.programs[1].target.clear(); }},
      {"program 0, kernel 1: expected a code section below 1, but got 1",
       [](Bundle &b) { b.programs[0].kernels[1].code = 1; }},
      {"program 0, kernel 1: expected 1 to 1024 threads",
       [](Bundle &b) { b.programs[0].kernels[1].threads = 0; }},
      {"program 0, kernel 1: expected a cluster of 1 to 16 blocks",
       [](Bundle &b) { b.programs[0].kernels[1].cluster = 0; }},
      {"program 0, kernel 1: expected a cluster of 1 to 16 blocks",
       [](Bundle &b) { b.programs[0].kernels[1].cluster = 17; }},
      {"program 1, call 1: expected a tensor map's buffer below 2, but got 2",
       [](Bundle &b) { b.programs[1].kernels[1].tensorMaps[1].buffer = 2; }},
      {"program 1, call 1: expected a symbol below 1 in an expression, but "
       "got 1",
       [](Bundle &b) {
         b.programs[1].kernels[1].tensorMaps[0].sizes[0] = E::symbol(1);
       }},
      {"program 1, call 1: expected a symbol below 1 in an expression, but "
       "got 1",
       [](Bundle &b) {
         b.programs[1].kernels[1].tensorMaps[0].strides[0] = E::symbol(1);
       }},
      {"program 1, prepare call 0: a prepare call cannot depend on a symbol",
       [](Bundle &b) {
         std::swap(b.programs[1].kernels[0].tensorMaps,
                   b.programs[1].kernels[1].tensorMaps);
       }},
      {"program 0, kernel 0: expected a symbol",
       [](Bundle &b) { b.programs[0].kernels[0].symbol.clear(); }},
      {"program 0, kernel 0: expected at most 1 GiB of scratch",
       [](Bundle &b) { b.programs[0].kernels[0].scratchBytes = ~0ull; }},
      {"program 0, temporary 0: expected a symbol below 2 in an expression, "
       "but got 9",
       [](Bundle &b) { b.programs[0].temporaries[0] = E::symbol(9); }},
      {"program 0, prepared buffer 0: expected a symbol below 0 in an "
       "expression, but got 0",
       [](Bundle &b) { b.programs[0].prepared[0] = E::symbol(0); }},
      {"program 0, call 0: expected a kernel below 2, but got 2",
       [](Bundle &b) { b.programs[0].calls[0].kernel = 2; }},
      {"program 0, call 0: expected an argument below 3, but got 3",
       [](Bundle &b) { b.programs[0].calls[0].operands[0].index = 3; }},
      {"program 0, call 0: a kernel cannot take a scalar argument",
       [](Bundle &b) { b.programs[0].calls[0].operands[0].index = 2; }},
      {"program 0, call 0: expected a prepared buffer below 1, but got 1",
       [](Bundle &b) { b.programs[0].calls[0].operands[1].index = 1; }},
      {"program 0, call 0: expected a constant below 3, but got 3",
       [](Bundle &b) { b.programs[0].calls[0].operands[2].index = 3; }},
      {"program 0, call 0: expected a temporary below 1, but got 1",
       [](Bundle &b) { b.programs[0].calls[0].operands[3].index = 1; }},
      {"program 0, call 1: expected a result below 1, but got 1",
       [](Bundle &b) { b.programs[0].calls[1].operands[1].index = 1; }},
      {"program 0, call 1: expected a symbol below 1 in an expression, but "
       "got 1",
       [](Bundle &b) { b.programs[0].kernels[1].grid[1] = E::symbol(1); }},
      {"program 0, prepare call 0: a prepare call can only read frozen "
       "arguments",
       [](Bundle &b) { b.arguments[1].frozen = false; }},
      {"program 0, prepare call 0: a prepare call can only read arguments of "
       "constant shape",
       [](Bundle &b) { b.arguments[1].sizes[0] = E::symbol(0); }},
      {"program 0, prepare call 0: a prepare call cannot depend on a symbol",
       [](Bundle &b) { b.programs[0].kernels[0].grid[0] = E::symbol(0); }},
      {"program 0, prepare call 0: a prepare call cannot write a result",
       [](Bundle &b) {
         b.programs[0].prepareCalls[0].operands[0] = {OperandKind::Result, 0};
       }},
      {"program 0, prepare call 0: a prepare call can only use temporaries of "
       "constant size",
       [](Bundle &b) {
         b.programs[0].prepareCalls[0].operands[0] = {OperandKind::Temporary,
                                                      0};
       }},
  };
  auto changeMap = [&](std::string message,
                       std::function<void(TensorMap &)> change) {
    changes.push_back({"program 1, kernel 1: " + message, [change](Bundle &b) {
                         change(b.programs[1].kernels[1].tensorMaps[0]);
                       }});
  };
  changeMap("expected a tensor map of rank 1 to 5",
            [](TensorMap &m) { m.sizes.clear(); });
  changeMap("expected a tensor map of rank 1 to 5",
            [](TensorMap &m) { m.sizes.resize(6, E::constant(1)); });
  std::string lists = "expected a tensor map with one stride fewer than sizes, "
                      "and a box of its rank";
  changeMap(lists, [](TensorMap &m) { m.strides.push_back(E::constant(1)); });
  changeMap(lists, [](TensorMap &m) { m.box.pop_back(); });
  changeMap("expected a tensor map of real elements",
            [](TensorMap &m) { m.dtype = DType::C64; });
  std::string box =
      "expected a tensor map's box of 1 to 256 elements in each dimension";
  changeMap(box, [](TensorMap &m) { m.box[1] = 257; });
  changeMap(box, [](TensorMap &m) { m.box[0] = 0; });
  changeMap("expected a row of a tensor map's box to be a multiple of 16 bytes",
            [](TensorMap &m) { m.box[0] = 6; });
  changeMap("expected a swizzle of 0, 32, 64 or 128 bytes",
            [](TensorMap &m) { m.swizzle = 48; });
  changeMap("expected a row of a tensor map's box to be at most its swizzle",
            [](TensorMap &m) { m.box[0] = 12; });
  changeMap("expected an expression to leave one value, but got 0",
            [](TensorMap &m) { m.offset.code.clear(); });
  auto changeProduct = [&](std::string message,
                           std::function<void(Product &)> change) {
    changes.push_back({"program 1, " + message, [change](Bundle &b) {
                         change(b.programs[1].kernels[2].products[0]);
                       }});
  };
  changeProduct("kernel 2: expected a product of f32, f16 or bf16",
                [](Product &p) { p.dtype = DType::F64; });
  changeProduct("kernel 2: expected a product's result not to be transposed",
                [](Product &p) { p.result.isTransposed = true; });
  changeProduct("call 2: expected a product's buffer below 5, but got 5",
                [](Product &p) { p.lhs.buffer = 5; });
  changeProduct("call 2: expected a product's bias below 5, but got 5",
                [](Product &p) { p.bias = 5; });
  changeProduct("call 2: expected a product's workspace below 5, but got 5",
                [](Product &p) { p.workspace = 5; });
  std::string small =
      "call 2: expected a product's workspace to be a temporary of 32 MiB";
  changeProduct(small, [](Product &p) { p.workspace = 3; });
  changeProduct(small, [](Product &p) { p.workspace = 2; });
  changeProduct("call 2: expected a symbol below 2 in an expression, but got 2",
                [](Product &p) { p.rhs.batchStride = E::symbol(2); });
  changeProduct("call 2: expected a symbol below 2 in an expression, but got 2",
                [](Product &p) { p.n = E::symbol(2); });
  changes.push_back(
      {"program 1, kernel 2: expected at most one product", [](Bundle &b) {
         auto &products = b.programs[1].kernels[2].products;
         products.push_back(products[0]);
       }});
  changes.push_back(
      {"program 1, kernel 2: expected a product to have neither tensor maps "
       "nor a grid",
       [](Bundle &b) { b.programs[1].kernels[2].grid = {E::constant(1)}; }});
  changes.push_back(
      {"program 0, kernel 2: expected a product of a library only for a GPU",
       [](Bundle &b) {
         b.programs[0].kernels.push_back(b.programs[1].kernels[2]);
       }});
  for (auto &[message, change] : changes) {
    Bundle bundle = getSampleBundle();
    change(bundle);
    MaybeError error = verify(bundle);
    ASSERT_TRUE(error) << message;
    EXPECT_EQ(error->message, message);
    EXPECT_EQ(getRefusal(serialize(bundle)),
              "the bundle is corrupt: " + message);
  }
}

#include "TestPrograms.h"
#include "cutedsl-c/Runtime.h"

#include <cstdio>
#include <filesystem>
#include <gtest/gtest.h>
#include <unistd.h>

using namespace cutedsl::runtime;

static CutedslBundle *load(const Bundle &bundle) {
  std::vector<uint8_t> bytes = serialize(bundle);
  CutedslBundle *handle = nullptr;
  EXPECT_EQ(cutedslBundleLoad(bytes.data(), bytes.size(), &handle), 0)
      << cutedslGetLastError();
  return handle;
}

static CutedslProgram *create(const Bundle &bundle) {
  CutedslBundle *handle = load(bundle);
  CutedslProgramOptions options = {};
  options.device_type = 1;
  CutedslProgram *program = nullptr;
  EXPECT_EQ(cutedslProgramCreate(handle, &options, &program), 0)
      << cutedslGetLastError();
  cutedslBundleRelease(handle);
  return program;
}

TEST(RuntimeCAPI, RunsAProgram) {
  CutedslProgram *program = create(getChain(3));
  EXPECT_STREQ(cutedslProgramTarget(program), "x86_64");
  ASSERT_EQ(cutedslProgramNumInputs(program), 1u);
  ASSERT_EQ(cutedslProgramNumResults(program), 1u);
  float x[20], y[20];
  for (int i = 0; i < 20; ++i)
    x[i] = float(i);
  int64_t size = 20, stride = 1;
  CutedslTensor input = {x, &size, &stride, 1, CUTEDSL_F32, 1, 0}, output;
  ASSERT_EQ(cutedslProgramQueryResults(program, &input, 1, &output), 0);
  EXPECT_EQ(output.rank, 1);
  EXPECT_EQ(output.sizes[0], 20);
  EXPECT_EQ(output.strides[0], 1);
  EXPECT_EQ(output.dtype, CUTEDSL_F32);
  EXPECT_EQ(output.device_type, 1);
  output.data = y;
  cutedslProgramSetProfiling(program, 1);
  CutedslRunOptions options = {nullptr, 2};
  ASSERT_EQ(cutedslProgramRun(program, &input, 1, &output, 1, &options), 0);
  EXPECT_EQ(y[19], 22);
  ASSERT_EQ(cutedslProgramRun(program, &input, 1, &output, 1, nullptr), 0);
  CutedslProfileRow rows[2];
  EXPECT_EQ(cutedslProgramGetProfile(program, rows, 2), 3u);
  EXPECT_STREQ(rows[1].kernel, "add_one");
  EXPECT_EQ(rows[1].count, 2u);
  CutedslMemoryUse use;
  cutedslProgramGetMemoryUse(program, &use);
  EXPECT_EQ(use.temporaries, 512u);
  EXPECT_EQ(cutedslProgramSynchronize(program), 0);

  size = 21;
  input.rank = 2;
  EXPECT_EQ(cutedslProgramRun(program, &input, 1, &output, 1, nullptr), 1);
  EXPECT_STREQ(cutedslGetLastError(),
               "argument 0 ('x'): expected rank 1, but got rank 2");
  cutedslProgramRelease(program);
}

TEST(RuntimeCAPI, BindsParameters) {
  CutedslProgram *program = create(getPrepared());
  float x[8] = {}, w[8] = {1, 2, 3}, y[8], packed[16];
  int64_t eight = 8, sixteen = 16, one = 1;
  CutedslTensor input = {x, &eight, &one, 1, CUTEDSL_F32, 1, 0};
  CutedslTensor weight = {w, &eight, &one, 1, CUTEDSL_F32, 1, 0};
  CutedslTensor outputs[2] = {{y, &eight, &one, 1, CUTEDSL_F32, 1, 0},
                              {packed, &sixteen, &one, 1, CUTEDSL_F32, 1, 0}};
  ASSERT_EQ(cutedslProgramBind(program, 1, &weight, 1), 0);
  ASSERT_EQ(cutedslProgramRun(program, &input, 1, outputs, 2, nullptr), 0)
      << cutedslGetLastError();
  EXPECT_EQ(y[2], 9);
  EXPECT_EQ(cutedslProgramBind(program, 5, &weight, 1), 1);
  cutedslProgramRelease(program);
}

TEST(RuntimeCAPI, ReportsBadFiles) {
  CutedslBundle *handle = nullptr;
  EXPECT_EQ(cutedslBundleLoad("text", 4, &handle), 1);
  EXPECT_STREQ(cutedslGetLastError(), "not a bundle: expected a file that "
                                      "starts with its magic number");
  EXPECT_EQ(cutedslBundleLoadFile("/nonexistent/x", &handle), 1);
  EXPECT_STREQ(cutedslGetLastError(),
               "cannot read '/nonexistent/x': No such file or directory");
  EXPECT_EQ(cutedslBundleLoadFile("/", &handle), 1);
  char path[] = "/tmp/cutedsl-XXXXXX";
  int file = mkstemp(path);
  ASSERT_GE(file, 0);
  std::vector<uint8_t> bytes = serialize(getChain(2));
  ASSERT_EQ(write(file, bytes.data(), bytes.size()), ssize_t(bytes.size()));
  EXPECT_EQ(cutedslBundleLoadFile(path, &handle), 0);
  cutedslBundleRelease(handle);
  ASSERT_EQ(ftruncate(file, 100), 0);
  EXPECT_EQ(cutedslBundleLoadFile(path, &handle), 1);
  EXPECT_NE(std::string(cutedslGetLastError()).find("is truncated"),
            std::string::npos);
  close(file);
  unlink(path);
}

TEST(RuntimeCAPI, WithoutADriverThereIsNoGpu) {
  CutedslBundle *handle = load(getChain(1));
  CutedslProgramOptions options = {};
  CutedslProgram *program = nullptr;
  EXPECT_EQ(cutedslProgramCreate(handle, &options, &program), 1);
  EXPECT_STREQ(cutedslGetLastError(),
               "expected a device of type CPU (1) or CUDA (2), but got 0");
  options.device_type = 2;
  if (access("/dev/nvidiactl", F_OK) != 0) {
    EXPECT_EQ(cutedslProgramCreate(handle, &options, &program), 1);
    EXPECT_NE(std::string(cutedslGetLastError()).find("CUDA driver"),
              std::string::npos);
  }
  cutedslBundleRelease(handle);
}

TEST(RuntimeCAPI, DescribesTheSignature) {
  Bundle bundle = getPrepared();
  bundle.name = "quo\"te\n";
  bundle.versions = {{"llvm", "22"}};
  bundle.symbols = {{"s0", SymbolSource::Size, 0, 0}};
  bundle.arguments[0].sizes[0] = E::add(E::symbol(0), 1_e);
  CutedslBundle *handle = load(bundle);
  std::string text = cutedslBundleSignature(handle);
  EXPECT_EQ(
      text,
      "{\"name\": \"quo\\\"te\\u000a\", \"fingerprint\": \"" +
          std::string(64, '0') +
          "\", \"versions\": {\"llvm\": \"22\"}, \"symbols\": [{\"name\": "
          "\"s0\", \"source\": \"size\", \"argument\": 0, \"dimension\": 0}], "
          "\"arguments\": [{\"name\": \"x\", \"dtype\": \"f32\", \"sizes\": "
          "[\"s0 + 1\"], \"strides\": [1], \"kind\": \"input\", \"frozen\": "
          "false, \"mutated\": false, \"alignment\": 0}, {\"name\": \"w\", "
          "\"dtype\": \"f32\", \"sizes\": [8], \"strides\": [1], \"kind\": "
          "\"parameter\", \"frozen\": true, \"mutated\": false, \"alignment\": "
          "0}], \"results\": [{\"name\": \"y\", \"dtype\": \"f32\", \"sizes\": "
          "[8], \"strides\": [1], \"size_code\": [[0, 8]], \"stride_code\": "
          "[[0, 1]]}, {\"name\": \"packed\", \"dtype\": \"f32\", \"sizes\": "
          "[16], \"strides\": [1], \"size_code\": [[0, 16]], \"stride_code\": "
          "[[0, 1]]}], \"targets\": [{\"target\": \"x86_64\", \"kernels\": "
          "[\"pack\", \"add\", \"add_one\"], \"calls\": 2, \"prepare_calls\": "
          "1, \"temporaries\": 0}]}");
  EXPECT_EQ(std::string(cutedslBundleFingerprint(handle)),
            std::string(64, '0'));
  cutedslBundleRelease(handle);
}

TEST(RuntimeCAPI, RenamesWhatABundleCalls) {
  CutedslBundle *handle = load(getChain(1));
  CutedslProgramOptions options = {};
  options.device_type = 1;
  CutedslProgram *before = nullptr, *after = nullptr;
  ASSERT_EQ(cutedslProgramCreate(handle, &options, &before), 0);
  const char *names[] = {"left", "sum", "rows", "more"};
  EXPECT_EQ(cutedslBundleRename(handle, names, 4), 1);
  EXPECT_STREQ(cutedslGetLastError(), "expected 3 names, but got 4");
  ASSERT_EQ(cutedslBundleRename(handle, names, 3), 0);
  ASSERT_EQ(cutedslProgramCreate(handle, &options, &after), 0);
  std::string signature = cutedslBundleSignature(handle);
  for (const char *name : {"left", "sum", "rows"})
    EXPECT_NE(signature.find("\"name\": \"" + std::string(name) + "\""),
              std::string::npos)
        << signature;
  CutedslTensor input = {nullptr, nullptr, nullptr, 0, CUTEDSL_F32, 1, 0},
                output;
  EXPECT_EQ(cutedslProgramQueryResults(after, &input, 1, &output), 1);
  EXPECT_STREQ(cutedslGetLastError(),
               "argument 0 ('left'): expected rank 1, but got rank 0");
  EXPECT_EQ(cutedslProgramQueryResults(before, &input, 1, &output), 1);
  EXPECT_STREQ(cutedslGetLastError(),
               "argument 0 ('x'): expected rank 1, but got rank 0");
  cutedslProgramRelease(before);
  cutedslProgramRelease(after);
  cutedslBundleRelease(handle);
}

TEST(RuntimeCAPI, KeepsACache) {
  char directory[] = "/tmp/cutedsl-XXXXXX";
  ASSERT_NE(mkdtemp(directory), nullptr);
  std::string messages, key(64, 'a');
  CutedslCache *cache = nullptr;
  ASSERT_EQ(cutedslCacheOpen(
                directory, 0,
                [](void *context, const char *message) {
                  *static_cast<std::string *>(context) += message;
                },
                &messages, &cache),
            0);
  void *data = nullptr;
  size_t size = 0;
  EXPECT_EQ(std::string(cutedslCacheDirectory(cache)),
            std::string(directory) + "/v1");
  EXPECT_EQ(cutedslCacheGet(cache, key.c_str(), &data, &size), 0);
  EXPECT_EQ(cutedslCachePut(cache, key.c_str(), "bytes", 5), 1);
  ASSERT_EQ(cutedslCacheGet(cache, key.c_str(), &data, &size), 1);
  EXPECT_EQ(std::string(static_cast<char *>(data), size), "bytes");
  cutedslFree(data);
  CutedslCacheStats stats;
  cutedslCacheGetStats(cache, &stats);
  EXPECT_EQ(stats.entries, 1u);
  EXPECT_EQ(stats.hits, 1u);
  EXPECT_EQ(stats.misses, 1u);
  EXPECT_EQ(messages, "");
  EXPECT_EQ(cutedslCachePut(cache, "key", "bytes", 5), 0);
  EXPECT_NE(messages, "");
  cutedslCacheClear(cache);
  cutedslCacheGetStats(cache, &stats);
  EXPECT_EQ(stats.entries, 0u);
  cutedslCacheClose(cache);
  std::filesystem::remove_all(directory);
}

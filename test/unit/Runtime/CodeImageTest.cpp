#include "cutedsl/Runtime/CodeImage.h"
#include "TestObjects.h"

#include <cmath>
#include <elf.h>
#include <fstream>
#include <gtest/gtest.h>
#include <random>
#include <sstream>

using namespace cutedsl::runtime;

using LoadResult = Result<std::shared_ptr<CodeImage>>;

static LoadResult load(const std::string &name) {
  std::vector<uint8_t> object = readObject(name);
  EXPECT_FALSE(object.empty()) << name;
  if (name == "shared.so")
    return loadShared(object.data(), object.size());
  return loadRelocatable(object.data(), object.size());
}

static CpuKernel *find(const CodeImage &image, const char *name) {
  auto *kernel = reinterpret_cast<CpuKernel *>(image.lookup(name));
  EXPECT_NE(kernel, nullptr) << name;
  return kernel;
}

class CodeImageTest : public testing::TestWithParam<const char *> {};

TEST_P(CodeImageTest, RunsKernels) {
  LoadResult image = load(GetParam());
  ASSERT_TRUE(image.ok()) << image.error().message;
  float x[40], y[40] = {};
  for (int i = 0; i < 40; ++i)
    x[i] = 0.1f * i;
  void *buffers[] = {x, y};
  int64_t count = 40;
  find(**image, "add_one")(buffers, &count, 0, 3, nullptr, nullptr);
  for (int i = 0; i < 40; ++i)
    EXPECT_EQ(y[i], x[i] + 1.0f);
  find(**image, "exponential")(buffers, nullptr, 0, 40, nullptr, nullptr);
  for (int i = 0; i < 40; ++i)
    EXPECT_FLOAT_EQ(y[i], std::exp(x[i]));
  EXPECT_EQ((*image)->lookup("no_such_function"), nullptr);
}

// Constants, zeroed and initialised data, pointers in constants, jump tables.
TEST_P(CodeImageTest, RelocatesEverySection) {
  LoadResult image = load(GetParam());
  ASSERT_TRUE(image.ok()) << image.error().message;
  const float expected[6] = {10, 31, 52, 93, 14, 65};
  for (int64_t i = 0; i < 6; ++i) {
    float y[7] = {};
    void *buffers[] = {y};
    find(**image, "sections")(buffers, &i, 0, 1, nullptr, nullptr);
    EXPECT_EQ(y[0], float(1 << (i & 3)));
    EXPECT_EQ(y[1], float(i + 1));
    EXPECT_EQ(y[2], float(42 + i));
    EXPECT_EQ(y[3], 1.0f);
    EXPECT_EQ(y[4], float(i * i));
    EXPECT_EQ(y[5], float(4 << (i & 1)));
    EXPECT_EQ(y[6], expected[i]);
  }
}

// Two images of one object have data of their own.
TEST_P(CodeImageTest, ImagesAreIndependent) {
  int64_t zero = 0;
  LoadResult first = load(GetParam()), second = load(GetParam());
  ASSERT_TRUE(first.ok() && second.ok());
  for (float expected : {1.0f, 2.0f})
    for (LoadResult *image : {&first, &second}) {
      float y[7];
      void *buffers[] = {y};
      find(***image, "sections")(buffers, &zero, 0, 1, nullptr, nullptr);
      EXPECT_EQ(y[1], expected);
    }
}

INSTANTIATE_TEST_SUITE_P(Objects, CodeImageTest,
                         testing::Values("pic.o", "sections.o", "large.o",
                                         "shared.so"),
                         [](auto &info) {
                           std::string name = info.param;
                           return name.substr(0, name.find('.'));
                         });

TEST(CodeImage, NoPageIsWritableAndExecutable) {
  LoadResult image = load("pic.o");
  ASSERT_TRUE(image.ok());
  std::ifstream maps("/proc/self/maps");
  auto address = reinterpret_cast<uintptr_t>((*image)->lookup("add_one"));
  bool found = false;
  for (std::string line; std::getline(maps, line);) {
    unsigned long begin, end;
    char permissions[8];
    ASSERT_EQ(sscanf(line.c_str(), "%lx-%lx %7s", &begin, &end, permissions),
              3);
    if (address < begin || address >= end)
      continue;
    found = true;
    EXPECT_EQ(std::string(permissions), "r-xp");
  }
  EXPECT_TRUE(found);
}

static std::string getRefusal(const std::string &name) {
  LoadResult image = load(name);
  return image.ok() ? "" : image.error().message;
}

TEST(CodeImage, RefusesWhatItCannotLoad) {
  EXPECT_EQ(getRefusal("unknown.o"),
            "the object needs 'system', which the runtime does not provide");
  EXPECT_EQ(getRefusal("constructor.o"),
            "unsupported section '.init_array' in an object");
  EXPECT_EQ(getRefusal("threadlocal.o"),
            "unsupported thread-local section '.tbss'");
  EXPECT_NE(getRefusal("absolute.o")
                .find("is out of range: expected "
                      "position-independent code"),
            std::string::npos);
  std::vector<uint8_t> text = {'h', 'i'};
  EXPECT_EQ(loadRelocatable(text.data(), text.size()).error().message,
            "expected an x86-64 relocatable object");
  EXPECT_EQ(loadShared(text.data(), text.size())
                .error()
                .message.find("cannot load a shared object"),
            0u);
}

// Damaged tables must be refused or load; they must not crash the loader.
TEST(CodeImage, SurvivesDamagedObjects) {
  std::vector<uint8_t> object = readObject("sections.o");
  for (size_t size = 0; size < object.size(); size += 7)
    loadRelocatable(object.data(), size);
  std::mt19937 random(3);
  Elf64_Ehdr header;
  memcpy(&header, object.data(), sizeof(header));
  unsigned refused = 0;
  for (int round = 0; round < 20000; ++round) {
    std::vector<uint8_t> damaged = object;
    // Mostly in the section headers and in the tables before them.
    size_t begin = round % 2 ? header.e_shoff : 0;
    for (unsigned i = 0; i <= random() % 3; ++i)
      damaged[begin + random() % (damaged.size() - begin)] = uint8_t(random());
    refused += !loadRelocatable(damaged.data(), damaged.size()).ok();
  }
  EXPECT_GT(refused, 1000u);
}

#include "cutedsl/Runtime/Target.h"
#include "TestPrograms.h"

#include <gtest/gtest.h>

using namespace cutedsl::runtime;

TEST(Target, CpuTargetsNeedTheirFeatures) {
  EXPECT_EQ(rateCpuTarget("x86_64"), 0);
  EXPECT_EQ(rateCpuTarget("x86_64:sse2"), 1);
  EXPECT_EQ(rateCpuTarget("x86_64:avx2"),
            __builtin_cpu_supports("avx2") ? 1 : -1);
  EXPECT_EQ(rateCpuTarget("x86_64:avx512f,avx512vl"),
            __builtin_cpu_supports("avx512f") &&
                    __builtin_cpu_supports("avx512vl")
                ? 2
                : -1);
  EXPECT_LT(rateCpuTarget("x86_64:sse2,teleport"), 0);
  EXPECT_LT(rateCpuTarget("aarch64"), 0);
  EXPECT_LT(rateCpuTarget("sm_90a"), 0);
  EXPECT_LT(rateCpuTarget(""), 0);
}

TEST(Target, GpuTargetsNeedTheirGeneration) {
  EXPECT_GE(rateGpuTarget("sm_90a", 9, 0), 0);
  EXPECT_GT(rateGpuTarget("sm_90a", 9, 0), rateGpuTarget("sm_90", 9, 0));
  EXPECT_LT(rateGpuTarget("sm_90a", 10, 0), 0);
  EXPECT_LT(rateGpuTarget("sm_90", 10, 0), 0);
  EXPECT_GE(rateGpuTarget("sm_80", 8, 9), 0);
  EXPECT_LT(rateGpuTarget("sm_89", 8, 0), 0);
  EXPECT_GT(rateGpuTarget("sm_89", 8, 9), rateGpuTarget("sm_80", 8, 9));
  EXPECT_LT(rateGpuTarget("sm_100a", 10, 3), 0);
  EXPECT_GE(rateGpuTarget("sm_100f", 10, 3), 0);
  EXPECT_LT(rateGpuTarget("x86_64", 9, 0), 0);
  EXPECT_LT(rateGpuTarget("sm_90x", 9, 0), 0);
}

TEST(Target, TheBestIsChosen) {
  Bundle bundle = getEmptyBundle();
  auto choose = [&](const std::string &required) -> std::string {
    auto program =
        chooseProgram(bundle, required, "this processor", rateCpuTarget);
    return program.ok() ? (*program)->target : program.error().message;
  };
  TargetProgram first = bundle.programs[0];
  for (const char *target : {"x86_64:teleport,sse2", "x86_64:sse2", "sm_90a"}) {
    TargetProgram copy = first;
    copy.target = target;
    bundle.programs.push_back(copy);
  }
  EXPECT_EQ(choose(""), "x86_64:sse2");
  EXPECT_EQ(choose("x86_64"), "x86_64");
  EXPECT_EQ(choose("sm_90a"),
            "the bundle has no code for this processor with target 'sm_90a': "
            "it has x86_64, x86_64:teleport,sse2, x86_64:sse2, sm_90a");
}

//===- Target.cpp - Which target program a device can run -----------------===//

#include "cutedsl/Runtime/Target.h"

#include <algorithm>
#include <cstdlib>

using namespace cutedsl::runtime;

/// Whether this processor, under this system, has a feature of LLVM's name.
static bool hasFeature(const std::string &name) {
#if defined(__x86_64__)
  // Each name must be a literal; __builtin_cpu_supports also asks whether the
  // system saves the wide registers.
#define FEATURE(literal)                                                       \
  if (name == literal)                                                         \
    return __builtin_cpu_supports(literal);
  FEATURE("sse3")
  FEATURE("ssse3")
  FEATURE("sse4.1")
  FEATURE("sse4.2")
  FEATURE("popcnt")
  FEATURE("lzcnt")
  FEATURE("bmi")
  FEATURE("bmi2")
  FEATURE("avx")
  FEATURE("avx2")
  FEATURE("fma")
  FEATURE("f16c")
  FEATURE("avx512f")
  FEATURE("avx512vl")
  FEATURE("avx512bw")
  FEATURE("avx512dq")
  FEATURE("avx512cd")
  FEATURE("avx512vnni")
  FEATURE("avx512bf16")
  FEATURE("avx512fp16")
  FEATURE("avxvnni")
  FEATURE("amx-tile")
  FEATURE("amx-int8")
  FEATURE("amx-bf16")
#undef FEATURE
  return name == "sse2";
#else
  return false;
#endif
}

int cutedsl::runtime::rateCpuTarget(const std::string &target) {
#if defined(__x86_64__)
  const std::string architecture = "x86_64";
#else
  const std::string architecture = "";
#endif
  size_t colon = target.find(':');
  if (architecture.empty() || target.substr(0, colon) != architecture)
    return -1;
  if (colon == std::string::npos)
    return 0;
  int rating = 0;
  for (size_t at = colon + 1; at < target.size();) {
    size_t end = std::min(target.find(',', at), target.size());
    if (!hasFeature(target.substr(at, end - at)))
      return -1;
    ++rating;
    at = end + 1;
  }
  return rating;
}

int cutedsl::runtime::rateGpuTarget(const std::string &target, int major,
                                    int minor) {
  if (target.compare(0, 3, "sm_") != 0)
    return -1;
  char *end;
  long number = std::strtol(target.c_str() + 3, &end, 10);
  std::string suffix = end;
  int targetMajor = int(number / 10), targetMinor = int(number % 10);
  if (targetMajor != major || targetMinor > minor)
    return -1;
  if (suffix == "a")
    return targetMinor == minor ? 2 * targetMinor + 1 : -1;
  return suffix.empty() || suffix == "f" ? 2 * targetMinor : -1;
}

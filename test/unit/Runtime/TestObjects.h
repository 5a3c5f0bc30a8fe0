//===- TestObjects.h - Machine code made at build time ----------*- C++ -*-===//

#ifndef CUTEDSL_TEST_UNIT_RUNTIME_TESTOBJECTS_H
#define CUTEDSL_TEST_UNIT_RUNTIME_TESTOBJECTS_H

#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace cutedsl::runtime {

using CpuKernel = void(void *const *buffers, const int64_t *symbols,
                       int64_t begin, int64_t end, void *scratch,
                       int32_t *status);

inline std::vector<uint8_t> readObject(const std::string &name) {
  std::ifstream file(std::string(CUTEDSL_TEST_OBJECTS) + "/" + name,
                     std::ios::binary);
  return {std::istreambuf_iterator<char>(file),
          std::istreambuf_iterator<char>()};
}

} // namespace cutedsl::runtime

#endif // CUTEDSL_TEST_UNIT_RUNTIME_TESTOBJECTS_H

//===- Npy.h - Arrays in NumPy's .npy files ---------------------*- C++ -*-===//
//
// Reads and writes NumPy's format 1.0 (NEP 1): little-endian, C order. bf16,
// which NumPy lacks, is written as f32 and never read.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_TOOLS_CUTEDSL_RUN_NPY_H
#define CUTEDSL_TOOLS_CUTEDSL_RUN_NPY_H

#include "cutedsl/Runtime/BundleFormat.h"
#include "cutedsl/Runtime/Result.h"

namespace cutedsl {

/// A contiguous array.
struct Array {
  runtime::DType dtype = runtime::DType::F32;
  std::vector<int64_t> sizes;
  std::vector<uint8_t> bytes;

  int64_t getNumElements() const;
};

runtime::Result<Array> readNpy(const std::string &path);
runtime::MaybeError writeNpy(const std::string &path, const Array &array);

} // namespace cutedsl

#endif // CUTEDSL_TOOLS_CUTEDSL_RUN_NPY_H

//===- CudaKernel.h - Loading and launching one kernel ----------*- C++ -*-===//
//
// How a kernel's launch properties (docs/architecture.md) become requests to
// the driver. All functions need the device's context to be current.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_RUNTIME_CUDAKERNEL_H
#define CUTEDSL_RUNTIME_CUDAKERNEL_H

#include "cutedsl/Runtime/BundleFormat.h"
#include "cutedsl/Runtime/CudaDriver.h"

namespace cutedsl::runtime {

/// A kernel ready to launch.
struct CudaKernel {
  void *function = nullptr;
  /// Blocks that run at a time; only for persistent kernels.
  int64_t maxBlocks = INT64_MAX;
};

/// Finds the kernel in its module, or says what the device or its driver lacks.
Result<CudaKernel> loadCudaKernel(const CudaDriver &driver, int device,
                                  void *module, const Kernel &kernel);

/// Blocks of a launch for so many tiles: whole clusters.
int64_t getNumBlocks(const CudaKernel &loaded, const Kernel &kernel,
                     int64_t tiles);

/// `isDependent`: it may begin before the kernel before it on the stream ends.
MaybeError launchCudaKernel(const CudaDriver &driver, const CudaKernel &loaded,
                            const Kernel &kernel, bool isDependent,
                            unsigned blocks, void *stream, void **parameters);

} // namespace cutedsl::runtime

#endif // CUTEDSL_RUNTIME_CUDAKERNEL_H

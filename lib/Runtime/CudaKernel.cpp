//===- CudaKernel.cpp - Loading and launching one kernel ------------------===//

#include "cutedsl/Runtime/CudaKernel.h"

#include <algorithm>

using namespace cutedsl::runtime;

static constexpr unsigned kDefaultSharedBytes = 48 * 1024;
/// Larger clusters must be asked for.
static constexpr uint32_t kMaxPortableCluster = 8;
static constexpr size_t kMaxLaunchAttributes = 2;

#define CUDA_TRY(what, call)                                                   \
  if (int result_ = (call))                                                    \
  return makeCudaError(driver, what, result_)

/// How a kernel is launched, but for grid and stream. `attributes` has room for
/// all that there are.
static CudaLaunchConfig getLaunchConfig(const Kernel &kernel, bool isDependent,
                                        CudaLaunchAttribute *attributes) {
  CudaLaunchConfig config = {};
  config.grid[0] = config.grid[1] = config.grid[2] = 1;
  config.block[0] = kernel.threads;
  config.block[1] = config.block[2] = 1;
  config.sharedBytes = unsigned(kernel.scratchBytes);
  config.attributes = attributes;
  if (kernel.cluster > 1) {
    CudaLaunchAttribute &attribute = attributes[config.numAttributes++];
    attribute = {};
    attribute.id = kCudaLaunchCluster;
    attribute.clusterDimensions[0] = kernel.cluster;
    attribute.clusterDimensions[1] = attribute.clusterDimensions[2] = 1;
  }
  if (isDependent) {
    CudaLaunchAttribute &attribute = attributes[config.numAttributes++];
    attribute = {};
    attribute.id = kCudaLaunchDependent;
    attribute.isDependent = 1;
  }
  return config;
}

//===----------------------------------------------------------------------===//
// Loading
//===----------------------------------------------------------------------===//

/// Whether the driver can do what the kernel needs.
static MaybeError checkDriver(const CudaDriver &driver, const Kernel &kernel) {
  const char *missing = nullptr;
  if (!kernel.tensorMaps.empty() && !driver.tensorMapEncodeTiled)
    missing = "cuTensorMapEncodeTiled";
  if ((kernel.cluster > 1 || kernel.dependentLaunch) && !driver.launchKernelEx)
    missing = "cuLaunchKernelEx";
  if (kernel.cluster > 1 && kernel.persistent &&
      !driver.occupancyMaxActiveClusters)
    missing = "cuOccupancyMaxActiveClusters";
  if (!missing)
    return std::nullopt;
  return Error{"the CUDA driver is too old for kernel '" + kernel.symbol +
               "': it lacks " + missing};
}

static MaybeError raiseLimits(const CudaDriver &driver, int device,
                              const Kernel &kernel, void *function) {
  int maxShared = 0;
  CUDA_TRY("query the GPU", driver.deviceGetAttribute(
                                &maxShared, kCudaMaxSharedBytesOptIn, device));
  if (kernel.scratchBytes > uint64_t(maxShared))
    return Error{"kernel '" + kernel.symbol + "' needs " +
                 std::to_string(kernel.scratchBytes) +
                 " bytes of shared memory, but the GPU has " +
                 std::to_string(maxShared)};
  if (kernel.scratchBytes > kDefaultSharedBytes)
    CUDA_TRY("raise the limit of shared memory",
             driver.funcSetAttribute(function,
                                     kCudaFunctionMaxDynamicSharedBytes,
                                     int(kernel.scratchBytes)));
  if (kernel.cluster > kMaxPortableCluster)
    CUDA_TRY(
        "raise the limit of a cluster",
        driver.funcSetAttribute(function, kCudaFunctionNonPortableCluster, 1));
  return std::nullopt;
}

/// How many blocks the GPU runs at a time. A cluster needs its multiprocessors
/// close together, so that only the driver knows.
static MaybeError countBlocks(const CudaDriver &driver, int device,
                              const Kernel &kernel, CudaKernel &loaded) {
  int count = 0;
  if (kernel.cluster > 1) {
    CudaLaunchAttribute attributes[kMaxLaunchAttributes];
    CudaLaunchConfig config =
        getLaunchConfig(kernel, /*isDependent=*/false, attributes);
    config.grid[0] = kernel.cluster;
    CUDA_TRY(
        "count the clusters that the GPU runs at a time",
        driver.occupancyMaxActiveClusters(&count, loaded.function, &config));
    count *= int(kernel.cluster);
  } else {
    int numMultiprocessors = 0;
    CUDA_TRY("query the GPU",
             driver.deviceGetAttribute(&numMultiprocessors,
                                       kCudaMultiprocessorCount, device));
    CUDA_TRY("count the blocks that the GPU runs at a time",
             driver.occupancyMaxActiveBlocks(&count, loaded.function,
                                             int(kernel.threads),
                                             kernel.scratchBytes));
    count *= numMultiprocessors;
  }
  if (count <= 0)
    return Error{"kernel '" + kernel.symbol +
                 "' does not fit on the GPU: a cluster of " +
                 std::to_string(kernel.cluster) + " blocks of " +
                 std::to_string(kernel.threads) + " threads and " +
                 std::to_string(kernel.scratchBytes) +
                 " bytes of shared memory"};
  loaded.maxBlocks = count;
  return std::nullopt;
}

Result<CudaKernel> cutedsl::runtime::loadCudaKernel(const CudaDriver &driver,
                                                    int device, void *module,
                                                    const Kernel &kernel) {
  if (MaybeError error = checkDriver(driver, kernel))
    return *error;
  CudaKernel loaded;
  if (driver.moduleGetFunction(&loaded.function, module, kernel.symbol.c_str()))
    return Error{"the bundle's code lacks kernel '" + kernel.symbol + "'"};
  if (MaybeError error = raiseLimits(driver, device, kernel, loaded.function))
    return *error;
  if (kernel.persistent)
    if (MaybeError error = countBlocks(driver, device, kernel, loaded))
      return *error;
  return loaded;
}

//===----------------------------------------------------------------------===//
// Launching
//===----------------------------------------------------------------------===//

int64_t cutedsl::runtime::getNumBlocks(const CudaKernel &loaded,
                                       const Kernel &kernel, int64_t tiles) {
  int64_t cluster = kernel.cluster;
  int64_t clusters = tiles / cluster + (tiles % cluster != 0);
  return std::min(clusters, loaded.maxBlocks / cluster) * cluster;
}

MaybeError cutedsl::runtime::launchCudaKernel(const CudaDriver &driver,
                                              const CudaKernel &loaded,
                                              const Kernel &kernel,
                                              bool isDependent, unsigned blocks,
                                              void *stream, void **parameters) {
  int code;
  if (isDependent || kernel.cluster > 1) {
    CudaLaunchAttribute attributes[kMaxLaunchAttributes];
    CudaLaunchConfig config = getLaunchConfig(kernel, isDependent, attributes);
    config.grid[0] = blocks;
    config.stream = stream;
    code = driver.launchKernelEx(&config, loaded.function, parameters,
                                 /*extra=*/nullptr);
  } else {
    code = driver.launchKernel(loaded.function, blocks, 1, 1, kernel.threads, 1,
                               1, unsigned(kernel.scratchBytes), stream,
                               parameters, /*extra=*/nullptr);
  }
  if (!code)
    return std::nullopt;
  std::string what = "launch kernel '" + kernel.symbol + "'";
  return makeCudaError(driver, what.c_str(), code);
}

//===- CudaDriver.h - The CUDA driver as a table ----------------*- C++ -*-===//
//
// The driver is found with dlopen, so that one build serves machines with and
// without a GPU, and called through a table, so that tests can put another in
// its place. Types are those of cuda.h, whose ABI is stable: handles are
// pointers, a CUdevice and a CUresult are ints, a CUdeviceptr is 64 bits.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_RUNTIME_CUDADRIVER_H
#define CUTEDSL_RUNTIME_CUDADRIVER_H

#include "cutedsl/Runtime/Result.h"

#include <cstddef>
#include <cstdint>

namespace cutedsl::runtime {

using CUdeviceptr = uint64_t;

/// Values of cuda.h that are used.
enum : int {
  kCudaSuccess = 0,
  kCudaMultiprocessorCount = 16,          // device attribute
  kCudaMaxSharedBytesOptIn = 97,          // device attribute
  kCudaComputeCapabilityMajor = 75,       // device attribute
  kCudaComputeCapabilityMinor = 76,       // device attribute
  kCudaFunctionMaxDynamicSharedBytes = 8, // function attribute
  kCudaFunctionNonPortableCluster = 14,   // function attribute
  kCudaLaunchCluster = 4,                 // launch attribute
  kCudaLaunchDependent = 6,               // launch attribute
  kCudaCaptureModeThreadLocal = 1,
  kCudaCaptureModeRelaxed = 2,
  kCudaHostAllocDeviceMap = 2,
  kCudaTensorMapUInt8 = 0,
  kCudaTensorMapUInt16 = 1,
  kCudaTensorMapInt32 = 3,
  kCudaTensorMapInt64 = 5,
  kCudaTensorMapFloat16 = 6,
  kCudaTensorMapFloat32 = 7,
  kCudaTensorMapFloat64 = 8,
  kCudaTensorMapBFloat16 = 9,
  kCudaTensorMapPromote256Bytes = 3,
};

/// CUlaunchAttribute: an id and a union of 64 bytes.
struct CudaLaunchAttribute {
  int id;
  char padding[4];
  union {
    unsigned clusterDimensions[3]; // kCudaLaunchCluster
    int isDependent;               // kCudaLaunchDependent
    char bytes[64];
  };
};
static_assert(sizeof(CudaLaunchAttribute) == 72);

/// CUlaunchConfig.
struct CudaLaunchConfig {
  unsigned grid[3], block[3];
  unsigned sharedBytes;
  void *stream;
  CudaLaunchAttribute *attributes;
  unsigned numAttributes;
};
static_assert(offsetof(CudaLaunchConfig, stream) == 32 &&
              sizeof(CudaLaunchConfig) == 56);

struct CudaDriver {
  int (*init)(unsigned flags);
  int (*getErrorString)(int error, const char **text);
  int (*deviceGet)(int *device, int ordinal);
  int (*deviceGetAttribute)(int *value, int attribute, int device);
  int (*primaryCtxRetain)(void **context, int device);
  int (*primaryCtxRelease)(int device);
  int (*ctxGetCurrent)(void **context);
  int (*ctxPushCurrent)(void *context);
  int (*ctxPopCurrent)(void **context);
  int (*ctxSynchronize)();
  int (*moduleLoadData)(void **module, const void *image);
  int (*moduleUnload)(void *module);
  int (*moduleGetFunction)(void **function, void *module, const char *name);
  int (*funcSetAttribute)(void *function, int attribute, int value);
  int (*launchKernel)(void *function, unsigned gridX, unsigned gridY,
                      unsigned gridZ, unsigned blockX, unsigned blockY,
                      unsigned blockZ, unsigned sharedBytes, void *stream,
                      void **parameters, void **extra);
  /// The next three are null in drivers older than CUDA 12; only kernels that
  /// need them are then refused.
  int (*launchKernelEx)(const CudaLaunchConfig *config, void *function,
                        void **parameters, void **extra);
  int (*tensorMapEncodeTiled)(void *map, int dataType, uint32_t rank,
                              void *address, const uint64_t *sizes,
                              const uint64_t *strides, const uint32_t *box,
                              const uint32_t *elementStrides, int interleave,
                              int swizzle, int promotion, int fill);
  int (*occupancyMaxActiveClusters)(int *clusters, void *function,
                                    const CudaLaunchConfig *config);
  int (*occupancyMaxActiveBlocks)(int *blocks, void *function, int threads,
                                  size_t sharedBytes);
  int (*memAlloc)(CUdeviceptr *memory, size_t bytes);
  int (*memFree)(CUdeviceptr memory);
  int (*memcpyHtoD)(CUdeviceptr target, const void *source, size_t bytes);
  int (*memHostAlloc)(void **memory, size_t bytes, unsigned flags);
  int (*memFreeHost)(void *memory);
  int (*memHostGetDevicePointer)(CUdeviceptr *device, void *host,
                                 unsigned flags);
  int (*streamCreate)(void **stream, unsigned flags);
  int (*streamDestroy)(void *stream);
  int (*streamSynchronize)(void *stream);
  int (*streamIsCapturing)(void *stream, int *status);
  int (*streamBeginCapture)(void *stream, int mode);
  int (*streamEndCapture)(void *stream, void **graph);
  int (*threadExchangeStreamCaptureMode)(int *mode);
  int (*graphInstantiate)(void **executable, void *graph,
                          unsigned long long flags);
  int (*graphLaunch)(void *executable, void *stream);
  int (*graphExecDestroy)(void *executable);
  int (*graphDestroy)(void *graph);
  int (*eventCreate)(void **event, unsigned flags);
  int (*eventDestroy)(void *event);
  int (*eventRecord)(void *event, void *stream);
  int (*eventSynchronize)(void *event);
  int (*eventElapsedTime)(float *milliseconds, void *start, void *end);
};

/// The system's driver, initialised; the error says why there is none.
Result<const CudaDriver *> getCudaDriver();

/// "cannot <what>: <the driver's text>".
Error makeCudaError(const CudaDriver &driver, const char *what, int code);

} // namespace cutedsl::runtime

#endif // CUTEDSL_RUNTIME_CUDADRIVER_H

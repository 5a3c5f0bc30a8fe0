//===- CudaDriver.cpp - The CUDA driver as a table ------------------------===//

#include "cutedsl/Runtime/CudaDriver.h"

#include <dlfcn.h>
#include <mutex>

using namespace cutedsl::runtime;

static MaybeError load(CudaDriver &driver) {
  void *library = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
  if (!library)
    return Error{std::string("there is no CUDA driver: ") + dlerror()};
  MaybeError error;
  auto findIfThere = [&](auto &function, const char *name) {
    function = reinterpret_cast<std::decay_t<decltype(function)>>(
        dlsym(library, name));
  };
  auto find = [&](auto &function, const char *name) {
    findIfThere(function, name);
    if (!function && !error)
      error =
          Error{std::string("the CUDA driver is too old: it lacks ") + name};
  };
  find(driver.init, "cuInit");
  find(driver.getErrorString, "cuGetErrorString");
  find(driver.deviceGet, "cuDeviceGet");
  find(driver.deviceGetAttribute, "cuDeviceGetAttribute");
  find(driver.primaryCtxRetain, "cuDevicePrimaryCtxRetain");
  find(driver.primaryCtxRelease, "cuDevicePrimaryCtxRelease_v2");
  find(driver.ctxGetCurrent, "cuCtxGetCurrent");
  find(driver.ctxPushCurrent, "cuCtxPushCurrent_v2");
  find(driver.ctxPopCurrent, "cuCtxPopCurrent_v2");
  find(driver.ctxSynchronize, "cuCtxSynchronize");
  find(driver.moduleLoadData, "cuModuleLoadData");
  find(driver.moduleUnload, "cuModuleUnload");
  find(driver.moduleGetFunction, "cuModuleGetFunction");
  find(driver.funcSetAttribute, "cuFuncSetAttribute");
  find(driver.launchKernel, "cuLaunchKernel");
  findIfThere(driver.launchKernelEx, "cuLaunchKernelEx");
  findIfThere(driver.tensorMapEncodeTiled, "cuTensorMapEncodeTiled");
  findIfThere(driver.occupancyMaxActiveClusters,
              "cuOccupancyMaxActiveClusters");
  find(driver.occupancyMaxActiveBlocks,
       "cuOccupancyMaxActiveBlocksPerMultiprocessor");
  find(driver.memAlloc, "cuMemAlloc_v2");
  find(driver.memFree, "cuMemFree_v2");
  find(driver.memcpyHtoD, "cuMemcpyHtoD_v2");
  find(driver.memHostAlloc, "cuMemHostAlloc");
  find(driver.memFreeHost, "cuMemFreeHost");
  find(driver.memHostGetDevicePointer, "cuMemHostGetDevicePointer_v2");
  find(driver.streamCreate, "cuStreamCreate");
  find(driver.streamDestroy, "cuStreamDestroy_v2");
  find(driver.streamSynchronize, "cuStreamSynchronize");
  find(driver.streamIsCapturing, "cuStreamIsCapturing");
  find(driver.streamBeginCapture, "cuStreamBeginCapture_v2");
  find(driver.streamEndCapture, "cuStreamEndCapture");
  find(driver.threadExchangeStreamCaptureMode,
       "cuThreadExchangeStreamCaptureMode");
  find(driver.graphInstantiate, "cuGraphInstantiateWithFlags");
  find(driver.graphLaunch, "cuGraphLaunch");
  find(driver.graphExecDestroy, "cuGraphExecDestroy");
  find(driver.graphDestroy, "cuGraphDestroy");
  find(driver.eventCreate, "cuEventCreate");
  find(driver.eventDestroy, "cuEventDestroy_v2");
  find(driver.eventRecord, "cuEventRecord");
  find(driver.eventSynchronize, "cuEventSynchronize");
  find(driver.eventElapsedTime, "cuEventElapsedTime");
  if (error)
    return error;
  if (int code = driver.init(0))
    return makeCudaError(driver, "start the CUDA driver", code);
  return std::nullopt;
}

Error cutedsl::runtime::makeCudaError(const CudaDriver &driver,
                                      const char *what, int code) {
  const char *text = nullptr;
  driver.getErrorString(code, &text);
  return Error{std::string("cannot ") + what + ": " +
               (text ? text : "unknown error") + " (CUDA error " +
               std::to_string(code) + ")"};
}

Result<const CudaDriver *> cutedsl::runtime::getCudaDriver() {
  // A failure is remembered too: neither a driver nor a GPU appears later.
  static CudaDriver driver;
  static const MaybeError error = load(driver);
  if (error)
    return *error;
  return &driver;
}

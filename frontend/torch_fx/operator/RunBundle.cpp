//===- RunBundle.cpp - The operator cutedsl::run_bundle -------------------===//
//
// Runs a bundle from wherever PyTorch's dispatcher reaches: Python,
// torch.export, C++ with LibTorch. Written against PyTorch's stable ABI, so
// that one library serves every PyTorch from 2.11 on.
//
// The bundle travels as a tensor of bytes, so that an exported program holds
// it. Its first 64 bytes contain a digest of all that follows and therefore
// identify it: a program is loaded once for each bundle and device.
//
//===----------------------------------------------------------------------===//

#include "cutedsl-c/Runtime.h"

#include <torch/csrc/stable/device.h>
#include <torch/csrc/stable/library.h>
#include <torch/csrc/stable/ops.h>
#include <torch/csrc/stable/tensor.h>

#include <cstring>
#include <dlfcn.h>
#include <mutex>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

using torch::headeronly::DeviceType;
using torch::headeronly::ScalarType;
using torch::stable::Tensor;

static constexpr size_t kHeaderBytes = 64;
static constexpr int32_t kCpu = 1, kCuda = 2;

static ScalarType getScalarType(int32_t dtype) {
  static constexpr ScalarType kTypes[] = {
      ScalarType::Double,       ScalarType::Float,
      ScalarType::Half,         ScalarType::BFloat16,
      ScalarType::Long,         ScalarType::Int,
      ScalarType::Short,        ScalarType::Char,
      ScalarType::Byte,         ScalarType::Bool,
      ScalarType::ComplexFloat, ScalarType::Float8_e4m3fn,
      ScalarType::Float8_e5m2,
  };
  return kTypes[dtype];
}

static int32_t getDType(ScalarType type) {
  for (int32_t dtype = CUTEDSL_F64; dtype <= CUTEDSL_F8E5M2; ++dtype)
    if (getScalarType(dtype) == type)
      return dtype;
  return -1;
}

static CutedslTensor describe(const Tensor &tensor) {
  bool isCuda = tensor.is_cuda();
  return {tensor.data_ptr(),
          tensor.sizes().data(),
          tensor.strides().data(),
          int32_t(tensor.dim()),
          getDType(tensor.scalar_type()),
          isCuda            ? kCuda
          : tensor.is_cpu() ? kCpu
                            : 0,
          isCuda ? int32_t(tensor.get_device_index()) : 0};
}

static void require(bool condition, const char *message) {
  if (!condition)
    throw std::runtime_error(message);
}

/// The program of a bundle on a device, loaded when it is needed first. It
/// lives as long as the process, as does the code of other operators.
static CutedslProgram *getProgram(const Tensor &bundle, int32_t deviceType,
                                  int32_t deviceId) {
  static std::mutex mutex;
  static auto *programs = new std::unordered_map<std::string, CutedslProgram *>;
  require(bundle.is_cpu() && bundle.scalar_type() == ScalarType::Byte &&
              bundle.dim() == 1 && bundle.is_contiguous() &&
              size_t(bundle.numel()) >= kHeaderBytes,
          "expected the bundle as a contiguous uint8 tensor on the CPU");
  std::string key(static_cast<const char *>(bundle.data_ptr()), kHeaderBytes);
  key += std::to_string(deviceType) + ":" + std::to_string(deviceId);
  std::lock_guard<std::mutex> lock(mutex);
  CutedslProgram *&program = (*programs)[key];
  if (program)
    return program;
  CutedslBundle *loaded = nullptr;
  require(cutedslBundleLoad(bundle.data_ptr(), size_t(bundle.numel()),
                            &loaded) == 0,
          cutedslGetLastError());
  CutedslProgramOptions options = {};
  options.device_type = deviceType;
  options.device_id = deviceId;
  int failed = cutedslProgramCreate(loaded, &options, &program);
  cutedslBundleRelease(loaded);
  require(!failed, cutedslGetLastError());
  return program;
}

/// PyTorch's current stream; its CPU builds lack the function.
static void *getCurrentStream(int32_t deviceId) {
  using Function = AOTITorchError(int32_t, void **);
  static auto *function = reinterpret_cast<Function *>(
      dlsym(RTLD_DEFAULT, "aoti_torch_get_current_cuda_stream"));
  void *stream = nullptr;
  require(function && function(deviceId, &stream) == 0,
          "cannot get the current CUDA stream");
  return stream;
}

static Tensor makeTensor(const CutedslTensor &description) {
  using torch::stable::detail::from;
  using torch::stable::detail::to;
  bool isCuda = description.device_type == kCuda;
  AtenTensorHandle handle;
  STABLE_TORCH_ERROR_CODE_CHECK(aoti_torch_empty_strided(
      description.rank, description.sizes, description.strides,
      to<int32_t>(from(getScalarType(description.dtype))),
      to<int32_t>(from(isCuda ? DeviceType::CUDA : DeviceType::CPU)),
      isCuda ? description.device_id : 0, &handle));
  return Tensor(handle);
}

/// `signature` is for tracing, which has shapes but no bytes.
static std::vector<Tensor> runBundle(Tensor bundle, std::string signature,
                                     std::vector<Tensor> inputs) {
  std::vector<CutedslTensor> arguments;
  int32_t deviceType = kCpu, deviceId = 0;
  for (const Tensor &input : inputs) {
    arguments.push_back(describe(input));
    if (arguments.back().device_type == kCuda) {
      deviceType = kCuda;
      deviceId = arguments.back().device_id;
    }
  }
  CutedslProgram *program = getProgram(bundle, deviceType, deviceId);
  std::vector<CutedslTensor> outputs(cutedslProgramNumResults(program));
  require(cutedslProgramQueryResults(program, arguments.data(),
                                     arguments.size(), outputs.data()) == 0,
          cutedslGetLastError());
  std::vector<Tensor> results;
  for (CutedslTensor &output : outputs) {
    results.push_back(makeTensor(output));
    output.data = results.back().data_ptr();
  }
  CutedslRunOptions options = {};
  if (deviceType == kCuda)
    options.stream = getCurrentStream(deviceId);
  else
    options.threads = int32_t(torch::stable::get_num_threads());
  require(cutedslProgramRun(program, arguments.data(), arguments.size(),
                            outputs.data(), outputs.size(), &options) == 0,
          cutedslGetLastError());
  return results;
}

STABLE_TORCH_LIBRARY_FRAGMENT(cutedsl, m) {
  m.def("run_bundle(Tensor bundle, str signature, Tensor[] inputs) -> "
        "Tensor[]");
}

STABLE_TORCH_LIBRARY_IMPL(cutedsl, CompositeExplicitAutograd, m) {
  m.impl("run_bundle", TORCH_BOX(&runBundle));
}

//===- DLPack.h - PyTorch's C exchange of tensors ---------------*- C++ -*-===//
//
// The structures of DLPack 1.3 that the extension uses: PyTorch (from 2.10)
// offers a table of C functions at torch.Tensor.__dlpack_c_exchange_api__, a
// capsule named "dlpack_exchange_api". The layout is fixed by the DLPack
// specification; a table of another major version is refused.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_EXTENSION_DLPACK_H
#define CUTEDSL_EXTENSION_DLPACK_H

#include <cstdint>

namespace cutedsl::dlpack {

constexpr uint32_t kMajorVersion = 1;

struct Version {
  uint32_t major, minor;
};

enum DeviceType : int32_t { kCPU = 1, kCUDA = 2 };

enum TypeCode : uint8_t {
  kInt = 0,
  kUInt = 1,
  kFloat = 2,
  kBFloat = 4,
  kComplex = 5,
  kBool = 6,
  kFloat8E4M3FN = 10,
  kFloat8E5M2 = 12,
};

struct Device {
  int32_t type, id;
};

struct DataType {
  uint8_t code, bits;
  uint16_t lanes;
};

/// A tensor that someone else keeps alive; strides are in elements.
struct Tensor {
  void *data;
  Device device;
  int32_t rank;
  DataType dtype;
  int64_t *shape;
  int64_t *strides;
  uint64_t byteOffset;
};

/// Functions return 0, or -1 with a Python exception set. Those that are not
/// called here have the type of a pointer.
struct ExchangeAPI {
  Version version;
  ExchangeAPI *previous;
  void *allocate;
  void *fromPyObject;
  void *toPyObject;
  int (*tensorFromPyObject)(void *object, Tensor *tensor);
  int (*currentStream)(int32_t deviceType, int32_t deviceId, void **stream);
};

} // namespace cutedsl::dlpack

#endif // CUTEDSL_EXTENSION_DLPACK_H

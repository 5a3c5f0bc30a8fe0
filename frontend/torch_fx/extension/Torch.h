//===- Torch.h - What the extension needs of PyTorch ------------*- C++ -*-===//

#ifndef CUTEDSL_EXTENSION_TORCH_H
#define CUTEDSL_EXTENSION_TORCH_H

#define Py_LIMITED_API 0x030b0000
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "DLPack.h"
#include "cutedsl-c/Runtime.h"

namespace cutedsl {

/// How many dtypes the runtime numbers.
constexpr int kNumDTypes = CUTEDSL_F8E5M2 + 1;

/// PyTorch's functions and types, found once; references are never dropped.
struct Torch {
  const dlpack::ExchangeAPI *api;
  PyTypeObject *tensorType, *parameterType;
  PyObject *getNumThreads;
  /// Fast allocation, on a GPU the current one; null where this PyTorch lacks
  /// it.
  PyObject *emptyStridedCpu, *emptyStridedCuda;
  PyObject *emptyStrided, *device;
  /// By CUTEDSL_* dtype.
  PyObject *dtypes[kNumDTypes];
  /// "_version".
  PyObject *version;
};

/// Null, with an exception set, where PyTorch is missing or too old.
const Torch *getTorch();

/// Whether `object` is a torch.Tensor; -1 with an exception set on failure.
int isTensor(const Torch &torch, PyObject *object);

/// Describes `object` for the runtime; it must stay alive and unchanged. False
/// with an exception set on failure.
bool readTensor(const Torch &torch, PyObject *object, CutedslTensor &tensor);

/// A new tensor of these sizes and strides (tuples), of the dtype and on the
/// device of `tensor`, which becomes its description; null with an exception
/// set on failure.
PyObject *makeTensor(const Torch &torch, PyObject *sizes, PyObject *strides,
                     CutedslTensor &tensor);

} // namespace cutedsl

#endif // CUTEDSL_EXTENSION_TORCH_H

//===- Torch.cpp - What the extension needs of PyTorch --------------------===//

#include "Torch.h"

#include <initializer_list>

using namespace cutedsl;

static PyObject *getAttribute(PyObject *object, const char *name) {
  return object ? PyObject_GetAttrString(object, name) : nullptr;
}

/// An attribute at the end of a dotted path, or null without an exception.
static PyObject *getOptional(const char *module, const char *name) {
  PyObject *imported = PyImport_ImportModule(module);
  PyObject *value = getAttribute(imported, name);
  Py_XDECREF(imported);
  if (!value)
    PyErr_Clear();
  return value;
}

static const dlpack::ExchangeAPI *getExchangeAPI(PyObject *tensorType) {
  PyObject *capsule = getAttribute(tensorType, "__dlpack_c_exchange_api__");
  if (!capsule) {
    PyErr_SetString(PyExc_ImportError, "cutedsl needs PyTorch 2.10 or newer");
    return nullptr;
  }
  auto *api = static_cast<const dlpack::ExchangeAPI *>(
      PyCapsule_GetPointer(capsule, "dlpack_exchange_api"));
  Py_DECREF(capsule);
  while (api && api->version.major != dlpack::kMajorVersion)
    api = api->previous;
  if (!api || !api->tensorFromPyObject || !api->currentStream) {
    PyErr_SetString(PyExc_ImportError,
                    "this PyTorch exchanges tensors in a way that cutedsl "
                    "does not know");
    return nullptr;
  }
  return api;
}

static bool load(Torch &torch) {
  static const char *const kDTypes[kNumDTypes] = {
      "float64",   "float32",       "float16",    "bfloat16", "int64",
      "int32",     "int16",         "int8",       "uint8",    "bool",
      "complex64", "float8_e4m3fn", "float8_e5m2"};
  PyObject *module = PyImport_ImportModule("torch");
  if (!module)
    return false;
  PyObject *tensorType = getAttribute(module, "Tensor");
  PyObject *nn = getAttribute(module, "nn");
  PyObject *parameterType = getAttribute(nn, "Parameter");
  torch.tensorType = reinterpret_cast<PyTypeObject *>(tensorType);
  torch.parameterType = reinterpret_cast<PyTypeObject *>(parameterType);
  torch.getNumThreads = getAttribute(module, "get_num_threads");
  torch.emptyStrided = getAttribute(module, "empty_strided");
  torch.device = getAttribute(module, "device");
  bool isComplete = tensorType && parameterType && torch.getNumThreads &&
                    torch.emptyStrided && torch.device;
  for (int i = 0; i < kNumDTypes && isComplete; ++i) {
    torch.dtypes[i] = getAttribute(module, kDTypes[i]);
    isComplete = torch.dtypes[i] != nullptr;
  }
  Py_XDECREF(nn);
  Py_DECREF(module);
  if (!isComplete)
    return false;
  // What Inductor's own code calls; without them the public function serves.
  torch.emptyStridedCpu =
      getOptional("torch._C._dynamo.guards", "_empty_strided_cpu");
  torch.emptyStridedCuda =
      getOptional("torch._C._dynamo.guards", "_empty_strided_cuda");
  torch.version = PyUnicode_InternFromString("_version");
  torch.api = getExchangeAPI(tensorType);
  return torch.api && torch.version;
}

const Torch *cutedsl::getTorch() {
  // The interpreter's lock is held: no two threads load at a time, or if one
  // import gives way to another, both find the same.
  static Torch torch;
  static bool isLoaded = false;
  if (!isLoaded) {
    Torch loaded = {};
    if (!load(loaded))
      return nullptr;
    torch = loaded;
    isLoaded = true;
  }
  return &torch;
}

int cutedsl::isTensor(const Torch &torch, PyObject *object) {
  PyTypeObject *type = Py_TYPE(object);
  if (type == torch.tensorType || type == torch.parameterType)
    return 1;
  return PyObject_IsInstance(object,
                             reinterpret_cast<PyObject *>(torch.tensorType));
}

/// The runtime's number of a dtype; -1 where it has none.
static int32_t getDType(dlpack::DataType type) {
  if (type.lanes != 1)
    return -1;
  switch (type.code) {
  case dlpack::kFloat:
    return type.bits == 32   ? CUTEDSL_F32
           : type.bits == 64 ? CUTEDSL_F64
           : type.bits == 16 ? CUTEDSL_F16
                             : -1;
  case dlpack::kBFloat:
    return type.bits == 16 ? CUTEDSL_BF16 : -1;
  case dlpack::kInt:
    return type.bits == 64   ? CUTEDSL_I64
           : type.bits == 32 ? CUTEDSL_I32
           : type.bits == 16 ? CUTEDSL_I16
           : type.bits == 8  ? CUTEDSL_I8
                             : -1;
  case dlpack::kUInt:
    return type.bits == 8 ? CUTEDSL_U8 : -1;
  case dlpack::kBool:
    return type.bits == 8 ? CUTEDSL_BOOL : -1;
  case dlpack::kComplex:
    return type.bits == 64 ? CUTEDSL_C64 : -1;
  case dlpack::kFloat8E4M3FN:
    return CUTEDSL_F8E4M3FN;
  case dlpack::kFloat8E5M2:
    return CUTEDSL_F8E5M2;
  default:
    return -1;
  }
}

bool cutedsl::readTensor(const Torch &torch, PyObject *object,
                         CutedslTensor &tensor) {
  dlpack::Tensor source;
  if (torch.api->tensorFromPyObject(object, &source))
    return false;
  tensor = {static_cast<char *>(source.data) + source.byteOffset,
            source.shape,
            source.strides,
            source.rank,
            getDType(source.dtype),
            source.device.type,
            source.device.id};
  return true;
}

/// `torch.empty_strided`.
static PyObject *makeAnywhere(const Torch &torch, PyObject *sizes,
                              PyObject *strides, const CutedslTensor &tensor) {
  PyObject *device = tensor.device_type == dlpack::kCPU
                         ? PyObject_CallFunction(torch.device, "s", "cpu")
                         : PyObject_CallFunction(torch.device, "si", "cuda",
                                                 int(tensor.device_id));
  if (!device)
    return nullptr;
  PyObject *arguments = PyTuple_Pack(2, sizes, strides);
  PyObject *keywords = Py_BuildValue(
      "{s:O,s:O}", "dtype", torch.dtypes[tensor.dtype], "device", device);
  PyObject *result = arguments && keywords ? PyObject_Call(torch.emptyStrided,
                                                           arguments, keywords)
                                           : nullptr;
  Py_XDECREF(arguments);
  Py_XDECREF(keywords);
  Py_DECREF(device);
  return result;
}

PyObject *cutedsl::makeTensor(const Torch &torch, PyObject *sizes,
                              PyObject *strides, CutedslTensor &tensor) {
  PyObject *fast = tensor.device_type == dlpack::kCPU ? torch.emptyStridedCpu
                                                      : torch.emptyStridedCuda;
  CutedslTensor wanted = tensor;
  for (bool isFast : {true, false}) {
    if (isFast && !fast)
      continue;
    PyObject *made =
        isFast ? PyObject_CallFunctionObjArgs(
                     fast, sizes, strides, torch.dtypes[wanted.dtype], nullptr)
               : makeAnywhere(torch, sizes, strides, wanted);
    if (!made)
      return nullptr;
    bool isRead = readTensor(torch, made, tensor);
    // The fast way allocates on the current GPU.
    if (isRead && (!isFast || wanted.device_type == dlpack::kCPU ||
                   tensor.device_id == wanted.device_id))
      return made;
    Py_DECREF(made);
    if (!isRead)
      return nullptr;
  }
  return nullptr;
}

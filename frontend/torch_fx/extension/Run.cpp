//===- Run.cpp - The hot path of cutedsl._C.Program -----------------------===//
//
// Tensors are read through PyTorch's C exchange, outputs are allocated by
// PyTorch, and one call runs the whole graph without the interpreter's lock. A
// bundle becomes a runtime program for each device that its inputs are on, when
// they are there first.
//
//===----------------------------------------------------------------------===//

#include "ProgramObject.h"

#include <initializer_list>

using namespace cutedsl;

PyObject *cutedsl::raiseRuntimeError() {
  PyErr_SetString(PyExc_RuntimeError, cutedslGetLastError());
  return nullptr;
}

bool cutedsl::checkValues(PyObject *tensor) {
  for (const char *name : {"is_conj", "is_neg"}) {
    PyObject *answer = PyObject_CallMethod(tensor, name, nullptr);
    if (!answer)
      return false;
    int isLazy = PyObject_IsTrue(answer);
    Py_DECREF(answer);
    if (isLazy == 0)
      continue;
    if (isLazy == 1)
      PyErr_Format(PyExc_RuntimeError,
                   "expected a tensor whose values are in memory, but %s() is "
                   "true",
                   name);
    return false;
  }
  return true;
}

namespace {

CutedslProgram *getProgram(ProgramObject *self, int32_t deviceId) {
  if (deviceId < 0 || deviceId >= kMaxDevices) {
    PyErr_Format(PyExc_RuntimeError, "expected a device below %d, but got %d",
                 kMaxDevices, int(deviceId));
    return nullptr;
  }
  CutedslProgram *&program = self->programs[deviceId];
  if (program)
    return program;
  CutedslProgramOptions options = {};
  options.device_type = self->isCpu ? dlpack::kCPU : dlpack::kCUDA;
  options.device_id = deviceId;
  options.use_graphs = self->useGraphs;
  CutedslProgram *created = nullptr;
  if (cutedslProgramCreate(self->bundle, &options, &created)) {
    raiseRuntimeError();
    return nullptr;
  }
  if (self->isProfiling)
    cutedslProgramSetProfiling(created, 1);
  return program = created;
}

bool readArgument(const Torch &torch, ProgramObject *self, PyObject *object,
                  Py_ssize_t index, CutedslTensor &tensor, int64_t &scalar) {
  if (PyLong_Check(object)) {
    scalar = PyLong_AsLongLong(object);
    tensor = {&scalar, nullptr, nullptr, 0, CUTEDSL_I64, dlpack::kCPU, 0};
    return scalar != -1 || !PyErr_Occurred();
  }
  int answer = isTensor(torch, object);
  if (answer == 0)
    PyErr_Format(PyExc_TypeError, "expected a tensor as argument %zd", index);
  if (answer <= 0)
    return false;
  // Dynamo's guards keep this property of each argument: one look is enough.
  if (!self->isChecked && !checkValues(object))
    return false;
  return readTensor(torch, object, tensor);
}

/// A new reference to a tuple of these integers: the cached one where it has
/// them. Another thread may replace the cached one at any time.
PyObject *getTuple(PyObject *&cached, const int64_t *values, int32_t count) {
  if (cached && PyTuple_Size(cached) == count) {
    int32_t i = 0;
    while (i < count &&
           PyLong_AsLongLong(PyTuple_GetItem(cached, i)) == values[i])
      ++i;
    if (i == count) {
      Py_INCREF(cached);
      return cached;
    }
  }
  PyObject *tuple = PyTuple_New(count);
  for (int32_t i = 0; tuple && i < count; ++i) {
    PyObject *value = PyLong_FromLongLong(values[i]);
    if (!value || PyTuple_SetItem(tuple, i, value)) {
      Py_DECREF(tuple);
      return nullptr;
    }
  }
  if (!tuple)
    return nullptr;
  PyObject *previous = cached;
  cached = tuple;
  Py_XDECREF(previous);
  Py_INCREF(tuple);
  return tuple;
}

/// Makes all results; what was made is dropped on failure.
PyObject *makeResults(const Torch &torch, ProgramObject *self,
                      CutedslTensor *outputs) {
  PyObject *results = PyTuple_New(self->numResults);
  for (Py_ssize_t i = 0; results && i < self->numResults; ++i) {
    CutedslTensor &output = outputs[i];
    ResultCache &cache = self->results[i];
    PyObject *sizes = getTuple(cache.sizes, output.sizes, output.rank);
    PyObject *strides =
        sizes ? getTuple(cache.strides, output.strides, output.rank) : nullptr;
    PyObject *tensor =
        strides ? makeTensor(torch, sizes, strides, output) : nullptr;
    Py_XDECREF(sizes);
    Py_XDECREF(strides);
    if (!tensor || PyTuple_SetItem(results, i, tensor)) {
      Py_DECREF(results);
      return nullptr;
    }
  }
  return results;
}

/// Binds each watched tensor again that was written to or moved.
bool refreshBound(const Torch &torch, ProgramObject *self,
                  CutedslProgram *program) {
  for (Py_ssize_t i = 0; i < self->numArguments; ++i) {
    BoundTensor &bound = self->bound[i];
    if (!bound.tensor || (bound.isKnown && !bound.isWatched))
      continue;
    CutedslTensor tensor;
    PyObject *version = PyObject_GetAttr(bound.tensor, torch.version);
    if (!version)
      return false;
    uint64_t number = PyLong_AsUnsignedLongLong(version);
    Py_DECREF(version);
    if (PyErr_Occurred() || !readTensor(torch, bound.tensor, tensor))
      return false;
    if (bound.isKnown && bound.version == number && bound.data == tensor.data)
      continue;
    if (cutedslProgramBind(program, size_t(i), &tensor, number)) {
      raiseRuntimeError();
      return false;
    }
    bound.isKnown = true;
    bound.version = number;
    bound.data = tensor.data;
  }
  return true;
}

bool getRunOptions(const Torch &torch, ProgramObject *self, int32_t deviceId,
                   CutedslRunOptions &options) {
  options = {};
  if (!self->isCpu)
    return torch.api->currentStream(dlpack::kCUDA, deviceId, &options.stream) ==
           0;
  PyObject *threads = PyObject_CallNoArgs(torch.getNumThreads);
  if (!threads)
    return false;
  options.threads = int32_t(PyLong_AsLong(threads));
  Py_DECREF(threads);
  return !PyErr_Occurred();
}

/// Runs with what is bound now.
PyObject *attempt(const Torch &torch, ProgramObject *self,
                  const CutedslTensor *inputs, Py_ssize_t count,
                  CutedslTensor *outputs, int32_t deviceId) {
  CutedslProgram *program = getProgram(self, deviceId);
  CutedslRunOptions options;
  if (!program || !refreshBound(torch, self, program) ||
      !getRunOptions(torch, self, deviceId, options))
    return nullptr;
  if (cutedslProgramQueryResults(program, inputs, size_t(count), outputs))
    return raiseRuntimeError();
  PyObject *results = makeResults(torch, self, outputs);
  if (!results)
    return nullptr;
  int failed;
  Py_BEGIN_ALLOW_THREADS failed =
      cutedslProgramRun(program, inputs, size_t(count), outputs,
                        size_t(self->numResults), &options);
  Py_END_ALLOW_THREADS if (!failed) return results;
  Py_DECREF(results);
  return raiseRuntimeError();
}

} // namespace

PyObject *cutedsl::runProgram(ProgramObject *self, PyObject *const *arguments,
                              Py_ssize_t count) {
  const Torch *torch = getTorch();
  if (!torch)
    return nullptr;
  Buffer<CutedslTensor> inputs(count), outputs(self->numResults);
  Buffer<int64_t> scalars(count);
  if (!inputs.get() || !outputs.get() || !scalars.get())
    return PyErr_NoMemory();
  int32_t deviceId = 0;
  for (Py_ssize_t i = 0; i < count; ++i) {
    if (!readArgument(*torch, self, arguments[i], i, inputs[i], scalars[i]))
      return nullptr;
    if (!self->isCpu && inputs[i].device_type == dlpack::kCUDA)
      deviceId = inputs[i].device_id;
  }
  for (Py_ssize_t i = 0; count == 0 && i < self->numArguments; ++i)
    if (self->bound[i].tensor && !self->isCpu) {
      CutedslTensor tensor;
      if (!readTensor(*torch, self->bound[i].tensor, tensor))
        return nullptr;
      deviceId = tensor.device_id;
    }
  PyObject *results = nullptr;
  uint64_t epoch;
  do {
    // A binding of another thread between the checks and the run makes it
    // fail; then it is tried again with the new binding.
    PyErr_Clear();
    epoch = self->bindEpoch;
    results =
        attempt(*torch, self, inputs.get(), count, outputs.get(), deviceId);
  } while (!results && epoch != self->bindEpoch);
  if (results)
    self->isChecked = true;
  return results;
}

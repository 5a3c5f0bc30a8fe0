//===- Program.cpp - A compiled program as a Python object ----------------===//

#include "Program.h"
#include "ProgramObject.h"

#include <cstdlib>
#include <cstring>

using namespace cutedsl;

namespace {

/// The object `json.loads` makes of a text.
PyObject *parseJson(const char *text) {
  PyObject *json = PyImport_ImportModule("json");
  PyObject *value =
      json ? PyObject_CallMethod(json, "loads", "s", text) : nullptr;
  Py_XDECREF(json);
  return value;
}

//===----------------------------------------------------------------------===//
// Methods
//===----------------------------------------------------------------------===//

ProgramObject *cast(PyObject *self) {
  return reinterpret_cast<ProgramObject *>(self);
}

PyObject *run(PyObject *self, PyObject *const *arguments, Py_ssize_t count) {
  return runProgram(cast(self), arguments, count);
}

PyObject *call(PyObject *self, PyObject *arguments, PyObject *keywords) {
  if (keywords && PyDict_Size(keywords)) {
    PyErr_SetString(PyExc_TypeError, "a program takes no keyword arguments");
    return nullptr;
  }
  Py_ssize_t count = PyTuple_Size(arguments);
  Buffer<PyObject *> items(count);
  if (!items.get())
    return PyErr_NoMemory();
  for (Py_ssize_t i = 0; i < count; ++i)
    items[i] = PyTuple_GetItem(arguments, i);
  return runProgram(cast(self), items.get(), count);
}

PyObject *bind(PyObject *object, PyObject *arguments, PyObject *keywords) {
  static const char *const kNames[] = {"index", "tensor", "watch", nullptr};
  ProgramObject *self = cast(object);
  Py_ssize_t index;
  PyObject *tensor;
  int watch = 1;
  if (!PyArg_ParseTupleAndKeywords(arguments, keywords, "nO|p",
                                   const_cast<char **>(kNames), &index, &tensor,
                                   &watch))
    return nullptr;
  const Torch *torch = getTorch();
  if (!torch)
    return nullptr;
  if (index < 0 || index >= self->numArguments)
    return PyErr_Format(PyExc_IndexError,
                        "expected an argument below %zd, but got %zd",
                        self->numArguments, index);
  int answer = tensor == Py_None ? 1 : isTensor(*torch, tensor);
  if (answer == 0)
    PyErr_SetString(PyExc_TypeError, "expected a tensor or None");
  if (answer <= 0 || (tensor != Py_None && !checkValues(tensor)))
    return nullptr;
  BoundTensor &bound = self->bound[index];
  PyObject *previous = bound.tensor;
  bound = {};
  ++self->bindEpoch;
  if (tensor != Py_None) {
    Py_INCREF(tensor);
    bound.tensor = tensor;
    bound.isWatched = watch != 0;
  }
  // Waits for runs of other threads, which still read the previous tensor. They
  // end without the interpreter's lock, which must be held: meanwhile another
  // thread could bind the new tensor, and this would take that back.
  int failed = 0;
  for (CutedslProgram *program : self->programs)
    if (program && previous)
      failed |= cutedslProgramBind(program, size_t(index), nullptr, 0);
  Py_XDECREF(previous);
  if (failed)
    return raiseRuntimeError();
  Py_RETURN_NONE;
}

PyObject *setProfiling(PyObject *object, PyObject *enable) {
  ProgramObject *self = cast(object);
  int isEnabled = PyObject_IsTrue(enable);
  if (isEnabled < 0)
    return nullptr;
  self->isProfiling = isEnabled != 0;
  for (CutedslProgram *program : self->programs)
    if (program)
      cutedslProgramSetProfiling(program, isEnabled);
  Py_RETURN_NONE;
}

PyObject *synchronize(PyObject *object, PyObject *) {
  for (CutedslProgram *program : cast(object)->programs)
    if (program) {
      int failed;
      Py_BEGIN_ALLOW_THREADS failed = cutedslProgramSynchronize(program);
      Py_END_ALLOW_THREADS if (failed) return raiseRuntimeError();
    }
  Py_RETURN_NONE;
}

//===----------------------------------------------------------------------===//
// Properties
//===----------------------------------------------------------------------===//

PyObject *getSignature(PyObject *self, void *) {
  return parseJson(cutedslBundleSignature(cast(self)->bundle));
}

PyObject *getReport(PyObject *self, void *) {
  const char *text = cutedslBundleReport(cast(self)->bundle);
  return *text ? parseJson(text) : PyDict_New();
}

PyObject *getFingerprint(PyObject *self, void *) {
  return PyUnicode_FromString(cutedslBundleFingerprint(cast(self)->bundle));
}

/// The program of the first device that has one.
CutedslProgram *getFirst(PyObject *self) {
  for (CutedslProgram *program : cast(self)->programs)
    if (program)
      return program;
  return nullptr;
}

PyObject *getTarget(PyObject *self, void *) {
  if (CutedslProgram *program = getFirst(self))
    return PyUnicode_FromString(cutedslProgramTarget(program));
  Py_RETURN_NONE;
}

CutedslMemoryUse getUse(PyObject *self) {
  CutedslMemoryUse use = {};
  if (CutedslProgram *program = getFirst(self))
    cutedslProgramGetMemoryUse(program, &use);
  return use;
}

PyObject *getMemory(PyObject *self, void *) {
  CutedslMemoryUse use = getUse(self);
  return Py_BuildValue("{s:K,s:K,s:K,s:K}", "temporaries",
                       (unsigned long long)use.temporaries, "scratch",
                       (unsigned long long)use.scratch, "prepared",
                       (unsigned long long)use.prepared, "constants",
                       (unsigned long long)use.constants);
}

PyObject *getPeakBytes(PyObject *self, void *) {
  CutedslMemoryUse use = getUse(self);
  return PyLong_FromUnsignedLongLong(use.temporaries + use.scratch +
                                     use.prepared + use.constants);
}

PyObject *getProfile(PyObject *self, void *) {
  CutedslProgram *program = getFirst(self);
  size_t count = program ? cutedslProgramGetProfile(program, nullptr, 0) : 0;
  auto *rows = static_cast<CutedslProfileRow *>(
      std::calloc(count + 1, sizeof(CutedslProfileRow)));
  if (!rows)
    return PyErr_NoMemory();
  if (count)
    cutedslProgramGetProfile(program, rows, count);
  PyObject *list = PyList_New(0);
  for (size_t i = 0; list && i < count; ++i) {
    PyObject *row = Py_BuildValue("(sKK)", rows[i].kernel ? rows[i].kernel : "",
                                  (unsigned long long)rows[i].count,
                                  (unsigned long long)rows[i].nanoseconds);
    if (!row || PyList_Append(list, row))
      Py_CLEAR(list);
    Py_XDECREF(row);
  }
  std::free(rows);
  return list;
}

//===----------------------------------------------------------------------===//
// The type
//===----------------------------------------------------------------------===//

int traverse(PyObject *object, visitproc visit, void *arg) {
  ProgramObject *self = cast(object);
  Py_VISIT(Py_TYPE(object));
  for (Py_ssize_t i = 0; self->bound && i < self->numArguments; ++i)
    Py_VISIT(self->bound[i].tensor);
  return 0;
}

int clear(PyObject *object) {
  ProgramObject *self = cast(object);
  for (Py_ssize_t i = 0; self->bound && i < self->numArguments; ++i)
    Py_CLEAR(self->bound[i].tensor);
  return 0;
}

void deallocate(PyObject *object) {
  PyTypeObject *type = Py_TYPE(object);
  ProgramObject *self = cast(object);
  PyObject_GC_UnTrack(object);
  for (CutedslProgram *program : self->programs)
    cutedslProgramRelease(program);
  clear(object);
  for (Py_ssize_t i = 0; self->results && i < self->numResults; ++i) {
    Py_XDECREF(self->results[i].sizes);
    Py_XDECREF(self->results[i].strides);
  }
  std::free(self->results);
  std::free(self->bound);
  cutedslBundleRelease(self->bundle);
  auto release = reinterpret_cast<freefunc>(PyType_GetSlot(type, Py_tp_free));
  release(object);
  Py_DECREF(type);
}

PyTypeObject *programType = nullptr;

PyMethodDef methods[] = {
    {"run", reinterpret_cast<PyCFunction>(reinterpret_cast<void *>(run)),
     METH_FASTCALL,
     "run(*arguments) -> tuple of tensors\n\nTakes a tensor, or an int for a "
     "scalar, for each argument that is not bound."},
    {"bind", reinterpret_cast<PyCFunction>(reinterpret_cast<void *>(bind)),
     METH_VARARGS | METH_KEYWORDS,
     "bind(index, tensor, watch=True)\n\nGives an argument its tensor for all "
     "later runs, or takes it back (None). A watched tensor's version and "
     "address are looked at before each run."},
    {"set_profiling", setProfiling, METH_O,
     "set_profiling(enable)\n\nStarts, anew, or stops timing each kernel."},
    {"synchronize", synchronize, METH_NOARGS,
     "synchronize()\n\nWaits for the GPU and raises what its checks found."},
    {nullptr, nullptr, 0, nullptr}};

PyGetSetDef properties[] = {
    {"signature", getSignature, nullptr,
     "arguments, results, symbols and targets (dict)", nullptr},
    {"report", getReport, nullptr, "the compiler's report (dict)", nullptr},
    {"fingerprint", getFingerprint, nullptr, "64 hexadecimal digits", nullptr},
    {"target", getTarget, nullptr,
     "the target whose code runs; None before the first run", nullptr},
    {"memory", getMemory, nullptr,
     "bytes of temporaries, scratch, prepared buffers and constants (dict)",
     nullptr},
    {"peak_bytes", getPeakBytes, nullptr,
     "most bytes so far, arguments and results aside", nullptr},
    {"profile", getProfile, nullptr,
     "(kernel, count, nanoseconds) of each call of the program", nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr}};

PyType_Slot slots[] = {{Py_tp_doc, const_cast<char *>("A compiled program.")},
                       {Py_tp_call, reinterpret_cast<void *>(call)},
                       {Py_tp_methods, methods},
                       {Py_tp_getset, properties},
                       {Py_tp_traverse, reinterpret_cast<void *>(traverse)},
                       {Py_tp_clear, reinterpret_cast<void *>(clear)},
                       {Py_tp_dealloc, reinterpret_cast<void *>(deallocate)},
                       {0, nullptr}};

PyType_Spec spec = {"cutedsl._C.Program", sizeof(ProgramObject), 0,
                    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC |
                        Py_TPFLAGS_DISALLOW_INSTANTIATION,
                    slots};

/// The length of a list in the signature.
Py_ssize_t getCount(PyObject *signature, const char *key) {
  PyObject *list = PyDict_GetItemString(signature, key);
  return list ? PyList_Size(list) : -1;
}

/// Reads from the signature what a run needs.
bool initialize(ProgramObject *self) {
  PyObject *signature = parseJson(cutedslBundleSignature(self->bundle));
  if (!signature)
    return false;
  self->numArguments = getCount(signature, "arguments");
  self->numResults = getCount(signature, "results");
  PyObject *targets = PyDict_GetItemString(signature, "targets");
  PyObject *first = targets ? PyList_GetItem(targets, 0) : nullptr;
  PyObject *name = first ? PyDict_GetItemString(first, "target") : nullptr;
  const char *text = name ? PyUnicode_AsUTF8AndSize(name, nullptr) : nullptr;
  self->isCpu = text && std::strncmp(text, "sm_", 3) != 0;
  Py_DECREF(signature);
  if (!text || self->numArguments < 0 || self->numResults < 0)
    return false;
  self->bound = static_cast<BoundTensor *>(
      std::calloc(size_t(self->numArguments) + 1, sizeof(BoundTensor)));
  self->results = static_cast<ResultCache *>(
      std::calloc(size_t(self->numResults) + 1, sizeof(ResultCache)));
  if (self->bound && self->results)
    return true;
  PyErr_NoMemory();
  return false;
}

/// Gives a bundle the names of a sequence of strings.
bool rename(CutedslBundle *bundle, PyObject *names) {
  PyObject *tuple = PySequence_Tuple(names);
  if (!tuple)
    return false;
  Py_ssize_t count = PyTuple_Size(tuple);
  Buffer<const char *> texts(count);
  bool ok = texts.get() != nullptr;
  if (!ok)
    PyErr_NoMemory();
  for (Py_ssize_t i = 0; ok && i < count; ++i) {
    texts[i] = PyUnicode_AsUTF8AndSize(PyTuple_GetItem(tuple, i), nullptr);
    ok = texts[i] != nullptr;
  }
  if (ok && cutedslBundleRename(bundle, texts.get(), size_t(count))) {
    raiseRuntimeError();
    ok = false;
  }
  Py_DECREF(tuple);
  return ok;
}

} // namespace

PyObject *cutedsl::loadBundle(PyObject *, PyObject *arguments,
                              PyObject *keywords) {
  static const char *known[] = {"bytes", "names", "graphs", nullptr};
  PyObject *bytes, *names = Py_None;
  int useGraphs = 0;
  if (!PyArg_ParseTupleAndKeywords(arguments, keywords, "O|Op:load_bundle",
                                   const_cast<char **>(known), &bytes, &names,
                                   &useGraphs))
    return nullptr;
  char *data;
  Py_ssize_t size;
  if (PyBytes_AsStringAndSize(bytes, &data, &size))
    return nullptr;
  CutedslBundle *bundle = nullptr;
  int failed;
  Py_BEGIN_ALLOW_THREADS failed =
      cutedslBundleLoad(data, size_t(size), &bundle);
  Py_END_ALLOW_THREADS if (failed) return raiseRuntimeError();
  if (names != Py_None && !rename(bundle, names)) {
    cutedslBundleRelease(bundle);
    return nullptr;
  }
  auto allocate =
      reinterpret_cast<allocfunc>(PyType_GetSlot(programType, Py_tp_alloc));
  PyObject *object = allocate(programType, 0);
  if (!object) {
    cutedslBundleRelease(bundle);
    return nullptr;
  }
  cast(object)->bundle = bundle;
  cast(object)->useGraphs = useGraphs != 0;
  if (!initialize(cast(object))) {
    Py_DECREF(object);
    return nullptr;
  }
  return object;
}

bool cutedsl::addProgramType(PyObject *module) {
  PyObject *type = PyType_FromSpec(&spec);
  if (!type)
    return false;
  programType = reinterpret_cast<PyTypeObject *>(type);
  Py_INCREF(type);
  if (PyModule_AddObject(module, "Program", type) == 0)
    return true;
  Py_DECREF(type);
  return false;
}

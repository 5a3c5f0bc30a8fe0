//===- Module.cpp - The extension module cutedsl._C -----------------------===//
//
// The runtime for Python: load_bundle, Program, and the kernel cache. Built
// against the limited API, so that one file serves Python 3.11 and newer.
//
//===----------------------------------------------------------------------===//

#include "Program.h"

#include <cstdlib>
#include <initializer_list>
#include <string>

using namespace cutedsl;

//===----------------------------------------------------------------------===//
// The kernel cache
//===----------------------------------------------------------------------===//

/// Passes a message on to Python's logging.
static void logWarning(void *, const char *message) {
  PyGILState_STATE state = PyGILState_Ensure();
  PyObject *logging = PyImport_ImportModule("logging");
  PyObject *logger =
      logging ? PyObject_CallMethod(logging, "getLogger", "s", "cutedsl")
              : nullptr;
  PyObject *result =
      logger ? PyObject_CallMethod(logger, "warning", "ss", "%s", message)
             : nullptr;
  if (!result)
    PyErr_Clear();
  Py_XDECREF(result);
  Py_XDECREF(logger);
  Py_XDECREF(logging);
  PyGILState_Release(state);
}

/// The cache that the environment names. Where that changes, as in tests,
/// another is opened; the old one may still be in use and stays.
static CutedslCache *getCache() {
  static CutedslCache *cache = nullptr;
  static std::string *opened = nullptr;
  std::string environment;
  for (const char *name :
       {"CUTEDSL_CACHE_DIR", "XDG_CACHE_HOME", "HOME", "CUTEDSL_CACHE_LIMIT"}) {
    const char *value = std::getenv(name);
    environment += std::string(value ? value : "") + '\0';
  }
  if (cache && *opened == environment)
    return cache;
  CutedslCache *created = nullptr;
  if (cutedslCacheOpen(nullptr, 0, logWarning, nullptr, &created)) {
    PyErr_SetString(PyExc_RuntimeError, cutedslGetLastError());
    return nullptr;
  }
  delete opened;
  opened = new std::string(environment);
  return cache = created;
}

static PyObject *cacheGet(PyObject *, PyObject *key) {
  CutedslCache *cache = getCache();
  const char *text = cache ? PyUnicode_AsUTF8AndSize(key, nullptr) : nullptr;
  if (!text)
    return nullptr;
  void *data = nullptr;
  size_t size = 0;
  int found;
  Py_BEGIN_ALLOW_THREADS found = cutedslCacheGet(cache, text, &data, &size);
  Py_END_ALLOW_THREADS if (!found) Py_RETURN_NONE;
  PyObject *bytes =
      PyBytes_FromStringAndSize(static_cast<char *>(data), Py_ssize_t(size));
  cutedslFree(data);
  return bytes;
}

static PyObject *cachePut(PyObject *, PyObject *arguments) {
  const char *key;
  const char *data;
  Py_ssize_t size;
  CutedslCache *cache = getCache();
  if (!cache || !PyArg_ParseTuple(arguments, "sy#", &key, &data, &size))
    return nullptr;
  int stored;
  Py_BEGIN_ALLOW_THREADS stored =
      cutedslCachePut(cache, key, data, size_t(size));
  Py_END_ALLOW_THREADS return PyBool_FromLong(stored);
}

static PyObject *cacheClear(PyObject *, PyObject *) {
  CutedslCache *cache = getCache();
  if (!cache)
    return nullptr;
  Py_BEGIN_ALLOW_THREADS cutedslCacheClear(cache);
  Py_END_ALLOW_THREADS Py_RETURN_NONE;
}

static PyObject *cacheStats(PyObject *, PyObject *) {
  CutedslCache *cache = getCache();
  if (!cache)
    return nullptr;
  CutedslCacheStats stats;
  Py_BEGIN_ALLOW_THREADS cutedslCacheGetStats(cache, &stats);
  Py_END_ALLOW_THREADS return Py_BuildValue(
      "{s:s,s:K,s:K,s:K,s:K,s:K}", "directory", cutedslCacheDirectory(cache),
      "entries", (unsigned long long)stats.entries, "bytes",
      (unsigned long long)stats.bytes, "max_bytes",
      (unsigned long long)stats.max_bytes, "hits",
      (unsigned long long)stats.hits, "misses",
      (unsigned long long)stats.misses);
}

//===----------------------------------------------------------------------===//
// The module
//===----------------------------------------------------------------------===//

static PyObject *getVersion(PyObject *, PyObject *) {
  return PyUnicode_FromString(cutedslRuntimeVersion());
}

static PyObject *getCublasLtVersion(PyObject *, PyObject *) {
  size_t version;
  Py_BEGIN_ALLOW_THREADS version = cutedslCublasLtVersion();
  Py_END_ALLOW_THREADS return PyLong_FromSize_t(version);
}

static PyMethodDef functions[] = {
    {"load_bundle",
     reinterpret_cast<PyCFunction>(reinterpret_cast<void *>(loadBundle)),
     METH_VARARGS | METH_KEYWORDS,
     "load_bundle(bytes, names=None, graphs=False) -> Program\n\nRaises "
     "RuntimeError, with the reason, where the bytes are no bundle. `names` "
     "are "
     "other names for the arguments, results and symbols, in this order. With "
     "`graphs`, runs on a GPU whose addresses repeat replay a CUDA graph."},
    {"cache_get", cacheGet, METH_O,
     "cache_get(key) -> bytes or None\n\nThe entry of 64 hexadecimal digits. "
     "Trouble with the disk is a miss; logging says why."},
    {"cache_put", cachePut, METH_VARARGS,
     "cache_put(key, bytes) -> bool\n\nWhether the entry was stored."},
    {"cache_clear", cacheClear, METH_NOARGS,
     "cache_clear()\n\nRemoves every entry."},
    {"cache_stats", cacheStats, METH_NOARGS,
     "cache_stats() -> dict\n\ndirectory, entries, bytes, max_bytes, hits, "
     "misses."},
    {"cublaslt_version", getCublasLtVersion, METH_NOARGS,
     "cublaslt_version() -> int\n\nOf the library that tuned programs may use; "
     "0 where there is none."},
    {"runtime_version", getVersion, METH_NOARGS, "runtime_version() -> str"},
    {nullptr, nullptr, 0, nullptr}};

static int execute(PyObject *module) { return addProgramType(module) ? 0 : -1; }

static PyModuleDef_Slot moduleSlots[] = {
    {Py_mod_exec, reinterpret_cast<void *>(execute)}, {0, nullptr}};

static PyModuleDef definition = {PyModuleDef_HEAD_INIT,
                                 "_C",
                                 "The runtime of compiled programs.",
                                 0,
                                 functions,
                                 moduleSlots,
                                 nullptr,
                                 nullptr,
                                 nullptr};

PyMODINIT_FUNC PyInit__C(void) { return PyModuleDef_Init(&definition); }

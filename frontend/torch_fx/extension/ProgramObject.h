//===- ProgramObject.h - The object behind cutedsl._C.Program ---*- C++ -*-===//
//
// What Program.cpp, the Python type, and Run.cpp, its hot path, share.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_EXTENSION_PROGRAMOBJECT_H
#define CUTEDSL_EXTENSION_PROGRAMOBJECT_H

#include "Torch.h"

#include <cstdlib>

namespace cutedsl {

constexpr int kMaxDevices = 16;
constexpr Py_ssize_t kStackTensors = 48;

/// The tuples with which a result was made last: mostly they serve again.
struct ResultCache {
  PyObject *sizes, *strides;
};

/// A tensor that belongs to the program from now on.
struct BoundTensor {
  PyObject *tensor;
  /// Look at its version and address before each run.
  bool isWatched;
  bool isKnown;
  void *data;
  uint64_t version;
};

struct ProgramObject {
  PyObject_HEAD CutedslBundle *bundle;
  /// By device index; a CPU program is at 0.
  CutedslProgram *programs[kMaxDevices];
  bool isCpu;
  bool isChecked;
  bool isProfiling;
  bool useGraphs;
  Py_ssize_t numArguments, numResults;
  BoundTensor *bound;
  /// Counts the calls of bind.
  uint64_t bindEpoch;
  ResultCache *results;
};

/// Room for a number of items, on the stack where they are few.
template <typename T> class Buffer {
public:
  explicit Buffer(Py_ssize_t size)
      : items(size <= kStackTensors
                  ? local
                  : static_cast<T *>(std::malloc(size_t(size) * sizeof(T)))) {}
  Buffer(const Buffer &) = delete;
  ~Buffer() {
    if (items != local)
      std::free(items);
  }
  T *get() { return items; }
  T &operator[](Py_ssize_t i) { return items[i]; }

private:
  T local[kStackTensors];
  T *items;
};

/// Raises the runtime's last error; returns null.
PyObject *raiseRuntimeError();

/// Whether the tensor's values are those in its memory, which those of a lazy
/// conjugate or negation are not; raises where they are not.
bool checkValues(PyObject *tensor);

/// Runs the program on these arguments: a tuple of tensors, or null with an
/// exception set.
PyObject *runProgram(ProgramObject *self, PyObject *const *arguments,
                     Py_ssize_t count);

} // namespace cutedsl

#endif // CUTEDSL_EXTENSION_PROGRAMOBJECT_H

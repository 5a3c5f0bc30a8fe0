//===- Program.h - A compiled program as a Python object --------*- C++ -*-===//

#ifndef CUTEDSL_EXTENSION_PROGRAM_H
#define CUTEDSL_EXTENSION_PROGRAM_H

#include "Torch.h"

namespace cutedsl {

/// Adds the type `Program` to the module; false with an exception set on
/// failure.
bool addProgramType(PyObject *module);

/// load_bundle(bytes, names=None, graphs=False) -> Program.
PyObject *loadBundle(PyObject *module, PyObject *arguments, PyObject *keywords);

} // namespace cutedsl

#endif // CUTEDSL_EXTENSION_PROGRAM_H

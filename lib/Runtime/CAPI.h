//===- CAPI.h - What the C API's functions share ----------------*- C++ -*-===//

#ifndef CUTEDSL_LIB_RUNTIME_CAPI_H
#define CUTEDSL_LIB_RUNTIME_CAPI_H

#include "cutedsl/Runtime/Result.h"

#include <exception>

namespace cutedsl::runtime {

/// What cutedslGetLastError returns on this thread.
std::string &getLastError();

/// Runs a function that returns a MaybeError: 0, or 1 with the error kept.
template <typename F> int guard(F function) {
  try {
    MaybeError error = function();
    if (!error)
      return 0;
    getLastError() = std::move(error->message);
  } catch (const std::exception &exception) {
    try {
      getLastError() = exception.what();
    } catch (...) {
    }
  }
  return 1;
}

} // namespace cutedsl::runtime

#endif // CUTEDSL_LIB_RUNTIME_CAPI_H

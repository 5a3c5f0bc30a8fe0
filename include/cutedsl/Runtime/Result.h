//===- Result.h - A value or the reason why there is none -------*- C++ -*-===//
//
// The runtime reports failure by value: no exceptions, no error codes that
// lose the reason. Messages follow the compiler's diagnostics: lower case,
// "expected X, but got Y", no full stop.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_RUNTIME_RESULT_H
#define CUTEDSL_RUNTIME_RESULT_H

#include <optional>
#include <string>
#include <utility>

namespace cutedsl::runtime {

/// Why something failed.
struct Error {
  std::string message;
};

/// Nothing, or an error: `if (auto error = f()) return *error;`.
using MaybeError = std::optional<Error>;

/// A `T`, or an error. The value may only be read where `ok()` holds.
template <typename T> class Result {
public:
  Result(T value) : value_(std::move(value)) {}
  Result(Error error) : error_(std::move(error)) {}

  bool ok() const { return value_.has_value(); }
  explicit operator bool() const { return ok(); }

  T &operator*() { return *value_; }
  const T &operator*() const { return *value_; }
  T *operator->() { return &*value_; }
  const T *operator->() const { return &*value_; }

  const Error &error() const { return error_; }

private:
  std::optional<T> value_;
  Error error_;
};

} // namespace cutedsl::runtime

#endif // CUTEDSL_RUNTIME_RESULT_H

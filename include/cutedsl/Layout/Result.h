//===- Result.h - A value or the reason why there is none -------*- C++ -*-===//
//
// The layout library neither throws nor aborts on bad input: whatever can be
// refused returns a Result.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LAYOUT_RESULT_H
#define CUTEDSL_LAYOUT_RESULT_H

#include <cassert>
#include <optional>
#include <string>
#include <utility>

namespace cutedsl::layout {

/// Why an operation was refused, in the style "expected X, but got Y".
struct Error {
  std::string message;
};

/// Either a value or an error.
template <typename T> class [[nodiscard]] Result {
public:
  Result(T value) : value(std::move(value)) {}
  Result(Error error) : reason(std::move(error)) {}

  explicit operator bool() const { return value.has_value(); }
  const T &operator*() const {
    assert(value && "read a refused result");
    return *value;
  }
  const T *operator->() const { return &**this; }

  /// The reason of a refusal; requires that there is no value.
  const Error &error() const {
    assert(!value && "asked why a value was refused");
    return reason;
  }

private:
  std::optional<T> value;
  Error reason;
};

} // namespace cutedsl::layout

#endif // CUTEDSL_LAYOUT_RESULT_H

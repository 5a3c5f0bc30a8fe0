//===- Expr.h - Integer expressions over a program's symbols ----*- C++ -*-===//
//
// Sizes, strides and grids that depend on dynamic dimensions. An expression is
// postfix code of 64-bit words: `Constant v` and `Symbol i` push, the others
// pop two values and push one. Evaluation is exact: an overflow or a division
// by a value that is not positive is an error, never a wrong size.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_RUNTIME_EXPR_H
#define CUTEDSL_RUNTIME_EXPR_H

#include "cutedsl/Runtime/Result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cutedsl::runtime {

enum class ExprOp : int64_t {
  Constant = 0, ///< followed by the value
  Symbol = 1,   ///< followed by the symbol's index
  Add = 2,
  Mul = 3,
  FloorDiv = 4, ///< rounds towards minus infinity; divisor > 0
  CeilDiv = 5,  ///< rounds towards plus infinity; divisor > 0
  Mod = 6,      ///< in [0, divisor); divisor > 0
  Min = 7,
  Max = 8,
};

/// Postfix code that leaves one value. Made by ExprBuilder or read from a
/// bundle, where `verifyExpr` has accepted it.
struct Expr {
  std::vector<int64_t> code;

  /// The value, where the code is one constant.
  std::optional<int64_t> getConstant() const;
  bool operator==(const Expr &other) const { return code == other.code; }
  bool operator!=(const Expr &other) const { return code != other.code; }
};

/// Builds expressions; constants are folded and neutral operands dropped.
class ExprBuilder {
public:
  static Expr constant(int64_t value);
  static Expr symbol(unsigned index);
  static Expr add(const Expr &lhs, const Expr &rhs);
  static Expr mul(const Expr &lhs, const Expr &rhs);
  static Expr floorDiv(const Expr &lhs, const Expr &rhs);
  static Expr ceilDiv(const Expr &lhs, const Expr &rhs);
  static Expr mod(const Expr &lhs, const Expr &rhs);
  static Expr min(const Expr &lhs, const Expr &rhs);
  static Expr max(const Expr &lhs, const Expr &rhs);
  /// `lhs op rhs` for any operator that pops two values.
  static Expr binary(ExprOp op, const Expr &lhs, const Expr &rhs);
};

/// Whether the code is well formed, leaves one value, never needs more than
/// `kMaxExprDepth` values at once, has at most `kMaxExprLength` words and uses
/// only symbols below `numSymbols`.
MaybeError verifyExpr(const Expr &expr, size_t numSymbols);
constexpr size_t kMaxExprDepth = 32;
constexpr size_t kMaxExprLength = 4096;

/// Whether a verified expression reads a symbol.
bool usesSymbols(const Expr &expr);

/// The value of a verified expression; nothing on overflow or on a division
/// by a value that is not positive.
std::optional<int64_t> evaluate(const Expr &expr, const int64_t *symbols);

/// As infix text, for messages: `symbols` names them; a missing name is `s<i>`.
std::string toString(const Expr &expr,
                     const std::vector<std::string> &symbols = {});

} // namespace cutedsl::runtime

#endif // CUTEDSL_RUNTIME_EXPR_H

//===- Expr.cpp - Integer expressions over a program's symbols ------------===//

#include "cutedsl/Runtime/Expr.h"

#include <algorithm>

using namespace cutedsl::runtime;

static bool isBinary(int64_t op) {
  return op >= int64_t(ExprOp::Add) && op <= int64_t(ExprOp::Max);
}

static std::optional<int64_t> apply(ExprOp op, int64_t a, int64_t b) {
  int64_t r;
  switch (op) {
  case ExprOp::Add:
    return __builtin_add_overflow(a, b, &r) ? std::nullopt : std::optional(r);
  case ExprOp::Mul:
    return __builtin_mul_overflow(a, b, &r) ? std::nullopt : std::optional(r);
  case ExprOp::FloorDiv:
    if (b <= 0)
      return std::nullopt;
    return a / b - (a % b < 0);
  case ExprOp::CeilDiv:
    if (b <= 0)
      return std::nullopt;
    return a / b + (a % b > 0);
  case ExprOp::Mod:
    if (b <= 0)
      return std::nullopt;
    r = a % b;
    return r < 0 ? r + b : r;
  case ExprOp::Min:
    return std::min(a, b);
  case ExprOp::Max:
    return std::max(a, b);
  case ExprOp::Constant:
  case ExprOp::Symbol:
    break;
  }
  return std::nullopt;
}

std::optional<int64_t> Expr::getConstant() const {
  if (code.size() == 2 && code[0] == int64_t(ExprOp::Constant))
    return code[1];
  return std::nullopt;
}

Expr ExprBuilder::constant(int64_t value) {
  return {{int64_t(ExprOp::Constant), value}};
}

Expr ExprBuilder::symbol(unsigned index) {
  return {{int64_t(ExprOp::Symbol), int64_t(index)}};
}

Expr ExprBuilder::binary(ExprOp op, const Expr &lhs, const Expr &rhs) {
  auto l = lhs.getConstant(), r = rhs.getConstant();
  if (l && r)
    if (auto folded = apply(op, *l, *r))
      return constant(*folded);
  if (op == ExprOp::Add && (l == 0 || r == 0))
    return l == 0 ? rhs : lhs;
  if (op == ExprOp::Mul && (l == 1 || r == 1))
    return l == 1 ? rhs : lhs;
  if ((op == ExprOp::FloorDiv || op == ExprOp::CeilDiv) && r == 1)
    return lhs;
  Expr result;
  result.code.reserve(lhs.code.size() + rhs.code.size() + 1);
  result.code.insert(result.code.end(), lhs.code.begin(), lhs.code.end());
  result.code.insert(result.code.end(), rhs.code.begin(), rhs.code.end());
  result.code.push_back(int64_t(op));
  return result;
}

Expr ExprBuilder::add(const Expr &lhs, const Expr &rhs) {
  return binary(ExprOp::Add, lhs, rhs);
}
Expr ExprBuilder::mul(const Expr &lhs, const Expr &rhs) {
  return binary(ExprOp::Mul, lhs, rhs);
}
Expr ExprBuilder::floorDiv(const Expr &lhs, const Expr &rhs) {
  return binary(ExprOp::FloorDiv, lhs, rhs);
}
Expr ExprBuilder::ceilDiv(const Expr &lhs, const Expr &rhs) {
  return binary(ExprOp::CeilDiv, lhs, rhs);
}
Expr ExprBuilder::mod(const Expr &lhs, const Expr &rhs) {
  return binary(ExprOp::Mod, lhs, rhs);
}
Expr ExprBuilder::min(const Expr &lhs, const Expr &rhs) {
  return binary(ExprOp::Min, lhs, rhs);
}
Expr ExprBuilder::max(const Expr &lhs, const Expr &rhs) {
  return binary(ExprOp::Max, lhs, rhs);
}

MaybeError cutedsl::runtime::verifyExpr(const Expr &expr, size_t numSymbols) {
  size_t depth = 0;
  const std::vector<int64_t> &code = expr.code;
  if (code.size() > kMaxExprLength)
    return Error{"an expression has more than " +
                 std::to_string(kMaxExprLength) + " words"};
  for (size_t i = 0; i < code.size(); ++i) {
    int64_t op = code[i];
    if (isBinary(op)) {
      if (depth < 2)
        return Error{"expected two values before an operator of an expression"};
      --depth;
      continue;
    }
    if (op != int64_t(ExprOp::Constant) && op != int64_t(ExprOp::Symbol))
      return Error{"unknown operator " + std::to_string(op) +
                   " in an expression"};
    if (++i == code.size())
      return Error{"expected a value at the end of an expression"};
    if (op == int64_t(ExprOp::Symbol) &&
        (code[i] < 0 || uint64_t(code[i]) >= numSymbols))
      return Error{"expected a symbol below " + std::to_string(numSymbols) +
                   " in an expression, but got " + std::to_string(code[i])};
    if (++depth > kMaxExprDepth)
      return Error{"an expression needs more than " +
                   std::to_string(kMaxExprDepth) + " values at once"};
  }
  if (depth != 1)
    return Error{"expected an expression to leave one value, but got " +
                 std::to_string(depth)};
  return std::nullopt;
}

bool cutedsl::runtime::usesSymbols(const Expr &expr) {
  for (size_t i = 0; i < expr.code.size(); ++i) {
    if (isBinary(expr.code[i]))
      continue;
    if (expr.code[i] == int64_t(ExprOp::Symbol))
      return true;
    ++i;
  }
  return false;
}

std::optional<int64_t> cutedsl::runtime::evaluate(const Expr &expr,
                                                  const int64_t *symbols) {
  int64_t stack[kMaxExprDepth];
  size_t depth = 0;
  const std::vector<int64_t> &code = expr.code;
  for (size_t i = 0; i < code.size(); ++i) {
    ExprOp op = ExprOp(code[i]);
    if (op == ExprOp::Constant) {
      stack[depth++] = code[++i];
    } else if (op == ExprOp::Symbol) {
      stack[depth++] = symbols[code[++i]];
    } else {
      auto value = apply(op, stack[depth - 2], stack[depth - 1]);
      if (!value)
        return std::nullopt;
      stack[--depth - 1] = *value;
    }
  }
  return stack[0];
}

std::string
cutedsl::runtime::toString(const Expr &expr,
                           const std::vector<std::string> &symbols) {
  static const char *const kInfix[] = {
      " + ", " * ", " floordiv ", " ceildiv ", " mod ", " min ", " max "};
  std::vector<std::string> stack;
  for (size_t i = 0; i < expr.code.size(); ++i) {
    int64_t op = expr.code[i];
    if (op == int64_t(ExprOp::Constant)) {
      stack.push_back(std::to_string(expr.code[++i]));
    } else if (op == int64_t(ExprOp::Symbol)) {
      size_t index = size_t(expr.code[++i]);
      stack.push_back(index < symbols.size() ? symbols[index]
                                             : "s" + std::to_string(index));
    } else {
      std::string rhs = std::move(stack.back());
      stack.pop_back();
      std::string &lhs = stack.back();
      bool outermost = i + 1 == expr.code.size();
      lhs = (outermost ? "" : "(") + lhs + kInfix[op - int64_t(ExprOp::Add)] +
            rhs + (outermost ? "" : ")");
    }
  }
  return stack.empty() ? std::string() : stack.back();
}

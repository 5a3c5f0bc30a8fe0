//===- IntTuple.cpp - Integers and nested tuples of them ------------------===//

#include "cutedsl/Layout/IntTuple.h"
#include <charconv>

using namespace cutedsl::layout;

static void flattenInto(const IntTuple &tuple, std::vector<int64_t> &out) {
  if (tuple.isInt()) {
    out.push_back(tuple.value());
    return;
  }
  for (unsigned i = 0; i < tuple.rank(); ++i)
    flattenInto(tuple[i], out);
}

std::vector<int64_t> IntTuple::flatten() const {
  std::vector<int64_t> result;
  flattenInto(*this, result);
  return result;
}

int64_t IntTuple::product() const {
  int64_t result = 1;
  for (int64_t value : flatten())
    result *= value;
  return result;
}

bool IntTuple::operator==(const IntTuple &other) const {
  return leaf == other.leaf && integer == other.integer &&
         elements == other.elements;
}

std::string IntTuple::str() const {
  if (leaf)
    return std::to_string(integer);
  std::string result = "(";
  for (const IntTuple &element : elements) {
    if (result.size() > 1)
      result += ",";
    result += element.str();
  }
  return result + ")";
}

bool cutedsl::layout::isCongruent(const IntTuple &a, const IntTuple &b) {
  if (a.isInt() || b.isInt())
    return a.isInt() && b.isInt();
  if (a.rank() != b.rank())
    return false;
  for (unsigned i = 0; i < a.rank(); ++i)
    if (!isCongruent(a[i], b[i]))
      return false;
  return true;
}

bool cutedsl::layout::isCompatible(const IntTuple &coarse,
                                   const IntTuple &fine) {
  if (coarse.isInt())
    return coarse.value() == fine.product();
  if (fine.isInt() || coarse.rank() != fine.rank())
    return false;
  for (unsigned i = 0; i < coarse.rank(); ++i)
    if (!isCompatible(coarse[i], fine[i]))
      return false;
  return true;
}

static void skipSpaces(std::string_view &text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
    text.remove_prefix(1);
}

static Error unexpected(const std::string &expected, std::string_view text) {
  return {"expected " + expected + ", but got '" +
          std::string(text.substr(0, 16)) + "'"};
}

/// Deep enough for any layout, shallow enough for any stack.
static constexpr unsigned maxDepth = 32;

static Result<IntTuple> consumeTuple(std::string_view &text, unsigned depth) {
  skipSpaces(text);
  if (text.empty() || text.front() != '(') {
    int64_t value = 0;
    auto [end, code] =
        std::from_chars(text.data(), text.data() + text.size(), value);
    if (code == std::errc::result_out_of_range)
      return unexpected("an integer of at most 63 bits", text);
    if (code != std::errc())
      return unexpected("an integer or '('", text);
    text.remove_prefix(end - text.data());
    return IntTuple(value);
  }
  if (depth == maxDepth)
    return unexpected("at most 32 levels of tuples", text);
  text.remove_prefix(1);
  std::vector<IntTuple> elements;
  while (true) {
    Result<IntTuple> element = consumeTuple(text, depth + 1);
    if (!element)
      return element;
    elements.push_back(*element);
    skipSpaces(text);
    if (text.empty() || (text.front() != ',' && text.front() != ')'))
      return unexpected("',' or ')'", text);
    bool last = text.front() == ')';
    text.remove_prefix(1);
    if (last)
      return IntTuple(std::move(elements));
  }
}

Result<IntTuple> cutedsl::layout::consumeIntTuple(std::string_view &text) {
  return consumeTuple(text, 0);
}

Result<IntTuple> IntTuple::parse(std::string_view text) {
  Result<IntTuple> result = consumeIntTuple(text);
  skipSpaces(text);
  if (result && !text.empty())
    return unexpected("the end", text);
  return result;
}

//===- Swizzle.cpp - Address bits xored into others -----------------------===//

#include "cutedsl/Layout/Swizzle.h"
#include <algorithm>
#include <cstdlib>

using namespace cutedsl::layout;

Result<Swizzle> Swizzle::get(int bits, int base, int shift) {
  // Bounded first, so that nothing below overflows.
  bool inRange = bits >= 0 && bits <= 62 && base >= 0 && base <= 62 &&
                 shift >= -62 && shift <= 62;
  if (!inRange || std::abs(shift) < bits || bits + base + std::abs(shift) > 62)
    return Error{"expected bits >= 0, base >= 0, |shift| >= bits and at most "
                 "62 address bits, but got swizzle<" +
                 std::to_string(bits) + "," + std::to_string(base) + "," +
                 std::to_string(shift) + ">"};
  Swizzle result;
  result.numBits = bits;
  result.lowBit = base;
  result.distance = shift;
  return result;
}

int64_t Swizzle::operator()(int64_t address) const {
  int64_t mask = ((int64_t(1) << numBits) - 1)
                 << (lowBit + std::max(0, distance));
  int64_t source = address & mask;
  return address ^ (distance >= 0 ? source >> distance : source << -distance);
}

BitMatrix Swizzle::matrix(unsigned addressBits) const {
  std::vector<uint64_t> columns;
  for (unsigned bit = 0; bit < addressBits; ++bit)
    columns.push_back((*this)(int64_t(1) << bit));
  return BitMatrix(addressBits, std::move(columns));
}

std::string Swizzle::str() const {
  return "swizzle<" + std::to_string(numBits) + "," + std::to_string(lowBit) +
         "," + std::to_string(distance) + ">";
}

std::string MemoryLayout::str() const {
  return swizzle.isIdentity() ? layout.str()
                              : layout.str() + ", " + swizzle.str();
}

/// Reads `swizzle<B,M,S>`, whose integers are a tuple in other brackets.
static Result<Swizzle> parseSwizzle(std::string_view text) {
  Error error{"expected 'swizzle<B,M,S>', but got '" +
              std::string(text.substr(0, 24)) + "'"};
  constexpr std::string_view prefix = "swizzle<";
  while (!text.empty() && text.back() == ' ')
    text.remove_suffix(1);
  if (text.substr(0, prefix.size()) != prefix || text.back() != '>')
    return error;
  text.remove_prefix(prefix.size());
  text.remove_suffix(1);
  Result<IntTuple> tuple = IntTuple::parse("(" + std::string(text) + ")");
  if (!tuple || tuple->rank() != 3)
    return error;
  int parameters[3];
  for (unsigned i = 0; i < 3; ++i) {
    if (!(*tuple)[i].isInt() || std::abs((*tuple)[i].value()) > 62)
      return error;
    parameters[i] = static_cast<int>((*tuple)[i].value());
  }
  return Swizzle::get(parameters[0], parameters[1], parameters[2]);
}

Result<MemoryLayout> MemoryLayout::parse(std::string_view text) {
  size_t keyword = text.find("swizzle");
  if (keyword == std::string_view::npos) {
    Result<Layout> layout = Layout::parse(text);
    if (!layout)
      return layout.error();
    return MemoryLayout{*layout, Swizzle()};
  }
  std::string_view front = text.substr(0, keyword);
  while (!front.empty() && front.back() == ' ')
    front.remove_suffix(1);
  if (front.empty() || front.back() != ',')
    return Error{"expected ',' before 'swizzle'"};
  front.remove_suffix(1);
  Result<Layout> layout = Layout::parse(front);
  if (!layout)
    return layout.error();
  Result<Swizzle> swizzle = parseSwizzle(text.substr(keyword));
  if (!swizzle)
    return swizzle.error();
  return MemoryLayout{*layout, *swizzle};
}

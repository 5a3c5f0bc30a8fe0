//===- BitMatrix.cpp - Matrices over GF(2) --------------------------------===//

#include "cutedsl/Layout/BitMatrix.h"

using namespace cutedsl::layout;

static uint64_t lowBits(unsigned count) {
  return count >= 64 ? ~uint64_t(0) : (uint64_t(1) << count) - 1;
}

/// Bits that values up to `largest` need.
static unsigned bitWidth(uint64_t largest) {
  unsigned width = 0;
  for (; largest != 0; largest >>= 1)
    ++width;
  return width;
}

BitMatrix::BitMatrix(unsigned numRows, std::vector<uint64_t> columns)
    : rows(numRows), columns(std::move(columns)) {
  assert(rows <= 64 && this->columns.size() <= 64 && "too large");
  for (uint64_t &column : this->columns)
    column &= lowBits(rows);
}

BitMatrix BitMatrix::identity(unsigned size) {
  std::vector<uint64_t> columns;
  for (unsigned i = 0; i < size; ++i)
    columns.push_back(uint64_t(1) << i);
  return BitMatrix(size, std::move(columns));
}

Result<BitMatrix> BitMatrix::get(const Layout &layout) {
  std::vector<uint64_t> columns;
  uint64_t used = 0;
  for (const Mode &mode : layout.modes()) {
    if (mode.size & (mode.size - 1))
      return Error{"expected sizes that are powers of two, but got " +
                   layout.str()};
    for (int64_t step = 1; step < mode.size; step *= 2) {
      uint64_t column = step * mode.stride;
      if (used & column)
        return Error{"expected offsets that add without carries, but got " +
                     layout.str()};
      used |= column;
      columns.push_back(column);
    }
  }
  return BitMatrix(bitWidth(layout.cosize() - 1), std::move(columns));
}

uint64_t BitMatrix::operator()(uint64_t vector) const {
  uint64_t result = 0;
  for (size_t j = 0; j < columns.size(); ++j)
    if (vector >> j & 1)
      result ^= columns[j];
  return result;
}

BitMatrix BitMatrix::operator*(const BitMatrix &other) const {
  assert(numColumns() == other.numRows() && "shapes disagree");
  std::vector<uint64_t> result;
  for (uint64_t column : other.columns)
    result.push_back((*this)(column));
  return BitMatrix(rows, std::move(result));
}

namespace {
/// Independent columns of a matrix in echelon form: each has a leading bit that
/// no later reduction leaves set, and knows which columns it is the sum of.
class Echelon {
public:
  explicit Echelon(const BitMatrix &matrix) {
    for (unsigned j = 0; j < matrix.numColumns(); ++j) {
      Vector rest = reduce({matrix.column(j), uint64_t(1) << j});
      if (rest.image != 0)
        basis.push_back(rest);
    }
  }

  struct Vector {
    uint64_t image;
    uint64_t columns;
  };

  /// Cancels each leading bit that the basis has; the image is zero afterwards
  /// where `vector` lies in the span.
  Vector reduce(Vector vector) const {
    for (const Vector &element : basis) {
      uint64_t leading = uint64_t(1) << (bitWidth(element.image) - 1);
      if (vector.image & leading) {
        vector.image ^= element.image;
        vector.columns ^= element.columns;
      }
    }
    return vector;
  }

  unsigned rank() const { return basis.size(); }

private:
  std::vector<Vector> basis;
};
} // namespace

unsigned BitMatrix::rank() const { return Echelon(*this).rank(); }

std::optional<BitMatrix> BitMatrix::solve(const BitMatrix &target) const {
  assert(rows == target.rows && "rows disagree");
  Echelon echelon(*this);
  std::vector<uint64_t> result;
  for (uint64_t column : target.columns) {
    Echelon::Vector rest = echelon.reduce({column, 0});
    if (rest.image != 0)
      return std::nullopt;
    result.push_back(rest.columns);
  }
  return BitMatrix(numColumns(), std::move(result));
}

std::optional<BitMatrix> BitMatrix::inverse() const {
  if (numRows() != numColumns())
    return std::nullopt;
  return solve(identity(rows));
}

std::string BitMatrix::str() const {
  std::string result;
  for (unsigned i = 0; i < rows; ++i) {
    for (uint64_t column : columns)
      result += column >> i & 1 ? '1' : '.';
    result += '\n';
  }
  return result;
}

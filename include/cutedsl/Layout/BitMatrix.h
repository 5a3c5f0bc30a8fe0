//===- BitMatrix.h - Matrices over GF(2) ------------------------*- C++ -*-===//
//
// The analysis engine behind layouts whose sizes are powers of two: column j is
// the image of input bit j, and the image of an index is the xor of the columns
// of its set bits. At most 64 rows and 64 columns. Never syntax.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LAYOUT_BITMATRIX_H
#define CUTEDSL_LAYOUT_BITMATRIX_H

#include "cutedsl/Layout/Layout.h"

namespace cutedsl::layout {

class BitMatrix {
public:
  BitMatrix(unsigned numRows, std::vector<uint64_t> columns);
  static BitMatrix identity(unsigned size);
  /// The matrix of a layout whose sizes are powers of two and whose offsets add
  /// without carries; refuses any other.
  static Result<BitMatrix> get(const Layout &layout);

  unsigned numRows() const { return rows; }
  unsigned numColumns() const { return columns.size(); }
  uint64_t column(unsigned index) const { return columns[index]; }

  /// The image of a bit vector.
  uint64_t operator()(uint64_t vector) const;
  /// `(*this)(other(x))`; requires other's rows to be these columns.
  BitMatrix operator*(const BitMatrix &other) const;
  bool operator==(const BitMatrix &other) const {
    return rows == other.rows && columns == other.columns;
  }

  unsigned rank() const;
  /// X with `(*this) * X == target`, if any; rows must agree. Unknowns that are
  /// not determined are zero, so a zero column is never used.
  std::optional<BitMatrix> solve(const BitMatrix &target) const;
  /// The inverse of a square matrix, if it has one.
  std::optional<BitMatrix> inverse() const;

  /// One line a row, `.` for 0.
  std::string str() const;

private:
  unsigned rows;
  std::vector<uint64_t> columns;
};

} // namespace cutedsl::layout

#endif // CUTEDSL_LAYOUT_BITMATRIX_H

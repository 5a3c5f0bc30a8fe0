//===- OperandAnalysis.h - Accesses as boxes --------------------*- C++ -*-===//
//
// Describes the loads and stores of a tile program as boxes of strided tensors,
// which copy engines fetch and write on their own.
//
// Invariants: as in Mainloop.h. The analysis changes nothing; where an access
// cannot be described, it gives the reason.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_TRANSFORMS_TILE_OPERANDANALYSIS_H
#define CUTEDSL_LIB_TRANSFORMS_TILE_OPERANDANALYSIS_H

#include "cutedsl/Transforms/Mainloop.h"

namespace cutedsl::tile {

/// Columns of the least product.
inline constexpr int64_t kColumns = 8;
/// Elements in the 16 bytes that copy engines count in.
inline int64_t getGranule(mlir::Type element) {
  return 128 / element.getIntOrFloatBitWidth();
}

/// A sum of constants times products of atoms: block arguments (coordinates,
/// symbols, induction variables), and quotients of coordinates by constants.
class IndexSum {
public:
  /// The atoms of a product, in an order that all equal products have.
  using Product = llvm::SmallVector<mlir::Value, 2>;
  struct Term {
    Product product;
    int64_t factor;
  };

  IndexSum() = default;
  explicit IndexSum(int64_t constant) { add(Product(), constant); }
  static IndexSum atom(mlir::Value value) {
    IndexSum sum;
    sum.add({value}, 1);
    return sum;
  }

  llvm::ArrayRef<Term> getTerms() const { return terms; }
  bool isZero() const { return terms.empty(); }
  int64_t getConstant() const { return lookup(Product()); }
  /// What `atom` alone is multiplied by.
  int64_t lookup(mlir::Value atom) const { return lookup(Product{atom}); }
  /// What the terms with `atom` are without it.
  IndexSum getCoefficient(mlir::Value atom) const;
  /// Removes the terms with `atom`.
  void erase(mlir::Value atom);

  void add(const Product &product, int64_t factor);
  void add(const IndexSum &other, int64_t factor);
  IndexSum operator*(const IndexSum &other) const;
  bool operator==(const IndexSum &other) const;

private:
  int64_t lookup(const Product &product) const;

  /// Without factors of 0, in order of appearance.
  llvm::SmallVector<Term, 4> terms;
};

/// What moves a tile along one of its dimensions: nothing, where it is whole, a
/// coordinate of the program, or the loop.
enum class Movement { None, Coordinate, Loop };

struct Access;

/// Describes the accesses of one function; `loop` is null outside of loops.
class OperandAnalysis {
public:
  OperandAnalysis(FuncOp func, mlir::scf::ForOp loop, std::string &reason)
      : func(func), loop(loop), reason(reason) {}

  /// `isLhs`: the tile is rows x k, else k x columns. What is loaded outside of
  /// the loop moves with nothing that the loop does.
  mlir::FailureOr<BoxOperand> describeOperand(mlir::Value operand, bool isLhs,
                                              Movement mn, Movement k);
  mlir::FailureOr<BoxOperand> describeRows(const Access &access);
  /// `value` as a sum; none if it is computed in other ways.
  std::optional<IndexSum> toSum(mlir::Value value);
  /// `value` over the function's symbols; none if something else occurs.
  std::optional<mlir::AffineExpr> toExpr(mlir::Value value);

private:
  mlir::LogicalResult refuse(const llvm::Twine &why) {
    reason = why.str();
    return mlir::failure();
  }
  std::optional<mlir::AffineExpr> toExpr(const IndexSum &sum);
  bool isSymbol(mlir::Value atom) {
    return llvm::is_contained(func.getSymbols(), atom);
  }
  mlir::FailureOr<mlir::AffineExpr> getSize(const Access &access, unsigned dim,
                                            mlir::Value atom, int64_t factor);
  mlir::FailureOr<IndexSum> begin(const Access &access, BoxOperand &operand);
  mlir::LogicalResult addLane(const Access &access, BoxOperand &operand,
                              unsigned dim, Movement movement, IndexSum &base);
  mlir::LogicalResult addBatches(BoxOperand &operand, IndexSum base);
  std::optional<mlir::AffineExpr> toStride(const IndexSum &sum);
  llvm::SmallVector<mlir::Value> getMoving(const IndexSum &sum);
  mlir::FailureOr<BoxOperand> describeColumn(const Access &access,
                                             BoxOperand operand, unsigned k,
                                             Movement movement, IndexSum base);

  FuncOp func;
  mlir::scf::ForOp loop;
  std::string &reason;
};

/// The only loop with products in it, at the top of the body, which begins at
/// 0; null, with the reason, if there is none.
mlir::scf::ForOp findProductLoop(FuncOp func, std::string &reason);

/// Whether a copy engine with 16-byte granules can fetch `operand`'s boxes in
/// rows of 128 bytes for tensor cores; else the reason.
mlir::LogicalResult checkBoxes(const BoxOperand &operand, std::string &reason);

} // namespace cutedsl::tile

#endif // CUTEDSL_LIB_TRANSFORMS_TILE_OPERANDANALYSIS_H

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
#include "llvm/ADT/MapVector.h"

namespace cutedsl::tile {

/// Columns of the least product; elements of 16 bits in 16 bytes.
inline constexpr int64_t kColumns = 8, kGranule = 8;

/// A sum of constants times atoms: block arguments (coordinates, symbols,
/// induction variables), and quotients of coordinates by constants.
struct LinearSum {
  llvm::MapVector<mlir::Value, int64_t> terms;
  int64_t constant = 0;

  void add(const LinearSum &other, int64_t factor) {
    constant += other.constant * factor;
    for (auto [atom, coefficient] : other.terms)
      if ((terms[atom] += coefficient * factor) == 0)
        terms.erase(atom);
  }
  int64_t lookup(mlir::Value atom) const {
    auto it = terms.find(atom);
    return it == terms.end() ? 0 : it->second;
  }
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
  /// `value` as a sum; none if it is not linear.
  std::optional<LinearSum> toLinear(mlir::Value value);
  /// `value` over the function's symbols; none if something else occurs.
  std::optional<mlir::AffineExpr> toExpr(mlir::Value value);

private:
  mlir::LogicalResult refuse(const llvm::Twine &why) {
    reason = why.str();
    return mlir::failure();
  }
  std::optional<mlir::AffineExpr> toExpr(const LinearSum &sum);
  mlir::FailureOr<mlir::AffineExpr> getSize(const Access &access, unsigned dim,
                                            mlir::Value atom, int64_t factor);
  mlir::FailureOr<LinearSum> begin(const Access &access, BoxOperand &operand);
  mlir::LogicalResult addLane(const Access &access, BoxOperand &operand,
                              unsigned dim, Movement movement, LinearSum &base);
  mlir::LogicalResult addBatches(BoxOperand &operand, LinearSum &base);
  mlir::FailureOr<BoxOperand> describeColumn(const Access &access,
                                             BoxOperand operand, unsigned k,
                                             Movement movement, LinearSum base);

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

//===- WarpMatrix.cpp - Products by the tensor cores of a warp ------------===//

#include "ThreadLowering.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::tile;
using namespace cutedsl::threads;

namespace {
/// The registers of a product's fragments by their place in the instruction's
/// units: row 0 or 1 (of g and g + 8), k 0 to 3 (of 2 t, 2 t + 1, 2 t + 8 and
/// 2 t + 9), column 0 or 1 (of 2 t and 2 t + 1).
class WarpUnits {
public:
  WarpUnits(MmaOp mma, FragmentAttr acc, ArrayRef<int64_t> shape, int64_t depth)
      : depth(depth), columns(shape[1]), blockedK(mma.getWarp()->getBlockedK()),
        blockedN(mma.getWarp()->getBlockedN()) {
    // The warps cut rows and columns; the value modes are what a warp has.
    std::optional<DimModes> modes = getDimModes(acc, shape);
    for (const DimMode &mode : modes->values)
      (mode.dim == 0 ? numRows : numColumns) *= mode.size;
    numRows /= 2;
    numColumns /= 2;
    rowStep = shape[0] / numRows;
  }

  int64_t row(int64_t unit, int64_t part) const {
    return unit * rowStep + part * 8;
  }
  int64_t k(int64_t unit, int64_t part) const {
    if (blockedK) {
      int64_t vector = getWarpVector(depth), index = 4 * unit + part;
      return index / vector * 4 * vector + index % vector;
    }
    return WarpMmaAttr::kDepth * unit + part / 2 * 8 + part % 2;
  }
  /// Of the right operand.
  int64_t column(int64_t unit) const {
    return blockedN ? unit : WarpMmaAttr::kColumns * unit;
  }
  /// Of the accumulators.
  int64_t column(int64_t unit, int64_t part) const {
    return column(unit) + (blockedN ? numColumns : 1) * part;
  }

  /// Row-major indices.
  int64_t inLhs(int64_t row, int64_t k) const { return row * depth + k; }
  int64_t inRhs(int64_t k, int64_t column) const {
    return k * columns + column;
  }
  int64_t inAcc(int64_t row, int64_t column) const {
    return row * columns + column;
  }

  /// Units of a warp.
  int64_t numRows = 1, numColumns = 1;

private:
  int64_t depth, columns;
  bool blockedK, blockedN;
  int64_t rowStep = 0;
};
} // namespace

LogicalResult ThreadLowering::lowerWarpMma(MmaOp op) {
  Location loc = op.getLoc();
  RankedTensorType accType = op.getResult().getType();
  RankedTensorType lhsType = op.getLhs().getType(),
                   rhsType = op.getRhs().getType();
  int64_t depth = lhsType.getDimSize(1);
  WarpUnits units(op, getFragment(accType), accType.getShape(), depth);
  DenseMap<int64_t, int64_t> lhsOf = getRegisterOf(lhsType),
                             rhsOf = getRegisterOf(rhsType),
                             accOf = getRegisterOf(accType);
  const Registers &lhs = tiles[op.getLhs()], &rhs = tiles[op.getRhs()];
  Registers acc = tiles.lookup(op.getAcc());

  bool isHalf = lhsType.getElementType().isF16();
  auto kind = isHalf ? NVVM::MMATypes::f16 : NVVM::MMATypes::bf16;
  // f16 pairs are vectors, bf16 pairs words.
  Type pairType = isHalf ? Type(VectorType::get(2, builder.getF16Type()))
                         : Type(builder.getI32Type());
  Type resultType = LLVM::LLVMStructType::getLiteral(
      builder.getContext(), SmallVector<Type>(4, builder.getF32Type()));
  auto pack = [&](Registers values) {
    Registers pairs = packPairs(values);
    for (Value &pair : pairs)
      if (pair.getType() != pairType)
        pair = LLVM::BitcastOp::create(builder, loc, pairType, pair);
    return pairs;
  };
  for (int64_t step = 0; step < depth / WarpMmaAttr::kDepth; ++step) {
    SmallVector<Registers> right;
    for (int64_t n = 0; n < units.numColumns; ++n) {
      Registers values;
      for (int64_t part = 0; part < 4; ++part)
        values.push_back(rhs[rhsOf.lookup(
            units.inRhs(units.k(step, part), units.column(n)))]);
      right.push_back(pack(values));
    }
    for (int64_t m = 0; m < units.numRows; ++m) {
      Registers values;
      for (int64_t half : {0, 1})
        for (int64_t row : {0, 1})
          for (int64_t part : {0, 1})
            values.push_back(lhs[lhsOf.lookup(units.inLhs(
                units.row(m, row), units.k(step, 2 * half + part)))]);
      Registers left = pack(values);
      for (int64_t n = 0; n < units.numColumns; ++n) {
        SmallVector<int64_t> places;
        for (int64_t row : {0, 1})
          for (int64_t part : {0, 1})
            places.push_back(accOf.lookup(
                units.inAcc(units.row(m, row), units.column(n, part))));
        Registers sums;
        for (int64_t place : places)
          sums.push_back(acc[place]);
        Value result = NVVM::MmaOp::create(
            builder, loc, resultType, left, right[n], sums,
            ArrayRef<int64_t>{WarpMmaAttr::kRows, WarpMmaAttr::kColumns,
                              WarpMmaAttr::kDepth},
            /*b1Op=*/std::nullopt, /*intOverflow=*/std::nullopt,
            std::array{kind, kind},
            std::array{NVVM::MMALayout::row, NVVM::MMALayout::col});
        for (auto [index, place] : llvm::enumerate(places))
          acc[place] =
              LLVM::ExtractValueOp::create(builder, loc, result, index);
      }
    }
  }
  tiles[op.getResult()] = std::move(acc);
  return success();
}

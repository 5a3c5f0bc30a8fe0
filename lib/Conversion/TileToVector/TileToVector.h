//===- TileToVector.h - Internals of convert-tile-to-vector -----*- C++ -*-===//
//
// A value tile becomes the registers of one thread: `TileLayout` says which
// element is in which lane of which register, `RegisterTile` holds the
// registers, `FunctionLowering` walks one tile.func and keeps the tiles of the
// values that it has seen. Ops are lowered by small members in a file a family.
//
// Invariants:
// - Tiles of one type have one layout, so that elementwise ops work register by
//   register.
// - A register of several lanes is a 1-D vector, of one lane a scalar.
// - bf16, f16 are held as i16, 8-bit floats and ui8 as i8; everything else as
//   it is.
// - Lanes beyond the tile ("padding") hold unspecified values: whatever folds
//   lanes together, accesses memory or may trap neutralises them first.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_CONVERSION_TILETOVECTOR_TILETOVECTOR_H
#define CUTEDSL_LIB_CONVERSION_TILETOVECTOR_TILETOVECTOR_H

#include "cutedsl/Dialect/NarrowFloat.h"
#include "cutedsl/Dialect/Tile/IR/Tile.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include <memory>

namespace cutedsl::vectorize {

/// A lane of one register.
struct LaneRef {
  int64_t reg = 0;
  int64_t lane = 0;
  bool operator==(const LaneRef &other) const {
    return reg == other.reg && lane == other.lane;
  }
};

/// Which element of a tile is in which lane of which register. Without a
/// fragment one thread holds all elements, lanes along the last dimension of
/// more than one element. With one, registers hold a thread's values in order,
/// and elements are those of thread 0.
class TileLayout {
public:
  /// `maxLanes` is the natural vector width in elements.
  TileLayout(mlir::RankedTensorType type, int64_t maxLanes);

  llvm::ArrayRef<int64_t> getShape() const { return shape; }
  int64_t getRank() const { return shape.size(); }
  int64_t getNumLanes() const { return lanes; }
  int64_t getNumRegisters() const { return elements.size() / lanes; }
  int64_t getNumElements() const;
  tile::FragmentAttr getFragment() const { return fragment; }

  /// The row-major index of an element, -1 for padding.
  int64_t getElement(int64_t reg, int64_t lane) const {
    return elements[reg * lanes + lane];
  }
  bool isPadding(int64_t reg, int64_t lane) const {
    return getElement(reg, lane) < 0;
  }
  bool hasPadding(int64_t reg) const;
  /// The coordinate of a lane in the tile; for padding, one that goes on from
  /// the lanes before it.
  llvm::SmallVector<int64_t> getCoords(int64_t reg, int64_t lane) const;
  /// Where the element of this row-major index is; only without a fragment.
  LaneRef find(int64_t element) const;
  /// The dimension that the lanes of a register run along; rank if one lane.
  int64_t getLaneDim() const { return laneDim; }

private:
  llvm::SmallVector<int64_t> shape;
  llvm::SmallVector<int64_t> strides;
  llvm::SmallVector<int64_t> elements;
  tile::FragmentAttr fragment;
  int64_t lanes = 1;
  int64_t laneDim = 0;
};

/// The registers of one tile.
struct RegisterTile {
  std::shared_ptr<const TileLayout> layout;
  llvm::SmallVector<mlir::Value> regs;
};

/// The type that holds `lanes` elements in a register.
mlir::Type getRegisterType(mlir::Type element, int64_t lanes);
/// The type of an element as a register or as memory holds it: narrow floats
/// are integers in a register.
mlir::Type getHeldType(mlir::Type element);
mlir::Type getMemoryType(mlir::Type element);
int64_t getMemoryBytes(mlir::Type element);

/// `type`, or a vector of it where `like` is a vector type.
mlir::Type withLanesOf(mlir::Type like, mlir::Type element);
int64_t getLanes(mlir::Type type);

/// Builds code on registers: no state but the position.
class RegisterBuilder {
public:
  RegisterBuilder(mlir::OpBuilder &builder, mlir::Location loc)
      : b(builder), loc(loc) {}

  mlir::Value index(int64_t value);
  mlir::Value integer(mlir::Type type, int64_t value);
  /// A constant of `type` (scalar or vector) with all lanes `value`.
  mlir::Value constantInt(mlir::Type type, int64_t value);
  mlir::Value constantFloat(mlir::Type type, double value);
  mlir::Value constantMask(llvm::ArrayRef<bool> lanes);
  mlir::Value constantLanes(mlir::Type element, llvm::ArrayRef<int64_t> values);
  mlir::Value zero(mlir::Type type);

  mlir::Value splat(mlir::Value scalar, int64_t lanes);
  mlir::Value extractLane(mlir::Value reg, int64_t lane);
  /// The register whose lane l is lanes[l] of `source`.
  mlir::Value gatherLanes(llvm::ArrayRef<mlir::Value> source,
                          llvm::ArrayRef<LaneRef> lanes);
  /// The registers of `result`, whose element e is element(e) of `source`.
  llvm::SmallVector<mlir::Value>
  rearrange(const RegisterTile &source, const TileLayout &result,
            llvm::function_ref<int64_t(int64_t)> element);
  /// Transposes a square of `regs.size()` registers of as many lanes.
  llvm::SmallVector<mlir::Value> transpose(llvm::ArrayRef<mlir::Value> regs);

  /// Narrow floats, held as integers, to and from f32 (or f64, i1...).
  mlir::Value widen(mlir::Value held, mlir::Type element);
  mlir::Value narrow(mlir::Value f32, mlir::Type element);

  mlir::OpBuilder &b;
  mlir::Location loc;
};

/// Folds the lanes of each of `rows` (a power of two of registers): lane i of
/// the result is the fold of row i.
mlir::Value foldRows(RegisterBuilder &r, tile::ReductionKind kind,
                     llvm::ArrayRef<mlir::Value> rows);

/// A matrix in memory: rows x columns elements, the first `validRows` and
/// `validColumns` of which may be read (null: all).
struct Matrix {
  mlir::Value ptr, base;
  mlir::OpFoldResult rowStride, columnStride;
  mlir::OpFoldResult validRows, validColumns;
  mlir::Type element;
  int64_t rows = 0, columns = 0;

  bool isUnconditional() const { return !validRows && !validColumns; }
};

/// Lowers one tile.func.
class FunctionLowering {
public:
  FunctionLowering(tile::FuncOp source, mlir::func::FuncOp target,
                   int64_t maxLanes, int64_t numRegisters)
      : source(source), target(target), builder(target.getContext()),
        maxLanes(maxLanes), numRegisters(numRegisters) {}

  mlir::LogicalResult run();

private:
  // Walking (TileToVector.cpp).
  mlir::LogicalResult lowerBlock(mlir::Block &block);
  mlir::LogicalResult lowerOp(mlir::Operation *op);
  mlir::LogicalResult lowerFor(mlir::scf::ForOp op);
  mlir::LogicalResult lowerIf(mlir::scf::IfOp op);
  mlir::LogicalResult lowerYield(mlir::scf::YieldOp op);
  void cloneScalarOp(mlir::Operation *op);

  // Values (ValueOps.cpp).
  mlir::LogicalResult lowerConstant(mlir::arith::ConstantOp op);
  mlir::LogicalResult lowerElementwise(mlir::Operation *op);
  mlir::Value lowerElementwiseRegister(mlir::Operation *op,
                                       llvm::ArrayRef<mlir::Value> operands);
  mlir::LogicalResult lowerSplat(tile::SplatOp op);
  mlir::LogicalResult lowerIota(tile::IotaOp op);
  mlir::LogicalResult lowerExtract(tile::ExtractOp op);
  /// Broadcast, reshape, transpose: `element` maps an element of the result to
  /// one of the source, both row-major.
  mlir::LogicalResult
  lowerRearrange(mlir::Operation *op,
                 llvm::function_ref<int64_t(int64_t)> element);
  mlir::LogicalResult lowerBroadcast(tile::BroadcastOp op);
  mlir::LogicalResult lowerReshape(tile::ReshapeOp op);
  mlir::LogicalResult lowerTranspose(tile::TransposeOp op);
  mlir::LogicalResult lowerPairs(tile::DuplicateInPairsOp op);

  // Folds (Reduce.cpp, Mma.cpp).
  mlir::LogicalResult lowerReduce(tile::ReduceOp op);
  mlir::LogicalResult lowerMma(tile::MmaOp op);
  mlir::LogicalResult lowerSmallMma(tile::MmaOp op);
  mlir::LogicalResult lowerBlockedMma(tile::MmaOp op);

  // Operands of products that stay in memory (Matrix.cpp).
  /// Whether a load can happen where the products need its elements.
  bool canDefer(tile::LoadOp op);
  bool isSafeAt(tile::LoadOp op, mlir::Operation *user);
  /// The deferred load behind an operand, or null.
  tile::LoadOp getDeferred(mlir::Value operand);
  std::optional<Matrix> getMatrix(tile::LoadOp op, mlir::RankedTensorType type);
  /// The operand as a matrix of `type` with unit column stride (rhs) and no
  /// bounds: in place, or copied to scratch memory.
  Matrix getAddressable(mlir::Value operand, bool isRhs);
  Matrix packRows(const Matrix &from, mlir::Location loc);
  Matrix packColumns(const Matrix &from, mlir::Location loc);
  Matrix spill(const RegisterTile &tile, mlir::RankedTensorType type,
               mlir::Location loc);
  /// The registers of an operand, loaded here if it was deferred.
  RegisterTile getRegisters(mlir::Value operand);
  mlir::Value allocateScratch(int64_t bytes);
  mlir::Value getScratchAddress(int64_t offset);
  static int64_t getAllocBytes(tile::AllocOp op);

  // Memory (MemoryOps.cpp).
  mlir::LogicalResult lowerLoad(tile::LoadOp op);
  void loadHere(tile::LoadOp op);
  mlir::LogicalResult lowerStore(tile::StoreOp op);
  mlir::LogicalResult lowerGather(tile::GatherOp op);
  mlir::LogicalResult lowerScatter(tile::ScatterOp op);
  mlir::LogicalResult lowerPrefetch(tile::PrefetchOp op);
  mlir::LogicalResult lowerAlloc(tile::AllocOp op);
  mlir::LogicalResult lowerCheck(tile::CheckOp op);

  std::shared_ptr<const TileLayout> getLayout(mlir::Type type);
  mlir::Value scalar(mlir::Value value) { return scalars.lookup(value); }
  llvm::SmallVector<mlir::Value> scalarsOf(mlir::ValueRange values);
  const RegisterTile &tile(mlir::Value value);
  void setTile(mlir::Value value, llvm::SmallVector<mlir::Value> regs);
  /// The coordinate that the thread adds to those of thread 0, one a dimension;
  /// empty where one thread holds the tile.
  llvm::SmallVector<mlir::Value> getThreadCoords(const TileLayout &layout);

  tile::FuncOp source;
  mlir::func::FuncOp target;
  mlir::OpBuilder builder;
  int64_t maxLanes;
  /// Vector registers of the machine.
  int64_t numRegisters;
  llvm::SmallPtrSet<mlir::Operation *, 4> deferred;
  mlir::Value thread, scratch, status;
  mlir::IRMapping scalars;
  llvm::DenseMap<mlir::Value, RegisterTile> tiles;
  llvm::DenseMap<mlir::Type, std::shared_ptr<const TileLayout>> layouts;
  llvm::SmallVector<mlir::Attribute> messages;
  int64_t scratchBytes = 0;
};

} // namespace cutedsl::vectorize

#endif // CUTEDSL_LIB_CONVERSION_TILETOVECTOR_TILETOVECTOR_H

//===- ThreadLowering.h - Internals of convert-tile-to-threads --*- C++ -*-===//
//
// A value tile becomes the scalars that one thread of the CTA holds, one for
// each value of its fragment, in the fragment's order. ThreadLowering walks one
// tile.func and keeps the scalars of the tiles that it has seen.
//
// Invariants: the function passed tile-verify-layouts. A thread that holds
// copies computes like any other but never writes: only the first copy stores,
// to global memory as to shared, so an operand that is also a result is read
// before it is written by the thread whose value counts. Branches on bounds
// hold no barrier and no shuffle.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_CONVERSION_TILETOTHREADS_THREADLOWERING_H
#define CUTEDSL_LIB_CONVERSION_TILETOTHREADS_THREADLOWERING_H

#include "cutedsl/Transforms/TileAccess.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"
#include <memory>

namespace cutedsl::threads {

using Registers = llvm::SmallVector<mlir::Value>;

/// The scalar type in registers and the one in memory: a bool is a byte, an
/// index eight.
mlir::Type getMemoryType(mlir::Type elementType);

class ThreadLowering {
public:
  /// `target` takes the arguments of `source`, buffers as LLVM pointers, then
  /// the thread's index (i32), shared memory and the status.
  ThreadLowering(tile::FuncOp source, mlir::func::FuncOp target);

  mlir::LogicalResult run();
  llvm::ArrayRef<mlir::Attribute> getMessages() const { return messages; }

private:
  mlir::LogicalResult lowerBlock(mlir::Block &block);
  mlir::LogicalResult lowerOp(mlir::Operation *op);

  // Control flow: ThreadLowering.cpp.
  mlir::LogicalResult lower(mlir::scf::ForOp op);
  mlir::LogicalResult lower(mlir::scf::IfOp op);
  Registers flatten(mlir::ValueRange values);
  llvm::SmallVector<mlir::Type> flattenTypes(mlir::TypeRange types);
  void unflatten(mlir::ValueRange values, mlir::ValueRange scalars);

  // Values: ValueOps.cpp.
  mlir::LogicalResult lowerElementwise(mlir::Operation *op);
  mlir::LogicalResult lowerConstant(mlir::Operation *op);
  mlir::LogicalResult lower(tile::SplatOp op);
  mlir::LogicalResult lower(tile::IotaOp op);
  mlir::LogicalResult lower(tile::BroadcastOp op);
  mlir::LogicalResult lower(tile::ReshapeOp op);
  mlir::LogicalResult lower(tile::TransposeOp op);
  mlir::LogicalResult lower(tile::ReduceOp op);
  mlir::LogicalResult lower(tile::MmaOp op);
  mlir::LogicalResult lower(tile::ExtractOp op);
  mlir::LogicalResult lower(tile::ConvertLayoutOp op);
  mlir::Value combine(tile::ReductionKind kind, mlir::Value a, mlir::Value b);
  mlir::Value shuffle(mlir::Value value, int64_t laneMask);

  // Memory: MemoryOps.cpp.
  mlir::LogicalResult lower(tile::LoadOp op);
  mlir::LogicalResult lower(tile::StoreOp op);
  mlir::LogicalResult lower(tile::GatherOp op);
  mlir::LogicalResult lower(tile::ScatterOp op);
  mlir::LogicalResult lower(tile::AllocOp op);
  mlir::LogicalResult lower(tile::BarrierOp op);
  mlir::LogicalResult lower(tile::PrefetchOp op);
  mlir::LogicalResult lower(tile::CheckOp op);
  friend class StridedLowering;

  // What the families share.
  const tile::DimModes &getModes(mlir::RankedTensorType type);
  /// The thread's part of the coordinate in each dimension.
  llvm::SmallVector<mlir::Value>
  getThreadCoordinates(mlir::RankedTensorType type);
  /// True in the first copy; null if there are no others.
  mlir::Value isFirstCopy(mlir::RankedTensorType type);
  /// Register of each value part of a row-major index.
  llvm::DenseMap<int64_t, int64_t> getRegisterOf(mlir::RankedTensorType type);
  mlir::Value scalar(mlir::Value value) { return scalars.lookup(value); }
  mlir::Value scalar(mlir::OpFoldResult value, mlir::Location loc);
  mlir::Value index(int64_t value);
  mlir::Value both(mlir::Value a, mlir::Value b);

  tile::FuncOp source;
  mlir::func::FuncOp target;
  mlir::OpBuilder builder;
  mlir::IRMapping scalars;
  llvm::DenseMap<mlir::Value, Registers> tiles;
  mlir::Value thread, shared, status;
  llvm::SmallVector<mlir::Attribute> messages;

  using LayoutKey = mlir::Type; // A tile's type, with i1 elements.
  LayoutKey getKey(mlir::RankedTensorType type);
  llvm::DenseMap<LayoutKey, std::unique_ptr<tile::DimModes>> modes;
  llvm::DenseMap<LayoutKey, llvm::SmallVector<mlir::Value>> coordinates;
  llvm::DenseMap<LayoutKey, mlir::Value> firstCopies;
};

} // namespace cutedsl::threads

#endif // CUTEDSL_LIB_CONVERSION_TILETOTHREADS_THREADLOWERING_H

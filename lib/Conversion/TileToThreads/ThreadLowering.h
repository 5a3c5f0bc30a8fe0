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

#include "cutedsl/Dialect/SM90/IR/SM90.h"
#include "cutedsl/Transforms/TileAccess.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"
#include <memory>

namespace cutedsl::threads {

using Registers = llvm::SmallVector<mlir::Value>;

/// Address spaces of NVPTX.
enum AddressSpace { GlobalSpace = 1, SharedSpace = 3, ClusterSpace = 7 };

/// The scalar type in registers and the one in memory: a bool is a byte, an
/// index eight.
mlir::Type getMemoryType(mlir::Type elementType);

class ThreadLowering {
public:
  /// `target` takes the arguments of `source`, buffers as LLVM pointers, then
  /// the thread's index (i32), shared memory, the status and the tensor maps.
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
  void lowerExact(mlir::arith::SIToFPOp op);
  mlir::LogicalResult lowerConstant(mlir::Operation *op);
  mlir::LogicalResult lower(tile::SplatOp op);
  mlir::LogicalResult lower(tile::IotaOp op);
  mlir::LogicalResult lower(tile::BroadcastOp op);
  mlir::LogicalResult lower(tile::ReshapeOp op);
  mlir::LogicalResult lower(tile::TransposeOp op);
  mlir::LogicalResult lower(tile::SwapHalvesOp op);
  mlir::LogicalResult lower(tile::DuplicateInPairsOp op);
  /// Each element from another of its thread, whose coordinate along `dim` is
  /// `from` of its own.
  void moveAlong(mlir::Operation *op, int64_t dim,
                 llvm::function_ref<int64_t(int64_t)> from);
  mlir::LogicalResult lower(tile::ReduceOp op);
  mlir::LogicalResult lower(tile::MmaOp op);
  mlir::LogicalResult lower(tile::ExtractOp op);
  mlir::LogicalResult lower(tile::ConvertLayoutOp op);
  /// WarpMatrix.cpp.
  mlir::LogicalResult lowerWarpMma(tile::MmaOp op);
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

  // Warps with roles and barriers: SM90Roles.cpp.
  mlir::LogicalResult lowerSM90(mlir::Operation *op);
  mlir::LogicalResult lower(sm90::WarpSpecializeOp op);
  mlir::LogicalResult lower(sm90::InitBarriersOp op);
  mlir::LogicalResult lower(sm90::BarriersReadyOp op);
  mlir::LogicalResult lower(sm90::ExpectBytesOp op);
  mlir::LogicalResult lower(sm90::ArriveOp op);
  mlir::LogicalResult lower(sm90::WaitOp op);
  mlir::LogicalResult lower(sm90::SyncOp op);
  mlir::LogicalResult lower(sm90::WarpgroupOp op);
  mlir::LogicalResult lower(sm90::NumCtasOp op);
  mlir::LogicalResult lower(sm90::ClusterRankOp op);
  mlir::LogicalResult lower(sm90::ClusterSyncOp op);
  mlir::LogicalResult lower(sm90::ClusterArriveOp op);
  mlir::LogicalResult lower(sm90::ClusterWaitOp op);
  mlir::LogicalResult lower(sm90::LaunchDependentsOp op);
  mlir::LogicalResult lower(sm90::WaitDependencyOp op);
  void createWarpIndices();
  mlir::Value getBarrier(mlir::Value barriers, mlir::Value stage);
  /// The threads wait until the phase of `parity` is over.
  void createWait(mlir::Location loc, mlir::Value barrier, mlir::Value parity,
                  bool isOfCluster);
  mlir::Value isFirstThread(int64_t of);
  /// The CTA's thread, read where it is used.
  mlir::Value createThreadRead(mlir::Location loc);
  void createNamedBarrier(mlir::Location loc, mlir::Value id,
                          mlir::Value threads);
  /// The threads of one warpgroup meet.
  void createWarpgroupBarrier(mlir::Location loc);
  /// The warpgroup among those that share tiles.
  mlir::Value getTileWarpgroup();
  /// Calls `body` where the one thread runs that `op` means.
  void inOneThread(mlir::Operation *op, llvm::function_ref<void()> body);

  // Copies, matrix products and tiles: SM90Copies.cpp, SM90Matrix.cpp,
  // SM90Tiles.cpp.
  mlir::LogicalResult lower(sm90::TensorMapOp op);
  mlir::LogicalResult lower(sm90::LoadOp op);
  mlir::LogicalResult lower(sm90::CopyOp op);
  mlir::LogicalResult lower(sm90::StoreOp op);
  mlir::LogicalResult lower(sm90::StoreWaitOp op);
  mlir::LogicalResult lower(sm90::FenceProxyOp op);
  mlir::LogicalResult lower(sm90::PrefetchOp op);
  mlir::LogicalResult lower(sm90::PrefetchMapOp op);
  mlir::LogicalResult lower(sm90::WgmmaOp op);
  mlir::LogicalResult lower(sm90::WgmmaRegistersOp op);
  mlir::LogicalResult lower(sm90::WgmmaWaitOp op);
  mlir::LogicalResult lower(sm90::SliceOp op);
  mlir::LogicalResult lower(sm90::StoreTileOp op);
  mlir::LogicalResult lower(sm90::FetchTileOp op);
  mlir::LogicalResult lower(sm90::LoadTileOp op);
  mlir::LogicalResult lower(sm90::SendOp op);
  mlir::LogicalResult lower(sm90::ReceiveOp op);
  mlir::LogicalResult lower(sm90::ClusterReduceOp op);
  mlir::Value getFragmentAddress(mlir::Value ptr, mlir::Value offset);
  /// An address in CTA `cta` of the cluster, as an integer of 32 bits.
  mlir::Value getRemote(mlir::Location loc, mlir::Value address,
                        mlir::Value cta);
  friend class ClusterReduce;
  friend class TileAccess;
  friend class BoxRing;
  friend class TileStore;
  friend class TileFetch;
  mlir::Value createDescriptor(mlir::Location loc, mlir::Value ptr,
                               mlir::Value offset, int64_t leading);
  mlir::Value addWarpgroupRows(mlir::Location loc, mlir::Value low,
                               int64_t unitsPerGroup);
  Registers createTied(mlir::Location loc, llvm::StringRef text,
                       const Registers &accumulators, bool init,
                       mlir::ValueRange operands);
  void createAssembly(mlir::Location loc, llvm::StringRef text,
                      llvm::StringRef constraints, mlir::ValueRange operands);
  /// 16-bit values, two in a register.
  Registers packPairs(const Registers &values);

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
  mlir::Value constant(int64_t value, unsigned width = 32);
  /// A scalar of index type as an integer of 32 bits.
  mlir::Value narrow(mlir::Value value);
  llvm::SmallVector<mlir::Value> narrowAll(mlir::ValueRange values);
  /// Where values of the whole function are made: after the thread's index.
  void setInsertionPointToEntry();
  mlir::Value getElementAddress(mlir::Value ptr, mlir::Value offset);

  tile::FuncOp source;
  mlir::func::FuncOp target;
  mlir::OpBuilder builder;
  mlir::IRMapping scalars;
  llvm::DenseMap<mlir::Value, Registers> tiles;
  /// `thread` counts within those that share a tile.
  mlir::Value thread, shared, status;
  /// With roles: the thread in its CTA; its warpgroup and its warp there, which
  /// the assembler knows to be the same in all lanes.
  mlir::Value ctaThread, warpgroup, warp;
  sm90::WarpSpecializeOp roles;
  mlir::Operation *entryEnd = nullptr;
  llvm::SmallVector<mlir::Value> tensorMaps;
  llvm::SmallVector<mlir::Attribute> messages;

  using LayoutKey = mlir::Type; // A tile's type, with i1 elements.
  LayoutKey getKey(mlir::RankedTensorType type);
  llvm::DenseMap<LayoutKey, std::unique_ptr<tile::DimModes>> modes;
  llvm::DenseMap<LayoutKey, llvm::SmallVector<mlir::Value>> coordinates;
  llvm::DenseMap<LayoutKey, mlir::Value> firstCopies;
};

} // namespace cutedsl::threads

#endif // CUTEDSL_LIB_CONVERSION_TILETOTHREADS_THREADLOWERING_H

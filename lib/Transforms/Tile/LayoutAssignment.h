//===- LayoutAssignment.h - Which fragment each tile gets -------*- C++ -*-===//
//
// The analysis behind tile-assign-layouts. Tiles that must agree (the operands
// and results of elementwise ops, loop-carried values) form a component with
// one layout. A component's candidates come from its anchors (loads, stores,
// the accumulators of an mma) and from its neighbours that already have one;
// the cheapest by memory transactions, reductions and conversions wins. The
// accumulators of wgmma have the layout that the hardware prescribes.
//
// Invariants: components are settled once each: those that the hardware
// prescribes, then what they reach, the heaviest first. Constants, splats,
// iotas and what is computed from them alone have no layout of their own: each
// use makes them again in the layout that it needs.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_TRANSFORMS_TILE_LAYOUTASSIGNMENT_H
#define CUTEDSL_LIB_TRANSFORMS_TILE_LAYOUTASSIGNMENT_H

#include "cutedsl/Transforms/TileAccess.h"
#include "llvm/ADT/EquivalenceClasses.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

namespace cutedsl::tile {

/// `vector` neighbours along `dim` in each thread, then threads along `dim` (a
/// warp at most, if `warpOnly`, before the other dimensions get theirs), then
/// repeats. Threads that find no work hold copies.
FragmentAttr makeBlockedFragment(mlir::MLIRContext *context,
                                 llvm::ArrayRef<int64_t> shape, int64_t threads,
                                 int dim, int64_t vector, bool warpOnly);

/// The accumulators of an m x n product: a register block a thread, as square
/// as the tile allows.
FragmentAttr makeAccumulatorFragment(mlir::MLIRContext *context, int64_t m,
                                     int64_t n, int64_t threads);

/// The fragment that `op` prescribes for its result, or null.
FragmentAttr getPrescribed(mlir::Operation *op);
/// The fragment in which `op` takes its first operand whatever its result, or
/// null.
FragmentAttr getPrescribedSource(mlir::Operation *op);

/// True if `value` is made from nothing that a thread holds already.
bool isRematerializable(mlir::Value value);

/// The layout that `op` leaves in its result, or asks of its source, given the
/// other side's; null if it has none.
FragmentAttr getProvided(mlir::Operation *op, FragmentAttr source);
FragmentAttr getDemanded(mlir::Operation *op, unsigned operand,
                         FragmentAttr result);

class LayoutAssignment {
public:
  explicit LayoutAssignment(FuncOp func);

  /// The layout of a tile that is not rematerializable.
  FragmentAttr getLayout(mlir::Value value) const;
  /// The layout in which `load` reads or `store` writes, and which is converted
  /// from or to the component's if they differ.
  FragmentAttr getAccessLayout(mlir::Operation *op) const;
  /// For a tile that nothing else decides.
  FragmentAttr getDefaultLayout(mlir::Type type) const;

private:
  struct Component {
    llvm::SmallVector<mlir::Value> values;
    llvm::SetVector<mlir::Operation *> accesses, reduces, swaps, pairs, edges;
    mlir::Operation *mma = nullptr;
    /// What the hardware prescribes.
    FragmentAttr prescribed;
    int64_t weight = 0;
    /// Settled, and by way of neighbours tied to what the hardware prescribes.
    bool isAnchored = false;
    FragmentAttr layout;
    llvm::ArrayRef<int64_t> shape() const;
  };

  void uniteValues();
  void buildComponents();
  void settle(Component &component);
  bool isBesideAnchored(const Component &component) const;
  llvm::SetVector<FragmentAttr> getCandidates(const Component &component) const;
  int64_t getCost(const Component &component, FragmentAttr layout) const;
  int64_t getAccessCost(mlir::Operation *op, FragmentAttr layout) const;
  int64_t getEdgeCost(mlir::Operation *op, const Component &component,
                      FragmentAttr layout) const;
  int64_t getConversionCost(mlir::RankedTensorType type, FragmentAttr from,
                            FragmentAttr to) const;
  void unite(mlir::Value a, mlir::Value b);
  const Component *find(mlir::Value value) const;
  FragmentAttr findLayout(mlir::Value value) const;

  FuncOp func;
  int64_t threads;
  /// Warps have roles: shared memory is for what flows between them.
  bool hasRoles;
  llvm::EquivalenceClasses<void *> classes;
  llvm::MapVector<void *, Component> components;
  llvm::DenseMap<mlir::Operation *, FragmentAttr> bestAccess;
  mutable llvm::DenseMap<std::tuple<mlir::Type, FragmentAttr, FragmentAttr>,
                         int64_t>
      conversionCosts;
};

} // namespace cutedsl::tile

#endif // CUTEDSL_LIB_TRANSFORMS_TILE_LAYOUTASSIGNMENT_H

//===- KernelFormation.h - Which values are stored, and where ---*- C++ -*-===//
//
// The model of kernel formation. A program is a flat graph of *anchors* (ops
// with a loop structure) and expressions. A kernel is a set of *stored* values
// and everything that they are computed from, back to what other kernels store:
// so the one decision for an expression is whether it is stored, and in which
// kernel, or computed again wherever it is used.
//
// 1. *Groups* (forward): every anchor starts a group, or joins one whose rows
//    it shares, or whose left operand it multiplies where their results meet.
//    An expression of a group's values is *at home* there when each of its
//    elements belongs to one point of the group's domain, and when computing it
//    there makes no cycle: it can be an epilogue.
// 2. *Fates* (backward): with all uses known, a value is stored or inlined,
//    whichever the cost model finds cheaper. Anchors that are used elsewhere
//    are always stored: reductions, contractions and attentions are never
//    computed twice.
// 3. *Merging*: kernels of one domain that share reads, or where one reads what
//    the other stores, become one.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_TRANSFORMS_GRAPH_KERNELFORMATION_H
#define CUTEDSL_LIB_TRANSFORMS_GRAPH_KERNELFORMATION_H

#include "CostModel.h"
#include "cutedsl/Dialect/Graph/IR/IndexMap.h"
#include "llvm/ADT/MapVector.h"

namespace cutedsl::graph {

/// A kernel being formed.
struct KernelGroup {
  Archetype archetype;
  /// Sizes of the space to which all members are aligned.
  Dims domain;
  llvm::SmallVector<mlir::Operation *> anchors;
  /// All that can be computed here, anchors included, in program order.
  llvm::SmallVector<mlir::Operation *> members;
  /// Computed from frozen parameters and constants only: it runs once.
  bool isPrepared = false;
};

class KernelFormation {
public:
  KernelFormation(ProgramOp program, const TargetModel &target);

  /// Decides; the program is not changed.
  void run();

  /// The number of the kernel that stores `value`, if one does.
  std::optional<unsigned> getStoringGroup(mlir::Value value) const;
  llvm::ArrayRef<KernelGroup> getGroups() const { return groups; }
  llvm::ArrayRef<Refusal> getRefusals() const { return refusals; }
  /// All stored values in program order.
  llvm::ArrayRef<mlir::Value> getStoredValues() const { return storedOrder; }

private:
  struct Demand {
    double evaluations = 0;
    /// Flops an element that the consumer may spend on computing it.
    double flopLimit = 0;
    /// What reading an element takes where instructions count, in flops.
    double readFlops = 0;
    /// The part of the target's multiprocessors that the consumer keeps busy.
    double occupancy = 1;
  };
  using Demands = llvm::MapVector<unsigned, Demand>;

  // Groups.
  void formGroups();
  unsigned createGroup(mlir::Operation *anchor);
  bool joinRows(ReduceOp op);
  bool joinEpilogue(ReduceOp op);
  void joinProducts(unsigned first, unsigned second);
  void findHome(mlir::Operation *op);
  std::optional<mlir::AffineMap> align(mlir::Operation *op, unsigned group,
                                       std::string &reason);
  void addMember(mlir::Operation *op, unsigned group, mlir::AffineMap map);
  bool isLegalMember(mlir::Operation *op, unsigned group);
  /// True when computing `value` needs something computed in `group`.
  bool dependsOn(mlir::Value value, unsigned group);
  std::optional<unsigned> getHome(mlir::Value value) const;
  const llvm::SetVector<mlir::Value> &getLeaves(mlir::Value value);
  double getExpressionFlops(mlir::Value value);
  void refuse(mlir::Operation *op, const llvm::Twine &reason);

  // Fates.
  void decideFates();
  void decide(mlir::Operation *op);
  struct Recomputation {
    llvm::SetVector<mlir::Value> leaves;
    double flops = 0;
  };
  Recomputation getRecomputation(mlir::Value value);
  bool shouldStore(mlir::Value value, const Demands &wanted);
  bool shouldStoreView(ViewOp op, const Demands &demands);
  void store(mlir::Value value);
  bool isBetterApart(mlir::Value value);
  void demandInputs(mlir::Operation *op, unsigned group, Demand demand);
  void demandAnchorInputs(mlir::Operation *op, unsigned group);
  void demand(mlir::Value value, unsigned group, Demand demand);

  // Merging.
  void mergeGroups();
  llvm::SetVector<mlir::Value> getKernelInputs(unsigned group);
  bool canMerge(unsigned first, unsigned second);

  ProgramOp program;
  const TargetModel &target;
  SizeModel sizes;
  FrozenValues frozen;
  llvm::SmallVector<KernelGroup> groups;
  llvm::DenseMap<mlir::Value, unsigned> home;
  llvm::DenseMap<mlir::Value, mlir::AffineMap> alignment;
  llvm::DenseMap<mlir::Value, llvm::SetVector<mlir::Value>> leaves;
  llvm::DenseMap<mlir::Value, double> flops;
  llvm::DenseMap<mlir::Value, Demands> demands;
  llvm::DenseSet<mlir::Value> neededAtHome;
  llvm::DenseMap<mlir::Value, unsigned> stored;
  llvm::SmallVector<mlir::Value> storedOrder;
  llvm::SmallVector<Refusal> refusals;
};

} // namespace cutedsl::graph

#endif // CUTEDSL_LIB_TRANSFORMS_GRAPH_KERNELFORMATION_H

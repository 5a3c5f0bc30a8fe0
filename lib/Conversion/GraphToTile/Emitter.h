//===- Emitter.h - One kernel as a tile program -----------------*- C++ -*-===//
//
// The recursive emitter behind `convert-graph-to-tile`: `emit(value, A, mask)`
// gives the tile of a graph value at the indices A(d), where d ranges over one
// tile of the kernel's domain.
//
// Every value tile has the domain's rank. Its size in dimension i is the
// domain's tile size if the value depends on d_i, else 1, so what is the same
// for all columns stays one column. Lanes beyond an extent, and lanes that the
// mask excludes, hold anything: loads do not touch memory there (they give
// zero) and stores leave them out, so whoever folds over lanes masks them.
//
// Loops nest in scopes. A tile is emitted, and remembered, in the outermost
// scope that knows the origins of all the dimensions it depends on, so nothing
// that a loop does not change is computed inside it.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_CONVERSION_GRAPHTOTILE_EMITTER_H
#define CUTEDSL_CONVERSION_GRAPHTOTILE_EMITTER_H

#include "IndexSpace.h"
#include "cutedsl/Dialect/Graph/IR/Graph.h"
#include "cutedsl/Dialect/Graph/IR/Shape.h"
#include "cutedsl/Dialect/SM90/IR/SM90.h"
#include "cutedsl/Dialect/Tile/IR/Tile.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/DenseMap.h"

namespace cutedsl::graph {

using Indices = llvm::SmallVector<mlir::AffineExpr>;
using Shape = llvm::SmallVector<int64_t>;

/// The lanes that matter, none excluded if null.
struct Mask {
  mlir::Value lanes;
  unsigned depth = 0;

  /// What `lanes` is the conjunction of, and the index that each of these is
  /// about; null if it is about data.
  struct Condition {
    mlir::Value lanes;
    unsigned depth;
    mlir::AffineExpr index;
  };
  llvm::SmallVector<Condition, 1> conditions;
};

struct AliasLess {
  template <typename PairT>
  bool operator()(const PairT &a, const PairT &b) const {
    ExprLess less;
    return less(a.first, b.first) ||
           (!less(b.first, a.first) && less(a.second, b.second));
  }
};

class Emitter {
public:
  /// Loops of equal extents share a dimension of the domain unless
  /// `ownLoops`; see `hasConflict`.
  Emitter(KernelOp kernel, ScheduleAttr schedule, bool ownLoops);

  /// Creates the tile program before the kernel. On failure an error has been
  /// reported, or `hasConflict` says that a reduction inside another needs a
  /// dimension of its own.
  mlir::FailureOr<tile::FuncOp> run();
  bool hasConflict() const { return conflict; }
  /// Why a cluster cannot share the rows of this kernel as its schedule says;
  /// empty if that is not what failed.
  llvm::StringRef getUnsharedReason() const { return unsharedReason; }

private:
  //===--- The domain (Domain.cpp) ---------------------------------------===//

  /// A dimension of the index space. The first `rank` are the domain's; the
  /// others name expressions (`alias`) or gathered indices (`computed`).
  struct Dim {
    int64_t tile = 1;
    mlir::Value origin = {};     // null while no loop over it is open
    mlir::Value coordinate = {}; // origin / tile, if that is known
    int64_t multiple = 1;        // divides the origin; 0 if that is always 0
    unsigned depth = 0;
    mlir::AffineExpr alias = {};
    mlir::Value computed = {}; // an index, or a tile of them
  };

  /// Reductions (or contractions, scans) that share one loop.
  struct Group {
    llvm::SmallVector<mlir::Operation *> ops;
    llvm::SmallVector<unsigned> loops;
  };

  /// A sum in a product's epilogue, over all columns of a tile.
  struct SliceSum {
    /// The product's indices, and the dimension that is summed over.
    Indices point;
    unsigned columns;
    /// The dimension that counts the slices, of which a tile has one.
    unsigned slice;
  };

  /// Where a kernel result is stored: an index in it for each point of the
  /// domain, and the dimensions to loop over.
  struct Result {
    Indices indices;
    llvm::SmallVector<unsigned> loops;
  };

  unsigned addLane(mlir::AffineExpr extent, int64_t tile);
  mlir::LogicalResult plan();
  mlir::LogicalResult planPointwise();
  mlir::LogicalResult planRows(ReduceOp anchor);
  mlir::LogicalResult planContract();
  mlir::LogicalResult planSliceSums(llvm::ArrayRef<unsigned> point,
                                    unsigned slice);
  mlir::LogicalResult planAttention();
  mlir::LogicalResult planScan();
  mlir::LogicalResult planScatter();
  void planReductions();
  /// The group of all `ops`, which are like the first.
  void addGroup(llvm::ArrayRef<mlir::Operation *> ops,
                llvm::ArrayRef<unsigned> loops);
  llvm::SmallVector<unsigned> getLoops(llvm::ArrayRef<mlir::AffineExpr> extents,
                                       bool own);
  /// Follows views and pointwise ops from `result` to a value that `found`
  /// takes, given the indices there as functions of the result's.
  bool findAnchor(
      mlir::Value result,
      llvm::function_ref<bool(mlir::Value, mlir::ArrayRef<mlir::AffineExpr>)>
          found);
  /// The result's indices from those of an anchor at `coordinates`.
  bool setResult(unsigned index, llvm::ArrayRef<mlir::AffineExpr> map,
                 llvm::ArrayRef<unsigned> coordinates, bool mayLoop);
  bool hasExtents(mlir::Value value, llvm::ArrayRef<unsigned> dims) const;
  /// Maps every result to one of `anchors` (all indexed by `coordinates`).
  mlir::LogicalResult planResults(mlir::ValueRange anchors,
                                  llvm::ArrayRef<unsigned> coordinates,
                                  llvm::StringRef what);
  int64_t getTile(unsigned index, int64_t fallback);
  int64_t getReductionTile(unsigned index, mlir::AffineExpr extent);

  //===--- The program (Emitter.cpp) -------------------------------------===//

  mlir::LogicalResult createFunction();
  mlir::LogicalResult emitResults();
  mlir::Value emit(mlir::Value value, llvm::ArrayRef<mlir::AffineExpr> indices,
                   Mask mask);
  mlir::Value emitPointwise(mlir::Operation *op,
                            llvm::ArrayRef<mlir::AffineExpr> indices,
                            Mask mask);
  mlir::InFlightDiagnostic refuse(mlir::Operation *op);

  /// Fixes `value` at `indices` to `tile` in scope `depth`.
  void bind(mlir::Value value, llvm::ArrayRef<mlir::AffineExpr> indices,
            Mask mask, unsigned depth, mlir::Value tile);
  using BodyFn = llvm::function_ref<mlir::LogicalResult(
      mlir::ValueRange, llvm::SmallVectorImpl<mlir::Value> &)>;
  /// Which steps of a loop: the first may come before the loop over the others.
  enum class Part { All, First, Others };
  /// Opens `loops` at `depth` and runs `body` with the carried values, which
  /// it replaces. A dimension of one tile needs no loop.
  mlir::LogicalResult loopOver(llvm::ArrayRef<unsigned> loops, unsigned depth,
                               llvm::SmallVectorImpl<mlir::Value> &carried,
                               BodyFn body, Part part = Part::All);
  mlir::LogicalResult openLoops(llvm::ArrayRef<unsigned> loops,
                                llvm::SmallVectorImpl<mlir::Value> &carried,
                                BodyFn body, Part part = Part::All);
  bool isSingleTile(unsigned dim) const;
  /// Whether the program has one tile of `dim`: there is only one, or each CTA
  /// of a cluster has its own.
  bool isOneStep(unsigned dim) const;
  /// Whether the program's hints say so of what is not known.
  bool isUsuallySingleTile(unsigned dim, mlir::AffineExpr extent) const;
  bool mayOverrun(unsigned dim) const;
  unsigned getDepth(llvm::ArrayRef<mlir::AffineExpr> indices) const;
  void setInsertion(unsigned depth);

  //===--- Rows of a cluster (SharedRows.cpp) ----------------------------===//

  mlir::LogicalResult checkSharedRows();
  /// The fold of `value`, of its CTA's part of the row, over the cluster.
  mlir::Value reduceInCluster(tile::ReductionKind kind, mlir::Value value);
  /// Who stores `result`: one CTA of a cluster, if it is the same in all.
  Mask getStoreMask(const Result &result);

  //===--- Tiles (EmitAccess.cpp) ----------------------------------------===//

  Shape ones() const { return Shape(rank, 1); }
  mlir::Value broadcast(mlir::Value tile, llvm::ArrayRef<int64_t> shape);
  /// Broadcasts all to their common shape.
  void unify(llvm::MutableArrayRef<mlir::Value> tiles);
  mlir::Value reshape(mlir::Value tile, llvm::ArrayRef<int64_t> shape);
  mlir::Value splat(mlir::Attribute scalar, llvm::ArrayRef<int64_t> shape);
  mlir::Value indexConstant(int64_t value);
  /// The value of `expr` at lane 0.
  mlir::Value scalar(mlir::AffineExpr expr);
  bool mayBeNegative(mlir::AffineExpr numerator) const;
  mlir::Value floorDivide(mlir::Value lhs, mlir::Value rhs);
  mlir::Value floorModulo(mlir::Value lhs, mlir::Value rhs);
  /// The value of `expr` at each lane, as a tile of indices.
  mlir::Value lanes(mlir::AffineExpr expr);
  mlir::AffineExpr expand(mlir::AffineExpr expr) const;
  /// The size of a tile that depends on these.
  Shape getShape(llvm::ArrayRef<mlir::AffineExpr> indices) const;
  /// Lanes of `loops` within their extents; null if all are.
  mlir::Value inExtent(llvm::ArrayRef<unsigned> loops);
  /// Lanes where lower <= expr < upper; null if all are.
  mlir::Value inRange(mlir::AffineExpr expr, mlir::AffineExpr lower,
                      mlir::AffineExpr upper);
  mlir::Value both(mlir::Value a, mlir::Value b);
  /// `mask` and one more condition.
  Mask restrict(const Mask &mask, Mask::Condition condition);
  /// `mask` without the conditions that say nothing about `indices`: what is
  /// read there is in bounds without them.
  Mask relax(const Mask &mask, llvm::ArrayRef<mlir::AffineExpr> indices);
  /// `tile`, with `neutral` in lanes of `loops` beyond their extents.
  mlir::Value fillBeyond(mlir::Value tile, llvm::ArrayRef<unsigned> loops,
                         mlir::Attribute neutral);
  mlir::Value binary(llvm::StringRef name, mlir::Value a, mlir::Value b);

  using Steps = std::map<unsigned, Sum>;
  /// How `expr` changes along each lane, if linearly.
  std::optional<Steps> getSteps(mlir::AffineExpr expr) const;
  int64_t getMultiple(mlir::AffineExpr expr) const;

  /// An access: base, steps, extents, mask; or offsets where not linear.
  struct Access {
    Shape shape;
    mlir::AffineExpr offset;
    std::optional<Steps> steps;
    mlir::Value mask;
  };
  Access getAccess(llvm::ArrayRef<mlir::AffineExpr> indices,
                   llvm::ArrayRef<mlir::AffineExpr> sizes,
                   llvm::ArrayRef<mlir::AffineExpr> strides, Mask mask);
  /// The pairs of neighbours along `dim` whose `member` an access reads.
  struct Pairs {
    unsigned dim;
    int64_t member;
  };
  /// Where `access` reads one of each pair of neighbours for both, makes it
  /// read each its own.
  std::optional<Pairs> widenToPairs(Access &access,
                                    llvm::ArrayRef<mlir::AffineExpr> sizes,
                                    llvm::ArrayRef<mlir::AffineExpr> strides);
  void getOperands(const Access &access,
                   llvm::SmallVectorImpl<mlir::OpFoldResult> &strides,
                   llvm::SmallVectorImpl<mlir::OpFoldResult> &valid);
  /// The mask of an access by offsets.
  mlir::Value getOffsetMask(const Access &access);
  mlir::Value emitLoad(mlir::Value ptr,
                       llvm::ArrayRef<mlir::AffineExpr> indices,
                       llvm::ArrayRef<mlir::AffineExpr> sizes,
                       llvm::ArrayRef<mlir::AffineExpr> strides, Mask mask);
  void emitStore(mlir::Value tile, mlir::Value ptr,
                 llvm::ArrayRef<mlir::AffineExpr> indices,
                 llvm::ArrayRef<mlir::AffineExpr> sizes,
                 llvm::ArrayRef<mlir::AffineExpr> strides, Mask mask);

  //===--- Indexing (EmitIndexing.cpp) -----------------------------------===//

  mlir::Value emitConcat(ConcatOp op, llvm::ArrayRef<mlir::AffineExpr> indices,
                         Mask mask);
  mlir::Value emitGather(GatherOp op, llvm::ArrayRef<mlir::AffineExpr> indices,
                         Mask mask);
  mlir::Value emitIota(IotaOp op, llvm::ArrayRef<mlir::AffineExpr> indices);
  mlir::Value emitSymbol(SymbolOp op);
  /// The source indices of a gather or scatter; fails after a report.
  mlir::FailureOr<Indices>
  getIndexing(mlir::Operation *op, mlir::ValueRange tensors,
              llvm::ArrayRef<int64_t> positions, mlir::AffineMap map,
              llvm::ArrayRef<mlir::AffineExpr> sizes,
              llvm::ArrayRef<mlir::AffineExpr> indices, Mask &mask);

  //===--- Folds ----------------------------------------------------------===//

  mlir::Value emitReduce(ReduceOp op, llvm::ArrayRef<mlir::AffineExpr> indices,
                         Mask mask);
  mlir::Value emitSliceSum(ReduceOp op, const SliceSum &sum);
  mlir::Value emitContract(ContractOp op,
                           llvm::ArrayRef<mlir::AffineExpr> indices, Mask mask);
  mlir::Value emitAttention(AttentionOp op,
                            llvm::ArrayRef<mlir::AffineExpr> indices,
                            Mask mask);
  struct AttentionTile;
  mlir::Value emitScores(const AttentionTile &t);
  mlir::Value emitValues(const AttentionTile &t);
  mlir::Value addWeighted(const AttentionTile &t, mlir::Value weights,
                          mlir::Value v, mlir::Value acc);
  mlir::LogicalResult
  emitSoftmaxBlock(const AttentionTile &t, mlir::ValueRange state,
                   llvm::SmallVectorImpl<mlir::Value> &next);
  mlir::LogicalResult emitScoresBlock(const AttentionTile &t,
                                      mlir::ValueRange state,
                                      llvm::SmallVectorImpl<mlir::Value> &next);
  mlir::LogicalResult emitBlocks(AttentionTile &t, unsigned depth,
                                 llvm::SmallVectorImpl<mlir::Value> &carried);
  mlir::Value normalize(const AttentionTile &t, mlir::Value sum,
                        mlir::Value weighted);
  mlir::LogicalResult emitScan();
  mlir::LogicalResult emitScatter();
  /// Whether lanes of `value` beyond an extent are zero.
  bool isZeroBeyond(mlir::Value value);
  /// The tile of a matrix operand: rank 2, zero beyond the extent of `k`.
  mlir::Value emitMatrix(mlir::Value value,
                         llvm::ArrayRef<mlir::AffineExpr> indices, Mask mask,
                         llvm::ArrayRef<unsigned> zeroBeyond, int64_t rows,
                         int64_t columns, mlir::AffineExpr row,
                         mlir::AffineExpr column);
  int64_t getTileOf(mlir::AffineExpr index) const;
  bool isCoordinate(mlir::AffineExpr index) const;
  bool needsLoop(llvm::ArrayRef<unsigned> loops,
                 llvm::ArrayRef<mlir::AffineExpr> indices, Mask mask);

  struct Scope {
    mlir::Block *block = nullptr;
    mlir::Operation *before = nullptr; // the loop open in it
    llvm::DenseMap<
        std::pair<mlir::Value, std::pair<mlir::AffineMap, mlir::Value>>,
        mlir::Value>
        tiles;
    llvm::DenseMap<mlir::AffineExpr, mlir::Value> scalars, lanes;
    llvm::DenseMap<int64_t, mlir::Value> constants;
    llvm::DenseMap<unsigned, mlir::Value> left; // of an extent, by dimension
  };
  struct Buffer {
    mlir::Value ptr;
    Dims sizes, strides;
  };

  KernelOp kernel;
  ScheduleAttr schedule;
  mlir::MLIRContext *context;
  mlir::OpBuilder builder;
  mlir::Location loc;
  bool ownLoops;
  bool conflict = false;
  bool reported = false;

  IndexSpace space;
  unsigned rank = 0;
  llvm::SmallVector<Dim> dims;
  llvm::SmallVector<unsigned> grid;
  llvm::SmallVector<Group> groups;
  llvm::DenseMap<mlir::Operation *, unsigned> groupOf;
  llvm::SmallVector<Result> results;
  llvm::DenseMap<mlir::Operation *, SliceSum> sliceSums;
  /// Dimensions to share between loops of equal extents.
  llvm::SmallVector<llvm::SmallVector<unsigned>> sharedLoops;
  /// Dimensions that are always one whole tile.
  llvm::SmallVector<unsigned> whole;
  /// The dimension whose tiles are those of a cluster's CTAs. It is the grid's
  /// last; no loop runs over it.
  std::optional<unsigned> shared;
  std::string unsharedReason;
  /// A barrier for each reduction of the cluster.
  tile::AllocOp clusterBarriers;
  sm90::InitBarriersOp clusterInit;

  tile::FuncOp function;
  llvm::SmallVector<Buffer> arguments, outputs;
  llvm::SmallVector<mlir::Value> symbols;
  llvm::SmallVector<Scope> scopes;
  /// Aliases by meaning, so that equal branches share one.
  std::map<std::pair<mlir::AffineExpr, mlir::AffineExpr>, unsigned, AliasLess>
      aliases;
};

} // namespace cutedsl::graph

#endif // CUTEDSL_CONVERSION_GRAPHTOTILE_EMITTER_H

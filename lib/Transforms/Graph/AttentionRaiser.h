//===- AttentionRaiser.h - Attention from its two products ------*- C++ -*-===//
//
// One attempt to make a `graph.attention` of a product and what its left
// operand, the weights, is computed from: another product and pointwise ops.
// The rewrite works on index maps: the scores are pulled back, through whatever
// views lie between, to the space [batch..., m, n] of the attention, and what
// is computed from the first product there is cloned into the attention's
// region; so scales, masks of any kind, heads that share keys, and transposed
// scores need no case of their own.
//
// Invariants: planning changes no IR. What is raised leaves nothing behind: of
// all that lies between the products nothing is used elsewhere.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_TRANSFORMS_GRAPH_ATTENTIONRAISER_H
#define CUTEDSL_LIB_TRANSFORMS_GRAPH_ATTENTIONRAISER_H

#include "GraphUtils.h"
#include "SoftmaxMatcher.h"
#include "mlir/IR/PatternMatch.h"

namespace cutedsl::graph {

/// The index space [batch..., m, n] of an attention, beside the second
/// product's: how an index of it is found in the weights and in that product's
/// left operand, and how an index of the product's result [..., m, e] is found
/// in [batch..., m].
struct ScoreSpace {
  Dims dims;
  mlir::AffineMap toWeights, toProduct;
  llvm::SmallVector<mlir::AffineExpr> rowsOfProduct;

  unsigned m() const { return dims.size() - 2; }
  unsigned n() const { return dims.size() - 1; }
};

/// The first product, where it appears among the scores.
struct ScoreProduct {
  ContractOp op;
  /// From the score space to its result.
  mlir::AffineMap map;
  /// The left operand belongs to the keys.
  bool isTransposed;
};

/// One attempt to raise a product.
class AttentionRaiser {
public:
  explicit AttentionRaiser(ContractOp product) : product(product) {}

  /// True if the left operand is a softmax: what is not raised then is worth a
  /// remark. One that `mayOverflow` where an attention does not is raised, too.
  bool findSoftmax(const SoftmaxMatcher &matcher, bool mayOverflow);
  /// Takes the left operand for the weights, whatever they are: the attention
  /// will have no softmax.
  void takeWeights();
  /// Finds how to raise, or says in `reason` why not. Changes no IR.
  bool plan();
  void rewrite(mlir::IRRewriter &rewriter);

  std::string reason;
  /// Of a plan: the first product.
  ContractOp getFirst() const { return scores.op; }

private:
  mlir::MLIRContext *getContext() { return product.getContext(); }
  mlir::AffineExpr dim(unsigned i) { return getAffineDimExpr(i, getContext()); }
  std::optional<ScoreSpace> getWeightsSpace();
  std::optional<ScoreSpace> getProductSpace();
  bool planIn(const ScoreSpace &candidate);
  bool collectProducts(mlir::Value value, mlir::AffineMap map);
  bool isUsable(ScoreProduct &candidate) const;
  bool hasTypes();
  bool hasHeadSizes();
  bool hasOtherUses();
  bool dependsOnScores(mlir::Value value);
  bool isPulledIn(mlir::Value value, mlir::AffineMap map);

  mlir::Value createMatrix(mlir::OpBuilder &builder, mlir::Value source,
                           llvm::ArrayRef<mlir::AffineExpr> exprs,
                           mlir::AffineExpr rows, mlir::AffineExpr columns);
  mlir::Value createOperand(mlir::OpBuilder &builder, bool isKey);
  mlir::Value createValues(mlir::OpBuilder &builder);
  mlir::Value pullBack(mlir::OpBuilder &outside, mlir::OpBuilder &inside,
                       mlir::Value value, mlir::AffineMap map);

  ContractOp product;
  std::optional<Softmax> softmax;
  bool mayOverflow = false;
  /// From the product's left operand to the weights, whose dimension
  /// `keyDim` is that of the keys.
  mlir::AffineMap weightsMap;
  mlir::Value weights;
  int64_t keyDim = 0;
  /// What the attention's region yields.
  mlir::Value score;
  ScoreSpace space;
  ScoreProduct scores;
  llvm::SmallVector<ScoreProduct> products;
  llvm::DenseMap<std::pair<mlir::Value, mlir::AffineMap>, mlir::Value> pulled;
  llvm::DenseMap<mlir::Value, bool> dependent;
  llvm::DenseSet<std::pair<mlir::Value, mlir::AffineMap>> checked;
};

} // namespace cutedsl::graph

#endif // CUTEDSL_LIB_TRANSFORMS_GRAPH_ATTENTIONRAISER_H

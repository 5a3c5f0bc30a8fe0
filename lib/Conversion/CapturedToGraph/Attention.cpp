//===- Attention.cpp - Scaled dot-product attention -----------------------===//

#include "Call.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::captured;

namespace {
/// One attention, its batch dimensions broadcast and its heads repeated.
struct Problem {
  Tensor query, key, value;
  /// Null if there is none.
  Tensor mask;
  bool isCausal;
  /// The factor of the scores, rank 0 of the compute type; null if 1.
  Tensor scale;

  Dims scoreDims() const {
    Dims dims = query.dims();
    dims.back() = key.dim(key.rank() - 2);
    return dims;
  }
};
} // namespace

static const double kMinusInf = -std::numeric_limits<double>::infinity();

/// Each key head serves `repeats` query heads in a row.
static Tensor repeatHeads(Call &call, Tensor x, AffineExpr heads) {
  int64_t dim = x.rank() - 3;
  auto from = getConstant(x.dim(dim)), to = getConstant(heads);
  if (!from || !to || *from == 0 || *to % *from) {
    call.refuse() << "expected a multiple of " << x.dim(dim)
                  << " query heads, but got " << heads;
    return x;
  }
  Dims dims = x.dims();
  SmallVector<AffineExpr> indices;
  for (unsigned i = 0; i < dims.size(); ++i)
    indices.push_back(call.d(i));
  indices[dim] = call.d(dim).floorDiv(*to / *from);
  dims[dim] = heads;
  return call.view(x, indices, dims);
}

/// 1 / sqrt(d), if the call does not say otherwise.
static Tensor getScale(Call &call, AffineExpr depth, Type type) {
  if (call.has("scale")) {
    double scale = call.number("scale", 1);
    return scale == 1 ? Tensor() : call.constant(scale, type, {});
  }
  if (auto d = getConstant(depth))
    return call.constant(1.0 / std::sqrt(double(*d)), type, {});
  return 1.0 / sqrt(call.convert(call.symbol(depth), type));
}

static bool checkOperands(Call &call, Tensor q, Tensor k, Tensor v) {
  if (call.number("dropout_p", 0) != 0)
    call.refuse() << "expected no dropout, but got a probability of "
                  << std::to_string(call.number("dropout_p", 0));
  else if (!isFloat(q.element) || q.element != k.element ||
           q.element != v.element)
    call.refuse() << "expected query, key and value of one float type";
  else if (q.rank() < 2 || k.rank() != q.rank() || v.rank() != q.rank())
    call.refuse() << "expected query, key and value of one rank of at least 2";
  return !call.failed();
}

/// Reads the operands. Check `call.failed()` after.
static Problem getProblem(Call &call, StringRef maskName) {
  Problem p;
  p.query = call.tensor("query");
  p.key = call.tensor("key");
  p.value = call.tensor("value");
  p.mask = call.optionalTensor(maskName);
  p.isCausal = call.flag("is_causal", false);
  if (!checkOperands(call, p.query, p.key, p.value))
    return p;
  int64_t rank = p.query.rank();
  if (call.flag("enable_gqa", false) && rank >= 3) {
    p.key = repeatHeads(call, p.key, p.query.dim(rank - 3));
    p.value = repeatHeads(call, p.value, p.query.dim(rank - 3));
  }
  auto batch = [](Tensor t) { return Dims(ArrayRef(t.dims()).drop_back(2)); };
  Dims common =
      call.broadcastDims({batch(p.query), batch(p.key), batch(p.value)});
  auto spread = [&](Tensor t, AffineExpr rows, AffineExpr columns) {
    Dims dims = common;
    dims.push_back(rows);
    dims.push_back(columns);
    return call.broadcast(t, dims);
  };
  AffineExpr m = p.query.dim(rank - 2), n = p.key.dim(rank - 2),
             depth = p.query.dim(rank - 1), width = p.value.dim(rank - 1);
  p.query = spread(p.query, m, depth);
  p.key = spread(p.key, n, depth);
  p.value = spread(p.value, n, width);
  if (p.isCausal && p.mask)
    call.refuse() << "expected a mask or causality, but got both";
  p.scale = getScale(call, depth, call.getComputeType(p.query.element));
  return p;
}

/// What the softmax sees of the raw scores.
static Tensor modifyScores(Call &call, const Problem &p, Tensor scores) {
  Dims dims = p.scoreDims();
  if (p.scale)
    scores = scores * call.broadcast(p.scale, dims);
  if (p.mask && isBool(p.mask.element))
    scores = select(call.broadcast(p.mask, dims), scores,
                    constantLike(kMinusInf, scores));
  else if (p.mask)
    scores =
        scores + call.broadcast(call.convert(p.mask, scores.element), dims);
  if (p.isCausal) {
    int64_t rank = dims.size();
    Tensor isSeen = compare(Compare::Le, call.iota(rank - 1, dims),
                            call.iota(rank - 2, dims));
    scores = select(isSeen, scores, constantLike(kMinusInf, scores));
  }
  return scores;
}

static Tensor buildAttention(Call &call, const Problem &p) {
  Type type = call.getComputeType(p.query.element);
  Dims dims = p.query.dims();
  dims.back() = p.value.dim(p.value.rank() - 1);
  auto op = graph::AttentionOp::create(
      call.builder, call.loc, graph::getTensorType(dims, type), p.query.value,
      p.key.value, p.value.value, graph::MaskedRows::Zero);
  OpBuilder::InsertionGuard guard(call.builder);
  Block *body = call.builder.createBlock(
      &op.getScore(), {}, {graph::getTensorType(p.scoreDims(), type)},
      {call.loc});
  Tensor scores = call.wrap(body->getArgument(0), type);
  graph::YieldOp::create(call.builder, call.loc,
                         modifyScores(call, p, scores).value);
  return call.wrap(op.getResult(), type);
}

/// The modified scores, as a value of its own.
static Tensor buildScores(Call &call, const Problem &p) {
  int64_t rank = p.key.rank();
  return modifyScores(
      call, p,
      call.contract(p.query, call.transpose(p.key, rank - 2, rank - 1)));
}

/// log(sum(exp(scores))) of each row; minus infinity where all are.
static Tensor buildLogSumExp(Call &call, Tensor scores) {
  int64_t last = scores.rank() - 1;
  Tensor largest = call.reduce(ReductionKind::Max, scores, {last}, true);
  Tensor shift = select(compare(Compare::Eq, largest, kMinusInf),
                        constantLike(0, largest), largest);
  Tensor sum = call.reduce(ReductionKind::Sum,
                           exp(scores - call.broadcast(shift, scores.dims())),
                           {last}, true);
  return call.squeeze(log(sum) + shift, {last});
}

template <bool hasLogSumExp> static void lowerAttention(Call &call) {
  Problem p = getProblem(call, "attn_mask");
  if (call.failed())
    return;
  call.result(buildAttention(call, p));
  if (hasLogSumExp && call.getNumResults() > 1 && call.isUsed(1))
    call.result(buildLogSumExp(call, buildScores(call, p)), 1);
}

static void lowerEfficientAttention(Call &call) {
  Problem p = getProblem(call, "attn_bias");
  if (call.failed())
    return;
  call.result(buildAttention(call, p));
  if (call.getNumResults() < 2 || !call.isUsed(1))
    return;
  // PyTorch's has no columns where it is not asked for.
  Tensor sums = buildLogSumExp(call, buildScores(call, p));
  if (!call.flag("compute_log_sumexp", true))
    sums = call.constant(0, sums.element, call.resultDims(1));
  call.result(sums, 1);
}

//===----------------------------------------------------------------------===//
// Backward
//===----------------------------------------------------------------------===//

/// Sums what was broadcast or repeated, back to `dims`.
static Tensor sumTo(Call &call, Tensor grad, ArrayRef<AffineExpr> dims) {
  SmallVector<int64_t> summed;
  for (int64_t i = 0, rank = grad.rank(); i < rank; ++i) {
    AffineExpr from = grad.dim(i), to = dims[i];
    if (from == to)
      continue;
    auto count = getConstant(from), left = getConstant(to);
    if (left == 1) {
      summed.push_back(i);
      continue;
    }
    if (!count || !left || *count % *left)
      continue;
    // Groups of query heads that shared a key head.
    Dims split = grad.dims();
    split[i] = call.c(*count / *left);
    split.insert(split.begin() + i, to);
    grad = call.reduce(ReductionKind::Sum, call.reshape(grad, split), {i + 1});
  }
  return call.restate(call.reduce(ReductionKind::Sum, grad, summed, true),
                      dims);
}

/// Gradients from the probabilities P:
/// dV = P^T dO, dS = P (dP - rowsum(P dP)), dQ = dS K, dK = dS^T Q.
static void buildGradients(Call &call, const Problem &p, Tensor grad,
                           Tensor probabilities, Tensor rowSum) {
  int64_t rank = p.query.rank();
  auto transpose = [&](Tensor t) {
    return call.transpose(t, rank - 2, rank - 1);
  };
  Type type = probabilities.element;
  auto wide = [&](Tensor t) { return call.convert(t, type); };
  grad = wide(grad);
  Tensor gradP = call.contract(grad, transpose(wide(p.value)));
  if (!rowSum)
    rowSum = call.reduce(ReductionKind::Sum, probabilities * gradP, {rank - 1},
                         true);
  Tensor gradS = probabilities * (gradP - call.broadcast(rowSum, gradP.dims()));
  if (p.scale)
    gradS = gradS * call.broadcast(p.scale, gradS.dims());
  if (call.isUsed(0))
    call.result(
        sumTo(call, call.contract(gradS, wide(p.key)), call.resultDims(0)), 0);
  if (call.isUsed(1))
    call.result(sumTo(call, call.contract(transpose(gradS), wide(p.query)),
                      call.resultDims(1)),
                1);
  if (call.isUsed(2))
    call.result(sumTo(call, call.contract(transpose(probabilities), grad),
                      call.resultDims(2)),
                2);
}

/// exp(scores - logsumexp), zero in rows that see nothing.
static Tensor getProbabilities(Call &call, Tensor scores, Tensor logSumExp) {
  logSumExp =
      call.unsqueeze(call.convert(logSumExp, scores.element), logSumExp.rank());
  Tensor isMasked = compare(Compare::Eq, logSumExp, kMinusInf);
  Tensor shift = select(isMasked, constantLike(0, logSumExp), logSumExp);
  return exp(scores - call.broadcast(shift, scores.dims()));
}

/// With the forward's output and logsumexp at hand.
static void lowerFlashBackward(Call &call) {
  Problem p = getProblem(call, "attn_mask");
  if (call.failed())
    return;
  Tensor probabilities =
      getProbabilities(call, buildScores(call, p), call.tensor("logsumexp"));
  Type type = probabilities.element;
  Tensor grad = call.convert(call.tensor("grad_out"), type);
  Tensor product = grad * call.convert(call.tensor("out"), type);
  Tensor rowSum =
      call.reduce(ReductionKind::Sum, product, {product.rank() - 1}, true);
  buildGradients(call, p, grad, probabilities, rowSum);
}

/// From the operands alone.
static void lowerAttentionBackward(Call &call) {
  Problem p = getProblem(call, "attn_mask");
  if (call.failed())
    return;
  Tensor scores = buildScores(call, p);
  Tensor probabilities =
      getProbabilities(call, scores, buildLogSumExp(call, scores));
  buildGradients(call, p, call.tensor("grad"), probabilities, {});
}

static constexpr Overload kOverloads[] = {
    {"aten.scaled_dot_product_attention.default",
     "query key value attn_mask dropout_p is_causal scale enable_gqa",
     lowerAttention<false>, "attention; no dropout"},
    {"aten._scaled_dot_product_efficient_attention.default",
     "query key value attn_bias compute_log_sumexp dropout_p is_causal scale",
     lowerEfficientAttention, "attention and its logsumexp; no dropout"},
    {"aten._scaled_dot_product_flash_attention.default",
     "query key value dropout_p is_causal return_debug_mask scale",
     lowerAttention<true>, "attention and its logsumexp; no dropout"},
    {"aten._scaled_dot_product_flash_attention_for_cpu.default",
     "query key value dropout_p is_causal attn_mask scale",
     lowerAttention<true>, "attention and its logsumexp; no dropout"},
    {"aten._scaled_dot_product_flash_attention_for_cpu_backward.default",
     "grad_out query key value out logsumexp dropout_p is_causal attn_mask "
     "scale",
     lowerFlashBackward, "gradients of query, key and value"},
    {"cutedsl.attention.default",
     "query/q key/k value/v attn_mask/mask is_causal scale enable_gqa",
     lowerAttention<false>, "attention, whole in training"},
    {"cutedsl.attention_backward.default",
     "grad/g query/q key/k value/v attn_mask/mask is_causal scale enable_gqa",
     lowerAttentionBackward, "gradients of query, key and value"},
};

llvm::ArrayRef<Overload> captured::getAttentionOverloads() {
  return kOverloads;
}

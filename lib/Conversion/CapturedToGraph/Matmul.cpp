//===- Matmul.cpp - Matrix products ---------------------------------------===//
//
// Everything is `graph.contract`. Transposes are views; the leading dimensions
// of a product with one matrix are flattened into M, so that a batch of rows is
// one tall product.
//
//===----------------------------------------------------------------------===//

#include "Call.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::captured;

/// [..., k] times [k, n], the leading dimensions as one.
static Tensor multiplyRows(Call &call, Tensor lhs, Tensor matrix) {
  Dims dims = lhs.dims(), lead = dims;
  AffineExpr k = lead.pop_back_val();
  AffineExpr m = graph::getNumElements(lead, call.getContext());
  Tensor product = call.contract(call.reshape(lhs, {m, k}), matrix);
  dims.back() = matrix.dim(1);
  return call.reshape(product, dims);
}

/// PyTorch's matmul: vectors gain a dimension and lose it again, batches
/// broadcast.
static Tensor multiply(Call &call, Tensor a, Tensor b) {
  bool isRow = a.rank() == 1, isColumn = b.rank() == 1;
  if (a.rank() == 0 || b.rank() == 0) {
    call.refuse() << "expected vectors or matrices, but got a scalar";
    return a;
  }
  if (isRow)
    a = call.unsqueeze(a, 0);
  if (isColumn)
    b = call.unsqueeze(b, 1);
  Tensor product;
  if (b.rank() == 2) {
    product = multiplyRows(call, a, b);
  } else {
    auto batch = [](Tensor t) { return Dims(ArrayRef(t.dims()).drop_back(2)); };
    Dims common = call.broadcastDims({batch(a), batch(b)});
    auto spread = [&](Tensor t) {
      Dims dims = common;
      dims.push_back(t.dim(t.rank() - 2));
      dims.push_back(t.dim(t.rank() - 1));
      return call.broadcast(t, dims);
    };
    product = call.contract(spread(a), spread(b));
  }
  SmallVector<int64_t> dropped;
  if (isRow)
    dropped.push_back(product.rank() - 2);
  if (isColumn)
    dropped.push_back(product.rank() - 1);
  return dropped.empty() ? product : call.squeeze(product, dropped);
}

static void lowerMatmul(Call &call) {
  Tensor a = call.tensor("self"), b = call.tensor("other");
  Tensor product = multiply(call, a, b);
  call.result(product);
}

static void lowerLinear(Call &call) {
  Tensor x = call.tensor("input"), weight = call.tensor("weight");
  if (weight.rank() > 2 || weight.rank() == 0) {
    call.refuse() << "expected a weight matrix, but got rank " << weight.rank();
    return;
  }
  Tensor product = multiply(
      call, x, weight.rank() == 2 ? call.transpose(weight, 0, 1) : weight);
  if (Tensor bias = call.optionalTensor("bias"))
    product = product + call.broadcast(call.convert(bias, product.element),
                                       product.dims());
  call.result(product);
}

/// `factor` times `value`, a Python number in the value's type.
static Tensor scale(Call &call, Tensor value, StringRef name) {
  if (isFloat(value.element)) {
    double factor = call.number(name, 1);
    return factor == 1 ? value : value * factor;
  }
  int64_t factor = call.integer(name, 1);
  return factor == 1
             ? value
             : value * call.constantInt(factor, value.element, value.dims());
}

/// beta * self + alpha * (a @ b); with beta 0, self is not even read.
static void lowerAddProduct(Call &call, StringRef first, StringRef second) {
  Tensor a = call.tensor(first), b = call.tensor(second);
  Tensor product = scale(call, multiply(call, a, b), "alpha");
  if (call.number("beta", 1) != 0) {
    Tensor self = call.convert(call.tensor("self"), product.element);
    product =
        scale(call, call.broadcast(self, product.dims()), "beta") + product;
  }
  call.result(product);
}

static void lowerAddmm(Call &call) { lowerAddProduct(call, "mat1", "mat2"); }
static void lowerBaddbmm(Call &call) {
  lowerAddProduct(call, "batch1", "batch2");
}
static void lowerAddmv(Call &call) { lowerAddProduct(call, "mat", "vec"); }

/// Gradients of a linear layer, those that the mask asks for.
static void lowerLinearBackward(Call &call) {
  Tensor grad = call.tensor("grad"), x = call.tensor("input"),
         weight = call.tensor("weight");
  SmallVector<bool> mask = call.flags("mask");
  if (weight.rank() != 2 || mask.size() != 3 || x.rank() == 0) {
    call.refuse() << "expected a weight matrix and a mask of three";
    return;
  }
  auto rows = [&](Tensor t) {
    Dims lead = t.dims();
    AffineExpr last = lead.pop_back_val();
    return call.reshape(t,
                        {graph::getNumElements(lead, call.getContext()), last});
  };
  auto skipped = [&](unsigned index) {
    return call.constant(0, call.resultElement(index), call.resultDims(index));
  };
  Tensor flat = rows(grad);
  call.result(mask[0] ? multiplyRows(call, grad, weight) : skipped(0), 0);
  call.result(mask[1] ? call.contract(call.transpose(flat, 0, 1), rows(x))
                      : skipped(1),
              1);
  call.result(mask[2] ? call.reduce(ReductionKind::Sum, call.widen(flat), {0})
                      : skipped(2),
              2);
}

//===----------------------------------------------------------------------===//
// Products of 8-bit floats
//===----------------------------------------------------------------------===//

/// One scale, or one for each index of the product's dimension `dim`, in the
/// product's shape.
static Tensor spreadScale(Call &call, StringRef name, Tensor product,
                          int64_t dim) {
  Tensor scale = call.tensor(name);
  if (!scale.element.isF32() || scale.isWrapped) {
    call.refuse() << "expected f32 elements in '" << name << "', but got "
                  << scale.element;
    return product;
  }
  Dims dims = scale.dims(), perIndex = {call.c(1), call.c(1)};
  perIndex[dim] = product.dim(dim);
  bool isOne = llvm::all_of(
      dims, [&](AffineExpr size) { return getConstant(size) == 1; });
  bool isPerIndex = dims.size() == 2 && call.mayBeEqual(dims[0], perIndex[0]) &&
                    call.mayBeEqual(dims[1], perIndex[1]);
  if (isOne)
    return call.broadcast(call.reshape(scale, {}), product.dims());
  if (isPerIndex)
    return call.broadcast(call.restate(scale, perIndex), product.dims());
  call.refuse() << "expected one element in '" << name << "', or one for each "
                << (dim == 0 ? "row" : "column")
                << " of the result, but got sizes " << scale.value.getType();
  return product;
}

/// self * scale_a times mat2 * scale_b, plus bias: exact products of 8-bit
/// floats, summed in f32, and only the sums scaled.
static void lowerScaledMm(Call &call) {
  Tensor a = call.tensor("self"), b = call.tensor("mat2");
  Type result = call.resultElement();
  if (!isFloat8(a.element) || !isFloat8(b.element)) {
    call.refuse() << "expected factors of 8-bit floats, but got " << a.element
                  << " and " << b.element;
    return;
  }
  if (a.rank() != 2 || b.rank() != 2) {
    call.refuse() << "expected matrices, but got ranks " << a.rank() << " and "
                  << b.rank();
    return;
  }
  if (call.has("scale_result")) {
    call.refuse() << "expected no scale of the result";
    return;
  }
  // What PyTorch's library calls make of what is too large differs.
  bool isRounded = isa<Float8E4M3FNType>(result) ? call.saturatesFloat8()
                                                 : !isFloat8(result);
  if (!isRounded) {
    call.refuse() << "expected a result of at least 16 bits, or one of "
                     "f8E4M3FN that saturates, but got "
                  << result;
    return;
  }
  Tensor product = call.contract(a, b, call.flag("use_fast_accum", false));
  if (call.failed())
    return;
  product = product * spreadScale(call, "scale_a", product, 0);
  product = product * spreadScale(call, "scale_b", product, 1);
  if (Tensor bias = call.optionalTensor("bias")) {
    if (!isFloat(bias.element) || isFloat8(bias.element)) {
      call.refuse() << "expected a bias of floats of at least 16 bits, but got "
                    << bias.element;
      return;
    }
    product = product + call.broadcast(call.convert(bias, product.element),
                                       product.dims());
  }
  call.result(product);
}

static constexpr Overload kOverloads[] = {
    {"aten.addmm.default", "self mat1 mat2 beta alpha", lowerAddmm,
     "beta self + alpha mat1 mat2"},
    {"aten.addmv.default", "self mat vec beta alpha", lowerAddmv,
     "beta self + alpha mat vec"},
    {"aten.baddbmm.default", "self batch1 batch2 beta alpha", lowerBaddbmm,
     "beta self + alpha batch1 batch2"},
    {"aten.bmm.default", "self other", lowerMatmul, "batched matrix product"},
    {"aten.dot.default", "self other", lowerMatmul, "inner product"},
    {"aten.linear.default", "input weight bias", lowerLinear,
     "input times the weight transposed, plus bias"},
    {"aten.matmul.default", "self other", lowerMatmul,
     "product of vectors, matrices or batches of them"},
    {"aten.mm.default", "self other", lowerMatmul, "matrix product"},
    {"aten.mv.default", "self other", lowerMatmul, "matrix times vector"},
    {"aten._scaled_mm.default",
     "self mat2 scale_a scale_b bias scale_result out_dtype use_fast_accum",
     lowerScaledMm,
     "product of 8-bit floats times scales, one or per row and column, plus "
     "bias"},
    {"cutedsl.linear.default", "input/x weight/w bias/b", lowerLinear,
     "aten.linear, whole in training"},
    {"cutedsl.linear_backward.default", "grad/g input/x weight/w mask",
     lowerLinearBackward, "gradients of input, weight and bias"},
};

llvm::ArrayRef<Overload> captured::getMatmulOverloads() { return kOverloads; }

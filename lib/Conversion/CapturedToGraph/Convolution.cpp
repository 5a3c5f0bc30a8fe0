//===- Convolution.cpp - Convolutions and nearest upsampling --------------===//
//
// A convolution is a product of windows: a view of the padded input, whose rows
// are the places of the output, times the weight as a matrix. Where kernel and
// stride agree (patch embedding) the view is a reshape. Groups are a batch.
//
//===----------------------------------------------------------------------===//

#include "Call.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::captured;

namespace {
/// What a convolution does along each of its spatial dimensions.
struct Geometry {
  SmallVector<int64_t> stride, padding, dilation, outputPadding;
  int64_t groups;
  bool isTransposed;
  unsigned rank;
};
} // namespace

static SmallVector<int64_t> getPerDimension(Call &call, StringRef name,
                                            unsigned rank) {
  SmallVector<int64_t> values = call.integers(name);
  if (values.size() == 1)
    values.resize(rank, values.front());
  if (values.size() != rank) {
    call.refuse() << "expected " << rank << " values of '" << name
                  << "', but got " << values.size();
    values.resize(rank, 1);
  }
  return values;
}

static Geometry getGeometry(Call &call, Tensor weight) {
  Geometry g;
  g.rank = std::max<int64_t>(weight.rank() - 2, 0);
  g.stride = getPerDimension(call, "stride", g.rank);
  g.padding = getPerDimension(call, "padding", g.rank);
  g.dilation = getPerDimension(call, "dilation", g.rank);
  g.outputPadding = getPerDimension(call, "output_padding", g.rank);
  g.groups = call.integer("groups", 1);
  g.isTransposed = call.flag("transposed", false);
  for (unsigned i = 0; i < g.rank; ++i)
    if (!getConstant(weight.dim(2 + i)))
      call.refuse() << "expected a weight of constant size";
  if (g.rank == 0 || g.groups < 1 || !isFloat(weight.element))
    call.refuse() << "expected a weight of floats, channels and places";
  return g;
}

static int64_t getKernel(Tensor weight, unsigned i) {
  return getConstant(weight.dim(2 + i)).value_or(1);
}

/// The number of places of the output along dimension `i`.
static AffineExpr getOutputSize(AffineExpr padded, int64_t kernel,
                                int64_t stride, int64_t dilation) {
  return graph::simplify(
      (padded - (dilation * (kernel - 1) + 1)).floorDiv(stride) + 1);
}

/// Windows of the padded x [N, C, places...] as [groups, N * out..., C / groups
/// * kernel...], with the sizes of the output.
static Tensor getWindows(Call &call, Tensor x, Tensor weight, const Geometry &g,
                         SmallVectorImpl<AffineExpr> &out) {
  AffineExpr channels = graph::simplify(x.dim(1).floorDiv(g.groups));
  // Domain: group, batch, output places, channel, kernel places.
  unsigned firstPlace = 2, channel = 2 + g.rank, firstTap = 3 + g.rank;
  Dims domain = {call.c(g.groups), x.dim(0)};
  AffineExpr rows = x.dim(0), columns = channels;
  for (unsigned i = 0; i < g.rank; ++i) {
    out.push_back(getOutputSize(x.dim(2 + i), getKernel(weight, i), g.stride[i],
                                g.dilation[i]));
    domain.push_back(out.back());
    rows = rows * out.back();
  }
  domain.push_back(channels);
  SmallVector<AffineExpr> indices = {call.d(1),
                                     call.d(0) * channels + call.d(channel)};
  for (unsigned i = 0; i < g.rank; ++i) {
    domain.push_back(call.c(getKernel(weight, i)));
    columns = columns * getKernel(weight, i);
    indices.push_back(call.d(firstPlace + i) * g.stride[i] +
                      call.d(firstTap + i) * g.dilation[i]);
  }
  Tensor windows = call.view(x, indices, domain);
  return call.reshape(windows, {call.c(g.groups), graph::simplify(rows),
                                graph::simplify(columns)});
}

static Tensor padPlaces(Call &call, Tensor x, ArrayRef<AffineExpr> before,
                        ArrayRef<AffineExpr> after) {
  Tensor zero = call.constant(0, x.element, {});
  for (unsigned i = 0; i < before.size(); ++i)
    x = call.pad(x, 2 + i, before[i], after[i], zero);
  return x;
}

/// x [N, C, places...] with the weight [O, C / groups, kernel...], in the
/// accumulator's type, x being padded already.
static Tensor convolve(Call &call, Tensor x, Tensor weight, const Geometry &g) {
  SmallVector<AffineExpr> out;
  Tensor windows = getWindows(call, x, weight, g, out);
  AffineExpr channels = graph::simplify(weight.dim(0).floorDiv(g.groups));
  Tensor matrix = call.transpose(
      call.reshape(weight, {call.c(g.groups), channels, windows.dim(2)}), 1, 2);
  Tensor product;
  if (g.groups == 1)
    product = call.unsqueeze(
        call.contract(call.squeeze(windows, {0}), call.squeeze(matrix, {0})),
        0);
  else
    product = call.contract(windows, matrix);
  // [groups, N, out..., channels] to [N, groups * channels, out...].
  Dims split = {call.c(g.groups), x.dim(0)};
  split.append(out.begin(), out.end());
  split.push_back(channels);
  product = call.reshape(product, split);
  SmallVector<int64_t> order = {1, 0, int64_t(2 + g.rank)};
  for (unsigned i = 0; i < g.rank; ++i)
    order.push_back(2 + i);
  Dims dims = {x.dim(0), weight.dim(0)};
  dims.append(out.begin(), out.end());
  return call.reshape(call.permute(product, order), dims);
}

/// Zeros between the places of x: what a strided convolution skipped.
static Tensor spreadPlaces(Call &call, Tensor x, ArrayRef<int64_t> stride) {
  Tensor zero = call.constant(0, x.element, {});
  for (unsigned i = 0; i < stride.size(); ++i) {
    if (stride[i] == 1)
      continue;
    int64_t dim = 2 + i;
    AffineExpr size = x.dim(dim);
    Dims dims = x.dims();
    Tensor pairs = call.pad(call.unsqueeze(x, dim + 1), dim + 1, call.c(0),
                            call.c(stride[i] - 1), zero);
    dims[dim] = graph::simplify(size * stride[i]);
    x = call.slice(call.reshape(pairs, dims), dim, call.c(0),
                   graph::simplify((size - 1) * stride[i] + 1));
  }
  return x;
}

/// The weight [O, C / groups, kernel...] of the convolution that a convolution
/// is transposed to: taps reversed, channels exchanged within groups.
static Tensor transposeWeight(Call &call, Tensor weight, int64_t groups) {
  Dims split = weight.dims();
  AffineExpr outer = graph::simplify(split[0].floorDiv(groups));
  AffineExpr inner = split[1];
  split[0] = outer;
  split.insert(split.begin(), call.c(groups));
  Tensor grouped = call.transpose(call.reshape(weight, split), 1, 2);
  Dims dims = weight.dims();
  dims[0] = graph::simplify(inner * groups);
  dims[1] = outer;
  Tensor result = call.reshape(grouped, dims);
  SmallVector<AffineExpr> indices = {call.d(0), call.d(1)};
  for (unsigned i = 2; i < dims.size(); ++i)
    indices.push_back(dims[i] - 1 - call.d(i));
  return call.view(result, indices, dims);
}

/// The transpose of a convolution of `g` with `weight`, applied to x, for a
/// result of `size` places.
static Tensor convolveTransposed(Call &call, Tensor x, Tensor weight,
                                 Geometry g, ArrayRef<AffineExpr> size) {
  Tensor spread = spreadPlaces(call, x, g.stride);
  SmallVector<AffineExpr> before, after;
  for (unsigned i = 0; i < g.rank; ++i) {
    int64_t reach = g.dilation[i] * (getKernel(weight, i) - 1);
    before.push_back(call.c(reach - g.padding[i]));
    after.push_back(
        graph::simplify(size[i] + reach - before.back() - spread.dim(2 + i)));
    g.stride[i] = 1;
  }
  return convolve(call, padPlaces(call, spread, before, after),
                  transposeWeight(call, weight, g.groups), g);
}

static Tensor padForward(Call &call, Tensor x, const Geometry &g) {
  SmallVector<AffineExpr> padding;
  for (int64_t amount : g.padding)
    padding.push_back(call.c(amount));
  return padPlaces(call, x, padding, padding);
}

static SmallVector<AffineExpr> getPlaces(ArrayRef<AffineExpr> dims) {
  return SmallVector<AffineExpr>(dims.drop_front(2));
}

static void lowerConvolution(Call &call) {
  Tensor x = call.tensor("input"), weight = call.tensor("weight");
  Geometry g = getGeometry(call, weight);
  if (call.failed())
    return;
  if (x.rank() != weight.rank()) {
    call.refuse() << "expected an input of rank " << weight.rank()
                  << ", but got " << x.rank();
    return;
  }
  Tensor result =
      g.isTransposed
          ? convolveTransposed(call, x, weight, g, getPlaces(call.resultDims()))
          : convolve(call, padForward(call, x, g), weight, g);
  if (Tensor bias = call.optionalTensor("bias")) {
    bias = call.convert(bias, result.element);
    for (unsigned i = 0; i < g.rank; ++i)
      bias = call.unsqueeze(bias, bias.rank());
    result = result + call.broadcast(bias, result.dims());
  }
  call.result(result);
}

/// The gradient of the weight: the output's gradient times the windows.
static Tensor getWeightGradient(Call &call, Tensor grad, Tensor x,
                                Tensor weight, const Geometry &g) {
  SmallVector<AffineExpr> out;
  Tensor windows = getWindows(call, padForward(call, x, g), weight, g, out);
  // The output's places that windows reach are all of them.
  AffineExpr channels = graph::simplify(grad.dim(1).floorDiv(g.groups));
  Dims split = {grad.dim(0), call.c(g.groups), channels};
  llvm::append_range(split, getPlaces(grad.dims()));
  SmallVector<int64_t> order = {1, 2, 0};
  for (unsigned i = 0; i < g.rank; ++i)
    order.push_back(3 + i);
  Tensor rows = call.reshape(call.permute(call.reshape(grad, split), order),
                             {call.c(g.groups), channels, windows.dim(1)});
  return call.reshape(call.contract(rows, windows), weight.dims());
}

static void lowerConvolutionBackward(Call &call) {
  Tensor grad = call.tensor("grad_output"), x = call.tensor("input"),
         weight = call.tensor("weight");
  Geometry g = getGeometry(call, weight);
  SmallVector<bool> mask = call.flags("output_mask");
  mask.resize(3);
  if (call.failed())
    return;
  if (g.isTransposed || x.rank() != weight.rank()) {
    call.refuse() << "expected a convolution that is not transposed";
    return;
  }
  if (mask[0] && call.isUsed(0))
    call.result(convolveTransposed(call, grad, weight, g, getPlaces(x.dims())),
                0);
  if (mask[1] && call.isUsed(1))
    call.result(getWeightGradient(call, grad, x, weight, g), 1);
  if (mask[2] && call.isUsed(2)) {
    SmallVector<int64_t> dims = {0};
    for (unsigned i = 0; i < g.rank; ++i)
      dims.push_back(2 + i);
    call.result(call.reduce(ReductionKind::Sum, call.widen(grad), dims), 2);
  }
}

/// Each place of the output reads floor(place * in / out).
static void lowerUpsampleNearest(Call &call) {
  Tensor x = call.tensor("self");
  Dims dims = call.resultDims();
  if (int64_t(dims.size()) != x.rank() || x.rank() < 3) {
    call.refuse() << "expected batches of channels, but got rank " << x.rank();
    return;
  }
  SmallVector<AffineExpr> indices = {call.d(0), call.d(1)};
  for (int64_t i = 2; i < x.rank(); ++i) {
    AffineExpr in = x.dim(i), out = dims[i];
    auto from = getConstant(in), to = getConstant(out);
    AffineExpr factor = graph::simplify(out.floorDiv(in));
    if (from && to && *to > 0)
      indices.push_back((call.d(i) * *from).floorDiv(*to));
    else if (std::optional<int64_t> whole = getConstant(factor))
      indices.push_back(call.d(i).floorDiv(*whole));
    else
      indices.push_back((call.d(i) * in).floorDiv(out));
  }
  call.result(call.view(x, indices, dims));
}

static constexpr Overload kOverloads[] = {
    {"aten.convolution.default",
     "input weight bias stride padding dilation transposed output_padding "
     "groups",
     lowerConvolution, "convolution of any rank, transposed or not"},
    {"aten.convolution_backward.default",
     "grad_output input weight bias_sizes stride padding dilation transposed "
     "output_padding groups output_mask",
     lowerConvolutionBackward,
     "gradients of input, weight and bias; not transposed"},
    {"aten.upsample_nearest1d.vec", "self/input output_size scale_factors",
     lowerUpsampleNearest, "nearest neighbour"},
    {"aten.upsample_nearest2d.default", "self output_size scales_h scales_w",
     lowerUpsampleNearest, "nearest neighbour"},
    {"aten.upsample_nearest2d.vec", "self/input output_size scale_factors",
     lowerUpsampleNearest, "nearest neighbour"},
};

llvm::ArrayRef<Overload> captured::getConvolutionOverloads() {
  return kOverloads;
}

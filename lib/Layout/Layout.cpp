//===- Layout.cpp - Shape and stride --------------------------------------===//

#include "cutedsl/Layout/Layout.h"

using namespace cutedsl::layout;

static std::vector<Mode> zipModes(const IntTuple &shape,
                                  const IntTuple &stride) {
  std::vector<int64_t> sizes = shape.flatten(), strides = stride.flatten();
  std::vector<Mode> modes;
  for (size_t i = 0; i < sizes.size(); ++i)
    modes.push_back({sizes[i], strides[i]});
  return modes;
}

Layout::Layout(IntTuple shape, IntTuple stride)
    : shapeTuple(std::move(shape)), strideTuple(std::move(stride)),
      flatModes(zipModes(shapeTuple, strideTuple)) {
  for (const Mode &mode : flatModes) {
    numIndices *= mode.size;
    numOffsets += (mode.size - 1) * mode.stride;
  }
}

Result<Layout> Layout::get(IntTuple shape, IntTuple stride) {
  if (!isCongruent(shape, stride))
    return Error{"expected a stride congruent with shape " + shape.str() +
                 ", but got " + stride.str()};
  int64_t size = 1, cosize = 1, extent = 0;
  for (const Mode &mode : zipModes(shape, stride)) {
    if (mode.size < 1)
      return Error{"expected positive sizes, but got " + shape.str()};
    if (mode.stride < 0)
      return Error{"expected strides of at least 0, but got " + stride.str()};
    if (__builtin_mul_overflow(size, mode.size, &size) ||
        __builtin_mul_overflow(mode.size - 1, mode.stride, &extent) ||
        __builtin_add_overflow(cosize, extent, &cosize))
      return Error{"expected size and cosize to fit 63 bits, but got " +
                   shape.str() + ":" + stride.str()};
  }
  return Layout(std::move(shape), std::move(stride));
}

/// Strides of `shape` that continue the product `next`; overflow saturates and
/// is refused by Layout::get as the size overflows then too.
static IntTuple compactStride(const IntTuple &shape, int64_t &next) {
  if (shape.isInt()) {
    int64_t stride = next;
    if (__builtin_mul_overflow(next, shape.value(), &next))
      next = INT64_MAX;
    return stride;
  }
  std::vector<IntTuple> elements;
  for (unsigned i = 0; i < shape.rank(); ++i)
    elements.push_back(compactStride(shape[i], next));
  return elements;
}

Result<Layout> Layout::get(IntTuple shape) {
  for (int64_t size : shape.flatten())
    if (size < 1)
      return Error{"expected positive sizes, but got " + shape.str()};
  int64_t next = 1;
  IntTuple stride = compactStride(shape, next);
  return get(std::move(shape), std::move(stride));
}

Result<Layout> Layout::get(const std::vector<Mode> &modes) {
  if (modes.empty())
    return Layout();
  if (modes.size() == 1)
    return get(IntTuple(modes[0].size), IntTuple(modes[0].stride));
  std::vector<IntTuple> shape, stride;
  for (const Mode &mode : modes) {
    shape.push_back(mode.size);
    stride.push_back(mode.stride);
  }
  return get(IntTuple(std::move(shape)), IntTuple(std::move(stride)));
}

Result<Layout> Layout::parse(std::string_view text) {
  size_t colon = text.find(':');
  if (colon == std::string_view::npos) {
    Result<IntTuple> shape = IntTuple::parse(text);
    return shape ? get(*shape) : Result<Layout>(shape.error());
  }
  Result<IntTuple> shape = IntTuple::parse(text.substr(0, colon));
  if (!shape)
    return shape.error();
  Result<IntTuple> stride = IntTuple::parse(text.substr(colon + 1));
  if (!stride)
    return stride.error();
  return get(*shape, *stride);
}

static int64_t evaluate(const std::vector<Mode> &modes, int64_t index) {
  int64_t offset = 0;
  for (size_t k = 0; k + 1 < modes.size(); ++k) {
    offset += index % modes[k].size * modes[k].stride;
    index /= modes[k].size;
  }
  return modes.empty() ? 0 : offset + index * modes.back().stride;
}

int64_t Layout::operator()(int64_t index) const {
  return evaluate(flatModes, index);
}

int64_t Layout::at(const std::vector<int64_t> &indices) const {
  assert(indices.size() == rank() && "expected an index for each mode");
  int64_t offset = 0;
  for (unsigned i = 0; i < rank(); ++i)
    offset += mode(i)(indices[i]);
  return offset;
}

Result<Layout> cutedsl::layout::concat(const std::vector<Layout> &layouts) {
  std::vector<IntTuple> shape, stride;
  for (const Layout &layout : layouts) {
    shape.push_back(layout.shape());
    stride.push_back(layout.stride());
  }
  return Layout::get(IntTuple(std::move(shape)), IntTuple(std::move(stride)));
}

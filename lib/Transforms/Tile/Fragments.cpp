//===- Fragments.cpp - Reasoning about fragment layouts -------------------===//

#include "cutedsl/Transforms/Fragments.h"

using namespace mlir;
using namespace cutedsl::tile;

static int64_t coordinate(ArrayRef<DimMode> modes, int64_t index,
                          unsigned dim) {
  int64_t result = 0;
  for (const DimMode &mode : modes)
    if (mode.dim == int(dim))
      result += index / mode.prefix % mode.size * mode.step;
  return result;
}

int64_t DimModes::valueCoordinate(int64_t value, unsigned dim) const {
  return coordinate(values, value, dim);
}

int64_t DimModes::threadCoordinate(int64_t thread, unsigned dim) const {
  return coordinate(threads, thread, dim);
}

SmallVector<int64_t> DimModes::valueCoordinates(int64_t value,
                                                unsigned rank) const {
  SmallVector<int64_t> result;
  for (unsigned dim = 0; dim < rank; ++dim)
    result.push_back(valueCoordinate(value, dim));
  return result;
}

/// Splits one layout's modes; false if one does not fit the dimensions.
static bool splitModes(ArrayRef<int64_t> sizes, ArrayRef<int64_t> strides,
                       ArrayRef<int64_t> shape, ArrayRef<int64_t> rowMajor,
                       SmallVectorImpl<DimMode> &result) {
  int64_t prefix = 1;
  for (auto [modeSize, modeStride] : llvm::zip_equal(sizes, strides)) {
    int64_t size = modeSize, stride = modeStride;
    if (size == 1)
      continue;
    if (stride == 0) {
      result.push_back({size, prefix, -1, 0});
      prefix *= size;
      continue;
    }
    while (size > 1) {
      int dim = -1;
      for (auto [index, extent] : llvm::enumerate(shape))
        if (extent > 1 && stride >= rowMajor[index] &&
            stride < rowMajor[index] * extent && stride % rowMajor[index] == 0)
          dim = index;
      if (dim < 0)
        return false;
      int64_t step = stride / rowMajor[dim], extent = shape[dim];
      int64_t here = size;
      if ((size - 1) * step >= extent) {
        if (extent % step != 0 || size % (extent / step) != 0)
          return false;
        here = extent / step;
      }
      result.push_back({here, prefix, dim, step});
      prefix *= here;
      size /= here;
      stride = rowMajor[dim] * extent;
    }
  }
  return true;
}

std::optional<DimModes> cutedsl::tile::getDimModes(FragmentAttr fragment,
                                                   ArrayRef<int64_t> shape) {
  SmallVector<int64_t> rowMajor = getRowMajorStrides(shape);
  DimModes result;
  if (!splitModes(fragment.getThreadShape(), fragment.getThreadStride(), shape,
                  rowMajor, result.threads) ||
      !splitModes(fragment.getValueShape(), fragment.getValueStride(), shape,
                  rowMajor, result.values))
    return std::nullopt;
  SmallVector<int64_t> reach(shape.size(), 0);
  for (ArrayRef<DimMode> modes :
       {ArrayRef<DimMode>(result.threads), ArrayRef<DimMode>(result.values)})
    for (const DimMode &mode : modes)
      if (mode.dim >= 0)
        reach[mode.dim] += (mode.size - 1) * mode.step;
  for (auto [last, extent] : llvm::zip_equal(reach, shape))
    if (last >= extent)
      return std::nullopt;
  return result;
}

FragmentAttr cutedsl::tile::projectFragment(FragmentAttr fragment,
                                            ArrayRef<int64_t> from,
                                            ArrayRef<int64_t> to) {
  std::optional<DimModes> modes = getDimModes(fragment, from);
  if (!modes)
    return {};
  auto isKept = [&](const DimMode &mode) {
    return mode.dim >= 0 && to[mode.dim] == from[mode.dim];
  };
  SmallVector<ModeSpec> threads, values;
  for (const DimMode &mode : modes->threads)
    threads.push_back({mode.size, isKept(mode) ? mode.dim : -1, mode.step});
  for (const DimMode &mode : modes->values)
    if (isKept(mode))
      values.push_back({mode.size, mode.dim, mode.step});
  return makeFragment(fragment.getContext(), to, threads, values);
}

FragmentAttr cutedsl::tile::transposeFragment(FragmentAttr fragment,
                                              ArrayRef<int64_t> shape,
                                              ArrayRef<int64_t> permutation) {
  std::optional<DimModes> modes = getDimModes(fragment, shape);
  if (!modes)
    return {};
  SmallVector<int64_t> result;
  SmallVector<int> position(shape.size());
  for (auto [index, dim] : llvm::enumerate(permutation)) {
    result.push_back(shape[dim]);
    position[dim] = index;
  }
  auto map = [&](ArrayRef<DimMode> from) {
    SmallVector<ModeSpec> specs;
    for (const DimMode &mode : from)
      specs.push_back(
          {mode.size, mode.dim < 0 ? -1 : position[mode.dim], mode.step});
    return specs;
  };
  return makeFragment(fragment.getContext(), result, map(modes->threads),
                      map(modes->values));
}

bool cutedsl::tile::holdsHalves(FragmentAttr fragment, ArrayRef<int64_t> shape,
                                unsigned dim) {
  std::optional<DimModes> modes = getDimModes(fragment, shape);
  if (!modes)
    return false;
  int64_t half = shape[dim] / 2;
  // Digits do not carry, so the topmost one alone tells the halves apart.
  return llvm::any_of(modes->values, [&](const DimMode &mode) {
    return mode.dim == int(dim) && mode.step * mode.size == shape[dim] &&
           half % mode.step == 0 && mode.size % 2 == 0;
  });
}

bool cutedsl::tile::holdsPairs(FragmentAttr fragment, ArrayRef<int64_t> shape,
                               unsigned dim) {
  std::optional<DimModes> modes = getDimModes(fragment, shape);
  return modes && llvm::any_of(modes->values, [&](const DimMode &mode) {
           return mode.dim == int(dim) && mode.step == 1 && mode.size % 2 == 0;
         });
}

FragmentAttr cutedsl::tile::getMmaOperandFragment(WarpMmaAttr warp,
                                                  FragmentAttr acc, int64_t m,
                                                  int64_t n, int64_t k,
                                                  bool isLhs) {
  if (warp)
    return getWarpOperandFragment(warp, m, n, k, acc.getNumThreads(), isLhs);
  std::optional<DimModes> modes = getDimModes(acc, {m, n});
  if (!modes)
    return {};
  int kept = isLhs ? 0 : 1, reduced = isLhs ? 1 : 0;
  SmallVector<int64_t> shape =
      isLhs ? SmallVector<int64_t>{m, k} : SmallVector<int64_t>{k, n};
  SmallVector<ModeSpec> threads, values;
  for (const DimMode &mode : modes->threads)
    threads.push_back({mode.size, mode.dim == kept ? kept : -1, mode.step});
  for (const DimMode &mode : modes->values)
    if (mode.dim == kept)
      values.push_back({mode.size, kept, mode.step});
  values.push_back({k, reduced, 1});
  return makeFragment(acc.getContext(), shape, threads, values);
}

FragmentAttr cutedsl::tile::getFragment(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor ? dyn_cast_or_null<FragmentAttr>(tensor.getEncoding())
                : FragmentAttr();
}

RankedTensorType cutedsl::tile::withFragment(Type type, FragmentAttr fragment) {
  auto tensor = cast<RankedTensorType>(type);
  return RankedTensorType::get(tensor.getShape(), tensor.getElementType(),
                               fragment);
}

bool cutedsl::tile::hasCopies(FragmentAttr fragment) {
  for (auto [size, stride] :
       llvm::zip_equal(fragment.getThreadShape(), fragment.getThreadStride()))
    if (size > 1 && stride == 0)
      return true;
  return false;
}

Conversion cutedsl::tile::classifyConversion(FragmentAttr from,
                                             FragmentAttr to) {
  int64_t numFrom = from.getNumValues(), numTo = to.getNumValues();
  if (from == to)
    return {ConversionKind::Identity, {}};
  DenseMap<int64_t, SmallVector<int64_t>> holders;
  for (int64_t value = 0; value < numFrom; ++value)
    holders[from.getIndex(0, value)].push_back(value);
  SmallVector<int64_t> registers;
  for (int64_t value = 0; value < numTo; ++value) {
    auto holdsAlways = [&](int64_t source) {
      for (int64_t thread = 1; thread < to.getNumThreads(); ++thread)
        if (from.getIndex(thread, source) != to.getIndex(thread, value))
          return false;
      return true;
    };
    auto it = holders.find(to.getIndex(0, value));
    if (it == holders.end())
      return {ConversionKind::Shared, {}};
    auto *source = llvm::find_if(it->second, holdsAlways);
    if (source == it->second.end())
      return {ConversionKind::Shared, {}};
    registers.push_back(*source);
  }
  return {ConversionKind::Registers, registers};
}

int64_t cutedsl::tile::getElementBytes(Type elementType) {
  if (elementType.isIndex())
    return 8;
  return std::max<int64_t>(1, elementType.getIntOrFloatBitWidth() / 8);
}

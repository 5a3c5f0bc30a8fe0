//===- Atoms.cpp - Layouts that the hardware fixes ------------------------===//

#include "cutedsl/Layout/Atoms.h"

using namespace cutedsl::layout;

/// A layout written in this file, hence valid.
static Layout literal(IntTuple shape, IntTuple stride) {
  return *Layout::get(std::move(shape), std::move(stride));
}

static bool isPowerOfTwo(int64_t value) {
  return value > 0 && (value & (value - 1)) == 0;
}

std::string Fragment::str() const {
  return "thread = " + thread.str() + ", value = " + value.str();
}

Result<Fragment> cutedsl::layout::compose(const Layout &memory,
                                          const Fragment &fragment) {
  // Together, so that thread and value digits are checked not to carry into
  // one another.
  Result<Layout> both = concat({fragment.thread, fragment.value});
  if (!both)
    return both.error();
  Result<Layout> offsets = composition(memory, *both);
  if (!offsets)
    return offsets.error();
  return Fragment{offsets->mode(0), offsets->mode(1)};
}

Result<Fragment> cutedsl::layout::wgmmaAccumulator(int64_t n) {
  if (n < 8 || n > 256 || n % 8 != 0)
    return Error{"expected n to be a multiple of 8 up to 256, but got " +
                 std::to_string(n)};
  return Fragment{literal({4, 8, 4}, {128, 1, 16}),
                  literal({2, 2, n / 8}, {64, 8, 512})};
}

Fragment cutedsl::layout::wgmmaOperandA() { return *wgmmaAccumulator(16); }

Result<Fragment> cutedsl::layout::matrixFragment(int64_t numMatrices) {
  if (numMatrices != 1 && numMatrices != 2 && numMatrices != 4)
    return Error{"expected 1, 2 or 4 matrices, but got " +
                 std::to_string(numMatrices)};
  return Fragment{literal({4, 8}, {16, 1}), literal({2, numMatrices}, {8, 64})};
}

Result<Fragment> cutedsl::layout::vectorAccess(int64_t numThreads,
                                               int64_t elementBytes,
                                               int64_t bytes) {
  if (numThreads < 1 || !isPowerOfTwo(elementBytes) || !isPowerOfTwo(bytes) ||
      bytes > 16 || elementBytes > bytes)
    return Error{"expected threads and a power of two of bytes, an element to "
                 "16, but got " +
                 std::to_string(numThreads) + " threads with " +
                 std::to_string(bytes) + " bytes of " +
                 std::to_string(elementBytes)};
  int64_t width = bytes / elementBytes;
  Result<Layout> thread = Layout::get(numThreads, width);
  if (!thread)
    return thread.error();
  return Fragment{*thread, literal(width, 1)};
}

Result<Fragment> cutedsl::layout::vectorRegisters(int64_t lanes,
                                                  int64_t unroll) {
  Result<Layout> value = Layout::get(IntTuple{lanes, unroll});
  if (!value)
    return value.error();
  return Fragment{Layout(), *value};
}

Result<MemoryLayout> cutedsl::layout::sharedMemoryAtom(int64_t rowBytes) {
  if (!isPowerOfTwo(rowBytes) || rowBytes < 16 || rowBytes > 128)
    return Error{"expected rows of 16, 32, 64 or 128 bytes, but got " +
                 std::to_string(rowBytes)};
  int bits = 0;
  while (int64_t(16) << bits != rowBytes)
    ++bits;
  return MemoryLayout{literal({8, rowBytes}, {rowBytes, 1}),
                      *Swizzle::get(bits, 4, 3)};
}

Result<MemoryLayout> cutedsl::layout::sharedMemoryTile(int64_t rowBytes,
                                                       int64_t rows,
                                                       int64_t columns) {
  Result<MemoryLayout> atom = sharedMemoryAtom(rowBytes);
  if (!atom)
    return atom;
  if (rows < 8 || rows % 8 != 0 || columns < rowBytes ||
      columns % rowBytes != 0)
    return Error{"expected a multiple of 8 rows and of " +
                 std::to_string(rowBytes) + " bytes, but got " +
                 std::to_string(rows) + " x " + std::to_string(columns)};
  Result<Layout> layout = Layout::get(
      IntTuple{IntTuple{8, rows / 8}, IntTuple{rowBytes, columns / rowBytes}},
      IntTuple{IntTuple{rowBytes, 8 * rowBytes}, IntTuple{1, rows * rowBytes}});
  if (!layout)
    return layout.error();
  return MemoryLayout{*layout, atom->swizzle};
}

/// Whether accesses of `bytes`, aligned to their size, stay whole.
static bool keepsWhole(const Swizzle &swizzle, int64_t bytes) {
  return swizzle.isIdentity() || int64_t(1) << swizzle.base() >= bytes;
}

/// Every mode that moves does so by a multiple of `width`.
static bool stepsBy(const std::vector<Mode> &modes, size_t first,
                    int64_t width) {
  for (size_t k = first; k < modes.size(); ++k)
    if (modes[k].size != 1 && modes[k].stride % width != 0)
      return false;
  return true;
}

int64_t cutedsl::layout::vectorWidth(const Fragment &offsets,
                                     const Swizzle &swizzle,
                                     int64_t elementBytes, int64_t maxBytes) {
  const std::vector<Mode> values = coalesce(offsets.value).modes();
  if (values.front().stride != 1)
    return 1;
  int64_t width = 1;
  while (values.front().size % (2 * width) == 0 &&
         2 * width * elementBytes <= maxBytes &&
         keepsWhole(swizzle, 2 * width * elementBytes) &&
         stepsBy(values, 1, 2 * width) &&
         stepsBy(offsets.thread.modes(), 0, 2 * width))
    width *= 2;
  return width;
}

/// `index` contributes its digit `(index / scale) % size` times `stride`, and
/// otherwise only multiples of 8, the elements of a 16-byte row.
static bool hasDigit(const Layout &layout, int64_t scale, int64_t size,
                     int64_t stride) {
  for (int64_t i = 0; i < layout.size(); ++i) {
    int64_t digit = i / scale % size, base = layout(i - digit * scale);
    if (base % 8 != 0 || layout(i) != base + digit * stride)
      return false;
  }
  return true;
}

MatrixAccess cutedsl::layout::matchMatrixAccess(const Fragment &offsets,
                                                const Swizzle &swizzle) {
  if (offsets.numThreads() % 32 != 0 || offsets.numValues() % 2 != 0 ||
      !keepsWhole(swizzle, 16))
    return MatrixAccess::None;
  // Direct: a row of a matrix lies over value bit 0 and lane bits 0 and 1.
  if (hasDigit(offsets.value, 1, 2, 1) && hasDigit(offsets.thread, 1, 4, 2))
    return MatrixAccess::Direct;
  // Transposed: over lane bits 2 to 4.
  if (hasDigit(offsets.value, 1, 1, 0) && hasDigit(offsets.thread, 4, 8, 1))
    return MatrixAccess::Transposed;
  return MatrixAccess::None;
}

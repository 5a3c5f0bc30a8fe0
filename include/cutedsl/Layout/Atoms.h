//===- Atoms.h - Layouts that the hardware fixes ----------------*- C++ -*-===//
//
// Fragments, (thread, value) to coordinate, and the layouts of instructions.
// A coordinate (m, n) of an M x N atom is the colexicographic index m + M*n.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LAYOUT_ATOMS_H
#define CUTEDSL_LAYOUT_ATOMS_H

#include "cutedsl/Layout/Swizzle.h"

namespace cutedsl::layout {

/// Which element each thread holds in each of its registers. A stride of 0 in a
/// thread mode means copies.
struct Fragment {
  Layout thread, value;

  int64_t operator()(int64_t threadIndex, int64_t valueIndex) const {
    return thread(threadIndex) + value(valueIndex);
  }
  int64_t numThreads() const { return thread.size(); }
  int64_t numValues() const { return value.size(); }
  bool operator==(const Fragment &other) const {
    return thread == other.thread && value == other.value;
  }
  /// `thread = (4,8):(16,1), value = 2:8`
  std::string str() const;
};

/// (thread, value) to offset: `memory` after `fragment`.
Result<Fragment> compose(const Layout &memory, const Fragment &fragment);

/// The accumulator of wgmma.m64nNk*, N a multiple of 8 up to 256, over a
/// warpgroup of 128 threads.
Result<Fragment> wgmmaAccumulator(int64_t n);
/// A 16-bit A operand of wgmma (64 x 16) in registers.
Fragment wgmmaOperandA();

/// ldmatrix and stmatrix: 1, 2 or 4 matrices of 8 x 8 16-bit elements, matrix i
/// at columns 8i and on; 32 threads.
Result<Fragment> matrixFragment(int64_t numMatrices);
/// Per-thread accesses of `bytes` (a power of two up to 16), the threads
/// side by side.
Result<Fragment> vectorAccess(int64_t numThreads, int64_t elementBytes,
                              int64_t bytes);
/// On the CPU one thread holds `unroll` vectors of `lanes` elements.
Result<Fragment> vectorRegisters(int64_t lanes, int64_t unroll);

/// Shared memory for TMA and wgmma, K-major: 8 rows of T = 16, 32, 64 or 128
/// bytes, in bytes. Base aligned to 1024 bytes.
Result<MemoryLayout> sharedMemoryAtom(int64_t rowBytes);
/// The same tiled to `rows` x `columns` bytes: atoms along rows, then columns.
Result<MemoryLayout> sharedMemoryTile(int64_t rowBytes, int64_t rows,
                                      int64_t columns);

/// Elements that one access of a thread can move: the low values of every
/// thread lie side by side and aligned. `offsets` maps to elements of memory
/// whose base is aligned; a swizzle must leave the access whole. At most
/// `maxBytes`.
int64_t vectorWidth(const Fragment &offsets, const Swizzle &swizzle,
                    int64_t elementBytes, int64_t maxBytes = 16);

/// How ldmatrix or stmatrix can move a fragment of 16-bit elements.
enum class MatrixAccess { None, Direct, Transposed };
/// A divide test: in units of 16-byte rows, the matrix atom must divide the
/// fragment's offsets (for Transposed, along the other lanes).
MatrixAccess matchMatrixAccess(const Fragment &offsets, const Swizzle &swizzle);

} // namespace cutedsl::layout

#endif // CUTEDSL_LAYOUT_ATOMS_H

//===- AtomsTest.cpp - Layouts that the hardware fixes --------------------===//

#include "cutedsl/Layout/Atoms.h"
#include "Testing.h"
#include "gtest/gtest.h"

using namespace cutedsl::layout;

TEST(Atoms, WgmmaAccumulatorIsThePtxTable) {
  for (int64_t n : {8, 16, 96, 256}) {
    Fragment fragment = *wgmmaAccumulator(n);
    ASSERT_EQ(fragment.numThreads(), 128);
    ASSERT_EQ(fragment.numValues(), n / 2);
    std::vector<bool> held(64 * n);
    for (int64_t t = 0; t < 128; ++t)
      for (int64_t v = 0; v < n / 2; ++v) {
        // PTX: row = 16 * warp + lane / 4, + 8 for d[2] and d[3];
        // column = 8 * (v / 4) + 2 * (lane % 4), + 1 for odd v.
        int64_t lane = t % 32, warp = t / 32;
        int64_t row = 16 * warp + lane / 4 + 8 * (v / 2 % 2);
        int64_t column = 8 * (v / 4) + 2 * (lane % 4) + v % 2;
        ASSERT_EQ(fragment(t, v), row + 64 * column) << t << " " << v;
        ASSERT_FALSE(held[fragment(t, v)]);
        held[fragment(t, v)] = true;
      }
  }
  EXPECT_FALSE(wgmmaAccumulator(12));
  EXPECT_FALSE(wgmmaAccumulator(264));
  EXPECT_FALSE(wgmmaAccumulator(0));
}

TEST(Atoms, MatrixFragmentIsThePtxTable) {
  for (int64_t count : {1, 2, 4}) {
    Fragment fragment = *matrixFragment(count);
    for (int64_t lane = 0; lane < 32; ++lane)
      for (int64_t v = 0; v < 2 * count; ++v)
        ASSERT_EQ(fragment(lane, v),
                  lane / 4 + 8 * (8 * (v / 2) + 2 * (lane % 4) + v % 2));
  }
  EXPECT_FALSE(matrixFragment(3));
}

TEST(Atoms, SharedMemoryIsTheTmaSwizzle) {
  for (int64_t bytes : {16, 32, 64, 128}) {
    MemoryLayout atom = *sharedMemoryAtom(bytes);
    std::vector<bool> used(8 * bytes);
    for (int64_t row = 0; row < 8; ++row)
      for (int64_t byte = 0; byte < bytes; ++byte) {
        // 16-byte chunks, xored with bits 7 and up of the address.
        int64_t plain = row * bytes + byte;
        int64_t expected = plain ^ ((plain >> 7 & (bytes / 16 - 1)) << 4);
        ASSERT_EQ(atom.byteAddress(row + 8 * byte, 1), expected);
        ASSERT_FALSE(used[expected]);
        used[expected] = true;
      }
  }
  EXPECT_EQ(sharedMemoryAtom(128)->str(), "(8,128):(128,1), swizzle<3,4,3>");
  EXPECT_EQ(sharedMemoryTile(128, 64, 256)->str(),
            "((8,8),(128,2)):((128,1024),(1,8192)), swizzle<3,4,3>");
  EXPECT_FALSE(sharedMemoryAtom(48));
  EXPECT_FALSE(sharedMemoryTile(128, 12, 128));
  EXPECT_FALSE(sharedMemoryTile(128, 8, 64));
}

/// Whether `width` values starting at each multiple lie in consecutive bytes of
/// an aligned access.
static bool isVector(const Fragment &offsets, const Swizzle &swizzle,
                     int64_t elementBytes, int64_t width) {
  for (int64_t t = 0; t < offsets.numThreads(); ++t)
    for (int64_t v = 0; v < offsets.numValues(); ++v) {
      int64_t first = swizzle(offsets(t, v / width * width) * elementBytes);
      if (first % (width * elementBytes) != 0 ||
          swizzle(offsets(t, v) * elementBytes) !=
              first + v % width * elementBytes)
        return false;
    }
  return true;
}

TEST(Atoms, VectorWidthIsTheWidestAccess) {
  Random random(17);
  int wide = 0;
  for (int n = 0; n < 10000; ++n) {
    Fragment offsets{random.layout(true), random.layout(true)};
    // From bit 3 on: a swizzle never tears an element.
    Swizzle swizzle = *Swizzle::get(random.pick(0, 2), random.pick(3, 5), 3);
    int64_t elementBytes = random.pick({1, 2, 4, 8});
    int64_t width = vectorWidth(offsets, swizzle, elementBytes);
    ASSERT_TRUE(isVector(offsets, swizzle, elementBytes, width))
        << offsets.str() << " " << width;
    ASSERT_LE(width * elementBytes, 16);
    wide += width > 1;
    // Without a swizzle, nothing wider would do.
    if (swizzle.isIdentity() && 2 * width * elementBytes <= 16 &&
        offsets.numValues() % (2 * width) == 0)
      ASSERT_FALSE(isVector(offsets, swizzle, elementBytes, 2 * width))
          << offsets.str();
  }
  EXPECT_GT(wide, 500);
  Fragment access = *vectorAccess(32, 2, 16);
  EXPECT_EQ(vectorWidth(access, Swizzle(), 2), 8);
  EXPECT_EQ(vectorWidth(access, *Swizzle::get(3, 3, 3), 2), 4);
  EXPECT_EQ(vectorWidth(*vectorRegisters(16, 3), Swizzle(), 4, 64), 16);
  EXPECT_FALSE(vectorAccess(32, 4, 32));
  EXPECT_FALSE(vectorAccess(32, 4, 2));
}

TEST(Atoms, ComposeRefusesCarriesBetweenThreadAndValue) {
  Layout memory = parseLayout("(6,5):(1,8)");
  EXPECT_TRUE(compose(memory, {parseLayout("2:3"), parseLayout("3:1")}));
  EXPECT_FALSE(compose(memory, {parseLayout("6:3"), parseLayout("3:2")}));
}

TEST(Atoms, MatrixAccessIsADivideTest) {
  // A 64 x 64 16-bit tile in shared memory: rows of 128 swizzled bytes.
  MemoryLayout memory = *sharedMemoryTile(128, 64, 128);
  Layout rowMajor = parseLayout("(64,64):(64,1)");
  Fragment accumulator = *compose(rowMajor, *wgmmaAccumulator(64));
  EXPECT_EQ(matchMatrixAccess(accumulator, memory.swizzle),
            MatrixAccess::Direct);
  // Stored transposed, only the transposing instruction does.
  Layout columnMajor = parseLayout("(64,64):(1,64)");
  EXPECT_EQ(matchMatrixAccess(*compose(columnMajor, *wgmmaAccumulator(64)),
                              memory.swizzle),
            MatrixAccess::Transposed);
  // Rows of 68 elements are not aligned to 16 bytes; of 72 they are.
  Layout padded = parseLayout("(64,64):(68,1)");
  EXPECT_EQ(
      matchMatrixAccess(*compose(padded, *wgmmaAccumulator(64)), Swizzle()),
      MatrixAccess::None);
  padded = parseLayout("(64,64):(72,1)");
  EXPECT_EQ(
      matchMatrixAccess(*compose(padded, *wgmmaAccumulator(64)), Swizzle()),
      MatrixAccess::Direct);
  // A swizzle that tears 16-byte rows apart.
  EXPECT_EQ(matchMatrixAccess(accumulator, *Swizzle::get(3, 3, 3)),
            MatrixAccess::None);
  EXPECT_EQ(matchMatrixAccess(*vectorAccess(32, 2, 16), Swizzle()),
            MatrixAccess::None);
}

//===- SM90FragmentsTest.cpp - Fragments against the layout library -------===//

#include "cutedsl/Dialect/SM90/IR/SM90.h"
#include "cutedsl/Layout/Atoms.h"
#include "mlir/IR/MLIRContext.h"
#include <gtest/gtest.h>

using namespace cutedsl;

namespace {
class SM90Fragments : public testing::Test {
protected:
  SM90Fragments() { context.loadDialect<sm90::SM90Dialect>(); }
  mlir::MLIRContext context;
};
} // namespace

/// The atom counts column by column, the fragment row by row.
static int64_t toRowMajor(int64_t index, int64_t columns) {
  return index % sm90::kBlockRows * columns + index / sm90::kBlockRows;
}

TEST_F(SM90Fragments, AccumulatorIsTheAtom) {
  for (int64_t n = 8; n <= 256; n += 8) {
    layout::Result<layout::Fragment> atom = layout::wgmmaAccumulator(n);
    ASSERT_TRUE(atom);
    tile::FragmentAttr fragment =
        sm90::getAccumulatorFragment(&context, sm90::kBlockRows, n);
    ASSERT_EQ(fragment.getNumThreads(), atom->numThreads());
    ASSERT_EQ(fragment.getNumValues(), atom->numValues());
    for (int64_t thread = 0; thread < fragment.getNumThreads(); ++thread)
      for (int64_t value = 0; value < fragment.getNumValues(); ++value)
        ASSERT_EQ(fragment.getIndex(thread, value),
                  toRowMajor((*atom)(thread, value), n))
            << "n " << n << ", thread " << thread << ", value " << value;
  }
}

TEST_F(SM90Fragments, WarpgroupsAndBlocksFollowInRows) {
  // Three warpgroups of two blocks: each warpgroup has 128 rows of its own.
  constexpr int64_t n = 40, groups = 3, blocks = 2;
  tile::FragmentAttr fragment = sm90::getAccumulatorFragment(
      &context, groups * blocks * sm90::kBlockRows, n, blocks);
  tile::FragmentAttr one =
      sm90::getAccumulatorFragment(&context, sm90::kBlockRows, n);
  ASSERT_EQ(fragment.getNumThreads(), groups * sm90::kWarpgroupSize);
  ASSERT_EQ(fragment.getNumValues(), blocks * one.getNumValues());
  for (int64_t thread = 0; thread < fragment.getNumThreads(); ++thread)
    for (int64_t value = 0; value < fragment.getNumValues(); ++value) {
      int64_t group = thread / sm90::kWarpgroupSize;
      int64_t block = value / one.getNumValues();
      int64_t row = (group * blocks + block) * sm90::kBlockRows;
      ASSERT_EQ(fragment.getIndex(thread, value),
                row * n + one.getIndex(thread % sm90::kWarpgroupSize,
                                       value % one.getNumValues()));
    }
}

TEST_F(SM90Fragments, OperandIsTheAtom) {
  layout::Fragment atom = layout::wgmmaOperandA();
  tile::FragmentAttr fragment =
      sm90::getOperandFragment(&context, sm90::kBlockRows, 16);
  ASSERT_EQ(fragment.getNumValues(), atom.numValues());
  for (int64_t thread = 0; thread < fragment.getNumThreads(); ++thread)
    for (int64_t value = 0; value < fragment.getNumValues(); ++value)
      ASSERT_EQ(fragment.getIndex(thread, value),
                toRowMajor(atom(thread, value), 16));
}

#include "cutedsl/Runtime/Plan.h"
#include "TestPrograms.h"

#include <gtest/gtest.h>
#include <random>

using namespace cutedsl::runtime;

static Schedule planOrDie(const TargetProgram &program,
                          std::vector<int64_t> symbols = {}) {
  Schedule schedule;
  MaybeError error = planCalls(program, program.calls, symbols, schedule);
  EXPECT_FALSE(error) << error->message;
  return schedule;
}

// A chain needs two buffers, however long it is.
TEST(Plan, AChainReusesTwoBuffers) {
  Bundle bundle = getChain(20);
  Schedule schedule = planOrDie(bundle.programs[0], {1024});
  EXPECT_EQ(schedule.arenaBytes, 2u * 4096);
  for (size_t i = 2; i < 19; ++i)
    EXPECT_EQ(schedule.offsets[i], schedule.offsets[i - 2]);
  EXPECT_EQ(schedule.calls[0].tiles, 64);
}

namespace {
struct Range {
  uint64_t begin, end;
  size_t first, last;
};
} // namespace

// Whatever is live at the same time lies apart, and the arena is between the
// lower bound (most bytes live at once) and the sum.
TEST(Plan, RandomProgramsPlaceLiveTemporariesApart) {
  std::mt19937 random(11);
  double worst = 1;
  for (int round = 0; round < 500; ++round) {
    TargetProgram program;
    program.kernels = {{"k", 0, {}, 1, 0, {}}};
    size_t numTemporaries = 1 + random() % 30, numCalls = 1 + random() % 40;
    for (size_t i = 0; i < numTemporaries; ++i)
      program.temporaries.push_back(E::constant(int64_t(random() % 20000)));
    program.calls.resize(numCalls);
    for (Call &call : program.calls)
      for (unsigned i = 0; i < 1 + random() % 3; ++i)
        call.operands.push_back(tmp(uint32_t(random() % numTemporaries)));
    Schedule schedule = planOrDie(program);

    std::vector<Range> ranges;
    uint64_t sum = 0;
    for (uint32_t t = 0; t < numTemporaries; ++t) {
      Range range{schedule.offsets[t], 0, SIZE_MAX, 0};
      uint64_t bytes = uint64_t(*program.temporaries[t].getConstant());
      bytes = (bytes + 255) / 256 * 256;
      range.end = range.begin + bytes;
      for (size_t c = 0; c < numCalls; ++c)
        for (const Operand &operand : program.calls[c].operands)
          if (operand.index == t) {
            range.first = std::min(range.first, c);
            range.last = c;
          }
      if (range.first == SIZE_MAX)
        continue;
      EXPECT_EQ(range.begin % kBufferAlignment, 0u);
      EXPECT_LE(range.end, schedule.arenaBytes);
      for (const Range &other : ranges) {
        bool liveTogether =
            range.first <= other.last && other.first <= range.last;
        bool overlaps = range.begin < other.end && other.begin < range.end;
        ASSERT_FALSE(liveTogether && overlaps);
      }
      ranges.push_back(range);
      sum += bytes;
    }
    uint64_t bound = 0;
    for (size_t c = 0; c < numCalls; ++c) {
      uint64_t live = 0;
      for (const Range &range : ranges)
        if (range.first <= c && c <= range.last)
          live += range.end - range.begin;
      bound = std::max(bound, live);
    }
    EXPECT_GE(schedule.arenaBytes, bound);
    EXPECT_LE(schedule.arenaBytes, sum);
    if (bound)
      worst = std::max(worst, double(schedule.arenaBytes) / double(bound));
  }
  EXPECT_LT(worst, 1.35);
}

TEST(Plan, GridsUseTheCallsSymbols) {
  Bundle bundle = getChain(2);
  bundle.programs[0].calls[1].symbols = {E::mul(E::symbol(0), 4_e)};
  Schedule schedule = planOrDie(bundle.programs[0], {100});
  EXPECT_EQ(schedule.calls[0].tiles, 7);
  EXPECT_EQ(schedule.calls[1].tiles, 25);
  EXPECT_EQ(schedule.calls[1].symbols, std::vector<int64_t>{400});
}

static std::string getRefusal(const Bundle &bundle,
                              std::vector<int64_t> symbols) {
  auto plan = makePlan(bundle, bundle.programs[0], symbols);
  return plan.ok() ? "" : plan.error().message;
}

TEST(Plan, RefusesSizesThatDoNotExist) {
  Bundle bundle = getChain(2);
  EXPECT_EQ(getRefusal(bundle, {5}), "");
  EXPECT_EQ(getRefusal(bundle, {-1}),
            "argument 'x': the value of 's0' is negative");
  EXPECT_EQ(getRefusal(bundle, {INT64_MAX}),
            "argument 'x': the value of 's0' is too large");
  bundle.results[0].sizes[0] = E::floorDiv(8_e, E::symbol(0));
  EXPECT_EQ(getRefusal(bundle, {0}),
            "result 'y': the value of '8 floordiv s0' does not exist");
  bundle = getChain(2);
  bundle.programs[0].temporaries[0] =
      E::mul(E::symbol(0), E::constant(1 << 30));
  EXPECT_EQ(getRefusal(bundle, {1 << 20}),
            "temporary 0: the value of 's0 * 1073741824' is too large");
  bundle = getChain(1);
  bundle.programs[0].kernels[0].grid = {E::symbol(0), E::constant(INT64_MAX)};
  EXPECT_EQ(getRefusal(bundle, {2}), "grid of kernel 'add_one': the value of "
                                     "'9223372036854775807' is too large");
}

TEST(Plan, ChecksAssumptions) {
  Bundle bundle = getChain(1);
  bundle.assumptions = {
      {E::min(E::floorDiv(E::symbol(0), 8_e), 1_e), "s0 is at least 8"}};
  EXPECT_EQ(getRefusal(bundle, {8}), "");
  EXPECT_EQ(getRefusal(bundle, {7}),
            "the program was compiled for other sizes: s0 is at least 8");
}

//===- ConversionTest.cpp - From one fragment layout to another -----------===//

#include "cutedsl/Layout/Conversion.h"
#include "Testing.h"
#include "gtest/gtest.h"
#include <map>

using namespace cutedsl::layout;

static Fragment fragment(const char *thread, const char *value) {
  return {parseLayout(thread), parseLayout(value)};
}

static Tier tierOf(const Fragment &source, const Fragment &destination) {
  Result<Conversion> conversion = analyzeConversion(source, destination);
  EXPECT_TRUE(conversion) << conversion.error().message;
  return conversion->tier;
}

TEST(Conversion, ClassifiesWhatMoves) {
  Fragment rows = fragment("(8,4):(1,8)", "(2,4):(32,64)");
  EXPECT_EQ(tierOf(rows, rows), Tier::None);
  EXPECT_EQ(tierOf(rows, fragment("32:1", "8:32")), Tier::None);
  EXPECT_EQ(tierOf(rows, fragment("32:1", "(4,2):(64,32)")), Tier::Registers);
  EXPECT_EQ(tierOf(rows, fragment("32:8", "8:1")), Tier::Lanes);
  Fragment warps = fragment("(32,4):(1,32)", "4:128");
  EXPECT_EQ(tierOf(warps, fragment("(32,4):(4,128)", "4:1")), Tier::Warps);
  EXPECT_EQ(tierOf(warps, fragment("(4,8,4):(8,1,32)", "4:128")), Tier::Lanes);
  EXPECT_EQ(analyzeConversion(warps, fragment("128:4", "4:1"))->cost(1000),
            3000);
}

TEST(Conversion, AccumulatorFeedsTheNextProductInRegisters) {
  // An accumulator of 64x16 is A of the next wgmma: no data moves.
  EXPECT_EQ(tierOf(*wgmmaAccumulator(16), wgmmaOperandA()), Tier::None);
  Fragment swapped = fragment("(4,8,4):(128,1,16)", "(2,2,12):(8,64,512)");
  EXPECT_EQ(tierOf(*wgmmaAccumulator(96), swapped), Tier::Registers);
}

TEST(Conversion, HandlesFactorsOtherThanPowersOfTwo) {
  // 96 columns, row-major: offsets carry as integers, digits do not.
  Fragment a = fragment("(8,4):(96,2)", "(2,12,8):(1,8,768)");
  Fragment b = fragment("(8,4):(96,2)", "(2,8,12):(1,768,8)");
  EXPECT_EQ(tierOf(a, b), Tier::Registers);
  Fragment c = fragment("(4,8):(2,96)", "(2,12,8):(1,8,768)");
  EXPECT_EQ(tierOf(a, c), Tier::Lanes);
  // 12 = 4 * 3 with the factor 3 below or above the 4: other digits.
  EXPECT_FALSE(analyzeConversion(fragment("32:1", "12:32"),
                                 fragment("32:1", "(3,4):(32,96)")));
}

TEST(Conversion, CopiesReadTheirOwn) {
  Fragment copied = fragment("(8,4):(1,0)", "4:8");
  EXPECT_EQ(tierOf(copied, copied), Tier::None);
  // Each thread already holds the part that it is to keep.
  EXPECT_EQ(tierOf(copied, fragment("(8,4):(1,8)", "1:0")), Tier::Registers);
  // The other way round, lanes must be told.
  EXPECT_EQ(tierOf(fragment("(8,4):(1,8)", "1:0"), copied), Tier::Lanes);
}

TEST(Conversion, RefusesOtherElements) {
  EXPECT_FALSE(
      analyzeConversion(fragment("32:1", "4:32"), fragment("32:1", "4:64")));
  EXPECT_FALSE(
      analyzeConversion(fragment("32:1", "4:32"), fragment("64:1", "2:64")));
  EXPECT_FALSE(
      analyzeConversion(fragment("32:1", "4:16"), fragment("32:1", "4:16")));
  EXPECT_FALSE(
      analyzeConversion(fragment("24:1", "2:24"), fragment("24:1", "2:24")));
}

/// Two random fragments of the same 2^10 elements over 64 threads.
static Fragment randomFragment(Random &random, std::vector<Mode> bits) {
  std::shuffle(bits.begin(), bits.end(), random.engine);
  return {*Layout::get(std::vector<Mode>(bits.begin(), bits.begin() + 6)),
          *Layout::get(std::vector<Mode>(bits.begin() + 6, bits.end()))};
}

TEST(Conversion, MovesEachElementWhereItIsWanted) {
  Random random(18);
  std::map<Tier, int> seen;
  for (int n = 0; n < 3000; ++n) {
    std::vector<Mode> bits;
    for (int64_t bit = 0; bit < 10; ++bit)
      bits.push_back({2, int64_t(1) << bit});
    Fragment from = randomFragment(random, bits);
    // Few swaps, so that cheap conversions occur too.
    std::vector<Mode> near;
    for (const Mode &mode : from.thread.modes())
      near.push_back(mode);
    for (const Mode &mode : from.value.modes())
      near.push_back(mode);
    std::swap(near[random.pick(0, 9)], near[random.pick(0, 9)]);
    Fragment to = {
        *Layout::get(std::vector<Mode>(near.begin(), near.begin() + 6)),
        *Layout::get(std::vector<Mode>(near.begin() + 6, near.end()))};
    if (n % 4 == 0)
      to = randomFragment(random, bits);

    Result<Conversion> conversion = analyzeConversion(from, to);
    ASSERT_TRUE(conversion) << conversion.error().message;
    Tier tier = Tier::None;
    for (int64_t t = 0; t < 64; ++t)
      for (int64_t v = 0; v < 16; ++v) {
        uint64_t source = conversion->sourceOfDestination(v | t << 4);
        int64_t sourceThread = source >> 4, sourceValue = source & 15;
        ASSERT_EQ(from(sourceThread, sourceValue), to(t, v));
        Tier needed = sourceThread / 32 != t / 32 ? Tier::Warps
                      : sourceThread != t         ? Tier::Lanes
                      : sourceValue != v          ? Tier::Registers
                                                  : Tier::None;
        tier = std::max(tier, needed);
      }
    ASSERT_EQ(conversion->tier, tier) << from.str() << " to " << to.str();
    ++seen[tier];
  }
  for (Tier tier : {Tier::None, Tier::Registers, Tier::Lanes, Tier::Warps})
    EXPECT_GT(seen[tier], 50);
}

TEST(Conversion, SearchFindsConflictFreeSwizzles) {
  // 32 x 32 f32, written along rows, read along columns.
  Fragment write = fragment("32:1", "32:32"), read = fragment("32:32", "32:1");
  EXPECT_EQ(countBankPasses(write, Swizzle(), 4, 4), 32);
  EXPECT_EQ(countBankPasses(read, Swizzle(), 4, 4), 32 * 32);
  Swizzle narrow = searchSwizzle({{write, 4}, {read, 4}}, 4);
  EXPECT_LE(countBankPasses(read, narrow, 4, 4), 32 * 4);
  EXPECT_EQ(countBankPasses(write, narrow, 4, 4), 32);

  // 16-byte accesses to 8 rows of 128 bytes: one pass each with the atom's
  // own swizzle, which is what the search finds.
  Fragment rows = fragment("(8,4):(64,8)", "(8,2):(1,32)");
  EXPECT_EQ(countBankPasses(rows, Swizzle(), 2, 16), 64);
  Swizzle wide = searchSwizzle({{rows, 16}}, 2);
  EXPECT_EQ(wide.str(), "swizzle<3,4,3>");
  EXPECT_EQ(countBankPasses(rows, wide, 2, 16), 8);
  // Lanes that read one word do not conflict.
  EXPECT_EQ(countBankPasses(fragment("32:0", "1:0"), Swizzle(), 4, 4), 1);
}

//===- LayoutTest.cpp - IntTuple, Layout and their text form --------------===//

#include "Testing.h"
#include "gtest/gtest.h"

using namespace cutedsl::layout;

TEST(IntTuple, ParsesAndPrints) {
  for (const char *text : {"8", "-3", "(8,64)", "((2,4),(8,(1,2)))", "(5)"}) {
    Result<IntTuple> tuple = IntTuple::parse(text);
    ASSERT_TRUE(tuple) << tuple.error().message;
    EXPECT_EQ(tuple->str(), text);
  }
  EXPECT_EQ(IntTuple::parse(" ( 8 , 64 ) ")->str(), "(8,64)");
}

TEST(IntTuple, RefusesMalformedText) {
  auto why = [](const char *text) {
    Result<IntTuple> tuple = IntTuple::parse(text);
    return tuple ? "parsed" : tuple.error().message;
  };
  EXPECT_EQ(why(""), "expected an integer or '(', but got ''");
  EXPECT_EQ(why("(8"), "expected ',' or ')', but got ''");
  EXPECT_EQ(why("()"), "expected an integer or '(', but got ')'");
  EXPECT_EQ(why("(8,64)x"), "expected the end, but got 'x'");
  EXPECT_EQ(why("99999999999999999999"),
            "expected an integer of at most 63 bits, but got "
            "'9999999999999999'");
  EXPECT_EQ(why(std::string(100000, '(').c_str()),
            "expected at most 32 levels of tuples, but got "
            "'(((((((((((((((('");
}

TEST(IntTuple, CongruenceAndCompatibility) {
  IntTuple flat{8, 6}, fine{IntTuple{2, 4}, 6};
  EXPECT_FALSE(isCongruent(flat, fine));
  EXPECT_TRUE(isCongruent(fine, IntTuple{IntTuple{0, 9}, 1}));
  EXPECT_TRUE(isCompatible(flat, fine));
  EXPECT_TRUE(isCompatible(IntTuple(48), fine));
  EXPECT_FALSE(isCompatible(fine, flat));
  EXPECT_FALSE(isCompatible(IntTuple{8, 5}, fine));
}

TEST(Layout, ParsesAndPrints) {
  for (const char *text : {"8:1", "(8,64):(64,1)", "((4,8),2):((2,1),8)"}) {
    Result<Layout> layout = Layout::parse(text);
    ASSERT_TRUE(layout) << layout.error().message;
    EXPECT_EQ(layout->str(), text);
  }
  EXPECT_EQ(Layout::parse("(4,(2,3))")->str(), "(4,(2,3)):(1,(4,8))");
}

TEST(Layout, RefusesInvalid) {
  auto why = [](const char *text) {
    Result<Layout> layout = Layout::parse(text);
    return layout ? "parsed" : layout.error().message;
  };
  EXPECT_EQ(why("(8,64):(64,(1,1))"),
            "expected a stride congruent with shape (8,64), but got "
            "(64,(1,1))");
  EXPECT_EQ(why("(0,4):(1,1)"), "expected positive sizes, but got (0,4)");
  EXPECT_EQ(why("0"), "expected positive sizes, but got 0");
  EXPECT_EQ(why("4:-1"), "expected strides of at least 0, but got -1");
  const char *message = "expected size and cosize to fit 63 bits, but got ";
  EXPECT_EQ(why("(4294967296,4294967296):(1,1)").rfind(message, 0), 0u);
  EXPECT_EQ(why("(4294967296,4294967296)").rfind(message, 0), 0u);
  EXPECT_EQ(why("4:4611686018427387904").rfind(message, 0), 0u);
}

TEST(Layout, IsColexicographicWithTheLastModeUnreduced) {
  Layout layout = parseLayout("(3,4):(4,1)");
  EXPECT_EQ(layout.size(), 12);
  EXPECT_EQ(layout.cosize(), 12);
  for (int64_t i = 0; i < 3; ++i)
    for (int64_t j = 0; j < 7; ++j) {
      EXPECT_EQ(layout(i + 3 * j), 4 * i + j);
      EXPECT_EQ(layout.at({i, j}), 4 * i + j);
    }
}

TEST(Layout, CosizeIsTheLargestOffsetAndOne) {
  Random random(1);
  for (int n = 0; n < 5000; ++n) {
    Layout layout = random.layout();
    EXPECT_EQ(layout.cosize(), sortedOffsetsOf(layout).back() + 1)
        << layout.str();
    EXPECT_EQ(Layout::parse(layout.str())->str(), layout.str());
  }
}

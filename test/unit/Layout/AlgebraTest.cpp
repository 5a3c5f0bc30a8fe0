//===- AlgebraTest.cpp - The laws of the layout algebra -------------------===//

#include "Testing.h"
#include "gtest/gtest.h"

using namespace cutedsl::layout;

TEST(Coalesce, KeepsTheFunctionAndIsIdempotent) {
  Random random(2);
  for (int n = 0; n < 20000; ++n) {
    Layout layout = random.layout(), small = coalesce(layout);
    ASSERT_EQ(offsetsOf(small), offsetsOf(layout)) << layout.str();
    ASSERT_EQ(coalesce(small), small) << layout.str();
    ASSERT_LE(small.modes().size(), layout.modes().size());
  }
  EXPECT_EQ(coalesce(parseLayout("(2,(1,6)):(1,(7,2))")).str(), "12:1");
  EXPECT_EQ(coalesce(parseLayout("(1,1):(5,7)")).str(), "1:0");
}

TEST(Composition, IsTheComposedFunctionWhereNotRefused) {
  Random random(3);
  int accepted = 0;
  for (int n = 0; n < 60000; ++n) {
    bool powers = n % 3 == 0;
    Layout a = random.layout(powers);
    Layout b = n % 2 ? random.nestedLayout() : random.layout(powers);
    Result<Layout> r = composition(a, b);
    if (!r)
      continue;
    ++accepted;
    ASSERT_TRUE(isCompatible(b.shape(), r->shape()))
        << a.str() << " o " << b.str() << " = " << r->str();
    for (int64_t i = 0; i < b.size(); ++i)
      ASSERT_EQ((*r)(i), a(b(i)))
          << a.str() << " o " << b.str() << " = " << r->str() << " at " << i;
  }
  EXPECT_GT(accepted, 10000);
}

TEST(Composition, RefusesDigitsThatCarry) {
  Layout a = parseLayout("(6,5):(1,4)"), b = parseLayout("(6,3):(3,2)");
  EXPECT_TRUE(isInjective(b));
  Result<Layout> r = composition(a, b);
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().message,
            "expected a right layout whose modes nest, but got (6,3):(3,2)");
  // The mode-by-mode result that the divisibility checks alone would allow.
  Layout wrong = *concat({*composition(a, parseLayout("6:3")),
                          *composition(a, parseLayout("3:2"))});
  EXPECT_EQ(wrong(12), a(b(12)));
  EXPECT_NE(wrong(13), a(b(13)));
}

TEST(Composition, RefusesUnevenDivision) {
  Layout a = parseLayout("(6,5):(1,8)");
  EXPECT_EQ(composition(a, parseLayout("2:4")).error().message,
            "expected stride 4 to divide evenly into the left layout, but it "
            "leaves 4 of a mode of size 6");
  EXPECT_EQ(composition(a, parseLayout("4:2")).error().message,
            "expected size 4 to fill the left layout's modes evenly, but got "
            "4 over 3");
}

TEST(Composition, NestedAndInjectiveAgreeForPowersOfTwo) {
  Random random(4);
  int injective = 0;
  for (int n = 0; n < 20000; ++n) {
    Layout any = random.layout(true);
    std::vector<Mode> modes;
    for (const Mode &mode : any.modes())
      if (mode.stride != 0)
        modes.push_back(mode);
    Layout layout = *Layout::get(modes);
    ASSERT_EQ(isInjective(layout), hasNestedModes(layout)) << layout.str();
    injective += isInjective(layout);
  }
  EXPECT_GT(injective, 2000);
  EXPECT_LT(injective, 18000);
}

TEST(Complement, IsOrderedAndCompletesToABijection) {
  Random random(5);
  for (int n = 0; n < 10000; ++n) {
    Layout a = random.nestedLayout();
    int64_t cosize = random.pick(1, 3 * a.cosize());
    Result<Layout> rest = complement(a, cosize);
    ASSERT_TRUE(rest) << a.str();
    std::vector<int64_t> offsets = offsetsOf(*rest);
    ASSERT_TRUE(std::is_sorted(offsets.begin(), offsets.end())) << a.str();
    ASSERT_TRUE(isInjective(*rest)) << a.str();
    Layout both = *concat({a, *rest});
    ASSERT_GE(both.size(), cosize);
    std::vector<int64_t> all = sortedOffsetsOf(both);
    for (int64_t i = 0; i < both.size(); ++i)
      ASSERT_EQ(all[i], i) << a.str() << " with " << rest->str();
  }
}

TEST(Complement, IsDisjointAlsoFromBroadcasts) {
  EXPECT_EQ(complement(parseLayout("(4,3):(0,2)"), 24)->str(), "(2,4):(1,6)");
  EXPECT_EQ(complement(parseLayout("4:1"), 10)->str(), "3:4");
  EXPECT_FALSE(complement(parseLayout("(2,2):(2,3)"), 24));
  EXPECT_FALSE(complement(parseLayout("4:1"), 0));
}

TEST(LogicalDivide, PermutesWhereTheTileDivides) {
  Random random(6);
  int divided = 0;
  for (int n = 0; n < 30000; ++n) {
    Layout a = random.layout(), b = random.nestedLayout();
    Result<Layout> r = logicalDivide(a, b);
    if (!r)
      continue;
    // Refined by b in mode 0 always; past the end of a where b is ragged.
    ASSERT_EQ(offsetsOf(r->mode(0)), offsetsOf(*composition(a, b)));
    if (r->size() != a.size())
      continue;
    ++divided;
    ASSERT_EQ(sortedOffsetsOf(*r), sortedOffsetsOf(a))
        << a.str() << " / " << b.str() << " = " << r->str();
  }
  EXPECT_GT(divided, 2000);
  EXPECT_EQ(logicalDivide(parseLayout("10:1"), parseLayout("4:1"))->str(),
            "(4,3):(1,4)");
}

TEST(ZippedDivide, GathersTilesThenRests) {
  Random random(7);
  int divided = 0;
  for (int n = 0; n < 20000; ++n) {
    Layout a = *concat({random.layout(), random.layout(), random.layout()});
    std::vector<Layout> tiler{random.nestedLayout(), random.nestedLayout()};
    Result<Layout> r = zippedDivide(a, tiler);
    if (!r)
      continue;
    ++divided;
    ASSERT_EQ(r->rank(), 2u);
    std::vector<Layout> tiles{*composition(a.mode(0), tiler[0]),
                              *composition(a.mode(1), tiler[1])};
    ASSERT_EQ(r->mode(0), *concat(tiles)) << a.str();
    ASSERT_EQ(r->mode(1).rank(), 3u);
    ASSERT_EQ(r->mode(1).mode(2), a.mode(2));
  }
  EXPECT_GT(divided, 300);
  Layout tiled = *zippedDivide(parseLayout("(8,64):(64,1)"),
                               {parseLayout("4:1"), parseLayout("16:1")});
  EXPECT_EQ(tiled.str(), "((4,16),(2,4)):((64,1),(256,16))");
  EXPECT_FALSE(zippedDivide(parseLayout("8:1"),
                            {parseLayout("4:1"), parseLayout("2:1")}));
}

TEST(LogicalProduct, RepeatsTheLeftAsTheRight) {
  Random random(8);
  int products = 0;
  for (int n = 0; n < 20000; ++n) {
    Layout a = random.nestedLayout(), b = random.nestedLayout();
    Result<Layout> r = logicalProduct(a, b);
    if (!r)
      continue;
    ++products;
    ASSERT_EQ(r->mode(0), a);
    ASSERT_TRUE(isCompatible(b.shape(), r->mode(1).shape()));
    ASSERT_TRUE(isInjective(*r)) << a.str() << " x " << b.str();
    // The copies lie where b puts them among all places for copies.
    Layout places = *complement(a, a.size() * b.cosize());
    for (int64_t i = 0; i < b.size(); ++i)
      ASSERT_EQ(r->mode(1)(i), places(b(i)));
  }
  EXPECT_GT(products, 2000);
  EXPECT_EQ(
      logicalProduct(parseLayout("4:1"), parseLayout("(2,3):(3,1)"))->str(),
      "(4,(2,3)):(1,(12,4))");
}

TEST(RightInverse, IsOne) {
  Random random(9);
  int64_t longest = 0;
  for (int n = 0; n < 20000; ++n) {
    Layout layout = n % 2 ? random.layout() : random.nestedLayout();
    Result<Layout> inverse = rightInverse(layout);
    ASSERT_TRUE(inverse);
    for (int64_t i = 0; i < inverse->size(); ++i)
      ASSERT_EQ(layout((*inverse)(i)), i)
          << layout.str() << " inverse " << inverse->str();
    longest = std::max(longest, inverse->size());
  }
  EXPECT_GT(longest, 50);
  EXPECT_EQ(rightInverse(parseLayout("(8,64):(64,1)"))->str(), "(64,8):(8,1)");
}

TEST(LeftInverse, IsOne) {
  Random random(10);
  for (int n = 0; n < 10000; ++n) {
    Layout layout = random.nestedLayout();
    Result<Layout> inverse = leftInverse(layout);
    ASSERT_TRUE(inverse) << layout.str();
    for (int64_t i = 0; i < layout.size(); ++i)
      ASSERT_EQ((*inverse)(layout(i)), i)
          << layout.str() << " inverse " << inverse->str();
  }
  EXPECT_FALSE(leftInverse(parseLayout("(4,2):(1,0)")));
}

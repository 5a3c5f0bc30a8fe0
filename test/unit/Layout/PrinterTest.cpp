//===- PrinterTest.cpp - Layouts as pictures ------------------------------===//

#include "cutedsl/Layout/Printer.h"
#include "Testing.h"
#include "gtest/gtest.h"

using namespace cutedsl::layout;

TEST(Printer, DrawsOffsets) {
  Result<Grid> grid = drawMemory(*MemoryLayout::parse("(2,3):(3,1)"), 4);
  ASSERT_TRUE(grid);
  EXPECT_EQ(grid->text(), "  | 0 1 2\n"
                          "--+------\n"
                          "0 | 0 1 2\n"
                          "1 | 3 4 5\n");
}

TEST(Printer, DrawsTheSwizzle) {
  // 16-byte elements: the swizzle permutes each row's eight.
  Result<Grid> grid =
      drawMemory(*MemoryLayout::parse("(8,8):(8,1), swizzle<3,4,3>"), 16);
  ASSERT_TRUE(grid);
  for (int64_t row = 0; row < 8; ++row)
    for (int64_t column = 0; column < 8; ++column)
      EXPECT_EQ(grid->rows[row][column].label,
                std::to_string(8 * row + (column ^ row)));
}

TEST(Printer, DrawsFragments) {
  Result<Grid> grid =
      drawFragment({parseLayout("(2,2):(1,0)"), parseLayout("2:2")},
                   parseLayout("(2,3):(1,2)"));
  ASSERT_TRUE(grid) << grid.error().message;
  EXPECT_EQ(grid->text(), "  |    0    1    2\n"
                          "--+---------------\n"
                          "0 | T0V0 T0V1    -\n"
                          "1 | T1V0 T1V1    -\n");
  EXPECT_FALSE(drawFragment({parseLayout("8:1"), parseLayout("1:0")},
                            parseLayout("(2,3):(1,2)")));
}

TEST(Printer, DrawsSvg) {
  std::string svg = drawMemory(*MemoryLayout::parse("2:1"), 4)->svg();
  EXPECT_EQ(svg.rfind("<svg ", 0), 0u);
  EXPECT_NE(svg.find(">1</text>"), std::string::npos);
  EXPECT_EQ(svg.substr(svg.size() - 7), "</svg>\n");
}

TEST(Printer, RefusesWhatDoesNotFit) {
  EXPECT_FALSE(drawMemory(*MemoryLayout::parse("(2,2,2):(1,2,4)"), 4));
  EXPECT_FALSE(drawMemory(*MemoryLayout::parse("(1024,1024):(1,1024)"), 4));
  EXPECT_FALSE(drawFragment({parseLayout("1:0"), parseLayout("1:0")},
                            parseLayout("8:1")));
}

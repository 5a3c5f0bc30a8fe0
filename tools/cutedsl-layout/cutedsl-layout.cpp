//===- cutedsl-layout.cpp - Draws layouts ---------------------------------===//

#include "cutedsl/Layout/Printer.h"
#include <cstdio>
#include <cstdlib>
#include <cstring>

using namespace cutedsl::layout;

static const char usage[] =
    "Draws a layout as a grid, as text or SVG.\n\n"
    "  cutedsl-layout [--svg] [--bytes=N] '(8,64):(64,1), swizzle<3,4,3>'\n"
    "      offsets in elements of N bytes (default 2)\n"
    "  cutedsl-layout [--svg] TILE THREAD VALUE\n"
    "      who holds each element, for a fragment such as\n"
    "      '(16,8):(1,16)' '(4,8):(32,1)' '(2,2):(16,8)'\n";

static int fail(const std::string &message) {
  std::fprintf(stderr, "cutedsl-layout: error: %s\n", message.c_str());
  return 1;
}

static Result<Grid> draw(const std::vector<const char *> &layouts,
                         int64_t elementBytes) {
  if (layouts.size() == 1) {
    Result<MemoryLayout> memory = MemoryLayout::parse(layouts[0]);
    if (!memory)
      return memory.error();
    return drawMemory(*memory, elementBytes);
  }
  Layout parsed[3];
  for (int i = 0; i < 3; ++i) {
    Result<Layout> layout = Layout::parse(layouts[i]);
    if (!layout)
      return layout.error();
    parsed[i] = *layout;
  }
  return drawFragment({parsed[1], parsed[2]}, parsed[0]);
}

int main(int argc, char **argv) {
  bool svg = false;
  int64_t elementBytes = 2;
  std::vector<const char *> layouts;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--help") == 0) {
      std::fputs(usage, stdout);
      return 0;
    }
    if (std::strcmp(argv[i], "--svg") == 0)
      svg = true;
    else if (std::strncmp(argv[i], "--bytes=", 8) == 0)
      elementBytes = std::atoi(argv[i] + 8);
    else
      layouts.push_back(argv[i]);
  }
  if (elementBytes < 1 || elementBytes > 16)
    return fail("expected --bytes=1 to --bytes=16");
  if (layouts.size() != 1 && layouts.size() != 3) {
    std::fputs(usage, stderr);
    return 1;
  }
  Result<Grid> grid = draw(layouts, elementBytes);
  if (!grid)
    return fail(grid.error().message);
  std::fputs((svg ? grid->svg() : grid->text()).c_str(), stdout);
  return 0;
}

//===- Printer.h - Layouts as pictures --------------------------*- C++ -*-===//
//
// A grid of offsets for a memory layout, of (thread, value) for a fragment; as
// text or as SVG. Cells of an SVG are coloured by memory bank or by thread.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LAYOUT_PRINTER_H
#define CUTEDSL_LAYOUT_PRINTER_H

#include "cutedsl/Layout/Atoms.h"

namespace cutedsl::layout {

/// Rows of labelled cells; `color` is a small number, equal for equal colours.
struct Grid {
  struct Cell {
    std::string label;
    int64_t color;
  };
  std::vector<std::vector<Cell>> rows;

  std::string text() const;
  std::string svg() const;
};

/// A layout of rank 1 is drawn as one row; of rank 2, mode 0 runs down. Offsets
/// are in elements of `elementBytes`, after the swizzle. Refuses other ranks
/// and more than 65536 cells.
Result<Grid> drawMemory(const MemoryLayout &memory, int64_t elementBytes);

/// `tile` maps (row, column) to the indices that the fragment maps to. Of
/// copies the lowest thread is shown; `-` where no thread holds the element.
Result<Grid> drawFragment(const Fragment &fragment, const Layout &tile);

} // namespace cutedsl::layout

#endif // CUTEDSL_LAYOUT_PRINTER_H

//===- Printer.cpp - Layouts as pictures ----------------------------------===//

#include "cutedsl/Layout/Printer.h"
#include <algorithm>

using namespace cutedsl::layout;

static constexpr int64_t maxCells = 65536;

static std::string padded(const std::string &text, size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

std::string Grid::text() const {
  size_t columns = rows.empty() ? 0 : rows.front().size();
  size_t width = std::to_string(columns).size();
  for (const std::vector<Cell> &row : rows)
    for (const Cell &cell : row)
      width = std::max(width, cell.label.size());
  size_t margin = std::to_string(rows.size()).size();
  std::string result = std::string(margin, ' ') + " |";
  for (size_t j = 0; j < columns; ++j)
    result += " " + padded(std::to_string(j), width);
  result += "\n" + std::string(margin + 1, '-') + "+" +
            std::string(columns * (width + 1), '-') + "\n";
  for (size_t i = 0; i < rows.size(); ++i) {
    result += padded(std::to_string(i), margin) + " |";
    for (const Cell &cell : rows[i])
      result += " " + padded(cell.label, width);
    result += "\n";
  }
  return result;
}

std::string Grid::svg() const {
  constexpr int side = 40;
  const std::string box = std::to_string(side);
  size_t columns = rows.empty() ? 0 : rows.front().size();
  std::string result =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" +
      std::to_string(columns * side + 2) + "\" height=\"" +
      std::to_string(rows.size() * side + 2) +
      "\" font-family=\"monospace\" font-size=\"11\" text-anchor=\"middle\">\n";
  for (size_t i = 0; i < rows.size(); ++i)
    for (size_t j = 0; j < columns; ++j) {
      const Cell &cell = rows[i][j];
      // Neighbouring numbers get hues far apart.
      std::string hue = std::to_string(cell.color * 137 % 360);
      result +=
          "<rect x=\"" + std::to_string(j * side + 1) + "\" y=\"" +
          std::to_string(i * side + 1) + "\" width=\"" + box + "\" height=\"" +
          box + "\"" + " stroke=\"#666\" fill=\"hsl(" + hue + ",60%,85%)\"/>" +
          "<text x=\"" + std::to_string(j * side + 21) + "\" y=\"" +
          std::to_string(i * side + 25) + "\">" + cell.label + "</text>\n";
    }
  return result + "</svg>\n";
}

static Error wrongRank(const Layout &layout) {
  return {"expected a layout of rank 1 or 2 with at most 65536 cells, but "
          "got " +
          layout.str()};
}

Result<Grid> cutedsl::layout::drawMemory(const MemoryLayout &memory,
                                         int64_t elementBytes) {
  const Layout &layout = memory.layout;
  if (layout.rank() < 1 || layout.rank() > 2 || layout.size() > maxCells)
    return wrongRank(layout);
  int64_t numRows = layout.rank() == 1 ? 1 : layout.mode(0).size();
  Grid grid;
  grid.rows.resize(numRows);
  for (int64_t i = 0; i < layout.size(); ++i) {
    int64_t address = memory.byteAddress(i, elementBytes);
    grid.rows[i % numRows].push_back(
        {std::to_string(address / elementBytes), address / 4 % 32});
  }
  return grid;
}

Result<Grid> cutedsl::layout::drawFragment(const Fragment &fragment,
                                           const Layout &tile) {
  if (tile.rank() != 2 || tile.size() > maxCells)
    return wrongRank(tile);
  std::vector<Grid::Cell> cells(tile.cosize() > maxCells ? 0 : tile.cosize(),
                                {"-", 0});
  for (int64_t thread = fragment.numThreads() - 1; thread >= 0; --thread)
    for (int64_t value = 0; value < fragment.numValues(); ++value) {
      int64_t index = fragment(thread, value);
      if (index >= static_cast<int64_t>(cells.size()))
        return Error{"expected the fragment within the tile " + tile.str() +
                     ", but got " + fragment.str()};
      cells[index] = {"T" + std::to_string(thread) + "V" +
                          std::to_string(value),
                      thread % 32};
    }
  int64_t numRows = tile.mode(0).size();
  Grid grid;
  grid.rows.resize(numRows);
  for (int64_t i = 0; i < tile.size(); ++i)
    grid.rows[i % numRows].push_back(cells[tile(i)]);
  return grid;
}

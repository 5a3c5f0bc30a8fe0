//===- Conversion.cpp - From one fragment layout to another ---------------===//

#include "cutedsl/Layout/Conversion.h"
#include <algorithm>
#include <set>

using namespace cutedsl::layout;

namespace {
/// A fragment taken apart: what each bit of an index adds to the coordinate,
/// and the factors of value modes that are no powers of two.
struct Parts {
  std::vector<int64_t> valueBits, threadBits;
  std::vector<Mode> oddModes;
};
} // namespace

/// Splits `mode` into bits and an odd rest above them.
static void splitMode(Mode mode, std::vector<int64_t> &bits,
                      std::vector<Mode> &oddModes) {
  for (; mode.size % 2 == 0; mode.size /= 2, mode.stride *= 2)
    bits.push_back(mode.stride);
  if (mode.size != 1)
    oddModes.push_back(mode);
}

static Result<Parts> takeApart(const Fragment &fragment) {
  Result<Layout> both = concat({fragment.thread, fragment.value});
  if (!both)
    return both.error();
  if (!hasNestedModes(*both))
    return Error{"expected a fragment whose modes nest, but got " +
                 fragment.str()};
  Parts parts;
  for (const Mode &mode : fragment.thread.modes())
    splitMode(mode, parts.threadBits, parts.oddModes);
  if (!parts.oddModes.empty())
    return Error{"expected a power of two of threads, but got " +
                 fragment.thread.str()};
  for (const Mode &mode : fragment.value.modes())
    splitMode(mode, parts.valueBits, parts.oddModes);
  if (parts.valueBits.size() + parts.threadBits.size() > 64)
    return Error{"expected at most 64 index bits, but got " + fragment.str()};
  return parts;
}

/// The coordinate's bits are what the index bits add to it: a matrix of unit
/// columns over the sorted `coordinates`. It stands for the coordinates even
/// where these carry as integers (rows of 96), since modes that nest are
/// digits.
static BitMatrix toMatrix(const Parts &parts,
                          const std::vector<int64_t> &coordinates) {
  std::vector<uint64_t> columns;
  for (const std::vector<int64_t> *bits : {&parts.valueBits, &parts.threadBits})
    for (int64_t bit : *bits) {
      auto it = std::lower_bound(coordinates.begin(), coordinates.end(), bit);
      columns.push_back(bit == 0 ? 0
                                 : uint64_t(1) << (it - coordinates.begin()));
    }
  return BitMatrix(coordinates.size(), std::move(columns));
}

static std::vector<int64_t> coordinatesOf(const Parts &parts) {
  std::set<int64_t> result(parts.valueBits.begin(), parts.valueBits.end());
  result.insert(parts.threadBits.begin(), parts.threadBits.end());
  result.erase(0);
  return std::vector<int64_t>(result.begin(), result.end());
}

static std::vector<Mode> sorted(std::vector<Mode> modes) {
  std::sort(modes.begin(), modes.end(),
            [](const Mode &a, const Mode &b) { return a.stride < b.stride; });
  return modes;
}

/// The dearest boundary that a column of the conversion crosses.
static Tier classify(const Conversion &conversion) {
  const BitMatrix &matrix = conversion.sourceOfDestination;
  unsigned laneBits = conversion.laneBits;
  bool lanes = false, warps = false;
  for (unsigned j = 0; j < matrix.numColumns(); ++j) {
    uint64_t thread = matrix.column(j) >> conversion.sourceValueBits;
    uint64_t own = j < conversion.destinationValueBits
                       ? 0
                       : uint64_t(1) << (j - conversion.destinationValueBits);
    lanes |= thread != own;
    warps |= thread >> laneBits != own >> laneBits;
  }
  if (warps)
    return Tier::Warps;
  if (lanes)
    return Tier::Lanes;
  bool same = matrix.numRows() == matrix.numColumns() &&
              matrix == BitMatrix::identity(matrix.numRows());
  return same ? Tier::None : Tier::Registers;
}

Result<Conversion> cutedsl::layout::analyzeConversion(
    const Fragment &source, const Fragment &destination, int64_t warpSize) {
  if (warpSize < 1 || (warpSize & (warpSize - 1)))
    return Error{"expected a power of two of lanes, but got " +
                 std::to_string(warpSize)};
  if (source.numThreads() != destination.numThreads())
    return Error{"expected fragments over the same threads, but got " +
                 std::to_string(source.numThreads()) + " and " +
                 std::to_string(destination.numThreads())};
  Result<Parts> from = takeApart(source), to = takeApart(destination);
  if (!from || !to)
    return from ? to.error() : from.error();
  std::vector<int64_t> coordinates = coordinatesOf(*from);
  if (coordinates != coordinatesOf(*to) ||
      !(sorted(from->oddModes) == sorted(to->oddModes)))
    return Error{"expected fragments of the same elements, but got " +
                 source.str() + " and " + destination.str()};

  BitMatrix sourceMatrix = toMatrix(*from, coordinates);
  std::optional<BitMatrix> solution =
      sourceMatrix.solve(toMatrix(*to, coordinates));
  assert(solution && "both matrices reach every coordinate");
  // Where threads hold copies, each reads its own.
  unsigned sourceValues = from->valueBits.size();
  unsigned values = to->valueBits.size(), threads = to->threadBits.size();
  std::vector<uint64_t> columns;
  for (unsigned j = 0; j < values + threads; ++j) {
    uint64_t column = solution->column(j);
    if (j >= values && sourceMatrix.column(sourceValues + j - values) == 0)
      column |= uint64_t(1) << (sourceValues + j - values);
    columns.push_back(column);
  }

  unsigned laneBits = 0;
  while (laneBits < threads && int64_t(2) << laneBits <= warpSize)
    ++laneBits;
  Conversion result{BitMatrix(sourceValues + threads, std::move(columns)),
                    sourceValues,
                    values,
                    laneBits,
                    threads - laneBits,
                    Tier::None};
  result.tier = classify(result);
  if (result.tier == Tier::None && !(from->oddModes == to->oddModes))
    result.tier = Tier::Registers;
  return result;
}

//===----------------------------------------------------------------------===//
// Shared memory
//===----------------------------------------------------------------------===//

static constexpr int64_t numBanks = 32, bankBytes = 4;

/// Passes for one access of the lanes [begin, end): in one pass a bank serves
/// one word, to any number of lanes.
static int64_t countPasses(const Fragment &offsets, const Swizzle &swizzle,
                           int64_t elementBytes, int64_t accessBytes,
                           int64_t value, int64_t begin, int64_t end) {
  std::set<int64_t> words;
  for (int64_t lane = begin; lane < end; ++lane) {
    int64_t address = swizzle(offsets(lane, value) * elementBytes);
    for (int64_t byte = 0; byte < accessBytes; byte += bankBytes)
      words.insert((address + byte) / bankBytes);
  }
  int64_t perBank[numBanks] = {};
  for (int64_t word : words)
    ++perBank[word % numBanks];
  return *std::max_element(perBank, perBank + numBanks);
}

int64_t cutedsl::layout::countBankPasses(const Fragment &offsets,
                                         const Swizzle &swizzle,
                                         int64_t elementBytes,
                                         int64_t accessBytes) {
  // The hardware splits a warp's wide access so that a part moves 128 bytes.
  int64_t lanes = std::min<int64_t>(offsets.numThreads(), 32);
  int64_t part = numBanks * bankBytes / std::max(accessBytes, bankBytes);
  int64_t step = std::max<int64_t>(accessBytes / elementBytes, 1);
  int64_t passes = 0;
  for (int64_t value = 0; value < offsets.numValues(); value += step)
    for (int64_t lane = 0; lane < lanes; lane += part)
      passes += countPasses(offsets, swizzle, elementBytes, accessBytes, value,
                            lane, std::min(lane + part, lanes));
  return passes;
}

Swizzle
cutedsl::layout::searchSwizzle(const std::vector<SharedAccess> &accesses,
                               int64_t elementBytes) {
  auto passes = [&](const Swizzle &swizzle) {
    int64_t sum = 0;
    for (const SharedAccess &access : accesses)
      sum += countBankPasses(access.offsets, swizzle, elementBytes,
                             access.accessBytes);
    return sum;
  };
  int lowest = 2;
  for (const SharedAccess &access : accesses)
    while (int64_t(1) << lowest < access.accessBytes)
      ++lowest;
  Swizzle best;
  int64_t fewest = passes(best);
  // Bank bits are 2 to 6 of a byte address.
  for (int bits = 1; bits <= 3; ++bits)
    for (int base = lowest; base + bits <= 7; ++base)
      for (int shift = bits; shift <= 8; ++shift) {
        Swizzle swizzle = *Swizzle::get(bits, base, shift);
        if (int64_t count = passes(swizzle); count < fewest) {
          fewest = count;
          best = swizzle;
        }
      }
  return best;
}

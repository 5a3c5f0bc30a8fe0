//===- RowPasses.cpp - Passes over a long row -----------------------------===//

#include "cutedsl/Transforms/RowPasses.h"
#include "OperandAnalysis.h"
#include "cutedsl/Dialect/SM90/IR/Limits.h"
#include "cutedsl/Transforms/TileAccess.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::tile;

/// What a copy of neighbours counts in.
static constexpr int64_t kGranuleBytes = 16;

int64_t RowPasses::getBytes(int64_t count) const {
  int64_t bytes = 0;
  for (const RowInput &input : inputs)
    bytes += count * getElementBytes(input.elementType);
  return bytes;
}

/// The loops of `loads`, in order.
static SmallVector<scf::ForOp> getLoopsOf(ArrayRef<LoadOp> loads) {
  llvm::SmallSetVector<scf::ForOp, 4> loops;
  for (LoadOp load : loads)
    loops.insert(RowInput::getLoop(load));
  return loops.takeVector();
}

SmallVector<scf::ForOp> RowPasses::getLoops() const {
  SmallVector<LoadOp> loads;
  for (const RowInput &input : inputs)
    llvm::append_range(loads, input.loads);
  SmallVector<scf::ForOp> loops = getLoopsOf(loads);
  llvm::sort(loops, [](scf::ForOp a, scf::ForOp b) {
    return a->isBeforeInBlock(b.getOperation());
  });
  return loops;
}

namespace {
/// An input and where its row begins.
struct Candidate {
  RowInput input;
  IndexSum begin;
};

class RowAnalysis {
public:
  RowAnalysis(FuncOp func, std::string &reason)
      : func(func), reason(reason), sums(func, /*loop=*/{}, reason) {}

  FailureOr<RowPasses> run(int64_t sharedBytes);

private:
  LogicalResult refuse(const Twine &why) {
    reason = why.str();
    return failure();
  }
  void addLoop(scf::ForOp loop);
  void addLoad(LoadOp load, scf::ForOp loop);
  bool isChunk(LoadOp load, scf::ForOp loop, unsigned lane);

  FuncOp func;
  std::string &reason;
  OperandAnalysis sums;
  RowPasses passes;
  SmallVector<Candidate, 2> candidates;
};
} // namespace

/// Whether `load` reads, of dimension `lane`, neighbours up to the row's end.
bool RowAnalysis::isChunk(LoadOp load, scf::ForOp loop, unsigned lane) {
  RankedTensorType type = load.getType();
  if (load.getMask() || type.getDimSize(lane) != passes.chunk ||
      getConstantIntValue(load.getMixedStrides()[lane]) != 1)
    return false;
  SmallVector<OpFoldResult> valid = load.getMixedValid();
  if (valid.empty())
    return passes.getTail() == passes.chunk;
  for (auto [dim, extent] : llvm::enumerate(valid)) {
    std::optional<int64_t> constant = getConstantIntValue(extent);
    bool isWhole = constant && *constant >= type.getDimSize(dim);
    if (dim != lane) {
      if (!isWhole)
        return false;
      continue;
    }
    if (isWhole && passes.getTail() == passes.chunk)
      continue;
    if (constant)
      return false;
    IndexSum left(passes.length);
    left.add(IndexSum::atom(loop.getInductionVar()), -1);
    std::optional<IndexSum> sum = sums.toSum(cast<Value>(extent));
    if (!sum || !(*sum == left))
      return false;
  }
  return true;
}

void RowAnalysis::addLoad(LoadOp load, scf::ForOp loop) {
  SmallVector<unsigned> lanes = getLanes(load.getType());
  if (lanes.size() != 1 || !isChunk(load, loop, lanes[0]) ||
      !llvm::is_contained(func.getBuffers(), load.getPtr()))
    return;
  Type element = load.getType().getElementType();
  int64_t bytes = getElementBytes(element);
  if (getDivisor(load.getBase()) * bytes % kGranuleBytes != 0 ||
      passes.chunk * bytes % kGranuleBytes != 0 ||
      passes.getTail() * bytes % kGranuleBytes != 0)
    return;
  std::optional<IndexSum> begin = sums.toSum(load.getBase());
  Value iv = loop.getInductionVar();
  if (!begin || !(begin->getCoefficient(iv) == IndexSum(1)))
    return;
  begin->erase(iv);
  auto *known = llvm::find_if(candidates, [&](const Candidate &other) {
    return other.input.buffer == load.getPtr() && other.begin == *begin;
  });
  if (known == candidates.end()) {
    Candidate candidate;
    candidate.input.buffer = load.getPtr();
    candidate.input.elementType = element;
    candidate.begin = std::move(*begin);
    for (const IndexSum::Term &term : candidate.begin.getTerms())
      candidate.input.moves |= !llvm::all_of(term.product, [&](Value atom) {
        return llvm::is_contained(func.getSymbols(), atom);
      });
    candidates.push_back(std::move(candidate));
    known = &candidates.back();
  }
  known->input.loads.push_back(load);
}

void RowAnalysis::addLoop(scf::ForOp loop) {
  std::optional<int64_t> end = getConstantIntValue(loop.getUpperBound()),
                         step = getConstantIntValue(loop.getStep());
  if (getConstantIntValue(loop.getLowerBound()) != 0 || !end || !step ||
      *end <= *step)
    return;
  if (passes.length == 0) {
    passes.length = *end;
    passes.chunk = *step;
  }
  if (passes.length != *end || passes.chunk != *step)
    return;
  for (LoadOp load : loop.getOps<LoadOp>())
    addLoad(load, loop);
}

FailureOr<RowPasses> RowAnalysis::run(int64_t sharedBytes) {
  constexpr int64_t kMaxThreads = 1024;
  int64_t threads = func.getThreads();
  if (threads % sm90::kWarpgroupSize != 0 ||
      threads + sm90::kWarpgroupSize > kMaxThreads)
    return refuse(Twine(threads) + " threads are not whole warpgroups that "
                                   "have room for a producer beside them");
  for (scf::ForOp loop : func.getBody().front().getOps<scf::ForOp>())
    addLoop(loop);
  llvm::erase_if(candidates, [](const Candidate &candidate) {
    return getLoopsOf(candidate.input.loads).size() < 2;
  });
  if (candidates.empty())
    return refuse("no input has rows, of whole 16 bytes, that are read in two "
                  "loops over all of them");
  // What is the same for all rows stays in caches without help.
  auto getSavings = [](const Candidate &candidate) {
    return std::pair(candidate.input.moves,
                     getLoopsOf(candidate.input.loads).size());
  };
  llvm::stable_sort(candidates, [&](const Candidate &a, const Candidate &b) {
    return getSavings(a) > getSavings(b);
  });
  int64_t least = 0;
  for (Candidate &candidate : candidates) {
    passes.inputs.push_back(std::move(candidate.input));
    int64_t bytes = (passes.getNumChunks() + 1) * passes.getBytes(passes.chunk);
    if (bytes <= sharedBytes)
      continue;
    least = std::max(least, bytes);
    passes.inputs.pop_back();
  }
  if (passes.inputs.empty())
    return refuse("a row and a chunk more take " + Twine(least) +
                  " bytes of shared memory, which has " + Twine(sharedBytes));
  return passes;
}

FailureOr<RowPasses> cutedsl::tile::findRowPasses(FuncOp func,
                                                  int64_t sharedBytes,
                                                  std::string &reason) {
  return RowAnalysis(func, reason).run(sharedBytes);
}

//===- Plan.cpp - A program with its symbols known ------------------------===//

#include "cutedsl/Runtime/Plan.h"

#include <algorithm>

using namespace cutedsl::runtime;

bool Shape::isEmpty() const {
  return std::any_of(sizes.begin(), sizes.end(),
                     [](int64_t size) { return size == 0; });
}

static Error makeError(const std::string &what, const Expr &expr,
                       const char *problem) {
  return Error{what + ": the value of '" + toString(expr) + "' " + problem};
}

static MaybeError evaluateSize(const Expr &expr,
                               const std::vector<int64_t> &symbols,
                               const std::string &what, int64_t &value) {
  auto result = evaluate(expr, symbols.data());
  if (!result)
    return makeError(what, expr, "does not exist");
  if (*result < 0)
    return makeError(what, expr, "is negative");
  value = *result;
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Temporaries
//===----------------------------------------------------------------------===//

namespace {
struct LiveRange {
  uint32_t temporary = 0;
  uint64_t bytes = 0, offset = 0;
  size_t first = SIZE_MAX, last = 0;
  bool overlaps(const LiveRange &other) const {
    return first <= other.last && other.first <= last;
  }
};
} // namespace

/// The offset of the tightest free gap among the ranges placed so far.
static uint64_t findGap(const LiveRange &range,
                        const std::vector<LiveRange> &byOffset) {
  uint64_t end = 0, best = UINT64_MAX, bestSize = UINT64_MAX;
  for (const LiveRange &other : byOffset) {
    if (!range.overlaps(other))
      continue;
    if (other.offset > end) {
      uint64_t size = other.offset - end;
      if (size >= range.bytes && size < bestSize) {
        best = end;
        bestSize = size;
      }
    }
    end = std::max(end, other.offset + other.bytes);
  }
  return best != UINT64_MAX ? best : end;
}

static void placeTemporaries(std::vector<LiveRange> ranges,
                             Schedule &schedule) {
  std::sort(ranges.begin(), ranges.end(),
            [](const LiveRange &a, const LiveRange &b) {
              return a.bytes != b.bytes ? a.bytes > b.bytes
                                        : a.temporary < b.temporary;
            });
  std::vector<LiveRange> placed;
  for (LiveRange &range : ranges) {
    range.offset = findGap(range, placed);
    auto at = std::upper_bound(placed.begin(), placed.end(), range,
                               [](const LiveRange &a, const LiveRange &b) {
                                 return a.offset < b.offset;
                               });
    placed.insert(at, range);
    schedule.offsets[range.temporary] = range.offset;
    schedule.arenaBytes =
        std::max(schedule.arenaBytes, range.offset + range.bytes);
  }
}

/// The temporaries that the calls use, with the calls between which each
/// lives.
static MaybeError getLiveRanges(const TargetProgram &program,
                                const std::vector<Call> &calls,
                                const std::vector<int64_t> &symbols,
                                std::vector<LiveRange> &ranges) {
  std::vector<LiveRange> all(program.temporaries.size());
  for (size_t i = 0; i < calls.size(); ++i)
    for (const Operand &operand : calls[i].operands)
      if (operand.kind == OperandKind::Temporary) {
        LiveRange &range = all[operand.index];
        range.first = std::min(range.first, i);
        range.last = i;
      }
  // Far below the range of uint64_t, so that sums cannot overflow.
  constexpr int64_t kMaxBytes = int64_t(1) << 46;
  for (uint32_t i = 0; i < all.size(); ++i) {
    if (all[i].first == SIZE_MAX)
      continue;
    int64_t bytes;
    std::string what = "temporary " + std::to_string(i);
    if (MaybeError error =
            evaluateSize(program.temporaries[i], symbols, what, bytes))
      return error;
    if (bytes > kMaxBytes)
      return makeError(what, program.temporaries[i], "is too large");
    all[i].temporary = i;
    all[i].bytes = (uint64_t(bytes) + kBufferAlignment - 1) / kBufferAlignment *
                   kBufferAlignment;
    ranges.push_back(all[i]);
  }
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

/// One tile, or none where the result has no elements.
static MaybeError planProduct(const Kernel &kernel, const Product &product,
                              Schedule::CallPlan &plan) {
  std::string what = "product of kernel '" + kernel.symbol + "'";
  ProductPlan &made = plan.product;
  const std::pair<const Expr *, int64_t *> values[] = {
      {&product.batch, &made.batch},
      {&product.m, &made.m},
      {&product.n, &made.n},
      {&product.k, &made.k},
      {&product.lhs.leading, &made.lhs.leading},
      {&product.rhs.leading, &made.rhs.leading},
      {&product.result.leading, &made.result.leading},
      {&product.lhs.batchStride, &made.lhs.batchStride},
      {&product.rhs.batchStride, &made.rhs.batchStride},
      {&product.result.batchStride, &made.result.batchStride}};
  for (auto [expr, value] : values)
    if (MaybeError error = evaluateSize(*expr, plan.symbols, what, *value))
      return error;
  plan.tiles = made.batch && made.m && made.n;
  if (plan.tiles && made.k == 0)
    return Error{what + ": expected a sum over at least one element"};
  return std::nullopt;
}

static MaybeError planCall(const Kernel &kernel, const Call &call,
                           const std::vector<int64_t> &symbols,
                           Schedule::CallPlan &plan) {
  if (call.symbols.empty())
    plan.symbols = symbols;
  for (const Expr &expr : call.symbols) {
    auto value = evaluate(expr, symbols.data());
    if (!value)
      return makeError("kernel '" + kernel.symbol + "'", expr,
                       "does not exist");
    plan.symbols.push_back(*value);
  }
  if (!kernel.products.empty())
    return planProduct(kernel, kernel.products.front(), plan);
  plan.tiles = 1;
  for (const Expr &expr : kernel.grid) {
    int64_t size;
    if (MaybeError error = evaluateSize(
            expr, plan.symbols, "grid of kernel '" + kernel.symbol + "'", size))
      return error;
    if (__builtin_mul_overflow(plan.tiles, size, &plan.tiles))
      return makeError("grid of kernel '" + kernel.symbol + "'", expr,
                       "is too large");
  }
  if (plan.tiles == 0)
    return std::nullopt;
  plan.tensorMaps.resize(kernel.tensorMaps.size());
  for (size_t i = 0; i < plan.tensorMaps.size(); ++i)
    if (MaybeError error =
            planTensorMap(kernel, i, plan.symbols.data(), plan.tensorMaps[i]))
      return error;
  return std::nullopt;
}

MaybeError cutedsl::runtime::planCalls(const TargetProgram &program,
                                       const std::vector<Call> &calls,
                                       const std::vector<int64_t> &symbols,
                                       Schedule &schedule) {
  schedule.numCalls = calls.size();
  schedule.calls = std::make_unique<Schedule::CallPlan[]>(calls.size());
  schedule.offsets.assign(program.temporaries.size(), 0);
  for (size_t i = 0; i < calls.size(); ++i)
    if (MaybeError error = planCall(program.kernels[calls[i].kernel], calls[i],
                                    symbols, schedule.calls[i]))
      return error;
  std::vector<LiveRange> ranges;
  if (MaybeError error = getLiveRanges(program, calls, symbols, ranges))
    return error;
  placeTemporaries(std::move(ranges), schedule);
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Runs
//===----------------------------------------------------------------------===//

static MaybeError evaluateShape(const TensorSpec &spec, const char *role,
                                const std::vector<int64_t> &symbols,
                                Shape &shape) {
  std::string what = std::string(role) + " '" + spec.name + "'";
  uint64_t elements = 1;
  for (const Expr &expr : spec.sizes) {
    int64_t size;
    if (MaybeError error = evaluateSize(expr, symbols, what, size))
      return error;
    shape.sizes.push_back(size);
    uint64_t factor = uint64_t(std::max<int64_t>(size, 1));
    if (__builtin_mul_overflow(elements, factor, &elements) ||
        elements > uint64_t(INT64_MAX) / 16)
      return makeError(what, expr, "is too large");
  }
  for (const Expr &expr : spec.strides) {
    auto stride = evaluate(expr, symbols.data());
    if (!stride)
      return makeError(what, expr, "does not exist");
    shape.strides.push_back(*stride);
  }
  return std::nullopt;
}

Result<std::shared_ptr<const Plan>>
cutedsl::runtime::makePlan(const Bundle &bundle, const TargetProgram &program,
                           std::vector<int64_t> symbols) {
  auto plan = std::make_shared<Plan>();
  plan->symbols = std::move(symbols);
  for (const Assumption &assumption : bundle.assumptions) {
    auto value = evaluate(assumption.expr, plan->symbols.data());
    if (!value || *value == 0)
      return Error{"the program was compiled for other sizes: " +
                   assumption.message};
  }
  plan->arguments.resize(bundle.arguments.size());
  plan->results.resize(bundle.results.size());
  for (size_t i = 0; i < bundle.arguments.size(); ++i)
    if (MaybeError error = evaluateShape(bundle.arguments[i], "argument",
                                         plan->symbols, plan->arguments[i]))
      return *error;
  for (size_t i = 0; i < bundle.results.size(); ++i)
    if (MaybeError error = evaluateShape(bundle.results[i], "result",
                                         plan->symbols, plan->results[i]))
      return *error;
  if (MaybeError error =
          planCalls(program, program.calls, plan->symbols, plan->schedule))
    return *error;
  return std::shared_ptr<const Plan>(std::move(plan));
}

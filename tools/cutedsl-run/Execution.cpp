//===- Execution.cpp - Runs a bundle on arrays ----------------------------===//

#include "Execution.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
#include <map>

using namespace llvm;
using namespace cutedsl;

static constexpr int kCPU = 1;
static constexpr int kWarmUpRuns = 3;

static runtime::Error lastError() { return {cutedslGetLastError()}; }

/// Row-major strides, in elements.
static std::vector<int64_t> getStrides(ArrayRef<int64_t> sizes) {
  std::vector<int64_t> strides(sizes.size(), 1);
  for (size_t i = sizes.size(); i-- > 1;)
    strides[i - 1] = strides[i] * sizes[i];
  return strides;
}

/// Calls `body(contiguous, strided)` with the offsets of each element.
static void
forEachElement(ArrayRef<int64_t> sizes, ArrayRef<int64_t> strides,
               function_ref<void(int64_t contiguous, int64_t strided)> body) {
  int64_t count = 1;
  for (int64_t size : sizes)
    count *= size;
  for (int64_t i = 0; i < count; ++i) {
    int64_t rest = i, offset = 0;
    for (size_t dim = sizes.size(); dim-- > 0; rest /= sizes[dim])
      offset += rest % sizes[dim] * strides[dim];
    body(i, offset);
  }
}

/// Elements from the first to one past the last.
static size_t getExtent(ArrayRef<int64_t> sizes, ArrayRef<int64_t> strides) {
  int64_t last = 0;
  for (auto [size, stride] : zip_equal(sizes, strides)) {
    if (size == 0)
      return 0;
    last += (size - 1) * stride;
  }
  return last + 1;
}

/// CutedslTensors of the arrays that are for frozen arguments, or for the
/// others, with the strides that the program expects where they are known:
/// copies what lies otherwise.
struct Execution::Views {
  Views(ArrayRef<Array> arrays, ArrayRef<ArgumentSpec> arguments, bool frozen) {
    for (auto [index, array] : enumerate(arrays)) {
      if (frozen != (index < arguments.size() && arguments[index].isFrozen))
        continue;
      positions.push_back(index);
      strides.push_back(getStrides(array.sizes));
      const uint8_t *data = array.bytes.data();
      if (index < arguments.size() &&
          arguments[index].sizes.size() == array.sizes.size())
        data = getStrided(array, arguments[index].strides);
      tensors.push_back({const_cast<uint8_t *>(data), array.sizes.data(),
                         strides.back().data(), int32_t(array.sizes.size()),
                         int32_t(array.dtype), kCPU, 0});
    }
  }

  const uint8_t *getStrided(const Array &array,
                            ArrayRef<std::optional<int64_t>> expected) {
    std::vector<int64_t> wanted;
    for (std::optional<int64_t> stride : expected)
      if (stride)
        wanted.push_back(*stride);
    if (wanted.size() != expected.size() || wanted == strides.back())
      return array.bytes.data();
    size_t width = runtime::getSize(array.dtype);
    std::vector<uint8_t> &copy = copies.emplace_back();
    copy.resize(getExtent(array.sizes, wanted) * width);
    forEachElement(array.sizes, wanted, [&](int64_t from, int64_t to) {
      std::copy_n(&array.bytes[from * width], width, &copy[to * width]);
    });
    strides.back() = std::move(wanted);
    return copy.data();
  }

  /// Of the arrays among all.
  std::vector<size_t> positions;
  std::vector<std::vector<int64_t>> strides;
  std::vector<std::vector<uint8_t>> copies;
  std::vector<CutedslTensor> tensors;
};

/// Copies strided elements to a contiguous array.
static Array makeContiguous(const CutedslTensor &tensor,
                            ArrayRef<uint8_t> bytes) {
  Array result;
  result.dtype = runtime::DType(tensor.dtype);
  result.sizes.assign(tensor.sizes, tensor.sizes + tensor.rank);
  size_t width = runtime::getSize(result.dtype);
  result.bytes.resize(result.getNumElements() * width);
  forEachElement(result.sizes, ArrayRef(tensor.strides, tensor.rank),
                 [&](int64_t to, int64_t from) {
                   std::copy_n(&bytes[from * width], width,
                               &result.bytes[to * width]);
                 });
  return result;
}

runtime::Result<Execution> Execution::create(ArrayRef<uint8_t> bytes,
                                             int threads) {
  Execution execution;
  execution.threads = threads;
  CutedslProgramOptions options = {};
  options.device_type = kCPU;
  if (cutedslBundleLoad(bytes.data(), bytes.size(), &execution.bundle) ||
      cutedslProgramCreate(execution.bundle, &options, &execution.program))
    return lastError();
  auto arguments = parseArguments(cutedslBundleSignature(execution.bundle));
  if (!arguments)
    return arguments.error();
  execution.arguments = std::move(*arguments);
  return execution;
}

Execution::Execution() = default;

Execution::Execution(Execution &&other)
    : bundle(std::exchange(other.bundle, nullptr)),
      program(std::exchange(other.program, nullptr)),
      arguments(std::move(other.arguments)),
      boundViews(std::move(other.boundViews)), threads(other.threads) {}

Execution::~Execution() {
  if (program)
    cutedslProgramRelease(program);
  if (bundle)
    cutedslBundleRelease(bundle);
}

bool Execution::bindFrozen(ArrayRef<Array> inputs) {
  auto views = std::make_unique<Views>(inputs, arguments, /*frozen=*/true);
  for (auto [position, tensor] : zip_equal(views->positions, views->tensors))
    if (cutedslProgramBind(program, position, &tensor, /*version=*/0))
      return false;
  boundViews = std::move(views);
  return true;
}

runtime::Result<std::vector<Array>> Execution::run(ArrayRef<Array> inputs) {
  if (!boundViews && !bindFrozen(inputs))
    return lastError();
  Views views(inputs, arguments, /*frozen=*/false);
  const std::vector<CutedslTensor> &tensors = views.tensors;
  std::vector<CutedslTensor> results(cutedslProgramNumResults(program));
  if (cutedslProgramQueryResults(program, tensors.data(), tensors.size(),
                                 results.data()))
    return lastError();
  std::vector<std::vector<uint8_t>> memory;
  for (CutedslTensor &result : results) {
    memory.emplace_back(getExtent(ArrayRef(result.sizes, result.rank),
                                  ArrayRef(result.strides, result.rank)) *
                        runtime::getSize(runtime::DType(result.dtype)));
    result.data = memory.back().data();
  }
  CutedslRunOptions options = {nullptr, threads};
  if (cutedslProgramRun(program, tensors.data(), tensors.size(), results.data(),
                        results.size(), &options))
    return lastError();
  std::vector<Array> arrays;
  for (auto [result, bytes] : zip_equal(results, memory))
    arrays.push_back(makeContiguous(result, bytes));
  return arrays;
}

runtime::Result<Timing> Execution::time(ArrayRef<Array> inputs,
                                        int repetitions) {
  using Clock = std::chrono::steady_clock;
  std::vector<double> samples;
  for (int i = -kWarmUpRuns; i < repetitions; ++i) {
    auto begin = Clock::now();
    auto outputs = run(inputs);
    std::chrono::duration<double, std::milli> spent = Clock::now() - begin;
    if (!outputs)
      return outputs.error();
    if (i >= 0)
      samples.push_back(spent.count());
  }
  llvm::sort(samples);
  return Timing{samples[samples.size() / 2], samples.front(), samples.back()};
}

runtime::Result<std::string> cutedsl::readReport(ArrayRef<uint8_t> bytes) {
  CutedslBundle *bundle;
  if (cutedslBundleLoad(bytes.data(), bytes.size(), &bundle))
    return lastError();
  std::string report = cutedslBundleReport(bundle);
  cutedslBundleRelease(bundle);
  return report;
}

void Execution::enableProfiling() { cutedslProgramSetProfiling(program, 1); }

void Execution::printProfile(raw_ostream &stream) const {
  std::vector<CutedslProfileRow> rows(
      cutedslProgramGetProfile(program, nullptr, 0));
  cutedslProgramGetProfile(program, rows.data(), rows.size());
  // One line a kernel: calls of one kernel differ only in their operands.
  std::map<std::string, std::pair<uint64_t, uint64_t>> sums;
  uint64_t total = 0;
  for (const CutedslProfileRow &row : rows) {
    auto &[count, nanoseconds] = sums[row.kernel];
    count += row.count;
    nanoseconds += row.nanoseconds;
    total += row.nanoseconds;
  }
  std::vector<std::pair<uint64_t, std::string>> order;
  for (const auto &[name, sum] : sums)
    order.emplace_back(sum.second, name);
  llvm::sort(order, std::greater<>());
  stream << "      ms   share  launches  kernel\n";
  for (const auto &[nanoseconds, name] : order)
    stream << format("%8.3f  %5.1f%%  %8llu  ", nanoseconds * 1e-6,
                     total ? 100.0 * nanoseconds / total : 0.0,
                     (unsigned long long)sums[name].first)
           << name << '\n';
}

//===- Program.cpp - A bundle ready to run on one device ------------------===//

#include "cutedsl/Runtime/Program.h"
#include "cutedsl/Runtime/CudaDriver.h"
#include "cutedsl/Runtime/ThreadPool.h"

#include <algorithm>

using namespace cutedsl::runtime;

/// Bindings of the symbols that are kept; the oldest is forgotten first.
static constexpr size_t kMaxPlans = 64;

//===----------------------------------------------------------------------===//
// Arenas
//===----------------------------------------------------------------------===//

/// Memory of one run; goes back to the program, or the allocator, at the end.
class Program::ArenaLease {
public:
  /// `isPinned`: a recording uses it, so that it must stay as it is.
  ArenaLease(Program &program, void *stream, bool isPinned)
      : program(program), stream(stream), isPinned(isPinned) {}
  ~ArenaLease();
  MaybeError acquire(uint64_t bytes);
  char *get() const { return static_cast<char *>(arena.memory); }

private:
  Program &program;
  void *stream;
  bool isPinned;
  Arena arena;
};

MaybeError Program::ArenaLease::acquire(uint64_t bytes) {
  if (bytes == 0)
    return std::nullopt;
  const Allocator &allocator = program.options.allocator;
  if (allocator.allocate) {
    arena = {allocator.allocate(allocator.context, bytes, stream), bytes,
             stream};
    if (!arena.memory)
      return Error{"out of memory: the caller's allocator refused " +
                   std::to_string(bytes) + " bytes"};
    if (reinterpret_cast<uintptr_t>(arena.memory) % kBufferAlignment)
      return Error{"expected the caller's allocator to align to " +
                   std::to_string(kBufferAlignment) + " bytes"};
    return std::nullopt;
  }
  if (!isPinned) {
    std::lock_guard<std::mutex> lock(program.mutex);
    auto &free = program.freeArenas;
    auto it = std::find_if(free.rbegin(), free.rend(),
                           [&](const Arena &a) { return a.stream == stream; });
    if (it != free.rend()) {
      arena = *it;
      free.erase(std::next(it).base());
    }
  }
  if (arena.bytes >= bytes)
    return std::nullopt;
  if (arena.memory)
    program.executor->release(arena.memory);
  arena = {};
  Result<void *> memory = program.executor->allocate(bytes, stream);
  if (!memory)
    return memory.error();
  arena = {*memory, bytes, stream};
  return std::nullopt;
}

Program::ArenaLease::~ArenaLease() {
  if (!arena.memory)
    return;
  const Allocator &allocator = program.options.allocator;
  if (allocator.allocate) {
    allocator.release(allocator.context, arena.memory, arena.bytes, stream);
    return;
  }
  std::lock_guard<std::mutex> lock(program.mutex);
  (isPinned ? program.pinnedArenas : program.freeArenas).push_back(arena);
}

//===----------------------------------------------------------------------===//
// Creation
//===----------------------------------------------------------------------===//

Program::Program(std::shared_ptr<const Bundle> bundle,
                 const ProgramOptions &options,
                 std::unique_ptr<Executor> executor)
    : bundle(std::move(bundle)), options(options),
      executor(std::move(executor)), program(this->executor->getProgram()) {
  bindings.resize(this->bundle->arguments.size());
  numInputs = bindings.size();
  for (const Symbol &symbol : this->bundle->symbols)
    symbolNames.push_back(symbol.name);
  isPrepared = program.prepareCalls.empty();
}

Program::~Program() {
  // Work may still be using what is released here.
  executor->synchronize();
  for (const std::vector<Arena> &arenas : {freeArenas, pinnedArenas})
    for (const Arena &arena : arenas)
      executor->release(arena.memory);
  for (void *memory : owned)
    executor->release(memory);
}

const std::string &Program::getTarget() const { return program.target; }

MaybeError Program::uploadConstants() {
  for (const Constant &constant : bundle->constants) {
    void *memory = executor->getInPlace(constant.bytes);
    if (!memory) {
      Result<void *> allocated =
          executor->allocate(constant.bytes.size(), nullptr);
      if (!allocated)
        return allocated.error();
      memory = *allocated;
      owned.push_back(memory);
      if (MaybeError error = executor->upload(memory, constant.bytes))
        return error;
    }
    constants.push_back(memory);
    constantBytes += constant.bytes.size();
  }
  for (const Expr &expr : program.prepared) {
    auto bytes = evaluate(expr, nullptr);
    if (!bytes || *bytes < 0)
      return Error{"a prepared buffer's size is negative or too large"};
    Result<void *> memory = executor->allocate(uint64_t(*bytes), nullptr);
    if (!memory)
      return memory.error();
    owned.push_back(*memory);
    prepared.push_back(*memory);
    preparedBytes += uint64_t(*bytes);
  }
  return std::nullopt;
}

Result<std::unique_ptr<Program>>
Program::create(std::shared_ptr<const Bundle> bundle,
                const ProgramOptions &options) {
  Result<std::unique_ptr<Executor>> executor =
      Error{"expected a device of type CPU (1) or CUDA (2), but got " +
            std::to_string(int(options.deviceType))};
  if (options.deviceType == DeviceType::CPU) {
    executor = makeCpuExecutor(bundle, options.target);
  } else if (options.deviceType == DeviceType::CUDA) {
    const CudaDriver *driver = options.driver;
    if (!driver) {
      Result<const CudaDriver *> loaded = getCudaDriver();
      if (!loaded)
        return loaded.error();
      driver = *loaded;
    }
    executor = makeCudaExecutor(bundle, options.target, options.deviceId,
                                options.useGraphs, *driver, options.cublasLt);
  }
  if (!executor)
    return executor.error();
  std::unique_ptr<Program> program(
      new Program(std::move(bundle), options, std::move(*executor)));
  if (MaybeError error = program->uploadConstants())
    return *error;
  return program;
}

//===----------------------------------------------------------------------===//
// Checking what the caller passes
//===----------------------------------------------------------------------===//

static std::string describe(const TensorSpec &spec, const char *role,
                            size_t index) {
  return std::string(role) + " " + std::to_string(index) + " ('" + spec.name +
         "')";
}

static Error makeMismatch(const std::string &what, const std::string &expected,
                          const std::string &actual) {
  return Error{what + ": expected " + expected + ", but got " + actual};
}

static std::string getDTypeName(int32_t dtype) {
  if (dtype < 0 || dtype >= int32_t(kNumDTypes))
    return "an unknown dtype";
  return getName(DType(dtype));
}

static std::string getDeviceName(int32_t type, int32_t id) {
  if (type == int32_t(DeviceType::CPU))
    return "cpu";
  if (type == int32_t(DeviceType::CUDA))
    return "cuda:" + std::to_string(id);
  return "device type " + std::to_string(type);
}

/// Everything that does not depend on the symbols.
MaybeError Program::checkTensor(const TensorSpec &spec, const char *role,
                                size_t index, const TensorView &view) const {
  if (view.dtype != int32_t(spec.dtype))
    return makeMismatch(describe(spec, role, index), getName(spec.dtype),
                        getDTypeName(view.dtype));
  if (view.rank != int32_t(spec.sizes.size()))
    return makeMismatch(describe(spec, role, index),
                        "rank " + std::to_string(spec.sizes.size()),
                        "rank " + std::to_string(view.rank));
  DeviceType device = executor->getDeviceType();
  if (view.deviceType != int32_t(device) ||
      (device != DeviceType::CPU && view.deviceId != executor->getDeviceId()))
    return makeMismatch(describe(spec, role, index),
                        getDeviceName(int32_t(device), executor->getDeviceId()),
                        getDeviceName(view.deviceType, view.deviceId));
  return std::nullopt;
}

static Error makeShapeMismatch(const std::string &what, const char *noun,
                               size_t dimension, const Expr &expr,
                               const std::vector<std::string> &symbols,
                               int64_t expected, int64_t actual) {
  std::string value = std::to_string(expected);
  if (!expr.getConstant())
    value += " (" + toString(expr, symbols) + ")";
  return makeMismatch(what,
                      std::string(noun) + " " + value + " in dimension " +
                          std::to_string(dimension),
                      std::to_string(actual));
}

/// Sizes, strides, address.
MaybeError Program::checkShape(const TensorSpec &spec, const char *role,
                               size_t index, const TensorView &view,
                               const Shape &shape) const {
  size_t rank = shape.sizes.size();
  for (size_t d = 0; d < rank; ++d)
    if (view.sizes[d] != shape.sizes[d])
      return makeShapeMismatch(describe(spec, role, index), "size", d,
                               spec.sizes[d], symbolNames, shape.sizes[d],
                               view.sizes[d]);
  if (shape.isEmpty())
    return std::nullopt;
  for (size_t d = 0; d < rank; ++d)
    if (view.strides[d] != shape.strides[d] && shape.sizes[d] != 1)
      return makeShapeMismatch(describe(spec, role, index), "stride", d,
                               spec.strides[d], symbolNames, shape.strides[d],
                               view.strides[d]);
  if (!view.data)
    return Error{describe(spec, role, index) + ": has no data"};
  return std::nullopt;
}

static MaybeError checkAlignment(const Argument &argument, size_t index,
                                 const TensorView &view) {
  uint64_t alignment = argument.alignment;
  if (alignment == 0)
    alignment = argument.dtype == DType::C64 ? 4 : getSize(argument.dtype);
  if (reinterpret_cast<uintptr_t>(view.data) % alignment == 0)
    return std::nullopt;
  return Error{describe(argument, "argument", index) +
               ": expected data aligned to " + std::to_string(alignment) +
               " bytes"};
}

/// One view for each argument: the bound ones, and the inputs between them.
MaybeError Program::gather(const TensorView *inputs, size_t count,
                           std::vector<TensorView> &arguments) const {
  if (count != numInputs)
    return Error{"expected " + std::to_string(numInputs) + " inputs, but got " +
                 std::to_string(count)};
  arguments.clear();
  size_t next = 0;
  for (size_t i = 0; i < bindings.size(); ++i) {
    if (bindings[i].isBound) {
      arguments.push_back(bindings[i].view);
      continue;
    }
    const Argument &argument = bundle->arguments[i];
    if (argument.frozen)
      return Error{describe(argument, "argument", i) +
                   ": is frozen and must be bound before a run"};
    const TensorView &view = inputs[next++];
    if (argument.kind == ArgumentKind::Scalar) {
      if (view.dtype != int32_t(DType::I64) || view.rank != 0 || !view.data)
        return Error{describe(argument, "argument", i) +
                     ": expected an integer"};
    } else if (MaybeError error = checkTensor(argument, "argument", i, view)) {
      return error;
    }
    arguments.push_back(view);
  }
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Plans
//===----------------------------------------------------------------------===//

Result<std::shared_ptr<const Plan>>
Program::findPlan(std::vector<int64_t> &symbols) {
  {
    std::lock_guard<std::mutex> lock(mutex);
    // Mostly the last one again.
    for (size_t i = plans.size(); i-- > 0;)
      if (plans[i]->symbols == symbols) {
        if (i + 1 != plans.size())
          std::rotate(plans.begin() + i, plans.begin() + i + 1, plans.end());
        return plans.back();
      }
  }
  auto plan = makePlan(*bundle, program, symbols);
  if (!plan)
    return plan;
  std::lock_guard<std::mutex> lock(mutex);
  if (plans.size() >= kMaxPlans)
    plans.erase(plans.begin());
  plans.push_back(*plan);
  return plan;
}

Result<std::shared_ptr<const Plan>>
Program::planArguments(const std::vector<TensorView> &arguments) {
  thread_local std::vector<int64_t> symbols;
  symbols.clear();
  for (const Symbol &symbol : bundle->symbols) {
    const TensorView &view = arguments[symbol.argument];
    switch (symbol.source) {
    case SymbolSource::Size:
      symbols.push_back(view.sizes[symbol.dimension]);
      break;
    case SymbolSource::Stride:
      symbols.push_back(view.strides[symbol.dimension]);
      break;
    case SymbolSource::Value:
      symbols.push_back(*static_cast<const int64_t *>(view.data));
      break;
    }
  }
  auto plan = findPlan(symbols);
  if (!plan)
    return plan;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const Argument &argument = bundle->arguments[i];
    if (argument.kind == ArgumentKind::Scalar)
      continue;
    if (MaybeError error = checkShape(argument, "argument", i, arguments[i],
                                      (*plan)->arguments[i]))
      return *error;
    if (MaybeError error = checkAlignment(argument, i, arguments[i]))
      return *error;
  }
  return plan;
}

Result<std::shared_ptr<const Plan>> Program::plan(const TensorView *inputs,
                                                  size_t count) {
  std::shared_lock<std::shared_mutex> lock(bindMutex);
  thread_local std::vector<TensorView> arguments;
  if (MaybeError error = gather(inputs, count, arguments))
    return *error;
  return planArguments(arguments);
}

//===----------------------------------------------------------------------===//
// Binding
//===----------------------------------------------------------------------===//

MaybeError Program::bind(size_t index, const TensorView *view,
                         uint64_t version) {
  if (index >= bindings.size())
    return Error{"expected an argument below " +
                 std::to_string(bindings.size()) + ", but got " +
                 std::to_string(index)};
  const Argument &argument = bundle->arguments[index];
  if (argument.kind == ArgumentKind::Scalar)
    return Error{describe(argument, "argument", index) +
                 ": a scalar cannot be bound"};
  if (view)
    if (MaybeError error = checkTensor(argument, "argument", index, *view))
      return error;
  std::unique_lock<std::shared_mutex> lock(bindMutex);
  Binding &binding = bindings[index];
  bool isSame = view && binding.isBound && binding.view.data == view->data &&
                binding.version == version;
  if (argument.frozen && !isSame)
    isPrepared = program.prepareCalls.empty();
  if (binding.isBound != bool(view))
    view ? --numInputs : ++numInputs;
  binding = Binding();
  if (!view)
    return std::nullopt;
  binding.view = *view;
  binding.version = version;
  binding.isBound = true;
  size_t rank = size_t(view->rank);
  binding.sizes.assign(view->sizes, view->sizes + rank);
  binding.strides.assign(view->strides, view->strides + rank);
  binding.view.sizes = binding.sizes.data();
  binding.view.strides = binding.strides.data();
  return std::nullopt;
}

/// Runs the prepare calls, unless another thread just did.
MaybeError Program::prepare(const RunOptions &runOptions) {
  std::unique_lock<std::shared_mutex> lock(bindMutex);
  if (isPrepared)
    return std::nullopt;
  std::vector<void *> arguments(bindings.size());
  for (const Call &call : program.prepareCalls)
    for (const Operand &operand : call.operands) {
      if (operand.kind != OperandKind::Argument)
        continue;
      const Argument &argument = bundle->arguments[operand.index];
      const Binding &binding = bindings[operand.index];
      std::string what = describe(argument, "argument", operand.index);
      if (!binding.isBound)
        return Error{what + ": is frozen and must be bound before a run"};
      Shape shape;
      for (const Expr &size : argument.sizes)
        shape.sizes.push_back(*size.getConstant());
      for (const Expr &stride : argument.strides)
        shape.strides.push_back(*stride.getConstant());
      if (MaybeError error = checkShape(argument, "argument", operand.index,
                                        binding.view, shape))
        return error;
      if (MaybeError error =
              checkAlignment(argument, operand.index, binding.view))
        return error;
      arguments[operand.index] = binding.view.data;
    }
  Schedule schedule;
  std::vector<int64_t> symbols(bundle->symbols.size());
  if (MaybeError error =
          planCalls(program, program.prepareCalls, symbols, schedule))
    return error;
  // Earlier runs may still be reading the prepared buffers.
  if (MaybeError error = executor->synchronize())
    return error;
  if (MaybeError error =
          launch(program.prepareCalls, schedule, arguments.data(), nullptr,
                 runOptions, /*profile=*/nullptr, /*synchronous=*/true))
    return error;
  isPrepared = true;
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

MaybeError Program::launch(const std::vector<Call> &calls,
                           const Schedule &schedule, void *const *arguments,
                           void *const *results, const RunOptions &runOptions,
                           Profile *profile, bool synchronous) {
  unsigned threads = runOptions.threads;
  if (threads == 0)
    threads = getNumProcessors();
  uint64_t scratchBytes = executor->getScratchBytes(threads);
  bool isCapturing = executor->isCapturing(runOptions.stream);
  ArenaLease arena(*this, runOptions.stream, isCapturing);
  if (MaybeError error = arena.acquire(schedule.arenaBytes + scratchBytes))
    return error;
  thread_local std::vector<void *> temporaries;
  temporaries.resize(schedule.offsets.size());
  for (size_t i = 0; i < temporaries.size(); ++i)
    temporaries[i] = arena.get() + schedule.offsets[i];
  {
    std::lock_guard<std::mutex> lock(mutex);
    peakTemporaries = std::max(peakTemporaries, schedule.arenaBytes);
    peakScratch = std::max(peakScratch, scratchBytes);
  }
  Execution execution{&calls,
                      &schedule,
                      {arguments, results, temporaries.data(), constants.data(),
                       prepared.data()},
                      scratchBytes ? arena.get() + schedule.arenaBytes
                                   : nullptr,
                      runOptions.stream,
                      threads,
                      profile,
                      synchronous,
                      isCapturing};
  return executor->execute(execution);
}

MaybeError Program::run(const TensorView *inputs, size_t inputCount,
                        const TensorView *outputs, size_t outputCount,
                        const RunOptions &runOptions) {
  std::shared_lock<std::shared_mutex> lock(bindMutex);
  while (!isPrepared) {
    lock.unlock();
    if (MaybeError error = prepare(runOptions))
      return error;
    lock.lock();
  }
  thread_local std::vector<TensorView> arguments;
  if (MaybeError error = gather(inputs, inputCount, arguments))
    return error;
  auto plan = planArguments(arguments);
  if (!plan)
    return plan.error();
  const std::vector<TensorSpec> &specs = bundle->results;
  if (outputCount != specs.size())
    return Error{"expected " + std::to_string(specs.size()) +
                 " outputs, but got " + std::to_string(outputCount)};
  thread_local std::vector<void *> argumentData, resultData;
  argumentData.clear();
  resultData.clear();
  for (size_t i = 0; i < outputCount; ++i) {
    if (MaybeError error = checkTensor(specs[i], "result", i, outputs[i]))
      return error;
    if (MaybeError error =
            checkShape(specs[i], "result", i, outputs[i], (*plan)->results[i]))
      return error;
    resultData.push_back(outputs[i].data);
  }
  for (const TensorView &view : arguments)
    argumentData.push_back(view.data);
  std::shared_ptr<Profile> currentProfile;
  {
    std::lock_guard<std::mutex> profileLock(mutex);
    currentProfile = profile;
  }
  return launch(program.calls, (*plan)->schedule, argumentData.data(),
                resultData.data(), runOptions, currentProfile.get(),
                /*synchronous=*/false);
}

//===----------------------------------------------------------------------===//
// Questions
//===----------------------------------------------------------------------===//

MemoryUse Program::getMemoryUse() const {
  std::lock_guard<std::mutex> lock(mutex);
  return {peakTemporaries, peakScratch, preparedBytes, constantBytes};
}

void Program::setProfiling(bool enable) {
  std::lock_guard<std::mutex> lock(mutex);
  profile = enable ? std::make_shared<Profile>(program.calls.size()) : nullptr;
}

std::vector<ProfileRow> Program::getProfile() const {
  std::lock_guard<std::mutex> lock(mutex);
  std::vector<ProfileRow> rows;
  if (!profile)
    return rows;
  std::vector<Profile::Row> times = profile->get();
  for (size_t i = 0; i < times.size(); ++i)
    rows.push_back({program.kernels[program.calls[i].kernel].symbol.c_str(),
                    times[i].count, times[i].nanoseconds});
  return rows;
}

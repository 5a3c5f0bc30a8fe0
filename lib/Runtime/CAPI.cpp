//===- CAPI.cpp - The runtime behind cutedsl-c/Runtime.h ------------------===//
//
// No exception leaves this file: the only ones that the runtime can meet are
// those of the standard library when memory runs out.
//
//===----------------------------------------------------------------------===//

#include "CAPI.h"
#include "cutedsl-c/Runtime.h"
#include "cutedsl/Runtime/CublasLt.h"
#include "cutedsl/Runtime/Program.h"
#include "cutedsl/Runtime/Signature.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace cutedsl::runtime;

struct CutedslBundle {
  std::shared_ptr<const Bundle> bundle;
  std::string signature;
};

struct CutedslProgram {
  std::unique_ptr<Program> program;
};

static_assert(sizeof(CutedslTensor) == sizeof(TensorView) &&
                  offsetof(CutedslTensor, device_id) ==
                      offsetof(TensorView, deviceId),
              "the C tensor is the runtime's own");

static const TensorView *unwrap(const CutedslTensor *tensors) {
  return reinterpret_cast<const TensorView *>(tensors);
}

std::string &cutedsl::runtime::getLastError() {
  thread_local std::string message;
  return message;
}

const char *cutedslGetLastError(void) { return getLastError().c_str(); }

const char *cutedslRuntimeVersion(void) {
  static_assert(kBundleABIVersion == 3, "the text names the version");
  return "cutedsl runtime " CUTEDSL_VERSION " (bundle ABI 3)";
}

size_t cutedslCublasLtVersion(void) {
  auto library = getCublasLt();
  return library ? (*library)->getVersion() : 0;
}

void cutedslFree(void *memory) { std::free(memory); }

//===----------------------------------------------------------------------===//
// Bundles
//===----------------------------------------------------------------------===//

static MaybeError makeHandle(Result<Bundle> bundle, CutedslBundle **handle) {
  if (!bundle)
    return bundle.error();
  auto result = std::make_unique<CutedslBundle>();
  result->signature = getSignature(*bundle);
  result->bundle = std::make_shared<const Bundle>(std::move(*bundle));
  *handle = result.release();
  return std::nullopt;
}

int cutedslBundleLoad(const void *data, size_t size, CutedslBundle **bundle) {
  return guard([&]() -> MaybeError {
    return makeHandle(parse(static_cast<const uint8_t *>(data), size), bundle);
  });
}

/// Reads a whole file. It is not mapped: if another process truncated it, the
/// mapping would kill this one.
static Result<std::vector<uint8_t>> readFile(const char *path) {
  auto fail = [&] {
    return Error{std::string("cannot read '") + path +
                 "': " + std::strerror(errno)};
  };
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return fail();
  std::vector<uint8_t> bytes;
  struct stat status;
  if (fstat(file, &status) == 0 && status.st_size > 0)
    bytes.reserve(size_t(status.st_size));
  uint8_t block[65536];
  ssize_t count;
  while ((count = read(file, block, sizeof(block))) != 0) {
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0) {
      Error error = fail();
      close(file);
      return error;
    }
    bytes.insert(bytes.end(), block, block + count);
  }
  close(file);
  return bytes;
}

int cutedslBundleLoadFile(const char *path, CutedslBundle **bundle) {
  return guard([&]() -> MaybeError {
    auto bytes = readFile(path);
    if (!bytes)
      return bytes.error();
    auto parsed = parse(bytes->data(), bytes->size());
    if (!parsed)
      return Error{std::string("cannot load '") + path +
                   "': " + parsed.error().message};
    return makeHandle(std::move(parsed), bundle);
  });
}

void cutedslBundleRelease(CutedslBundle *bundle) { delete bundle; }

const char *cutedslBundleFingerprint(const CutedslBundle *bundle) {
  return bundle->bundle->fingerprint.c_str();
}

const char *cutedslBundleReport(const CutedslBundle *bundle) {
  return bundle->bundle->report.c_str();
}

const char *cutedslBundleSignature(const CutedslBundle *bundle) {
  return bundle->signature.c_str();
}

int cutedslBundleRename(CutedslBundle *bundle, const char *const *names,
                        size_t count) {
  return guard([&]() -> MaybeError {
    auto renamed = std::make_shared<Bundle>(*bundle->bundle);
    std::vector<std::string *> places;
    for (Argument &argument : renamed->arguments)
      places.push_back(&argument.name);
    for (TensorSpec &result : renamed->results)
      places.push_back(&result.name);
    for (Symbol &symbol : renamed->symbols)
      places.push_back(&symbol.name);
    if (count != places.size())
      return Error{"expected " + std::to_string(places.size()) +
                   " names, but got " + std::to_string(count)};
    for (size_t i = 0; i < count; ++i)
      *places[i] = names[i];
    bundle->signature = getSignature(*renamed);
    bundle->bundle = std::move(renamed);
    return std::nullopt;
  });
}

//===----------------------------------------------------------------------===//
// Programs
//===----------------------------------------------------------------------===//

int cutedslProgramCreate(const CutedslBundle *bundle,
                         const CutedslProgramOptions *options,
                         CutedslProgram **handle) {
  return guard([&]() -> MaybeError {
    ProgramOptions converted;
    converted.deviceType = DeviceType(options->device_type);
    converted.deviceId = options->device_id;
    if (options->target)
      converted.target = options->target;
    if (options->allocator)
      converted.allocator = {options->allocator->allocate,
                             options->allocator->release,
                             options->allocator->context};
    converted.useGraphs = options->use_graphs != 0;
    auto program = Program::create(bundle->bundle, converted);
    if (!program)
      return program.error();
    *handle = new CutedslProgram{std::move(*program)};
    return std::nullopt;
  });
}

void cutedslProgramRelease(CutedslProgram *program) { delete program; }

const char *cutedslProgramTarget(const CutedslProgram *program) {
  return program->program->getTarget().c_str();
}

int cutedslProgramBind(CutedslProgram *program, size_t argument,
                       const CutedslTensor *tensor, uint64_t version) {
  return guard([&] {
    return program->program->bind(argument, unwrap(tensor), version);
  });
}

size_t cutedslProgramNumInputs(const CutedslProgram *program) {
  return program->program->getNumInputs();
}

size_t cutedslProgramNumResults(const CutedslProgram *program) {
  return program->program->getBundle().results.size();
}

int cutedslProgramQueryResults(CutedslProgram *program,
                               const CutedslTensor *inputs, size_t num_inputs,
                               CutedslTensor *results) {
  return guard([&]() -> MaybeError {
    // Kept alive for the caller, who reads sizes and strides in it.
    thread_local std::shared_ptr<const Plan> kept;
    Program &self = *program->program;
    auto plan = self.plan(unwrap(inputs), num_inputs);
    if (!plan)
      return plan.error();
    kept = std::move(*plan);
    const std::vector<TensorSpec> &specs = self.getBundle().results;
    for (size_t i = 0; i < specs.size(); ++i) {
      const Shape &shape = kept->results[i];
      results[i] = {nullptr,
                    shape.sizes.data(),
                    shape.strides.data(),
                    int32_t(shape.sizes.size()),
                    int32_t(specs[i].dtype),
                    int32_t(self.getDeviceType()),
                    self.getDeviceId()};
    }
    return std::nullopt;
  });
}

int cutedslProgramRun(CutedslProgram *program, const CutedslTensor *inputs,
                      size_t num_inputs, const CutedslTensor *outputs,
                      size_t num_outputs, const CutedslRunOptions *options) {
  return guard([&] {
    RunOptions converted;
    if (options) {
      converted.stream = options->stream;
      converted.threads = options->threads > 0 ? unsigned(options->threads) : 0;
    }
    return program->program->run(unwrap(inputs), num_inputs, unwrap(outputs),
                                 num_outputs, converted);
  });
}

int cutedslProgramSynchronize(CutedslProgram *program) {
  return guard([&] { return program->program->synchronize(); });
}

void cutedslProgramGetMemoryUse(const CutedslProgram *program,
                                CutedslMemoryUse *use) {
  MemoryUse current = program->program->getMemoryUse();
  *use = {current.temporaries, current.scratch, current.prepared,
          current.constants};
}

void cutedslProgramSetProfiling(CutedslProgram *program, int enable) {
  guard([&]() -> MaybeError {
    program->program->setProfiling(enable != 0);
    return std::nullopt;
  });
}

size_t cutedslProgramGetProfile(const CutedslProgram *program,
                                CutedslProfileRow *rows, size_t capacity) {
  size_t count = 0;
  guard([&]() -> MaybeError {
    const Program &self = *program->program;
    for (const ProfileRow &row : self.getProfile()) {
      if (count < capacity)
        rows[count] = {row.kernel, row.count, row.nanoseconds};
      ++count;
    }
    return std::nullopt;
  });
  return count;
}

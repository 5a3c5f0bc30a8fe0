//===- Cubin.cpp - PTX to cubin -------------------------------------------===//

#include "cutedsl/Conversion/Cubin.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"
#include <dlfcn.h>

using namespace llvm;
using namespace cutedsl;

//===----------------------------------------------------------------------===//
// The verbose report
//===----------------------------------------------------------------------===//

/// The integer just before `suffix` in `line`, or 0.
static int64_t numberBefore(StringRef line, StringRef suffix) {
  size_t end = line.find(suffix);
  if (end == StringRef::npos)
    return 0;
  StringRef head = line.take_front(end).rtrim();
  int64_t value = 0;
  if (head.take_back(head.size() - head.find_last_not_of("0123456789") - 1)
          .getAsInteger(10, value))
    return 0;
  return value;
}

std::vector<KernelResources> cutedsl::parseResourceReport(StringRef report) {
  std::vector<KernelResources> kernels;
  SmallVector<StringRef> lines;
  report.split(lines, '\n');
  for (StringRef line : lines) {
    if (size_t at = line.find("Compiling entry function '");
        at != StringRef::npos) {
      StringRef name = line.drop_front(at + 26);
      kernels.emplace_back();
      kernels.back().name = name.take_until([](char c) { return c == '\''; });
      continue;
    }
    if (kernels.empty())
      continue;
    KernelResources &kernel = kernels.back();
    if (line.contains("bytes stack frame")) {
      kernel.stackBytes = numberBefore(line, " bytes stack frame");
      kernel.spillStoreBytes = numberBefore(line, " bytes spill stores");
      kernel.spillLoadBytes = numberBefore(line, " bytes spill loads");
    } else if (line.contains("Used ") && line.contains(" registers")) {
      kernel.registers = numberBefore(line, " registers");
      kernel.sharedBytes = numberBefore(line, " bytes smem");
      kernel.barriers = numberBefore(line, " barriers");
    }
  }
  return kernels;
}

/// The numbers of what the assembler says of warpgroup products: "(C7510)
/// Potential Performance Loss: wgmma.mma_async instructions are serialized".
static constexpr StringLiteral kProductNote = "(C75";

static std::string collectWarnings(StringRef report) {
  std::string warnings;
  SmallVector<StringRef> lines;
  report.split(lines, '\n');
  for (StringRef line : lines)
    if (line.contains("warning") || line.contains(kProductNote))
      warnings += (line.rtrim() + "\n").str();
  return warnings;
}

std::vector<std::string> cutedsl::findSlowProducts(StringRef ptx,
                                                   const Cubin &cubin) {
  std::vector<std::string> messages;
  SmallVector<StringRef> entries, lines;
  ptx.split(entries, ".entry ");
  for (StringRef entry : ArrayRef(entries).drop_front()) {
    if (!entry.contains("wgmma.mma_async"))
      continue;
    std::string name = entry.take_until([](char c) { return c == '('; }).str();
    auto add = [&](const Twine &what) {
      messages.push_back(("kernel '" + name + "': " + what).str());
    };
    if (entry.contains(".local"))
      add("keeps an array in local memory");
    for (const KernelResources &kernel : cubin.kernels) {
      int64_t spilled = kernel.spillStoreBytes + kernel.spillLoadBytes;
      if (kernel.name == name && spilled + kernel.stackBytes != 0)
        add("spills " + Twine(spilled) + " bytes of registers, stack " +
            Twine(kernel.stackBytes));
    }
  }
  StringRef(cubin.warnings).split(lines, '\n');
  for (StringRef line : lines)
    if (size_t at = line.find(kProductNote); at != StringRef::npos)
      messages.push_back(line.drop_front(at).str());
  return messages;
}

//===----------------------------------------------------------------------===//
// nvJitLink
//===----------------------------------------------------------------------===//

namespace {
/// The functions of nvJitLink.h that are used, by the C ABI of CUDA 12 and 13.
struct NvJitLink {
  using Handle = void *;
  enum { success = 0, inputPTX = 2 };
  int (*create)(Handle *, uint32_t, const char **);
  int (*destroy)(Handle *);
  int (*addData)(Handle, int, const void *, size_t, const char *);
  int (*complete)(Handle);
  int (*cubinSize)(Handle, size_t *);
  int (*cubin)(Handle, void *);
  int (*errorLogSize)(Handle, size_t *);
  int (*errorLog)(Handle, char *);
  int (*infoLogSize)(Handle, size_t *);
  int (*infoLog)(Handle, char *);
  int (*version)(unsigned *, unsigned *);

  bool load(const std::string &path) {
    // Never closed: the library keeps threads and caches of its own.
    void *library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!library)
      return false;
    bool ok = true;
    auto get = [&](auto &function, const char *name) {
      using Pointer = std::remove_reference_t<decltype(function)>;
      function = reinterpret_cast<Pointer>(dlsym(library, name));
      ok &= function != nullptr;
    };
    get(create, "nvJitLinkCreate");
    get(destroy, "nvJitLinkDestroy");
    get(addData, "nvJitLinkAddData");
    get(complete, "nvJitLinkComplete");
    get(cubinSize, "nvJitLinkGetLinkedCubinSize");
    get(cubin, "nvJitLinkGetLinkedCubin");
    get(errorLogSize, "nvJitLinkGetErrorLogSize");
    get(errorLog, "nvJitLinkGetErrorLog");
    get(infoLogSize, "nvJitLinkGetInfoLogSize");
    get(infoLog, "nvJitLinkGetInfoLog");
    get(version, "nvJitLinkVersion");
    return ok;
  }

  std::string name() const {
    unsigned major = 0, minor = 0;
    version(&major, &minor);
    return "nvJitLink " + std::to_string(major) + "." + std::to_string(minor);
  }

  std::string readLog(Handle handle, decltype(errorLogSize) getSize,
                      decltype(errorLog) get) const {
    size_t size = 0;
    if (getSize(handle, &size) != success || size <= 1)
      return {};
    std::string text(size, '\0');
    if (get(handle, text.data()) != success)
      return {};
    return text.c_str();
  }

  Expected<Cubin> assemble(StringRef ptx, StringRef arch) const {
    std::string archOption = ("-arch=" + arch).str();
    const char *options[] = {archOption.c_str(), "-O3", "-verbose"};
    Handle handle = nullptr;
    if (create(&handle, 3, options) != success)
      return createStringError("nvJitLink does not know " + arch);
    // It reads to the terminating zero, which it counts as data.
    std::string input = ptx.str();
    bool ok = addData(handle, inputPTX, input.c_str(), input.size() + 1,
                      "kernels") == success &&
              complete(handle) == success;
    Cubin result;
    size_t size = 0;
    if (ok && cubinSize(handle, &size) == success) {
      result.bytes.resize(size);
      ok = cubin(handle, result.bytes.data()) == success;
    }
    std::string errors = readLog(handle, errorLogSize, errorLog);
    std::string info = readLog(handle, infoLogSize, infoLog);
    destroy(&handle);
    if (!ok || size == 0)
      return createStringError("nvJitLink refused the PTX: " + errors);
    result.kernels = parseResourceReport(info);
    result.warnings = collectWarnings(info) + collectWarnings(errors);
    result.assembler = name();
    return result;
  }
};
} // namespace

/// The first of `paths` that loads; a library is looked for once a path.
static std::optional<NvJitLink> loadNvJitLink(const CubinOptions &options) {
  NvJitLink library;
  for (const std::string &path : options.nvJitLink)
    if (library.load(path))
      return library;
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// ptxas
//===----------------------------------------------------------------------===//

static std::optional<std::string> findPtxas(const CubinOptions &options) {
  for (const std::string &name : options.ptxas)
    if (ErrorOr<std::string> path = sys::findProgramByName(name))
      return *path;
  return std::nullopt;
}

namespace {
/// Files of one run of the assembler, removed at the end.
struct TemporaryFile {
  SmallString<128> path;
  FileRemover remover;
  Error create(StringRef suffix) {
    if (std::error_code code =
            sys::fs::createTemporaryFile("cutedsl", suffix, path))
      return createStringError(code, "cannot write a temporary file");
    remover.setFile(path);
    return Error::success();
  }
  std::string read() {
    auto buffer = MemoryBuffer::getFile(path);
    return buffer ? (*buffer)->getBuffer().str() : std::string();
  }
};

struct ProcessResult {
  int code;
  std::string output, message;
};
} // namespace

static Expected<ProcessResult> runProcess(StringRef program,
                                          ArrayRef<StringRef> arguments) {
  TemporaryFile log;
  if (Error error = log.create("log"))
    return std::move(error);
  ProcessResult result;
  StringRef logPath = log.path;
  std::optional<StringRef> redirects[] = {StringRef(), logPath, logPath};
  result.code = sys::ExecuteAndWait(program, arguments, std::nullopt, redirects,
                                    /*SecondsToWait=*/0, /*MemoryLimit=*/0,
                                    &result.message);
  result.output = log.read();
  return result;
}

/// "ptxas 13.0.88" from `ptxas --version`.
static Expected<std::string> getPtxasName(StringRef path) {
  auto result = runProcess(path, {path, "--version"});
  if (!result)
    return result.takeError();
  StringRef text = result->output;
  size_t at = text.find(", V");
  if (result->code != 0 || at == StringRef::npos)
    return createStringError("'" + path + "' is not a ptxas");
  return ("ptxas " + text.drop_front(at + 3).take_until(isSpace)).str();
}

static Expected<Cubin> assembleWithPtxas(StringRef path, StringRef ptx,
                                         StringRef arch) {
  auto name = getPtxasName(path);
  if (!name)
    return name.takeError();
  TemporaryFile input, output;
  if (Error error = joinErrors(input.create("ptx"), output.create("cubin")))
    return std::move(error);
  {
    std::error_code code;
    raw_fd_ostream stream(input.path, code);
    stream << ptx;
    stream.close();
    if (code || stream.has_error()) {
      stream.clear_error();
      return createStringError("cannot write a temporary file");
    }
  }
  auto result = runProcess(
      path, {path, "-v", "-O3", "-arch", arch, "-o", output.path, input.path});
  if (!result)
    return result.takeError();
  if (result->code != 0)
    return createStringError("ptxas refused the PTX: " + result->output +
                             result->message);
  Cubin cubin;
  cubin.bytes = output.read();
  if (cubin.bytes.empty())
    return createStringError("ptxas wrote no cubin");
  cubin.kernels = parseResourceReport(result->output);
  cubin.warnings = collectWarnings(result->output);
  cubin.assembler = *name;
  return cubin;
}

//===----------------------------------------------------------------------===//
// The choice
//===----------------------------------------------------------------------===//

static Error noAssembler(const CubinOptions &options) {
  std::string tried = join(options.ptxas, ", ");
  if (!tried.empty() && !options.nvJitLink.empty())
    tried += ", ";
  tried += join(options.nvJitLink, ", ");
  return createStringError("no PTX assembler: tried " + tried);
}

// ptxas first: nvJitLink assembles for linking, where setmaxnreg is ignored and
// warpgroup products are serialised.

Expected<std::string> cutedsl::findAssembler(const CubinOptions &options) {
  if (auto ptxas = findPtxas(options))
    return getPtxasName(*ptxas);
  if (auto library = loadNvJitLink(options))
    return library->name();
  return noAssembler(options);
}

Expected<Cubin> cutedsl::assembleCubin(StringRef ptx, StringRef arch,
                                       const CubinOptions &options) {
  if (auto ptxas = findPtxas(options))
    return assembleWithPtxas(*ptxas, ptx, arch);
  if (auto library = loadNvJitLink(options))
    return library->assemble(ptx, arch);
  return noAssembler(options);
}

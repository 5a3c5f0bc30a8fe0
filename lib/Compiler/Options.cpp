//===- Options.cpp - What a compilation is asked for ----------------------===//

#include "cutedsl/Compiler/Options.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/TargetParser/Host.h"

using namespace llvm;
using namespace cutedsl;

static constexpr StringLiteral kKeys[] = {
    "assume_finite", "choices", "cpu",    "fast_algebra", "hints",
    "numerics",      "symbols", "target", "verify"};
static constexpr StringLiteral kTargets[] = {"cpu", "sm_80", "sm_89", "sm_90a"};
static constexpr StringLiteral kCPUs[] = {"native", "x86-64-v3", "x86-64-v4"};
static constexpr StringLiteral kNumerics[] = {"eager", "fused"};

template <typename... Ts> static Error makeError(const char *format, Ts... ts) {
  return createStringError(inconvertibleErrorCode(), format, ts...);
}

/// Reads a string option that must be one of `known`.
static Error readChoice(const json::Object &object, StringRef key,
                        ArrayRef<StringLiteral> known, std::string &value) {
  const json::Value *given = object.get(key);
  if (!given)
    return Error::success();
  std::optional<StringRef> text = given->getAsString();
  if (!text || !is_contained(known, *text))
    return makeError("expected option '%s' to be one of %s, but got %s",
                     key.str().c_str(), join(known, ", ").c_str(),
                     formatv("{0}", *given).str().c_str());
  value = text->str();
  return Error::success();
}

static Error readFlag(const json::Object &object, StringRef key, bool &value) {
  const json::Value *given = object.get(key);
  if (!given)
    return Error::success();
  std::optional<bool> flag = given->getAsBoolean();
  if (!flag)
    return makeError("expected option '%s' to be true or false",
                     key.str().c_str());
  value = *flag;
  return Error::success();
}

/// Reads an option that gives symbols sizes.
static Error readSizes(const json::Object &object, StringRef key,
                       std::map<std::string, int64_t> &symbols) {
  const json::Value *given = object.get(key);
  if (!given)
    return Error::success();
  const json::Object *sizes = given->getAsObject();
  if (!sizes)
    return makeError("expected option '%s' to be an object of sizes",
                     key.str().c_str());
  for (const auto &[name, size] : *sizes) {
    std::optional<int64_t> value = size.getAsInteger();
    if (!value || *value < 0)
      return makeError("expected a size for symbol '%s'", name.str().c_str());
    symbols[name.str()] = *value;
  }
  return Error::success();
}

/// Reads an option that gives kernels their schedules.
static Error readChoices(const json::Object &object,
                         std::map<std::string, std::string> &choices) {
  const json::Value *given = object.get("choices");
  if (!given)
    return Error::success();
  const json::Object *texts = given->getAsObject();
  if (!texts)
    return makeError("expected option 'choices' to be an object of schedules");
  for (const auto &[key, text] : *texts) {
    std::optional<StringRef> value = text.getAsString();
    if (!value)
      return makeError("expected the choice for kernel %s to be a string",
                       key.str().c_str());
    choices[key.str()] = value->str();
  }
  return Error::success();
}

/// The level of the x86-64 psABI that this machine reaches.
static Expected<std::string> getHostLevel() {
  StringMap<bool> features = sys::getHostCPUFeatures();
  auto has = [&](ArrayRef<StringRef> names) {
    return all_of(names, [&](StringRef name) { return features.lookup(name); });
  };
  if (has({"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"}))
    return "x86-64-v4";
  if (has({"avx2", "fma", "f16c", "bmi2"}))
    return "x86-64-v3";
  return makeError("expected a processor with AVX2 and FMA, but got '%s'",
                   sys::getHostCPUName().str().c_str());
}

Expected<CompileOptions> CompileOptions::fromJSON(StringRef text) {
  CompileOptions options;
  json::Object object;
  if (!text.empty()) {
    Expected<json::Value> value = json::parse(text);
    if (!value)
      return value.takeError();
    json::Object *given = value->getAsObject();
    if (!given)
      return makeError("expected options to be a JSON object");
    object = std::move(*given);
  }
  for (const auto &entry : object)
    if (!is_contained(kKeys, StringRef(entry.first)))
      return makeError("unknown option '%s'; known options are %s",
                       entry.first.str().c_str(),
                       join(ArrayRef(kKeys), ", ").c_str());
  if (Error error = readChoice(object, "target", kTargets, options.target))
    return error;
  if (Error error = readChoice(object, "cpu", kCPUs, options.cpu))
    return error;
  if (Error error = readChoice(object, "numerics", kNumerics, options.numerics))
    return error;
  if (Error error = readFlag(object, "fast_algebra", options.fastAlgebra))
    return error;
  if (Error error = readFlag(object, "assume_finite", options.assumeFinite))
    return error;
  if (Error error = readFlag(object, "verify", options.verify))
    return error;
  if (Error error = readSizes(object, "symbols", options.symbols))
    return error;
  if (Error error = readSizes(object, "hints", options.hints))
    return error;
  if (Error error = readChoices(object, options.choices))
    return error;
  if (!options.isCPU()) {
    options.cpu = "";
  } else if (options.cpu == "native") {
    Expected<std::string> level = getHostLevel();
    if (!level)
      return level.takeError();
    options.cpu = *level;
  }
  return options;
}

static json::Object toObject(const std::map<std::string, int64_t> &symbols) {
  json::Object sizes;
  for (const auto &[name, size] : symbols)
    sizes[name] = size;
  return sizes;
}

std::string CompileOptions::toJSON() const {
  json::Object chosen;
  for (const auto &[key, choice] : choices)
    chosen[key] = choice;
  return formatv("{0}",
                 json::Value(json::Object{{"choices", std::move(chosen)},
                                          {"cpu", cpu},
                                          {"symbols", toObject(symbols)},
                                          {"hints", toObject(hints)},
                                          {"verify", verify},
                                          {"fast_algebra", fastAlgebra},
                                          {"assume_finite", assumeFinite},
                                          {"numerics", numerics},
                                          {"target", target}}))
      .str();
}

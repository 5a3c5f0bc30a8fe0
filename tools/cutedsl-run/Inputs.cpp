//===- Inputs.cpp - Arrays as programs want them --------------------------===//

#include "Inputs.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/Twine.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/JSON.h"
#include <cstring>
#include <random>

using namespace llvm;
using namespace cutedsl;
using runtime::DType;

//===----------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------===//

/// Null for integers.
static const fltSemantics *getSemantics(DType dtype) {
  switch (dtype) {
  case DType::F64:
    return &APFloat::IEEEdouble();
  case DType::F32:
    return &APFloat::IEEEsingle();
  case DType::F16:
    return &APFloat::IEEEhalf();
  case DType::BF16:
    return &APFloat::BFloat();
  case DType::F8E4M3FN:
    return &APFloat::Float8E4M3FN();
  case DType::F8E5M2:
    return &APFloat::Float8E5M2();
  default:
    return nullptr;
  }
}

static uint64_t readBits(const uint8_t *bytes, unsigned size) {
  uint64_t bits = 0;
  std::memcpy(&bits, bytes, size);
  return bits;
}

TensorValue cutedsl::toTensor(const Array &array) {
  TensorValue tensor;
  tensor.sizes.assign(array.sizes.begin(), array.sizes.end());
  DType dtype = array.dtype;
  // A complex number is a pair.
  if (dtype == DType::C64) {
    dtype = DType::F32;
    tensor.sizes.push_back(2);
  }
  unsigned size = runtime::getSize(dtype);
  const fltSemantics *semantics = getSemantics(dtype);
  tensor.isFloat = semantics;
  for (size_t at = 0; at < array.bytes.size(); at += size) {
    uint64_t bits = readBits(&array.bytes[at], size);
    if (!semantics) {
      bool isSigned = dtype != DType::U8 && dtype != DType::Bool;
      tensor.integers.push_back(
          isSigned && size < 8 ? SignExtend64(bits, 8 * size) : int64_t(bits));
      continue;
    }
    if (dtype == DType::F32 || dtype == DType::F64) {
      tensor.floats.push_back(
          dtype == DType::F32 ? double(llvm::bit_cast<float>(uint32_t(bits)))
                              : llvm::bit_cast<double>(bits));
      continue;
    }
    APFloat value(*semantics, APInt(8 * size, bits));
    bool losesInfo;
    value.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven,
                  &losesInfo);
    tensor.floats.push_back(value.convertToDouble());
  }
  return tensor;
}

Array cutedsl::toArray(const TensorValue &tensor, DType dtype) {
  Array array;
  array.dtype = dtype;
  array.sizes.assign(tensor.sizes.begin(), tensor.sizes.end());
  unsigned size = runtime::getSize(dtype);
  int64_t count = tensor.getNumElements();
  array.bytes.resize(count * size);
  const fltSemantics *semantics = getSemantics(dtype);
  for (int64_t i = 0; i < count; ++i) {
    uint64_t bits;
    if (semantics) {
      APFloat value(tensor.isFloat ? tensor.floats[i]
                                   : double(tensor.integers[i]));
      bool losesInfo;
      value.convert(*semantics, APFloat::rmNearestTiesToEven, &losesInfo);
      bits = value.bitcastToAPInt().getZExtValue();
    } else {
      bits = tensor.isFloat ? int64_t(tensor.floats[i]) : tensor.integers[i];
    }
    std::memcpy(&array.bytes[i * size], &bits, size);
  }
  return array;
}

//===----------------------------------------------------------------------===//
// Arguments
//===----------------------------------------------------------------------===//

static std::optional<DType> parseDType(StringRef name) {
  for (unsigned i = 0; i < runtime::kNumDTypes; ++i)
    if (name == runtime::getName(DType(i)))
      return DType(i);
  return std::nullopt;
}

runtime::Result<std::vector<ArgumentSpec>>
cutedsl::parseArguments(StringRef signature) {
  auto error = [] {
    return runtime::Error{"expected a signature with arguments"};
  };
  Expected<json::Value> value = json::parse(signature);
  if (!value) {
    consumeError(value.takeError());
    return error();
  }
  const json::Object *object = value->getAsObject();
  const json::Array *rows = object ? object->getArray("arguments") : nullptr;
  if (!rows)
    return error();
  std::vector<ArgumentSpec> arguments;
  for (const json::Value &row : *rows) {
    const json::Object &argument = *row.getAsObject();
    auto name = argument.getString("name"), dtype = argument.getString("dtype");
    const json::Array *sizes = argument.getArray("sizes"),
                      *strides = argument.getArray("strides");
    auto element = dtype ? parseDType(*dtype) : std::nullopt;
    if (!name || !element || !sizes || !strides)
      return error();
    // Messages need a name.
    std::string text = name->empty() ? std::to_string(arguments.size())
                                     : "'" + name->str() + "'";
    ArgumentSpec spec{text, *element, {}, {}};
    spec.isFrozen = argument.getBoolean("frozen").value_or(false);
    for (const json::Value &size : *sizes)
      spec.sizes.push_back(size.getAsInteger());
    for (const json::Value &stride : *strides)
      spec.strides.push_back(stride.getAsInteger());
    arguments.push_back(std::move(spec));
  }
  return arguments;
}

static runtime::Result<Array> makeRandom(const ArgumentSpec &argument,
                                         std::mt19937 &generator) {
  TensorValue tensor;
  for (std::optional<int64_t> size : argument.sizes) {
    if (!size)
      return runtime::Error{"argument " + argument.name +
                            " has dynamic sizes: give it with --input"};
    tensor.sizes.push_back(*size);
  }
  if (argument.dtype == DType::C64)
    tensor.sizes.push_back(2);
  std::normal_distribution<double> normal;
  tensor.isFloat = getSemantics(argument.dtype) || argument.dtype == DType::C64;
  for (int64_t i = 0, e = tensor.getNumElements(); i < e; ++i) {
    if (tensor.isFloat)
      tensor.floats.push_back(normal(generator));
    else
      tensor.integers.push_back(0);
  }
  if (argument.dtype != DType::C64)
    return toArray(tensor, argument.dtype);
  Array array = toArray(tensor, DType::F32);
  array.dtype = DType::C64;
  array.sizes.pop_back();
  return array;
}

/// The file of each argument, empty where none is given: those with a name in
/// front go to the argument of that name, the others to arguments in order.
static runtime::Result<std::vector<std::string>>
assignFiles(ArrayRef<ArgumentSpec> arguments, ArrayRef<std::string> inputs) {
  std::vector<std::string> files(arguments.size());
  size_t next = 0;
  for (StringRef input : inputs) {
    auto [name, file] = input.split('=');
    std::string quoted = "'" + name.str() + "'";
    const auto *named = find_if(arguments, [&](const ArgumentSpec &argument) {
      return argument.name == quoted;
    });
    if (!file.empty() && named != arguments.end()) {
      files[named - arguments.begin()] = file.str();
      continue;
    }
    if (next == arguments.size())
      return runtime::Error{("expected at most " + Twine(arguments.size()) +
                             " inputs, but got " + Twine(inputs.size()))
                                .str()};
    files[next++] = input.str();
  }
  return files;
}

runtime::Result<std::vector<Array>>
cutedsl::readInputs(ArrayRef<ArgumentSpec> arguments,
                    ArrayRef<std::string> inputs) {
  auto files = assignFiles(arguments, inputs);
  if (!files)
    return files.error();
  std::mt19937 generator;
  std::vector<Array> arrays;
  for (auto [index, argument] : enumerate(arguments)) {
    const std::string &file = (*files)[index];
    runtime::Result<Array> array =
        file.empty() ? makeRandom(argument, generator) : readNpy(file);
    if (!array)
      return array.error();
    // NumPy has no bf16, and no 8-bit floats.
    if (getSemantics(argument.dtype) && getSemantics(array->dtype) &&
        array->dtype != argument.dtype)
      array = toArray(toTensor(*array), argument.dtype);
    arrays.push_back(std::move(*array));
  }
  return arrays;
}

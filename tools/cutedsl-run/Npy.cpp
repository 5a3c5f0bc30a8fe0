//===- Npy.cpp - Arrays in NumPy's .npy files -----------------------------===//

#include "Npy.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <cstring>

using namespace llvm;
using namespace cutedsl;
using runtime::DType;

static constexpr StringLiteral kMagic = "\x93NUMPY";
/// Magic, version and the header's length.
static constexpr size_t kPreambleSize = 10;
static constexpr size_t kAlignment = 64;

static constexpr std::pair<DType, StringLiteral> kDescriptors[] = {
    {DType::F64, "<f8"}, {DType::F32, "<f4"}, {DType::F16, "<f2"},
    {DType::I64, "<i8"}, {DType::I32, "<i4"}, {DType::I16, "<i2"},
    {DType::I8, "|i1"},  {DType::U8, "|u1"},  {DType::Bool, "|b1"},
    {DType::C64, "<c8"},
};

int64_t Array::getNumElements() const {
  int64_t count = 1;
  for (int64_t size : sizes)
    count *= size;
  return count;
}

/// The text after `'key': ` in the header's dictionary.
static StringRef getField(StringRef header, StringRef key) {
  size_t at = header.find(("'" + key + "':").str());
  return at == StringRef::npos ? ""
                               : header.substr(at + key.size() + 3).ltrim();
}

static runtime::Result<Array> parseNpy(StringRef file) {
  auto error = [](const Twine &text) { return runtime::Error{text.str()}; };
  if (!file.starts_with(kMagic) || file.size() < kPreambleSize)
    return error("expected a .npy file");
  if (file[6] != 1)
    return error("expected .npy format 1.0, but got " + Twine(int(file[6])));
  size_t length = support::endian::read16le(file.data() + 8);
  if (file.size() < kPreambleSize + length)
    return error("expected a whole header, but the file is truncated");
  StringRef header = file.substr(kPreambleSize, length);
  StringRef data = file.drop_front(kPreambleSize + length);

  Array array;
  StringRef descriptor = getField(header, "descr").drop_front(1);
  descriptor = descriptor.take_until([](char c) { return c == '\''; });
  const auto *known = find_if(kDescriptors, [&](const auto &entry) {
    return entry.second == descriptor;
  });
  if (known == std::end(kDescriptors))
    return error("expected a known element type, but got '" + descriptor + "'");
  array.dtype = known->first;
  if (!getField(header, "fortran_order").starts_with("False"))
    return error("expected C order");
  StringRef shape = getField(header, "shape");
  shape = shape.drop_front(1).take_until([](char c) { return c == ')'; });
  SmallVector<StringRef> parts;
  shape.split(parts, ',', -1, /*KeepEmpty=*/false);
  for (StringRef part : parts) {
    int64_t size;
    if (part.trim().empty())
      continue;
    if (part.trim().getAsInteger(10, size) || size < 0)
      return error("expected sizes, but got '" + shape + "'");
    array.sizes.push_back(size);
  }
  size_t bytes = array.getNumElements() * runtime::getSize(array.dtype);
  if (data.size() != bytes)
    return error("expected " + Twine(bytes) + " bytes of data, but got " +
                 Twine(data.size()));
  array.bytes.assign(data.bytes_begin(), data.bytes_end());
  return array;
}

runtime::Result<Array> cutedsl::readNpy(const std::string &path) {
  auto buffer = MemoryBuffer::getFile(path, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false);
  if (!buffer)
    return runtime::Error{path + ": " + buffer.getError().message()};
  runtime::Result<Array> array = parseNpy((*buffer)->getBuffer());
  if (!array)
    return runtime::Error{path + ": " + array.error().message};
  return array;
}

static bool isFloat8(DType dtype) {
  return dtype == DType::F8E4M3FN || dtype == DType::F8E5M2;
}

/// An 8-bit float as the bits of the same f32.
static uint32_t widen(uint8_t bits, DType dtype) {
  APFloat value(dtype == DType::F8E5M2 ? APFloat::Float8E5M2()
                                       : APFloat::Float8E4M3FN(),
                APInt(8, bits));
  bool losesInfo;
  value.convert(APFloat::IEEEsingle(), APFloat::rmNearestTiesToEven,
                &losesInfo);
  return uint32_t(value.bitcastToAPInt().getZExtValue());
}

/// bf16 and 8-bit floats as f32, which holds them exactly.
static Array widen(const Array &array) {
  Array result{DType::F32, array.sizes, {}};
  if (isFloat8(array.dtype)) {
    result.bytes.resize(array.bytes.size() * 4);
    for (size_t i = 0; i < array.bytes.size(); ++i)
      support::endian::write32le(&result.bytes[4 * i],
                                 widen(array.bytes[i], array.dtype));
    return result;
  }
  result.bytes.resize(array.bytes.size() * 2);
  for (size_t i = 0; i < array.bytes.size(); i += 2) {
    result.bytes[2 * i + 2] = array.bytes[i];
    result.bytes[2 * i + 3] = array.bytes[i + 1];
  }
  return result;
}

runtime::MaybeError cutedsl::writeNpy(const std::string &path,
                                      const Array &given) {
  bool isWidened = given.dtype == DType::BF16 || isFloat8(given.dtype);
  Array array = isWidened ? widen(given) : given;
  const auto *known = find_if(kDescriptors, [&](const auto &entry) {
    return entry.first == array.dtype;
  });
  std::string shape;
  for (int64_t size : array.sizes)
    shape += std::to_string(size) + ",";
  std::string header =
      formatv("{{'descr': '{0}', 'fortran_order': False, 'shape': ({1}), }",
              known->second, shape);
  size_t padding =
      kAlignment - (kPreambleSize + header.size() + 1) % kAlignment;
  header.append(padding % kAlignment, ' ');
  header += '\n';

  std::error_code code;
  raw_fd_ostream stream(path, code);
  if (code)
    return runtime::Error{path + ": " + code.message()};
  char length[2];
  support::endian::write16le(length, header.size());
  stream << kMagic << '\1' << '\0' << StringRef(length, 2) << header;
  stream.write(reinterpret_cast<const char *>(array.bytes.data()),
               array.bytes.size());
  return std::nullopt;
}

//===- BundleFormat.cpp - Writing and reading bundles ---------------------===//
//
// One `visit` function a struct lists its fields; the writer and the reader
// are two archives that walk it, so the two directions cannot disagree.
//
//===----------------------------------------------------------------------===//

#include "cutedsl/Runtime/BundleFormat.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <map>

using namespace cutedsl::runtime;

// A non-text byte, the name, and line ends that a text conversion would change.
static constexpr uint8_t kMagic[8] = {0x89, 'C',  'D',  'S',
                                      'L',  '\r', '\n', 0x1a};
static constexpr size_t kDigestOffset = 32;
static constexpr size_t kHeaderSize = kDigestOffset + sizeof(Digest);

unsigned cutedsl::runtime::getSize(DType dtype) {
  static constexpr uint8_t kSizes[kNumDTypes] = {8, 4, 2, 2, 8, 4, 2,
                                                 1, 1, 1, 8, 1, 1};
  return kSizes[unsigned(dtype)];
}

const char *cutedsl::runtime::getName(DType dtype) {
  static const char *const kNames[kNumDTypes] = {
      "f64", "f32", "f16",  "bf16", "i64",      "i32",   "i16",
      "i8",  "u8",  "bool", "c64",  "f8e4m3fn", "f8e5m2"};
  return kNames[unsigned(dtype)];
}

Blob::Blob(std::vector<uint8_t> content) : length(content.size()) {
  auto owner = std::make_shared<std::vector<uint8_t>>(std::move(content));
  bytes = std::shared_ptr<const uint8_t>(owner, owner->data());
}

//===----------------------------------------------------------------------===//
// Archives
//===----------------------------------------------------------------------===//

namespace {

struct BlobEntry {
  uint64_t size = 0;
  Digest digest{};
};

/// Appends fields to the metadata; collects blobs, equal ones once.
class Writer {
public:
  template <typename T> void integer(T &value) {
    for (size_t i = 0; i < sizeof(T); ++i)
      metadata.push_back(uint8_t(uint64_t(value) >> (8 * i)));
  }
  void boolean(bool &value) { metadata.push_back(value); }
  template <typename T> void enumeration(T &value, unsigned) {
    metadata.push_back(uint8_t(value));
  }
  void string(std::string &value) {
    uint32_t size = uint32_t(value.size());
    integer(size);
    metadata.insert(metadata.end(), value.begin(), value.end());
  }
  void blob(Blob &value) {
    Digest digest = sha256(value.data(), value.size());
    auto [it, isNew] = indices.try_emplace(digest, uint32_t(blobs.size()));
    if (isNew) {
      blobs.push_back({value.size(), digest});
      contents.push_back(value);
    }
    integer(it->second);
  }
  template <typename T, typename F> void list(std::vector<T> &values, F visit) {
    uint32_t size = uint32_t(values.size());
    integer(size);
    for (T &value : values)
      visit(*this, value);
  }

  std::vector<uint8_t> metadata;
  std::vector<BlobEntry> blobs;
  std::vector<Blob> contents;

private:
  std::map<Digest, uint32_t> indices;
};

/// Reads fields; the first failure sticks and everything after reads as zero.
class Reader {
public:
  Reader(const uint8_t *data, size_t size) : data(data), remaining(size) {}

  template <typename T> void integer(T &value) {
    uint64_t bits = 0;
    if (take(sizeof(T))) {
      const uint8_t *bytes = data - sizeof(T);
      for (size_t i = 0; i < sizeof(T); ++i)
        bits |= uint64_t(bytes[i]) << (8 * i);
    }
    value = T(bits);
  }
  void boolean(bool &value) {
    uint8_t byte;
    integer(byte);
    if (byte > 1)
      fail("expected a boolean, but got " + std::to_string(byte));
    value = byte == 1;
  }
  template <typename T> void enumeration(T &value, unsigned count) {
    uint8_t byte;
    integer(byte);
    if (byte >= count) {
      fail("expected an enumerator below " + std::to_string(count) +
           ", but got " + std::to_string(byte));
      byte = 0;
    }
    value = T(byte);
  }
  void string(std::string &value) {
    uint32_t size;
    integer(size);
    if (take(size))
      value.assign(reinterpret_cast<const char *>(data) - size, size);
  }
  void blob(Blob &value) {
    uint32_t index;
    integer(index);
    if (error)
      return;
    if (index >= contents.size())
      return fail("expected a blob below " + std::to_string(contents.size()) +
                  ", but got " + std::to_string(index));
    value = contents[index];
  }
  /// Every element takes at least a byte, so a corrupt count ends the input
  /// before it can exhaust memory.
  template <typename T, typename F> void list(std::vector<T> &values, F visit) {
    uint32_t size;
    integer(size);
    values.clear();
    for (uint32_t i = 0; i < size && !error; ++i)
      visit(*this, values.emplace_back());
  }

  void fail(std::string message) {
    if (!error)
      error = Error{std::move(message)};
    remaining = 0;
  }

  MaybeError error;
  const uint8_t *data;
  size_t remaining;
  std::vector<Blob> contents;

private:
  bool take(size_t size) {
    if (size > remaining) {
      fail("the metadata ends within a field");
      return false;
    }
    data += size;
    remaining -= size;
    return true;
  }
};

//===----------------------------------------------------------------------===//
// The fields, in file order
//===----------------------------------------------------------------------===//

struct Visit {
  template <typename A> void operator()(A &a, int64_t &word) const {
    a.integer(word);
  }
  template <typename A> void operator()(A &a, std::string &text) const {
    a.string(text);
  }
  template <typename A>
  void operator()(A &a, std::pair<std::string, std::string> &pair) const {
    a.string(pair.first);
    a.string(pair.second);
  }
  template <typename A> void operator()(A &a, Expr &expr) const {
    a.list(expr.code, *this);
  }
  template <typename A> void operator()(A &a, BlobEntry &entry) const {
    a.integer(entry.size);
    for (uint8_t &byte : entry.digest)
      a.integer(byte);
  }
  template <typename A> void operator()(A &a, Symbol &symbol) const {
    a.string(symbol.name);
    a.enumeration(symbol.source, 3);
    a.integer(symbol.argument);
    a.integer(symbol.dimension);
  }
  template <typename A> void operator()(A &a, Assumption &assumption) const {
    (*this)(a, assumption.expr);
    a.string(assumption.message);
  }
  template <typename A> void operator()(A &a, TensorSpec &spec) const {
    a.string(spec.name);
    a.enumeration(spec.dtype, kNumDTypes);
    a.list(spec.sizes, *this);
    a.list(spec.strides, *this);
  }
  template <typename A> void operator()(A &a, Argument &argument) const {
    (*this)(a, static_cast<TensorSpec &>(argument));
    a.enumeration(argument.kind, 5);
    a.boolean(argument.frozen);
    a.boolean(argument.mutated);
    a.integer(argument.alignment);
  }
  template <typename A> void operator()(A &a, Constant &constant) const {
    a.blob(constant.bytes);
  }
  template <typename A> void operator()(A &a, Code &code) const {
    a.enumeration(code.kind, 3);
    a.blob(code.bytes);
  }
  template <typename A> void operator()(A &a, TensorMap &map) const {
    a.integer(map.buffer);
    a.enumeration(map.dtype, kNumDTypes);
    a.list(map.sizes, *this);
    a.list(map.strides, *this);
    (*this)(a, map.offset);
    a.list(map.box, *this);
    a.integer(map.swizzle);
  }
  template <typename A> void operator()(A &a, ProductMatrix &matrix) const {
    a.integer(matrix.buffer);
    a.boolean(matrix.isTransposed);
    (*this)(a, matrix.leading);
    (*this)(a, matrix.batchStride);
  }
  template <typename A> void operator()(A &a, Product &product) const {
    a.enumeration(product.dtype, kNumDTypes);
    (*this)(a, product.lhs);
    (*this)(a, product.rhs);
    (*this)(a, product.result);
    a.boolean(product.hasBias);
    a.integer(product.bias);
    a.integer(product.workspace);
    (*this)(a, product.batch);
    (*this)(a, product.m);
    (*this)(a, product.n);
    (*this)(a, product.k);
  }
  template <typename A> void operator()(A &a, Kernel &kernel) const {
    a.string(kernel.symbol);
    a.integer(kernel.code);
    a.list(kernel.grid, *this);
    a.integer(kernel.threads);
    a.integer(kernel.scratchBytes);
    a.list(kernel.checks, *this);
    a.list(kernel.tensorMaps, *this);
    a.integer(kernel.cluster);
    a.boolean(kernel.persistent);
    a.boolean(kernel.dependentLaunch);
    a.list(kernel.products, *this);
  }
  template <typename A> void operator()(A &a, Operand &operand) const {
    a.enumeration(operand.kind, 5);
    a.integer(operand.index);
  }
  template <typename A> void operator()(A &a, Call &call) const {
    a.integer(call.kernel);
    a.list(call.operands, *this);
    a.list(call.symbols, *this);
  }
  template <typename A> void operator()(A &a, TargetProgram &program) const {
    a.string(program.target);
    a.list(program.code, *this);
    a.list(program.kernels, *this);
    a.list(program.temporaries, *this);
    a.list(program.prepared, *this);
    a.list(program.prepareCalls, *this);
    a.list(program.calls, *this);
  }
  template <typename A> void operator()(A &a, Bundle &bundle) const {
    a.string(bundle.fingerprint);
    a.list(bundle.versions, *this);
    a.string(bundle.name);
    a.list(bundle.symbols, *this);
    a.list(bundle.assumptions, *this);
    a.list(bundle.arguments, *this);
    a.list(bundle.results, *this);
    a.list(bundle.constants, *this);
    a.list(bundle.programs, *this);
    a.string(bundle.report);
  }
};

} // namespace

static uint64_t alignUp(uint64_t size) {
  return (size + kBlobAlignment - 1) / kBlobAlignment * kBlobAlignment;
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

std::vector<uint8_t> cutedsl::runtime::serialize(const Bundle &bundle) {
  // The archives take references to mutable fields; writing changes nothing.
  Writer body;
  Visit{}(body, const_cast<Bundle &>(bundle));
  // The table of blobs comes first, so that the reader has them when a field
  // names one.
  Writer whole;
  whole.list(body.blobs, Visit{});
  whole.metadata.insert(whole.metadata.end(), body.metadata.begin(),
                        body.metadata.end());

  uint64_t metadataSize = whole.metadata.size();
  uint64_t fileSize = alignUp(kHeaderSize + metadataSize);
  for (const BlobEntry &entry : body.blobs)
    fileSize += alignUp(entry.size);

  Writer file;
  file.metadata.reserve(fileSize);
  file.metadata.assign(std::begin(kMagic), std::end(kMagic));
  uint32_t version = kBundleABIVersion, reserved = 0;
  file.integer(version);
  file.integer(reserved);
  file.integer(fileSize);
  file.integer(metadataSize);
  SHA256 hash;
  hash.update(file.metadata.data(), file.metadata.size());
  hash.update(whole.metadata.data(), whole.metadata.size());
  Digest digest = hash.finish();
  std::vector<uint8_t> &bytes = file.metadata;
  bytes.insert(bytes.end(), digest.begin(), digest.end());
  bytes.insert(bytes.end(), whole.metadata.begin(), whole.metadata.end());
  bytes.resize(alignUp(bytes.size()));
  for (const Blob &content : body.contents) {
    bytes.insert(bytes.end(), content.data(), content.data() + content.size());
    bytes.resize(alignUp(bytes.size()));
  }
  return std::move(file.metadata);
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

/// Checks the header and returns the size of the metadata.
static Result<uint64_t> readHeader(const uint8_t *data, size_t size) {
  if (size < kHeaderSize ||
      !std::equal(std::begin(kMagic), std::end(kMagic), data))
    return Error{"not a bundle: expected a file that starts with its magic "
                 "number"};
  Reader reader(data + sizeof(kMagic), kDigestOffset - sizeof(kMagic));
  uint32_t version, reserved;
  uint64_t fileSize, metadataSize;
  reader.integer(version);
  reader.integer(reserved);
  reader.integer(fileSize);
  reader.integer(metadataSize);
  if (version != kBundleABIVersion)
    return Error{"expected a bundle of ABI version " +
                 std::to_string(kBundleABIVersion) + ", but got " +
                 std::to_string(version)};
  if (fileSize != size)
    return Error{"the bundle is truncated or padded: expected " +
                 std::to_string(fileSize) + " bytes, but got " +
                 std::to_string(size)};
  if (reserved != 0 || metadataSize > size - kHeaderSize)
    return Error{"the bundle is corrupt: its header is inconsistent"};
  SHA256 hash;
  hash.update(data, kDigestOffset);
  hash.update(data + kHeaderSize, metadataSize);
  Digest digest = hash.finish();
  if (!std::equal(digest.begin(), digest.end(), data + kDigestOffset))
    return Error{"the bundle is corrupt: its metadata does not match its "
                 "digest"};
  return metadataSize;
}

static bool isZero(const uint8_t *begin, const uint8_t *end) {
  return std::all_of(begin, end, [](uint8_t byte) { return byte == 0; });
}

/// Reads the table of blobs and checks that they fill the rest of the file.
static MaybeError readBlobs(Reader &reader,
                            const std::shared_ptr<const uint8_t> &owner,
                            size_t size, uint64_t metadataSize) {
  std::vector<BlobEntry> entries;
  reader.list(entries, Visit{});
  if (reader.error)
    return reader.error;
  const uint8_t *data = owner.get();
  uint64_t offset = alignUp(kHeaderSize + metadataSize);
  Error misfit{"the bundle is corrupt: its blobs do not fill the file"};
  if (offset > size ||
      !isZero(data + kHeaderSize + metadataSize, data + offset))
    return misfit;
  for (const BlobEntry &entry : entries) {
    if (entry.size > size - offset || alignUp(entry.size) > size - offset)
      return misfit;
    if (sha256(data + offset, entry.size) != entry.digest)
      return Error{"the bundle is corrupt: blob " +
                   std::to_string(reader.contents.size()) +
                   " does not match its digest"};
    uint64_t end = offset + alignUp(entry.size);
    if (!isZero(data + offset + entry.size, data + end))
      return misfit;
    reader.contents.emplace_back(
        std::shared_ptr<const uint8_t>(owner, data + offset), entry.size);
    offset = end;
  }
  if (offset != size)
    return misfit;
  return std::nullopt;
}

Result<Bundle> cutedsl::runtime::parse(std::shared_ptr<const uint8_t> owner,
                                       size_t size) {
  const uint8_t *data = owner.get();
  Result<uint64_t> metadataSize = readHeader(data, size);
  if (!metadataSize)
    return metadataSize.error();
  Reader reader(data + kHeaderSize, *metadataSize);
  if (MaybeError error = readBlobs(reader, owner, size, *metadataSize))
    return *error;
  Bundle bundle;
  Visit{}(reader, bundle);
  if (!reader.error && reader.remaining)
    reader.fail("the metadata has bytes after its last field");
  if (reader.error)
    return Error{"the bundle is corrupt: " + reader.error->message};
  if (MaybeError error = verify(bundle))
    return Error{"the bundle is corrupt: " + error->message};
  return bundle;
}

Result<Bundle> cutedsl::runtime::parse(const uint8_t *data, size_t size) {
  void *copy =
      std::aligned_alloc(kBlobAlignment, alignUp(std::max<size_t>(size, 1)));
  if (!copy)
    return Error{"out of memory for a bundle of " + std::to_string(size) +
                 " bytes"};
  if (size)
    std::memcpy(copy, data, size);
  return parse(
      std::shared_ptr<const uint8_t>(static_cast<uint8_t *>(copy), std::free),
      size);
}

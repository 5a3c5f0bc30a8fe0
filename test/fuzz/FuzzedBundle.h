//===- FuzzedBundle.h - Past the digest -------------------------*- C++ -*-===//
//
// A fuzzer does not find SHA-256 preimages. So one kind of its inputs is the
// metadata alone: the file around it, with a right digest and a few blobs, is
// made here.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_TEST_FUZZ_FUZZEDBUNDLE_H
#define CUTEDSL_TEST_FUZZ_FUZZEDBUNDLE_H

#include "cutedsl/Runtime/BundleFormat.h"

#include <cstring>

namespace cutedsl::runtime {

/// What the first byte of an input says about the rest.
enum class InputKind : uint8_t { File, Metadata, Object };

/// A bundle's file is a header of 64 bytes, the table of blobs (4 bytes of
/// count, 40 bytes an entry), the fields, and the blobs.
constexpr size_t kHeaderBytes = 64, kBlobEntryBytes = 40;

/// The file whose fields are these bytes, with the blobs of `donor`.
inline std::vector<uint8_t> makeFile(const uint8_t *fields, size_t size,
                                     const std::vector<uint8_t> &donor) {
  uint64_t donorMetadata;
  uint32_t numBlobs;
  std::memcpy(&donorMetadata, donor.data() + 24, 8);
  std::memcpy(&numBlobs, donor.data() + kHeaderBytes, 4);
  size_t tableEnd = kHeaderBytes + 4 + numBlobs * kBlobEntryBytes;
  auto align = [](size_t value) { return (value + 63) / 64 * 64; };
  size_t blobs = align(kHeaderBytes + donorMetadata);

  std::vector<uint8_t> file(donor.begin(), donor.begin() + tableEnd);
  file.insert(file.end(), fields, fields + size);
  uint64_t metadataSize = file.size() - kHeaderBytes;
  file.resize(align(file.size()));
  file.insert(file.end(), donor.begin() + blobs, donor.end());
  uint64_t fileSize = file.size();
  std::memcpy(file.data() + 16, &fileSize, 8);
  std::memcpy(file.data() + 24, &metadataSize, 8);
  SHA256 hash;
  hash.update(file.data(), 32);
  hash.update(file.data() + kHeaderBytes, metadataSize);
  Digest digest = hash.finish();
  std::memcpy(file.data() + 32, digest.data(), digest.size());
  return file;
}

/// The fields of a file, as `makeFile` takes them.
inline std::vector<uint8_t> getFields(const std::vector<uint8_t> &file) {
  uint64_t metadataSize;
  uint32_t numBlobs;
  std::memcpy(&metadataSize, file.data() + 24, 8);
  std::memcpy(&numBlobs, file.data() + kHeaderBytes, 4);
  return {file.begin() + kHeaderBytes + 4 + numBlobs * kBlobEntryBytes,
          file.begin() + kHeaderBytes + metadataSize};
}

} // namespace cutedsl::runtime

#endif // CUTEDSL_TEST_FUZZ_FUZZEDBUNDLE_H

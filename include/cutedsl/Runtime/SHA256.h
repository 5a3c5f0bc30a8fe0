//===- SHA256.h - Content hashes --------------------------------*- C++ -*-===//
//
// SHA-256 (FIPS 180-4), the one hash of the project: constants are named by
// it, bundles and cache entries are checked with it.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_RUNTIME_SHA256_H
#define CUTEDSL_RUNTIME_SHA256_H

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace cutedsl::runtime {

using Digest = std::array<uint8_t, 32>;

/// An incremental hash: `update` any number of times, then `finish` once.
class SHA256 {
public:
  /// `portable` keeps to plain C++ on processors that have instructions for
  /// it, so that tests reach both.
  explicit SHA256(bool portable = false);
  void update(const void *data, size_t size);
  Digest finish();

private:
  void compress(const uint8_t *blocks, size_t count);

  uint32_t state[8];
  uint8_t pending[64];
  size_t pendingSize = 0;
  bool portable;
  uint64_t totalSize = 0;
};

/// The hash of `size` bytes.
Digest sha256(const void *data, size_t size);

/// 64 lower-case hexadecimal digits.
std::string toHex(const Digest &digest);

} // namespace cutedsl::runtime

#endif // CUTEDSL_RUNTIME_SHA256_H

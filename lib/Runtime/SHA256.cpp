//===- SHA256.cpp - Content hashes ----------------------------------------===//

#include "cutedsl/Runtime/SHA256.h"

#include <algorithm>
#include <cstring>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

using namespace cutedsl::runtime;

static constexpr uint32_t kRound[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
    0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
    0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static inline uint32_t rotr(uint32_t x, int n) {
  return (x >> n) | (x << (32 - n));
}

static inline uint32_t loadBigEndian(const uint8_t *p) {
  return uint32_t(p[0]) << 24 | uint32_t(p[1]) << 16 | uint32_t(p[2]) << 8 |
         uint32_t(p[3]);
}

static void compressPortable(uint32_t *state, const uint8_t *block,
                             size_t count) {
  for (; count; --count, block += 64) {
    uint32_t w[64];
    for (int i = 0; i < 16; ++i)
      w[i] = loadBigEndian(block + 4 * i);
    for (int i = 16; i < 64; ++i) {
      uint32_t s0 = rotr(w[i - 15], 7) ^ rotr(w[i - 15], 18) ^ (w[i - 15] >> 3);
      uint32_t s1 = rotr(w[i - 2], 17) ^ rotr(w[i - 2], 19) ^ (w[i - 2] >> 10);
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
    for (int i = 0; i < 64; ++i) {
      uint32_t s1 = rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25);
      uint32_t t1 = h + s1 + ((e & f) ^ (~e & g)) + kRound[i] + w[i];
      uint32_t s0 = rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22);
      uint32_t t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
      h = g;
      g = f;
      f = e;
      e = d + t1;
      d = c;
      c = b;
      b = a;
      a = t1 + t2;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
  }
}

#if defined(__x86_64__)
/// The same with the processor's own instructions, four rounds at a time.
/// `abef` and `cdgh` hold the state in the order that they expect.
__attribute__((target("sha,sse4.1"))) static void
compressX86(uint32_t *state, const uint8_t *block, size_t count) {
  const __m128i bigEndian =
      _mm_set_epi64x(0x0c0d0e0f08090a0bll, 0x0405060700010203ll);
  auto *vectors = reinterpret_cast<__m128i *>(state);
  __m128i dcba = _mm_shuffle_epi32(_mm_loadu_si128(vectors), 0xb1);
  __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128(vectors + 1), 0x1b);
  __m128i abef = _mm_alignr_epi8(dcba, efgh, 8);
  __m128i cdgh = _mm_blend_epi16(efgh, dcba, 0xf0);
  for (; count; --count, block += 64) {
    __m128i savedAbef = abef, savedCdgh = cdgh, w[4];
    for (int i = 0; i < 16; ++i) {
      if (i < 4) {
        w[i] = _mm_shuffle_epi8(
            _mm_loadu_si128(reinterpret_cast<const __m128i *>(block) + i),
            bigEndian);
      } else {
        // w[t] from w[t-16], w[t-15], w[t-7] and w[t-2], four at a time.
        __m128i previous = w[(i + 3) % 4];
        __m128i sum =
            _mm_add_epi32(_mm_sha256msg1_epu32(w[i % 4], w[(i + 1) % 4]),
                          _mm_alignr_epi8(previous, w[(i + 2) % 4], 4));
        w[i % 4] = _mm_sha256msg2_epu32(sum, previous);
      }
      __m128i k =
          _mm_loadu_si128(reinterpret_cast<const __m128i *>(kRound + 4 * i));
      __m128i message = _mm_add_epi32(w[i % 4], k);
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, message);
      abef =
          _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(message, 0x0e));
    }
    abef = _mm_add_epi32(abef, savedAbef);
    cdgh = _mm_add_epi32(cdgh, savedCdgh);
  }
  __m128i feba = _mm_shuffle_epi32(abef, 0x1b);
  __m128i dchg = _mm_shuffle_epi32(cdgh, 0xb1);
  _mm_storeu_si128(vectors, _mm_blend_epi16(feba, dchg, 0xf0));
  _mm_storeu_si128(vectors + 1, _mm_alignr_epi8(dchg, feba, 8));
}

/// Whether the processor has the instructions (leaf 7, EBX bit 29).
static bool hasInstructions() {
  unsigned a, b, c, d;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> 29 & 1) &&
         __builtin_cpu_supports("sse4.1");
}
#endif

SHA256::SHA256(bool portable) : portable(portable) {
  static constexpr uint32_t kInitial[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372,
                                           0xa54ff53a, 0x510e527f, 0x9b05688c,
                                           0x1f83d9ab, 0x5be0cd19};
  std::memcpy(state, kInitial, sizeof(state));
}

void SHA256::compress(const uint8_t *blocks, size_t count) {
#if defined(__x86_64__)
  static const bool isFast = hasInstructions();
  if (isFast && !portable)
    return compressX86(state, blocks, count);
#endif
  compressPortable(state, blocks, count);
}

void SHA256::update(const void *data, size_t size) {
  const uint8_t *bytes = static_cast<const uint8_t *>(data);
  totalSize += size;
  if (pendingSize) {
    size_t take = std::min(size, 64 - pendingSize);
    std::memcpy(pending + pendingSize, bytes, take);
    pendingSize += take;
    bytes += take;
    size -= take;
    if (pendingSize < 64)
      return;
    compress(pending, 1);
    pendingSize = 0;
  }
  compress(bytes, size / 64);
  if (size % 64) {
    std::memcpy(pending, bytes + size / 64 * 64, size % 64);
    pendingSize = size % 64;
  }
}

Digest SHA256::finish() {
  uint64_t bits = totalSize * 8;
  uint8_t tail[128] = {};
  std::memcpy(tail, pending, pendingSize);
  tail[pendingSize] = 0x80;
  size_t blocks = pendingSize < 56 ? 1 : 2;
  for (int i = 0; i < 8; ++i)
    tail[blocks * 64 - 1 - i] = uint8_t(bits >> (8 * i));
  compress(tail, blocks);
  Digest digest;
  for (int i = 0; i < 32; ++i)
    digest[i] = uint8_t(state[i / 4] >> (24 - 8 * (i % 4)));
  return digest;
}

Digest cutedsl::runtime::sha256(const void *data, size_t size) {
  SHA256 hash;
  if (size)
    hash.update(data, size);
  return hash.finish();
}

std::string cutedsl::runtime::toHex(const Digest &digest) {
  static const char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(64);
  for (uint8_t byte : digest) {
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 15]);
  }
  return text;
}

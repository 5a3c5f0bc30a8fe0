//===- KernelCache.h - Bundles on disk --------------------------*- C++ -*-===//
//
// Maps fingerprints to bundles. A file's header holds its key and a digest of
// everything, so a truncated, flipped, renamed or foreign file is a miss. A
// file appears whole or not at all: it is written under another name, flushed,
// and renamed. So processes need no lock between them, and one may be killed
// at any point; what it leaves behind is removed later.
//
// Trouble with the disk is never an error: reading is a miss, writing does
// nothing, and one message says why. Entries that belong to another user are
// ignored, because they are code.
//
// The cache holds about a given number of bytes, at most a sixteenth more for
// each process that writes; the entries that were not used for the longest time
// go first.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_RUNTIME_KERNELCACHE_H
#define CUTEDSL_RUNTIME_KERNELCACHE_H

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace cutedsl::runtime {

struct KernelCacheOptions {
  /// Empty: $CUTEDSL_CACHE_DIR, $XDG_CACHE_HOME/cutedsl or ~/.cache/cutedsl.
  std::string directory;
  /// 0: $CUTEDSL_CACHE_LIMIT (bytes, or with a suffix K, M, G), or 2 GiB.
  uint64_t maxBytes = 0;
  /// Receives each message; may be called from any thread that uses the cache.
  std::function<void(const std::string &)> report;
};

struct KernelCacheStats {
  uint64_t entries = 0, bytes = 0, maxBytes = 0;
  /// Of this object.
  uint64_t hits = 0, misses = 0;
};

class KernelCache {
public:
  explicit KernelCache(KernelCacheOptions options);

  /// Where entries are; empty where there is no place for them.
  const std::string &getDirectory() const { return directory; }

  /// The entry's bytes, if they are there and right.
  std::optional<std::vector<uint8_t>> get(const std::string &key);
  /// Stores an entry; whether it did.
  bool put(const std::string &key, const uint8_t *data, size_t size);
  /// Removes every entry.
  void clear();
  KernelCacheStats getStats();

private:
  std::string getFolder(const std::string &key) const;
  std::string getPath(const std::string &key) const;
  bool isKey(const std::string &key);
  std::optional<std::vector<uint8_t>> read(const std::string &key);
  bool write(const std::string &key, const uint8_t *data, size_t size);
  void evict();
  void report(const std::string &message);
  void reportOnce(const std::string &kind, const std::string &message);

  std::string directory;
  uint64_t maxBytes;
  std::function<void(const std::string &)> sink;
  std::atomic<uint64_t> hits{0}, misses{0};

  std::mutex mutex;
  std::set<std::string> reported;
  /// Bytes written since the directory was last scanned.
  uint64_t unscannedBytes = UINT64_MAX / 2;
};

} // namespace cutedsl::runtime

#endif // CUTEDSL_RUNTIME_KERNELCACHE_H

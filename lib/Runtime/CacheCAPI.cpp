//===- CacheCAPI.cpp - The kernel cache behind the C API ------------------===//

#include "CAPI.h"
#include "cutedsl-c/Runtime.h"
#include "cutedsl/Runtime/KernelCache.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>

using namespace cutedsl::runtime;

struct CutedslCache {
  explicit CutedslCache(KernelCacheOptions options)
      : cache(std::move(options)) {}
  KernelCache cache;
};

int cutedslCacheOpen(const char *directory, uint64_t max_bytes,
                     void (*report)(void *context, const char *message),
                     void *context, CutedslCache **cache) {
  return guard([&]() -> MaybeError {
    KernelCacheOptions options;
    options.directory = directory ? directory : "";
    options.maxBytes = max_bytes;
    if (report)
      options.report = [=](const std::string &message) {
        report(context, message.c_str());
      };
    *cache = new CutedslCache(std::move(options));
    return std::nullopt;
  });
}

void cutedslCacheClose(CutedslCache *cache) { delete cache; }

const char *cutedslCacheDirectory(const CutedslCache *cache) {
  return cache->cache.getDirectory().c_str();
}

int cutedslCacheGet(CutedslCache *cache, const char *key, void **data,
                    size_t *size) {
  bool found = false;
  guard([&]() -> MaybeError {
    auto bytes = cache->cache.get(key);
    if (!bytes)
      return std::nullopt;
    *data = std::malloc(std::max<size_t>(bytes->size(), 1));
    if (!*data)
      return Error{"out of memory"};
    if (!bytes->empty())
      std::memcpy(*data, bytes->data(), bytes->size());
    *size = bytes->size();
    found = true;
    return std::nullopt;
  });
  return found;
}

int cutedslCachePut(CutedslCache *cache, const char *key, const void *data,
                    size_t size) {
  bool stored = false;
  guard([&]() -> MaybeError {
    stored = cache->cache.put(key, static_cast<const uint8_t *>(data), size);
    return std::nullopt;
  });
  return stored;
}

void cutedslCacheClear(CutedslCache *cache) {
  guard([&]() -> MaybeError {
    cache->cache.clear();
    return std::nullopt;
  });
}

void cutedslCacheGetStats(CutedslCache *cache, CutedslCacheStats *stats) {
  *stats = {};
  guard([&]() -> MaybeError {
    KernelCacheStats current = cache->cache.getStats();
    *stats = {current.entries, current.bytes, current.maxBytes, current.hits,
              current.misses};
    return std::nullopt;
  });
}

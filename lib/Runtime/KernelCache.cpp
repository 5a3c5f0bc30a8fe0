//===- KernelCache.cpp - Bundles on disk ----------------------------------===//

#include "cutedsl/Runtime/KernelCache.h"
#include "cutedsl/Runtime/SHA256.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

using namespace cutedsl::runtime;

namespace {

constexpr uint64_t kDefaultMaxBytes = uint64_t(2) << 30;
constexpr size_t kKeySize = 64;
constexpr uint8_t kMagic[8] = {0x89, 'C', 'D', 'S', 'C', '\r', '\n', 0x1a};
constexpr size_t kDigestOffset = sizeof(kMagic) + kKeySize + sizeof(uint64_t);
constexpr size_t kHeaderSize = kDigestOffset + sizeof(Digest);
/// A temporary file that is older than this has lost its writer.
constexpr time_t kStaleSeconds = 3600;
const char *const kTemporaryPrefix = ".tmp-";

/// A file descriptor that is closed at the end.
class File {
public:
  explicit File(int descriptor) : descriptor(descriptor) {}
  File(const File &) = delete;
  ~File() {
    if (descriptor >= 0)
      close(descriptor);
  }
  int get() const { return descriptor; }
  bool isOpen() const { return descriptor >= 0; }

private:
  int descriptor;
};

/// The first part of a header, which needs no bytes: magic, key, size.
std::vector<uint8_t> makeHead(const std::string &key, uint64_t size) {
  std::vector<uint8_t> head(std::begin(kMagic), std::end(kMagic));
  head.insert(head.end(), key.begin(), key.end());
  for (int i = 0; i < 8; ++i)
    head.push_back(uint8_t(size >> (8 * i)));
  return head;
}

/// What precedes the bytes of an entry: magic, key, size, digest of all.
std::vector<uint8_t> makeHeader(const std::string &key, const uint8_t *data,
                                uint64_t size) {
  std::vector<uint8_t> header = makeHead(key, size);
  SHA256 hash;
  hash.update(header.data(), header.size());
  hash.update(data, size);
  Digest digest = hash.finish();
  header.insert(header.end(), digest.begin(), digest.end());
  return header;
}

bool writeAll(int file, const uint8_t *data, size_t size) {
  while (size) {
    ssize_t count = ::write(file, data, size);
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return false;
    data += count;
    size -= size_t(count);
  }
  return true;
}

bool readAll(int file, uint8_t *data, size_t size) {
  while (size) {
    ssize_t count = ::read(file, data, size);
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0) {
      if (count == 0)
        errno = 0;
      return false;
    }
    data += count;
    size -= size_t(count);
  }
  return true;
}

bool makeDirectories(const std::string &path) {
  for (size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
    std::string prefix = path.substr(0, slash);
    if (mkdir(prefix.c_str(), 0700) && errno != EEXIST) {
      struct stat status;
      int error = errno;
      // Above the cache there may be directories that only can be entered.
      if (stat(prefix.c_str(), &status) || !S_ISDIR(status.st_mode)) {
        errno = error;
        return false;
      }
    }
    if (slash == std::string::npos)
      return true;
  }
}

std::string getVariable(const char *name) {
  const char *value = std::getenv(name);
  return value ? value : "";
}

std::string getDefaultDirectory() {
  if (std::string path = getVariable("CUTEDSL_CACHE_DIR"); !path.empty())
    return path;
  // The specification says that a relative path is to be ignored.
  if (std::string path = getVariable("XDG_CACHE_HOME");
      !path.empty() && path[0] == '/')
    return path + "/cutedsl";
  if (std::string path = getVariable("HOME"); !path.empty())
    return path + "/.cache/cutedsl";
  return "";
}

/// "500M" as bytes; 0 where the text is not such a number.
uint64_t parseBytes(const std::string &text) {
  char *end;
  double value = std::strtod(text.c_str(), &end);
  std::string suffix = end;
  double scale = suffix.empty()                   ? 1
                 : suffix == "K" || suffix == "k" ? 1 << 10
                 : suffix == "M" || suffix == "m" ? 1 << 20
                 : suffix == "G" || suffix == "g" ? 1 << 30
                                                  : 0;
  value *= scale;
  return end != text.c_str() && value >= 1 && value < 1e18 ? uint64_t(value)
                                                           : 0;
}

/// A file of the cache, entry or temporary.
struct FileInfo {
  std::string path;
  bool isTemporary;
  uint64_t bytes;
  timespec time;
};

bool isEntryName(const std::string &name) {
  return name.size() == kKeySize &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

template <typename F> void forEachName(const std::string &path, F visit) {
  DIR *folder = opendir(path.c_str());
  if (!folder)
    return;
  while (dirent *entry = readdir(folder))
    visit(std::string(entry->d_name));
  closedir(folder);
}

/// Only files that the cache itself could have made: a directory named by
/// mistake loses nothing.
std::vector<FileInfo> scan(const std::string &directory) {
  std::vector<FileInfo> files;
  forEachName(directory, [&](const std::string &folder) {
    if (folder.size() != 2 || folder[0] == '.')
      return;
    std::string path = directory + "/" + folder;
    forEachName(path, [&](const std::string &name) {
      bool isTemporary =
          name.compare(0, strlen(kTemporaryPrefix), kTemporaryPrefix) == 0;
      struct stat status;
      std::string file = path + "/" + name;
      if ((isTemporary || isEntryName(name)) &&
          lstat(file.c_str(), &status) == 0 && S_ISREG(status.st_mode))
        files.push_back(
            {file, isTemporary, uint64_t(status.st_size), status.st_mtim});
    });
  });
  return files;
}

} // namespace

KernelCache::KernelCache(KernelCacheOptions options)
    : directory(options.directory.empty() ? getDefaultDirectory()
                                          : options.directory),
      maxBytes(options.maxBytes), sink(std::move(options.report)) {
  if (directory.empty())
    report("there is no kernel cache: neither CUTEDSL_CACHE_DIR nor HOME is "
           "set");
  else
    directory += "/v1";
  if (maxBytes)
    return;
  std::string limit = getVariable("CUTEDSL_CACHE_LIMIT");
  maxBytes = parseBytes(limit);
  if (maxBytes)
    return;
  if (!limit.empty())
    report("expected CUTEDSL_CACHE_LIMIT to be a number of bytes such as "
           "500M, but got '" +
           limit + "'");
  maxBytes = kDefaultMaxBytes;
}

void KernelCache::report(const std::string &message) {
  if (sink)
    sink(message);
}

/// Messages of a kind that would repeat with every entry are given once.
void KernelCache::reportOnce(const std::string &kind,
                             const std::string &message) {
  {
    std::lock_guard<std::mutex> lock(mutex);
    if (!reported.insert(kind).second)
      return;
  }
  report(message);
}

std::string KernelCache::getFolder(const std::string &key) const {
  return directory + "/" + key.substr(0, 2);
}

std::string KernelCache::getPath(const std::string &key) const {
  return getFolder(key) + "/" + key;
}

bool KernelCache::isKey(const std::string &key) {
  if (isEntryName(key))
    return true;
  report("expected a cache key of 64 hexadecimal digits, but got '" + key +
         "'");
  return false;
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

std::optional<std::vector<uint8_t>> KernelCache::get(const std::string &key) {
  std::optional<std::vector<uint8_t>> entry;
  if (!directory.empty() && isKey(key))
    entry = read(key);
  ++(entry ? hits : misses);
  return entry;
}

std::optional<std::vector<uint8_t>> KernelCache::read(const std::string &key) {
  std::string path = getPath(key);
  auto unreadable = [&](int error) {
    reportOnce("read", "cannot read the kernel cache entry '" + path +
                           "': " + std::strerror(error));
    return std::nullopt;
  };
  File file(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  if (!file.isOpen()) {
    if (errno != ENOENT)
      return unreadable(errno);
    return std::nullopt;
  }
  struct stat status;
  if (fstat(file.get(), &status))
    return unreadable(errno);
  if (!S_ISREG(status.st_mode) ||
      (status.st_uid != geteuid() && status.st_uid != 0)) {
    reportOnce("owner", "ignored the kernel cache entry '" + path +
                            "': it is not a file of this user");
    return std::nullopt;
  }
  auto corrupt = [&] {
    report("ignored and removed the kernel cache entry '" + path +
           "': it is corrupt");
    unlink(path.c_str());
    return std::nullopt;
  };
  uint64_t fileSize = uint64_t(status.st_size);
  if (fileSize < kHeaderSize)
    return corrupt();
  std::vector<uint8_t> header(kHeaderSize);
  if (!readAll(file.get(), header.data(), header.size()))
    return errno ? unreadable(errno) : corrupt();
  // Before memory is asked for: a damaged file may seem to be of any size.
  std::vector<uint8_t> head = makeHead(key, fileSize - kHeaderSize);
  if (!std::equal(head.begin(), head.end(), header.begin()))
    return corrupt();
  std::vector<uint8_t> data(fileSize - kHeaderSize);
  if (!readAll(file.get(), data.data(), data.size()))
    return errno ? unreadable(errno) : corrupt();
  if (header != makeHeader(key, data.data(), data.size()))
    return corrupt();
  // The time of the last use, for eviction; read-only caches do without.
  futimens(file.get(), nullptr);
  return data;
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

bool KernelCache::put(const std::string &key, const uint8_t *data,
                      size_t size) {
  if (directory.empty() || !isKey(key))
    return false;
  if (size > maxBytes) {
    reportOnce("size", "did not cache a program of " + std::to_string(size) +
                           " bytes: the kernel cache holds at most " +
                           std::to_string(maxBytes));
    return false;
  }
  if (!write(key, data, size)) {
    int error = errno;
    reportOnce("write", "cannot write to the kernel cache '" + directory +
                            "': " + std::strerror(error));
    return false;
  }
  bool mustScan;
  {
    std::lock_guard<std::mutex> lock(mutex);
    unscannedBytes += size + kHeaderSize;
    mustScan = unscannedBytes >= maxBytes / 16;
    if (mustScan)
      unscannedBytes = 0;
  }
  if (mustScan)
    evict();
  return true;
}

/// On failure errno says why, and nothing is left behind.
bool KernelCache::write(const std::string &key, const uint8_t *data,
                        size_t size) {
  static std::atomic<uint64_t> counter{0};
  std::string folder = getFolder(key);
  if (!makeDirectories(folder))
    return false;
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  std::string temporary =
      folder + "/" + kTemporaryPrefix + std::to_string(getpid()) + "-" +
      std::to_string(now.tv_nsec) + "-" + std::to_string(counter++);
  File file(open(temporary.c_str(),
                 O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.isOpen())
    return false;
  std::vector<uint8_t> header = makeHeader(key, data, size);
  if (writeAll(file.get(), header.data(), header.size()) &&
      writeAll(file.get(), data, size) && fsync(file.get()) == 0 &&
      rename(temporary.c_str(), getPath(key).c_str()) == 0)
    return true;
  int error = errno;
  unlink(temporary.c_str());
  errno = error;
  return false;
}

/// Removes what is stale, and the least recently used entries beyond the
/// limit. One process at a time does; the others leave it to that one.
void KernelCache::evict() {
  File lock(open((directory + "/lock").c_str(),
                 O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!lock.isOpen() || flock(lock.get(), LOCK_EX | LOCK_NB))
    return;
  std::vector<FileInfo> files = scan(directory);
  std::sort(
      files.begin(), files.end(), [](const FileInfo &a, const FileInfo &b) {
        return a.time.tv_sec != b.time.tv_sec ? a.time.tv_sec < b.time.tv_sec
                                              : a.time.tv_nsec < b.time.tv_nsec;
      });
  time_t now = time(nullptr);
  uint64_t total = 0;
  for (const FileInfo &file : files)
    total += file.isTemporary ? 0 : file.bytes;
  // Some room is made at once, so that the next entry need not make any.
  uint64_t wanted = total > maxBytes ? maxBytes - maxBytes / 10 : maxBytes;
  for (const FileInfo &file : files) {
    if (file.isTemporary) {
      if (file.time.tv_sec + kStaleSeconds < now)
        unlink(file.path.c_str());
    } else if (total > wanted) {
      if (unlink(file.path.c_str()) == 0)
        total -= file.bytes;
    }
  }
}

void KernelCache::clear() {
  if (directory.empty())
    return;
  for (const FileInfo &file : scan(directory))
    if (unlink(file.path.c_str()) && errno != ENOENT) {
      int error = errno;
      reportOnce("clear",
                 "cannot remove '" + file.path +
                     "' from the kernel cache: " + std::strerror(error));
    }
}

KernelCacheStats KernelCache::getStats() {
  KernelCacheStats stats;
  stats.maxBytes = maxBytes;
  stats.hits = hits;
  stats.misses = misses;
  if (directory.empty())
    return stats;
  for (const FileInfo &file : scan(directory)) {
    if (file.isTemporary)
      continue;
    ++stats.entries;
    stats.bytes += file.bytes;
  }
  return stats;
}

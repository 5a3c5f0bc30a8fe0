#include "cutedsl/Runtime/KernelCache.h"

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <random>
#include <sched.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace cutedsl::runtime;
namespace fs = std::filesystem;

namespace {

using Bytes = std::vector<uint8_t>;

/// 64 hexadecimal digits made from a number.
std::string getKey(unsigned number) {
  char text[65];
  snprintf(text, sizeof(text), "%08x%056x", number * 2654435761u, number);
  return text;
}

/// Content that follows from the key: whatever a reader gets can be judged.
Bytes getContent(unsigned number) {
  std::mt19937 random(number);
  Bytes bytes(random() % 5000);
  for (uint8_t &byte : bytes)
    byte = uint8_t(random());
  return bytes;
}

class KernelCacheTest : public testing::Test {
protected:
  void SetUp() override {
    char name[] = "/tmp/cutedsl-cache-XXXXXX";
    ASSERT_NE(mkdtemp(name), nullptr);
    root = name;
  }
  void TearDown() override {
    // Directories that a test made read-only.
    for (auto &entry : fs::recursive_directory_iterator(
             root, fs::directory_options::skip_permission_denied))
      if (entry.is_directory())
        chmod(entry.path().c_str(), 0700);
    fs::remove_all(root);
  }
  KernelCacheOptions getOptions(uint64_t maxBytes = 0) {
    KernelCacheOptions options;
    options.directory = root + "/cache";
    options.maxBytes = maxBytes;
    options.report = [this](const std::string &message) {
      messages.push_back(message);
    };
    return options;
  }
  static bool put(KernelCache &cache, unsigned number) {
    Bytes content = getContent(number);
    return cache.put(getKey(number), content.data(), content.size());
  }
  fs::path getEntry(unsigned number) {
    std::string key = getKey(number);
    return root + "/cache/v1/" + key.substr(0, 2) + "/" + key;
  }
  Bytes readEntry(unsigned number) {
    std::ifstream file(getEntry(number), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void writeEntry(unsigned number, const Bytes &bytes) {
    std::ofstream file(getEntry(number), std::ios::binary);
    file.write(reinterpret_cast<const char *>(bytes.data()),
               std::streamsize(bytes.size()));
  }
  unsigned countFiles() {
    unsigned count = 0;
    for (auto &entry : fs::recursive_directory_iterator(root))
      count += entry.is_regular_file() && entry.path().filename() != "lock";
    return count;
  }

  std::string root;
  std::vector<std::string> messages;
};

} // namespace

TEST_F(KernelCacheTest, ReturnsWhatWasStored) {
  KernelCache cache(getOptions());
  EXPECT_FALSE(cache.get(getKey(1)));
  for (unsigned i = 0; i < 50; ++i)
    EXPECT_TRUE(put(cache, i));
  KernelCache other(getOptions());
  for (unsigned i = 0; i < 50; ++i)
    EXPECT_EQ(other.get(getKey(i)), getContent(i));
  EXPECT_EQ(other.getStats().entries, 50u);
  EXPECT_EQ(other.getStats().hits, 50u);
  EXPECT_EQ(cache.getStats().misses, 1u);
  cache.clear();
  EXPECT_FALSE(other.get(getKey(3)));
  EXPECT_EQ(countFiles(), 0u);
  EXPECT_TRUE(messages.empty());
}

TEST_F(KernelCacheTest, KeysAreCheckedBeforeTheyBecomePaths) {
  KernelCache cache(getOptions());
  for (std::string key : {std::string("../../etc/passwd"), std::string(),
                          std::string(64, 'G'), std::string(63, 'a'),
                          std::string(32, 'a') + "/" + std::string(31, 'a')}) {
    EXPECT_FALSE(cache.get(key));
    EXPECT_FALSE(cache.put(key, nullptr, 0));
  }
  EXPECT_EQ(messages.size(), 10u);
}

TEST_F(KernelCacheTest, EveryTruncationIsAMissWithOneMessage) {
  KernelCache cache(getOptions());
  put(cache, 7);
  Bytes whole = readEntry(7);
  for (size_t size = 0; size < whole.size(); size += 1 + size / 20) {
    messages.clear();
    writeEntry(7, {whole.begin(), whole.begin() + size});
    EXPECT_FALSE(cache.get(getKey(7))) << size;
    ASSERT_EQ(messages.size(), 1u);
    EXPECT_NE(messages[0].find("it is corrupt"), std::string::npos);
    // The bad entry is gone.
    EXPECT_FALSE(cache.get(getKey(7)));
    EXPECT_EQ(messages.size(), 1u);
  }
  messages.clear();
  Bytes longer = whole;
  longer.push_back(0);
  writeEntry(7, longer);
  EXPECT_FALSE(cache.get(getKey(7)));
  EXPECT_EQ(messages.size(), 1u);
  writeEntry(7, whole);
  EXPECT_TRUE(cache.get(getKey(7)));
}

TEST_F(KernelCacheTest, AFileOfAnySizeIsAMiss) {
  KernelCache cache(getOptions());
  put(cache, 7);
  // Sparse: it takes no room on the disk, but would in memory.
  ASSERT_EQ(truncate(getEntry(7).c_str(), off_t(1) << 40), 0);
  EXPECT_FALSE(cache.get(getKey(7)));
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_NE(messages[0].find("it is corrupt"), std::string::npos);
}

TEST_F(KernelCacheTest, EveryBitFlipIsAMiss) {
  KernelCache cache(getOptions());
  const Bytes content = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  cache.put(getKey(7), content.data(), content.size());
  Bytes whole = readEntry(7);
  for (size_t bit = 0; bit < whole.size() * 8; ++bit) {
    Bytes flipped = whole;
    flipped[bit / 8] ^= uint8_t(1 << (bit % 8));
    writeEntry(7, flipped);
    EXPECT_FALSE(cache.get(getKey(7))) << bit;
  }
}

// An entry under another key would be the wrong kernel.
TEST_F(KernelCacheTest, ARenamedEntryIsAMiss) {
  KernelCache cache(getOptions());
  put(cache, 1);
  put(cache, 2);
  fs::copy_file(getEntry(1), getEntry(2), fs::copy_options::overwrite_existing);
  EXPECT_FALSE(cache.get(getKey(2)));
  EXPECT_TRUE(cache.get(getKey(1)));
}

TEST_F(KernelCacheTest, OddFilesAreIgnored) {
  KernelCache cache(getOptions());
  put(cache, 1);
  fs::remove(getEntry(1));
  fs::create_directory(getEntry(1));
  EXPECT_FALSE(cache.get(getKey(1)));
  fs::remove(getEntry(1));
  put(cache, 2);
  fs::create_symlink(getEntry(2), getEntry(1));
  EXPECT_FALSE(cache.get(getKey(1)));
  fs::remove(getEntry(1));
  ASSERT_EQ(mkfifo(getEntry(1).c_str(), 0600), 0);
  EXPECT_FALSE(cache.get(getKey(1)));
  EXPECT_TRUE(cache.get(getKey(2)));
}

TEST_F(KernelCacheTest, TheLeastRecentlyUsedGoesFirst) {
  const Bytes content(1000);
  KernelCache cache(getOptions(10 * 1112));
  auto putOne = [&](unsigned number) {
    EXPECT_TRUE(cache.put(getKey(number), content.data(), content.size()));
    usleep(2000);
  };
  for (unsigned i = 0; i < 10; ++i)
    putOne(i);
  EXPECT_EQ(cache.getStats().entries, 10u);
  EXPECT_TRUE(cache.get(getKey(0)));
  usleep(2000);
  putOne(10);
  EXPECT_TRUE(cache.get(getKey(0)));
  EXPECT_TRUE(cache.get(getKey(10)));
  EXPECT_FALSE(cache.get(getKey(1)));
  for (unsigned i = 11; i < 60; ++i) {
    putOne(i);
    EXPECT_LE(cache.getStats().bytes, 10u * 1112);
  }
  EXPECT_TRUE(cache.get(getKey(59)));
  const Bytes huge(20000);
  EXPECT_FALSE(cache.put(getKey(99), huge.data(), huge.size()));
  EXPECT_EQ(messages.size(), 1u);
}

TEST_F(KernelCacheTest, StaleTemporariesAreRemoved) {
  KernelCache cache(getOptions(1 << 20));
  put(cache, 1);
  fs::path fresh = getEntry(1).parent_path() / ".tmp-1-2-3",
           stale = getEntry(1).parent_path() / ".tmp-4-5-6";
  for (const fs::path &path : {fresh, stale})
    std::ofstream(path) << "text";
  timespec old[2] = {{time(nullptr) - 7200, 0}, {time(nullptr) - 7200, 0}};
  utimensat(AT_FDCWD, stale.c_str(), old, 0);
  KernelCache other(getOptions(1 << 20));
  put(other, 2);
  EXPECT_TRUE(fs::exists(fresh));
  EXPECT_FALSE(fs::exists(stale));
}

//===----------------------------------------------------------------------===//
// Disks in trouble, each in a process of its own
//===----------------------------------------------------------------------===//

namespace {
/// Runs `test` in a child and returns whether it was true.
template <typename F> bool holdsInChild(F test) {
  pid_t child = fork();
  if (child == 0)
    _exit(test() ? 0 : 1);
  int status = 0;
  return child > 0 && waitpid(child, &status, 0) == child &&
         WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
} // namespace

TEST_F(KernelCacheTest, AReadOnlyDirectoryStillReads) {
  KernelCache cache(getOptions());
  put(cache, 1);
  chmod((root + "/cache/v1").c_str(), 0555);
  chmod(getEntry(1).parent_path().c_str(), 0555);
  EXPECT_TRUE(holdsInChild([&] {
    // Root may write anywhere.
    if (geteuid() == 0 &&
        (chown(root.c_str(), 65534, 65534) || chmod(root.c_str(), 0755) ||
         chmod((root + "/cache").c_str(), 0755) ||
         chmod(getEntry(1).c_str(), 0644) || setuid(65534)))
      return false;
    KernelCache other(getOptions());
    messages.clear();
    bool wrote = put(other, 2) || put(other, 3);
    return !wrote && messages.size() == 1 &&
           messages[0].find("cannot write to the kernel cache") == 0 &&
           other.get(getKey(1)) == getContent(1);
  }));
}

TEST_F(KernelCacheTest, AnUnusablePathIsAMissWithOneMessage) {
  std::ofstream(root + "/file") << "text";
  KernelCacheOptions options = getOptions();
  options.directory = root + "/file/below";
  KernelCache cache(options);
  EXPECT_FALSE(put(cache, 1));
  EXPECT_FALSE(put(cache, 2));
  EXPECT_EQ(messages.size(), 1u);
  EXPECT_FALSE(cache.get(getKey(1)));
  EXPECT_FALSE(cache.get(getKey(2)));
  EXPECT_EQ(messages.size(), 2u);
  EXPECT_EQ(cache.getStats().entries, 0u);
  cache.clear();
}

// A limit on file sizes fails a write midway, as a full disk does.
TEST_F(KernelCacheTest, AFullDiskLeavesNothingBehind) {
  EXPECT_TRUE(holdsInChild([&] {
    signal(SIGXFSZ, SIG_IGN);
    rlimit limit = {2000, 2000};
    setrlimit(RLIMIT_FSIZE, &limit);
    KernelCache cache(getOptions());
    const Bytes large(100000), small(100);
    bool wrote = cache.put(getKey(1), large.data(), large.size()) ||
                 cache.put(getKey(2), large.data(), large.size());
    return !wrote && messages.size() == 1 && countFiles() == 0 &&
           !cache.get(getKey(1)) &&
           cache.put(getKey(3), small.data(), small.size()) &&
           cache.get(getKey(3)) == small;
  }));
}

// A disk that is really full: a small tmpfs in a mount namespace of one's own.
TEST_F(KernelCacheTest, ADiskThatIsFull) {
  fs::create_directory(root + "/cache");
  constexpr int kNoNamespaces = 77;
  pid_t child = fork();
  if (child == 0) {
    if ((unshare(CLONE_NEWNS) && unshare(CLONE_NEWUSER | CLONE_NEWNS)) ||
        mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) ||
        mount("none", (root + "/cache").c_str(), "tmpfs", 0, "size=64k"))
      _exit(kNoNamespaces);
    KernelCache cache(getOptions());
    const Bytes large(40000, 1), small(100, 2);
    bool ok = cache.put(getKey(1), large.data(), large.size());
    ok = ok && !cache.put(getKey(2), large.data(), large.size()) &&
         !cache.put(getKey(2), large.data(), large.size());
    ok = ok && messages.size() == 1 &&
         messages[0].find("No space left on device") != std::string::npos;
    // What was there is still there, and what was begun is gone.
    ok = ok && countFiles() == 1 && cache.get(getKey(1)) == large &&
         !cache.get(getKey(2)) && messages.size() == 1;
    ok = ok && cache.put(getKey(3), small.data(), small.size()) &&
         cache.get(getKey(3)) == small;
    _exit(ok ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  if (WEXITSTATUS(status) == kNoNamespaces)
    GTEST_SKIP() << "mounts need a namespace, which is not allowed here";
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST_F(KernelCacheTest, EntriesOfOthersAreIgnored) {
  if (geteuid() != 0)
    GTEST_SKIP() << "only root can make files of another user";
  KernelCache cache(getOptions());
  put(cache, 1);
  ASSERT_EQ(chown(getEntry(1).c_str(), 65534, 65534), 0);
  EXPECT_FALSE(cache.get(getKey(1)));
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_NE(messages[0].find("not a file of this user"), std::string::npos);
}

// Writers and readers are killed at any point; whoever reads gets the right
// bytes or a miss, and nothing is ever corrupt.
TEST_F(KernelCacheTest, SurvivesKilledProcesses) {
  constexpr unsigned kKeys = 12;
  auto work = [&](unsigned seed) {
    KernelCache cache(getOptions(20000));
    std::mt19937 random(seed);
    for (unsigned i = 0; i < 4000; ++i) {
      unsigned number = random() % kKeys;
      if (random() % 3 == 0)
        put(cache, number);
      else if (auto found = cache.get(getKey(number));
               found && *found != getContent(number))
        return false;
      if (!messages.empty())
        return false;
    }
    return true;
  };
  std::mt19937 random(5);
  for (unsigned round = 0; round < 30; ++round) {
    std::vector<pid_t> children;
    for (unsigned i = 0; i < 4; ++i) {
      pid_t child = fork();
      if (child == 0)
        _exit(work(round * 4 + i) ? 0 : 1);
      children.push_back(child);
    }
    usleep(1000 + random() % 20000);
    for (pid_t child : children)
      kill(child, SIGKILL);
    for (pid_t child : children) {
      int status = 0;
      waitpid(child, &status, 0);
      EXPECT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    }
    KernelCache cache(getOptions());
    for (unsigned i = 0; i < kKeys; ++i) {
      auto found = cache.get(getKey(i));
      EXPECT_TRUE(!found || *found == getContent(i));
    }
    EXPECT_TRUE(messages.empty()) << messages[0];
  }
  // And still works.
  KernelCache cache(getOptions());
  EXPECT_TRUE(put(cache, 1));
  EXPECT_TRUE(cache.get(getKey(1)));
}

// A process dies before or after each of its system calls in turn.
TEST_F(KernelCacheTest, SurvivesDeathAtEverySystemCall) {
  // Small enough that each entry pushes another out.
  const uint64_t limit = 1500;
  const Bytes content(1000, 3);
  auto work = [&] {
    KernelCache cache(getOptions(limit));
    for (unsigned number : {1, 2})
      cache.put(getKey(number), content.data(), content.size());
    cache.get(getKey(2));
  };
  unsigned numStops = 0;
  for (bool finished = false; !finished; ++numStops) {
    ASSERT_LT(numStops, 1000u);
    fs::remove_all(root + "/cache");
    pid_t child = fork();
    if (child == 0) {
      if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr))
        _exit(77);
      raise(SIGSTOP);
      work();
      _exit(0);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
      GTEST_SKIP() << "processes may not be traced here";
    for (unsigned i = 0; i < numStops && WIFSTOPPED(status); ++i) {
      ptrace(PTRACE_SYSCALL, child, nullptr, nullptr);
      ASSERT_EQ(waitpid(child, &status, 0), child);
    }
    finished = WIFEXITED(status);
    if (!finished) {
      kill(child, SIGKILL);
      waitpid(child, &status, 0);
    }
    KernelCache cache(getOptions());
    for (unsigned number : {1, 2}) {
      auto found = cache.get(getKey(number));
      EXPECT_TRUE(!found || *found == content) << numStops;
    }
    EXPECT_TRUE(messages.empty()) << messages[0];
  }
  // Two writes, each of a dozen calls, were cut at every place.
  EXPECT_GT(numStops, 40u);
}

TEST_F(KernelCacheTest, ThreadsShareACache) {
  KernelCache cache(getOptions(30000));
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (unsigned t = 0; t < 6; ++t)
    threads.emplace_back([&, t] {
      std::mt19937 random(t);
      for (unsigned i = 0; i < 100; ++i) {
        unsigned number = random() % 20;
        if (random() % 2)
          put(cache, number);
        else if (auto found = cache.get(getKey(number)))
          wrong += *found != getContent(number);
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(wrong, 0);
}

//===----------------------------------------------------------------------===//
// Where and how large
//===----------------------------------------------------------------------===//

TEST_F(KernelCacheTest, TheEnvironmentChoosesDirectoryAndLimit) {
  EXPECT_TRUE(holdsInChild([&] {
    auto getDirectory = [] { return KernelCache({}).getDirectory(); };
    setenv("HOME", "/h", 1);
    unsetenv("XDG_CACHE_HOME");
    unsetenv("CUTEDSL_CACHE_DIR");
    bool ok = getDirectory() == "/h/.cache/cutedsl/v1";
    setenv("XDG_CACHE_HOME", "relative", 1);
    ok = ok && getDirectory() == "/h/.cache/cutedsl/v1";
    setenv("XDG_CACHE_HOME", "/x", 1);
    ok = ok && getDirectory() == "/x/cutedsl/v1";
    setenv("CUTEDSL_CACHE_DIR", "/c", 1);
    ok = ok && getDirectory() == "/c/v1";
    auto getLimit = [] { return KernelCache({}).getStats().maxBytes; };
    ok = ok && getLimit() == uint64_t(2) << 30;
    setenv("CUTEDSL_CACHE_LIMIT", "1.5M", 1);
    ok = ok && getLimit() == 3u << 19;
    setenv("CUTEDSL_CACHE_LIMIT", "lots", 1);
    KernelCacheOptions options = getOptions();
    KernelCache cache(options);
    return ok && messages.size() == 1 &&
           cache.getStats().maxBytes == uint64_t(2) << 30;
  }));
  EXPECT_TRUE(holdsInChild([&] {
    for (const char *name : {"HOME", "XDG_CACHE_HOME", "CUTEDSL_CACHE_DIR"})
      unsetenv(name);
    KernelCacheOptions options = getOptions();
    options.directory.clear();
    KernelCache cache(options);
    return cache.getDirectory().empty() && messages.size() == 1 &&
           !put(cache, 1) && !cache.get(getKey(1)) &&
           cache.getStats().entries == 0;
  }));
}

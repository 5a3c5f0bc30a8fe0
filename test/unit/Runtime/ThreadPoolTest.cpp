#include "cutedsl/Runtime/ThreadPool.h"

#include <atomic>
#include <dirent.h>
#include <gtest/gtest.h>
#include <set>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>
#include <xmmintrin.h>

using namespace cutedsl::runtime;

/// The threads of this process that belong to the pool.
static unsigned countWorkers() {
  unsigned count = 0;
  DIR *tasks = opendir("/proc/self/task");
  while (dirent *entry = readdir(tasks)) {
    std::string path =
        std::string("/proc/self/task/") + entry->d_name + "/comm";
    char name[16] = {};
    if (FILE *file = fopen(path.c_str(), "r")) {
      count +=
          fgets(name, sizeof(name), file) && std::string(name) == "cutedsl\n";
      fclose(file);
    }
  }
  closedir(tasks);
  return count;
}

namespace {
/// Counts how often each iteration ran.
struct Counters {
  explicit Counters(int64_t size) : counts(size) {}
  void run(ParallelSession &session) {
    session.run(
        int64_t(counts.size()),
        [](void *context, int64_t begin, int64_t end, unsigned thread) {
          auto &self = *static_cast<Counters *>(context);
          for (int64_t i = begin; i < end; ++i)
            self.counts[i].fetch_add(1, std::memory_order_relaxed);
          self.maxThread.store(std::max(self.maxThread.load(), thread));
        },
        this);
  }
  bool allEqual(int expected) const {
    for (auto &count : counts)
      if (count != expected)
        return false;
    return true;
  }
  std::vector<std::atomic<int>> counts;
  std::atomic<unsigned> maxThread{0};
};
} // namespace

/// Whether `test` holds in a forked child, whose pool is new.
template <typename F> static bool holdsInChild(F test) {
  pid_t child = fork();
  if (child == 0)
    _exit(test() ? 0 : 1);
  int status = 0;
  return child > 0 && waitpid(child, &status, 0) == child &&
         WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST(ThreadPool, OneThreadStartsNoWorkers) {
  EXPECT_TRUE(holdsInChild([] {
    ParallelSession session(1);
    Counters counters(1000);
    counters.run(session);
    return counters.allEqual(1) && countWorkers() == 0;
  }));
}

TEST(ThreadPool, EachIterationRunsOnce) {
  for (unsigned threads : {1u, 2u, 3u, 8u})
    for (int64_t size : {0, 1, 2, 7, 64, 1000, 12345}) {
      ParallelSession session(threads);
      Counters counters(size);
      for (int round = 1; round <= 20; ++round) {
        counters.run(session);
        ASSERT_TRUE(counters.allEqual(round)) << threads << " " << size;
      }
      EXPECT_LT(counters.maxThread, threads);
    }
  EXPECT_EQ(countWorkers(), 7u);
}

// Loops follow each other without a pause, so late workers meet new loops.
TEST(ThreadPool, ManyShortLoops) {
  for (int session = 0; session < 200; ++session) {
    ParallelSession parallel(1 + session % 4);
    Counters counters(1 + session % 37);
    for (int round = 1; round <= 200; ++round)
      counters.run(parallel);
    ASSERT_TRUE(counters.allEqual(200)) << session;
  }
}

// A second session works alone while the first has the pool.
TEST(ThreadPool, ConcurrentSessions) {
  ParallelSession outer(4);
  Counters mine(100);
  mine.run(outer);
  std::thread([] {
    ParallelSession inner(4);
    EXPECT_EQ(inner.getNumThreads(), 1u);
    Counters counters(100);
    counters.run(inner);
    EXPECT_TRUE(counters.allEqual(1));
    EXPECT_EQ(counters.maxThread, 0u);
  }).join();
  EXPECT_TRUE(mine.allEqual(1));

  std::vector<std::thread> threads;
  std::atomic<int> failures{0};
  for (int t = 0; t < 6; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 300; ++i) {
        ParallelSession session(3);
        Counters counters(50);
        for (int round = 0; round < 5; ++round)
          counters.run(session);
        failures += !counters.allEqual(5);
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(failures, 0);
}

// Concurrent iterations have different thread numbers: scratch is safe.
TEST(ThreadPool, ThreadNumbersAreExclusive) {
  struct State {
    std::atomic<int> busy[4] = {};
    std::atomic<int> conflicts{0};
  } state;
  ParallelSession session(4);
  for (int round = 0; round < 500; ++round)
    session.run(
        64,
        [](void *context, int64_t, int64_t, unsigned thread) {
          auto &state = *static_cast<State *>(context);
          state.conflicts += state.busy[thread].exchange(1);
          for (volatile int i = 0; i < 100; ++i)
            ;
          state.busy[thread] = 0;
        },
        &state);
  EXPECT_EQ(state.conflicts, 0);
}

// A thread begins with its own half, unless the other took that away.
TEST(ThreadPool, ThreadsKeepToTheirShards) {
  constexpr int64_t kCount = 16;
  struct State {
    std::atomic<unsigned> thread[kCount];
    std::atomic<int64_t> first[2];
  } state;
  ParallelSession session(2);
  for (int round = 0; round < 200; ++round) {
    state.first[0] = state.first[1] = -1;
    session.run(
        kCount,
        [](void *context, int64_t begin, int64_t end, unsigned thread) {
          auto &state = *static_cast<State *>(context);
          for (int64_t i = begin; i < end; ++i) {
            state.thread[i] = thread;
            int64_t none = -1;
            state.first[thread].compare_exchange_strong(none, i);
          }
          for (volatile int i = 0; i < 1000; ++i)
            ;
        },
        &state);
    bool isTaken = true;
    for (int64_t i = kCount / 2; i < kCount; ++i)
      isTaken &= state.thread[i] == 0;
    EXPECT_TRUE(state.first[1] < 0 || state.first[1] >= kCount / 2 || isTaken)
        << "the second thread began with " << state.first[1];
  }
}

// Flush-to-zero is the caller's choice on every thread.
TEST(ThreadPool, WorkersTakeTheCallersFloatingPointModes) {
  unsigned before = _mm_getcsr();
  for (unsigned mode : {0x8040u, 0u}) {
    _mm_setcsr((before & ~0x8040u) | mode);
    struct State {
      unsigned mode;
      std::atomic<int> wrong{0};
    } state{mode};
    ParallelSession session(3);
    for (int round = 0; round < 100; ++round)
      session.run(
          24,
          [](void *context, int64_t, int64_t, unsigned) {
            auto &state = *static_cast<State *>(context);
            state.wrong += (_mm_getcsr() & 0x8040u) != state.mode;
            for (volatile int i = 0; i < 200; ++i)
              ;
          },
          &state);
    EXPECT_EQ(state.wrong, 0);
  }
  _mm_setcsr(before);
}

// A child has none of its parent's threads and starts its own, even when the
// parent's pool is taken at the time of the fork.
TEST(ThreadPool, WorksInAForkedChild) {
  ParallelSession session(3);
  Counters counters(100);
  counters.run(session);
  EXPECT_TRUE(holdsInChild([] {
    unsigned before = countWorkers();
    ParallelSession own(3);
    Counters mine(1000);
    mine.run(own);
    return before == 0 && own.getNumThreads() == 3 && countWorkers() == 2 &&
           mine.allEqual(1);
  }));
  counters.run(session);
  EXPECT_TRUE(counters.allEqual(2));
}

// After a session the workers sleep: they use no processor time.
TEST(ThreadPool, WorkersSleepBetweenSessions) {
  {
    ParallelSession session(4);
    Counters counters(1000);
    counters.run(session);
  }
  usleep(20000);
  auto getCpu = [] {
    timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return double(time.tv_sec) + 1e-9 * double(time.tv_nsec);
  };
  double before = getCpu();
  usleep(100000);
  EXPECT_LT(getCpu() - before, 0.02);
}

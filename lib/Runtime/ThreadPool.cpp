//===- ThreadPool.cpp - Fork-join on the CPU ------------------------------===//
//
// A loop is a generation. Its chunks are dealt in shards of neighbours, one a
// thread, so that what a thread reads ahead is what it needs next; who is done
// with its own shard takes from the others. A shard's ticket holds a generation
// and the next chunk. Claiming is one compare-and-swap; the first claim of a
// generation finds the ticket of an older one.
//
// A late worker cannot run a chunk of a loop that is over: it keeps to the
// description of one generation (a sequence lock), all chunks of which are
// claimed, and a ticket of a newer generation turns it away.
//
//===----------------------------------------------------------------------===//

#include "cutedsl/Runtime/ThreadPool.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <linux/futex.h>
#include <memory>
#include <mutex>
#include <pthread.h>
#include <sched.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

using namespace cutedsl::runtime;

namespace {

constexpr unsigned kMaxWorkers = 1023;
constexpr unsigned kChunksPerThread = 8;
/// Longer than the serial part between two kernels, shorter than what another
/// process would notice.
constexpr uint64_t kSpinNanoseconds = 20000;

void waitOn(std::atomic<uint32_t> &word, uint32_t value) {
  syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, value, nullptr, nullptr, 0);
}
void wake(std::atomic<uint32_t> &word) {
  syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
}

void relax() {
#if defined(__x86_64__)
  _mm_pause();
#endif
}

uint64_t getNanoseconds() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return uint64_t(time.tv_sec) * 1000000000 + uint64_t(time.tv_nsec);
}

/// Spins until `done()`; false when the budget is spent.
template <typename F> bool spin(F done) {
  uint64_t end = 0;
  while (true) {
    for (int i = 0; i < 32; ++i) {
      if (done())
        return true;
      relax();
    }
    uint64_t now = getNanoseconds();
    if (!end)
      end = now + kSpinNanoseconds;
    else if (now >= end)
      return false;
  }
}

/// The floating-point modes (flush to zero, rounding): a tile must not depend
/// on the thread that runs it.
uint32_t getModes() {
#if defined(__x86_64__)
  return _mm_getcsr() & ~0x3fu;
#else
  return 0;
#endif
}
void setModes(uint32_t modes) {
#if defined(__x86_64__)
  if (getModes() != modes)
    _mm_setcsr(modes);
#endif
}

struct alignas(64) Worker {
  /// 1 while the worker sleeps, or is about to.
  std::atomic<uint32_t> asleep{0};
};

struct alignas(64) Shard {
  /// A generation, and below it the chunk of it that is claimed next.
  std::atomic<uint64_t> ticket{0};
};
/// Chunks of a loop need no more; generations do not come to an end.
constexpr unsigned kChunkBits = 16;
static_assert((kMaxWorkers + 1) * kChunksPerThread < 1u << kChunkBits);

/// What the threads of a generation are to do.
struct LoopDescription {
  ParallelSession::Body body;
  void *context;
  int64_t count, chunkSize;
  uint32_t numChunks, numThreads, modes;
  uint64_t generation;

  uint32_t getShardBegin(unsigned shard) const {
    return uint32_t(uint64_t(numChunks) * shard / numThreads);
  }
};

} // namespace

class cutedsl::runtime::ThreadPool {
public:
  static ThreadPool &get();

  bool acquire() { return owner.try_lock(); }
  void release() {
    active.store(false, std::memory_order_relaxed);
    owner.unlock();
  }
  /// Starts workers up to `count` and returns how many there are.
  unsigned startWorkers(unsigned count);
  void run(int64_t count, unsigned threads, ParallelSession::Body body,
           void *context);

private:
  static void *workerMain(void *argument);
  void work(unsigned worker);
  bool read(LoopDescription &loop) const;
  void publish(const LoopDescription &loop);
  bool claim(const LoopDescription &loop, unsigned shard, uint32_t &chunk);
  void participate(unsigned thread);
  void sleep(Worker &worker, uint32_t seen);

  std::mutex owner;
  std::unique_ptr<Worker[]> workers{new Worker[kMaxWorkers]};
  std::unique_ptr<Shard[]> shards{new Shard[kMaxWorkers + 1]};
  unsigned numWorkers = 0;

  // The description of the loop. `sequence` is twice the generation, and odd
  // while the description changes.
  alignas(64) std::atomic<uint64_t> sequence{0};
  std::atomic<ParallelSession::Body> body{nullptr};
  std::atomic<void *> context{nullptr};
  std::atomic<int64_t> count{0}, chunkSize{0};
  std::atomic<uint32_t> numChunks{0}, numThreads{0}, modes{0};

  /// Chunks that are not done.
  alignas(64) std::atomic<uint32_t> pending{0};
  std::atomic<uint32_t> callerWaits{0};

  /// Changes with each loop.
  alignas(64) std::atomic<uint32_t> epoch{0};
  std::atomic<uint32_t> numAsleep{0};
  /// Whether a session is open: only then is spinning worth it.
  std::atomic<bool> active{false};
};

static std::atomic<ThreadPool *> globalPool{nullptr};

/// A pool lives as long as the process: its threads may outlast static
/// destructors. A forked child has none of the threads, so it leaves the
/// parent's pool behind.
ThreadPool &ThreadPool::get() {
  static std::once_flag once;
  std::call_once(once, [] {
    globalPool = new ThreadPool;
    pthread_atfork(nullptr, nullptr, [] { globalPool = new ThreadPool; });
  });
  return *globalPool.load(std::memory_order_acquire);
}

unsigned ThreadPool::startWorkers(unsigned wanted) {
  wanted = std::min(wanted, kMaxWorkers);
  while (numWorkers < wanted) {
    // Signals are the business of the program's own threads.
    sigset_t all, previous;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &previous);
    pthread_t thread;
    auto argument =
        std::make_unique<std::pair<ThreadPool *, unsigned>>(this, numWorkers);
    int error = pthread_create(&thread, nullptr, workerMain, argument.get());
    pthread_sigmask(SIG_SETMASK, &previous, nullptr);
    if (error)
      break;
    argument.release();
    pthread_setname_np(thread, "cutedsl");
    pthread_detach(thread);
    ++numWorkers;
  }
  return std::min(numWorkers, wanted);
}

void *ThreadPool::workerMain(void *argument) {
  std::unique_ptr<std::pair<ThreadPool *, unsigned>> start(
      static_cast<std::pair<ThreadPool *, unsigned> *>(argument));
  start->first->work(start->second);
  return nullptr;
}

void ThreadPool::sleep(Worker &worker, uint32_t seen) {
  // Either this thread sees the new epoch, or the publisher sees it asleep.
  worker.asleep.store(1);
  numAsleep.fetch_add(1);
  if (epoch.load() == seen)
    while (worker.asleep.load())
      waitOn(worker.asleep, 1);
  worker.asleep.store(0);
  numAsleep.fetch_sub(1);
}

void ThreadPool::work(unsigned index) {
  Worker &worker = workers[index];
  uint32_t seen = 0;
  while (true) {
    bool isUsed = index + 1 < numThreads.load(std::memory_order_relaxed);
    bool changed = isUsed && spin([&] {
                     return epoch.load(std::memory_order_acquire) != seen ||
                            !active.load(std::memory_order_relaxed);
                   });
    if (!changed || epoch.load(std::memory_order_acquire) == seen)
      sleep(worker, seen);
    seen = epoch.load(std::memory_order_acquire);
    participate(index + 1);
  }
}

/// False while no loop is published.
bool ThreadPool::read(LoopDescription &loop) const {
  uint64_t before = sequence.load(std::memory_order_acquire);
  if (before % 2 != 0)
    return false;
  constexpr auto relaxed = std::memory_order_relaxed;
  loop = {body.load(relaxed),      context.load(relaxed),
          count.load(relaxed),     chunkSize.load(relaxed),
          numChunks.load(relaxed), numThreads.load(relaxed),
          modes.load(relaxed),     before / 2};
  std::atomic_thread_fence(std::memory_order_acquire);
  return sequence.load(relaxed) == before && loop.generation != 0;
}

void ThreadPool::publish(const LoopDescription &loop) {
  constexpr auto relaxed = std::memory_order_relaxed;
  uint64_t next = sequence.load(relaxed) + 2;
  sequence.store(next - 1, relaxed);
  std::atomic_thread_fence(std::memory_order_release);
  body.store(loop.body, relaxed);
  context.store(loop.context, relaxed);
  count.store(loop.count, relaxed);
  chunkSize.store(loop.chunkSize, relaxed);
  numChunks.store(loop.numChunks, relaxed);
  numThreads.store(loop.numThreads, relaxed);
  modes.store(loop.modes, relaxed);
  pending.store(loop.numChunks, relaxed);
  active.store(true, relaxed);
  sequence.store(next, std::memory_order_release);
}

/// The next chunk of `shard`; false if there is none.
bool ThreadPool::claim(const LoopDescription &loop, unsigned shard,
                       uint32_t &chunk) {
  uint32_t begin = loop.getShardBegin(shard),
           end = loop.getShardBegin(shard + 1);
  if (begin == end)
    return false;
  std::atomic<uint64_t> &ticket = shards[shard].ticket;
  uint64_t current = ticket.load(std::memory_order_acquire);
  while (true) {
    uint64_t holder = current >> kChunkBits;
    chunk = holder < loop.generation
                ? begin
                : uint32_t(current & ((1u << kChunkBits) - 1));
    if (holder > loop.generation || chunk == end)
      return false;
    uint64_t next = loop.generation << kChunkBits | (chunk + 1);
    if (ticket.compare_exchange_weak(current, next, std::memory_order_acq_rel,
                                     std::memory_order_acquire))
      return true;
  }
}

void ThreadPool::participate(unsigned thread) {
  LoopDescription loop;
  if (!read(loop) || thread >= loop.numThreads)
    return;
  for (unsigned i = 0; i < loop.numThreads; ++i) {
    uint32_t chunk;
    while (claim(loop, (thread + i) % loop.numThreads, chunk)) {
      if (thread)
        setModes(loop.modes);
      int64_t begin = int64_t(chunk) * loop.chunkSize;
      int64_t end = std::min(begin + loop.chunkSize, loop.count);
      loop.body(loop.context, begin, end, thread);
      if (pending.fetch_sub(1) == 1 && callerWaits.load())
        wake(pending);
    }
  }
}

void ThreadPool::run(int64_t iterations, unsigned threads,
                     ParallelSession::Body body, void *argument) {
  int64_t wantedChunks = int64_t(threads) * kChunksPerThread;
  int64_t size = std::max<int64_t>(1, iterations / wantedChunks +
                                          (iterations % wantedChunks != 0));
  uint32_t chunks = uint32_t(iterations / size + (iterations % size != 0));
  publish({body, argument, iterations, size, chunks, threads, getModes(),
           /*generation=*/0});
  epoch.fetch_add(1);
  if (numAsleep.load()) {
    unsigned useful = std::min(threads, chunks) - 1;
    for (unsigned i = 0; i < useful; ++i)
      if (workers[i].asleep.load() && workers[i].asleep.exchange(0))
        wake(workers[i].asleep);
  }

  participate(0);
  auto isDone = [&] { return pending.load(std::memory_order_acquire) == 0; };
  if (isDone() || spin(isDone))
    return;
  callerWaits.store(1);
  while (uint32_t left = pending.load())
    waitOn(pending, left);
  callerWaits.store(0);
}

//===----------------------------------------------------------------------===//
// Sessions
//===----------------------------------------------------------------------===//

unsigned cutedsl::runtime::getNumProcessors() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof(set), &set) == 0)
    return unsigned(std::max(1, CPU_COUNT(&set)));
  return unsigned(std::max(1L, sysconf(_SC_NPROCESSORS_ONLN)));
}

ParallelSession::ParallelSession(unsigned threads)
    : threads(std::max(1u, std::min(threads, kMaxWorkers + 1))) {}

ParallelSession::~ParallelSession() {
  if (acquired)
    pool->release();
}

unsigned ParallelSession::getNumThreads() {
  if (threads == 1 || acquired)
    return threads;
  pool = &ThreadPool::get();
  if (!pool->acquire())
    return threads = 1;
  acquired = true;
  return threads = pool->startWorkers(threads - 1) + 1;
}

void ParallelSession::run(int64_t count, Body body, void *context) {
  if (count <= 0)
    return;
  if (count == 1 || getNumThreads() == 1)
    return body(context, 0, count, 0);
  pool->run(count, threads, body, context);
}

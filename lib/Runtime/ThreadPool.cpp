//===- ThreadPool.cpp - Fork-join on the CPU ------------------------------===//
//
// A loop is a generation. `ticket` holds the generation and the next chunk;
// claiming is one compare-and-swap, which fails if the generation changed, so
// a late worker can never run a chunk of a loop whose description it did not
// read. The publisher closes the ticket before it changes the description.
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

constexpr uint32_t kClosed = UINT32_MAX;
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
  void participate(unsigned thread);
  void sleep(Worker &worker, uint32_t seen);

  std::mutex owner;
  std::unique_ptr<Worker[]> workers{new Worker[kMaxWorkers]};
  unsigned numWorkers = 0;
  uint32_t generation = 0;

  alignas(64) std::atomic<uint64_t> ticket{kClosed};
  // The description of the loop.
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

void ThreadPool::participate(unsigned thread) {
  while (true) {
    uint64_t current = ticket.load(std::memory_order_acquire);
    uint32_t chunk = uint32_t(current);
    if (chunk == kClosed || chunk >= numChunks.load(std::memory_order_relaxed))
      return;
    if (thread >= numThreads.load(std::memory_order_relaxed))
      return;
    ParallelSession::Body run = body.load(std::memory_order_relaxed);
    void *argument = context.load(std::memory_order_relaxed);
    int64_t total = count.load(std::memory_order_relaxed);
    int64_t size = chunkSize.load(std::memory_order_relaxed);
    uint32_t wantedModes = modes.load(std::memory_order_relaxed);
    // Pairs with the fence of the publisher: whoever read a word of a newer
    // description sees the ticket closed, and the swap fails.
    std::atomic_thread_fence(std::memory_order_acquire);
    if (!ticket.compare_exchange_weak(current, current + 1,
                                      std::memory_order_acq_rel,
                                      std::memory_order_relaxed))
      continue;
    if (thread)
      setModes(wantedModes);
    int64_t begin = int64_t(chunk) * size;
    run(argument, begin, std::min(begin + size, total), thread);
    if (pending.fetch_sub(1) == 1 && callerWaits.load())
      wake(pending);
  }
}

void ThreadPool::run(int64_t iterations, unsigned threads,
                     ParallelSession::Body loop, void *argument) {
  int64_t wantedChunks = int64_t(threads) * kChunksPerThread;
  int64_t size = std::max<int64_t>(1, iterations / wantedChunks +
                                          (iterations % wantedChunks != 0));
  uint32_t chunks = uint32_t(iterations / size + (iterations % size != 0));

  uint64_t tag = uint64_t(++generation) << 32;
  ticket.store(tag | kClosed);
  std::atomic_thread_fence(std::memory_order_release);
  body.store(loop, std::memory_order_relaxed);
  context.store(argument, std::memory_order_relaxed);
  count.store(iterations, std::memory_order_relaxed);
  chunkSize.store(size, std::memory_order_relaxed);
  numChunks.store(chunks, std::memory_order_relaxed);
  numThreads.store(threads, std::memory_order_relaxed);
  modes.store(getModes(), std::memory_order_relaxed);
  pending.store(chunks, std::memory_order_relaxed);
  active.store(true, std::memory_order_relaxed);
  ticket.store(tag, std::memory_order_release);
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

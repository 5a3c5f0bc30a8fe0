//===- ThreadPool.h - Fork-join on the CPU ----------------------*- C++ -*-===//
//
// One pool a process. A run opens a session, which owns the pool; a second
// run at the same time finds it taken and works alone, on its own thread.
//
// Within a session workers spin for a few microseconds between two loops, so
// that a fork-join costs less than one, and then sleep on a futex; when the
// session ends they sleep at once, and leave the processor to the caller's
// other threads. Tiles are claimed dynamically, in chunks, and the join waits
// for tiles, not for workers: one that the system runs late, or not at all
// because of foreign load, delays nobody.
//
// Workers start when the first loop needs them: with one thread none ever
// does. A forked child starts with an empty pool.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_RUNTIME_THREADPOOL_H
#define CUTEDSL_RUNTIME_THREADPOOL_H

#include <cstdint>

namespace cutedsl::runtime {

class ThreadPool;

/// Runs loops on up to `threads` threads, the caller's included.
class ParallelSession {
public:
  /// Iterations [begin, end) on thread `thread`, which is below the session's
  /// number of threads and differs between concurrent calls.
  using Body = void (*)(void *context, int64_t begin, int64_t end,
                        unsigned thread);

  explicit ParallelSession(unsigned threads);
  ParallelSession(const ParallelSession &) = delete;
  ParallelSession &operator=(const ParallelSession &) = delete;
  ~ParallelSession();

  /// How many threads a loop may use: 1 where another session has the pool.
  /// The first call that gets more than one starts the workers.
  unsigned getNumThreads();

  /// Runs iterations [0, count) and returns when all are done.
  void run(int64_t count, Body body, void *context);

private:
  ThreadPool *pool = nullptr;
  unsigned threads;
  bool acquired = false;
};

/// The number of processors that this thread may use.
unsigned getNumProcessors();

} // namespace cutedsl::runtime

#endif // CUTEDSL_RUNTIME_THREADPOOL_H

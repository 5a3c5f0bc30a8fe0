/*===- cutedsl-c/Runtime.h - C API of the runtime -----------------*- C -*-===//
 *
 * Loads bundles and runs them, on the CPU or on a GPU; keeps a cache of them
 * on disk. Needs neither the compiler nor PyTorch.
 *
 * A function that returns int returns 0 on success; otherwise
 * cutedslGetLastError says why. Handles may be used from several threads at a
 * time; creating, using and releasing one handle must not overlap. Device
 * types are DLPack's (1 CPU, 2 CUDA).
 *
 *===----------------------------------------------------------------------===*/

#ifndef CUTEDSL_C_RUNTIME_H
#define CUTEDSL_C_RUNTIME_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CUTEDSL_EXPORT __attribute__((visibility("default")))

/* Why the last call of this thread failed; valid until its next call. */
CUTEDSL_EXPORT const char *cutedslGetLastError(void);

/* The version of the cuBLASLt that programs tuned to use it would load; 0 where
 * there is none. */
CUTEDSL_EXPORT size_t cutedslCublasLtVersion(void);

/* "cutedsl runtime 0.1.0 (bundle ABI 3)". */
CUTEDSL_EXPORT const char *cutedslRuntimeVersion(void);

/* Frees what a function of this header returned to be freed. */
CUTEDSL_EXPORT void cutedslFree(void *memory);

/*===-- Bundles -----------------------------------------------------------===*/

typedef struct CutedslBundle CutedslBundle;

enum {
  CUTEDSL_F64 = 0,
  CUTEDSL_F32 = 1,
  CUTEDSL_F16 = 2,
  CUTEDSL_BF16 = 3,
  CUTEDSL_I64 = 4,
  CUTEDSL_I32 = 5,
  CUTEDSL_I16 = 6,
  CUTEDSL_I8 = 7,
  CUTEDSL_U8 = 8,
  CUTEDSL_BOOL = 9,
  CUTEDSL_C64 = 10,
  CUTEDSL_F8E4M3FN = 11,
  CUTEDSL_F8E5M2 = 12
};

/* Reads a bundle; the bytes are copied. */
CUTEDSL_EXPORT int cutedslBundleLoad(const void *data, size_t size,
                                     CutedslBundle **bundle);
CUTEDSL_EXPORT int cutedslBundleLoadFile(const char *path,
                                         CutedslBundle **bundle);
CUTEDSL_EXPORT void cutedslBundleRelease(CutedslBundle *bundle);

/* 64 hexadecimal digits. */
CUTEDSL_EXPORT const char *
cutedslBundleFingerprint(const CutedslBundle *bundle);
/* The compiler's report, JSON. */
CUTEDSL_EXPORT const char *cutedslBundleReport(const CutedslBundle *bundle);
/* JSON: {"name", "fingerprint", "versions": {}, "symbols": [{"name", "source",
 * "argument", "dimension"}], "arguments": [{"name", "kind", "dtype", "sizes",
 * "strides", "frozen", "mutated", "alignment"}], "results": [{"name", "dtype",
 * "sizes", "strides", "size_code", "stride_code"}], "targets": [{"target",
 * "kernels": [], "calls", "prepare_calls", "temporaries"}]}. Sizes and strides
 * are integers, or strings where they depend on symbols; their code is as in
 * Expr.h. */
CUTEDSL_EXPORT const char *cutedslBundleSignature(const CutedslBundle *bundle);

/* Gives the arguments, results and symbols, in this order, other names, which
 * change nothing but what they are called in messages and in the signature.
 * Programs made before keep the old ones. */
CUTEDSL_EXPORT int cutedslBundleRename(CutedslBundle *bundle,
                                       const char *const *names, size_t count);

/*===-- Programs ----------------------------------------------------------===*/

typedef struct CutedslProgram CutedslProgram;

/* Strides are in elements; `sizes` and `strides` may be null for rank 0. A
 * scalar argument is a rank-0 i64 on the CPU. */
typedef struct {
  void *data;
  const int64_t *sizes;
  const int64_t *strides;
  int32_t rank;
  int32_t dtype;
  int32_t device_type;
  int32_t device_id;
} CutedslTensor;

/* Memory for temporaries, aligned to 256 bytes; asked for and released within
 * each run. */
typedef struct {
  void *(*allocate)(void *context, size_t bytes, void *stream);
  void (*release)(void *context, void *memory, size_t bytes, void *stream);
  void *context;
} CutedslAllocator;

/* Zero and null are the defaults, except for device_type. */
typedef struct {
  int32_t device_type;
  int32_t device_id;
  /* Demands one of the bundle's targets; null means the best. */
  const char *target;
  /* Null: memory of the program's own, kept between runs. */
  const CutedslAllocator *allocator;
  /* Replays runs with unchanged pointers as CUDA graphs. */
  int32_t use_graphs;
} CutedslProgramOptions;

typedef struct {
  /* A CUstream; null is the default stream. Unused on the CPU. */
  void *stream;
  /* On the CPU, the caller's thread included; 0 means all processors. */
  int32_t threads;
} CutedslRunOptions;

/* Makes a bundle ready to run on a device. The bundle may be released. */
CUTEDSL_EXPORT int cutedslProgramCreate(const CutedslBundle *bundle,
                                        const CutedslProgramOptions *options,
                                        CutedslProgram **program);
CUTEDSL_EXPORT void cutedslProgramRelease(CutedslProgram *program);

/* The target whose code was chosen. */
CUTEDSL_EXPORT const char *cutedslProgramTarget(const CutedslProgram *program);

/* Gives an argument its tensor for all later runs, or takes it back where
 * `tensor` is null. The data must stay. `version` must change when the values
 * do: then what was computed from frozen arguments is computed again. */
CUTEDSL_EXPORT int cutedslProgramBind(CutedslProgram *program, size_t argument,
                                      const CutedslTensor *tensor,
                                      uint64_t version);

/* The number of arguments that are not bound, which every run takes in order,
 * and of results. */
CUTEDSL_EXPORT size_t cutedslProgramNumInputs(const CutedslProgram *program);
CUTEDSL_EXPORT size_t cutedslProgramNumResults(const CutedslProgram *program);

/* Checks the inputs and fills in all of each result but its data. Sizes and
 * strides are valid until this thread's next call of this function. */
CUTEDSL_EXPORT int cutedslProgramQueryResults(CutedslProgram *program,
                                              const CutedslTensor *inputs,
                                              size_t num_inputs,
                                              CutedslTensor *results);

/* Runs the program: at once on the CPU, in the stream's order on a GPU. May be
 * called from several threads at a time. Outputs overlap neither inputs, which
 * kernels may read while others write, nor each other. Failed checks of GPU
 * kernels are reported by a later run or by cutedslProgramSynchronize. */
CUTEDSL_EXPORT int
cutedslProgramRun(CutedslProgram *program, const CutedslTensor *inputs,
                  size_t num_inputs, const CutedslTensor *outputs,
                  size_t num_outputs, const CutedslRunOptions *options);

CUTEDSL_EXPORT int cutedslProgramSynchronize(CutedslProgram *program);

/* Bytes: temporaries and scratch of the largest run so far. */
typedef struct {
  uint64_t temporaries;
  uint64_t scratch;
  uint64_t prepared;
  uint64_t constants;
} CutedslMemoryUse;

CUTEDSL_EXPORT void cutedslProgramGetMemoryUse(const CutedslProgram *program,
                                               CutedslMemoryUse *use);

/* One row for each call of the program, in order. */
typedef struct {
  const char *kernel;
  uint64_t count;
  uint64_t nanoseconds;
} CutedslProfileRow;

/* Starts (and clears) or stops timing each kernel. */
CUTEDSL_EXPORT void cutedslProgramSetProfiling(CutedslProgram *program,
                                               int enable);
/* Writes up to `capacity` rows and returns how many there are. */
CUTEDSL_EXPORT size_t cutedslProgramGetProfile(const CutedslProgram *program,
                                               CutedslProfileRow *rows,
                                               size_t capacity);

/*===-- The kernel cache --------------------------------------------------===*/

typedef struct CutedslCache CutedslCache;

/* Opens the cache in `directory`; null means $CUTEDSL_CACHE_DIR,
 * $XDG_CACHE_HOME/cutedsl or ~/.cache/cutedsl. It holds at most `max_bytes`; 0
 * means $CUTEDSL_CACHE_LIMIT or 2 GiB. Trouble with the disk is never an
 * error: it is a miss, and `report`, which may be null, is told why, once. */
CUTEDSL_EXPORT int cutedslCacheOpen(const char *directory, uint64_t max_bytes,
                                    void (*report)(void *context,
                                                   const char *message),
                                    void *context, CutedslCache **cache);
CUTEDSL_EXPORT void cutedslCacheClose(CutedslCache *cache);

/* Where entries are; "" where there is no place for them. */
CUTEDSL_EXPORT const char *cutedslCacheDirectory(const CutedslCache *cache);

/* 1 where the entry is there: then its bytes are to be freed with cutedslFree.
 * 0 on a miss. `key` has 64 hexadecimal digits. */
CUTEDSL_EXPORT int cutedslCacheGet(CutedslCache *cache, const char *key,
                                   void **data, size_t *size);
/* 1 where the entry was stored. */
CUTEDSL_EXPORT int cutedslCachePut(CutedslCache *cache, const char *key,
                                   const void *data, size_t size);
CUTEDSL_EXPORT void cutedslCacheClear(CutedslCache *cache);

typedef struct {
  uint64_t entries, bytes, max_bytes;
  uint64_t hits, misses; /* of this handle */
} CutedslCacheStats;

CUTEDSL_EXPORT void cutedslCacheGetStats(CutedslCache *cache,
                                         CutedslCacheStats *stats);

#ifdef __cplusplus
}
#endif

#endif /* CUTEDSL_C_RUNTIME_H */

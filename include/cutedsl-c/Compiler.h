/*===- cutedsl-c/Compiler.h - C API of the compiler ---------------*- C -*-===//
 *
 * Text or bytecode MLIR in, a bundle out. Every call makes its own context, so
 * calls may come from any thread. A call returns 0 on success; otherwise
 * `messages` says why, one diagnostic a line. `options` is a JSON object; an
 * unknown key is an error that lists the known ones. Null or "" means defaults.
 *
 *===----------------------------------------------------------------------===*/

#ifndef CUTEDSL_C_COMPILER_H
#define CUTEDSL_C_COMPILER_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CUTEDSL_EXPORT __attribute__((visibility("default")))

/* Bytes owned by the library; free with cutedslBufferFree. */
typedef struct {
  char *data;
  size_t size;
} CutedslBuffer;

/* Compiles the module's program (captured calls, graph or linalg on tensors)
 * into a bundle. `report`, which may be null, receives a JSON object: kernels,
 * what was fused into each, refusals with reasons, bytes moved, times. */
CUTEDSL_EXPORT int cutedslCompile(const char *module, size_t size,
                                  const char *options, CutedslBuffer *bundle,
                                  CutedslBuffer *report,
                                  CutedslBuffer *messages);

/* For each graph.captured op in order: {"supported": bool, "reason": str}. */
CUTEDSL_EXPORT int cutedslQuerySupport(const char *module, size_t size,
                                       const char *options,
                                       CutedslBuffer *answer,
                                       CutedslBuffer *messages);

/* The 64 hexadecimal digits under which the module's bundle is cached. They do
 * not depend on names, so a bundle from the cache may have those of another
 * module; `names`, which may be null, receives this module's as a JSON array
 * for cutedslBundleRename. */
CUTEDSL_EXPORT int cutedslFingerprint(const char *module, size_t size,
                                      const char *options,
                                      CutedslBuffer *fingerprint,
                                      CutedslBuffer *names,
                                      CutedslBuffer *messages);

/* The kernels that have several schedules, as a JSON array of objects: name,
 * key, choices (the one that is built first), program (MLIR of this kernel
 * and of copies that one of the choices spares), and the arguments to measure
 * it with: dtype, sizes, strides. A choice is asked for with the option
 * "choices": {key: choice}. */
CUTEDSL_EXPORT int cutedslListTunables(const char *module, size_t size,
                                       const char *options, CutedslBuffer *list,
                                       CutedslBuffer *messages);

/* Runs a pass pipeline given as text and returns the module as text. */
CUTEDSL_EXPORT int cutedslRunPipeline(const char *module, size_t size,
                                      const char *pipeline,
                                      CutedslBuffer *result,
                                      CutedslBuffer *messages);

CUTEDSL_EXPORT void cutedslBufferFree(CutedslBuffer *buffer);

/* "cutedsl 0.1.0 (build ..., LLVM 22.1.8)". */
CUTEDSL_EXPORT const char *cutedslVersion(void);

#ifdef __cplusplus
}
#endif

#endif /* CUTEDSL_C_COMPILER_H */

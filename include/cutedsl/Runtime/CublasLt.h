//===- CublasLt.h - NVIDIA's library of products as a table -----*- C++ -*-===//
//
// cuBLASLt is found with dlopen, and only where a bundle asks for it: the one
// that the process has loaded, such as PyTorch's, else the system's. Names and
// values are those of cublasLt.h, cublas_api.h and library_types.h, in which
// handles and descriptors are pointers and a status is an int; they are the
// same in CUDA 12 and 13.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_RUNTIME_CUBLASLT_H
#define CUTEDSL_RUNTIME_CUBLASLT_H

#include "cutedsl/Runtime/Result.h"

#include <cstddef>
#include <cstdint>

namespace cutedsl::runtime {

/// Values that are used.
enum : int {
  kCudaDataF32 = 0,                        // CUDA_R_32F
  kCudaDataF16 = 2,                        // CUDA_R_16F
  kCudaDataBF16 = 14,                      // CUDA_R_16BF
  kCublasComputeF32 = 68,                  // CUBLAS_COMPUTE_32F
  kCublasTransposed = 1,                   // CUBLAS_OP_T
  kCublasLtTransposeA = 3,                 // CUBLASLT_MATMUL_DESC_TRANSA
  kCublasLtTransposeB = 4,                 // CUBLASLT_MATMUL_DESC_TRANSB
  kCublasLtEpilogue = 7,                   // CUBLASLT_MATMUL_DESC_EPILOGUE
  kCublasLtBiasPointer = 8,                // CUBLASLT_MATMUL_DESC_BIAS_POINTER
  kCublasLtEpilogueBias = 4,               // CUBLASLT_EPILOGUE_BIAS
  kCublasLtBatchCount = 5,                 // CUBLASLT_MATRIX_LAYOUT_...
  kCublasLtBatchStride = 6,                // ..._STRIDED_BATCH_OFFSET
  kCublasLtWorkspaceBytes = 1,             // CUBLASLT_MATMUL_PREF_MAX_...
  kCublasLtReductionSchemes = 3,           // ..._REDUCTION_SCHEME_MASK
  kCublasLtAlignmentA = 5,                 // ..._MIN_ALIGNMENT_A_BYTES; B, C, D
  kCublasLtAlignmentD = 8,                 // follow
  kCublasLtReductionSchemeComputeType = 2, // CUBLASLT_REDUCTION_SCHEME_...
};

/// cublasLtMatmulAlgo_t.
struct CublasLtAlgorithm {
  uint64_t data[8];
};

/// cublasLtMatmulHeuristicResult_t.
struct CublasLtHeuristic {
  CublasLtAlgorithm algorithm;
  size_t workspaceBytes;
  int status;
  float waves;
  int reserved[4];
};
static_assert(offsetof(CublasLtHeuristic, status) == 72 &&
              sizeof(CublasLtHeuristic) == 96);

struct CublasLt {
  size_t (*getVersion)();
  const char *(*getStatusString)(int status);
  int (*create)(void **handle);
  int (*destroy)(void *handle);
  int (*descCreate)(void **desc, int computeType, int scaleType);
  int (*descDestroy)(void *desc);
  int (*descSetAttribute)(void *desc, int attribute, const void *value,
                          size_t bytes);
  int (*layoutCreate)(void **layout, int type, uint64_t rows, uint64_t columns,
                      int64_t leading);
  int (*layoutDestroy)(void *layout);
  int (*layoutSetAttribute)(void *layout, int attribute, const void *value,
                            size_t bytes);
  int (*preferenceCreate)(void **preference);
  int (*preferenceDestroy)(void *preference);
  int (*preferenceSetAttribute)(void *preference, int attribute,
                                const void *value, size_t bytes);
  int (*getHeuristic)(void *handle, void *desc, void *a, void *b, void *c,
                      void *d, void *preference, int requested,
                      CublasLtHeuristic *results, int *returned);
  int (*matmul)(void *handle, void *desc, const void *alpha, const void *a,
                void *aLayout, const void *b, void *bLayout, const void *beta,
                const void *c, void *cLayout, void *d, void *dLayout,
                const CublasLtAlgorithm *algorithm, void *workspace,
                size_t workspaceBytes, void *stream);
};

/// The process's or else the system's library; the error says what was tried.
Result<const CublasLt *> getCublasLt();

} // namespace cutedsl::runtime

#endif // CUTEDSL_RUNTIME_CUBLASLT_H

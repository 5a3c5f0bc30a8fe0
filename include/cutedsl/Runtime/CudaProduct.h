//===- CudaProduct.h - Products that cuBLASLt computes ----------*- C++ -*-===//
//
// cuBLASLt's matrices have contiguous columns, ours as a rule contiguous rows:
// it is asked for the transposed result, rhs^T lhs^T, whose memory is the same.
//
// The algorithm for a shape is what the library's heuristic puts first, once;
// partial sums are added in f32 and in order, so that results repeat.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_RUNTIME_CUDAPRODUCT_H
#define CUTEDSL_RUNTIME_CUDAPRODUCT_H

#include "cutedsl/Runtime/CublasLt.h"
#include "cutedsl/Runtime/Plan.h"

#include <map>
#include <memory>
#include <mutex>

namespace cutedsl::runtime {

/// The library on one device. All functions need its context to be current;
/// any thread may call them.
class CudaProducts {
public:
  explicit CudaProducts(const CublasLt &library);
  ~CudaProducts();
  CudaProducts(const CudaProducts &) = delete;
  MaybeError load();

  /// Computes `product` of the addresses `buffers`, a call's, on `stream`.
  MaybeError launch(const Kernel &kernel, const ProductPlan &plan,
                    const uint64_t *buffers, void *stream);

private:
  /// A shape's descriptors and algorithm.
  struct Prepared;
  using Key = std::pair<const Kernel *, ProductPlan>;

  Result<Prepared *> prepare(const Kernel &kernel, const ProductPlan &plan);
  MaybeError makePrepared(const Product &product, const ProductPlan &plan,
                          Prepared &prepared);
  MaybeError makeLayout(const Product &product, const ProductMatrix &matrix,
                        const MatrixPlan &plan, int64_t batch, int64_t rows,
                        int64_t columns, void **layout);
  MaybeError choose(Prepared &prepared);
  Error makeError(const char *what, int status) const;

  const CublasLt &library;
  void *handle = nullptr;
  /// Guards what follows, and each descriptor while a bias is set in it.
  std::mutex mutex;
  std::map<Key, std::unique_ptr<Prepared>> prepared;
};

} // namespace cutedsl::runtime

#endif // CUTEDSL_RUNTIME_CUDAPRODUCT_H

//===- CudaProduct.cpp - Products that cuBLASLt computes ------------------===//

#include "cutedsl/Runtime/CudaProduct.h"

#include <climits>

using namespace cutedsl::runtime;

/// What the runtime demands of every address on a GPU.
static constexpr uint32_t kAlignment = 16;

struct CudaProducts::Prepared {
  explicit Prepared(const CublasLt &library) : library(library) {}
  ~Prepared() {
    for (void *layout : {lhs, rhs, result})
      if (layout)
        library.layoutDestroy(layout);
    if (desc)
      library.descDestroy(desc);
  }

  const CublasLt &library;
  void *desc = nullptr, *lhs = nullptr, *rhs = nullptr, *result = nullptr;
  CublasLtAlgorithm algorithm;
};

#define CUBLAS_TRY(what, call)                                                 \
  if (int status_ = (call))                                                    \
  return makeError(what, status_)

Error CudaProducts::makeError(const char *what, int status) const {
  const char *text = library.getStatusString(status);
  return Error{std::string("cuBLASLt cannot ") + what + ": " +
               (text ? text : "unknown error") + " (status " +
               std::to_string(status) + ")"};
}

CudaProducts::CudaProducts(const CublasLt &library) : library(library) {}

MaybeError CudaProducts::load() {
  CUBLAS_TRY("start", library.create(&handle));
  return std::nullopt;
}

CudaProducts::~CudaProducts() {
  prepared.clear();
  if (handle)
    library.destroy(handle);
}

static int getDataType(DType dtype) {
  return dtype == DType::F32   ? kCudaDataF32
         : dtype == DType::F16 ? kCudaDataF16
                               : kCudaDataBF16;
}

/// The layout of a matrix with `rows` rows, transposed: rows are columns.
MaybeError CudaProducts::makeLayout(const Product &product,
                                    const ProductMatrix &matrix,
                                    const MatrixPlan &plan, int64_t batch,
                                    int64_t rows, int64_t columns,
                                    void **layout) {
  if (matrix.isTransposed)
    std::swap(rows, columns);
  CUBLAS_TRY("describe a matrix",
             library.layoutCreate(layout, getDataType(product.dtype),
                                  uint64_t(columns), uint64_t(rows),
                                  plan.leading));
  if (batch == 1)
    return std::nullopt;
  if (batch > INT32_MAX)
    return Error{"cuBLASLt cannot multiply " + std::to_string(batch) +
                 " matrices at once"};
  int32_t count = int32_t(batch);
  CUBLAS_TRY("describe a batch",
             library.layoutSetAttribute(*layout, kCublasLtBatchCount, &count,
                                        sizeof(count)));
  CUBLAS_TRY("describe a batch",
             library.layoutSetAttribute(*layout, kCublasLtBatchStride,
                                        &plan.batchStride,
                                        sizeof(plan.batchStride)));
  return std::nullopt;
}

MaybeError CudaProducts::choose(Prepared &prepared) {
  void *preference = nullptr;
  CUBLAS_TRY("make a preference", library.preferenceCreate(&preference));
  auto set = [&](int attribute, auto value) {
    return library.preferenceSetAttribute(preference, attribute, &value,
                                          sizeof(value));
  };
  int status = set(kCublasLtWorkspaceBytes, size_t(kProductWorkspaceBytes));
  if (!status)
    status = set(kCublasLtReductionSchemes,
                 uint32_t(kCublasLtReductionSchemeComputeType));
  for (int attribute = kCublasLtAlignmentA;
       attribute <= kCublasLtAlignmentD && !status; ++attribute)
    status = set(attribute, kAlignment);
  CublasLtHeuristic found = {};
  int count = 0;
  if (!status)
    status =
        library.getHeuristic(handle, prepared.desc, prepared.rhs, prepared.lhs,
                             prepared.result, prepared.result, preference,
                             /*requested=*/1, &found, &count);
  library.preferenceDestroy(preference);
  if (!status)
    status = found.status;
  CUBLAS_TRY("find an algorithm", status);
  if (count == 0)
    return Error{"cuBLASLt has no algorithm for this product"};
  prepared.algorithm = found.algorithm;
  return std::nullopt;
}

MaybeError CudaProducts::makePrepared(const Product &product,
                                      const ProductPlan &plan,
                                      Prepared &prepared) {
  CUBLAS_TRY(
      "describe a product",
      library.descCreate(&prepared.desc, kCublasComputeF32, kCudaDataF32));
  auto set = [&](int attribute, int32_t value) {
    return library.descSetAttribute(prepared.desc, attribute, &value,
                                    sizeof(value));
  };
  if (product.rhs.isTransposed)
    CUBLAS_TRY("describe a product",
               set(kCublasLtTransposeA, kCublasTransposed));
  if (product.lhs.isTransposed)
    CUBLAS_TRY("describe a product",
               set(kCublasLtTransposeB, kCublasTransposed));
  if (product.hasBias) {
    CUBLAS_TRY("describe a product",
               set(kCublasLtEpilogue, kCublasLtEpilogueBias));
    // The heuristic reads no memory, but takes the alignment from the address.
    uint64_t address = kAlignment;
    CUBLAS_TRY("describe a product",
               library.descSetAttribute(prepared.desc, kCublasLtBiasPointer,
                                        &address, sizeof(address)));
  }
  struct {
    const ProductMatrix &matrix;
    const MatrixPlan &plan;
    int64_t rows, columns;
    void **layout;
  } matrices[] = {
      {product.lhs, plan.lhs, plan.m, plan.k, &prepared.lhs},
      {product.rhs, plan.rhs, plan.k, plan.n, &prepared.rhs},
      {product.result, plan.result, plan.m, plan.n, &prepared.result},
  };
  for (auto &each : matrices)
    if (MaybeError error =
            makeLayout(product, each.matrix, each.plan, plan.batch, each.rows,
                       each.columns, each.layout))
      return error;
  return choose(prepared);
}

Result<CudaProducts::Prepared *>
CudaProducts::prepare(const Kernel &kernel, const ProductPlan &plan) {
  std::unique_ptr<Prepared> &entry = prepared[{&kernel, plan}];
  if (!entry) {
    auto made = std::make_unique<Prepared>(library);
    if (MaybeError error = makePrepared(kernel.products[0], plan, *made))
      return Error{"kernel '" + kernel.symbol + "': " + error->message};
    entry = std::move(made);
  }
  return entry.get();
}

MaybeError CudaProducts::launch(const Kernel &kernel, const ProductPlan &plan,
                                const uint64_t *buffers, void *stream) {
  const Product &product = kernel.products[0];
  auto get = [&](uint32_t index) {
    return reinterpret_cast<void *>(buffers[index]);
  };
  std::lock_guard<std::mutex> lock(mutex);
  Result<Prepared *> found = prepare(kernel, plan);
  if (!found)
    return found.error();
  Prepared &ready = **found;
  if (product.hasBias) {
    void *bias = get(product.bias);
    CUBLAS_TRY("set a bias",
               library.descSetAttribute(ready.desc, kCublasLtBiasPointer, &bias,
                                        sizeof(bias)));
  }
  constexpr float kOne = 1, kZero = 0;
  void *result = get(product.result.buffer);
  int status = library.matmul(
      handle, ready.desc, &kOne, get(product.rhs.buffer), ready.rhs,
      get(product.lhs.buffer), ready.lhs, &kZero, result, ready.result, result,
      ready.result, &ready.algorithm, get(product.workspace),
      kProductWorkspaceBytes, stream);
  std::string what = "launch kernel '" + kernel.symbol + "'";
  CUBLAS_TRY(what.c_str(), status);
  return std::nullopt;
}

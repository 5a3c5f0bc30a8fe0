//===- FakeCublasLt.h - A library of products for tests ---------*- C++ -*-===//
//
// Multiplies matrices of f32 on the host as cuBLASLt's documentation says,
// columns first, from what it was told in descriptors.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_TEST_UNIT_RUNTIME_FAKECUBLASLT_H
#define CUTEDSL_TEST_UNIT_RUNTIME_FAKECUBLASLT_H

#include "cutedsl/Runtime/BundleFormat.h"
#include "cutedsl/Runtime/CublasLt.h"

#include <cstring>
#include <gtest/gtest.h>
#include <map>

namespace cutedsl::runtime {

/// A descriptor, a layout or a preference: attributes as they were set.
struct FakeObject {
  std::map<int, uint64_t> attributes;
  int type = -1;
  uint64_t rows = 0, columns = 0;
  int64_t leading = 0;

  uint64_t get(int attribute, uint64_t otherwise = 0) const {
    auto it = attributes.find(attribute);
    return it == attributes.end() ? otherwise : it->second;
  }
};

/// The state behind the fake library's functions.
struct FakeLibrary {
  int handles = 0, objects = 0, numHeuristics = 0, numProducts = 0;
  int failCreate = 0, failHeuristic = 0, failMatmul = 0;
  bool hasAlgorithm = true;
  size_t workspaceBytes = 0;
  void *stream = nullptr, *workspace = nullptr;
  FakeObject preference, desc;
};
inline FakeLibrary fakeLibrary;

inline int makeObject(void **object) {
  *object = new FakeObject;
  ++fakeLibrary.objects;
  return 0;
}

inline int destroyObject(void *object) {
  delete static_cast<FakeObject *>(object);
  --fakeLibrary.objects;
  return 0;
}

inline int setAttribute(void *object, int attribute, const void *value,
                        size_t bytes) {
  uint64_t &word = static_cast<FakeObject *>(object)->attributes[attribute];
  word = 0;
  std::memcpy(&word, value, bytes);
  return 0;
}

inline int multiply(void *, void *desc, const void *alpha, const void *a,
                    void *aLayout, const void *b, void *bLayout,
                    const void *beta, const void *c, void *, void *d,
                    void *dLayout, const CublasLtAlgorithm *algorithm,
                    void *workspace, size_t workspaceBytes, void *stream) {
  if (fakeLibrary.failMatmul)
    return fakeLibrary.failMatmul;
  EXPECT_EQ(*static_cast<const float *>(alpha), 1);
  EXPECT_EQ(*static_cast<const float *>(beta), 0);
  EXPECT_EQ(c, d);
  EXPECT_EQ(algorithm->data[0], 42u);
  fakeLibrary.desc = *static_cast<FakeObject *>(desc);
  fakeLibrary.workspace = workspace;
  fakeLibrary.workspaceBytes = workspaceBytes;
  fakeLibrary.stream = stream;
  ++fakeLibrary.numProducts;
  const FakeObject &op = fakeLibrary.desc;
  auto &layoutA = *static_cast<FakeObject *>(aLayout);
  auto &layoutB = *static_cast<FakeObject *>(bLayout);
  auto &layoutD = *static_cast<FakeObject *>(dLayout);
  if (layoutD.type != kCudaDataF32)
    return 0;
  auto at = [](const void *data, const FakeObject &layout, uint64_t batch,
               uint64_t row, uint64_t column) -> float & {
    EXPECT_LT(row, layout.rows);
    EXPECT_LT(column, layout.columns);
    return const_cast<float *>(static_cast<const float *>(
        data))[batch * layout.get(kCublasLtBatchStride) +
               column * layout.leading + row];
  };
  bool transA = op.get(kCublasLtTransposeA),
       transB = op.get(kCublasLtTransposeB);
  uint64_t sum = transA ? layoutA.rows : layoutA.columns;
  EXPECT_EQ(sum, transB ? layoutB.columns : layoutB.rows);
  auto *bias = reinterpret_cast<const float *>(op.get(kCublasLtBiasPointer));
  for (uint64_t batch = 0; batch < layoutD.get(kCublasLtBatchCount, 1); ++batch)
    for (uint64_t i = 0; i < layoutD.rows; ++i)
      for (uint64_t j = 0; j < layoutD.columns; ++j) {
        float value =
            op.get(kCublasLtEpilogue) == kCublasLtEpilogueBias ? bias[i] : 0;
        for (uint64_t l = 0; l < sum; ++l)
          value += (transA ? at(a, layoutA, batch, l, i)
                           : at(a, layoutA, batch, i, l)) *
                   (transB ? at(b, layoutB, batch, j, l)
                           : at(b, layoutB, batch, l, j));
        at(d, layoutD, batch, i, j) = value;
      }
  return 0;
}

inline CublasLt getFakeLibrary() {
  CublasLt library = {};
  library.getVersion = [] { return size_t(130000); };
  library.getStatusString = [](int) { return "some status"; };
  library.create = [](void **handle) {
    *handle = &fakeLibrary;
    if (!fakeLibrary.failCreate)
      ++fakeLibrary.handles;
    else
      *handle = nullptr;
    return fakeLibrary.failCreate;
  };
  library.destroy = [](void *) {
    --fakeLibrary.handles;
    return 0;
  };
  library.descCreate = [](void **desc, int computeType, int scaleType) {
    EXPECT_EQ(computeType, kCublasComputeF32);
    EXPECT_EQ(scaleType, kCudaDataF32);
    return makeObject(desc);
  };
  library.descDestroy = destroyObject;
  library.descSetAttribute = setAttribute;
  library.layoutCreate = [](void **layout, int type, uint64_t rows,
                            uint64_t columns, int64_t leading) {
    makeObject(layout);
    auto &made = *static_cast<FakeObject *>(*layout);
    made.type = type;
    made.rows = rows;
    made.columns = columns;
    made.leading = leading;
    return uint64_t(leading) < rows ? 7 : 0;
  };
  library.layoutDestroy = destroyObject;
  library.layoutSetAttribute = setAttribute;
  library.preferenceCreate = makeObject;
  library.preferenceDestroy = destroyObject;
  library.preferenceSetAttribute = setAttribute;
  library.getHeuristic = [](void *, void *, void *, void *, void *, void *,
                            void *preference, int requested,
                            CublasLtHeuristic *results, int *returned) {
    EXPECT_EQ(requested, 1);
    ++fakeLibrary.numHeuristics;
    fakeLibrary.preference = *static_cast<FakeObject *>(preference);
    results[0].algorithm.data[0] = 42;
    *returned = fakeLibrary.hasAlgorithm;
    return fakeLibrary.failHeuristic;
  };
  library.matmul = multiply;
  return library;
}

} // namespace cutedsl::runtime

#endif // CUTEDSL_TEST_UNIT_RUNTIME_FAKECUBLASLT_H

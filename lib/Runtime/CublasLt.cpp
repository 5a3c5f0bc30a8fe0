//===- CublasLt.cpp - NVIDIA's library of products as a table -------------===//

#include "cutedsl/Runtime/CublasLt.h"

#include <dlfcn.h>

using namespace cutedsl::runtime;

static const char *const kNames[] = {"libcublasLt.so.13", "libcublasLt.so.12"};

static void *open() {
  // What is loaded already needs no path: PyTorch brings its own, which lies
  // where nobody else would look.
  for (int mode : {RTLD_NOLOAD, 0})
    for (const char *name : kNames)
      if (void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL | mode))
        return library;
  return nullptr;
}

static MaybeError load(CublasLt &table) {
  void *library = open();
  if (!library)
    return Error{std::string("there is no cuBLASLt: found neither ") +
                 kNames[0] + " nor " + kNames[1]};
  MaybeError error;
  auto find = [&](auto &function, const char *name) {
    function = reinterpret_cast<std::decay_t<decltype(function)>>(
        dlsym(library, name));
    if (!function && !error)
      error = Error{std::string("cuBLASLt is too old: it lacks ") + name};
  };
  find(table.getVersion, "cublasLtGetVersion");
  find(table.getStatusString, "cublasLtGetStatusString");
  find(table.create, "cublasLtCreate");
  find(table.destroy, "cublasLtDestroy");
  find(table.descCreate, "cublasLtMatmulDescCreate");
  find(table.descDestroy, "cublasLtMatmulDescDestroy");
  find(table.descSetAttribute, "cublasLtMatmulDescSetAttribute");
  find(table.layoutCreate, "cublasLtMatrixLayoutCreate");
  find(table.layoutDestroy, "cublasLtMatrixLayoutDestroy");
  find(table.layoutSetAttribute, "cublasLtMatrixLayoutSetAttribute");
  find(table.preferenceCreate, "cublasLtMatmulPreferenceCreate");
  find(table.preferenceDestroy, "cublasLtMatmulPreferenceDestroy");
  find(table.preferenceSetAttribute, "cublasLtMatmulPreferenceSetAttribute");
  find(table.getHeuristic, "cublasLtMatmulAlgoGetHeuristic");
  find(table.matmul, "cublasLtMatmul");
  return error;
}

Result<const CublasLt *> cutedsl::runtime::getCublasLt() {
  static CublasLt table;
  static const MaybeError error = load(table);
  if (error)
    return *error;
  return &table;
}

//===- SampleBundle.h - A bundle that uses every field ----------*- C++ -*-===//

#ifndef CUTEDSL_TEST_UNIT_RUNTIME_SAMPLEBUNDLE_H
#define CUTEDSL_TEST_UNIT_RUNTIME_SAMPLEBUNDLE_H

#include "cutedsl/Runtime/BundleFormat.h"

namespace cutedsl::runtime {

inline Blob getBlob(size_t size, uint8_t seed) {
  std::vector<uint8_t> bytes(size);
  for (size_t i = 0; i < size; ++i)
    bytes[i] = uint8_t(seed + 31 * i);
  return Blob(std::move(bytes));
}

/// Legal, with every list non-empty, two targets, and one constant twice.
inline Bundle getSampleBundle() {
  using E = ExprBuilder;
  Expr s0 = E::symbol(0), s1 = E::symbol(1), one = E::constant(1);
  Bundle bundle;
  bundle.fingerprint = std::string(60, 'a') + "0123";
  bundle.versions = {{"cutedsl", "0.1.0"}, {"llvm", "22.1.8"}};
  bundle.name = "main";
  bundle.symbols = {{"s0", SymbolSource::Size, 0, 0},
                    {"s1", SymbolSource::Value, 2, 0}};
  bundle.assumptions = {{E::max(s0, one), "s0 is positive"}};
  Argument x;
  x.name = "x";
  x.sizes = {s0, E::constant(8)};
  x.strides = {E::constant(8), one};
  x.alignment = 16;
  Argument w;
  w.name = "w";
  w.kind = ArgumentKind::Parameter;
  w.dtype = DType::BF16;
  w.sizes = {E::constant(8)};
  w.strides = {one};
  w.frozen = true;
  Argument n;
  n.name = "n";
  n.kind = ArgumentKind::Scalar;
  n.dtype = DType::I64;
  bundle.arguments = {x, w, n};
  bundle.results = {{"y",
                     DType::F32,
                     {E::add(s0, s1), E::constant(8)},
                     {E::constant(8), one}}};
  bundle.constants = {{getBlob(100, 1)}, {getBlob(64, 2)}, {getBlob(100, 1)}};
  for (const char *target : {"x86_64:avx2,fma", "sm_90a"}) {
    TargetProgram program;
    program.target = target;
    program.code = {{CodeKind::ElfRelocatable, getBlob(333, 3)}};
    Kernel pack{"pack", 0, {E::constant(4)}, 1, 0, {}};
    Kernel body{"body", 0,    {E::ceilDiv(s0, E::constant(16)), E::constant(2)},
                256,    1024, {"index out of range"}};
    if (program.target != "sm_90a") {
      program.kernels = {pack, body};
    } else {
      Expr columns = E::constant(8);
      body.tensorMaps = {
          {0,
           DType::F32,
           {columns, s0},
           {columns},
           E::mul(s0, E::constant(4)),
           {4, 64},
           32},
          {1, DType::BF16, {columns}, {}, E::constant(0), {8}, 0}};
      body.cluster = 2;
      body.persistent = true;
      body.dependentLaunch = true;
      Product product;
      product.dtype = DType::BF16;
      product.lhs = {0, false, columns, E::constant(0)};
      product.rhs = {1, true, columns, E::constant(64)};
      product.result = {2, false, columns, E::mul(s0, columns)};
      product.hasBias = true;
      product.bias = 3;
      product.workspace = 4;
      product.batch = s1;
      product.m = s0;
      product.n = product.k = columns;
      Kernel multiply;
      multiply.symbol = "multiply";
      multiply.products = {product};
      program.kernels = {pack, body, multiply};
    }
    program.temporaries = {E::mul(s0, E::constant(32))};
    program.prepared = {E::constant(64)};
    program.prepareCalls = {
        {0, {{OperandKind::Argument, 1}, {OperandKind::Prepared, 0}}, {}}};
    program.calls = {{1,
                      {{OperandKind::Argument, 0},
                       {OperandKind::Prepared, 0},
                       {OperandKind::Constant, 2},
                       {OperandKind::Temporary, 0}},
                      {}},
                     {1,
                      {{OperandKind::Temporary, 0}, {OperandKind::Result, 0}},
                      {E::add(s0, s1)}}};
    if (program.target == "sm_90a") {
      program.temporaries.push_back(
          E::constant(int64_t(kProductWorkspaceBytes)));
      program.calls.push_back({2,
                               {{OperandKind::Argument, 0},
                                {OperandKind::Constant, 0},
                                {OperandKind::Temporary, 0},
                                {OperandKind::Prepared, 0},
                                {OperandKind::Temporary, 1}},
                               {}});
    }
    bundle.programs.push_back(std::move(program));
  }
  bundle.report = "{\"kernels\": 2}";
  return bundle;
}

} // namespace cutedsl::runtime

#endif // CUTEDSL_TEST_UNIT_RUNTIME_SAMPLEBUNDLE_H

//===- TestPrograms.h - Small CPU programs ----------------------*- C++ -*-===//
//
// Bundles around the kernels of Objects/kernels.c.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_TEST_UNIT_RUNTIME_TESTPROGRAMS_H
#define CUTEDSL_TEST_UNIT_RUNTIME_TESTPROGRAMS_H

#include "TestObjects.h"
#include "cutedsl/Runtime/BundleFormat.h"

namespace cutedsl::runtime {

using E = ExprBuilder;

inline Expr operator""_e(unsigned long long value) {
  return E::constant(int64_t(value));
}

/// A contiguous tensor of these sizes.
inline TensorSpec getSpec(std::string name, std::vector<Expr> sizes,
                          DType dtype = DType::F32) {
  TensorSpec spec;
  spec.name = std::move(name);
  spec.dtype = dtype;
  Expr stride = 1_e;
  for (size_t i = sizes.size(); i-- > 0;) {
    spec.strides.insert(spec.strides.begin(), stride);
    stride = E::mul(stride, sizes[i]);
  }
  spec.sizes = std::move(sizes);
  return spec;
}

inline Argument getArgument(std::string name, std::vector<Expr> sizes,
                            ArgumentKind kind = ArgumentKind::Input) {
  Argument argument;
  static_cast<TensorSpec &>(argument) =
      getSpec(std::move(name), std::move(sizes));
  argument.kind = kind;
  return argument;
}

inline Operand arg(uint32_t i) { return {OperandKind::Argument, i}; }
inline Operand res(uint32_t i) { return {OperandKind::Result, i}; }
inline Operand tmp(uint32_t i) { return {OperandKind::Temporary, i}; }
inline Operand constant(uint32_t i) { return {OperandKind::Constant, i}; }
inline Operand prep(uint32_t i) { return {OperandKind::Prepared, i}; }

/// A bundle with one CPU target and no calls yet.
inline Bundle getEmptyBundle() {
  Bundle bundle;
  bundle.fingerprint = std::string(64, '0');
  bundle.name = "test";
  TargetProgram program;
  program.target = "x86_64";
  program.code = {{CodeKind::ElfRelocatable, Blob(readObject("pic.o"))}};
  bundle.programs.push_back(program);
  return bundle;
}

/// y = x + 1 + ... + 1 over s0 elements, through `steps - 1` temporaries.
inline Bundle getChain(uint32_t steps) {
  Bundle bundle = getEmptyBundle();
  Expr s0 = E::symbol(0);
  bundle.symbols = {{"s0", SymbolSource::Size, 0, 0}};
  bundle.arguments = {getArgument("x", {s0})};
  bundle.results = {getSpec("y", {s0})};
  TargetProgram &program = bundle.programs[0];
  program.kernels = {{"add_one", 0, {E::ceilDiv(s0, 16_e)}, 1, 0, {}}};
  for (uint32_t i = 0; i < steps; ++i) {
    if (i + 1 < steps)
      program.temporaries.push_back(E::mul(s0, 4_e));
    program.calls.push_back(
        {0,
         {i == 0 ? arg(0) : tmp(i - 1), i + 1 == steps ? res(0) : tmp(i)},
         {}});
  }
  return bundle;
}

/// y = x + 3 w, 8 elements, 3 w prepared; the prepared buffer counts its
/// preparations in element 8, which is result 1.
inline Bundle getPrepared() {
  Bundle bundle = getEmptyBundle();
  bundle.arguments = {getArgument("x", {8_e}),
                      getArgument("w", {8_e}, ArgumentKind::Parameter)};
  bundle.arguments[1].frozen = true;
  bundle.results = {getSpec("y", {8_e}), getSpec("packed", {16_e})};
  TargetProgram &program = bundle.programs[0];
  program.kernels = {{"pack", 0, {}, 1, 0, {}},
                     {"add", 0, {1_e}, 1, 0, {}},
                     {"add_one", 0, {1_e}, 1, 0, {}}};
  program.prepared = {64_e};
  program.prepareCalls = {{0, {arg(1), prep(0)}, {}}};
  program.calls = {{1, {arg(0), prep(0), res(0)}, {8_e}},
                   {2, {prep(0), res(1)}, {16_e}}};
  return bundle;
}

} // namespace cutedsl::runtime

#endif // CUTEDSL_TEST_UNIT_RUNTIME_TESTPROGRAMS_H

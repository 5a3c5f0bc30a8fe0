//===- WriteTestBundles.cpp - Bundles for the Python tests ----------------===//

#include "TestPrograms.h"

#include <cstdio>
#include <sys/stat.h>

using namespace cutedsl::runtime;

/// Seven inputs of s0 elements, summed by trivial kernels; three results.
static Bundle getTenTensors() {
  Bundle bundle = getEmptyBundle();
  Expr s0 = E::symbol(0);
  bundle.symbols = {{"s0", SymbolSource::Size, 0, 0}};
  for (int i = 0; i < 7; ++i)
    bundle.arguments.push_back(getArgument("x" + std::to_string(i), {s0, 4_e}));
  for (int i = 0; i < 3; ++i)
    bundle.results.push_back(getSpec("y" + std::to_string(i), {s0, 4_e}));
  TargetProgram &program = bundle.programs[0];
  program.kernels = {{"add", 0, {E::ceilDiv(s0, 4_e)}, 1, 0, {}}};
  program.temporaries = {E::mul(s0, 16_e), E::mul(s0, 16_e)};
  std::vector<Expr> count = {E::mul(s0, 4_e)};
  program.calls = {{0, {arg(0), arg(1), res(0)}, count},
                   {0, {arg(2), arg(3), res(1)}, count},
                   {0, {arg(4), arg(5), tmp(0)}, count},
                   {0, {tmp(0), arg(6), res(2)}, count}};
  return bundle;
}

/// y is x + 1 seen through strides of a transpose; a scalar sets the size.
static Bundle getStrided() {
  Bundle bundle = getEmptyBundle();
  Argument n = getArgument("n", {}, ArgumentKind::Scalar);
  n.dtype = DType::I64;
  Expr size = E::symbol(0);
  bundle.symbols = {{"n", SymbolSource::Value, 1, 0}};
  bundle.arguments = {getArgument("x", {5_e, size}), n};
  bundle.results = {getSpec("y", {size, 5_e})};
  bundle.results[0].strides = {1_e, size};
  TargetProgram &program = bundle.programs[0];
  Expr count = E::mul(size, 5_e);
  program.kernels = {
      {"add_one", 0, {E::ceilDiv(E::symbol(0), 16_e)}, 1, 0, {}}};
  program.calls = {{0, {arg(0), res(0)}, {count}}};
  return bundle;
}

static Bundle getChecked() {
  Bundle bundle = getEmptyBundle();
  bundle.arguments = {getArgument("x", {8_e})};
  bundle.programs[0].kernels = {
      {"check_positive", 0, {8_e}, 1, 0, {"unused", "an element is negative"}}};
  bundle.programs[0].calls = {{0, {arg(0)}, {}}};
  return bundle;
}

/// Reads one element of each dtype and does nothing.
static Bundle getDTypes() {
  Bundle bundle = getEmptyBundle();
  for (unsigned i = 0; i < kNumDTypes; ++i) {
    bundle.arguments.push_back(getArgument(getName(DType(i)), {2_e, 3_e}));
    bundle.arguments.back().dtype = DType(i);
    bundle.results.push_back(getSpec(getName(DType(i)), {3_e}, DType(i)));
  }
  return bundle;
}

/// A long loop, for tests of threads.
static Bundle getBusy() {
  Bundle bundle = getEmptyBundle();
  bundle.arguments = {getArgument("x", {1024_e, 1024_e})};
  bundle.results = {getSpec("y", {1024_e, 1024_e})};
  bundle.programs[0].kernels = {{"through_scratch", 0, {1024_e}, 1, 4096, {}}};
  bundle.programs[0].calls = {{0, {arg(0), res(0)}, {}}};
  return bundle;
}

int main(int argc, char **argv) {
  if (argc != 2)
    return 1;
  std::string directory = argv[1];
  mkdir(directory.c_str(), 0777);
  std::pair<const char *, Bundle> bundles[] = {
      {"busy", getBusy()},         {"chain", getChain(3)},
      {"checked", getChecked()},   {"dtypes", getDTypes()},
      {"prepared", getPrepared()}, {"strided", getStrided()},
      {"ten", getTenTensors()}};
  for (auto &[name, bundle] : bundles) {
    if (auto error = verify(bundle)) {
      std::fprintf(stderr, "%s: %s\n", name, error->message.c_str());
      return 1;
    }
    std::vector<uint8_t> bytes = serialize(bundle);
    std::ofstream(directory + "/" + name + ".bundle", std::ios::binary)
        .write(reinterpret_cast<const char *>(bytes.data()),
               std::streamsize(bytes.size()));
  }
  return 0;
}

//===- WriteLaunchBundles.cpp - Bundles that show how kernels are launched ===//
//
// Around the kernels of test/gpu/Inputs/launches.ptx, for
// test/gpu/check_launches.py.
//
//===----------------------------------------------------------------------===//

#include "TestPrograms.h"

#include <cstdio>
#include <iterator>
#include <sys/stat.h>

using namespace cutedsl::runtime;

/// y = kernel(x), `length` its only symbol.
static Bundle getProgram(const Blob &cubin, TensorSpec x, TensorSpec y,
                         Kernel kernel, Expr length) {
  Bundle bundle = getEmptyBundle();
  bundle.symbols = {{"s0", SymbolSource::Size, 0, 0}};
  Argument argument;
  static_cast<TensorSpec &>(argument) = std::move(x);
  argument.alignment = 16;
  bundle.arguments = {argument};
  bundle.results = {std::move(y)};
  TargetProgram &program = bundle.programs[0];
  program.target = "sm_90a";
  program.code = {{CodeKind::Cubin, cubin}};
  program.kernels = {std::move(kernel)};
  program.calls = {{0, {arg(0), res(0)}, {std::move(length)}}};
  return bundle;
}

/// Columns 4 to 15 of x, widened with zeros to 16, its rows to a multiple of 8.
static Bundle getCopy(const Blob &cubin, uint64_t width, uint64_t stride) {
  Expr s0 = E::symbol(0), tiles = E::ceilDiv(s0, 8_e);
  Kernel kernel{"copy_box", 0, {tiles}, 128, 0, {}};
  TensorMap map;
  map.sizes = {12_e, s0};
  map.strides = {E::constant(int64_t(stride))};
  map.offset = 4_e;
  map.box = {16, 8};
  kernel.tensorMaps = {map};
  return getProgram(cubin, getSpec("x", {s0, E::constant(int64_t(width))}),
                    getSpec("y", {E::mul(tiles, 8_e), 16_e}), kernel, s0);
}

/// y[i] is what block i says.
static Bundle getSelfPortrait(const Blob &cubin, const char *symbol,
                              uint32_t cluster, bool persistent) {
  Expr s0 = E::symbol(0);
  Kernel kernel{symbol, 0, {s0}, 32, 0, {}};
  kernel.cluster = cluster;
  kernel.persistent = persistent;
  return getProgram(cubin, getSpec("x", {s0}), getSpec("y", {s0}, DType::I32),
                    kernel, s0);
}

/// y = x + 1 + ... + 1.
static Bundle getSteps(const Blob &cubin, uint32_t steps, bool dependent) {
  Bundle bundle = getChain(steps);
  bundle.arguments[0].alignment = 16;
  TargetProgram &program = bundle.programs[0];
  program.target = "sm_90a";
  program.code = {{CodeKind::Cubin, cubin}};
  Kernel &kernel = program.kernels[0];
  kernel.grid = {E::ceilDiv(E::symbol(0), 128_e)};
  kernel.threads = 128;
  kernel.dependentLaunch = dependent;
  return bundle;
}

int main(int argc, char **argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: %s CUBIN DIRECTORY\n", argv[0]);
    return 1;
  }
  std::ifstream file(argv[1], std::ios::binary);
  Blob cubin(std::vector<uint8_t>(std::istreambuf_iterator<char>(file), {}));
  std::string directory = argv[2];
  mkdir(directory.c_str(), 0777);
  std::pair<const char *, Bundle> bundles[] = {
      {"copy", getCopy(cubin, 20, 20)},
      {"copy-first-row", getCopy(cubin, 20, 0)},
      {"copy-narrow", getCopy(cubin, 19, 19)},
      {"describe", getSelfPortrait(cubin, "describe", 1, false)},
      {"cluster-4", getSelfPortrait(cubin, "describe", 4, false)},
      {"cluster-16", getSelfPortrait(cubin, "describe", 16, false)},
      {"persistent", getSelfPortrait(cubin, "stride", 1, true)},
      {"persistent-cluster-2", getSelfPortrait(cubin, "stride", 2, true)},
      {"dependent", getSteps(cubin, 20, true)},
      {"independent", getSteps(cubin, 20, false)}};
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

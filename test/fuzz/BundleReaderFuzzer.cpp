//===- BundleReaderFuzzer.cpp - Bytes that nobody vouches for -------------===//
//
// Whatever the bytes, the reader accepts or refuses; what it accepts can be
// described, planned, and written again to the same effect. Code is laid out
// and relocated, but never run.
//
//===----------------------------------------------------------------------===//

#include "../unit/Runtime/SampleBundle.h"
#include "FuzzedBundle.h"
#include "cutedsl/Runtime/CodeImage.h"
#include "cutedsl/Runtime/Plan.h"
#include "cutedsl/Runtime/Signature.h"

#include <cstdlib>

using namespace cutedsl::runtime;

static void require(bool condition) {
  if (!condition)
    std::abort();
}

static void readBundle(const uint8_t *data, size_t size) {
  Result<Bundle> bundle = parse(data, size);
  if (!bundle) {
    require(!bundle.error().message.empty());
    return;
  }
  require(!verify(*bundle));
  getSignature(*bundle);
  for (int64_t value : {int64_t(0), int64_t(7), INT64_MAX})
    for (const TargetProgram &program : bundle->programs)
      makePlan(*bundle, program,
               std::vector<int64_t>(bundle->symbols.size(), value));
  std::vector<uint8_t> copy = serialize(*bundle);
  Result<Bundle> again = parse(copy.data(), copy.size());
  require(again.ok());
  require(serialize(*again) == copy);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const std::vector<uint8_t> donor = serialize(getSampleBundle());
  if (size == 0)
    return 0;
  switch (InputKind(data[0] % 3)) {
  case InputKind::File:
    readBundle(data + 1, size - 1);
    break;
  case InputKind::Metadata: {
    std::vector<uint8_t> file = makeFile(data + 1, size - 1, donor);
    readBundle(file.data(), file.size());
    break;
  }
  case InputKind::Object:
    loadRelocatable(data + 1, size - 1);
    break;
  }
  return 0;
}

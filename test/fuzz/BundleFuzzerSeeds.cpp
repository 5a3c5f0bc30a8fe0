//===- BundleFuzzerSeeds.cpp - Where the bundle fuzzer starts -------------===//

#include "../unit/Runtime/SampleBundle.h"
#include "../unit/Runtime/TestPrograms.h"
#include "FuzzedBundle.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sys/stat.h>

using namespace cutedsl::runtime;

/// A seed that the reader refuses would teach the fuzzer nothing.
static std::vector<uint8_t> getAcceptedFields(const Bundle &bundle) {
  std::vector<uint8_t> fields = getFields(serialize(bundle));
  std::vector<uint8_t> file =
      makeFile(fields.data(), fields.size(), serialize(getSampleBundle()));
  if (!parse(file.data(), file.size()).ok())
    std::abort();
  return fields;
}

static void write(const std::string &path, InputKind kind,
                  const std::vector<uint8_t> &bytes) {
  std::ofstream file(path, std::ios::binary);
  file.put(char(kind));
  file.write(reinterpret_cast<const char *>(bytes.data()),
             std::streamsize(bytes.size()));
}

int main(int argc, char **argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s DIRECTORY\n", argv[0]);
    return 1;
  }
  std::string directory = argv[1];
  mkdir(directory.c_str(), 0777);
  std::vector<uint8_t> sample = serialize(getSampleBundle());
  write(directory + "/file", InputKind::File, sample);
  write(directory + "/metadata", InputKind::Metadata,
        getAcceptedFields(getSampleBundle()));
  write(directory + "/chain", InputKind::Metadata,
        getAcceptedFields(getChain(4)));
  write(directory + "/prepared", InputKind::Metadata,
        getAcceptedFields(getPrepared()));
  for (const char *name : {"pic.o", "sections.o", "large.o", "unknown.o"})
    write(directory + "/" + name, InputKind::Object, readObject(name));
  return 0;
}

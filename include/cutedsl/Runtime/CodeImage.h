//===- CodeImage.h - CPU machine code in memory -----------------*- C++ -*-===//
//
// Loads the CPU code of a bundle. A relocatable object is laid out and
// relocated here, with no linker: code is mapped read + execute, constants
// read only, data read + write, and no page is ever writable and executable.
// Undefined symbols are resolved against a fixed list (HostSymbols.h) and
// nothing else, so an object can reach neither the process nor its libraries.
// Constructors, thread-local data and unknown relocations are refused.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_RUNTIME_CODEIMAGE_H
#define CUTEDSL_RUNTIME_CODEIMAGE_H

#include "cutedsl/Runtime/BundleFormat.h"

#include <memory>
#include <string>

namespace cutedsl::runtime {

/// Loaded code; its functions live as long as the image.
class CodeImage {
public:
  virtual ~CodeImage() = default;
  /// The address of a global function, or null.
  virtual void *lookup(const std::string &symbol) const = 0;
};

/// Loads an x86-64 ELF relocatable object.
Result<std::shared_ptr<CodeImage>> loadRelocatable(const uint8_t *data,
                                                   size_t size);

/// Loads a shared object from memory through the system's loader.
Result<std::shared_ptr<CodeImage>> loadShared(const uint8_t *data, size_t size);

/// Loads CPU code of either kind.
Result<std::shared_ptr<CodeImage>> loadCode(const Code &code);

} // namespace cutedsl::runtime

#endif // CUTEDSL_RUNTIME_CODEIMAGE_H

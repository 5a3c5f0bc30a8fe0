//===- Registry.cpp - The table of supported overloads --------------------===//

#include "Call.h"
#include "llvm/ADT/StringMap.h"

using namespace cutedsl;
using namespace cutedsl::captured;

llvm::ArrayRef<llvm::ArrayRef<Overload>> captured::getFamilies() {
  static const llvm::ArrayRef<Overload> families[] = {
      getUnaryOverloads(),
      getBinaryOverloads(),
      getSelectionOverloads(),
      getCreationOverloads(),
      getViewOverloads(),
      getAssemblyOverloads(),
      getReductionOverloads(),
      getNormalizationOverloads(),
      getMatmulOverloads(),
      getAttentionOverloads(),
      getIndexingOverloads(),
      getConvolutionOverloads(),
      getActivationBackwardOverloads(),
      getNormalizationBackwardOverloads(),
      getLossOverloads()};
  return families;
}

const Overload *captured::findOverload(llvm::StringRef target) {
  static const llvm::StringMap<const Overload *> overloads = [] {
    llvm::StringMap<const Overload *> map;
    for (llvm::ArrayRef<Overload> family : getFamilies())
      for (const Overload &overload : family)
        map[overload.target] = &overload;
    return map;
  }();
  return overloads.lookup(target);
}

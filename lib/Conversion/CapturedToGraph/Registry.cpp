//===- Registry.cpp - The table of supported overloads --------------------===//

#include "Call.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

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

bool captured::takesFloat8(llvm::StringRef target) {
  static const llvm::StringSet<> targets = [] {
    llvm::StringSet<> set = {"aten._scaled_mm.default",
                             "aten._to_copy.default",
                             "aten.alias.default",
                             "aten.cat.default",
                             "aten.clone.default",
                             "aten.constant_pad_nd.default",
                             "aten.contiguous.default",
                             "aten.copy.default",
                             "aten.detach.default",
                             "aten.embedding.default",
                             "aten.fill.Scalar",
                             "aten.fill.Tensor",
                             "aten.full.default",
                             "aten.full_like.default",
                             "aten.index.Tensor",
                             "aten.index_select.default",
                             "aten.lift.default",
                             "aten.lift_fresh.default",
                             "aten.lift_fresh_copy.default",
                             "aten.new_full.default",
                             "aten.new_ones.default",
                             "aten.new_zeros.default",
                             "aten.ones.default",
                             "aten.ones_like.default",
                             "aten.stack.default",
                             "aten.to.dtype",
                             "aten.where.self",
                             "aten.zeros.default",
                             "aten.zeros_like.default",
                             "prims.convert_element_type.default"};
    for (const Overload &overload : getViewOverloads())
      set.insert(overload.target);
    return set;
  }();
  return targets.contains(target);
}

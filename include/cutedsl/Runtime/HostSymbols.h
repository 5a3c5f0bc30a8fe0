//===- HostSymbols.h - What a relocatable object may call -------*- C++ -*-===//
//
// The functions to which LLVM may lower: memory intrinsics, libm in f32 and
// f64, and conversions of f16 and bf16. The CPU code generator may rely on
// every name listed in HostSymbols.cpp and on no other.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_RUNTIME_HOSTSYMBOLS_H
#define CUTEDSL_RUNTIME_HOSTSYMBOLS_H

#include <string_view>
#include <vector>

namespace cutedsl::runtime {

/// The address of the function, or null where the list lacks it.
void *findHostSymbol(std::string_view name);

/// Every name of the list.
std::vector<std::string_view> getHostSymbolNames();

} // namespace cutedsl::runtime

#endif // CUTEDSL_RUNTIME_HOSTSYMBOLS_H

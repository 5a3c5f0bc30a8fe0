//===- Signature.h - A bundle's signature as JSON ---------------*- C++ -*-===//

#ifndef CUTEDSL_RUNTIME_SIGNATURE_H
#define CUTEDSL_RUNTIME_SIGNATURE_H

#include "cutedsl/Runtime/BundleFormat.h"

namespace cutedsl::runtime {

/// What a caller needs to know about the bundle, as one JSON object; the form
/// is in cutedsl-c/Runtime.h.
std::string getSignature(const Bundle &bundle);

} // namespace cutedsl::runtime

#endif // CUTEDSL_RUNTIME_SIGNATURE_H

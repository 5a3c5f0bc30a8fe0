//===- Target.h - Which target program a device can run ---------*- C++ -*-===//
//
// Target strings: "x86_64:avx2,fma" names the features that the code needs;
// "sm_90a" needs exactly that GPU architecture, "sm_80" one of the same
// generation that is no older.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_RUNTIME_TARGET_H
#define CUTEDSL_RUNTIME_TARGET_H

#include "cutedsl/Runtime/BundleFormat.h"

namespace cutedsl::runtime {

/// How well this machine's processor suits: negative if it cannot run the
/// target, else higher is better.
int rateCpuTarget(const std::string &target);

/// The same for a GPU of this compute capability.
int rateGpuTarget(const std::string &target, int major, int minor);

/// The best rated target program; `required`, if not empty, names the only
/// one that is acceptable. The error lists what the bundle has.
template <typename Rate>
Result<const TargetProgram *>
chooseProgram(const Bundle &bundle, const std::string &required,
              const std::string &device, Rate rate) {
  const TargetProgram *best = nullptr;
  int bestRating = -1;
  std::string available;
  for (const TargetProgram &program : bundle.programs) {
    available += (available.empty() ? "" : ", ") + program.target;
    if (!required.empty() && program.target != required)
      continue;
    int rating = rate(program.target);
    if (rating <= bestRating)
      continue;
    best = &program;
    bestRating = rating;
  }
  if (best)
    return best;
  return Error{"the bundle has no code for " + device +
               (required.empty() ? "" : " with target '" + required + "'") +
               ": it has " + available};
}

} // namespace cutedsl::runtime

#endif // CUTEDSL_RUNTIME_TARGET_H

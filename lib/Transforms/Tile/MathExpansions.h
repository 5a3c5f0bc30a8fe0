//===- MathExpansions.h - Elementary functions in f32 -----------*- C++ -*-===//
//
// Each takes f32 values and builds ops whose result is within 2 ulp of the true
// value for every f32, with the special values of C's Annex F; subnormal
// arguments and results are kept.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_TRANSFORMS_TILE_MATHEXPANSIONS_H
#define CUTEDSL_LIB_TRANSFORMS_TILE_MATHEXPANSIONS_H

#include "MathExpr.h"

namespace cutedsl::expand {

Expr expandExp(Expr x);
Expr expandExp2(Expr x);
Expr expandExpm1(Expr x);
Expr expandSinh(Expr x);
Expr expandCosh(Expr x);
Expr expandTanh(Expr x);
Expr expandErf(Expr x);

Expr expandLog(Expr x);
Expr expandLog2(Expr x);
Expr expandLog10(Expr x);
Expr expandLog1p(Expr x);
Expr expandAsinh(Expr x);
Expr expandAcosh(Expr x);
Expr expandAtanh(Expr x);

Expr expandRsqrt(Expr x);
Expr expandCbrt(Expr x);

Expr expandSin(Expr x);
Expr expandCos(Expr x);
Expr expandTan(Expr x);
std::pair<Expr, Expr> expandSincos(Expr x);
Expr expandAsin(Expr x);
Expr expandAcos(Expr x);
Expr expandAtan(Expr x);
Expr expandAtan2(Expr y, Expr x);

Expr expandErfc(Expr x);
/// x^y; y is f32, or f64 that holds an integer exactly.
Expr expandPow(Expr x, Expr y);

} // namespace cutedsl::expand

#endif // CUTEDSL_LIB_TRANSFORMS_TILE_MATHEXPANSIONS_H

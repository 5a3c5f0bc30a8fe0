//===- SM90Enums.td - Enumerations of the sm90 dialect ------*- tablegen -*-===//
//
// Apart from the rest: enumerations are generated for a whole file, and the
// tile dialect's are not to be generated again.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_DIALECT_SM90_IR_SM90ENUMS_TD
#define CUTEDSL_DIALECT_SM90_IR_SM90ENUMS_TD

include "mlir/IR/EnumAttr.td"

class SM90_Enum<string name, string summary, list<I32EnumAttrCase> cases>
    : I32EnumAttr<name, summary, cases> {
  let cppNamespace = "::cutedsl::sm90";
  let genSpecializedAttr = 0;
}

def SM90_Major : SM90_Enum<"Major", "which index of an operand is contiguous", [
    I32EnumAttrCase<"K", 0, "k">, I32EnumAttrCase<"MN", 1, "mn">]>;

#endif // CUTEDSL_DIALECT_SM90_IR_SM90ENUMS_TD

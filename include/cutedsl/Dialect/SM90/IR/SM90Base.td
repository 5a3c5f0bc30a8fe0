//===- SM90Base.td - The sm90 dialect -----------------------*- tablegen -*-===//
//
// Hopper's asynchronous hardware, around tile programs: bulk tensor copies,
// barriers in shared memory, warpgroup matrix products, and warps with roles.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_DIALECT_SM90_IR_SM90BASE_TD
#define CUTEDSL_DIALECT_SM90_IR_SM90BASE_TD

include "cutedsl/Dialect/SM90/IR/SM90Enums.td"
include "cutedsl/Dialect/Tile/IR/TileBase.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/OpBase.td"

def SM90_Dialect : Dialect {
  let name = "sm90";
  let cppNamespace = "::cutedsl::sm90";
  let summary = "the asynchronous hardware of Hopper GPUs";
  let description = [{
    Ops of this dialect stand in `tile.func` bodies beside those of `tile`,
    `arith`, `math` and `scf`. Value tiles keep their meaning: accumulators are
    tensors whose fragment is the one that wgmma prescribes. Memory is named by
    `!tile.ptr` in shared memory; barriers are `!tile.ptr<i64, shared>`.

    Invariants, which the verifiers and `sm90-verify` check:
    - Between `wgmma` and the `wgmma_wait` that ends it only other `wgmma` ops
      touch its accumulators; the wait takes and returns them.
    - Every wait on a barrier is passed by all threads of its role.
    - Swizzled shared memory begins at a multiple of 1024 bytes.
  }];
  let dependentDialects = ["::cutedsl::tile::TileDialect"];
  let useDefaultAttributePrinterParser = 1;
  let useDefaultTypePrinterParser = 1;
}

class SM90_Op<string mnemonic, list<Trait> traits = []>
    : Op<SM90_Dialect, mnemonic, traits>;

def SM90_MajorAttr : EnumAttr<SM90_Dialect, SM90_Major, "major">;

def SM90_TensorMapType : TypeDef<SM90_Dialect, "TensorMap"> {
  let mnemonic = "tensor_map";
  let summary = "what the copy engine knows of a tensor in global memory";
  let description = [{
    A box of `box` elements, the contiguous dimension first, is copied at a
    time. `swizzle` is 0, 32, 64 or 128 bytes: rows of that many bytes, 8 of
    them an atom, 16-byte chunks exchanged within it.

    Example: `!sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>`
  }];
  let parameters = (ins "::mlir::Type":$elementType,
                        ArrayRefParameter<"int64_t">:$box,
                        "int64_t":$swizzle);
  let assemblyFormat = "`<` $elementType `,` `box` `=` `(` $box `)` `,` `swizzle` `=` $swizzle `>`";
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    /// Bytes that one copy moves.
    int64_t getBytes() const;
  }];
}

class SM90_SharedPtrOf<string cppElement, string what>
    : Type<And<[CPred<"::llvm::isa<::cutedsl::tile::PtrType>($_self)">,
                CPred<"::llvm::cast<::cutedsl::tile::PtrType>($_self).getSpace() == ::cutedsl::tile::MemorySpace::Shared">,
                CPred<cppElement>]>, what, "::cutedsl::tile::PtrType">;
def SM90_SharedPtr : SM90_SharedPtrOf<"true", "pointer to shared memory">;
def SM90_BarrierPtr : SM90_SharedPtrOf<
    "::llvm::cast<::cutedsl::tile::PtrType>($_self).getElementType().isInteger(64)",
    "pointer to barriers, i64, in shared memory">;

#endif // CUTEDSL_DIALECT_SM90_IR_SM90BASE_TD

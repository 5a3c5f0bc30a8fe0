//===- GraphBase.td - The graph dialect ---------------------*- tablegen -*-===//
//
// What a model computes, on whole tensors: the level at which kernels are
// formed. Pointwise work is plain `arith` and `math` on ranked tensors; this
// dialect adds what those cannot say.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_DIALECT_GRAPH_IR_GRAPHBASE_TD
#define CUTEDSL_DIALECT_GRAPH_IR_GRAPHBASE_TD

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/IR/TensorEncoding.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/OpBase.td"

def Graph_Dialect : Dialect {
  let name = "graph";
  let cppNamespace = "::cutedsl::graph";
  let summary = "whole-tensor computations with symbolic shapes, and the "
                "programs, kernels and calls made of them";
  let description = [{
    A *program* is one captured model graph. Its values are builtin ranked
    tensors. A dimension whose size is not known when compiling is `?` in the
    type, and the tensor's encoding, a `#graph.dims` attribute, gives every
    dimension as an expression over the program's symbols:

    ```mlir
    tensor<?x?x768xf32, #graph.dims<()[s0, s1] -> (s0, s1 floordiv 16 + 2, 768)>>
    ```

    Two values have the same shape exactly when their dims are the same
    attribute, so shape equality, grid sizes and buffer sizes are all questions
    about affine expressions. Fully static tensors carry no encoding.

    Pointwise operations are `arith` and `math` ops on tensors; all operands
    have the result's shape. Broadcasts, transposes, slices, reshapes and every
    other view are one op, `graph.view`, which maps a result index to a source
    index. There is no memory at this level and no op has a side effect.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::math::MathDialect"];
  let useDefaultAttributePrinterParser = 1;
}

class Graph_Op<string mnemonic, list<Trait> traits = []>
    : Op<Graph_Dialect, mnemonic, traits>;

class Graph_Attr<string name, string attrMnemonic, list<Trait> traits = []>
    : AttrDef<Graph_Dialect, name, traits> {
  let mnemonic = attrMnemonic;
}

#endif // CUTEDSL_DIALECT_GRAPH_IR_GRAPHBASE_TD

//===- GraphStructureOps.td - Programs, kernels, calls ------*- tablegen -*-===//

#ifndef CUTEDSL_DIALECT_GRAPH_IR_GRAPHSTRUCTUREOPS_TD
#define CUTEDSL_DIALECT_GRAPH_IR_GRAPHSTRUCTUREOPS_TD

include "cutedsl/Dialect/Graph/IR/GraphAttrs.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/CallInterfaces.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "mlir/Interfaces/FunctionInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class Graph_FunctionOp<string mnemonic, list<Trait> traits = []>
    : Graph_Op<mnemonic, !listconcat([FunctionOpInterface, IsolatedFromAbove,
        Symbol, SingleBlock], traits)> {
  let regions = (region AnyRegion:$body);
  let hasCustomAssemblyFormat = 1;
  let skipDefaultBuilders = 1;
  let builders = [OpBuilder<(ins "::llvm::StringRef":$name,
                                 "::mlir::FunctionType":$type)>];
  code functionInterfaceMethods = [{
    ::llvm::ArrayRef<::mlir::Type> getArgumentTypes() {
      return getFunctionType().getInputs();
    }
    ::llvm::ArrayRef<::mlir::Type> getResultTypes() {
      return getFunctionType().getResults();
    }
    ::mlir::Region *getCallableRegion() { return &getBody(); }
  }];
  let extraClassDeclaration = functionInterfaceMethods;
}

def Graph_ProgramOp : Graph_FunctionOp<"program"> {
  let summary = "one model graph: what a call from outside runs";
  let description = [{
    `symbols` names the program's dynamic sizes, in the order in which
    `#graph.dims` numbers them. Each symbol is some argument's dimension.

    Argument attributes: `graph.name` (string), `graph.kind` (`"input"`,
    `"parameter"`, `"buffer"` or `"constant"`), `graph.strides` (a
    `#graph.dims`, in elements; absent means contiguous). Result attribute:
    `graph.strides`. A `"parameter"` keeps its storage between calls; its
    values may still change unless it also has `graph.frozen`. `graph.iota`
    promises that an argument of one dimension holds 0, 1, 2 and so on.

    Attribute: `graph.float8_overflow`, if `"nan"`, says that captured casts of
    what is too large for float8_e4m3fn give NaN; else they saturate.

    Example:

    ```mlir
    graph.program @main symbols ["s0"]
        (%x: tensor<?x8xf32, #graph.dims<()[s0] -> (s0, 8)>> {graph.name = "x"})
        -> (tensor<?x8xf32, #graph.dims<()[s0] -> (s0, 8)>>) {
      %0 = math.exp %x : tensor<?x8xf32, #graph.dims<()[s0] -> (s0, 8)>>
      graph.return %0 : tensor<?x8xf32, #graph.dims<()[s0] -> (s0, 8)>>
    }
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name,
                       TypeAttrOf<FunctionType>:$function_type,
                       StrArrayAttr:$symbols,
                       OptionalAttr<DictArrayAttr>:$arg_attrs,
                       OptionalAttr<DictArrayAttr>:$res_attrs);
  let builders = [OpBuilder<(ins "::llvm::StringRef":$name,
                                 "::mlir::FunctionType":$type,
                                 "::llvm::ArrayRef<::llvm::StringRef>":$symbols)>];
  let hasVerifier = 1;
}

def Graph_KernelOp : Graph_FunctionOp<"kernel"> {
  let summary = "the operations that one launch computes";
  let description = [{
    Made by `graph-outline-kernels`. The body holds the fused operations in
    dominance order. Symbols in its types are the program's. Argument and
    result attributes `graph.strides` are as on `graph.program`. Where the
    kernel's accesses do not suit the pipeline of `schedule`, or its reductions
    and results a cluster that shares rows, `fallback` is taken. `library` is
    `"cublaslt"` where that library computes the kernel, a plain product: no code
    is made for it; and `"cublaslt-uncopied"` until `graph-spare-copies` makes it
    a product of what its operands are copies of.

    Example:

    ```mlir
    graph.kernel @add_relu(%a: tensor<8xf32>, %b: tensor<8xf32>) -> (tensor<8xf32>)
        attributes {schedule = #graph.schedule<pointwise, tile = [16], threads = 1>} {
      %0 = arith.addf %a, %b : tensor<8xf32>
      graph.return %0 : tensor<8xf32>
    }
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name,
                       TypeAttrOf<FunctionType>:$function_type,
                       OptionalAttr<Graph_ScheduleAttr>:$schedule,
                       OptionalAttr<Graph_ScheduleAttr>:$fallback,
                       OptionalAttr<StrAttr>:$library,
                       OptionalAttr<DictArrayAttr>:$arg_attrs,
                       OptionalAttr<DictArrayAttr>:$res_attrs);
}

def Graph_CallOp : Graph_Op<"call", [Pure, DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "one launch of a kernel";
  let description = [{
    The same kernel may be called many times with other operands. Its symbols
    are the program's.

    Example: `%0 = graph.call @add_relu(%a, %b) : (tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32>`
  }];
  let arguments = (ins FlatSymbolRefAttr:$callee, Variadic<AnyRankedTensor>:$inputs);
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let assemblyFormat = [{
    $callee `(` $inputs `)` attr-dict `:` functional-type($inputs, $results)
  }];
}

def Graph_ReturnOp : Graph_Op<"return", [Pure, Terminator, ReturnLike,
    ParentOneOf<["ProgramOp", "KernelOp"]>]> {
  let summary = "ends a program or a kernel";
  let description = [{ Example: `graph.return %0 : tensor<8xf32>` }];
  let arguments = (ins Variadic<AnyRankedTensor>:$values);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
  let hasVerifier = 1;
}

def Graph_CapturedOp : Graph_Op<"captured", [Pure]> {
  let summary = "one call of a PyTorch operator, as captured";
  let description = [{
    Made by the importer and removed by `convert-captured-to-graph`, which
    alone knows what each overload means. `target` is the full overload name.
    `args` and `kwargs` hold every argument as written: `#graph.operand<i>` for
    a tensor, `#graph.expr` for a symbolic integer, `#graph.none` for None, a
    type attribute for a dtype, strings for devices, layouts and memory formats
    (`"contiguous_format"`), arrays for lists, else i64, f64 and i1 attributes.
    `strides` gives each result's strides in PyTorch's own run. Complex
    tensors have complex element types, uint8 is `ui8`.

    Example:

    ```mlir
    %2 = graph.captured "aten.add.Tensor"(%0, %1)
        args [#graph.operand<0>, #graph.operand<1>] kwargs {alpha = 2 : i64}
        strides [#graph.dims<() -> (4, 1)>]
        : (tensor<2x4xf32>, tensor<4xf32>) -> tensor<2x4xf32>
    ```
  }];
  let arguments = (ins StrAttr:$target, Variadic<AnyRankedTensor>:$inputs,
                       ArrayAttr:$args, OptionalAttr<DictionaryAttr>:$kwargs,
                       OptionalAttr<ArrayAttr>:$strides);
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let assemblyFormat = [{
    $target `(` $inputs `)` `args` $args (`kwargs` $kwargs^)?
    (`strides` $strides^)? attr-dict `:` functional-type($inputs, $results)
  }];
  let hasVerifier = 1;
}

#endif // CUTEDSL_DIALECT_GRAPH_IR_GRAPHSTRUCTUREOPS_TD

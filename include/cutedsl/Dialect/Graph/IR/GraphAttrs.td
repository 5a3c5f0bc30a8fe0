//===- GraphAttrs.td - Attributes of the graph dialect ------*- tablegen -*-===//

#ifndef CUTEDSL_DIALECT_GRAPH_IR_GRAPHATTRS_TD
#define CUTEDSL_DIALECT_GRAPH_IR_GRAPHATTRS_TD

include "cutedsl/Dialect/Graph/IR/GraphBase.td"

def Graph_DimsAttr : Graph_Attr<"Dims", "dims", [
    DeclareAttrInterfaceMethods<VerifiableTensorEncoding>]> {
  let summary = "sizes (or strides) as expressions over the program's symbols";
  let description = [{
    One affine expression a dimension, over symbols only. As a tensor encoding
    it gives the sizes: a static dimension repeats its constant, a `?` has an
    expression that is not a constant. The map holds as many symbols as the
    highest one used, so that equal shapes are equal attributes in every
    program.

    Example: `#graph.dims<()[s0, s1] -> (s0, s1 floordiv 16 + 2, 768)>`
  }];
  let parameters = (ins "::mlir::AffineMap":$map);
  let assemblyFormat = "`<` $map `>`";
  let genVerifyDecl = 1;
  let builders = [
    // Shrinks the symbol list to what is used.
    AttrBuilder<(ins "::llvm::ArrayRef<::mlir::AffineExpr>":$exprs)>
  ];
  let extraClassDeclaration = [{
    ::llvm::ArrayRef<::mlir::AffineExpr> getExprs() const {
      return getMap().getResults();
    }
  }];
}

def Graph_ExprAttr : Graph_Attr<"Expr", "expr"> {
  let summary = "one symbolic integer of a captured call";
  let description = [{
    Stands where PyTorch passed a SymInt.

    Example: `#graph.expr<()[s0] -> (s0 floordiv 16)>`
  }];
  let parameters = (ins "::mlir::AffineMap":$map);
  let assemblyFormat = "`<` $map `>`";
  let genVerifyDecl = 1;
  let builders = [AttrBuilderWithInferredContext<
      (ins "::mlir::AffineExpr":$expr)>];
  let extraClassDeclaration = [{
    ::mlir::AffineExpr getValue() const { return getMap().getResult(0); }
  }];
}

def Graph_OperandAttr : Graph_Attr<"Operand", "operand"> {
  let summary = "the place of a tensor operand among a captured call's arguments";
  let description = [{
    Example: `#graph.operand<1>` is the captured op's operand number 1.
  }];
  let parameters = (ins "unsigned":$index);
  let assemblyFormat = "`<` $index `>`";
}

def Graph_NoneAttr : Graph_Attr<"None", "none"> {
  let summary = "Python's None as an argument of a captured call";
  let description = [{ Example: `args = [#graph.operand<0>, #graph.none]` }];
}

class Graph_Enum<string name, string summary, list<I32EnumAttrCase> cases>
    : I32EnumAttr<name, summary, cases> {
  let cppNamespace = "::cutedsl::graph";
  let genSpecializedAttr = 0;
}

def Graph_ReductionKind : Graph_Enum<"ReductionKind", "what a reduction folds with", [
    I32EnumAttrCase<"Sum", 0, "sum">,
    I32EnumAttrCase<"Prod", 1, "prod">,
    // NaN propagates, as in PyTorch.
    I32EnumAttrCase<"Max", 2, "max">,
    I32EnumAttrCase<"Min", 3, "min">,
    I32EnumAttrCase<"Any", 4, "any">,
    I32EnumAttrCase<"All", 5, "all">,
    // The index of the first extremum; NaN counts as the extremum.
    I32EnumAttrCase<"ArgMax", 6, "argmax">,
    I32EnumAttrCase<"ArgMin", 7, "argmin">]>;
def Graph_ReductionKindAttr : EnumAttr<Graph_Dialect, Graph_ReductionKind,
                                       "reduction_kind">;

def Graph_ScanKind : Graph_Enum<"ScanKind", "what a scan folds with", [
    I32EnumAttrCase<"Sum", 0, "sum">, I32EnumAttrCase<"Prod", 1, "prod">]>;
def Graph_ScanKindAttr : EnumAttr<Graph_Dialect, Graph_ScanKind, "scan_kind">;

def Graph_ScatterKind : Graph_Enum<"ScatterKind", "how an update meets the old value", [
    I32EnumAttrCase<"Set", 0, "set">, I32EnumAttrCase<"Add", 1, "add">]>;
def Graph_ScatterKindAttr : EnumAttr<Graph_Dialect, Graph_ScatterKind,
                                     "scatter_kind">;

def Graph_MaskedRows : Graph_Enum<"MaskedRows",
    "what attention gives a query all of whose scores are minus infinity", [
    I32EnumAttrCase<"Zero", 0, "zero">, I32EnumAttrCase<"NaN", 1, "nan">]>;
def Graph_MaskedRowsAttr : EnumAttr<Graph_Dialect, Graph_MaskedRows,
                                    "masked_rows">;

def Graph_Archetype : Graph_Enum<"Archetype", "the loop structure of a kernel", [
    // Every result element on its own.
    I32EnumAttrCase<"Pointwise", 0, "pointwise">,
    // Reductions over trailing dimensions, the row kept close.
    I32EnumAttrCase<"Rows", 1, "rows">,
    // Reductions over other dimensions than the contiguous one.
    I32EnumAttrCase<"Columns", 2, "columns">,
    // One contraction with its prologue and epilogue.
    I32EnumAttrCase<"Contract", 3, "contract">,
    I32EnumAttrCase<"Attention", 4, "attention">,
    // Prefix sums; scatters: in order, one tile.
    I32EnumAttrCase<"Scan", 5, "scan">,
    I32EnumAttrCase<"Scatter", 6, "scatter">]>;
def Graph_ArchetypeAttr : EnumAttr<Graph_Dialect, Graph_Archetype, "archetype">;

def Graph_ScheduleAttr : Graph_Attr<"Schedule", "schedule"> {
  let summary = "how a kernel is cut into tiles";
  let description = [{
    Chosen by `graph-select-schedule`, obeyed by `convert-graph-to-tile`.
    `tile` has one size for each dimension of the kernel's parallel domain
    (for a contraction: batch..., m, n), `reduction` one for each reduced
    dimension (k). `threads` is the CTA's size, 1 on the CPU. With `stages` the
    loop over k is a pipeline on the GPU's asynchronous hardware, that many
    steps deep, or rows stay in shared memory, which holds that many chunks. A contraction that is `swapped` multiplies transposed: columns
    of n fill the rows of the hardware's tile, so that few rows of m do. With
    `splits` a cluster of so many CTAs shares a tile's loop over k, or a row:
    `reduction` is then the part of each.

    Example: `#graph.schedule<contract, tile = [1, 9, 48], threads = 1, reduction = [4]>`
  }];
  let parameters = (ins
    EnumParameter<Graph_Archetype>:$archetype,
    ArrayRefParameter<"int64_t">:$tile,
    "int64_t":$threads,
    OptionalArrayRefParameter<"int64_t">:$reduction,
    "int64_t":$stages, "bool":$swapped, "int64_t":$splits);
  let builders = [
    // Without a pipeline.
    AttrBuilder<(ins "::cutedsl::graph::Archetype":$archetype,
                     "::llvm::ArrayRef<int64_t>":$tile, "int64_t":$threads,
                     "::llvm::ArrayRef<int64_t>":$reduction), [{
      return $_get($_ctxt, archetype, tile, threads, reduction, /*stages=*/0,
                   /*swapped=*/false, /*splits=*/1);
    }]>
  ];
  let assemblyFormat = [{
    `<` $archetype `,` `tile` `=` custom<Sizes>($tile) `,` `threads` `=` $threads
    (`,` `reduction` `=` `[` $reduction^ `]`)? `` custom<Pipeline>($stages, $swapped, $splits)
    `` `>`
  }];
}

#endif // CUTEDSL_DIALECT_GRAPH_IR_GRAPHATTRS_TD

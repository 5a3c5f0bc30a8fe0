//===- GraphDialect.cpp - The graph dialect and its attributes ------------===//

#include "cutedsl/Dialect/Graph/IR/Graph.h"
#include "cutedsl/Dialect/Graph/IR/Shape.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

#include "cutedsl/Dialect/Graph/IR/GraphDialect.cpp.inc"
#include "cutedsl/Dialect/Graph/IR/GraphEnums.cpp.inc"

/// `[1, 2]`, and also `[]`, which the generated parser of arrays refuses.
static ParseResult parseSizes(AsmParser &parser, SmallVector<int64_t> &sizes) {
  return parser.parseCommaSeparatedList(AsmParser::Delimiter::Square, [&] {
    return parser.parseInteger(sizes.emplace_back());
  });
}

static void printSizes(AsmPrinter &printer, ArrayRef<int64_t> sizes) {
  printer << '[';
  llvm::interleaveComma(sizes, printer.getStream());
  printer << ']';
}

/// What a schedule says of pipelines, each part only where it is not as usual.
static ParseResult parsePipeline(AsmParser &parser, int64_t &stages,
                                 bool &swapped, int64_t &splits) {
  stages = 0;
  swapped = false;
  splits = 1;
  while (succeeded(parser.parseOptionalComma())) {
    StringRef name;
    if (parser.parseKeyword(&name))
      return failure();
    if (name == "swapped") {
      swapped = true;
      continue;
    }
    if (name != "stages" && name != "splits")
      return parser.emitError(parser.getCurrentLocation(),
                              "expected stages, swapped or splits");
    if (parser.parseEqual() ||
        parser.parseInteger(name == "stages" ? stages : splits))
      return failure();
  }
  return success();
}

static void printPipeline(AsmPrinter &printer, int64_t stages, bool swapped,
                          int64_t splits) {
  if (stages != 0)
    printer << ", stages = " << stages;
  if (swapped)
    printer << ", swapped";
  if (splits != 1)
    printer << ", splits = " << splits;
}

#define GET_ATTRDEF_CLASSES
#include "cutedsl/Dialect/Graph/IR/GraphAttrs.cpp.inc"

#define GET_OP_CLASSES
#include "cutedsl/Dialect/Graph/IR/GraphOps.cpp.inc"

namespace {
/// Gives shapes an alias, so that long types print as `tensor<?xf32, #dims>`.
struct GraphAsmInterface : OpAsmDialectInterface {
  using OpAsmDialectInterface::OpAsmDialectInterface;
  AliasResult getAlias(Attribute attr, raw_ostream &os) const override {
    if (!isa<DimsAttr>(attr))
      return AliasResult::NoAlias;
    os << "dims";
    return AliasResult::OverridableAlias;
  }
};
} // namespace

void GraphDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "cutedsl/Dialect/Graph/IR/GraphAttrs.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "cutedsl/Dialect/Graph/IR/GraphOps.cpp.inc"
      >();
  addInterfaces<GraphAsmInterface>();
}

//===----------------------------------------------------------------------===//
// DimsAttr, ExprAttr
//===----------------------------------------------------------------------===//

static LogicalResult
verifySymbolicMap(function_ref<InFlightDiagnostic()> emitError, AffineMap map) {
  if (map.getNumDims() != 0)
    return emitError() << "expected a map over symbols only, but got "
                       << map.getNumDims() << " dimension(s)";
  AffineMap canonical = graph::getMap(0, map.getResults(), map.getContext());
  if (canonical.getNumSymbols() != map.getNumSymbols())
    return emitError() << "expected " << canonical.getNumSymbols()
                       << " symbol(s), one more than the highest used, but got "
                       << map.getNumSymbols();
  return success();
}

LogicalResult DimsAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                               AffineMap map) {
  return verifySymbolicMap(emitError, map);
}

DimsAttr DimsAttr::get(MLIRContext *context, ArrayRef<AffineExpr> exprs) {
  return get(context, graph::getMap(0, exprs, context));
}

LogicalResult
DimsAttr::verifyEncoding(ArrayRef<int64_t> shape, Type elementType,
                         function_ref<InFlightDiagnostic()> emitError) const {
  if (shape.size() != getExprs().size())
    return emitError() << "expected dims of rank " << shape.size()
                       << ", but got " << getExprs().size() << " expression(s)";
  for (auto [index, size, expr] : llvm::enumerate(shape, getExprs())) {
    auto constant = dyn_cast<AffineConstantExpr>(expr);
    if (ShapedType::isDynamic(size) ? !constant
                                    : constant && constant.getValue() == size)
      continue;
    InFlightDiagnostic diag = emitError();
    diag << "expected dimension " << index << " to be ";
    if (ShapedType::isDynamic(size))
      diag << "symbolic, since the type has '?'";
    else
      diag << size << " as in the type";
    return diag << ", but got '" << toString(expr) << "'";
  }
  if (!ShapedType::isDynamicShape(shape))
    return emitError() << "expected no dims on a tensor of static shape";
  return success();
}

LogicalResult ExprAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                               AffineMap map) {
  if (map.getNumResults() != 1)
    return emitError() << "expected one expression, but got "
                       << map.getNumResults();
  return verifySymbolicMap(emitError, map);
}

ExprAttr ExprAttr::get(AffineExpr expr) {
  return get(expr.getContext(), graph::getMap(0, {expr}, expr.getContext()));
}

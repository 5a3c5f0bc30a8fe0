//===- SpecializeSymbols.cpp - Fix sizes of a dynamic program -------------===//

#include "cutedsl/Dialect/Graph/IR/Hints.h"
#include "cutedsl/Dialect/Graph/IR/Shape.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/IR/AttrTypeSubElements.h"

namespace cutedsl {
#define GEN_PASS_DEF_GRAPHSPECIALIZESYMBOLS
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

namespace {
struct SpecializeSymbols
    : cutedsl::impl::GraphSpecializeSymbolsBase<SpecializeSymbols> {
  using GraphSpecializeSymbolsBase::GraphSpecializeSymbolsBase;

  void runOnOperation() override {
    std::optional<llvm::StringMap<int64_t>> given = parse(values);
    std::optional<llvm::StringMap<int64_t>> hinted = parse(hints);
    if (!given || !hinted)
      return signalPassFailure();
    for (auto program : getOperation().getOps<ProgramOp>()) {
      addHints(program, *hinted);
      if (failed(specialize(program, *given)))
        return signalPassFailure();
    }
  }

private:
  /// Reads `name=value` entries.
  std::optional<llvm::StringMap<int64_t>> parse(ArrayRef<std::string> entries) {
    llvm::StringMap<int64_t> result;
    for (StringRef entry : entries) {
      auto [name, number] = entry.split('=');
      int64_t value;
      if (number.getAsInteger(10, value) || value < 0) {
        emitError(getOperation().getLoc(), "expected symbol=size, but got '")
            << entry << "'";
        return std::nullopt;
      }
      result[name] = value;
    }
    return result;
  }

  void addHints(ProgramOp program, const llvm::StringMap<int64_t> &hinted);
  LogicalResult specialize(ProgramOp program,
                           const llvm::StringMap<int64_t> &given);
};
} // namespace

/// The hint of each symbol, 0 for none.
static SmallVector<int64_t> getHintOfEach(ProgramOp program) {
  SmallVector<int64_t> result(getHints(program));
  result.resize(program.getSymbols().size());
  return result;
}

void SpecializeSymbols::addHints(ProgramOp program,
                                 const llvm::StringMap<int64_t> &hinted) {
  if (hinted.empty())
    return;
  SmallVector<int64_t> result = getHintOfEach(program);
  for (auto [hint, name] :
       llvm::zip(result, program.getSymbols().getAsRange<StringAttr>()))
    if (auto it = hinted.find(name.getValue()); it != hinted.end())
      hint = it->second;
  program->setAttr(kHintsAttr, DenseI64ArrayAttr::get(&getContext(), result));
}

LogicalResult
SpecializeSymbols::specialize(ProgramOp program,
                              const llvm::StringMap<int64_t> &given) {
  MLIRContext *context = &getContext();
  SmallVector<AffineExpr> replacements;
  SmallVector<Attribute> kept;
  SmallVector<int64_t> hints;
  for (auto [name, hint] :
       llvm::zip(program.getSymbols().getAsRange<StringAttr>(),
                 getHintOfEach(program))) {
    auto value = given.find(name.getValue());
    if (value != given.end()) {
      replacements.push_back(getAffineConstantExpr(value->second, context));
      continue;
    }
    replacements.push_back(getAffineSymbolExpr(kept.size(), context));
    kept.push_back(name);
    hints.push_back(hint);
  }
  if (kept.size() == replacements.size())
    return success();

  auto replace = [&](AffineMap map) {
    SmallVector<AffineExpr> exprs;
    for (AffineExpr expr : map.getResults())
      exprs.push_back(
          graph::simplify(expr.replaceSymbols(replacements), map.getNumDims()));
    return graph::getMap(map.getNumDims(), exprs, context);
  };
  // Types first: a tensor whose sizes all became constants has no encoding.
  AttrTypeReplacer replacer;
  replacer.addReplacement(
      [&](RankedTensorType type) -> std::optional<std::pair<Type, WalkResult>> {
        auto dims = dyn_cast_or_null<DimsAttr>(type.getEncoding());
        if (!dims)
          return std::nullopt;
        return std::make_pair(
            Type(getTensorType(replace(dims.getMap()).getResults(),
                               type.getElementType())),
            WalkResult::skip());
      });
  replacer.addReplacement([&](DimsAttr dims) {
    return std::make_pair(
        Attribute(DimsAttr::get(context, replace(dims.getMap()))),
        WalkResult::skip());
  });
  replacer.addReplacement([&](ExprAttr expr) {
    return std::make_pair(
        Attribute(ExprAttr::get(context, replace(expr.getMap()))),
        WalkResult::skip());
  });
  replacer.addReplacement([&](AffineMapAttr map) {
    return std::make_pair(
        Attribute(AffineMapAttr::get(replace(map.getValue()))),
        WalkResult::skip());
  });
  program.setSymbolsAttr(ArrayAttr::get(context, kept));
  if (program->hasAttr(kHintsAttr))
    program->setAttr(kHintsAttr, DenseI64ArrayAttr::get(context, hints));
  replacer.recursivelyReplaceElementsIn(program, /*replaceAttrs=*/true,
                                        /*replaceLocs=*/false,
                                        /*replaceTypes=*/true);
  // A captured size that became a constant is a plain integer again.
  AttrTypeReplacer integers;
  integers.addReplacement([&](ExprAttr expr) -> std::optional<Attribute> {
    auto constant = dyn_cast<AffineConstantExpr>(expr.getValue());
    if (!constant)
      return std::nullopt;
    return IntegerAttr::get(IntegerType::get(context, 64), constant.getValue());
  });
  program.walk([&](CapturedOp op) {
    op.setArgsAttr(cast<ArrayAttr>(integers.replace(op.getArgsAttr())));
    if (DictionaryAttr kwargs = op.getKwargsAttr())
      op.setKwargsAttr(cast<DictionaryAttr>(integers.replace(kwargs)));
  });
  return success();
}

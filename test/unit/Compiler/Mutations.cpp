//===- Mutations.cpp - Attributes that differ from a given one ------------===//

#include "Mutations.h"
#include "cutedsl/Dialect/Graph/IR/Graph.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/TypeSwitch.h"
#include <gtest/gtest.h>

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

using Attributes = SmallVector<Attribute>;

/// Each result one larger in turn; and one result fewer.
static SmallVector<AffineMap> mutate(AffineMap map) {
  SmallVector<AffineMap> maps;
  for (unsigned i = 0, e = map.getNumResults(); i < e; ++i) {
    SmallVector<AffineExpr> exprs(map.getResults());
    exprs[i] = exprs[i] + 1;
    maps.push_back(AffineMap::get(map.getNumDims(), map.getNumSymbols(), exprs,
                                  map.getContext()));
  }
  if (map.getNumResults() > 0)
    maps.push_back(map.dropResult(map.getNumResults() - 1));
  return maps;
}

static Type mutate(Type type) {
  MLIRContext *context = type.getContext();
  if (auto function = dyn_cast<FunctionType>(type)) {
    // As many as before, which other attributes rely on.
    SmallVector<Type> inputs(function.getInputs()),
        results(function.getResults());
    if (!inputs.empty())
      inputs.back() = mutate(inputs.back());
    else if (!results.empty())
      results.back() = mutate(results.back());
    return FunctionType::get(context, inputs, results);
  }
  if (auto tensor = dyn_cast<RankedTensorType>(type))
    return tensor.clone(mutate(tensor.getElementType()));
  return type.isF64() ? Type(Float32Type::get(context))
                      : Type(Float64Type::get(context));
}

static Attributes mutate(IntegerAttr attr) {
  if (attr.getType().isInteger(1))
    return {BoolAttr::get(attr.getContext(), !attr.getValue().getBoolValue())};
  return {IntegerAttr::get(attr.getType(), attr.getValue() + 1)};
}

static Attributes mutate(FloatAttr attr) {
  APFloat negated = attr.getValue();
  negated.changeSign();
  APFloat next = attr.getValue();
  next.next(/*nextDown=*/false);
  return {FloatAttr::get(attr.getType(), negated),
          FloatAttr::get(attr.getType(), next)};
}

static Attributes mutate(ArrayAttr attr, IsName isName) {
  MLIRContext *context = attr.getContext();
  Attributes result;
  for (auto [i, element] : llvm::enumerate(attr))
    for (Attribute other : getMutations(element, isName)) {
      SmallVector<Attribute> elements(attr.getValue());
      elements[i] = other;
      result.push_back(ArrayAttr::get(context, elements));
    }
  if (!attr.empty())
    result.push_back(ArrayAttr::get(context, attr.getValue().drop_back()));
  for (size_t i = 1; i < attr.size(); ++i) {
    SmallVector<Attribute> elements(attr.getValue());
    std::swap(elements[i - 1], elements[i]);
    if (elements[i] != elements[i - 1])
      result.push_back(ArrayAttr::get(context, elements));
  }
  return result;
}

static Attributes mutate(DictionaryAttr attr, IsName isName) {
  Attributes result;
  for (auto [i, entry] : llvm::enumerate(attr)) {
    if (isName(entry.getName()))
      continue;
    SmallVector<NamedAttribute> entries(attr.getValue());
    for (Attribute other : getMutations(entry.getValue(), isName)) {
      entries[i].setValue(other);
      result.push_back(DictionaryAttr::get(attr.getContext(), entries));
    }
    entries.erase(entries.begin() + i);
    result.push_back(DictionaryAttr::get(attr.getContext(), entries));
  }
  return result;
}

static Attributes mutate(DenseElementsAttr attr, IsName isName) {
  SmallVector<Attribute> elements(attr.getValues<Attribute>());
  if (elements.empty())
    return {};
  Attributes result;
  for (Attribute other : getMutations(elements.back(), isName)) {
    elements.back() = other;
    result.push_back(DenseElementsAttr::get(attr.getType(), elements));
  }
  return result;
}

static Attributes mutate(DenseI64ArrayAttr attr) {
  SmallVector<int64_t> values(attr.asArrayRef());
  values.push_back(1);
  return {DenseI64ArrayAttr::get(attr.getContext(), values)};
}

static Attributes mutate(ScheduleAttr attr) {
  MLIRContext *context = attr.getContext();
  auto next = Archetype((unsigned(attr.getArchetype()) + 1) %
                        (getMaxEnumValForArchetype() + 1));
  auto longer = [](ArrayRef<int64_t> sizes) {
    SmallVector<int64_t> result(sizes);
    result.push_back(2);
    return result;
  };
  auto get = [&](Archetype archetype, ArrayRef<int64_t> tile, int64_t threads,
                 ArrayRef<int64_t> reduction, int64_t stages, bool swapped,
                 int64_t splits) {
    return ScheduleAttr::get(context, archetype, tile, threads, reduction,
                             stages, swapped, splits);
  };
  Archetype archetype = attr.getArchetype();
  ArrayRef<int64_t> tile = attr.getTile(), reduction = attr.getReduction();
  int64_t threads = attr.getThreads(), stages = attr.getStages();
  bool swapped = attr.getSwapped();
  int64_t splits = attr.getSplits();
  return {
      get(next, tile, threads, reduction, stages, swapped, splits),
      get(archetype, longer(tile), threads, reduction, stages, swapped, splits),
      get(archetype, tile, threads + 1, reduction, stages, swapped, splits),
      get(archetype, tile, threads, longer(reduction), stages, swapped, splits),
      get(archetype, tile, threads, reduction, stages + 1, swapped, splits),
      get(archetype, tile, threads, reduction, stages, !swapped, splits),
      get(archetype, tile, threads, reduction, stages, swapped, splits + 1)};
}

/// Every other case of an enumeration.
template <typename AttrT, typename EnumT>
static Attributes mutateEnum(AttrT attr, EnumT last) {
  Attributes result;
  for (unsigned i = 0; i <= unsigned(last); ++i)
    if (EnumT(i) != attr.getValue())
      result.push_back(AttrT::get(attr.getContext(), EnumT(i)));
  return result;
}

template <typename AttrT> static Attributes mutateMap(AttrT attr) {
  Attributes result;
  for (AffineMap map : mutate(attr.getMap()))
    result.push_back(AttrT::get(attr.getContext(), map));
  return result;
}

Attributes cutedsl::getMutations(Attribute attr, IsName isName) {
  MLIRContext *context = attr.getContext();
  return llvm::TypeSwitch<Attribute, Attributes>(attr)
      .Case<IntegerAttr, FloatAttr>([](auto a) { return mutate(a); })
      .Case([&](StringAttr a) -> Attributes {
        return {StringAttr::get(context, a.getValue() + "x")};
      })
      .Case([&](FlatSymbolRefAttr a) -> Attributes {
        return {FlatSymbolRefAttr::get(context, a.getValue().str() + "x")};
      })
      .Case([](TypeAttr a) -> Attributes {
        return {TypeAttr::get(mutate(a.getValue()))};
      })
      .Case([](AffineMapAttr a) {
        Attributes result;
        for (AffineMap map : mutate(a.getValue()))
          result.push_back(AffineMapAttr::get(map));
        return result;
      })
      // Nothing but its presence is to be changed.
      .Case([](UnitAttr) { return Attributes(); })
      .Case<ArrayAttr, DictionaryAttr, DenseElementsAttr>(
          [&](auto a) { return mutate(a, isName); })
      .Case<DenseI64ArrayAttr, ScheduleAttr>([](auto a) { return mutate(a); })
      .Case([&](OperandAttr a) -> Attributes {
        return {OperandAttr::get(context, a.getIndex() + 1)};
      })
      .Case([&](NoneAttr) -> Attributes { return {UnitAttr::get(context)}; })
      .Case([](DimsAttr a) { return mutateMap(a); })
      .Case([&](ExprAttr a) -> Attributes {
        return {ExprAttr::get(context, mutate(a.getMap()).front())};
      })
      .Case([](ReductionKindAttr a) {
        return mutateEnum(a, ReductionKind(getMaxEnumValForReductionKind()));
      })
      .Case([](ScanKindAttr a) {
        return mutateEnum(a, ScanKind(getMaxEnumValForScanKind()));
      })
      .Case([](ScatterKindAttr a) {
        return mutateEnum(a, ScatterKind(getMaxEnumValForScatterKind()));
      })
      .Case([](MaskedRowsAttr a) {
        return mutateEnum(a, MaskedRows(getMaxEnumValForMaskedRows()));
      })
      .Case([](arith::FastMathFlagsAttr a) -> Attributes {
        auto flags = a.getValue() ^ arith::FastMathFlags::contract;
        return {arith::FastMathFlagsAttr::get(a.getContext(), flags)};
      })
      .Case([](arith::IntegerOverflowFlagsAttr a) -> Attributes {
        auto flags = a.getValue() ^ arith::IntegerOverflowFlags::nsw;
        return {arith::IntegerOverflowFlagsAttr::get(a.getContext(), flags)};
      })
      .Default([](Attribute a) {
        std::string text;
        llvm::raw_string_ostream(text) << a;
        ADD_FAILURE() << "no mutation for attributes such as " << text;
        return Attributes();
      });
}

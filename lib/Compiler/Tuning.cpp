//===- Tuning.cpp - A program's kernels, one by one, to measure -----------===//

#include "cutedsl/Compiler/Tuning.h"
#include "cutedsl/Compiler/BundleWriter.h"
#include "cutedsl/Compiler/Compile.h"
#include "cutedsl/Dialect/Graph/IR/Hints.h"
#include "cutedsl/Dialect/Graph/IR/Shape.h"
#include "cutedsl/Transforms/PlainProduct.h"
#include "cutedsl/Transforms/Tuning.h"
#include "mlir/AsmParser/AsmParser.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

//===----------------------------------------------------------------------===//
// Choices as text
//===----------------------------------------------------------------------===//

static std::string toText(Attribute choice) {
  if (auto library = dyn_cast<StringAttr>(choice))
    return library.str();
  std::string text;
  llvm::raw_string_ostream stream(text);
  choice.print(stream);
  return text;
}

LogicalResult cutedsl::setChoices(ModuleOp module,
                                  const CompileOptions &options) {
  if (options.choices.empty())
    return success();
  MLIRContext *context = module.getContext();
  SmallVector<NamedAttribute> choices;
  for (const auto &[key, text] : options.choices) {
    Attribute choice;
    if (text == kCublasLt || text == kCublasLtUncopied)
      choice = StringAttr::get(context, text);
    else if (StringRef(text).starts_with("#"))
      choice = parseAttribute(text, context);
    if (!isa_and_nonnull<ScheduleAttr, StringAttr>(choice))
      return module.emitError("expected the choice for kernel ")
             << key << " to be a schedule, " << kCublasLt << " or "
             << kCublasLtUncopied << ", but got '" << text << "'";
    choices.emplace_back(StringAttr::get(context, key), choice);
  }
  module->setAttr(kChoicesAttr, DictionaryAttr::get(context, choices));
  return success();
}

//===----------------------------------------------------------------------===//
// Programs of one kernel
//===----------------------------------------------------------------------===//

/// The program's symbols that no tensor of `types` has as a size.
static SmallVector<unsigned> getMissingSymbols(ProgramOp program,
                                               ArrayRef<Type> types) {
  SmallVector<unsigned> missing;
  for (unsigned i = 0, e = program.getSymbols().size(); i < e; ++i) {
    AffineExpr symbol = getAffineSymbolExpr(i, program.getContext());
    auto hasSize = [&](Type type) {
      return llvm::is_contained(getDims(cast<RankedTensorType>(type)), symbol);
    };
    if (llvm::none_of(types, hasSize))
      missing.push_back(i);
  }
  return missing;
}

/// Adds `kernel` without what was chosen for it.
static void addKernel(OpBuilder &builder, KernelOp kernel) {
  auto copy = cast<KernelOp>(builder.clone(*kernel));
  copy.removeScheduleAttr();
  copy.removeFallbackAttr();
  copy.removeLibraryAttr();
}

static CallOp addCall(OpBuilder &builder, KernelOp kernel, ValueRange inputs) {
  return CallOp::create(builder, builder.getUnknownLoc(),
                        kernel.getResultTypes(), kernel.getSymName(), inputs);
}

/// A module in which the kernel is all that the program does, with the copies
/// that a choice spares: what is compared takes the same tensors. Its symbols
/// are those of `program`: sizes that are not the kernel's own come with
/// arguments that nothing reads.
static OwningOpRef<ModuleOp> makeProgram(ProgramOp program,
                                         const TunableKernel &tunable) {
  KernelOp kernel = tunable.kernel;
  MLIRContext *context = kernel.getContext();
  Location loc = UnknownLoc::get(context);
  OwningOpRef<ModuleOp> module = ModuleOp::create(loc);
  OpBuilder builder = OpBuilder::atBlockEnd(module->getBody());
  addKernel(builder, kernel);
  llvm::SmallSetVector<KernelOp, 2> copies(tunable.copies.begin(),
                                           tunable.copies.end());
  copies.remove(KernelOp());
  for (KernelOp copy : copies)
    addKernel(builder, copy);

  // A copy has one argument, which takes the place of the kernel's.
  auto getCopy = [&](unsigned i) {
    return tunable.copies.empty() ? KernelOp() : tunable.copies[i];
  };
  SmallVector<Type> types(kernel.getArgumentTypes());
  SmallVector<DictionaryAttr> attrs;
  for (auto [i, type] : llvm::enumerate(types)) {
    KernelOp copy = getCopy(i);
    attrs.push_back(copy ? copy.getArgAttrDict(0) : kernel.getArgAttrDict(i));
    if (copy)
      type = copy.getArgumentTypes().front();
  }
  for (unsigned symbol : getMissingSymbols(program, types))
    types.push_back(getTensorType(getAffineSymbolExpr(symbol, context),
                                  builder.getI8Type()));
  SmallVector<StringRef> symbols;
  for (auto symbol : program.getSymbols().getAsRange<StringAttr>())
    symbols.push_back(symbol.getValue());
  auto made = ProgramOp::create(
      builder, loc, "main",
      builder.getFunctionType(types, kernel.getResultTypes()), symbols);
  if (Attribute hints = program->getAttr(kHintsAttr))
    made->setAttr(kHintsAttr, hints);
  for (auto [i, given] : llvm::enumerate(attrs))
    if (given)
      made.setArgAttrs(i, given);
  for (unsigned i = 0, e = kernel.getNumResults(); i < e; ++i)
    if (DictionaryAttr attrs = kernel.getResultAttrDict(i))
      made.setResultAttrs(i, attrs);

  Block &body = made.getBody().front();
  builder.setInsertionPointToEnd(&body);
  SmallVector<Value> inputs;
  for (unsigned i = 0, e = kernel.getNumArguments(); i < e; ++i) {
    inputs.push_back(body.getArgument(i));
    if (KernelOp copy = getCopy(i))
      inputs.back() = addCall(builder, copy, inputs.back()).getResult(0);
  }
  ReturnOp::create(builder, loc, addCall(builder, kernel, inputs).getResults());
  return module;
}

/// The values of `exprs` at the hints; nothing where one is not known.
static std::optional<llvm::json::Array> evaluate(ArrayRef<AffineExpr> exprs,
                                                 ArrayRef<int64_t> hints) {
  llvm::json::Array values;
  for (AffineExpr expr : exprs) {
    if (!isHinted(expr, hints))
      return std::nullopt;
    auto value = runtime::evaluate(convertExpr(expr), hints.data());
    if (!value)
      return std::nullopt;
    values.push_back(*value);
  }
  return values;
}

/// The program's hints. What the kernel does not depend on may be anything.
static SmallVector<int64_t> getHintsFor(const TunableKernel &tunable,
                                        ProgramOp program) {
  SmallVector<int64_t> hints(getHints(program->getParentOfType<ModuleOp>()));
  hints.resize(program.getSymbols().size(), 0);
  for (auto [symbol, hint] : llvm::enumerate(hints))
    if (!llvm::is_contained(tunable.symbols, symbol))
      hint = 1;
  return hints;
}

/// Adds what `program`, which was made for a kernel, is to be called with.
static void addArguments(llvm::json::Object &object, ProgramOp program,
                         ArrayRef<int64_t> hints) {
  llvm::json::Array arguments;
  for (unsigned i = 0, e = program.getNumArguments(); i < e; ++i) {
    auto type = cast<RankedTensorType>(program.getArgumentTypes()[i]);
    Dims dims = getDims(type);
    Dims strides = getContiguousStrides(dims, type.getContext());
    if (auto given = program.getArgAttrOfType<DimsAttr>(i, "graph.strides"))
      strides = Dims(given.getExprs());
    auto dtype = convertType(type.getElementType());
    auto sizes = evaluate(dims, hints), steps = evaluate(strides, hints);
    if (!dtype || !sizes || !steps) {
      object["reason"] = llvm::formatv(
          "expected an argument of known size, but got {0}", Type(type));
      return;
    }
    arguments.push_back(llvm::json::Object{{"dtype", runtime::getName(*dtype)},
                                           {"sizes", std::move(*sizes)},
                                           {"strides", std::move(*steps)}});
  }
  object["arguments"] = std::move(arguments);
}

//===----------------------------------------------------------------------===//
// The list
//===----------------------------------------------------------------------===//

/// Names of the kernels that every run of the program calls.
static llvm::StringSet<> getCalled(ProgramOp program) {
  llvm::StringSet<> called;
  for (auto call : program.getBody().getOps<CallOp>())
    if (!call->hasAttr("graph.prepare"))
      called.insert(call.getCallee());
  return called;
}

FailureOr<std::string> cutedsl::listTunables(Session &session, ModuleOp module,
                                             const CompileOptions &options) {
  if (failed(lower(session, module, options, Stage::Kernels)))
    return failure();
  llvm::json::Array list;
  auto programs = module.getOps<ProgramOp>();
  if (!programs.empty()) {
    ProgramOp program = *programs.begin();
    llvm::StringSet<> called = getCalled(program), seen;
    for (TunableKernel &tunable : getTunableKernels(module, options.target)) {
      if (!called.contains(tunable.kernel.getSymName()) ||
          !seen.insert(tunable.key).second)
        continue;
      OwningOpRef<ModuleOp> made = makeProgram(program, tunable);
      std::string text;
      llvm::raw_string_ostream stream(text);
      made->print(stream);
      llvm::json::Array choices;
      for (Attribute choice : tunable.choices)
        choices.push_back(toText(choice));
      llvm::json::Object object{{"name", tunable.kernel.getSymName()},
                                {"key", tunable.key},
                                {"choices", std::move(choices)},
                                {"program", text}};
      addArguments(object, *made->getOps<ProgramOp>().begin(),
                   getHintsFor(tunable, program));
      list.push_back(std::move(object));
    }
  }
  return llvm::formatv("{0}", llvm::json::Value(std::move(list))).str();
}

// The cache key holds every field that may change a result, and nothing else.

#include "cutedsl/Compiler/Fingerprint.h"
#include "Mutations.h"
#include "cutedsl/Compiler/Session.h"
#include "cutedsl/Dialect/Graph/IR/Graph.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include <filesystem>
#include <gtest/gtest.h>
#include <set>

using namespace mlir;
using namespace cutedsl;

namespace {

const ToolVersions kVersions = {"1.0-abc", "22.1.8", "ptxas 13.0"};

std::string getKey(ModuleOp module, const CompileOptions &options = {},
                   const ToolVersions &versions = kVersions) {
  return toHex(computeFingerprint(module, options, versions));
}

/// The modules of the dialect's own tests: every op with every attribute.
std::vector<std::string> getTexts() {
  std::vector<std::string> texts;
  for (const auto &entry :
       std::filesystem::directory_iterator(CUTEDSL_TEST_MODULES)) {
    std::string path = entry.path().string();
    if (!StringRef(path).ends_with(".mlir") ||
        StringRef(path).contains("invalid"))
      continue;
    auto file = llvm::MemoryBuffer::getFile(path);
    SmallVector<StringRef> parts;
    if (file)
      (*file)->getBuffer().split(parts, "// -----");
    for (StringRef part : parts)
      texts.push_back(part.str());
  }
  return texts;
}

bool isNameEntry(StringRef key) { return key == "graph.name"; }

/// Whether an attribute of an op is nothing but a name.
bool isName(Operation *op, StringRef attribute) {
  return isa<graph::ProgramOp, ModuleOp>(op) && attribute == "sym_name";
}

/// Whether an attribute may become `other` and then means something else.
bool isSignificant(Operation *op, StringRef name, Attribute other) {
  auto array = dyn_cast<ArrayAttr>(other);
  bool sameSize =
      array && array.size() == op->getAttrOfType<ArrayAttr>(name).size();
  // What a program's symbols are called is a name; how many there are is not.
  if (isa<graph::ProgramOp>(op) && name == "symbols")
    return !sameSize;
  // One dictionary for each argument.
  if (name == "arg_attrs" || name == "res_attrs")
    return sameSize;
  return true;
}

/// Runs `change`, and takes it back with `undo`; the key must be another one
/// meanwhile.
template <typename Change, typename Undo>
void expectAnotherKey(ModuleOp module, const std::string &key, Operation *op,
                      const Twine &what, Change change, Undo undo) {
  change();
  EXPECT_NE(getKey(module), key)
      << what.str() << " of " << op->getName().getStringRef().str();
  undo();
}

class FingerprintTest : public testing::Test {
protected:
  OwningOpRef<ModuleOp> parse(StringRef text) {
    OwningOpRef<ModuleOp> module = session.parse(text);
    EXPECT_TRUE(module) << session.getMessages();
    return module;
  }
  /// Calls `visit(module, key, op)` for every op of every test module.
  template <typename F> void forEachOp(F visit) {
    for (const std::string &text : getTexts()) {
      OwningOpRef<ModuleOp> module = parse(text);
      if (!module)
        continue;
      std::string key = getKey(*module);
      SmallVector<Operation *> ops;
      module->walk([&](Operation *op) { ops.push_back(op); });
      for (Operation *op : ops)
        visit(*module, key, op);
      EXPECT_EQ(getKey(*module), key) << "the test did not clean up";
    }
  }

  /// What the dialect defines.
  std::vector<RegisteredOperationName> getGraphOps() {
    std::vector<RegisteredOperationName> ops;
    for (RegisteredOperationName op :
         session.getContext().getRegisteredOperations())
      if (op.getDialectNamespace() == "graph")
        ops.push_back(op);
    EXPECT_FALSE(ops.empty());
    return ops;
  }

  Session session;
};

} // namespace

TEST_F(FingerprintTest, EveryAttributeChangesTheKey) {
  std::set<std::pair<std::string, std::string>> seen;
  forEachOp([&](ModuleOp module, const std::string &key, Operation *op) {
    for (NamedAttribute entry : op->getAttrDictionary()) {
      StringRef name = entry.getName();
      if (isName(op, name))
        continue;
      bool changed = false;
      auto undo = [&] { op->setAttr(name, entry.getValue()); };
      for (Attribute other : getMutations(entry.getValue(), isNameEntry)) {
        if (other == entry.getValue() || !isSignificant(op, name, other))
          continue;
        op->setAttr(name, other);
        // An attribute with a stricter type refuses some.
        if (op->getAttr(name) != other) {
          undo();
          continue;
        }
        expectAnotherKey(module, key, op, name, [] {}, undo);
        changed = true;
      }
      if (isa<UnitAttr>(entry.getValue())) {
        expectAnotherKey(
            module, key, op, name, [&] { op->removeAttr(name); }, undo);
        changed = true;
      }
      if (changed)
        seen.insert({op->getName().getStringRef().str(), name.str()});
    }
  });
  // The test modules have them all.
  for (RegisteredOperationName op : getGraphOps())
    for (StringAttr name : op.getAttributeNames()) {
      if (name == "sym_name" && op.getStringRef() == "graph.program")
        continue;
      EXPECT_TRUE(seen.count({op.getStringRef().str(), name.str()}))
          << "no test module has " << op.getStringRef().str() << " with "
          << name.str();
    }
}

TEST_F(FingerprintTest, OperandsAndTypesChangeTheKey) {
  llvm::StringSet<> seen;
  forEachOp([&](ModuleOp module, const std::string &key, Operation *op) {
    seen.insert(op->getName().getStringRef());
    for (unsigned i = 1; i < op->getNumOperands(); ++i) {
      Value a = op->getOperand(i - 1), b = op->getOperand(i);
      if (a == b)
        continue;
      auto set = [&](Value first, Value second) {
        op->setOperand(i - 1, first);
        op->setOperand(i, second);
      };
      expectAnotherKey(
          module, key, op, "the order of operands", [&] { set(b, a); },
          [&] { set(a, b); });
    }
    SmallVector<Value> values(op->getResults());
    for (Region &region : op->getRegions())
      for (Block &block : region)
        llvm::append_range(values, block.getArguments());
    for (Value value : values) {
      Type type = value.getType();
      auto attr = TypeAttr::get(type);
      Attribute other = getMutations(attr, isNameEntry).front();
      expectAnotherKey(
          module, key, op, "a type",
          [&] { value.setType(cast<TypeAttr>(other).getValue()); },
          [&] { value.setType(type); });
    }
  });
  for (RegisteredOperationName op : getGraphOps())
    EXPECT_TRUE(seen.contains(op.getStringRef()))
        << "no test module has " << op.getStringRef().str();
}

static constexpr StringLiteral kProgram = R"(
graph.program @main symbols ["n", "m"] (
    %x: tensor<?x?xf32, #graph.dims<()[s0, s1] -> (s0, s1)>> {graph.name = "x"},
    %y: tensor<?x?xf32, #graph.dims<()[s0, s1] -> (s0, s1)>>
        {graph.name = "y", graph.kind = "parameter"})
    -> (tensor<?x?xf32, #graph.dims<()[s0, s1] -> (s0, s1)>>
        {graph.name = "difference"}) {
  %0 = arith.subf %x, %y
      : tensor<?x?xf32, #graph.dims<()[s0, s1] -> (s0, s1)>> loc("a.py":3:0)
  graph.return %0 : tensor<?x?xf32, #graph.dims<()[s0, s1] -> (s0, s1)>>
} loc("a.py":1:0)
)";

static std::string substitute(StringRef text, StringRef old, StringRef next) {
  EXPECT_TRUE(text.contains(old)) << old.str();
  size_t at = text.find(old);
  return (text.take_front(at) + next + text.drop_front(at + old.size())).str();
}

TEST_F(FingerprintTest, NamesAndLocationsDoNot) {
  std::string key = getKey(*parse(kProgram));
  for (auto [old, next] :
       std::initializer_list<std::pair<StringRef, StringRef>>{
           {"\"a.py\":3:0", "\"/home/me/b.py\":70:1"},
           {" loc(\"a.py\":3:0)", ""},
           {"\"a.py\":1:0", "\"/tmp/c.py\":1:0"},
           {"graph.name = \"x\"", "graph.name = \"left\""},
           {"graph.name = \"x\"", "graph.name = \"\""},
           {"graph.name = \"difference\"", "graph.name = \"result\""},
           {"@main", "@other"},
           {"[\"n\", \"m\"]", "[\"s7\", \"s77\"]"},
           {"[\"n\", \"m\"]", "[\"m\", \"n\"]"}})
    EXPECT_EQ(getKey(*parse(substitute(kProgram, old, next))), key)
        << old.str() << " became " << next.str();
  std::string module = ("module @name {" + kProgram + "}").str();
  EXPECT_EQ(getKey(*parse(module)),
            getKey(*parse(substitute(module, "@name", ""))));
}

TEST_F(FingerprintTest, EveryOptionChangesTheKey) {
  OwningOpRef<ModuleOp> module = parse(kProgram);
  CompileOptions options;
  // Names every member: one more, and this does not compile.
  auto &[target, cpu, numerics, fastAlgebra, assumeFinite, symbols, hints,
         choices, verify] = options;
  std::set<std::string> keys = {getKey(*module, options)};
  unsigned count = 1;
  auto expectNew = [&](const char *what) {
    EXPECT_TRUE(keys.insert(getKey(*module, options)).second) << what;
    ++count;
    options = CompileOptions();
  };
  for (const char *name : {"x86-64-v3", "x86-64-v4", "znver5"}) {
    cpu = name;
    expectNew("cpu");
  }
  for (const char *name : {"sm_80", "sm_89", "sm_90a"}) {
    target = name;
    expectNew("target");
  }
  numerics = "eager";
  expectNew("numerics");
  fastAlgebra = true;
  expectNew("fast_algebra");
  assumeFinite = true;
  expectNew("assume_finite");
  verify = true;
  expectNew("verify");
  for (auto &[name, size] : std::initializer_list<std::pair<const char *, int>>{
           {"n", 1}, {"n", 2}, {"m", 1}}) {
    symbols[name] = size;
    expectNew("symbols");
    hints[name] = size;
    expectNew("hints");
  }
  for (auto &[key, choice] :
       std::initializer_list<std::pair<const char *, const char *>>{
           {"k", "a"}, {"k", "b"}, {"l", "a"}}) {
    choices[key] = choice;
    expectNew("choices");
  }
  EXPECT_EQ(keys.size(), count);
  // Each is in the form that is hashed.
  llvm::Expected<llvm::json::Value> json = llvm::json::parse(options.toJSON());
  ASSERT_TRUE(bool(json));
  EXPECT_EQ(json->getAsObject()->size(), 9u);
}

TEST_F(FingerprintTest, SizesAreKnownByTheSymbolsPlace) {
  CompileOptions options;
  options.symbols["n"] = 1;
  std::string key = getKey(*parse(kProgram), options);
  std::string swapped =
      substitute(kProgram, "[\"n\", \"m\"]", "[\"m\", \"n\"]");
  EXPECT_NE(getKey(*parse(swapped), options), key);
  std::string renamed =
      substitute(kProgram, "[\"n\", \"m\"]", "[\"a\", \"b\"]");
  EXPECT_NE(getKey(*parse(renamed), options), key);
  options.symbols = {{"a", 1}};
  EXPECT_EQ(getKey(*parse(renamed), options), key);
}

TEST_F(FingerprintTest, EveryVersionChangesTheKey) {
  OwningOpRef<ModuleOp> module = parse(kProgram);
  std::set<std::string> keys = {getKey(*module)};
  ToolVersions versions = kVersions;
  auto &[compiler, llvm, assembler] = versions;
  for (std::string *version : {&compiler, &llvm, &assembler}) {
    std::string old = *version;
    *version += "x";
    EXPECT_TRUE(keys.insert(getKey(*module, {}, versions)).second);
    *version = old;
  }
  // What is hashed by default is what is installed.
  CompileOptions options;
  EXPECT_EQ(ToolVersions::get(options).compiler, getBuildId().str());
  EXPECT_EQ(ToolVersions::get(options).assembler, "");
  EXPECT_EQ(ToolVersions::get(options).llvm.substr(0, 3), "22.");
}

TEST_F(FingerprintTest, ListsTheNamesItLeavesOut) {
  OwningOpRef<ModuleOp> module = parse(kProgram);
  using Names = std::vector<std::string>;
  EXPECT_EQ(getNames(*module, {}), Names({"x", "y", "difference", "n", "m"}));
  CompileOptions options;
  options.symbols["n"] = 1;
  EXPECT_EQ(getNames(*module, options), Names({"x", "y", "difference", "m"}));
}

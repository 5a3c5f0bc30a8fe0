//===- BundleVerifier.cpp - What a legal bundle is ------------------------===//
//
// Everything that the runtime later takes for granted: an index that passes
// here is never checked again.
//
//===----------------------------------------------------------------------===//

#include "cutedsl/Runtime/BundleFormat.h"

#include <algorithm>

using namespace cutedsl::runtime;

static constexpr size_t kMaxRank = 64;
static constexpr uint32_t kMaxAlignment = 4096;
static constexpr uint32_t kMaxThreads = 1024;
static constexpr uint64_t kMaxScratchBytes = uint64_t(1) << 30;
static constexpr int64_t kMaxBox = 256;

namespace {

/// Collects the first error; `context` says where it was found.
class Verifier {
public:
  explicit Verifier(const Bundle &bundle) : bundle(bundle) {}
  MaybeError run();

private:
  bool check(bool condition, const char *message) {
    if (!condition && !error)
      error = Error{context + ": " + message};
    return condition;
  }
  bool checkIndex(uint64_t index, size_t count, const char *what) {
    if (index < count)
      return true;
    if (!error)
      error =
          Error{context + ": expected " + what + " below " +
                std::to_string(count) + ", but got " + std::to_string(index)};
    return false;
  }
  void checkExpr(const Expr &expr, size_t numSymbols) {
    if (MaybeError found = verifyExpr(expr, numSymbols); found && !error)
      error = Error{context + ": " + found->message};
  }
  void enter(const char *what, size_t index) {
    context = scope + what + " " + std::to_string(index);
  }

  void visitFingerprint();
  void visitSymbols();
  void visitSpec(const TensorSpec &spec);
  void visitArguments();
  void visitProgram(const TargetProgram &program);
  void visitKernel(const TargetProgram &program, const Kernel &kernel);
  void visitTensorMap(const TensorMap &map);
  void visitProduct(const TargetProgram &program, const Kernel &kernel);
  void visitProductBuffers(const TargetProgram &program, const Call &call,
                           const Product &product);
  void visitCall(const TargetProgram &program, const Call &call,
                 bool isPrepare);
  void visitOperand(const TargetProgram &program, const Operand &operand,
                    bool isPrepare);

  const Bundle &bundle;
  MaybeError error;
  std::string scope, context;
};

} // namespace

void Verifier::visitFingerprint() {
  context = "fingerprint";
  const std::string &text = bundle.fingerprint;
  bool isHex = std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  });
  check(text.size() == 64 && isHex, "expected 64 hexadecimal digits");
}

void Verifier::visitSymbols() {
  for (size_t i = 0; i < bundle.symbols.size() && !error; ++i) {
    enter("symbol", i);
    const Symbol &symbol = bundle.symbols[i];
    if (!checkIndex(symbol.argument, bundle.arguments.size(), "an argument"))
      return;
    const Argument &argument = bundle.arguments[symbol.argument];
    if (symbol.source == SymbolSource::Value)
      check(argument.kind == ArgumentKind::Scalar,
            "expected a value to come from a scalar argument");
    else
      checkIndex(symbol.dimension, argument.sizes.size(), "a dimension");
  }
  for (size_t i = 0; i < bundle.assumptions.size() && !error; ++i) {
    enter("assumption", i);
    checkExpr(bundle.assumptions[i].expr, bundle.symbols.size());
  }
}

void Verifier::visitSpec(const TensorSpec &spec) {
  check(spec.sizes.size() <= kMaxRank, "expected a rank of at most 64");
  check(spec.sizes.size() == spec.strides.size(),
        "expected as many strides as sizes");
  for (const Expr &expr : spec.sizes)
    checkExpr(expr, bundle.symbols.size());
  for (const Expr &expr : spec.strides)
    checkExpr(expr, bundle.symbols.size());
}

void Verifier::visitArguments() {
  for (size_t i = 0; i < bundle.arguments.size() && !error; ++i) {
    enter("argument", i);
    const Argument &argument = bundle.arguments[i];
    visitSpec(argument);
    uint32_t alignment = argument.alignment;
    check(!(alignment & (alignment - 1)) && alignment <= kMaxAlignment,
          "expected an alignment that is a power of two of at most 4096");
    if (argument.kind == ArgumentKind::Scalar)
      check(argument.sizes.empty() && argument.dtype == DType::I64 &&
                !argument.frozen && !argument.mutated,
            "expected a scalar to be a constant i64 of rank 0");
    check(!argument.frozen || !argument.mutated,
          "a frozen argument cannot be mutated");
  }
  for (size_t i = 0; i < bundle.results.size() && !error; ++i) {
    enter("result", i);
    visitSpec(bundle.results[i]);
  }
}

/// All that a kernel says in its own symbols.
template <typename F> static void forEachExpr(const Kernel &kernel, F visit) {
  for (const Expr &expr : kernel.grid)
    visit(expr);
  for (const TensorMap &map : kernel.tensorMaps) {
    for (const Expr &expr : map.sizes)
      visit(expr);
    for (const Expr &expr : map.strides)
      visit(expr);
    visit(map.offset);
  }
  for (const Product &product : kernel.products) {
    for (const ProductMatrix *matrix :
         {&product.lhs, &product.rhs, &product.result}) {
      visit(matrix->leading);
      visit(matrix->batchStride);
    }
    for (const Expr *size :
         {&product.batch, &product.m, &product.n, &product.k})
      visit(*size);
  }
}

/// The copy engine's rules that do not depend on symbols.
void Verifier::visitTensorMap(const TensorMap &map) {
  size_t rank = map.sizes.size();
  check(rank >= 1 && rank <= kMaxTensorMapRank,
        "expected a tensor map of rank 1 to 5");
  check(map.strides.size() + 1 == rank && map.box.size() == rank,
        "expected a tensor map with one stride fewer than sizes, and a box of "
        "its rank");
  check(map.dtype != DType::C64, "expected a tensor map of real elements");
  if (error)
    return;
  bool isSmall = std::all_of(map.box.begin(), map.box.end(), [](int64_t size) {
    return size >= 1 && size <= kMaxBox;
  });
  if (!check(isSmall, "expected a tensor map's box of 1 to 256 elements in "
                      "each dimension"))
    return;
  int64_t rowBytes = map.box.front() * getSize(map.dtype);
  check(rowBytes % 16 == 0, "expected a row of a tensor map's box to be a "
                            "multiple of 16 bytes");
  uint32_t swizzle = map.swizzle;
  check(swizzle == 0 || swizzle == 32 || swizzle == 64 || swizzle == 128,
        "expected a swizzle of 0, 32, 64 or 128 bytes");
  check(swizzle == 0 || rowBytes <= int64_t(swizzle),
        "expected a row of a tensor map's box to be at most its swizzle");
}

void Verifier::visitProduct(const TargetProgram &program,
                            const Kernel &kernel) {
  check(kernel.products.size() == 1, "expected at most one product");
  const Product &product = kernel.products.front();
  check(program.target.compare(0, 3, "sm_") == 0,
        "expected a product of a library only for a GPU");
  check(kernel.tensorMaps.empty() && kernel.grid.empty(),
        "expected a product to have neither tensor maps nor a grid");
  check(product.dtype == DType::F32 || product.dtype == DType::F16 ||
            product.dtype == DType::BF16,
        "expected a product of f32, f16 or bf16");
  check(!product.result.isTransposed,
        "expected a product's result not to be transposed");
}

/// The library writes all of its workspace, whatever else is there.
void Verifier::visitProductBuffers(const TargetProgram &program,
                                   const Call &call, const Product &product) {
  size_t count = call.operands.size();
  for (const ProductMatrix *matrix :
       {&product.lhs, &product.rhs, &product.result})
    checkIndex(matrix->buffer, count, "a product's buffer");
  if (product.hasBias)
    checkIndex(product.bias, count, "a product's bias");
  if (!checkIndex(product.workspace, count, "a product's workspace"))
    return;
  const Operand &workspace = call.operands[product.workspace];
  check(workspace.kind == OperandKind::Temporary &&
            workspace.index < program.temporaries.size() &&
            program.temporaries[workspace.index].getConstant().value_or(0) >=
                int64_t(kProductWorkspaceBytes),
        "expected a product's workspace to be a temporary of 32 MiB");
}

void Verifier::visitKernel(const TargetProgram &program, const Kernel &kernel) {
  check(!kernel.symbol.empty(), "expected a symbol");
  if (kernel.products.empty())
    checkIndex(kernel.code, program.code.size(), "a code section");
  else
    visitProduct(program, kernel);
  check(kernel.threads >= 1 && kernel.threads <= kMaxThreads,
        "expected 1 to 1024 threads");
  check(kernel.scratchBytes <= kMaxScratchBytes,
        "expected at most 1 GiB of scratch");
  check(kernel.cluster >= 1 && kernel.cluster <= kMaxCluster,
        "expected a cluster of 1 to 16 blocks");
  for (const TensorMap &map : kernel.tensorMaps)
    visitTensorMap(map);
  // Which symbols it may use depends on the call.
  forEachExpr(kernel, [&](const Expr &expr) { checkExpr(expr, SIZE_MAX); });
}

static bool hasConstantShape(const TensorSpec &spec) {
  auto isConstant = [](const Expr &expr) {
    return expr.getConstant().has_value();
  };
  return std::all_of(spec.sizes.begin(), spec.sizes.end(), isConstant) &&
         std::all_of(spec.strides.begin(), spec.strides.end(), isConstant);
}

void Verifier::visitOperand(const TargetProgram &program,
                            const Operand &operand, bool isPrepare) {
  switch (operand.kind) {
  case OperandKind::Argument:
    if (!checkIndex(operand.index, bundle.arguments.size(), "an argument"))
      return;
    check(bundle.arguments[operand.index].kind != ArgumentKind::Scalar,
          "a kernel cannot take a scalar argument");
    check(!isPrepare || bundle.arguments[operand.index].frozen,
          "a prepare call can only read frozen arguments");
    check(!isPrepare || hasConstantShape(bundle.arguments[operand.index]),
          "a prepare call can only read arguments of constant shape");
    return;
  case OperandKind::Result:
    checkIndex(operand.index, bundle.results.size(), "a result");
    check(!isPrepare, "a prepare call cannot write a result");
    return;
  case OperandKind::Temporary:
    if (checkIndex(operand.index, program.temporaries.size(), "a temporary"))
      check(!isPrepare || !usesSymbols(program.temporaries[operand.index]),
            "a prepare call can only use temporaries of constant size");
    return;
  case OperandKind::Constant:
    checkIndex(operand.index, bundle.constants.size(), "a constant");
    return;
  case OperandKind::Prepared:
    checkIndex(operand.index, program.prepared.size(), "a prepared buffer");
    return;
  }
}

void Verifier::visitCall(const TargetProgram &program, const Call &call,
                         bool isPrepare) {
  if (!checkIndex(call.kernel, program.kernels.size(), "a kernel"))
    return;
  for (const Operand &operand : call.operands)
    visitOperand(program, operand, isPrepare);
  for (const Expr &expr : call.symbols) {
    checkExpr(expr, bundle.symbols.size());
    check(!isPrepare || !usesSymbols(expr),
          "a prepare call cannot depend on a symbol");
  }
  const Kernel &kernel = program.kernels[call.kernel];
  size_t numSymbols =
      call.symbols.empty() ? bundle.symbols.size() : call.symbols.size();
  forEachExpr(kernel, [&](const Expr &expr) {
    checkExpr(expr, numSymbols);
    check(!isPrepare || !call.symbols.empty() || !usesSymbols(expr),
          "a prepare call cannot depend on a symbol");
  });
  for (const TensorMap &map : kernel.tensorMaps)
    checkIndex(map.buffer, call.operands.size(), "a tensor map's buffer");
  for (const Product &product : kernel.products)
    visitProductBuffers(program, call, product);
}

void Verifier::visitProgram(const TargetProgram &program) {
  context = scope + "target";
  check(!program.target.empty(), "expected a name");
  for (size_t i = 0; i < program.kernels.size() && !error; ++i) {
    enter("kernel", i);
    visitKernel(program, program.kernels[i]);
  }
  for (size_t i = 0; i < program.temporaries.size() && !error; ++i) {
    enter("temporary", i);
    checkExpr(program.temporaries[i], bundle.symbols.size());
  }
  for (size_t i = 0; i < program.prepared.size() && !error; ++i) {
    enter("prepared buffer", i);
    checkExpr(program.prepared[i], 0);
  }
  for (size_t i = 0; i < program.prepareCalls.size() && !error; ++i) {
    enter("prepare call", i);
    visitCall(program, program.prepareCalls[i], /*isPrepare=*/true);
  }
  for (size_t i = 0; i < program.calls.size() && !error; ++i) {
    enter("call", i);
    visitCall(program, program.calls[i], /*isPrepare=*/false);
  }
}

MaybeError Verifier::run() {
  visitFingerprint();
  visitArguments();
  visitSymbols();
  context = "bundle";
  check(!bundle.programs.empty(), "expected at least one target program");
  for (size_t i = 0; i < bundle.programs.size() && !error; ++i) {
    scope = "program " + std::to_string(i) + ", ";
    visitProgram(bundle.programs[i]);
  }
  return error;
}

MaybeError cutedsl::runtime::verify(const Bundle &bundle) {
  return Verifier(bundle).run();
}

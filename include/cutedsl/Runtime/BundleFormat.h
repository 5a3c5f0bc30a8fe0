//===- BundleFormat.h - What the compiler hands to the runtime --*- C++ -*-===//
//
// A bundle is one compiled program: everything the runtime needs, nothing of
// the compiler. This header is the only one that both sides share; it depends
// on neither LLVM nor PyTorch.
//
// On disk: a header (magic, ABI version, sizes, digest of the metadata), the
// metadata, then 64-byte aligned blobs (constants and code) that the metadata
// names by offset, size and SHA-256. So every byte of a file is covered by a
// digest or has one legal value, and `parse` refuses anything else. All
// integers are little endian.
//
// Sizes are in elements, strides in elements, buffers in bytes. An operand or
// index always refers to a list of the same bundle; `verify` checks them all.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_RUNTIME_BUNDLEFORMAT_H
#define CUTEDSL_RUNTIME_BUNDLEFORMAT_H

#include "cutedsl/Runtime/Expr.h"
#include "cutedsl/Runtime/Result.h"
#include "cutedsl/Runtime/SHA256.h"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace cutedsl::runtime {

/// Changes whenever a bundle of the old form would be misread, or a kernel of
/// the old ABI miscalled.
constexpr uint32_t kBundleABIVersion = 3;

/// Blobs start at multiples of this in the file.
constexpr size_t kBlobAlignment = 64;

enum class DType : uint8_t {
  F64 = 0,
  F32 = 1,
  F16 = 2,
  BF16 = 3,
  I64 = 4,
  I32 = 5,
  I16 = 6,
  I8 = 7,
  U8 = 8,
  Bool = 9, ///< one byte an element, 0 or 1
  C64 = 10, ///< two f32 an element
  F8E4M3FN = 11,
  F8E5M2 = 12,
};
constexpr unsigned kNumDTypes = 13;

/// Bytes of one element.
unsigned getSize(DType dtype);
/// "f32", "bool", "c64".
const char *getName(DType dtype);

/// Immutable bytes, shared: those of a parsed bundle point into its file.
class Blob {
public:
  Blob() = default;
  explicit Blob(std::vector<uint8_t> bytes);
  /// Bytes that `owner` keeps alive.
  Blob(std::shared_ptr<const uint8_t> owner, size_t size)
      : bytes(std::move(owner)), length(size) {}

  const uint8_t *data() const { return bytes.get(); }
  size_t size() const { return length; }

private:
  std::shared_ptr<const uint8_t> bytes;
  size_t length = 0;
};

/// Where a symbol's value comes from when a program is called.
enum class SymbolSource : uint8_t {
  Size = 0,   ///< `argument`'s size along `dimension`
  Stride = 1, ///< `argument`'s stride along `dimension`
  Value = 2,  ///< the integer given as scalar `argument`
};

/// A dynamic size of the program.
struct Symbol {
  std::string name;
  SymbolSource source = SymbolSource::Size;
  uint32_t argument = 0;
  uint32_t dimension = 0;
};

/// The type of a tensor that crosses the program's boundary.
struct TensorSpec {
  std::string name;
  DType dtype = DType::F32;
  std::vector<Expr> sizes;
  /// As many as sizes. The stride of a dimension of size 1, and every stride
  /// of an empty tensor, is not checked.
  std::vector<Expr> strides;
};

enum class ArgumentKind : uint8_t {
  Input = 0,
  Parameter = 1,
  Buffer = 2,
  Constant = 3,
  Scalar = 4, ///< a host integer (dtype i64, rank 0), read only by symbols
};

/// What a caller passes.
struct Argument : TensorSpec {
  ArgumentKind kind = ArgumentKind::Input;
  /// Prepare calls may read it; it must be bound before a run.
  bool frozen = false;
  /// Some call writes to it.
  bool mutated = false;
  /// Least alignment of its data in bytes, a power of two; 0 means the
  /// element's own.
  uint32_t alignment = 0;
};

/// A condition on the symbols that the compiler assumed: `expr` is not zero.
struct Assumption {
  Expr expr;
  std::string message;
};

/// Bytes that every call reads, uploaded once.
struct Constant {
  Blob bytes;
};

enum class CodeKind : uint8_t {
  ElfRelocatable = 0, ///< x86-64 object, loaded by the runtime itself
  ElfShared = 1,      ///< x86-64 shared object, loaded with dlopen
  Cubin = 2,
};

/// Machine code that holds one or more kernels.
struct Code {
  CodeKind kind = CodeKind::ElfRelocatable;
  Blob bytes;
};

/// How a GPU's copy engine sees a buffer: a box of elements is copied at a time
/// (TMA). The runtime makes the map before the launch from the buffer's address
/// and passes it by value. Dimensions are in order, the contiguous one first.
struct TensorMap {
  /// Which of the kernel's buffers.
  uint32_t buffer = 0;
  DType dtype = DType::F32;
  /// 1 to kMaxTensorMapRank sizes and one stride fewer, that of the contiguous
  /// dimension being 1, over the kernel's symbols. What lies outside the sizes
  /// is read as zero and never written.
  std::vector<Expr> sizes, strides;
  /// Elements between the buffer's first and the map's.
  Expr offset = ExprBuilder::constant(0);
  /// Elements of a box along each dimension, 1 to 256; a row of it is a
  /// multiple of 16 bytes and, if swizzled, at most `swizzle` bytes.
  std::vector<int64_t> box;
  /// Bytes within which 16-byte chunks are exchanged: 0, 32, 64 or 128.
  uint32_t swizzle = 0;
};
constexpr size_t kMaxTensorMapRank = 5;

/// A matrix of a product, row by row, or column by column if it is transposed.
struct ProductMatrix {
  /// Which of the call's buffers.
  uint32_t buffer = 0;
  bool isTransposed = false;
  /// Elements from one row to the next (transposed: column), and from one
  /// matrix of the batch to the next, over the kernel's symbols.
  Expr leading, batchStride;
};

/// What cuBLASLt computes in a kernel's place: `batch` times
/// result = lhs rhs + bias, in f32, which is rounded at the end.
struct Product {
  /// Of operands and result: F32, F16 or BF16.
  DType dtype = DType::F32;
  /// m x k, k x n, and m x n elements; the result is not transposed.
  ProductMatrix lhs, rhs, result;
  /// n elements, added to each row.
  bool hasBias = false;
  uint32_t bias = 0;
  /// The call's buffer of kProductWorkspaceBytes, a temporary.
  uint32_t workspace = 0;
  /// Over the kernel's symbols.
  Expr batch, m, n, k;
};
/// What PyTorch gives the library on Hopper.
constexpr uint64_t kProductWorkspaceBytes = uint64_t(32) << 20;

/// What one launch runs; the ABI is in docs/architecture.md.
struct Kernel {
  std::string symbol;
  /// Index in the target program's `code`.
  uint32_t code = 0;
  /// Over the kernel's symbols; the linear grid is the product, and empty
  /// means one tile.
  std::vector<Expr> grid;
  /// Threads a block (GPU); 1 on a CPU.
  uint32_t threads = 1;
  /// Dynamic shared memory of a block (GPU), or bytes of scratch for one
  /// thread (CPU).
  uint64_t scratchBytes = 0;
  /// `status == i + 1` means check `checks[i]` failed.
  std::vector<std::string> checks;
  /// The rest is for GPUs only. Parameters after `status`, in order.
  std::vector<TensorMap> tensorMaps = {};
  /// Blocks in a cluster, which is along x; the grid is rounded up to whole
  /// clusters.
  uint32_t cluster = 1;
  /// Launched with at most as many blocks as run at a time: each takes every
  /// gridDim.x-th tile.
  bool persistent = false;
  /// May begin before the kernel before it in the run has ended.
  bool dependentLaunch = false;
  /// At most one, for GPUs: there is no code then, and one tile if the result
  /// has elements.
  std::vector<Product> products = {};
};
constexpr uint32_t kMaxCluster = 16;

enum class OperandKind : uint8_t {
  Argument = 0,
  Result = 1,
  Temporary = 2,
  Constant = 3,
  Prepared = 4,
};

struct Operand {
  OperandKind kind = OperandKind::Argument;
  uint32_t index = 0;
};

/// One launch.
struct Call {
  uint32_t kernel = 0;
  /// The kernel's buffers: its operands, then its results.
  std::vector<Operand> operands;
  /// The kernel's symbols over the program's; empty means the program's own.
  std::vector<Expr> symbols;
};

/// The program for one target. All of a bundle's target programs compute the
/// same function; the runtime picks the best that the device can run.
struct TargetProgram {
  /// CPU: "x86_64:avx2,fma" (architecture, then the features that the code
  /// needs, as in /proc/cpuinfo but with LLVM's names). GPU: "sm_90a".
  std::string target;
  std::vector<Code> code;
  std::vector<Kernel> kernels;
  /// Bytes of each temporary, over the program's symbols.
  std::vector<Expr> temporaries;
  /// Bytes of each prepared buffer: constants.
  std::vector<Expr> prepared;
  /// Run when a frozen argument was bound anew: may read frozen arguments,
  /// constants and temporaries, and writes prepared buffers. Nothing in them
  /// depends on a symbol of the program.
  std::vector<Call> prepareCalls;
  /// Run in order at each call.
  std::vector<Call> calls;
};

/// A compiled program.
struct Bundle {
  /// 64 hexadecimal digits: the key in the kernel cache.
  std::string fingerprint;
  /// What made it, e.g. {"cutedsl", "0.1.0"}, {"llvm", "22.1.8"}.
  std::vector<std::pair<std::string, std::string>> versions;
  std::string name;
  std::vector<Symbol> symbols;
  std::vector<Assumption> assumptions;
  std::vector<Argument> arguments;
  std::vector<TensorSpec> results;
  std::vector<Constant> constants;
  std::vector<TargetProgram> programs;
  /// JSON: what `explain` prints.
  std::string report;
};

/// Whether every index, expression and count of the bundle is legal.
MaybeError verify(const Bundle &bundle);

/// The bundle's bytes: equal bundles give equal bytes. Equal constants are
/// stored once. `bundle` must verify.
std::vector<uint8_t> serialize(const Bundle &bundle);

/// Reads a bundle. A truncated, foreign, corrupt or newer file is refused with
/// the reason. Blobs share `owner`.
Result<Bundle> parse(std::shared_ptr<const uint8_t> owner, size_t size);

/// The same with a copy of the bytes, 64-byte aligned.
Result<Bundle> parse(const uint8_t *data, size_t size);

} // namespace cutedsl::runtime

#endif // CUTEDSL_RUNTIME_BUNDLEFORMAT_H

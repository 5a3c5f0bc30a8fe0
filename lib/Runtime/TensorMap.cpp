//===- TensorMap.cpp - What a GPU's copy engine is told -------------------===//

#include "cutedsl/Runtime/TensorMap.h"
#include "cutedsl/Runtime/CudaDriver.h"

#include <algorithm>

using namespace cutedsl::runtime;

static constexpr int64_t kAlignment = 16;
static constexpr int64_t kMaxSize = int64_t(1) << 32;
static constexpr int64_t kMaxStrideBytes = int64_t(1) << 40;

static Error makeError(const Kernel &kernel, size_t index,
                       const std::string &message) {
  return Error{"kernel '" + kernel.symbol + "', tensor map " +
               std::to_string(index) + ": " + message};
}

static std::string expected(const std::string &rule, const Expr &expr,
                            std::optional<int64_t> value) {
  std::string text = value ? std::to_string(*value) : "no value";
  if (!expr.getConstant())
    text += " (" + toString(expr) + ")";
  return "expected " + rule + ", but got " + text;
}

static std::string getDimension(size_t dimension) {
  return " of dimension " + std::to_string(dimension);
}

//===----------------------------------------------------------------------===//
// Planning
//===----------------------------------------------------------------------===//

MaybeError cutedsl::runtime::planTensorMap(const Kernel &kernel, size_t index,
                                           const int64_t *symbols,
                                           TensorMapPlan &plan) {
  const TensorMap &recipe = kernel.tensorMaps[index];
  auto fail = [&](const std::string &rule, const Expr &expr,
                  std::optional<int64_t> value) {
    return makeError(kernel, index, expected(rule, expr, value));
  };
  int64_t elementBytes = getSize(recipe.dtype);
  int64_t multiple = std::max<int64_t>(kAlignment / elementBytes, 1);
  std::string multipleOf = "a multiple of " + std::to_string(multiple) +
                           " elements (" + std::to_string(kAlignment) +
                           " bytes)";
  for (size_t i = 0; i < recipe.sizes.size(); ++i) {
    auto size = evaluate(recipe.sizes[i], symbols);
    if (!size || *size < 1 || *size > kMaxSize)
      return fail("a size from 1 to 2^32" + getDimension(i), recipe.sizes[i],
                  size);
    plan.sizes[i] = uint64_t(*size);
  }
  for (size_t i = 0; i < recipe.strides.size(); ++i) {
    auto stride = evaluate(recipe.strides[i], symbols);
    // No box goes a step along a dimension of size 1, so that its stride may be
    // any that the copy engine takes.
    if (plan.sizes[i + 1] == 1)
      stride = multiple;
    if (!stride || *stride < 0 || *stride >= kMaxStrideBytes / elementBytes)
      return fail("a stride from 0 to 2^40 bytes" + getDimension(i + 1),
                  recipe.strides[i], stride);
    if (*stride % multiple)
      return fail("a stride" + getDimension(i + 1) + " that is " + multipleOf,
                  recipe.strides[i], stride);
    plan.strides[i] = uint64_t(*stride * elementBytes);
  }
  auto offset = evaluate(recipe.offset, symbols);
  if (!offset || *offset < 0 || *offset > INT64_MAX / elementBytes)
    return fail("an offset that is not negative", recipe.offset, offset);
  if (*offset % multiple)
    return fail("an offset that is " + multipleOf, recipe.offset, offset);
  plan.offset = uint64_t(*offset * elementBytes);
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Encoding
//===----------------------------------------------------------------------===//

/// The copy engine's name for a type. It moves bits, so that those of a size
/// are alike but for floating-point numbers, which it could also add up.
static int getDataType(DType dtype) {
  switch (dtype) {
  case DType::F64:
    return kCudaTensorMapFloat64;
  case DType::F32:
    return kCudaTensorMapFloat32;
  case DType::F16:
    return kCudaTensorMapFloat16;
  case DType::BF16:
    return kCudaTensorMapBFloat16;
  case DType::I64:
    return kCudaTensorMapInt64;
  case DType::I32:
    return kCudaTensorMapInt32;
  case DType::I16:
    return kCudaTensorMapUInt16;
  case DType::I8:
  case DType::U8:
  case DType::Bool:
  case DType::F8E4M3FN:
  case DType::F8E5M2:
    return kCudaTensorMapUInt8;
  case DType::C64:
    break;
  }
  return -1; // refused by the verifier
}

static int encode(const CudaDriver &driver, const TensorMap &recipe,
                  const TensorMapPlan &plan, uint64_t address,
                  EncodedTensorMap &map) {
  uint32_t box[kMaxTensorMapRank], steps[kMaxTensorMapRank];
  for (size_t i = 0; i < recipe.box.size(); ++i) {
    box[i] = uint32_t(recipe.box[i]);
    steps[i] = 1;
  }
  // 0, 32, 64, 128 bytes are 0, 1, 2, 3.
  int swizzle = 0;
  for (uint32_t bytes = recipe.swizzle; bytes >= 32; bytes /= 2)
    ++swizzle;
  return driver.tensorMapEncodeTiled(
      &map, getDataType(recipe.dtype), uint32_t(recipe.sizes.size()),
      reinterpret_cast<void *>(address), plan.sizes, plan.strides, box, steps,
      /*interleave=*/0, swizzle, kCudaTensorMapPromote256Bytes, /*fill=*/0);
}

MaybeError cutedsl::runtime::getTensorMap(const CudaDriver &driver,
                                          const Kernel &kernel, size_t index,
                                          const TensorMapPlan &plan,
                                          uint64_t buffer,
                                          EncodedTensorMap &map) {
  uint64_t address = buffer + plan.offset;
  for (const TensorMapPlan::Entry &entry : plan.entries)
    if (entry.address == address) {
      map = entry.map;
      return std::nullopt;
    }
  if (address % uint64_t(kAlignment))
    return makeError(
        kernel, index,
        "expected a buffer at a multiple of " + std::to_string(kAlignment) +
            " bytes, but its address is " +
            std::to_string(address % uint64_t(kAlignment)) + " bytes past one");
  if (int code = encode(driver, kernel.tensorMaps[index], plan, address, map))
    return makeError(kernel, index,
                     makeCudaError(driver, "encode it", code).message);
  if (plan.entries.size() < TensorMapPlan::kMaxEntries) {
    plan.entries.push_back({map, address});
    return std::nullopt;
  }
  plan.entries[plan.next] = {map, address};
  plan.next = (plan.next + 1) % TensorMapPlan::kMaxEntries;
  return std::nullopt;
}

//===- Call.cpp - Arguments, results and promotion of a captured call -----===//

#include "Call.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::captured;
using graph::ExprAttr;
using graph::OperandAttr;

/// Arguments that say where a tensor lives, not what it holds.
static bool isPlacement(StringRef name) {
  return name == "layout" || name == "device" || name == "pin_memory" ||
         name == "memory_format" || name == "non_blocking";
}

Call::Call(OpBuilder &builder, graph::CapturedOp op, const Overload &overload,
           ArrayRef<Value> inputs)
    : Emitter(builder, op.getLoc()), op(op), overload(overload), inputs(inputs),
      lowered(op->getNumResults()) {
  checkArguments();
}

/// An argument's name for its lowering and in the schema.
static std::pair<StringRef, StringRef> splitName(StringRef entry) {
  auto [name, schemaName] = entry.split('/');
  return {name, schemaName.empty() ? name : schemaName};
}

/// Every argument has a name that the lowering knows: none is ignored.
void Call::checkArguments() {
  SmallVector<StringRef> names;
  overload.arguments.split(names, ' ', -1, /*KeepEmpty=*/false);
  if (op.getArgs().size() > names.size())
    refuse() << "expected at most " << names.size() << " argument(s), but got "
             << op.getArgs().size();
  DictionaryAttr kwargs = op.getKwargsAttr();
  if (!kwargs)
    return;
  for (NamedAttribute entry : kwargs) {
    StringRef key = entry.getName();
    bool isKnown = llvm::any_of(
        names, [&](StringRef name) { return splitName(name).second == key; });
    if (!isKnown && !isPlacement(key))
      refuse() << "unexpected argument '" << key << "'";
  }
}

//===----------------------------------------------------------------------===//
// Arguments
//===----------------------------------------------------------------------===//

Attribute Call::find(StringRef name) {
  SmallVector<StringRef> names;
  overload.arguments.split(names, ' ', -1, /*KeepEmpty=*/false);
  auto *it = llvm::find_if(
      names, [&](StringRef entry) { return splitName(entry).first == name; });
  if (it == names.end())
    return {};
  size_t position = it - names.begin();
  if (position < op.getArgs().size())
    return op.getArgs()[position];
  return op.getKwargs() ? op.getKwargs()->get(splitName(*it).second)
                        : Attribute();
}

Attribute Call::get(StringRef name) {
  Attribute attr = find(name);
  return isa_and_nonnull<graph::NoneAttr>(attr) ? Attribute() : attr;
}

Tensor Call::fromAttribute(Attribute attr) {
  if (auto operand = dyn_cast<OperandAttr>(attr)) {
    Value original = op.getInputs()[operand.getIndex()];
    return wrap(inputs[operand.getIndex()],
                cast<RankedTensorType>(original.getType()).getElementType());
  }
  Tensor result;
  if (auto expr = dyn_cast<ExprAttr>(attr))
    result = symbol(expr.getValue());
  else if (auto flag = dyn_cast<BoolAttr>(attr))
    result = constantInt(flag.getValue(), i1(), {});
  else if (auto integer = dyn_cast<IntegerAttr>(attr))
    result = constantInt(integer.getInt(), i64(), {});
  else if (auto number = dyn_cast<FloatAttr>(attr))
    result = constant(number.getValueAsDouble(), f64(), {});
  else
    return {};
  result.isWrapped = true;
  return result;
}

Tensor Call::optionalTensor(StringRef name) {
  Attribute attr = get(name);
  if (!attr)
    return {};
  Tensor result = fromAttribute(attr);
  if (!result)
    refuse() << "expected a tensor for '" << name << "', but got " << attr;
  return result;
}

Tensor Call::tensor(StringRef name) {
  if (Tensor result = optionalTensor(name))
    return result;
  refuse() << "expected a tensor for '" << name << "', but got none";
  return constant(0, f32(), {});
}

SmallVector<Tensor> Call::tensors(StringRef name) {
  SmallVector<Tensor> result;
  auto list = dyn_cast_or_null<ArrayAttr>(get(name));
  if (!list) {
    refuse() << "expected a list of tensors for '" << name << "'";
    return result;
  }
  for (Attribute attr : list) {
    result.push_back(isa<graph::NoneAttr>(attr) ? Tensor()
                                                : fromAttribute(attr));
    if (!result.back() && !isa<graph::NoneAttr>(attr))
      refuse() << "expected tensors in '" << name << "', but got " << attr;
  }
  return result;
}

int64_t Call::integer(StringRef name, int64_t absent) {
  Attribute attr = get(name);
  if (!attr)
    return absent;
  if (auto flag = dyn_cast<BoolAttr>(attr))
    return flag.getValue();
  if (auto integer = dyn_cast<IntegerAttr>(attr))
    return integer.getInt();
  if (auto expr = dyn_cast<ExprAttr>(attr))
    if (std::optional<int64_t> value = getConstant(expr.getValue()))
      return *value;
  refuse() << "expected a constant integer for '" << name << "', but got "
           << attr;
  return absent;
}

double Call::number(StringRef name, double absent) {
  if (auto number = dyn_cast_or_null<FloatAttr>(get(name)))
    return number.getValueAsDouble();
  return get(name) ? double(integer(name, 0)) : absent;
}

bool Call::flag(StringRef name, bool absent) {
  return integer(name, absent) != 0;
}

StringRef Call::string(StringRef name, StringRef absent) {
  Attribute attr = get(name);
  if (!attr)
    return absent;
  if (auto text = dyn_cast<StringAttr>(attr))
    return text.getValue();
  refuse() << "expected a string for '" << name << "', but got " << attr;
  return absent;
}

static AffineExpr getSize(Attribute attr) {
  if (auto expr = dyn_cast<ExprAttr>(attr))
    return expr.getValue();
  if (auto integer = dyn_cast<IntegerAttr>(attr))
    return getAffineConstantExpr(integer.getInt(), attr.getContext());
  return {};
}

AffineExpr Call::size(StringRef name) {
  Attribute attr = get(name);
  if (!attr)
    return {};
  if (AffineExpr expr = getSize(attr))
    return expr;
  refuse() << "expected an integer for '" << name << "', but got " << attr;
  return c(1);
}

SmallVector<AffineExpr> Call::sizes(StringRef name) {
  Attribute attr = get(name);
  SmallVector<AffineExpr> result;
  auto list = dyn_cast_or_null<ArrayAttr>(attr);
  if (attr && !list)
    return {size(name)};
  for (Attribute element : list ? list.getValue() : ArrayRef<Attribute>()) {
    result.push_back(getSize(element));
    if (result.back())
      continue;
    refuse() << "expected integers in '" << name << "', but got " << element;
    result.back() = c(1);
  }
  return result;
}

SmallVector<int64_t> Call::integers(StringRef name) {
  SmallVector<int64_t> result;
  for (AffineExpr expr : sizes(name)) {
    std::optional<int64_t> value = getConstant(expr);
    if (!value)
      refuse() << "expected constant integers in '" << name << "', but got "
               << expr;
    result.push_back(value.value_or(0));
  }
  return result;
}

SmallVector<bool> Call::flags(StringRef name) {
  SmallVector<bool> result;
  for (int64_t value : integers(name))
    result.push_back(value != 0);
  return result;
}

Type Call::dtype(StringRef name, Type absent) {
  Attribute attr = get(name);
  if (!attr)
    return absent;
  auto type = dyn_cast<TypeAttr>(attr);
  if (type && getStorageElement(type.getValue()))
    return type.getValue();
  refuse() << "expected a supported type for '" << name << "', but got "
           << attr;
  return absent ? absent : f32();
}

int64_t Call::wrapDimension(int64_t dim, int64_t rank) {
  // PyTorch lets a rank-0 tensor have the dimensions 0 and -1.
  int64_t count = std::max<int64_t>(rank, 1);
  if (dim >= -count && dim < count)
    return dim < 0 ? dim + count : dim;
  refuse() << "expected a dimension below " << rank << ", but got " << dim;
  return 0;
}

int64_t Call::dimension(StringRef name, int64_t absent, int64_t rank) {
  return wrapDimension(integer(name, absent), rank);
}

SmallVector<int64_t> Call::dimensions(StringRef name, int64_t rank) {
  SmallVector<int64_t> result;
  for (int64_t dim : integers(name))
    result.push_back(wrapDimension(dim, rank));
  if (rank == 0)
    return {};
  if (result.empty())
    llvm::append_range(result, llvm::seq<int64_t>(0, rank));
  return result;
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

RankedTensorType Call::resultType(unsigned index) {
  return cast<RankedTensorType>(op->getResult(index).getType());
}

bool Call::isResultUsed(Value result) {
  if (!result.use_empty())
    return true;
  // An empty vector stands for a result that PyTorch did not give.
  auto type = cast<RankedTensorType>(result.getType());
  bool isNone = type.hasStaticShape() && type.getNumElements() == 0;
  return !isNone && result.getDefiningOp()->use_empty();
}

void Call::result(Tensor value, unsigned index) {
  if (index >= lowered.size()) {
    refuse() << "expected " << index + 1 << " result(s), but got "
             << lowered.size();
    return;
  }
  Type element = resultElement(index);
  if (value.element != element && isFloat(element) && isFloat(value.element))
    value = convert(value, element);
  if (value.element != element)
    refuse() << "expected a result of " << element << ", but computed "
             << value.element;
  lowered[index] = restate(value, resultDims(index));
}

void Call::results(ArrayRef<Tensor> values) {
  if (values.size() != lowered.size()) {
    refuse() << "expected " << lowered.size() << " result(s), but computed "
             << values.size();
    return;
  }
  for (auto [index, value] : llvm::enumerate(values))
    result(value, index);
}

//===----------------------------------------------------------------------===//
// Type promotion
//===----------------------------------------------------------------------===//

/// PyTorch's combine_categories: `lower` matters only if its kind is higher.
static Type combine(Type higher, Type lower) {
  if (!higher || !lower)
    return higher ? higher : lower;
  if (isComplex(higher))
    return higher;
  if (isFloat(higher))
    return isComplex(lower) ? Type(ComplexType::get(higher)) : higher;
  if (isBool(higher) || isFloat(lower) || isComplex(lower))
    return promoteTypes(higher, lower);
  return higher;
}

Type Call::promote(ArrayRef<Tensor> operands) {
  Type tensors, scalars, numbers;
  for (Tensor operand : operands) {
    Type element = operand.element;
    if (operand.isWrapped && isFloat(element))
      element = f32();
    Type &state = operand.isWrapped     ? numbers
                  : operand.rank() == 0 ? scalars
                                        : tensors;
    state = state ? promoteTypes(state, element) : element;
    if (!state) {
      refuse() << "expected types that promote to a supported one";
      return f32();
    }
  }
  Type result = combine(combine(tensors, scalars), numbers);
  if (result && getStorageElement(result))
    return result;
  refuse() << "expected types that promote to a supported one";
  return f32();
}

Type Call::promoteToFloat(ArrayRef<Tensor> operands) {
  Type type = promote(operands);
  return isFloat(type) || isComplex(type) ? type : f32();
}

Tensor Call::compute(Tensor operand, Type common, ScalarRounding rounding) {
  Type target = common;
  if (rounding == ScalarRounding::None && operand.rank() == 0 &&
      isFloat(operand.element))
    target = getComputeType(common);
  return broadcast(widen(convert(operand, target)), resultDims());
}

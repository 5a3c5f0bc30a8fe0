//===- Signature.cpp - A bundle's signature as JSON -----------------------===//

#include "cutedsl/Runtime/Signature.h"

using namespace cutedsl::runtime;

namespace {

/// Writes JSON; commas are put where they belong.
class JsonWriter {
public:
  void open(char bracket) {
    separate();
    text += bracket;
    isFirst = true;
  }
  void close(char bracket) {
    text += bracket;
    isFirst = false;
  }
  void key(const char *name) {
    string(name);
    text += ": ";
    isFirst = true;
  }
  void raw(const std::string &value) {
    separate();
    text += value;
  }
  void integer(int64_t value) { raw(std::to_string(value)); }
  void boolean(bool value) { raw(value ? "true" : "false"); }
  void string(const std::string &value);

  std::string text;

private:
  void separate() {
    if (!isFirst)
      text += ", ";
    isFirst = false;
  }
  bool isFirst = true;
};

} // namespace

void JsonWriter::string(const std::string &value) {
  static const char kDigits[] = "0123456789abcdef";
  separate();
  text += '"';
  for (char c : value) {
    if (c == '"' || c == '\\') {
      text += '\\';
      text += c;
    } else if (uint8_t(c) < 0x20) {
      text += "\\u00";
      text += kDigits[uint8_t(c) >> 4];
      text += kDigits[c & 15];
    } else {
      text += c;
    }
  }
  text += '"';
}

namespace {

class SignatureWriter {
public:
  explicit SignatureWriter(const Bundle &bundle) : bundle(bundle) {
    for (const Symbol &symbol : bundle.symbols)
      symbols.push_back(symbol.name);
  }
  std::string run();

private:
  void writeExprs(const char *key, const std::vector<Expr> &exprs);
  void writeCode(const char *key, const std::vector<Expr> &exprs);
  void writeSpec(const TensorSpec &spec);
  void writeArgument(const Argument &argument);
  void writeTarget(const TargetProgram &program);

  const Bundle &bundle;
  std::vector<std::string> symbols;
  JsonWriter json;
};

} // namespace

void SignatureWriter::writeExprs(const char *key,
                                 const std::vector<Expr> &exprs) {
  json.key(key);
  json.open('[');
  for (const Expr &expr : exprs) {
    if (auto value = expr.getConstant())
      json.integer(*value);
    else
      json.string(toString(expr, symbols));
  }
  json.close(']');
}

/// The postfix code, for callers that compute with symbolic sizes.
void SignatureWriter::writeCode(const char *key,
                                const std::vector<Expr> &exprs) {
  json.key(key);
  json.open('[');
  for (const Expr &expr : exprs) {
    json.open('[');
    for (int64_t word : expr.code)
      json.integer(word);
    json.close(']');
  }
  json.close(']');
}

void SignatureWriter::writeSpec(const TensorSpec &spec) {
  json.key("name");
  json.string(spec.name);
  json.key("dtype");
  json.string(getName(spec.dtype));
  writeExprs("sizes", spec.sizes);
  writeExprs("strides", spec.strides);
}

void SignatureWriter::writeArgument(const Argument &argument) {
  static const char *const kKinds[] = {"input", "parameter", "buffer",
                                       "constant", "scalar"};
  json.open('{');
  writeSpec(argument);
  json.key("kind");
  json.string(kKinds[unsigned(argument.kind)]);
  json.key("frozen");
  json.boolean(argument.frozen);
  json.key("mutated");
  json.boolean(argument.mutated);
  json.key("alignment");
  json.integer(argument.alignment);
  json.close('}');
}

void SignatureWriter::writeTarget(const TargetProgram &program) {
  json.open('{');
  json.key("target");
  json.string(program.target);
  json.key("kernels");
  json.open('[');
  for (const Kernel &kernel : program.kernels)
    json.string(kernel.symbol);
  json.close(']');
  json.key("calls");
  json.integer(int64_t(program.calls.size()));
  json.key("prepare_calls");
  json.integer(int64_t(program.prepareCalls.size()));
  json.key("temporaries");
  json.integer(int64_t(program.temporaries.size()));
  json.close('}');
}

std::string SignatureWriter::run() {
  static const char *const kSources[] = {"size", "stride", "value"};
  json.open('{');
  json.key("name");
  json.string(bundle.name);
  json.key("fingerprint");
  json.string(bundle.fingerprint);
  json.key("versions");
  json.open('{');
  for (auto &[name, version] : bundle.versions) {
    json.key(name.c_str());
    json.string(version);
  }
  json.close('}');
  json.key("symbols");
  json.open('[');
  for (const Symbol &symbol : bundle.symbols) {
    json.open('{');
    json.key("name");
    json.string(symbol.name);
    json.key("source");
    json.string(kSources[unsigned(symbol.source)]);
    json.key("argument");
    json.integer(symbol.argument);
    json.key("dimension");
    json.integer(symbol.dimension);
    json.close('}');
  }
  json.close(']');
  json.key("arguments");
  json.open('[');
  for (const Argument &argument : bundle.arguments)
    writeArgument(argument);
  json.close(']');
  json.key("results");
  json.open('[');
  for (const TensorSpec &spec : bundle.results) {
    json.open('{');
    writeSpec(spec);
    writeCode("size_code", spec.sizes);
    writeCode("stride_code", spec.strides);
    json.close('}');
  }
  json.close(']');
  json.key("targets");
  json.open('[');
  for (const TargetProgram &program : bundle.programs)
    writeTarget(program);
  json.close(']');
  json.close('}');
  return std::move(json.text);
}

std::string cutedsl::runtime::getSignature(const Bundle &bundle) {
  return SignatureWriter(bundle).run();
}

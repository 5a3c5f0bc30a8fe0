"""The cache key holds every field that may change a result, and nothing else."""

import pytest

MODULE = """
#d = #graph.dims<()[s0] -> (s0, 8)>
module @name {
graph.program @main symbols ["s0"] (
    %x: tensor<?x8xf32, #d> {graph.name = "x", graph.kind = "input"},
    %w: tensor<8xf32> {graph.name = "w", graph.kind = "parameter"}) -> (tensor<?x8xf32, #d>) {
  %b = graph.view %w through <(d0, d1) -> (d1)> : tensor<8xf32> -> tensor<?x8xf32, #d>
  %c = arith.constant dense<[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]> : tensor<8xf32>
  %e = graph.view %c through <(d0, d1) -> (d1)> : tensor<8xf32> -> tensor<?x8xf32, #d>
  %0 = graph.captured "aten.add.Tensor"(%x, %b) args [#graph.operand<0>, #graph.operand<1>]
      kwargs {alpha = 2 : i64} strides [#graph.dims<() -> (8, 1)>]
      : (tensor<?x8xf32, #d>, tensor<?x8xf32, #d>) -> tensor<?x8xf32, #d> loc("a.py":3:0)
  %1 = graph.captured "aten.gelu.default"(%0) args [#graph.operand<0>] kwargs {approximate = "tanh"}
      : (tensor<?x8xf32, #d>) -> tensor<?x8xf32, #d>
  %2 = graph.captured "aten.sum.dim_IntList"(%1) args [#graph.operand<0>, [1], true]
      : (tensor<?x8xf32, #d>) -> tensor<?x1xf32, #graph.dims<()[s0] -> (s0, 1)>>
  %3 = graph.view %2 through <(d0, d1) -> (d0, 0)>
      : tensor<?x1xf32, #graph.dims<()[s0] -> (s0, 1)>> -> tensor<?x8xf32, #d>
  %4 = arith.subf %3, %e : tensor<?x8xf32, #d>
  graph.return %4 : tensor<?x8xf32, #d>
}
}
"""

KIND = 'graph.kind = "input"'

CHANGES = {
    "keyword argument": ("alpha = 2 : i64", "alpha = 3 : i64"),
    "keyword argument's type": ("alpha = 2 : i64", "alpha = 2.0 : f64"),
    "string argument": ('"tanh"', '"none"'),
    "reduced dimension": ("[1], true]", "[0], true]"),
    "flag argument": ("[1], true]", "[1], false]"),
    "operand roles": (
        "args [#graph.operand<0>, #graph.operand<1>]",
        "args [#graph.operand<1>, #graph.operand<0>]",
    ),
    "operand order": ("arith.subf %3, %e", "arith.subf %e, %3"),
    "operation": ("arith.subf", "arith.addf"),
    "overload": ("aten.add.Tensor", "aten.sub.Tensor"),
    "one element of a constant": ("7.0, 8.0]", "7.0, 8.5]"),
    "view map": ("(d0, d1) -> (d1)> : tensor<8xf32>", "(d0, d1) -> (7 - d1)> : tensor<8xf32>"),
    "recorded strides": ("() -> (8, 1)", "() -> (1, 8)"),
    "argument kind": ('graph.kind = "parameter"', KIND),
    "frozen parameter": ('graph.kind = "parameter"', 'graph.frozen, graph.kind = "parameter"'),
    "argument strides": (KIND, KIND + ", graph.strides = #graph.dims<() -> (16, 1)>"),
    "element type": ("f32", "f64"),
    "static size": ("8.0", "8.0, 9.0"),
    "fast-math flags": ("arith.subf %3, %e", "arith.subf %3, %e fastmath<contract>"),
}

SAME = {
    "location": ('loc("a.py":3:0)', 'loc("/home/me/b.py":70:1)'),
    "no location": (' loc("a.py":3:0)', ""),
    "argument name": ('graph.name = "w"', 'graph.name = "weight"'),
    "module name": ("module @name", "module @other"),
    "symbol name": ('symbols ["s0"]', 'symbols ["s77"]'),
}

OPTIONS = [
    '{"numerics": "eager"}',
    '{"fast_algebra": true}',
    '{"target": "sm_90a"}',
    '{"target": "sm_80"}',
    '{"cpu": "x86-64-v3"}',
    '{"cpu": "x86-64-v4"}',
]


def fingerprint(library, module, options='{"cpu": "x86-64-v3"}'):
    status, key, messages = library.fingerprint(module, options)
    assert status == 0, messages
    assert len(key) == 64
    return key


@pytest.mark.parametrize("field", CHANGES)
def test_every_field_changes_the_key(compiler_library, field):
    old, new = CHANGES[field]
    assert old in MODULE
    changed = MODULE.replace(old, new)
    if field == "static size":  # every 8 that is a size becomes 9
        for size in ("x8xf32", "<8xf32", "(s0, 8)"):
            changed = changed.replace(size, size.replace("8", "9"))
    assert fingerprint(compiler_library, changed) != fingerprint(compiler_library, MODULE)


@pytest.mark.parametrize("field", SAME)
def test_names_and_locations_do_not(compiler_library, field):
    old, new = SAME[field]
    assert old in MODULE
    changed = MODULE.replace(old, new)
    assert fingerprint(compiler_library, changed) == fingerprint(compiler_library, MODULE)


def test_every_option_changes_the_key(compiler_library):
    keys = [fingerprint(compiler_library, MODULE, options) for options in OPTIONS]
    assert len(set(keys)) == len(OPTIONS)


def test_unknown_option_lists_the_known_ones(compiler_library):
    status, _, messages = compiler_library.fingerprint(MODULE, '{"tile": 4}')
    assert status == 1
    assert "unknown option 'tile'" in messages
    for known in ("cpu", "fast_algebra", "numerics", "target"):
        assert known in messages


def test_bad_value_is_refused(compiler_library):
    status, _, messages = compiler_library.fingerprint(MODULE, '{"target": "sm_20"}')
    assert status == 1 and "sm_90a" in messages

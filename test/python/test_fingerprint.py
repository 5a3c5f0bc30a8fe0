"""The cache key holds every field that may change a result, and nothing else.

`test/unit/Compiler/FingerprintTest.cpp` changes every attribute, operand, type
and version that there is; here are the fields of a captured program, and the
key as the C API gives it."""

import json
import os
import re
import subprocess
import sys

import pytest
import torch
from conftest import ROOT, library_is_ready

from cutedsl.options import Options
from cutedsl.program import load_program

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
    "program name": ("@main", "@forward"),
}

# Each option with values that are not its default, which here is a CPU of
# level 3: the machine's own level is one of the two.
OPTIONS = {
    "choices": [{"00": "#graph.schedule<pointwise, tile = [2], threads = 1>"}],
    "cpu": ["x86-64-v4"],
    "fast_algebra": [True],
    "assume_finite": [True],
    "hints": [{"s0": 1}, {"s0": 2}],
    "numerics": ["eager"],
    "symbols": [{"s0": 1}, {"s0": 2}],
    "target": ["sm_80", "sm_89", "sm_90a"],
    "verify": [True],
}


def fingerprint(library, module, options='{"cpu": "x86-64-v3"}'):
    status, key, _, messages = library.fingerprint(module, options)
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
    *_, messages = compiler_library.fingerprint(MODULE, '{"tile": 4}')
    (known,) = re.findall(r"known options are (.*)", messages)
    assert known.split(", ") == sorted(OPTIONS), "an option that this test does not know"
    keys = [fingerprint(compiler_library, MODULE)]
    for name, values in OPTIONS.items():
        for value in values:
            options = {"cpu": "x86-64-v3"} | {name: value}
            keys.append(fingerprint(compiler_library, MODULE, json.dumps(options)))
    assert len(set(keys)) == len(keys)


def test_every_option_of_the_backend_reaches_the_compiler(compiler_library):
    """What does not is a matter of the frontend alone, and is in the text."""
    told = set(json.loads(Options().for_compiler("cpu")))
    assert told <= set(OPTIONS)
    assert {"strict", "freeze", "isolate", "mode"} == set(vars(Options())) - told


def test_native_is_the_machine_s_level(compiler_library):
    levels = [
        fingerprint(compiler_library, MODULE, json.dumps({"cpu": cpu}))
        for cpu in ("x86-64-v3", "x86-64-v4")
    ]
    assert fingerprint(compiler_library, MODULE, '{"cpu": "native"}') in levels
    assert fingerprint(compiler_library, MODULE, "") in levels


def test_unknown_option_lists_the_known_ones(compiler_library):
    status, _, _, messages = compiler_library.fingerprint(MODULE, '{"tile": 4}')
    assert status == 1
    assert "unknown option 'tile'" in messages
    for known in OPTIONS:
        assert known in messages


def test_bad_value_is_refused(compiler_library):
    status, _, _, messages = compiler_library.fingerprint(MODULE, '{"target": "sm_20"}')
    assert status == 1 and "sm_90a" in messages


# Names that the key leaves out.

needs_library = pytest.mark.skipif(library_is_ready() is not None, reason=str(library_is_ready()))
DIFFERENCE = """
#d = #graph.dims<()[s0, s1] -> (s0, s1)>
graph.program @main symbols ["n", "m"] (
    %x: tensor<?x?xf32, #d> {graph.name = "first"},
    %y: tensor<?x?xf32, #d> {graph.name = "second"}) -> (tensor<?x?xf32, #d>) {
  %0 = arith.subf %x, %y : tensor<?x?xf32, #d>
  graph.return %0 : tensor<?x?xf32, #d>
}
"""


def test_names_are_listed(compiler_library):
    _, _, names, _ = compiler_library.fingerprint(DIFFERENCE, '{"symbols": {"n": 4}}')
    assert json.loads(names) == ["first", "second", "", "m"]


@needs_library
def test_a_program_from_the_cache_has_its_own_names(monkeypatch, tmp_path):
    """Two programs that differ in the names of their arguments share an entry."""
    monkeypatch.setenv("CUTEDSL_CACHE_DIR", str(tmp_path))
    swapped = (
        DIFFERENCE.replace("first", "third").replace("second", "first").replace("third", "second")
    )
    inputs = {"first": torch.full((2, 3), 5.0), "second": torch.full((2, 3), 2.0)}
    program, twin = load_program(DIFFERENCE), load_program(swapped)
    assert not program.from_cache and twin.from_cache
    assert (program.run(inputs)[0] == 3).all()
    assert (twin.run(inputs)[0] == -3).all()
    with pytest.raises(RuntimeError, match=r"argument 1 \('first'\): expected f32"):
        twin.run(inputs | {"first": torch.zeros(2, 3, dtype=torch.float64)})


@needs_library
def test_lazily_negated_arguments_are_read_as_they_are(monkeypatch, tmp_path):
    monkeypatch.setenv("CUTEDSL_CACHE_DIR", str(tmp_path))
    program = load_program(DIFFERENCE)
    x, zeros = torch.randn(2, 3), torch.zeros(2, 3)
    negated = torch._neg_view(x)
    assert negated.is_neg()
    for first in (x, negated):
        (got,) = program.run({"first": first, "second": zeros})
        assert torch.equal(got, first.resolve_neg())


@needs_library
def test_sizes_belong_to_the_symbol_that_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("CUTEDSL_CACHE_DIR", str(tmp_path))
    swapped = DIFFERENCE.replace('["n", "m"]', '["m", "n"]')
    inputs = {name: torch.ones(4, 7) for name in ("first", "second")}
    load_program(DIFFERENCE, {"symbols": {"n": 4}}).run(inputs)
    load_program(swapped, {"symbols": {"n": 7}}).run(inputs)
    with pytest.raises(RuntimeError, match="expected size 4"):
        load_program(swapped, {"symbols": {"n": 4}}).run(inputs)


KEY_OF_A_MODEL = """
import sys
import torch
sys.path.insert(0, {here!r})
import conftest  # finds the package
from cutedsl.capture import capture
from cutedsl.library import library
from model import Model
with torch.no_grad():
    (graph,) = capture(Model(), torch.ones(3, 8))
print(library().fingerprint(graph.text, '{{"cpu": "x86-64-v3"}}')[0])
"""


def test_the_key_is_the_same_in_every_process(tmp_path):
    """No pointer, no path, no order of a set, no time."""
    found = set()
    for i, seed in enumerate(("1", "2")):
        folder = tmp_path / f"somewhere{i}" / ("deep" * i)
        folder.mkdir(parents=True)
        (folder / "model.py").write_text("\n" * i + MODEL)
        done = subprocess.run(
            [sys.executable, "-c", KEY_OF_A_MODEL.format(here=str(ROOT / "test/python"))],
            cwd=folder,
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(folder)},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        found.add(done.stdout.strip())
    assert len(found) == 1 and len(found.pop()) == 64


MODEL = """
import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(8)
        self.up = nn.Linear(8, 16)
        self.down = nn.Linear(16, 8)

    def forward(self, x):
        return x + self.down(torch.relu(self.up(self.norm(x)))) * torch.tensor(0.5)
"""

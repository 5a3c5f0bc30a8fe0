"""Options, and how the compiler is reached."""

from __future__ import annotations

import json

import pytest
import torch
from conftest import Compiled
from fakes import ReferenceCompiler

from cutedsl import library as library_module
from cutedsl.backend import compile_graph
from cutedsl.errors import LibraryNotFound, OptionError
from cutedsl.options import Options


def test_defaults():
    options = Options.parse(None)
    assert not options.strict and not options.freeze and options.numerics == "fused"


def test_an_unknown_option_lists_the_known_ones():
    with pytest.raises(OptionError) as error:
        Options.parse({"strct": True})
    text = str(error.value)
    assert "'strct'" in text
    for name in ("strict", "freeze", "numerics", "isolate"):
        assert name in text


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"strict": 1}, "expected option 'strict' to be a bool, but got 1"),
        ({"numerics": "exact"}, "one of fused, eager, but got 'exact'"),
        ({"cpu": "8086"}, "one of native, x86-64-v3, x86-64-v4, but got '8086'"),
    ],
)
def test_wrong_values(options, message):
    with pytest.raises(OptionError, match=message):
        Options.parse(options)


def test_an_unknown_mode():
    for mode in ("reduce-overhead", "fast"):
        with pytest.raises(OptionError, match="'mode' to be one of default, max-autotune, max"):
            Options.parse(None, mode)
    assert Options.parse(None, "default") == Options.parse(None) == Options()


def test_modes_that_measure():
    for mode in ("max-autotune", "max-autotune-no-cudagraphs"):
        assert Options.parse(None, mode).tunes
        # torch.compile takes a mode or options, not both.
        assert Options.parse({"mode": mode}) == Options.parse(None, mode)
    assert not Options.parse(None).tunes


def test_errors_reach_the_user_of_torch_compile():
    run = torch.compile(lambda x: x + 1, backend=compile_graph, options={"nope": 1})
    with pytest.raises(torch._dynamo.exc.BackendCompilerFailed, match="unknown option 'nope'"):
        run(torch.ones(2))


def test_what_the_compiler_is_told():
    told = json.loads(Options(numerics="eager").for_compiler("cpu"))
    assert told == {
        "target": "cpu",
        "cpu": "native",
        "numerics": "eager",
        "fast_algebra": False,
        "assume_finite": False,
    }
    assert "cpu" not in json.loads(Options().for_compiler("sm_90a"))


def test_options_reach_the_support_query():
    compiler = ReferenceCompiler()
    Compiled(compiler)(lambda x: x + 1, numerics="eager")(torch.ones(2))
    assert json.loads(compiler.options[0])["numerics"] == "eager"


def test_freezing_marks_parameters_only():
    compiler = ReferenceCompiler()
    layer = torch.nn.Linear(3, 3)
    with torch.no_grad():
        Compiled(compiler)(layer, freeze=True)(torch.ones(2, 3))
    (text,) = compiler.texts
    for line in text.splitlines():
        if "graph.name = " in line:
            assert ("graph.frozen" in line) == ('graph.kind = "parameter"' in line)
    assert text.count("graph.frozen") == 2


def test_a_missing_library_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(library_module, "library_folders", lambda: [tmp_path])
    with pytest.raises(LibraryNotFound, match=str(tmp_path)):
        library_module.find_library()


def test_the_library_is_looked_for_where_told(monkeypatch, tmp_path):
    monkeypatch.setenv("CUTEDSL_LIBRARY_DIR", str(tmp_path))
    assert library_module.library_folders()[0] == tmp_path

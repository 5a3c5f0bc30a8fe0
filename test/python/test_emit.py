"""The text that stands between Python and the compiler."""

from __future__ import annotations

import math
import re
import struct

import pytest
import sympy
import torch
import torch.nn.functional as F
from torch.utils._sympy.functions import FloorDiv, Max, Min, Mod, ModularIndexing

from cutedsl import literals
from cutedsl.capture import GraphKind, capture
from cutedsl.errors import UnsupportedError
from cutedsl.symbolic import SymbolTable, expression, stride_expression


def text_of(function, *args, **kwargs) -> str:
    (graph,) = capture(function, *args, **kwargs)
    return graph.text


def call_line(text: str, target: str) -> str:
    (line,) = [x for x in text.splitlines() if f'graph.captured "{target}"' in x]
    return line


def attribute(text: str) -> str:
    """A module that holds one attribute."""
    return f"graph.program @main () -> () attributes {{a = {text}}} {{ graph.return }}"


@pytest.mark.parametrize(
    "value", [0.0, -0.0, 1e-06, 1e22, 0.1, 5e-324, -3.4028234663852886e38, math.inf, -math.inf]
)
def test_double_round_trips_through_mlir(value, opt):
    text = opt(attribute(literals.double(value)))
    (found,) = re.findall(r"a = (\S+) : f64", text)
    if found.startswith("0x"):
        bits = int(found, 16).to_bytes(8, "big")
        found = struct.unpack(">d", bits)[0]
    assert float(found) == value
    assert math.copysign(1, float(found)) == math.copysign(1, value)


def test_nan_is_written_by_its_bits(opt):
    assert literals.double(math.nan).startswith("0x7FF8")
    opt(attribute(literals.double(math.nan)))


def test_integers_beyond_64_bits_are_refused():
    assert literals.integer(2**63 - 1) == "9223372036854775807 : i64"
    with pytest.raises(UnsupportedError, match="does not fit 64 bits"):
        literals.integer(2**63)


def test_strings_are_escaped(opt):
    name = 'a"b\\c\ndé'
    assert "\\22" in literals.string(name)
    opt(attribute(literals.string(name)))


def symbols(text: str):
    return sympy.symbols(text, integer=True, positive=True)


def test_affine_expressions():
    a, b = symbols("s7 s48")
    table = SymbolTable()
    assert table.map([a, b]) == "()[s0, s1] -> (s0, s1)"
    assert table.affine(FloorDiv(b, 16)) == "s1 floordiv 16"
    assert table.affine(Mod(a, 16)) == "s0 + ((s0 floordiv 16) * -16)"
    assert table.affine(a + 16 - Mod(a, 16)) == "((s0 floordiv 16) * 16) + 16"
    assert table.affine(FloorDiv(-a, 16)) == "(s0 * -1) + ((s0 * 15) floordiv 16)"
    assert (
        table.affine(FloorDiv(35 * a - 20, 16)) == "(s0 * 2) + (((s0 * 3) + 12) floordiv 16) + -2"
    )
    assert table.affine(a * b) == "s0 * s1"
    assert table.affine(a**2) == "s0 * s0"
    assert table.affine(2 * a + 3) == "(s0 * 2) + 3"
    assert table.affine(ModularIndexing(a, 4, 8)) == "((s0 floordiv 32) * -8) + (s0 floordiv 4)"


def test_a_map_holds_the_symbols_up_to_the_highest_used():
    a, b = symbols("s0 s1")
    table = SymbolTable()
    table.map([a, b])
    assert table.map([a]) == "()[s0] -> (s0)"
    assert table.map([b]) == "()[s0, s1] -> (s1)"
    assert table.map([sympy.Integer(3)]) == "() -> (3)"


@pytest.mark.parametrize("function", [Max, Min])
def test_what_is_not_affine_is_refused(function):
    (a,) = symbols("s0,")
    with pytest.raises(UnsupportedError, match="not an affine expression"):
        SymbolTable().affine(function(a, 10))


def test_sizes_that_depend_on_data_are_refused():
    with pytest.raises(UnsupportedError, match="depends on data"):
        SymbolTable().affine(sympy.Symbol("u0", integer=True))


def test_plain_integers_are_expressions():
    assert expression(3) == 3
    assert stride_expression(3) == 3


def test_arguments_keep_roles_scalars_and_keywords(opt):
    def f(x, y):
        return torch.add(torch.sum(x, 1), y, alpha=3)

    text = text_of(f, torch.randn(4, 4), torch.randn(4))
    add = call_line(text, "aten.add.Tensor")
    assert "args [#graph.operand<0>, #graph.operand<1>] kwargs {alpha = 3 : i64}" in add
    assert "args [#graph.operand<0>, [1 : i64]]" in call_line(text, "aten.sum.dim_IntList")
    opt(text)


def test_an_operand_used_twice_is_one_operand(opt):
    text = text_of(lambda x: x - x, torch.randn(3))
    sub = call_line(text, "aten.sub.Tensor")
    assert '"(%0) args [#graph.operand<0>, #graph.operand<0>]' in sub
    opt(text)


def test_scalars_that_differ_give_different_texts():
    half = text_of(lambda x: x * 0.5, torch.randn(3))
    torch._dynamo.reset()
    quarter = text_of(lambda x: x * 0.25, torch.randn(3))
    assert "0.5 : f64" in half and "0.25 : f64" in quarter


def test_strides_of_arguments_and_results(opt):
    text = text_of(lambda x: torch.relu(x).t(), torch.randn(4, 6).t())
    assert "tensor<6x4xf32> {graph.name = " in text
    assert "graph.strides = #graph.dims<() -> (1, 6)>" in text
    opt(text)


def test_all_element_types(opt):
    types = (
        torch.float64,
        torch.float32,
        torch.float16,
        torch.bfloat16,
        torch.complex64,
        torch.int64,
        torch.int32,
        torch.int8,
        torch.uint8,
        torch.bool,
    )
    inputs = [torch.zeros(2, dtype=t) for t in types]
    text = text_of(lambda *xs: torch.cat([x.to(torch.complex64) for x in xs]), *inputs)
    for name in "f64 f32 f16 bf16 complex<f32> i64 i32 i8 ui8 i1".split():
        assert f"tensor<2x{name}>" in text
    opt(text)


def test_results_in_a_tuple_keep_their_numbers(opt):
    text = text_of(lambda x: torch.max(x, 1), torch.randn(3, 4))
    assert "%v0:2 = graph.captured" in text
    assert "graph.return %v0#0, %v0#1" in text
    opt(text)


def test_sizes_are_expressions_of_symbols(opt):
    def f(x):
        return x.view(x.shape[0] * x.shape[1], 8)[: x.shape[0]]

    x = torch.randn(3, 5, 8)
    torch._dynamo.mark_dynamic(x, 0)
    torch._dynamo.mark_dynamic(x, 1)
    text = text_of(f, x)
    assert 'symbols ["s0", "s1"]' in text
    view = call_line(text, "aten.view.default")
    assert "[#graph.expr<()[s0, s1] -> (s0 * s1)>, 8 : i64]" in view
    opt(text)


def test_a_size_that_simplifies_to_a_number_is_static(opt):
    x = torch.randn(3, 37)
    torch._dynamo.mark_dynamic(x, 1)
    graphs = capture(lambda x: F.pad(x, (0, -x.shape[1] % 5)).unflatten(1, (-1, 5)) * 2, x)
    opt(graphs[0].text)
    assert "tensor<3x?x5xf32" in graphs[0].text


def test_symbol_names_do_not_depend_on_pytorch():
    def f(unused, x):
        return x + 1

    texts = []
    for first in (torch.randn(2), torch.randn(2, 3)):
        torch._dynamo.reset()
        x = torch.randn(4, 4)
        torch._dynamo.mark_dynamic(x, 0)
        texts.append(re.sub(r"loc\(.*\)", "", text_of(f, first, x)))
    assert texts[0] == texts[1]


def test_locations_name_the_user_s_line():
    text = text_of(lambda x: torch.exp(x), torch.randn(3), relative_paths=True)
    assert re.search(r'loc\("exp"\("test_emit.py":\d+:0\)\)', call_line(text, "aten.exp.default"))


def test_random_numbers_are_left_to_pytorch(opt):
    (graph,) = capture(lambda x: torch.rand_like(x) + x, torch.randn(3))
    ((node, reason),) = graph.program.refused.items()
    assert "random" in reason
    assert node in graph.program.arguments
    opt(graph.text)


def test_parameters_and_buffers_are_told_apart():
    model = torch.nn.Sequential(torch.nn.Linear(3, 3), torch.nn.BatchNorm1d(3)).eval()
    with torch.no_grad():
        text = text_of(model, torch.randn(2, 3))
    assert re.search(r'%\d+: tensor<3x3xf32> {graph.name = "0.weight", graph.kind = "param', text)
    assert 'graph.name = "1.running_mean", graph.kind = "buffer"' in text


def test_training_keeps_linear_whole_in_both_graphs(opt):
    forward, backward = capture(
        torch.nn.Linear(4, 5), torch.randn(2, 3, 4, requires_grad=True), backward=True
    )
    assert (forward.kind, backward.kind) == (GraphKind.FORWARD, GraphKind.BACKWARD)
    assert call_line(forward.text, "cutedsl.linear.default")
    line = call_line(backward.text, "cutedsl.linear_backward.default")
    assert "[true, true, true]" in line
    opt(forward.text)
    opt(backward.text)


def test_equal_graphs_give_equal_texts():
    def once():
        torch._dynamo.reset()
        x = torch.randn(4, 4)
        torch._dynamo.mark_dynamic(x, 0)
        return text_of(lambda x: torch.softmax(x @ x.t(), -1), x)

    assert once().replace(" ", "") == once().replace(" ", "")

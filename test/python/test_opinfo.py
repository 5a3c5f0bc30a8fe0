"""Every supported overload on PyTorch's own samples, against eager PyTorch.

A result is right when it is no further from one in double precision than a few
times what eager's own precision allows. What is refused must be refused for a
reason that stands here.
"""

from __future__ import annotations

import operator
import re
from pathlib import Path

import operator_calls
import pytest
import torch
from checks import assert_within
from conftest import library_is_ready
from operator_samples import Call, collect
from torch import fx
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.utils._pytree import tree_flatten, tree_leaves, tree_unflatten

from cutedsl.backend import Backend
from cutedsl.capture import GraphKind
from cutedsl.emit import Argument
from cutedsl.options import Options

TABLE = Path(__file__).resolve().parents[2] / "docs/reference/supported-overloads.md"
NAMES = re.findall(r"^\| `([a-z]\S+\.\S+\.\S+)`", TABLE.read_text(), re.MULTILINE)

COMPLEX = "expected real (elements|factors)|mean of floats|constant real exponent"
HALVES = "the data type complex32"
# Why some calls of an overload may be refused.
REFUSALS = {
    **dict.fromkeys(
        [
            "aten.asin.default",
            "aten.asinh.default",
            "aten.atan.default",
            "aten.atanh.default",
            "aten.dot.default",
            "aten.expm1.default",
            "aten.isinf.default",
            "aten.log1p.default",
            "aten.mean.default",
            "aten.mean.dim",
            "aten.mm.default",
            "aten.mv.default",
            "aten.pow.Tensor_Scalar",
            "aten.prod.dim_int",
            "aten.rsqrt.default",
            "aten.tan.default",
        ],
        COMPLEX,
    ),
    "aten.complex.default": HALVES,
    "aten.view_as_complex.default": HALVES,
    "aten.view_as_real.default": HALVES,
    "aten.as_strided.default": "a contiguous source that the graph computes",
    "aten.convolution_backward.default": "not transposed",
    "aten.index_put.default": "one value to put under a mask",
    "aten.scatter.reduce": "expected a sum, but got multiply",
    "aten.scatter.value_reduce": "expected a sum, but got multiply",
    "aten.scatter_add.default": "expected indices of rank 1, but got 2",
    "aten.scatter_reduce.two": "a sum that includes the old value|expected a sum, but got",
    "aten.native_dropout.default": "random numbers are drawn by PyTorch",
    "aten._scaled_dot_product_efficient_attention.default": "result 2 is not computed",
    "aten._scaled_dot_product_flash_attention.default": "a result of type int",
}
# Nothing is said about the elements of their results.
UNDEFINED = ("aten.empty", "aten.new_empty")


def find(name: str) -> torch._ops.OpOverload:
    library, operator, overload = name.split(".")
    return getattr(getattr(getattr(torch.ops, library), operator), overload)


def hand_made(name: str) -> list[Call]:
    calls = []
    for arguments in operator_calls.CALLS.get(name, []):
        named = arguments[-1] if isinstance(arguments[-1], dict) else {}
        calls.append(Call(find(name), arguments[: -1 if named else None], named))
    return calls


@pytest.fixture(scope="module")
def samples() -> dict[str, list[Call]]:
    by_overload = collect([find(name) for name in NAMES])
    return {name: by_overload[find(name)] + hand_made(name) for name in NAMES}


@pytest.fixture(scope="module")
def backend() -> Backend:
    if library_is_ready():
        pytest.skip("needs the compiler")
    return Backend(Options(isolate=False))


def build(call: Call) -> tuple[fx.GraphModule, list[torch.Tensor]]:
    """A graph of the one call, whatever PyTorch would make of it on the way."""
    mode = FakeTensorMode()
    graph = fx.Graph()
    tensors = []
    leaves = []
    for leaf in call.leaves:
        if isinstance(leaf, torch.Tensor):
            node = graph.placeholder(f"x{len(tensors)}")
            node.meta["val"] = mode.from_tensor(leaf)
            tensors.append(leaf)
            leaf = node
        leaves.append(leaf)
    args, kwargs = tree_unflatten(leaves, call.spec)
    node = graph.call_function(call.overload, args, kwargs)
    with mode:
        value = call(*(p.meta["val"] for p in graph.nodes if p.op == "placeholder"))
    node.meta["val"] = value
    results = [node]
    if isinstance(value, (tuple, list)):
        results = []
        for index, part in enumerate(value):
            if isinstance(part, torch.Tensor):
                item = graph.call_function(operator.getitem, (node, index))
                item.meta["val"] = part
                results.append(item)
    graph.output(tuple(results))
    return fx.GraphModule(torch.nn.Module(), graph), tensors


def double(tensor: torch.Tensor) -> torch.Tensor:
    wide = torch.complex128 if tensor.is_complex() else torch.float64
    return tensor.to(wide) if tensor.is_floating_point() or tensor.is_complex() else tensor


def reference(name: str, call: Call, tensors: list[torch.Tensor]) -> list[torch.Tensor]:
    if name in operator_calls.EQUIVALENTS:
        leaves = iter(tensors)
        given = [next(leaves) if isinstance(x, torch.Tensor) else x for x in call.leaves]
        args, kwargs = tree_unflatten(given, call.spec)
        return [operator_calls.EQUIVALENTS[name](*args, **kwargs)]
    return [t for t in tree_leaves(call(*tensors)) if isinstance(t, torch.Tensor)]


def exact_results(name: str, call: Call, eager: list[torch.Tensor]) -> list[torch.Tensor]:
    try:
        return reference(name, call, [double(t) for t in call.tensors])
    except RuntimeError:  # types that must agree with one that is an argument
        return eager


def check(backend: Backend, name: str, call: Call) -> str:
    """Why the call is refused, empty if it is not."""
    module, tensors = build(call)
    placeholders = [n for n in module.graph.nodes if n.op == "placeholder"]
    reports = []
    backend.observer = reports.append
    compiled = backend.compile_one(
        module, tensors, GraphKind.INFERENCE, {n: Argument(n.name) for n in placeholders}
    )
    if reports[0].refusals:
        return str(reports[0].refusals[0].reason)
    eager = reference(name, call, [t.clone() for t in tensors])
    exact = exact_results(name, call, eager)
    actual = tree_flatten(compiled([t.clone() for t in tensors]))[0]
    for index, (a, e, x) in enumerate(zip(actual, eager, exact, strict=False)):
        what = f"result {index} of {call}"
        if name.startswith(UNDEFINED):
            assert a.dtype == e.dtype and a.shape == e.shape, what
        else:
            assert_within(a, e, x, 0.0, what)
        kept = [d for d, size in enumerate(e.shape) if size > 1]
        if e.numel():
            assert [a.stride(d) for d in kept] == [e.stride(d) for d in kept], what
    return ""


@pytest.mark.parametrize("name", NAMES)
def test_overload(samples, backend, name):
    assert samples[name], "no sample makes this call: add one to operator_calls.py"
    refused = {}
    for call in samples[name]:
        if reason := check(backend, name, call):
            refused[str(call)] = reason
    for call, reason in refused.items():
        assert re.search(REFUSALS.get(name, "nothing may be refused"), reason), (call, reason)
    assert len(refused) < len(samples[name]) or name in REFUSALS

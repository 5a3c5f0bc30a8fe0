"""Random graphs against eager PyTorch, forward and backward.

`CUTEDSL_RANDOM_GRAPHS=20000` sets the number of examples; the seed is fixed.
A result is right when it is no further from a run in double precision than a
few times what eager's own precision allows. Of static graphs nothing may be left
to PyTorch.
"""

from __future__ import annotations

import os

import pytest
import torch
from checks import assert_all_close, assert_within, significant_strides
from conftest import library_is_ready
from fakes import ReferenceCompiler
from graph_oracle import Perturbed, Wide, lowest_precision, widened
from graphs import Builder, Input, make_input
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch._dynamo.backends.common import aot_autograd

from cutedsl.backend import Backend
from cutedsl.options import Options

EXAMPLES = int(os.environ.get("CUTEDSL_RANDOM_GRAPHS", "2000"))

integers = st.integers(0, 63)
inputs = st.lists(
    st.builds(
        Input,
        dims=st.lists(st.integers(-1, 2), max_size=4).map(tuple),
        layout=st.integers(0, 3),
        dtype=st.integers(0, 8),
    ),
    min_size=1,
    max_size=4,
)
sizes = st.lists(st.sampled_from([1, 2, 3, 4, 5, 7, 8, 16, 17, 33]), min_size=3, max_size=3)
steps = st.lists(st.tuples(integers, integers, integers, integers), min_size=4, max_size=12)
outputs = st.lists(integers, max_size=2)

common = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def compiler():
    if library_is_ready():
        return ReferenceCompiler()
    from cutedsl.compiler import LibraryCompiler

    return LibraryCompiler()


def backend(compiler, **options) -> Backend:
    return Backend(Options(isolate=False, **options), compiler=compiler)


def tangents(results, generator):
    return [torch.randn(r.shape, generator=generator).to(r.dtype) for r in results]


def run(function, args, seed, *, double=False):
    """Results, and gradients of the inputs that have one."""
    results = function(*args)
    leaves = [r for r in results if isinstance(r, torch.Tensor) and r.requires_grad]
    grads: list[torch.Tensor | None] = []
    if leaves:
        wanted = [a for a in args if a.requires_grad]
        given = tangents(leaves, torch.Generator().manual_seed(seed))
        given = [g.double() for g in given] if double else given
        grads = list(torch.autograd.grad(leaves, wanted, given, allow_unused=True))
    return [r.detach() for r in results], grads


def compare(module, args, compiled, seed, eps):
    wide_args = [widened(a) for a in args]

    def in_double(interpreter):
        return run(lambda *xs: interpreter.run(*xs), wide_args, seed, double=True)

    exact = in_double(Wide(module))
    eager = run(module, args, seed)
    actual = run(compiled, args, seed)
    for index, what in enumerate(("result", "gradient")):
        values = zip(actual[index], eager[index], exact[index], strict=True)
        for i, (a, e, x) in enumerate(values):
            name = f"{what} {i} of\n{module.code}"
            try:
                assert_within(a, e, x, eps, name)
            except AssertionError:
                # Where terms cancel, one rounding more or less is seen.
                nearby = in_double(Perturbed(module, seed))[index][i]
                assert_within(a, e, x, eps, name, nearby)
    strides = [significant_strides(r) for r in actual[0]]
    if strides != [significant_strides(r) for r in eager[0]]:
        assert strides == traced_strides(module, args), module.code


def traced_strides(module, args):
    """The strides of the results as AOTAutograd's trace has them, which is what
    a backend is asked for. They are not always eager's: where two broadcast
    operands leave the order of dimensions open, the trace decides otherwise."""
    strides = []

    def record(graph, _):
        (results,) = graph.graph.output_node().args
        strides.extend(significant_strides(r.meta["val"]) for r in results)
        return graph

    inputs = [a.detach() for a in args]
    aot_autograd(fw_compiler=record)(module_copy(module), inputs)(*inputs)
    return strides


@settings(common, max_examples=EXAMPLES * 9 // 10)
@given(inputs, sizes, steps, outputs, st.booleans(), st.integers(0, 1000))
def test_static(compiler, specs, sizes, steps, outputs, gradient, seed):
    generator = torch.Generator().manual_seed(seed)
    args = [make_input(s, sizes, generator, gradient) for s in specs]
    builder = Builder(args)
    builder.run(steps)
    module = builder.finish(outputs)
    eps = lowest_precision([v.tensor for v in builder.values])
    compiled = backend(compiler, strict=True)(module_copy(module), args)
    compare(module, args, lambda *xs: compiled(*xs), seed, eps)


@settings(common, max_examples=EXAMPLES // 10)
@given(inputs, sizes, sizes, steps, outputs, st.booleans(), st.integers(0, 1000))
def test_dynamic(compiler, specs, first, second, steps, outputs, gradient, seed):
    """Compiled for one set of sizes, called with two."""
    torch._dynamo.reset()
    generator = torch.Generator().manual_seed(seed)
    first, second = ([max(n, 2) for n in sizes] for sizes in (first, second))
    args = [make_input(s, first, generator, gradient) for s in specs]
    builder = Builder(args)
    builder.run(steps)
    module = builder.finish(outputs)
    eps = lowest_precision([v.tensor for v in builder.values])
    compiled = torch.compile(module, backend=backend(compiler), dynamic=True)
    compare(module, args, compiled, seed, eps)
    others = [make_input(s, second, generator, gradient) for s in specs]
    try:
        module(*others)
    except (RuntimeError, IndexError):
        return
    compare(module, others, compiled, seed, eps)


def module_copy(module):
    """The backend may rewrite what it is given."""
    graph = torch.fx.Graph()
    graph.output(graph.graph_copy(module.graph, {}))
    return torch.fx.GraphModule(module, graph)


def test_a_wrong_result_is_seen():
    """The comparison itself: one rounding to half precision is too much, and
    so are other strides."""
    x = torch.randn(5, 5)
    module = torch.fx.symbolic_trace(lambda x: (torch.exp(x),))
    with pytest.raises(AssertionError, match="off by"):
        compare(module, [x], lambda x: (torch.exp(x).half().float(),), 0, 0.0)
    with pytest.raises(AssertionError, match="def forward"):
        compare(module, [x], lambda x: (torch.exp(x).t().contiguous().t(),), 0, 0.0)
    assert_all_close(module(x), (torch.exp(x),))

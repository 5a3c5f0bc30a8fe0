"""Every schedule that may be chosen for a kernel, not only the first, computes it.

Measuring runs them all on the GPU: one that is wrong, or that waits for ever,
must be found before. Kernels are interpreted, as in test_sm90_programs.py."""

import sys

import pytest
import torch
import torch.nn.functional as F
from conftest import ROOT, library_is_ready

sys.path.insert(0, str(ROOT / "test/gpu"))

from interpret_program import Program  # noqa: E402
from test_sm90_programs import (  # noqa: E402
    BUILD,
    compare,
    gelu_residual,
    masked_attention,
    qkv,
    residual_layer_norm,
    swiglu,
    tensor,
    with_choices,
)
from test_sm90_programs import CASES as PROGRAMS  # noqa: E402

from cutedsl.capture import capture  # noqa: E402
from cutedsl.library import library  # noqa: E402
from cutedsl.tuning import is_schedule  # noqa: E402

pytestmark = pytest.mark.skipif(library_is_ready() is not None, reason=str(library_is_ready()))

CASES = {
    # Ragged in all dimensions; more than one tile of the smaller ones.
    "product": (gelu_residual, (tensor(72, 72), tensor(72, 72), tensor(72), tensor(72, 72))),
    "columns": (torch.matmul, (tensor(72, 72), tensor(72, 72))),
    "products": (swiglu, (tensor(72, 72), tensor(24, 72), tensor(24, 72))),
    "few": (F.linear, (tensor(20, 328), tensor(72, 328), tensor(72))),
    "attention": (masked_attention, (*qkv(1, 136, 136, 64), tensor(1, 1, 136, 136))),
    # Staged in small or large chunks, streamed, shared by clusters of CTAs.
    "rows": (
        residual_layer_norm,
        (tensor(2, 17000), tensor(2, 17000) * 2, tensor(17000), tensor(17000)),
    ),
    "small_attention": PROGRAMS["small_attention_rotary"],
}


def choices(name):
    """The kernel's key and schedules, and the program that it is part of."""
    function, arguments = CASES[name]
    torch._dynamo.reset()
    (graph,) = capture(function, *arguments)
    (listed,) = library().tunables(graph.text, '{"target": "sm_90a"}')
    schedules = [c for c in listed["choices"] if is_schedule(c)]
    if name == "few":
        # The others are those of any product.
        schedules = [c for c in schedules if "swapped" in c]
    return listed["key"], schedules, graph.text


def parameters():
    if library_is_ready() is None:
        for name in CASES:
            for number in range(len(choices(name)[1])):
                yield name, number


@pytest.mark.parametrize(("name", "number"), parameters())
def test_choice(name, number):
    key, schedules, text = choices(name)
    function, arguments = CASES[name]
    program = Program(BUILD, with_choices(text, {key: schedules[number]}))
    assert program.uses_tensor_cores() == (name != "rows")
    compare(program, function, arguments)

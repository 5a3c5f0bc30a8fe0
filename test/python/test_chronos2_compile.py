"""Upstream's Chronos-2 through `torch.compile(model, backend="cutedsl")`.

At the model's full depth where the contract is about the whole model, with few
layers where their number does not matter."""

import copy
import math

import pytest
import torch
from chronos2_cases import GROUPS, check, covariates, distance, thorough

from cutedsl.backend import Backend
from cutedsl.compiler import LibraryCompiler
from cutedsl.models.chronos2 import capture
from cutedsl.models.chronos2.upstream import remove_nan_check
from cutedsl.models.chronos2.weights import calibrate_, make_series
from cutedsl.options import Options


class Counted:
    """`torch.compile` in strict mode, with what it made kept."""

    def __init__(self, model: torch.nn.Module, **options):
        self.graphs = []
        backend = Backend(
            Options.parse({"strict": True} | options),
            compiler=LibraryCompiler(),
            observer=self.graphs.append,
        )
        self.compiled = torch.compile(model, backend=backend, fullgraph=True)

    def __call__(self, **inputs):
        with torch.no_grad():
            return self.compiled(**inputs).quantile_preds


def eager(model: torch.nn.Module, inputs: dict) -> torch.Tensor:
    with torch.no_grad():
        return model(**inputs).quantile_preds


def dynamic(inputs: dict) -> dict:
    """Batch and length may be any from the first call on."""
    inputs = {k: t.clone() if isinstance(t, torch.Tensor) else t for k, t in inputs.items()}
    for tensor in inputs.values():
        if isinstance(tensor, torch.Tensor):
            torch._dynamo.mark_dynamic(tensor, 0)
    torch._dynamo.mark_dynamic(inputs["context"], 1)
    return inputs


def unknown(batch: int) -> torch.Tensor:
    return torch.full((batch, 16), math.nan)


# What the pipeline passes: always groups, always covariates, NaN where unknown.
MANY = {
    "ragged with NaN": dict(
        context=make_series(7, 512), group_ids=torch.arange(7), future_covariates=unknown(7)
    ),
    "64 series in groups": dict(
        context=make_series(64, 512),
        group_ids=torch.arange(64) // 4,
        future_covariates=unknown(64),
    ),
    "covariates": dict(
        context=make_series(7, 320), group_ids=GROUPS, future_covariates=covariates(7, 16)
    ),
}


@pytest.fixture(scope="module")
def whole():
    return remove_nan_check(calibrate_(capture.make_model()))


def assert_one_program(graph) -> None:
    assert len(graph.programs) == 1 and not graph.refusals


def test_whole_model_is_one_graph_for_every_batch_and_length(whole):
    compiled = Counted(whole)
    for name, inputs in MANY.items():
        print(name)
        check(compiled(**dynamic(inputs)), eager(whole, inputs))
    (graph,) = compiled.graphs
    assert_one_program(graph)


@thorough
def test_whole_model_of_one_series(whole):
    check_one_series(whole)


def test_one_series(shallow):
    check_one_series(shallow)


def check_one_series(model: torch.nn.Module) -> None:
    compiled = Counted(model)
    inputs = dict(context=make_series(1, 512))
    check(compiled(**inputs), eager(model, inputs))
    (graph,) = compiled.graphs
    assert_one_program(graph)
    # With one key, softmax is 1, and queries and keys of the groups are dead.
    attentions = [
        op["op"]
        for kernel in graph.programs[0].compiled.report["kernels"]
        for op in kernel["ops"] * kernel["calls"]
        if "attention" in op["op"]
    ]
    assert len(attentions) == model.config.num_layers, attentions


@pytest.fixture(scope="module")
def shallow():
    """One layer; as upstream made it."""
    return calibrate_(capture.make_model(num_layers=1))


def test_ragged_lengths_are_padded_in_the_graph(shallow):
    compiled = Counted(shallow)
    for batch, length in ((7, 500), (3, 333), (64, 17)):
        inputs = dict(context=make_series(batch, length))
        check(compiled(**dynamic(inputs)), eager(shallow, inputs))
    assert len(compiled.graphs) == 1


def test_bfloat16_is_as_exact_as_eager(shallow):
    model = capture.convert_(copy.deepcopy(shallow), torch.bfloat16)
    inputs = dict(context=make_series(7, 512), group_ids=GROUPS)
    exact = eager(copy.deepcopy(model).double(), inputs)
    ours = distance(Counted(model)(**inputs), exact)
    theirs = distance(eager(model, inputs), exact)
    print(f"ours {ours:.2e}, eager {theirs:.2e}")
    assert ours <= 1.1 * theirs


@pytest.mark.parametrize("dtype", capture.DTYPES)
def test_attention_written_out(dtype):
    """Upstream's other implementation: matmul, an added mask, softmax in float32."""
    model = calibrate_(capture.make_model("eager", num_layers=1))
    model = capture.convert_(model, capture.DTYPES[dtype])
    inputs = dict(context=make_series(7, 500), group_ids=GROUPS)
    ours, theirs = Counted(model)(**inputs), eager(model, inputs)
    if dtype == "float32":
        check(ours, theirs)
    else:
        exact = eager(copy.deepcopy(model).double(), inputs)
        assert distance(ours, exact) <= 1.1 * distance(theirs, exact)


# A check of upstream's that depends on data.


def test_finding_1_the_nan_check_breaks_the_graph_and_is_named(shallow):
    """As it comes, the model with covariates is several graphs; `fullgraph`
    says so, and without it the results are right."""
    inputs = MANY["covariates"]
    with pytest.raises(torch._dynamo.exc.Unsupported, match="(?i)data-dependent"):
        Counted(shallow)(**inputs)
    torch._dynamo.reset()
    counters = torch._dynamo.utils.counters
    counters.clear()
    graphs = []
    backend = Backend(
        Options.parse({"strict": True}), compiler=LibraryCompiler(), observer=graphs.append
    )
    compiled = torch.compile(shallow, backend=backend)
    with torch.no_grad():
        check(compiled(**inputs).quantile_preds, eager(shallow, inputs))
    assert len(graphs) > 1 and not any(graph.refusals for graph in graphs)
    assert any("ata-dependent" in reason for reason in counters["graph_break"])


def test_finding_1_without_the_nan_check_a_mask_is_still_checked(shallow):
    model = remove_nan_check(copy.deepcopy(shallow))
    inputs = MANY["covariates"]
    assert torch.equal(eager(model, inputs), eager(shallow, inputs))
    wrong = inputs | dict(future_covariates_mask=torch.ones(7, 16))
    with pytest.raises(ValueError, match="NaN values at indices not masked"):
        eager(model, wrong)
    assert type(model)._prepare_patched_future is type(shallow)._prepare_patched_future
    assert copy.deepcopy(model)._prepare_patched_future.__self__ is not model

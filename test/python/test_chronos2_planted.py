"""Bugs planted in Chronos-2's graph, weights or inputs: the comparison with
eager must see each, by far more than it tolerates."""

import math
import re

import pytest
import torch
from chronos2_cases import GROUPS, check, covariates, distance

from cutedsl.models.chronos2 import capture
from cutedsl.models.chronos2.model import Batch, CuteChronos2Model
from cutedsl.models.chronos2.weights import calibrate_, make_series
from cutedsl.program import load_program

# The tolerance is 1e-5; every bug must be farther off than this.
SEEN = 0.05

INPUTS = dict(
    context=make_series(7, 500),
    group_ids=GROUPS,
    future_covariates=covariates(7, 32),
    num_output_patches=2,
)


@pytest.fixture(scope="module")
def upstream():
    return calibrate_(capture.make_model())


@pytest.fixture(scope="module")
def expected(upstream):
    with torch.no_grad():
        return upstream(**INPUTS).quantile_preds


@pytest.fixture(scope="module")
def ours(upstream, expected):
    model = CuteChronos2Model.from_upstream(upstream)
    check(model(**INPUTS).quantile_preds, expected)
    yield model
    # No bug was left in the shared model.
    check(model(**INPUTS).quantile_preds, expected)


def assert_seen(actual: torch.Tensor, expected: torch.Tensor) -> None:
    """Leaves out the series' own level, which no bug touches. A result that is
    not finite is as far off as can be."""
    level = INPUTS["context"].nanmean(-1)[:, None, None]
    far = distance(actual - level, expected - level)
    far = far if math.isfinite(far) else math.inf
    print(f"relative L2 {far:.3f}")
    assert far > SEEN


# Bugs in the graph: each rewrites the text of the shipped one.

CALL = '= graph.captured "aten.'


def swap(old: str, new: str, where: str = ""):
    """Replaces a pattern in every line that has `where`."""

    def edit(text: str) -> str:
        lines = text.split("\n")
        edited = [re.sub(old, new, line) if where in line else line for line in lines]
        return "\n".join(edited)

    return edit


def number_of(text: str, name: str) -> list[str]:
    """The values of the arguments whose name matches."""
    return re.findall(rf'(%\d+): tensor[^\n]*graph.name = "{name}"', text)


def without_sublayer(layer: int):
    """The output projection gives zero."""

    def edit(text: str) -> str:
        name = rf"encoder\.block\.\d+\.layer\.{layer}\.self_attention\.o\.weight"
        for weight in number_of(text, name):
            text = re.sub(
                rf'"aten.linear.default"\((%v\d+), {weight}\) args \[[^\n]*?\] '
                r"strides (\[[^\n]*?\]) : \((tensor<[^\n]*?>), tensor<768x768xf32>\)",
                r'"aten.mul.Tensor"(\1) args [#graph.operand<0>, 0.0 : f64] strides \2 : (\3)',
                text,
            )
        return text

    return edit


def without_ffn(text: str) -> str:
    for weight in number_of(text, r"encoder\.block\.\d+\.layer\.2\.mlp\.wi\.weight"):
        text = re.sub(
            rf'(, {weight}\) [^\n]*\n[^\n]*)"aten.relu.default"(\(%v\d+\)) '
            r"args \[#graph.operand<0>\]",
            r'\1"aten.mul.Tensor"\2 args [#graph.operand<0>, 0.0 : f64]',
            text,
        )
    return text


def norm_subtracts_mean(text: str) -> str:
    lines, edited = text.split("\n"), []
    for i, line in enumerate(lines):
        power = re.match(r"  %v(\d+) " + CALL + r'pow.Tensor_Scalar"\((%v\d+)\)', line)
        if not power or 'layers.py":139' not in line:
            edited.append(line)
            continue
        at, x = power.groups()
        types = re.search(r"strides (\[.*?\]) : \((.*)\) -> ", line)
        mean = re.search(r" : \(.*\) -> (tensor<.*>) loc", lines[i + 1]).group(1)
        average = lines[i + 1].replace(f"%v{int(at) + 1} =", f"%m{at} =").replace(f"%v{at}", x)
        edited.append(average)
        edited.append(
            f'  %c{at} {CALL}sub.Tensor"({x}, %m{at}) args [#graph.operand<0>, #graph.operand<1>] '
            f"strides {types[1]} : ({types[2]}, {mean}) -> {types[2]}"
        )
        edited.append(line.replace(f"({x})", f"(%c{at})"))
        assert f"({x}, " in lines[i + 4]
        lines[i + 4] = lines[i + 4].replace(f"({x}, ", f"(%c{at}, ")
    return "\n".join(edited)


def rope_interleaved(text: str) -> str:
    """Pairs are (2 i, 2 i + 1) instead of (i, i + 32)."""
    half = "tensor<?x12x?x32x1xf32, #graph.dims<()[s0, s1, s2] -> (s0, 12, s1 + s2 + 1, 32, 1)>>"
    pair = half.replace("x1xf32", "x2xf32").replace("32, 1)>", "32, 2)>")
    column = "#graph.dims<()[s0, s1, s2] -> (384 * (s1 + s2 + 1), 32 * (s1 + s2 + 1), 32, 1, 1)>"
    pairs = "#graph.dims<()[s0, s1, s2] -> (768 * (s1 + s2 + 1), 64 * (s1 + s2 + 1), 64, 2, 1)>"
    whole = "#graph.dims<()[s0, s1, s2] -> (768 * (s1 + s2 + 1), 64 * (s1 + s2 + 1), 64, 1)>"
    sizes = "#graph.expr<()[s0] -> (s0)>, 12 : i64, #graph.expr<()[s0, s1, s2] -> (s1 + s2 + 1)>"

    def interleave(found: re.Match) -> str:
        name, first, second, before, after = found.groups()
        wide = f"args [#graph.operand<0>, [{sizes}, 32 : i64, 1 : i64]] strides [{column}]"
        return "\n".join(
            [
                f'  %a{name} {CALL}view.default"({first}) {wide} : ({before}) -> {half}',
                f'  %b{name} {CALL}view.default"({second}) {wide} : ({before}) -> {half}',
                f'  %c{name} {CALL}cat.default"(%a{name}, %b{name}) args [[#graph.operand<0>, '
                f"#graph.operand<1>], -1 : i64] strides [{pairs}] : ({half}, {half}) -> {pair}",
                f'  %v{name} {CALL}view.default"(%c{name}) args [#graph.operand<0>, '
                f"[{sizes}, 64 : i64]] strides [{whole}] : ({pair}) -> {after} loc",
            ]
        )

    end = "9223372036854775807 : i64"
    text = swap(r"3 : i64, 0 : i64, 32 : i64\]", f"3 : i64, 0 : i64, {end}, 2 : i64]")(text)
    text = swap(rf"3 : i64, 32 : i64, {end}\]", f"3 : i64, 1 : i64, {end}, 2 : i64]")(text)
    return re.sub(
        r'  %v(\d+) = graph.captured "aten.cat.default"\((%v\d+), (%v\d+)\) [^\n]* : '
        r"\((tensor<\?x12x\?x32xf32, #d\d+>), [^\n]*?\) -> (tensor<[^\n]*>) loc",
        interleave,
        text,
    )


HUGE = r"-3\.4028234663852886e\+38"
TO_ZERO = "args [#graph.operand<0>, 0.0 : f64]"

GRAPH_BUGS = {
    "RoPE removed": swap(
        r'"aten\._to_copy\.default"(\(%v\d+\)) args \[#graph\.operand<0>\] kwargs {dtype = f32}',
        r'"aten.mul.Tensor"\1 ' + TO_ZERO,
        'layers.py":82',
    ),
    "RoPE interleaved": rope_interleaved,
    "RoPE's sign": swap("aten.add.Tensor", "aten.sub.Tensor", 'layers.py":323'),
    "cosine and sine swapped": swap("aten.cos.default", "aten.sin.default"),
    "time attention removed": without_sublayer(0),
    "group attention removed": without_sublayer(1),
    "group ids compared with >=": swap(r"aten\.eq\.Tensor", "aten.ge.Tensor"),
    "time mask zero": swap(HUGE, "0.0", 'model.py":162'),
    "group mask zero": swap(HUGE, "0.0", 'model.py":165'),
    "logits scaled by 1/8": swap(r"scale = 1\.0", "scale = 0.125"),
    "norm subtracts the mean": norm_subtracts_mean,
    "feed-forward removed": without_ffn,
    "gelu for relu": swap(r"aten\.relu\.default", "aten.gelu.default"),
    "time encoding zero": swap(
        r'"aten\.div\.Tensor"(\(%v\d+\)) args \[#graph\.operand<0>, 8192 : i64\]',
        r'"aten.mul.Tensor"\1 ' + TO_ZERO,
    ),
    "asinh removed": swap("aten.asinh.default", "aten.alias.default"),
    "sinh removed": swap("aten.sinh.default", "aten.alias.default"),
}


@pytest.mark.parametrize("bug", GRAPH_BUGS)
def test_bugs_in_the_graph_are_seen(ours, expected, bug, monkeypatch):
    text = ours._graph
    wrong = GRAPH_BUGS[bug](text)
    assert wrong != text
    program = load_program(wrong, {"target": "cpu"})
    program.bind({name: ours._lookup(name) for name in program.parameter_names})
    monkeypatch.setitem(ours._programs, Batch.GROUPED, program)
    assert_seen(ours(**INPUTS).quantile_preds, expected)


# Bugs in the weights: each maps a parameter to its wrong self.


def zero(*parts: str):
    return lambda name, t: t * 0 if all(part in name for part in parts) else t


def without_columns(begin: int):
    """An input channel that does not arrive."""

    def edit(name: str, t: torch.Tensor) -> torch.Tensor:
        if name.startswith("input_patch") and t.dim() == 2 and t.shape[1] == 48:
            t = t.clone()
            t[:, begin : begin + 16] = 0
        return t

    return edit


def reordered(order: list[int]):
    """The output block's quantiles in another order."""

    def edit(name: str, t: torch.Tensor) -> torch.Tensor:
        if name.startswith("output_patch") and t.shape[0] == 21 * 16:
            return t.unflatten(0, (21, 16))[order].flatten(0, 1)
        return t

    return edit


WEIGHT_BUGS = {
    "norm weights one": lambda name, t: t * 0 + 1 if "layer_norm" in name else t,
    "biases zero": zero("bias"),
    "one bias zero": zero("input_patch", "hidden_layer.bias"),
    "REG token zero": zero("shared"),
    "output block's skip zero": zero("output_patch", "residual_layer.weight"),
    "time channel zero": without_columns(0),
    "mask channel zero": without_columns(32),
    "quantiles reversed": reordered(list(range(20, -1, -1))),
    "two quantiles swapped": reordered([1, 0, *range(2, 21)]),
    "one output projection zero": zero("block.0.layer.0", ".o."),
    "frequencies zero": zero("inv_freq"),
    "queries scaled by 1/8": lambda name, t: t / 8 if ".q." in name else t,
}


@pytest.mark.parametrize("bug", WEIGHT_BUGS)
def test_bugs_in_the_weights_are_seen(ours, expected, bug):
    right = dict(ours._tensors)
    wrong = {name: WEIGHT_BUGS[bug](name, t) for name, t in right.items()}
    changed = {name: t for name, t in wrong.items() if t is not right[name]}
    assert changed
    ours.load_state_dict(changed)
    try:
        assert_seen(ours(**INPUTS).quantile_preds, expected)
    finally:
        ours.load_state_dict({name: right[name] for name in changed})


INPUT_BUGS = {
    "group ids ignored": dict(group_ids=None),
    "covariates ignored": dict(future_covariates=None),
    "missing values are zero": dict(context=INPUTS["context"].nan_to_num(0.0)),
}


@pytest.mark.parametrize("bug", INPUT_BUGS)
def test_bugs_in_the_inputs_are_seen(ours, expected, bug):
    assert_seen(ours(**(INPUTS | INPUT_BUGS[bug])).quantile_preds, expected)

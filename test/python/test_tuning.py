"""mode="max-autotune": candidates are built, a clock decides, the store remembers.

The clock of these tests prefers what it is told to, so that no GPU is needed."""

from __future__ import annotations

import json
import logging

import pytest
import torch
import torch.nn.functional as F
from conftest import Compiled, library_is_ready

from cutedsl import compiler as compiler_module
from cutedsl import tuning
from cutedsl.backend import Backend
from cutedsl.capture import capture
from cutedsl.compiler import LibraryCompiler, load
from cutedsl.errors import CompileError
from cutedsl.library import library
from cutedsl.options import Options
from cutedsl.tuning import Kernel, agree, candidates_of, operands_of, tune
from cutedsl.tuning_store import Entry, Store, TuningError

pytestmark = pytest.mark.skipif(library_is_ready() is not None, reason=str(library_is_ready()))

FLAGS = '{"target": "sm_90a"}'
H200 = {
    "gpu": "H200",
    "capability": "9.0",
    "driver": "13000",
    "compiler": "one",
    "cublaslt": "130000",
}


def gelu(x, w):
    return F.gelu(F.linear(x, w))


def two_layers(x, w1, w2):
    return gelu(gelu(x, w1), w2)


def bf16(*sizes):
    return torch.randn(*sizes).bfloat16()


@pytest.fixture(scope="module")
def text():
    (graph,) = capture(gelu, bf16(512, 256), bf16(256, 256))
    return graph.text


@pytest.fixture
def store(tmp_path):
    return Store.of(tmp_path, H200)


class Clock:
    """Says that the `wanted`th candidate is the fastest."""

    def __init__(self, wanted: int) -> None:
        self.wanted = wanted
        self.asked: list[tuple[Kernel, list[str]]] = []

    def __call__(self, kernel, programs):
        self.asked.append((kernel, list(programs)))
        return {c: 1e-6 * (1 + abs(i - self.wanted)) for i, c in enumerate(programs)}


def tuned(text, clock, store, **more):
    arguments = {"load": load, "store": store, "measure": clock, "most": 3} | more
    return tune(text, FLAGS, library(), **arguments)


def test_the_fastest_is_built(text, store):
    clock = Clock(2)
    flags = tuned(text, clock, store)
    ((kernel, candidates),) = clock.asked
    assert candidates == list(kernel.choices[:3])
    assert json.loads(flags)["choices"] == {kernel.key: candidates[2]}
    tiles = [str(library().compile(text, f)[1]["kernels"][0]["tile"]) for f in (FLAGS, flags)]
    for tile, choice in zip(tiles, (candidates[0], candidates[2]), strict=True):
        assert f"tile = {tile}" in choice
    assert tiles[0] != tiles[1]
    assert library().fingerprint(text, FLAGS)[0] != library().fingerprint(text, flags)[0]


def test_it_is_measured_once(text, store, tmp_path):
    flags = tuned(text, Clock(1), store)
    clock = Clock(2)
    assert tuned(text, clock, Store.of(tmp_path, H200)) == flags
    assert not clock.asked
    # Another GPU has its own.
    tuned(text, clock, Store.of(tmp_path, H200 | {"gpu": "H100"}))
    assert len(clock.asked) == 1


def test_equal_kernels_are_measured_once(text, store):
    clock = Clock(1)
    (graph,) = capture(two_layers, bf16(512, 256), bf16(256, 256), bf16(256, 256))
    flags = tuned(graph.text, clock, store)
    assert len(clock.asked) == 1
    # That of another program, too.
    assert tuned(text, clock, store) == flags
    assert len(clock.asked) == 1


def test_the_first_needs_no_choice(text, store):
    assert tuned(text, Clock(0), store) == FLAGS
    assert not tuned(text, Clock(2), store).count("choices"), "and is remembered"


def test_a_little_faster_is_not_worth_it(text, store):
    def clock(kernel, programs):
        return {c: 1e-6 * (1 - 0.001 * i) for i, c in enumerate(programs)}

    assert tuned(text, clock, store) == FLAGS


def test_at_most_so_many(text):
    (listed,) = library().tunables(text, FLAGS)
    kernel = Kernel.of(listed)
    assert len(kernel.choices) > 8
    assert candidates_of(kernel, 8) == list(kernel.choices[:8])


def test_candidates_that_do_not_compile_are_left_out(text, store, caplog):
    clock = Clock(1)

    def failing(program, flags, compiler, broken=[]):  # noqa: B006
        choices = json.loads(flags)["choices"]
        if choices and not broken:
            broken.append(choices)
            raise CompileError("the compiler's process died of SIGABRT")
        return load(program, flags, compiler)

    tuned(text, clock, store, load=failing)
    assert len(clock.asked[0][1]) == 2


def test_what_cannot_be_measured_stays_as_it_was(text, store, caplog):
    def clock(kernel, programs):
        raise torch.OutOfMemoryError("no memory for the operands")

    assert tuned(text, clock, store) == FLAGS
    assert "was not measured: no memory" in caplog.text
    assert not store.entries


def test_processes_of_their_own(text, store):
    """As with `isolate`: each thread asks another process."""
    from cutedsl.worker import Worker

    worker = Worker()
    try:
        clock = Clock(1)
        flags = tune(text, FLAGS, worker, load=load, store=store, measure=clock, most=2)
    finally:
        worker.close()
    assert list(json.loads(flags)["choices"].values()) == [clock.asked[0][1][1]]


def test_kernels_that_suit_no_pipeline(store):
    """Rows 121 elements apart: every tile falls back to the same code."""
    clock = Clock(1)
    (graph,) = capture(gelu, bf16(200, 121), bf16(96, 121))
    assert tuned(graph.text, clock, store) == FLAGS
    assert not clock.asked and len(store.entries) == 1, "known, and not tried again"


@pytest.mark.parametrize(("length", "left"), [(60001, 1), (20001, 0)])
def test_rows_that_cannot_be_staged(length, left, store):
    """Rows of odd length fall back: the first schedule, with long rows, stands
    for its fallback; other schedules that do so are left out."""
    clock = Clock(0)
    (graph,) = capture(lambda x: x.softmax(-1), bf16(4, length))
    assert tuned(graph.text, clock, store, most=8) == FLAGS
    ((kernel, candidates),) = clock.asked
    assert sum("stages" in choice for choice in kernel.choices) == 2
    assert sum("stages" in choice for choice in candidates) == left


# A library as a candidate.


def plain(x, w, b):
    return F.linear(x, w, b)


class Library(Clock):
    """Says that the library is the fastest."""

    def __init__(self, name: str = "cublaslt") -> None:
        super().__init__(0)
        self.name = name

    def __call__(self, kernel, programs):
        super().__call__(kernel, programs)
        return {c: 1e-6 if c == self.name else 1e-3 for c in programs}


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16, torch.float32])
def test_a_library_is_a_candidate_for_plain_products(dtype, store):
    operands = (torch.randn(*sizes).to(dtype) for sizes in ((512, 256), (96, 256), (96,)))
    (graph,) = capture(plain, *operands)
    clock = Library()
    assert tuned(graph.text, clock, store) == FLAGS, "it is not there"
    assert not any("cublaslt" in asked for _, asked in clock.asked)
    store.entries.clear()
    flags = tuned(graph.text, clock, store, libraries=True)
    ((kernel, candidates),) = clock.asked[-1:]
    # A narrow type has many schedules, f32 has one.
    assert len(candidates) == (2 if dtype is torch.float32 else 3)
    assert candidates[-1] == "cublaslt"
    assert json.loads(flags)["choices"] == {kernel.key: "cublaslt"}
    bundle, report = library().compile(graph.text, flags)
    assert report["kernels"][0]["library"] == "cublaslt"
    assert library().compile(graph.text, FLAGS)[1]["kernels"][0]["archetype"] == "contract"
    assert b"ELF" not in bundle, "it has no code"


def test_a_library_that_is_a_little_faster_is_taken(store):
    operands = (torch.randn(*sizes).bfloat16() for sizes in ((512, 256), (96, 256), (96,)))
    (graph,) = capture(plain, *operands)

    def clock(kernel, programs):
        return {c: 0.999e-6 if c == "cublaslt" else 1e-6 for c in programs}

    flags = tuned(graph.text, clock, store, libraries=True)
    assert list(json.loads(flags)["choices"].values()) == ["cublaslt"]


def test_a_program_with_a_library_and_kernels(store):
    def both(x, w1, w2):
        return F.linear(gelu(x, w1), w2)

    (graph,) = capture(both, bf16(512, 256), bf16(256, 256), bf16(96, 256))
    flags = tuned(graph.text, Library(), store, libraries=True)
    bundle, report = library().compile(graph.text, flags)
    assert [k.get("library") for k in report["kernels"]] == [None, "cublaslt"]
    assert b"ELF" in bundle


def test_a_library_is_no_candidate_for_more(text, store):
    clock = Library()
    tuned(text, clock, store, libraries=True)
    assert "cublaslt" not in clock.asked[0][1]


# Operands that are copied for tensor cores, as their rows are odd.


def odd(x, w):
    return F.linear(x, w)


def odd_text(function=odd, m=2470, n=1341, k=69, dynamic=False):
    x = bf16(m, k)
    if dynamic:
        torch._dynamo.mark_dynamic(x, 0)
    (graph,) = capture(function, x, bf16(n, k))
    return graph.text


def kernels_of(text, flags):
    """Each kernel's name, and the library that computes it."""
    _, report = library().compile(text, flags)
    return [(k["name"], k.get("library")) for k in report["kernels"]]


COPIED = [("pointwise_concat", None), ("pointwise_concat_0", None), ("contract", None)]


@pytest.mark.parametrize("dynamic", [False, True])
def test_copies_are_measured_and_spared(dynamic, store):
    text = odd_text(dynamic=dynamic)
    flags = json.dumps({"target": "sm_90a"} | ({"hints": {"s0": 2470}} if dynamic else {}))
    built = {}

    def clock(kernel, programs):
        assert [(a["sizes"], a["strides"]) for a in kernel.arguments] == [
            ([2470, 69], [69, 1]),
            ([1341, 69], [69, 1]),
        ]
        for choice in programs:
            choices = {} if choice == kernel.choices[0] else {kernel.key: choice}
            built[choice] = kernels_of(
                kernel.program, json.dumps(json.loads(FLAGS) | {"choices": choices})
            )
        return Library("cublaslt-uncopied")(kernel, programs)

    chosen = tune(
        text, flags, library(), load=load, store=store, measure=clock, most=4, libraries=True
    )
    first, second, copied, uncopied = built.values()
    assert first == second == COPIED
    assert copied == [*COPIED[:-1], ("contract", "cublaslt")]
    assert uncopied == kernels_of(text, chosen) == [("contract", "cublaslt")]
    assert kernels_of(text, flags) == COPIED


def listed_of(text):
    (listed,) = library().tunables(text, FLAGS)
    return listed["choices"], [a["sizes"] for a in listed["arguments"]]


def test_copies_that_cost_nothing_or_serve_others_are_not_spared():
    def freeze(text, name):
        named = f'graph.name = "{name}"'
        return text.replace(named, named + ', graph.kind = "parameter", graph.frozen')

    # What is frozen is copied once, and then is as the library likes it.
    text = freeze(odd_text(), "w")
    choices, sizes = listed_of(text)
    assert "cublaslt-uncopied" in choices and sizes == [[2470, 69], [1341, 72]]
    choices, sizes = listed_of(freeze(text, "x"))
    assert choices[-1] == "cublaslt" and sizes == [[2470, 72], [1341, 72]]

    def twice(x, w):
        return F.linear(x, w), torch.exp(F.linear(x, w[:1024]))

    listed = library().tunables(odd_text(twice), FLAGS)
    assert listed and all(one["arguments"][0]["sizes"] == [2470, 72] for one in listed)

    choices, sizes = listed_of(odd_text(gelu))
    assert not any(choice.startswith("cublaslt") for choice in choices), "it is no plain product"
    assert sizes == [[2470, 72], [1341, 72]]


# What the compiler takes.


def choose(text, key, choice):
    return library().compile(text, json.dumps({"target": "sm_90a", "choices": {key: choice}}))


def test_choices_that_are_none(text):
    (listed,) = library().tunables(text, FLAGS)
    first = listed["choices"][0]
    with pytest.raises(CompileError, match="expected the choice for this kernel to be one of #gr"):
        choose(text, listed["key"], first.replace("stages = ", "stages = 9"))
    with pytest.raises(CompileError, match="to be a schedule.*, but got 'fast'"):
        choose(text, listed["key"], "fast")
    with pytest.raises(CompileError, match=f"whose keys are .*{listed['key']}.*got one for 12"):
        choose(text, "12", first)
    with pytest.raises(CompileError, match="'choices' to be an object"):
        library().compile(text, '{"choices": 1}')
    assert choose(text, listed["key"], first)[1]["kernels"]


def test_the_cpu_has_nothing_to_choose(text):
    assert library().tunables(text, '{"target": "cpu"}') == []


# Sizes that are dynamic.


def dynamic_text():
    x = bf16(512, 256)
    torch._dynamo.mark_dynamic(x, 0)
    (graph,) = capture(gelu, x, bf16(256, 256))
    assert 'symbols ["s0"]' in graph.text
    return graph.text


def test_dynamic_sizes_are_measured_at_the_hint(store):
    text = dynamic_text()

    def keys(hint):
        flags = json.dumps({"target": "sm_90a", "hints": {"s0": hint}})
        (listed,) = library().tunables(text, flags)
        assert listed["arguments"][0]["sizes"] == [hint, 256]
        clock = Clock(1)
        chosen = tune(text, flags, library(), load=load, store=store, measure=clock, most=2)
        ((kernel, candidates),) = clock.asked
        assert json.loads(chosen)["choices"] == {kernel.key: candidates[1]}
        library().compile(text, chosen)
        return listed["key"]

    assert keys(48) != keys(4096)


def test_sizes_that_nobody_knows(store, caplog):
    clock = Clock(1)
    assert tuned(dynamic_text(), clock, store) == FLAGS
    assert not clock.asked
    assert "expected an argument of known size" in caplog.text


def test_symbols_that_are_no_argument_s_size(store):
    """A kernel on rows that are the product of two sizes."""

    def rows(x, w):
        return gelu(x.flatten(0, 1).contiguous() + 1, w)

    x = bf16(8, 64, 256)
    for dim in (0, 1):
        torch._dynamo.mark_dynamic(x, dim)
    (graph,) = capture(rows, x, bf16(256, 256))
    flags = json.dumps({"target": "sm_90a", "hints": {"s0": 8, "s1": 64}})
    for listed in library().tunables(graph.text, flags):
        assert listed["arguments"]
        library().compile(listed["program"], FLAGS)


def test_sizes_of_other_kernels_need_not_be_known():
    def both(x, y, w):
        return gelu(x, w), torch.exp(y)

    x, y = bf16(64, 256), bf16(48, 8)
    for tensor in (x, y):
        torch._dynamo.mark_dynamic(tensor, 0)
    (graph,) = capture(both, x, y, bf16(256, 256))
    assert 'symbols ["s0", "s1"]' in graph.text
    known = 0
    for symbol in ("s0", "s1"):
        flags = json.dumps({"target": "sm_90a", "hints": {symbol: 64}})
        (listed,) = library().tunables(graph.text, flags)
        if "arguments" in listed:
            known += 1
            assert [a["sizes"] for a in listed["arguments"]] == [[64, 256], [256, 256], [1]]
            library().compile(listed["program"], FLAGS)
    assert known == 1


# The backend.


def test_the_backend_asks_for_the_choice(monkeypatch, tmp_path):
    """All but the run: the program is for a GPU that is not here."""
    clock = Clock(1)
    compiler = LibraryCompiler(measure=clock, store=lambda: Store.of(tmp_path, H200))

    def measure(kernel, programs):
        assert type(operands_of(kernel, 0, "cpu")[0]) is torch.Tensor, "none that is fake"
        return clock(kernel, programs)

    compiler.measure = measure
    monkeypatch.setattr("cutedsl.backend.target_of", lambda device: "sm_90a")
    monkeypatch.setattr(tuning, "MOST_CANDIDATES", 2)
    graphs = []
    backend = Backend(
        Options.parse(None, "max-autotune"), compiler=compiler, observer=graphs.append
    )
    run = torch.compile(gelu, backend=backend)
    with torch.no_grad(), pytest.raises(Exception, match="cpu|cuda|CUDA"):
        run(bf16(512, 256), bf16(256, 256))
    ((kernel, candidates),) = clock.asked
    (program,) = graphs[0].programs
    tile = program.compiled.report["kernels"][0]["tile"]
    assert f"tile = {tile}" in candidates[1]


def test_the_cpu_is_not_measured(caplog):
    compiler_module._warn_not_tuned.cache_clear()
    compiled = Compiled(LibraryCompiler())
    with caplog.at_level(logging.WARNING, "cutedsl"):
        for width in (4, 5):
            f = compiled(lambda x: torch.relu(x) + 1, mode="max-autotune")
            torch.testing.assert_close(f(torch.ones(width)), torch.full((width,), 2.0))
            torch._dynamo.reset()
    assert caplog.text.count("'max-autotune' measures nothing for cpu") == 1


# Operands and results.


def test_operands_are_as_the_kernel_wants_them():
    arguments = [
        {"dtype": "bf16", "sizes": [3, 4], "strides": [8, 1]},
        {"dtype": "i64", "sizes": [5], "strides": [1]},
        {"dtype": "bool", "sizes": [2], "strides": [1]},
        {"dtype": "f32", "sizes": [3, 4], "strides": [0, 1]},
        {"dtype": "f32", "sizes": [0, 4], "strides": [4, 1]},
        {"dtype": "f32", "sizes": [], "strides": []},
    ]
    kernel = Kernel("k", "00", (), "", arguments, "")
    first, again, other = (operands_of(kernel, seed, "cpu") for seed in (0, 0, 1))
    assert first[0].stride() == (8, 1) and first[0].dtype is torch.bfloat16
    assert torch.equal(first[0], again[0]) and not torch.equal(first[0], other[0])
    assert not first[1].any() and not first[2].any()
    assert torch.equal(first[3][0], first[3][2]) and first[3].std() > 0
    assert first[4].shape == (0, 4) and first[5].shape == ()


def test_results_that_agree():
    x = torch.randn(100)
    assert agree(x, x * (1 + 1e-3 * torch.rand(100)))
    assert not agree(x, x.roll(1))
    assert not agree(x, x.clone().index_fill_(0, torch.tensor([3]), float("nan")))
    infinite = x.clone().index_fill_(0, torch.tensor([3]), float("inf"))
    assert agree(infinite, infinite)
    assert agree(torch.arange(3), torch.arange(3)) and not agree(torch.arange(3), torch.ones(3))


# The store.

ENTRY = Entry("#graph.schedule<...>", {"#graph.schedule<...>": 1.5})


def test_the_store_is_one_file_for_a_gpu_and_versions(tmp_path):
    store = Store.of(tmp_path, H200)
    store["a"] = ENTRY
    other = Store.of(tmp_path, H200)
    other["b"] = ENTRY
    for s in (store, other):
        s.save()
    assert Store.of(tmp_path, H200).entries == {"a": ENTRY, "b": ENTRY}
    for name in H200:
        assert not Store.of(tmp_path, H200 | {name: "other"}).entries


def test_a_damaged_store_is_ignored(tmp_path, caplog):
    store = Store.of(tmp_path, H200)
    store["a"] = ENTRY
    store.save()
    for damage in ("{", "[]", '{"format": "cutedsl tuning 1"}', '{"format": "other"}'):
        store.path.write_text(damage)
        caplog.clear()
        assert not Store.of(tmp_path, H200).entries
        assert "ignored what tuning had learned" in caplog.text
    content = {"format": "cutedsl tuning 1", "made_for": H200, "kernels": {"a": 1}}
    store.path.write_text(json.dumps(content))
    assert not Store.of(tmp_path, H200).entries
    store.save()
    assert Store.of(tmp_path, H200).entries == {"a": ENTRY}


def test_export_and_import(tmp_path):
    store = Store.of(tmp_path / "one", H200)
    store["a"] = ENTRY
    file = tmp_path / "tuning.json"
    assert store.export(file) == 1
    other = Store.of(tmp_path / "two", H200)
    assert other.take(file) == 1
    assert Store.of(tmp_path / "two", H200).entries == {"a": ENTRY}
    foreign = Store.of(tmp_path / "three", H200 | {"driver": "12040"})
    message = "made for another driver: expected '12040', but got '13000'"
    with pytest.raises(TuningError, match=message):
        foreign.take(file)
    file.write_text("no")
    with pytest.raises(TuningError, match="no file of choices"):
        other.take(file)

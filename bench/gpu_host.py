"""What a call costs on the host before its work runs on a GPU.

So few calls are made after the GPU was idle that its queue never fills: then
the host would wait for the GPU, and be timed with it. `until done` is the time
of those calls until the GPU has finished, for a call.

./dev bench gpu-host
./dev bench gpu-host --bundle chronos2.bundle

Without a bundle Chronos-2 is compiled here, which takes minutes.
"""

import pathlib
from collections.abc import Callable
from typing import Any

import torch

from bench.harness import Report, Row, interleaved_medians
from bench.host import COLUMNS, LIMIT_US, PROGRAM, ROWS, graph
from cutedsl.compiler import runtime_extension, target_of
from cutedsl.library import library

# A GPU's queue takes about a thousand launches.
QUEUE = 800
MOST_CALLS = 100
# Chronos-2: a series of 512 values in patches of 16, a patch ahead.
CONTEXT_PATCHES, PATCH = 32, 16


def run_few(function: Callable[[], Any], calls: int) -> Callable[[], None]:
    def run() -> None:
        for _ in range(calls):
            function()

    return run


def time_host(
    functions: dict[str, Callable[[], Any]], launches: int, repetitions: int
) -> tuple[dict[str, float], dict[str, Any]]:
    """Microseconds a call of each, and what goes with them."""
    calls = max(1, min(MOST_CALLS, QUEUE // launches))
    few = {name: run_few(function, calls) for name, function in functions.items()}

    def until_done(run: Callable[[], None]) -> Callable[[], None]:
        def both() -> None:
            run()
            torch.cuda.synchronize()

        return both

    def measure(timed: dict[str, Callable[[], None]]) -> dict[str, dict[str, float]]:
        found = interleaved_medians(
            timed, warmup=5, repetitions=repetitions, before=torch.cuda.synchronize
        )
        return {
            name: {key: round(1e3 * value / calls, 3) for key, value in times.items()}
            for name, times in found.items()
        }

    host = measure(few)
    done = measure({name: until_done(run) for name, run in few.items()})
    return {name: times["median"] for name, times in host.items()}, {
        "calls": calls,
        "launches": launches,
        "spread": host,
        "until_done": {name: times["median"] for name, times in done.items()},
        "device": torch.cuda.get_device_name(),
    }


def add(report: Report, work: str, us: dict[str, float], extra: dict[str, Any]) -> None:
    for name in ("ours", "ours, graphs"):
        label = work + ", graphs" * (name != "ours")
        peers = {peer: value for peer, value in us.items() if not peer.startswith("ours")}
        report.add(Row(label, us[name], "us", peers, extra))


def load_both(bundle: bytes) -> dict[str, Any]:
    load = runtime_extension().load_bundle
    return {"ours": load(bundle), "ours, graphs": load(bundle, graphs=True)}


def count_launches(program: Any) -> int:
    return sum(kernel["calls"] for kernel in program.report["kernels"])


def measure_ten(report: Report, repetitions: int) -> None:
    """A graph of ten tensors, through the extension and through torch.compile."""
    target = target_of(torch.device("cuda", torch.cuda.current_device()))
    bundle, _ = library().compile(PROGRAM, f'{{"target": "{target}"}}')
    tensors = [torch.randn(ROWS, COLUMNS, device="cuda") for _ in range(7)]
    programs = load_both(bundle)
    functions = {name: program.run for name, program in programs.items()}
    for run in functions.values():
        for got, want in zip(run(*tensors), graph(*tensors), strict=True):
            torch.testing.assert_close(got, want)
    functions["eager"] = graph
    timed = {name: lambda run=run: run(*tensors) for name, run in functions.items()}
    us, extra = time_host(timed, max(4, count_launches(programs["ours"])), repetitions)
    add(report, "ten tensors through the extension, GPU", us, extra)
    if us["ours"] > LIMIT_US:
        print(f"error: expected at most {LIMIT_US} us through the extension")

    compiled = {
        "ours": torch.compile(graph, backend="cutedsl", options={"strict": True}),
        "inductor": torch.compile(graph),
        "inductor, graphs": torch.compile(graph, mode="reduce-overhead"),
        "eager": graph,
    }
    timed = {name: lambda run=run: run(*tensors) for name, run in compiled.items()}
    us, extra = time_host(timed, 4, repetitions)
    ours = us.pop("ours")
    report.add(Row("ten tensors through torch.compile, GPU", ours, "us", us, extra))


def random_parameters(program: Any) -> None:
    """Binds values of the size of weights to all that stays between calls."""
    for index, argument in enumerate(program.signature["arguments"]):
        if argument["kind"] in ("parameter", "buffer"):
            dtype = {"f32": torch.float32, "bf16": torch.bfloat16}[argument["dtype"]]
            generator = torch.Generator("cuda").manual_seed(index)
            tensor = torch.randn(argument["sizes"], device="cuda", generator=generator)
            program.bind(index, tensor.mul_(0.02).to(dtype))


def compile_chronos(given: pathlib.Path | None) -> bytes:
    if given:
        return given.read_bytes()
    from cutedsl.models.chronos2.capture import graph_path

    target = target_of(torch.device("cuda", torch.cuda.current_device()))
    bundle, _ = library().compile(
        graph_path("bfloat16").read_text(), f'{{"target": "{target}", "symbols": {{"s0": 1}}}}'
    )
    return bundle


def measure_chronos(report: Report, given: pathlib.Path | None, repetitions: int) -> None:
    """Chronos-2, one series: hundreds of launches and as many parameters."""
    programs = load_both(compile_chronos(given))
    inputs = {
        "context": torch.randn(1, CONTEXT_PATCHES, PATCH, device="cuda"),
        "group_ids": torch.zeros(1, dtype=torch.int64, device="cuda"),
        "future_covariates": torch.full((1, 1, PATCH), float("nan"), device="cuda"),
    }
    results = {}
    for name, program in programs.items():
        random_parameters(program)
        results[name] = program(*inputs.values())[0]
        if not (program(*inputs.values())[0] == results[name]).all():
            raise SystemExit("error: Chronos-2 does not repeat bit for bit")
    if not torch.equal(*results.values()):
        raise SystemExit("error: Chronos-2 differs when it replays a graph")
    names = [a["name"] for a in programs["ours"].signature["arguments"]]
    assert [n for n in names if n in inputs] == list(inputs)
    timed = {
        name: lambda run=program.run: run(*inputs.values()) for name, program in programs.items()
    }
    launches = count_launches(programs["ours"])
    us, extra = time_host(timed, launches, repetitions)
    extra["us_per_launch"] = round(us["ours"] / launches, 3)
    dtype = str(results["ours"].dtype).removeprefix("torch.")
    add(report, f"Chronos-2 base B=1 L=512, result {dtype}, GPU", us, extra)


def run(arguments) -> None:
    report = Report("gpu-host", arguments.output)
    repetitions = 10 if arguments.quick else 50
    with torch.no_grad():
        measure_ten(report, repetitions)
        if arguments.bundle or not arguments.quick:
            measure_chronos(report, arguments.bundle, repetitions)

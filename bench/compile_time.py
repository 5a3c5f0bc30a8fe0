"""How long until Chronos-2 base is ready: compiled, found in the cache, and
through torch.compile.

Each row is measured in a process of its own with a cache of its own; loading
weights is not counted. Through torch.compile the row is this project's share of
the first call; what Dynamo and AOTAutograd take is given beside it.
"""

import tempfile
import time

from bench.harness import Report, Row, in_process

CONTEXT = 512


def built_in() -> dict[str, float]:
    """The programs of the shipped graph, from text to ready."""
    import torch

    from cutedsl.models.chronos2.capture import make_model
    from cutedsl.models.chronos2.model import Batch, CuteChronos2Model

    model = CuteChronos2Model.from_upstream(make_model())
    seconds = {}
    with torch.no_grad():
        for batch in Batch:
            begin = time.perf_counter()
            model.program(batch)
            seconds[batch.value] = time.perf_counter() - begin
    return seconds


def through_torch() -> dict[str, float]:
    import torch

    from cutedsl.backend import Backend
    from cutedsl.models.chronos2.capture import make_model
    from cutedsl.models.chronos2.weights import make_series
    from cutedsl.options import Options

    graphs = []
    backend = Backend(Options(strict=True), observer=graphs.append)
    model = make_model()
    compiled = torch.compile(model, backend=backend)
    begin = time.perf_counter()
    with torch.no_grad():
        compiled(context=make_series(1, CONTEXT))
    total = time.perf_counter() - begin
    return {"ours": sum(g.seconds for g in graphs), "total": total, "graphs": len(graphs)}


def inductor() -> dict[str, float]:
    import torch

    from cutedsl.models.chronos2.capture import make_model
    from cutedsl.models.chronos2.weights import make_series

    compiled = torch.compile(make_model())
    begin = time.perf_counter()
    with torch.no_grad():
        compiled(context=make_series(1, CONTEXT))
    return {"total": time.perf_counter() - begin}


def with_cache(function, cache: str) -> dict[str, float]:
    return in_process(
        "bench.compile_time",
        function.__name__,
        environment={"CUTEDSL_CACHE_DIR": cache, "TORCHINDUCTOR_CACHE_DIR": cache},
    )


def run(arguments) -> None:
    report = Report("compile-time", arguments.output)
    with tempfile.TemporaryDirectory() as cache:
        for state in ("empty cache", "full cache"):
            for name, seconds in with_cache(built_in, cache).items():
                report.add(Row(f"chronos2-base built in, {name}, {state}", seconds, "s", {}))
    with tempfile.TemporaryDirectory() as cache:
        found = with_cache(through_torch, cache)
    peers, extra = {}, {"with_capture_s": round(found["total"], 2), "graphs": found["graphs"]}
    if not arguments.quick:
        with tempfile.TemporaryDirectory() as cache:
            extra["inductor_first_call_s"] = round(with_cache(inductor, cache)["total"], 2)
    report.add(
        Row(
            "chronos2-base torch.compile, our share of the first call",
            found["ours"],
            "s",
            peers,
            extra,
        )
    )

"""The command `cutedsl`."""

from __future__ import annotations

import contextlib
import json
import pathlib
import sys
from collections.abc import Iterator
from typing import Annotated, Any

import typer

app = typer.Typer(
    name="cutedsl",
    help="Kernel-fusion compiler for PyTorch. `cutedsl COMMAND --help` has examples.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
cache_app = typer.Typer(help="The kernels kept on disk.", no_args_is_help=True)
app.add_typer(cache_app, name="cache")

Target = Annotated[str, typer.Option(help="cpu, sm_80, sm_89 or sm_90a.")]
Numerics = Annotated[str, typer.Option(help="fused, or eager: every rounding of eager PyTorch.")]
Model = Annotated[
    str,
    typer.Argument(help="FILE.mlir, or PYTHON_FILE:FUNCTION returning (model, arguments)."),
]


def _options(target: str, numerics: str) -> str:
    return json.dumps({"target": target, "numerics": numerics})


@app.command()
def explain(
    model: Model,
    target: Target = "cpu",
    numerics: Numerics = "fused",
    picture: Annotated[
        pathlib.Path | None, typer.Option(help="Also draw the kernels: .svg or .html.")
    ] = None,
    backward: Annotated[bool, typer.Option(help="Also explain the gradient.")] = False,
) -> None:
    """Which kernels a program becomes, what was fused, and what was not and why.

    \b
    cutedsl explain model.mlir
    cutedsl explain model.mlir --target sm_90a
    cutedsl explain train.py:make --picture kernels.svg
    """
    if picture is not None and picture.suffix not in (".svg", ".html"):
        raise typer.BadParameter(f"expected a .svg or .html file, but got '{picture}'")
    from rich.console import Console

    from .explain import explain_program, explain_with, fresh_backend, print_explanation

    if model.endswith(".mlir"):
        with _named(model):
            text = pathlib.Path(model).read_text()
            found = explain_program(text, _options(target, numerics))
    else:
        if target != "cpu":
            raise typer.BadParameter(f"expected a .mlir file for target {target}")
        module, arguments = _load(model)
        backend = fresh_backend({"numerics": numerics})
        found = explain_with(backend, module, *arguments, backward=backward)
    print_explanation(found, Console())
    if picture is not None:
        found.save(picture)
        print(f"wrote {picture}")


@app.command()
def compile(
    program: Annotated[pathlib.Path, typer.Argument(help="A .mlir file.")],
    output: Annotated[pathlib.Path, typer.Option("--output", "-o", help="The bundle to write.")],
    target: Target = "cpu",
    numerics: Numerics = "fused",
) -> None:
    """Compile a program to a bundle that needs no compiler to run.

    \b
    cutedsl compile model.mlir -o model.bundle
    cutedsl compile model.mlir -o model.bundle --target sm_90a
    """
    from .library import library

    with _named(program):
        bundle, report = library().compile(program.read_text(), _options(target, numerics))
    output.write_bytes(bundle)
    kernels = len(report.get("kernels", ()))
    print(f"wrote {output}: {kernels} kernels, {len(bundle)} bytes")


@app.command()
def run(
    program: Annotated[pathlib.Path, typer.Argument(help="A .mlir file or a bundle.")],
    inputs: Annotated[
        list[pathlib.Path] | None,
        typer.Option("--input", "-i", help="A .npy file for each argument, in order."),
    ] = None,
    outputs: Annotated[
        list[pathlib.Path] | None,
        typer.Option("--output", "-o", help="Where to write each result, in order."),
    ] = None,
) -> None:
    """Run a program on the CPU. An argument without a file gets random numbers.

    \b
    cutedsl run model.mlir -i x.npy -o y.npy
    cutedsl run model.bundle
    """
    from .runner import run_file

    with _named(program):
        for line in run_file(program, inputs or [], outputs or []):
            print(line)


@cache_app.command("show")
def cache_show() -> None:
    """Where the cache is and what it holds.

    \b
    cutedsl cache show
    CUTEDSL_CACHE_DIR=/elsewhere cutedsl cache show
    """
    from .compiler import runtime_extension

    for name, value in runtime_extension().cache_stats().items():
        print(f"{name:>10}: {value}")


@cache_app.command("clear")
def cache_clear() -> None:
    """Remove every kernel from the cache.

    \b
    cutedsl cache clear
    """
    from .compiler import runtime_extension

    runtime_extension().cache_clear()
    print("the cache is empty")


File = Annotated[pathlib.Path, typer.Argument(help="A .json file.")]


@cache_app.command("export-tuning")
def cache_export_tuning(file: File) -> None:
    """Write what mode="max-autotune" learned on this GPU to a file.

    \b
    cutedsl cache export-tuning h200.json
    """
    from .tuning import default_store

    count = default_store().export(file)
    print(f"wrote {file}: {count} kernels")


@cache_app.command("import-tuning")
def cache_import_tuning(file: File) -> None:
    """Take over such a file; it must come from the same GPU and versions.

    \b
    cutedsl cache import-tuning h200.json
    """
    from .tuning import default_store

    print(f"took {default_store().take(file)} kernels from {file}")


@app.command()
def doctor() -> None:
    """Check that everything the compiler needs is there.

    \b
    cutedsl doctor
    """
    from .doctor import examine

    healthy = True
    for finding in examine():
        print(finding)
        healthy &= finding.ok
    if not healthy:
        raise typer.Exit(1)


@app.command()
def forecast(
    input: Annotated[
        pathlib.Path | None,
        typer.Option(help="A CSV file: time, then values. Left out: a series that is shipped."),
    ] = None,
    column: Annotated[str | None, typer.Option(help="The column to forecast.")] = None,
    horizon: Annotated[int, typer.Option(help="How many steps ahead.")] = 104,
    checkpoint: Annotated[
        str | None, typer.Option(help="A Chronos-2 checkpoint; without it, random weights.")
    ] = None,
    context: Annotated[int, typer.Option(help="How many of the last values the model sees.")] = 512,
    output: Annotated[str, typer.Option(help="The picture.")] = "forecast.png",
    inductor: Annotated[bool, typer.Option(help="Also time Inductor.")] = True,
) -> None:
    """Forecast a time series with Chronos-2.

    \b
    cutedsl forecast --input sales.csv --horizon 24
    cutedsl forecast --checkpoint amazon/chronos-2
    """
    try:
        import matplotlib  # noqa: F401
        import pandas  # noqa: F401

        from .models.chronos2.forecast import SAMPLE
        from .models.chronos2.forecast import forecast as body
    except ModuleNotFoundError as error:
        print(
            f"cutedsl: error: forecast needs the package {error.name}; "
            "install what it needs with pip install 'cutedsl[forecast]'",
            file=sys.stderr,
        )
        raise typer.Exit(1) from None

    body(
        input_path=input or SAMPLE,
        column=column,
        horizon=horizon,
        checkpoint=checkpoint,
        output=output,
        compare_inductor=inductor,
        context_length=context,
    )


def _load(model: str) -> tuple[Any, tuple[Any, ...]]:
    """Calls FUNCTION of PYTHON_FILE, which returns a model and its arguments."""
    import runpy

    file, _, name = model.rpartition(":")
    if not file:
        raise typer.BadParameter(f"expected FILE.mlir or FILE.py:FUNCTION, but got '{model}'")
    names = runpy.run_path(file)
    if not callable(names.get(name)):
        raise typer.BadParameter(f"expected a function '{name}' in {file}")
    module, arguments = names[name]()
    return module, tuple(arguments)


@contextlib.contextmanager
def _named(path: str | pathlib.Path) -> Iterator[None]:
    """Errors in a program's text name its file."""
    from .errors import CompileError

    try:
        yield
    except CompileError as error:
        raise CompileError(str(error).replace("module.mlir:", f"{path}:")) from None


def _text(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    lines = str(error).removeprefix("error: ").splitlines()
    return "\n".join(line for line in lines if "note: see current operation" not in line)


def main() -> None:
    from .errors import CutedslError

    try:
        app()
    except (CutedslError, OSError) as error:
        print(f"cutedsl: error: {_text(error)}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()

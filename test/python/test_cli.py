"""The command line."""

from __future__ import annotations

import numpy
import pytest
from conftest import ROOT, library_is_ready
from typer.testing import CliRunner

from cutedsl.cli import app, main

run = CliRunner().invoke
MLP = ROOT / "test/Inputs/captured/mlp.mlir"
needs_library = pytest.mark.skipif(library_is_ready() is not None, reason=str(library_is_ready()))


COMMANDS = [
    "explain",
    "compile",
    "run",
    "cache show",
    "cache clear",
    "cache export-tuning",
    "cache import-tuning",
    "doctor",
    "forecast",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_help(command):
    result = run(app, [*command.split(), "--help"])
    assert result.exit_code == 0
    assert f"\n  cutedsl {command}" in result.output, "help has an example"


def test_an_error_is_one_line(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("CUTEDSL_LIBRARY_DIR", str(tmp_path))
    program = tmp_path / "x.mlir"
    program.write_text("not mlir")
    monkeypatch.setattr("sys.argv", ["cutedsl", "compile", str(program), "-o", "x.bundle"])
    with pytest.raises(SystemExit) as status:
        main()
    assert status.value.code == 1
    assert capsys.readouterr().err.startswith("cutedsl: error: ")


@pytest.fixture
def command(monkeypatch, capsys):
    """Exit status and what the command says on standard error."""

    def call(*arguments):
        monkeypatch.setattr("sys.argv", ["cutedsl", *map(str, arguments)])
        with pytest.raises(SystemExit) as status:
            main()
        # An exit with a text prints it and is 1.
        code, text = status.value.code, capsys.readouterr().err
        return (1, f"{code}\n") if isinstance(code, str) else (code, text)

    return call


@needs_library
def test_errors_are_one_clear_line(tmp_path, command):
    (tmp_path / "wrong.mlir").write_text("graph.program @main () -> () {")
    (tmp_path / "wrong.npy").write_text("hello")
    (tmp_path / "wrong.csv").write_text("a,b\n1,x\n")
    (tmp_path / "models.py").write_text("def make(): pass")
    numpy.save(tmp_path / "small.npy", numpy.ones(3, "f4"))
    for arguments, message in {
        ("explain", "absent.mlir"): "absent.mlir: No such file or directory",
        ("explain", tmp_path / "wrong.mlir"): "wrong.mlir:1:29: error: ",
        ("explain", MLP, "--target", "sm_1"): "expected option 'target' to be one of",
        ("compile", MLP, "-o", tmp_path / "no/where"): "where: No such file or directory",
        ("run", tmp_path / "wrong.npy"): "wrong.npy: not a bundle",
        ("run", MLP, "-i", tmp_path / "wrong.npy"): "wrong.npy: expected a .npy file",
        ("run", MLP, "-i", tmp_path / "small.npy"): "expected ",
        ("forecast", "--input", "absent.csv"): "absent.csv cannot be read",
        ("forecast", "--input", tmp_path / "wrong.csv"): "expected numbers in column 'b'",
    }.items():
        status, text = command(*arguments)
        assert status == 1
        assert message in text and text.count("\n") == 1, text


@needs_library
def test_wrong_usage_is_told(tmp_path, command):
    (tmp_path / "models.py").write_text("def make(): pass")
    for arguments, message in {
        ("explain", "models.py"): "expected FILE.mlir or FILE.py:FUNCTION",
        ("explain", f"{tmp_path / 'models.py'}:absent"): "expected a function 'absent' in",
        ("explain", MLP, "--picture", "x.txt"): "expected a .svg or .html file",
        ("compile", MLP): "Missing option '--output'",
    }.items():
        status, text = command(*arguments)
        assert status == 2
        assert message in " ".join(text.split()), text


@needs_library
def test_compile_and_run(tmp_path):
    bundle = tmp_path / "mlp.bundle"
    result = run(app, ["compile", str(MLP), "-o", str(bundle)])
    assert result.exit_code == 0, result.output
    assert "2 kernels" in result.output
    shapes = [(128, 64), (128,), (8, 64), (64, 128), (64,)]
    arrays = [numpy.random.default_rng(0).standard_normal(s).astype("f4") for s in shapes]
    files = []
    for i, array in enumerate(arrays):
        numpy.save(tmp_path / f"{i}.npy", array)
        files += ["-i", str(tmp_path / f"{i}.npy")]
    found = []
    for program in (bundle, MLP):
        out = tmp_path / "y.npy"
        result = run(app, ["run", str(program), *files, "-o", str(out)])
        assert result.exit_code == 0, result.output
        found.append(numpy.load(out))
    assert (found[0] == found[1]).all()
    import torch
    import torch.nn.functional as F

    w, b, x, v, c = map(torch.from_numpy, arrays)
    expected = x + F.linear(F.gelu(F.linear(x, w, b)) * 0.5 + 0.125, v, c)
    assert torch.allclose(torch.from_numpy(found[0]), expected, atol=1e-3, rtol=1e-5)


@needs_library
def test_explain_a_file(tmp_path):
    picture = tmp_path / "kernels.svg"
    result = run(app, ["explain", str(MLP), "--picture", str(picture)])
    assert result.exit_code == 0, result.output
    assert "contract" in result.output
    assert picture.read_text().startswith("<svg")


@needs_library
def test_cache_commands(monkeypatch, tmp_path):
    monkeypatch.setenv("CUTEDSL_CACHE_DIR", str(tmp_path))
    result = run(app, ["cache", "show"])
    assert result.exit_code == 0 and str(tmp_path) in result.output
    assert run(app, ["cache", "clear"]).exit_code == 0


def test_tuning_files(monkeypatch, tmp_path, command):
    """What one machine learned is another's, if it is the same."""
    from cutedsl.tuning_store import Entry, Store

    def use(folder, gpu):
        store = Store.of(tmp_path / folder, {"gpu": gpu})
        monkeypatch.setattr("cutedsl.tuning.default_store", lambda: store)
        return store

    file = tmp_path / "h200.json"
    use("one", "H200")["key"] = Entry("#graph.schedule<...>", {})
    result = run(app, ["cache", "export-tuning", str(file)])
    assert result.exit_code == 0 and f"wrote {file}: 1 kernels" in result.output
    store = use("two", "H200")
    result = run(app, ["cache", "import-tuning", str(file)])
    assert result.exit_code == 0 and "key" in store
    use("three", "H100")
    status, text = command("cache", "import-tuning", file)
    assert status == 1
    assert text == (
        f"cutedsl: error: {file} was made for another gpu: expected 'H100', but got 'H200'\n"
    )


@needs_library
def test_tuning_needs_a_gpu(monkeypatch, tmp_path, command):
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    status, text = command("cache", "export-tuning", tmp_path / "x.json")
    assert (status, text.splitlines()[0][:46]) == (
        1,
        "cutedsl: error: expected an NVIDIA GPU: what is"[:46],
    )

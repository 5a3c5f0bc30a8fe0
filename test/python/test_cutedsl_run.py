"""cutedsl-run: an .mlir file in, numbers out, without Python in between."""

import json
import os
import pathlib
import re
import subprocess

import numpy
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("CUTEDSL_BUILD", ROOT / "build/dev"))

# A row norm with a weight, a projection and a relu; rows are dynamic.
NORM_LINEAR = """
#d = #graph.dims<()[s0] -> (s0, 96)>
#e = #graph.dims<()[s0] -> (s0, 160)>
#r = #graph.dims<()[s0] -> (s0)>
graph.program @main symbols ["s0"] (%x: tensor<?x96xf32, #d>, %g: tensor<96xf32>,
    %w: tensor<160x96xf32>) -> (tensor<?x160xf32, #e>) {
  %sq = arith.mulf %x, %x : tensor<?x96xf32, #d>
  %s = graph.reduce sum %sq dims [1] : tensor<?x96xf32, #d> -> tensor<?xf32, #r>
  %c = arith.constant dense<96.0> : tensor<f32>
  %cb = graph.view %c through <(d0) -> ()> : tensor<f32> -> tensor<?xf32, #r>
  %m = arith.divf %s, %cb : tensor<?xf32, #r>
  %rs = math.sqrt %m : tensor<?xf32, #r>
  %rb = graph.view %rs through <(d0, d1) -> (d0)> : tensor<?xf32, #r> -> tensor<?x96xf32, #d>
  %n = arith.divf %x, %rb : tensor<?x96xf32, #d>
  %gb = graph.view %g through <(d0, d1) -> (d1)> : tensor<96xf32> -> tensor<?x96xf32, #d>
  %y = arith.mulf %n, %gb : tensor<?x96xf32, #d>
  %wt = graph.view %w through <(d0, d1) -> (d1, d0)> : tensor<160x96xf32> -> tensor<96x160xf32>
  %mm = graph.contract %y, %wt : tensor<?x96xf32, #d>, tensor<96x160xf32> -> tensor<?x160xf32, #e>
  %z = arith.constant dense<0.0> : tensor<f32>
  %zb = graph.view %z through <(d0, d1) -> ()> : tensor<f32> -> tensor<?x160xf32, #e>
  %o = arith.maximumf %mm, %zb : tensor<?x160xf32, #e>
  graph.return %o : tensor<?x160xf32, #e>
}
"""


def run(*arguments, expect=0):
    result = subprocess.run(
        [BUILD / "bin/cutedsl-run", *map(str, arguments)], capture_output=True, text=True
    )
    assert result.returncode == expect, result.stderr
    return result


def expected(x, g, w):
    x, g, w = (a.astype(numpy.float64) for a in (x, g, w))
    normed = x / numpy.sqrt((x * x).mean(1, keepdims=True)) * g
    return numpy.maximum(normed @ w.T, 0)


@pytest.fixture
def program(tmp_path):
    path = tmp_path / "program.mlir"
    path.write_text(NORM_LINEAR)
    return path


@pytest.mark.parametrize("rows", [1, 2, 7, 33])
def test_runs_any_number_of_rows(program, tmp_path, rows):
    random = numpy.random.default_rng(rows)
    arrays = [random.standard_normal(s, dtype="float32") for s in ((rows, 96), (96,), (160, 96))]
    paths = []
    for index, array in enumerate(arrays):
        paths.append(tmp_path / f"{index}.npy")
        numpy.save(paths[-1], array)
    run(program, "--input=" + ",".join(map(str, paths)), f"--output={tmp_path / 'y.npy'}")
    actual, reference = numpy.load(tmp_path / "y.npy"), expected(*arrays)
    assert actual.shape == reference.shape
    assert numpy.linalg.norm(actual - reference) / numpy.linalg.norm(reference) < 2e-6


def test_bundle_gives_the_same_bits(program, tmp_path):
    arrays = [numpy.ones(s, "float32") * 0.3 for s in ((5, 96), (96,), (160, 96))]
    for index, array in enumerate(arrays):
        numpy.save(tmp_path / f"{index}.npy", array)
    inputs = "--input=" + ",".join(str(tmp_path / f"{i}.npy") for i in range(3))
    run(program, "--emit=bundle", "-o", tmp_path / "b.bundle")
    run(program, inputs, f"--output={tmp_path / 'a.npy'}")
    run(tmp_path / "b.bundle", inputs, f"--output={tmp_path / 'b.npy'}")
    assert (tmp_path / "a.npy").read_bytes() == (tmp_path / "b.npy").read_bytes()


def test_inputs_by_name_and_frozen_arguments(tmp_path):
    """`w` is bound before the first run, so that its panels are kept."""
    path = tmp_path / "program.mlir"
    weight = "%w: tensor<160x96xf32>"
    path.write_text(NORM_LINEAR.replace(weight, weight + ' {graph.frozen, graph.name = "w"}'))
    random = numpy.random.default_rng(0)
    arrays = [random.standard_normal(s, dtype="float32") for s in ((5, 96), (96,), (160, 96))]
    for name, array in zip("xgw", arrays, strict=True):
        numpy.save(tmp_path / f"{name}.npy", array)
    inputs = [f"w={tmp_path / 'w.npy'}", tmp_path / "x.npy", tmp_path / "g.npy"]
    output = tmp_path / "y.npy"
    run(path, "--input=" + ",".join(map(str, inputs)), f"--output={output}", "--bench=3")
    actual, reference = numpy.load(output), expected(*arrays)
    assert numpy.linalg.norm(actual - reference) / numpy.linalg.norm(reference) < 2e-6


def test_wrong_shape_is_refused(program, tmp_path):
    for index, shape in enumerate([(5, 95), (96,), (160, 96)]):
        numpy.save(tmp_path / f"{index}.npy", numpy.ones(shape, "float32"))
    inputs = "--input=" + ",".join(str(tmp_path / f"{i}.npy") for i in range(3))
    message = run(program, inputs, expect=1).stderr
    assert "expected" in message and "96" in message and "95" in message


@pytest.mark.parametrize(
    "stage, text",
    [
        ("graph", "graph.contract"),
        ("kernels", "graph.call"),
        ("tile", "tile.func"),
        ("llvm", "llvm.func"),
        ("asm", "vsqrtss"),
    ],
)
def test_emits_each_stage(program, stage, text):
    assert text in run(program, f"--emit={stage}").stdout


def test_emits_code_of_the_target(program, tmp_path):
    run(program, "--emit=obj", "-o", tmp_path / "program.o")
    assert (tmp_path / "program.o").read_bytes()[:4] == b"\x7fELF"
    assert ".target sm_90a" in run(program, "--target=sm_90a", "--emit=ptx").stdout
    message = run(program, "--target=sm_90a", "--emit=asm", expect=1).stderr
    assert "expected --emit=" in message and "ptx or cubin" in message
    message = run(program, "--emit=cubin", expect=1).stderr
    assert "expected --emit=" in message and "asm or obj" in message


@pytest.mark.parametrize("target", ["cpu", "sm_90a"])
def test_explains(program, target):
    report = json.loads(run(program, "--explain", f"--target={target}").stdout)
    assert any("contract" in kernel["name"] for kernel in report["kernels"])
    assert report["totals"]["bytes"] < report["totals"]["unfused_bytes"]


def test_emits_a_cubin(program, tmp_path):
    arguments = [program, "--target=sm_90a", "--emit=cubin", "-o", tmp_path / "program.cubin"]
    tool = BUILD / "bin/cutedsl-run"
    done = subprocess.run([tool, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode and "assembler" in done.stderr:
        pytest.skip(done.stderr)
    cubin = (tmp_path / "program.cubin").read_bytes()
    assert cubin[:4] == b"\x7fELF" and b"contract" in cubin


def save(folder, *arrays) -> str:
    """The --input flag for these arrays."""
    paths = [folder / f"in{i}.npy" for i in range(len(arrays))]
    for path, array in zip(paths, arrays, strict=True):
        numpy.save(path, array)
    return "--input=" + ",".join(map(str, paths))


def test_verify_compares_kernels_and_results(program, tmp_path):
    random = numpy.random.default_rng(0)
    arrays = [random.standard_normal(s, dtype="float32") for s in ((5, 96), (96,), (160, 96))]
    inputs = save(tmp_path, *arrays)
    text = run(program, inputs, "--verify").stdout
    assert re.match(r"\d tensors compared with double precision: all right", text)
    run(program, inputs, "--interpret", f"--output={tmp_path / 'y.npy'}")
    exact = numpy.load(tmp_path / "y.npy")
    assert exact.dtype == numpy.float64
    numpy.testing.assert_allclose(exact, expected(*arrays), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", ["bert-eager", "mlp-bf16", "bert-train-backward"])
def test_verify_of_models(name):
    """Inputs that are not given are random; strides as the program has them."""
    text = run(ROOT / f"test/Inputs/captured/{name}.mlir", "--verify").stdout
    assert "all right" in text


# The scores of an attention without a softmax are its weights.
BACK_TO_BACK = """
graph.program @main symbols [] (%x: tensor<37x24xf32>, %w1: tensor<52x24xf32>,
    %w2: tensor<52x40xf32>) -> (tensor<37x40xf32>) {
  %o = graph.attention %x, %w1, %w2 masked_rows nan {
  ^bb0(%s: tensor<37x52xf32>):
    %0 = math.cos %s : tensor<37x52xf32>
    graph.yield %0 : tensor<37x52xf32>
  } {scores_as_weights} : tensor<37x24xf32>, tensor<52x24xf32>, tensor<52x40xf32>
    -> tensor<37x40xf32>
  graph.return %o : tensor<37x40xf32>
}
"""


def test_products_back_to_back(tmp_path):
    program = tmp_path / "mlp.mlir"
    program.write_text(BACK_TO_BACK)
    random = numpy.random.default_rng(0)
    x, w1, w2 = (
        random.standard_normal(shape, dtype="f4") for shape in ((37, 24), (52, 24), (52, 40))
    )
    output = tmp_path / "y.npy"
    inputs = save(tmp_path, x, w1, w2)
    run(program, inputs, f"--output={output}")
    numpy.testing.assert_allclose(numpy.load(output), numpy.cos(x @ w1.T) @ w2, 1e-4, 1e-4)
    assert "all right" in run(program, inputs, "--verify").stdout


def test_verify_names_what_is_off(tmp_path):
    """The softmax over one key is taken as 1, which holds for finite scores."""
    (tmp_path / "attention.mlir").write_text(
        "graph.program @main (%q: tensor<3x4xf32>, %k: tensor<1x4xf32>, %v: tensor<1x5xf32>)\n"
        "    -> (tensor<3x5xf32>) {\n"
        "  %0 = graph.attention %q, %k, %v masked_rows nan {\n"
        "  ^bb0(%s: tensor<3x1xf32>):\n"
        "    graph.yield %s : tensor<3x1xf32>\n"
        "  } : tensor<3x4xf32>, tensor<1x4xf32>, tensor<1x5xf32> -> tensor<3x5xf32>\n"
        "  graph.return %0 : tensor<3x5xf32>\n}\n"
    )
    q, k, v = numpy.ones((3, 4), "f"), numpy.ones((1, 4), "f"), numpy.ones((1, 5), "f")
    assert (
        "all right" in run(tmp_path / "attention.mlir", save(tmp_path, q, k, v), "--verify").stdout
    )
    q[1, 2] = numpy.inf
    text = run(tmp_path / "attention.mlir", save(tmp_path, q, k, v), "--verify", expect=1).stdout
    assert "1 off; the first is" in text
    assert "result 0: off by INF" in text and "element 5 is 1 instead of nan" in text


def test_errors_are_one_line(program, tmp_path):
    (tmp_path / "wrong.mlir").write_text("graph.program @main () -> () {")
    (tmp_path / "not.npy").write_text("hello")
    for arguments, text in {
        ("absent.mlir",): "absent.mlir: No such file or directory",
        (tmp_path / "wrong.mlir",): "wrong.mlir:1:29: error: ",
        (program, "--emit=nothing"): "expected --emit=graph, kernels,",
        (program, "--target=sm_7"): "target",
        (program, '--options={"speed": 1}'): "speed",
        (program, f"--input={tmp_path / 'not.npy'}"): "expected a .npy file",
        (program,): "argument 0 has dynamic sizes",
        (program, "--verify", "--target=sm_90a"): "--target=cpu for --verify",
    }.items():
        message = run(*arguments, expect=1).stderr
        assert text in message and message.count("\n") == 1, message


def test_kernel_is_not_taken_for_the_function_it_calls(tmp_path):
    """A kernel of one tanh must not be named `tanh`: it would call itself."""
    (tmp_path / "tanh.mlir").write_text(
        "graph.program @main (%x: tensor<7x16xf64>) -> (tensor<7x16xf64>) {\n"
        "  %0 = math.tanh %x : tensor<7x16xf64>\n"
        "  graph.return %0 : tensor<7x16xf64>\n}\n"
    )
    x = numpy.random.default_rng(0).standard_normal((7, 16))
    numpy.save(tmp_path / "x.npy", x)
    run(
        tmp_path / "tanh.mlir",
        f"--input={tmp_path / 'x.npy'}",
        f"--output={tmp_path / 'y.npy'}",
    )
    numpy.testing.assert_allclose(numpy.load(tmp_path / "y.npy"), numpy.tanh(x), rtol=1e-15)

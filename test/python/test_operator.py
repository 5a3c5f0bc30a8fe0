"""The operator cutedsl::run_bundle, on bundles that a C++ program wrote."""

import io

import pytest
import torch
from conftest import BUILD

from cutedsl.operator import BundleModule, load_operator

BUNDLES = BUILD / "test/unit/Runtime/bundles"


def module(name):
    return BundleModule((BUNDLES / f"{name}.bundle").read_bytes())


def check(results, x):
    assert len(results) == 3
    torch.testing.assert_close(results[0], x[0] + x[1], rtol=0, atol=0)
    torch.testing.assert_close(results[2], (x[4] + x[5]) + x[6], rtol=0, atol=0)


def make(rows):
    return [torch.randn(rows, 4) for _ in range(7)]


def test_runs():
    program = module("ten")
    for rows in (3, 100, 0):
        x = make(rows)
        check(program(*x), x)


def test_errors_name_the_argument():
    program = module("ten")
    x = make(3)
    with pytest.raises(RuntimeError, match="argument 1 .'x1'.: expected size 3"):
        program(x[0], torch.zeros(4, 4), *x[2:])
    with pytest.raises(RuntimeError, match="expected the bundle as a contiguous uint8 tensor"):
        load_operator()(torch.zeros(3), "", x)
    with pytest.raises(RuntimeError, match="not a bundle"):
        load_operator()(torch.zeros(100, dtype=torch.uint8), "", x)
    with pytest.raises(ValueError, match="no scalar arguments"):
        module("strided")


def test_two_bundles_do_not_mix():
    ten, chain = module("ten"), module("chain")
    x = make(5)
    for _ in range(3):
        check(ten(*x), x)
        assert chain(torch.zeros(4))[0].tolist() == [3] * 4


def test_lazy_values_are_made_real():
    values = torch.tensor([1 + 2j, 3 - 4j]).conj().imag
    assert values.is_neg()
    (y,) = module("chain")(values.as_strided((1,), (1,)))
    assert y.tolist() == [1.0]


def test_opcheck():
    program = module("ten")
    arguments = (program.bundle, program.signature, make(6))
    torch.library.opcheck(load_operator(), arguments, test_utils=("test_schema", "test_faketensor"))


def test_export_with_a_dynamic_size():
    class Outer(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.program = module("ten")

        def forward(self, x):
            y = self.program(x, x * 2, x, x, x, x, x)
            return torch.relu(y[0]), y[2]

    x = torch.randn(5, 4)
    rows = torch.export.Dim("rows", min=2, max=4096)
    exported = torch.export.export(Outer(), (x,), dynamic_shapes=({0: rows},))
    file = io.BytesIO()
    torch.export.save(exported, file)
    file.seek(0)
    loaded = torch.export.load(file).module()
    for count in (5, 9, 1000):
        x = torch.randn(count, 4)
        first, second = loaded(x)
        torch.testing.assert_close(first, torch.relu(x + x * 2), rtol=0, atol=0)
        torch.testing.assert_close(second, (x + x) + x, rtol=0, atol=0)

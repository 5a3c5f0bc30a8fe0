"""Runs the cubins of make_kernels.py on a GPU and checks every result.

    python3 test/gpu/run_kernels.py [DIR]

needs PyTorch and the CUDA driver, nothing of this project but test/gpu and DIR
(build/gpu-kernels by default). Prints one JSON object a case and a summary;
the exit status is 1 if a case is off.
"""

from __future__ import annotations

import ctypes
import json
import sys
from pathlib import Path

import torch

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from cases import CASES, error  # noqa: E402

MAX_DYNAMIC_SHARED = 8  # CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES


class Driver:
    def __init__(self):
        self.library = ctypes.CDLL("libcuda.so.1")

    def __call__(self, name, *arguments):
        code = getattr(self.library, name)(*arguments)
        if code != 0:
            message = ctypes.c_char_p()
            self.library.cuGetErrorString(code, ctypes.byref(message))
            raise RuntimeError(f"{name}: {(message.value or b'?').decode()}")

    def load(self, image: bytes, kernel: str, shared: int):
        module, function = ctypes.c_void_p(), ctypes.c_void_p()
        self("cuModuleLoadData", ctypes.byref(module), image)
        self("cuModuleGetFunction", ctypes.byref(function), module, kernel.encode())
        self("cuFuncSetAttribute", function, MAX_DYNAMIC_SHARED, shared)
        return function

    def launch(self, function, case: dict, values):
        holders = [ctypes.c_uint64(v & (2**64 - 1)) for v in values]
        pointers = (ctypes.c_void_p * len(holders))(
            *[ctypes.cast(ctypes.byref(h), ctypes.c_void_p) for h in holders]
        )
        stream = ctypes.c_void_p(torch.cuda.current_stream().cuda_stream)
        self(
            "cuLaunchKernel", function, case["grid"], 1, 1, case["threads"], 1, 1,
            case["shared"], stream, pointers, None,
        )  # fmt: skip


def poison(shape, dtype):
    """A buffer whose every element must be written."""
    if dtype.is_floating_point:
        return torch.full(shape, float("nan"), dtype=dtype, device="cuda")
    return torch.full(shape, 1 if dtype == torch.bool else 77, dtype=dtype, device="cuda")


def microseconds(launch, repeats=50) -> float:
    launch()
    start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    start.record()
    for _ in range(repeats):
        launch()
    end.record()
    end.synchronize()
    return start.elapsed_time(end) * 1000 / repeats


def check(driver, directory: Path, case, entry: dict) -> dict:
    image = (directory / f"{case.name}.cubin").read_bytes()
    function = driver.load(image, entry["kernel"], entry["shared"])
    inputs = [x.cuda() for x in case.inputs()]
    results = [poison(shape, dtype) for shape, dtype in case.results]
    status = torch.zeros(1, dtype=torch.int32, device="cuda")
    values = [t.data_ptr() for t in [*inputs, *results]] + list(case.symbols)
    values.append(status.data_ptr())
    driver.launch(function, entry, values)
    torch.cuda.synchronize()
    first = [r.clone() for r in results]
    elapsed = microseconds(lambda: driver.launch(function, entry, values))
    repeats = all(torch.equal(a.view(torch.uint8), b.view(torch.uint8))
                  for a, b in zip(first, results, strict=True))  # fmt: skip
    off = error(case, first)
    return {
        "case": case.name,
        "ok": off <= case.tolerance and repeats and status.item() == 0,
        "error": off,
        "tolerance": case.tolerance,
        "repeats": repeats,
        "status": status.item(),
        "us": round(elapsed, 2),
    }


def main():
    directory = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "../../build/gpu-kernels"
    manifest = json.loads((directory / "manifest.json").read_text())
    torch.cuda.init()
    torch.zeros(1, device="cuda")
    driver = Driver()
    bad = 0
    for case in CASES:
        entry = manifest["cases"].get(case.name, {"error": "not in the manifest"})
        if "error" in entry:
            report = {"case": case.name, "ok": False, "why": entry["error"]}
        else:
            try:
                report = check(driver, directory, case, entry)
            except RuntimeError as failure:
                report = {"case": case.name, "ok": False, "why": str(failure)}
        bad += not report["ok"]
        print(json.dumps(report), flush=True)
    name = torch.cuda.get_device_name()
    print(json.dumps({"device": name, "torch": torch.__version__, "arch": manifest["arch"],
                      "cases": len(CASES), "bad": bad}))  # fmt: skip
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()

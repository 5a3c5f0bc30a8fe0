"""A compiler that runs programs with PyTorch: tests of the backend itself need
no kernels."""

from __future__ import annotations

from cutedsl.compiler import CompiledProgram
from cutedsl.reference import Reference


class ReferenceCompiler:
    """Supports every call but those whose operator is in `refused`."""

    def __init__(self, refused: tuple[str, ...] = (), fail: Exception | None = None) -> None:
        self.refused = refused
        self.fail = fail
        self.texts: list[str] = []
        self.options: list[str] = []

    def version(self) -> str:
        return "reference"

    def query(self, program, options, target):
        self.options.append(options.for_compiler(target))
        return [
            {"supported": False, "reason": "refused by the test"}
            if any(name in str(node.target) for name in self.refused)
            else {"supported": True, "reason": ""}
            for node in program.calls
        ]

    def compile(self, program, module, options, target):
        if self.fail is not None:
            raise self.fail
        self.texts.append(program.text)
        run = Reference(program, module)
        return CompiledProgram(Bindable(run) if options.freeze else run, {}, 0.0, False)


class Bindable:
    """Binds as the runtime does: a bound argument is not passed any more."""

    def __init__(self, run) -> None:
        self.run = run
        self.bound = {}

    def bind(self, index, tensor):
        self.bound[index] = tensor

    def __call__(self, *tensors):
        rest = iter(tensors)
        count = len(tensors) + len(self.bound)
        return self.run(*(self.bound[i] if i in self.bound else next(rest) for i in range(count)))

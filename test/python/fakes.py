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
        return CompiledProgram(Reference(program, module), {}, 0.0, False)

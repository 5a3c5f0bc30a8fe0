"""Source locations of captured calls."""

from __future__ import annotations

import re

from torch import fx

from . import literals

_FRAME = re.compile(r'File "([^"]+)", line (\d+), in ')
_PACKAGES = "/site-packages/"


def source_line(node: fx.Node) -> tuple[str, int] | None:
    """The innermost line of the user's program that made this call."""
    frames = _FRAME.findall(node.meta.get("stack_trace") or "")
    if not frames:
        return None
    file, line = frames[-1]
    return file, int(line)


def describe(node: fx.Node) -> str:
    """`file:line`, or a phrase saying that there is none."""
    where = source_line(node)
    return f"{where[0]}:{where[1]}" if where else "no source line"


class Locations:
    """Writes `loc(...)`. Relative paths leave out the machine's folders."""

    def __init__(self, relative: bool) -> None:
        self.relative = relative

    def of(self, node: fx.Node) -> str:
        where = source_line(node)
        name = literals.string(node.name)
        if where is None:
            return f"loc({name})"
        file, line = where
        if self.relative:
            file = self.shorten(file)
        return f"loc({name}({literals.string(file)}:{line}:0))"

    @staticmethod
    def shorten(file: str) -> str:
        if _PACKAGES in file:
            return file.split(_PACKAGES)[-1]
        return file.rsplit("/", 1)[-1]

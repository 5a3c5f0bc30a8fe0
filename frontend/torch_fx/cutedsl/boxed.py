"""Callables that take one list of arguments and empty it, so that an argument
dies after its last use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import fx
from torch.fx.graph import CodeGen


class _BoxedCodeGen(CodeGen):
    def gen_fn_def(self, free_vars: list[str], maybe_return: str, **_: Any) -> str:
        names = [v.split(":")[0].split("=")[0].strip() for v in free_vars]
        names = [n for n in names if n != "self"]
        lines = [f"def {self._func_name}(self, args_list){maybe_return}:"]
        if names:
            lines.append(f"    {', '.join(names)}, = args_list")
        lines.append("    args_list.clear()")
        return "\n".join(lines) + "\n"


def boxed(module: fx.GraphModule) -> Callable[[list[Any]], Any]:
    """`module` as such a callable, run operator by operator."""
    copy = fx.GraphModule(module, module.graph)
    copy.graph.set_codegen(_BoxedCodeGen())
    copy.recompile()
    forward = copy.forward

    def call(args: list[Any]) -> Any:
        return forward(args)

    call._boxed_call = True  # type: ignore[attr-defined]
    return call

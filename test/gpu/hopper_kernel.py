"""PTX for Hopper, parsed."""

from __future__ import annotations

import re

from ptx_arithmetic import PTXError
from ptx_interpreter import Kernel, join_lines


class HopperKernel(Kernel):
    """Statements of assembly have registers and labels of their own."""

    def __init__(self, ptx: str, name: str):
        head = re.search(r"\.visible \.entry " + re.escape(name) + r"\((.*?)\)\n", ptx, re.S)
        if not head:
            raise PTXError(f"no kernel {name}")
        self.params = re.findall(r"\.param [^,\n]*?(\w+_param_\d+)", head.group(1))
        lines = join_lines(ptx[head.end() :]).split("\n")
        body = lines.index("{")
        directives = "\n".join(lines[:body])
        self.threads = int(re.search(r"\.reqntid (\d+)", directives).group(1))
        cluster = re.search(r"\.reqnctapercluster (\d+)", directives)
        self.cluster = int(cluster.group(1)) if cluster else 1
        self.registers, self.instructions, self.labels = [], [], {}
        depth, scopes = 0, 0
        names: dict[str, str] = {}
        for at, raw in enumerate(lines[body:], body):
            line = raw.split("//")[0].strip()
            if line == "{":
                depth += 1
                scopes += depth == 2
                if depth == 2:
                    inside = lines[at + 1 : lines.index("}", at)]
                    names = self._scope(inside, scopes)
                continue
            if line == "}":
                depth -= 1
                names = {}
                if depth == 0:
                    break
                continue
            self._line(line, names)
        # Begins before the kernel before has ended.
        self.is_dependent = "griddepcontrol.wait" in "\n".join(lines[body:at])

    def _scope(self, lines, number):
        names = {}
        for line in lines:
            declared = re.fullmatch(r"\s*\.reg \.(\w+) (.*);\s*", line)
            for name in declared.group(2).split(",") if declared else ():
                names[name.strip()] = f"{name.strip()}@{number}"
                self.registers.append((declared.group(1), names[name.strip()], None))
            if re.fullmatch(r"\w+:", line.strip()):
                names[line.strip()[:-1]] = f"{line.strip()[:-1]}@{number}"
        return names

    def _line(self, line, names):
        declared = re.fullmatch(r"\.reg \.(\w+) \t?(%\w+)<(\d+)>;", line)
        if declared:
            self.registers.append(declared.groups())
        if not line or line.startswith((".reg", ".pragma", ".loc")):
            return
        for name, unique in names.items():
            line = re.sub(rf"(?<![\w.%:]){name}(?![\w.])", unique, line)
        if line.endswith(":"):
            self.labels[line[:-1]] = len(self.instructions)
            return
        match = re.fullmatch(r"(?:@(!?)([%\w@]+)\s+)?([a-z][\w.:]*)\s*(.*);", line)
        if not match:
            raise PTXError(f"cannot parse: {line}")
        negated, guard, opcode, rest = match.groups()
        # The base class knows guards by one form only.
        parsed = self._parse(f"{opcode} {rest};" if rest else f"{opcode};")
        self.instructions.append((guard, bool(negated), *parsed[2:]))

"""Runs PTX on the CPU with NumPy: the oracle for GPU kernels without a GPU.

All threads of a launch are lanes of NumPy arrays. Threads may diverge: each has
its own program counter and the lowest one runs first; barriers and shuffles
wait for their CTA or warp, and a thread that never comes is an error. Every
global access must lie in a buffer and be aligned, and two threads that touch
the same shared byte between barriers, one of them writing, are an error: a
missing barrier is found although the interpreter itself runs in lock step. The
same holds for global memory, where blocks never wait for each other.

Only what this project's kernels use is implemented; anything else raises.
"""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
from ptx_arithmetic import (
    FLOAT,
    INT,
    SIGNED,
    UNSIGNED,
    Arithmetic,
    PTXError,
    bf16_to_f32,
    f32_to_bf16,
    size_of,
)

BUFFER_SHIFT = 40  # Addresses are (buffer + 1) << BUFFER_SHIFT | offset.
WARP = 32


def join_lines(ptx: str) -> str:
    """With each `mma`, whose registers stand on lines of their own, on one."""
    return re.sub(
        r"^\s*mma\.sync[^;]*;", lambda match: match[0].replace("\n", " "), ptx, flags=re.MULTILINE
    )


BF16_ARITHMETIC = ("add", "sub", "mul", "neg", "abs", "max", "min")


def compute_bf16(handler, op, get):
    """f64 holds the exact result, which PTX rounds."""
    value = handler(op, "f64", lambda i: bf16_to_f32(get(i)).astype(np.float64))
    return f32_to_bf16(value.astype(np.float32))


class Kernel:
    """One `.entry` of a module, parsed."""

    def __init__(self, ptx: str, name: str):
        head = re.search(r"\.visible \.entry " + re.escape(name) + r"\((.*?)\)\n", ptx, re.S)
        if not head:
            raise PTXError(f"no kernel {name}")
        self.params = re.findall(r"\.param [^,\n]*?(\w+_param_\d+)", head.group(1))
        start = ptx.index("{", head.end())
        body = ptx[start + 1 : ptx.index("\n}", start)]
        threads = re.search(r"\.(?:reqntid|maxntid) (\d+)", ptx[head.end() : start])
        self.threads = int(threads.group(1)) if threads else 1
        self.registers = re.findall(r"\.reg \.(\w+) \t?(%\w+)<(\d+)>", body)
        self.instructions = []
        self.labels = {}
        for line in join_lines(body).split("\n"):
            line = line.split("//")[0].strip()
            if not line or line.startswith((".reg", "{", "}", ".pragma", ".loc")):
                continue
            if line.endswith(":"):
                self.labels[line[:-1]] = len(self.instructions)
                continue
            self.instructions.append(self._parse(line))

    @staticmethod
    def _parse(line: str):
        match = re.fullmatch(r"(?:@(!?)(%p\d+)\s+)?([\w.:]+)\s*(.*);", line)
        if not match:
            raise PTXError(f"cannot parse: {line}")
        negated, guard, opcode, rest = match.groups()
        operands, depth, current = [], 0, ""
        for char in rest:
            depth += char in "{[" and 1 or -(char in "}]")
            if char == "," and depth == 0:
                operands.append(current.strip())
                current = ""
            else:
                current += char
        if current.strip():
            operands.append(current.strip())
        return guard, bool(negated), opcode.split("."), operands


class Track:
    """Who read and wrote the bytes of a buffer, and before which barrier."""

    def __init__(self, size: int):
        self.writer, self.reader, self.reader_cta = (np.full(size, -1, np.int32) for _ in range(3))
        self.write_epoch, self.read_epoch = (np.zeros(size, np.int32) for _ in range(2))

    def check(self, index, lane, cta, epoch, threads: int, is_write: bool):
        lane, cta, epoch = lane[:, None], cta[:, None], epoch[:, None]
        writer = self.writer[index]
        foreign = (writer >= 0) & (writer != lane)
        late = (writer // threads != cta) | (self.write_epoch[index] == epoch)
        if (foreign & late).any():
            raise PTXError("global memory: an access meets another thread's write")
        if not is_write:
            for track, mine in ((self.reader, lane), (self.reader_cta, cta)):
                before = track[index]
                track[index] = np.where((before == -1) | (before == mine), mine, -2)
                track[index] = np.where(track[index] == mine, mine, -2)
            self.read_epoch[index] = np.maximum(self.read_epoch[index], epoch)
            return
        reader, reader_cta = self.reader[index], self.reader_cta[index]
        foreign = (reader != -1) & (reader != lane) & (self.read_epoch[index] == epoch)
        if (foreign | ((reader_cta != -1) & (reader_cta != cta))).any():
            raise PTXError("global memory: a write meets another thread's read")
        self.writer[index] = lane
        if (self.writer[index] != lane).any():
            raise PTXError("global memory: two threads write one byte at once")
        self.write_epoch[index] = epoch


class Launch(Arithmetic):
    def __init__(self, kernel: Kernel, grid: int, buffers, scalars, shared_bytes: int):
        """`buffers` are contiguous NumPy arrays, written in place; `scalars`
        the integers after them; the status comes last, as a buffer."""
        self.kernel = kernel
        self.grid, self.threads = grid, kernel.threads
        self.lanes = grid * kernel.threads
        self.memory = [b.reshape(-1).view(np.uint8) for b in buffers]
        # How often a lane executed an instruction, and read from a buffer.
        self.executed: Counter[str] = Counter()
        self.bytes_read: Counter[int] = Counter()
        self.status = np.zeros(1, np.int32)
        self.memory.append(self.status.view(np.uint8))
        values = [(i + 1) << BUFFER_SHIFT for i in range(len(buffers))]
        values += list(scalars) + [len(self.memory) << BUFFER_SHIFT]
        if len(values) != len(kernel.params):
            raise PTXError(f"expected {len(kernel.params)} parameters, got {len(values)}")
        self.params = dict(zip(kernel.params, values, strict=True))
        self.regs = {}
        for kind, prefix, count in kernel.registers:
            dtype = bool if kind == "pred" else UNSIGNED[size_of(kind)]
            for i in range(int(count)):
                self.regs[f"{prefix}{i}"] = np.zeros(self.lanes, dtype)
        lane = np.arange(self.lanes)
        self.tid = (lane % self.threads).astype(np.uint32)
        self.cta = lane // self.threads
        self.shared = np.zeros((grid, max(shared_bytes, 1)), np.uint8)
        # Who touched a shared byte since the last barrier: -1 none, -2 several.
        self.writer = np.full(self.shared.shape, -1, np.int32)
        self.reader = np.full(self.shared.shape, -1, np.int32)
        self.epoch = np.zeros(grid, np.int32)
        self.tracks = [Track(len(m)) for m in self.memory[:-1]]
        self.instruction_count = 0

    # -- Operands -----------------------------------------------------------

    def read(self, text: str, kind: str, mask):
        size = 1 if kind == "pred" else size_of(kind)
        if text in self.regs:
            value = self.regs[text]
            value = value if mask is None else value[mask]
            if kind == "pred":
                return value
            if value.dtype.itemsize != size:
                value = value.astype(UNSIGNED[size])
            return value.view(self._dtype(kind))
        count = self.lanes if mask is None else int(mask.sum())
        if text.startswith("%tid.x"):
            return self.tid if mask is None else self.tid[mask]
        if text.startswith("%ctaid.x"):
            cta = self.cta.astype(np.uint32)
            return cta if mask is None else cta[mask]
        if text.startswith("0f"):
            bits = np.array([int(text[2:], 16)], np.uint32)
        elif text.startswith("0d"):
            bits = np.array([int(text[2:], 16)], np.uint64)
        elif text == "cutedsl_shared":
            bits = np.zeros(1, UNSIGNED[size])
        elif re.fullmatch(r"-?(0x[0-9A-Fa-f]+|\d+)U?", text):
            number = int(text.rstrip("U"), 0)
            if kind == "pred":
                return np.full(count, bool(number))
            bits = np.array([number & ((1 << (8 * size)) - 1)], UNSIGNED[size])
        else:
            raise PTXError(f"unknown operand {text}")
        return np.broadcast_to(bits.view(self._dtype(kind)), (count,))

    @staticmethod
    def _dtype(kind: str):
        if kind in FLOAT:
            return FLOAT[kind]
        if kind in INT:
            return INT[kind]
        return UNSIGNED[size_of(kind)]

    def write(self, name: str, value, mask):
        if name == "_":
            return
        register = self.regs[name]
        if register.dtype != bool:
            value = np.ascontiguousarray(value)
            if value.dtype.kind == "f":
                value = value.view(UNSIGNED[value.dtype.itemsize])
            value = value.astype(register.dtype)
        if mask is None:
            register[:] = value
        else:
            register[mask] = value

    # -- Memory -------------------------------------------------------------

    def address(self, text: str, kind: str, mask):
        base, _, offset = text[1:-1].partition("+")
        value = self.read(base.strip(), kind, mask).astype(np.int64)
        return value + int(offset or 0)

    def access_global(self, address, size: int, lanes, value=None):
        which = (address >> BUFFER_SHIFT) - 1
        offset = address & ((1 << BUFFER_SHIFT) - 1)
        result = np.zeros((len(address), size), np.uint8)
        if len(address) and (offset % size).any():
            raise PTXError(f"misaligned access of {size} bytes")
        for buffer in np.unique(which):
            if not 0 <= buffer < len(self.memory):
                raise PTXError("access outside all buffers")
            here = which == buffer
            memory = self.memory[buffer]
            start = offset[here]
            if (start + size > len(memory)).any():
                raise PTXError(f"access beyond the end of buffer {buffer}")
            index = start[:, None] + np.arange(size)
            if buffer < len(self.tracks):
                cta = self.cta[lanes[here]]
                self.tracks[buffer].check(
                    index, lanes[here], cta, self.epoch[cta], self.threads, value is not None
                )
            if value is None:
                self.bytes_read[buffer] += index.size
                result[here] = memory[index]
            else:
                memory[index] = value[here]
        return result

    def access_shared(self, address, size: int, lanes, value=None):
        if (address < 0).any() or (address + size > self.shared.shape[1]).any():
            raise PTXError("access beyond the shared memory")
        if (address % size).any():
            raise PTXError(f"misaligned shared access of {size} bytes")
        cta, tid = self.cta[lanes][:, None], self.tid[lanes].astype(np.int32)[:, None]
        index = address[:, None] + np.arange(size)
        writer = self.writer[cta, index]
        if ((writer != -1) & (writer != tid)).any():
            raise PTXError("shared memory: an access meets a write without a barrier")
        if value is None:
            # The first reader, or several.
            before = self.reader[cta, index]
            self.reader[cta, index] = np.where((before == -1) | (before == tid), tid, -2)
            after = self.reader[cta, index]
            self.reader[cta, index] = np.where(after == tid, after, -2)
            return self.shared[cta, index]
        reader = self.reader[cta, index]
        if ((reader != -1) & (reader != tid)).any():
            raise PTXError("shared memory: a write meets a read without a barrier")
        self.writer[cta, index] = tid
        if (self.writer[cta, index] != tid).any():
            raise PTXError("shared memory: two threads write one byte")
        self.shared[cta, index] = value
        return None

    def load(self, op, operands, mask, lanes):
        space = op[1]
        kind = op[-1]
        width = next((int(p[1:]) for p in op if re.fullmatch(r"v\d", p)), 1)
        names = [n.strip() for n in operands[0].strip("{}").split(",")]
        if space == "param":
            value = np.array([self.params[operands[1][1:-1]] & (2**64 - 1)], np.uint64)
            value = np.broadcast_to(value, (len(lanes),)).astype(UNSIGNED[size_of(kind)])
            self.write(names[0], value, mask)
            return
        size = size_of(kind)
        if space == "global":
            address = self.address(operands[1], "b64", mask)
            data = self.access_global(address, size * width, lanes)
        else:
            address = self.address(operands[1], self._shared_kind(operands[1]), mask)
            data = self.access_shared(address, size * width, lanes)
        for i, name in enumerate(names):
            part = np.ascontiguousarray(data[:, i * size : (i + 1) * size])
            value = part.view(UNSIGNED[size]).reshape(-1)
            if kind[0] == "s":
                value = value.view(SIGNED[size]).astype(np.int64).view(np.uint64)
            self.write(name, value, mask)

    def store(self, op, operands, mask, lanes):
        space, kind = op[1], op[-1]
        size = size_of(kind)
        names = [n.strip() for n in operands[1].strip("{}").split(",")]
        parts = []
        for name in names:
            value = np.ascontiguousarray(self.read(name, f"b{8 * size}", mask))
            parts.append(value.view(np.uint8).reshape(len(lanes), size))
        data = np.concatenate(parts, axis=1)
        if space == "global":
            address = self.address(operands[0], "b64", mask)
            self.access_global(address, size * len(names), lanes, data)
        else:
            address = self.address(operands[0], self._shared_kind(operands[0]), mask)
            self.access_shared(address, size * len(names), lanes, data)

    def _shared_kind(self, text):
        name = text[1:-1].partition("+")[0].strip()
        return "b64" if name.startswith("%rd") else "b32"

    # -- Control ------------------------------------------------------------

    def run(self):
        pc = np.zeros(self.lanes, np.int64)
        waiting = np.zeros(self.lanes, bool)
        end = len(self.kernel.instructions)
        with np.errstate(all="ignore"):
            while True:
                alive = pc < end
                if not alive.any():
                    return self
                ready = alive & ~waiting
                if not ready.any():
                    raise PTXError("threads wait at different barriers")
                self.step(int(pc[ready].min()), pc, waiting, end)

    def step(self, at, pc, waiting, end):
        guard, negated, op, operands = self.kernel.instructions[at]
        self.instruction_count += 1
        here = pc == at
        if op[0] in ("bar", "barrier", "shfl", "mma"):
            by_warp = op[0] in ("shfl", "mma")
            group = np.arange(self.lanes) // WARP if by_warp else self.cta
            missing = np.zeros(group.max() + 1, bool)
            np.logical_or.at(missing, group, ~here & (pc < end))
            complete = here & ~missing[group]
            waiting[here] = True
            waiting[complete] = False
            if not complete.any():
                return
            here = complete
            if not by_warp:
                ctas = np.unique(self.cta[here])
                self.writer[ctas] = -1
                self.reader[ctas] = -1
                self.epoch[ctas] += 1
                pc[here] += 1
                return
        mask = None if here.all() else here
        active = here
        if guard:
            taken = self.regs[guard] ^ negated
            active = here & taken
            mask = None if active.all() else active
        if op[0] == "bra":
            pc[here] += 1
            pc[active] = self.kernel.labels[operands[0]]
            return
        if op[0] in ("ret", "exit"):
            pc[here] += 1
            pc[active] = end
            return
        pc[here] += 1
        if not active.any():
            return
        lanes = np.flatnonzero(active)
        self.executed[op[0]] += len(lanes)
        if op[0] == "griddepcontrol":
            return  # no kernel runs before this one or after it
        if op[0] == "ld":
            self.load(op, operands, mask, lanes)
        elif op[0] == "st":
            self.store(op, operands, mask, lanes)
        elif op[0] == "shfl":
            self.shuffle(op, operands, mask, lanes)
        elif op[0] == "mma":
            self.multiply(op, operands, mask)
        else:
            self.compute(op, operands, mask)

    def multiply(self, op, operands, mask):
        """mma.sync.m16n8k16, summed in float64 and rounded once. PTX ISA, "Matrix
        Fragments for mma.m16n8k16"."""
        element = op[7]
        known = ["m16n8k16", "row", "col", "f32", element, element, "f32"]
        if op[3:] != known or element not in ("bf16", "f16"):
            raise PTXError("unknown product " + ".".join(op))
        lane = np.arange(WARP)
        g, t = lane // 4, lane % 4

        def read(text):
            words = [self.read(name.strip(), "b32", mask) for name in text.strip("{}").split(",")]
            return [np.ascontiguousarray(word) for word in words]

        def halves(text):
            for word in read(text):
                for half in word.view(np.uint16).reshape(-1, 2).T:
                    half = np.ascontiguousarray(half)
                    yield bf16_to_f32(half) if element == "bf16" else half.view(np.float16)

        def matrix(values, shape, place):
            values = [value.reshape(-1, WARP) for value in values]
            result = np.zeros((len(values[0]), *shape))
            for index, value in enumerate(values):
                row, column = place(index)
                result[:, row, column] = value
            return result

        def in_sums(i):
            return g + 8 * (i // 2), 2 * t + i % 2

        left = matrix(
            halves(operands[1]),
            (16, 16),
            lambda i: (g + 8 * (i // 2 % 2), 2 * t + i % 2 + 8 * (i // 4)),
        )
        right = matrix(halves(operands[2]), (16, 8), lambda i: (2 * t + i % 2 + 8 * (i // 2), g))
        sums = matrix([word.view(np.float32) for word in read(operands[3])], (16, 8), in_sums)
        result = left @ right + sums
        for index, name in enumerate(operands[0].strip("{}").split(",")):
            row, column = in_sums(index)
            value = result[:, row, column].astype(np.float32).reshape(-1)
            self.write(name.strip(), value, mask)

    def shuffle(self, op, operands, mask, lanes):
        if op[2] not in ("bfly", "idx"):
            raise PTXError("unknown shuffle " + ".".join(op))
        value = self.read(operands[1], "b32", None)
        which = self.read(operands[2], "b32", mask).astype(np.int64)
        lane = lanes % WARP
        source = lane ^ which if op[2] == "bfly" else which % WARP
        self.write(operands[0].split("|")[0], value[lanes - lane + source], mask)

    # -- Arithmetic ---------------------------------------------------------

    def repack(self, kind: str, operands, mask):
        """mov between a register and a tuple of its parts, low part first."""
        whole = size_of(kind)
        target = [n.strip() for n in operands[0].strip("{}").split(",")]
        source = [n.strip() for n in operands[1].strip("{}").split(",")]
        part = whole // len(source)
        values = [np.ascontiguousarray(self.read(n, f"b{8 * part}", mask)) for n in source]
        data = np.concatenate([v.view(np.uint8).reshape(len(v), part) for v in values], axis=1)
        part = whole // len(target)
        for i, name in enumerate(target):
            piece = np.ascontiguousarray(data[:, i * part : (i + 1) * part])
            self.write(name, piece.view(UNSIGNED[part]).reshape(-1), mask)

    def compute(self, op, operands, mask):
        name, kind = op[0], op[-1]
        if name == "mov" and "{" in operands[0] + operands[1]:
            return self.repack(kind, operands, mask)
        handler = getattr(self, "op_" + name, None)
        if not handler:
            raise PTXError("unknown instruction " + ".".join(op))

        def get(index, as_kind=kind):
            return self.read(operands[index], as_kind, mask)

        if kind == "bf16" and name in BF16_ARITHMETIC:
            return self.write(operands[0], compute_bf16(handler, op, get), mask)
        if kind == "bf16x2" and name in BF16_ARITHMETIC:
            low, high = (
                compute_bf16(handler, op, lambda i, s=s: (get(i, "b32") >> s).astype(np.uint16))
                for s in (0, 16)
            )
            packed = low.astype(np.uint32) | high.astype(np.uint32) << 16
            return self.write(operands[0], packed, mask)
        self.write(operands[0], handler(op, kind, get), mask)


def launch(ptx: str, name: str, grid: int, buffers, scalars=(), shared_bytes=0) -> Launch:
    """Runs kernel `name`; `buffers` are changed in place."""
    return Launch(Kernel(ptx, name), grid, buffers, scalars, shared_bytes).run()

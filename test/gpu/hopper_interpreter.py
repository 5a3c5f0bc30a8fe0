"""Runs kernels with roles on the CPU: PTX for Hopper under any schedule.

Warps run one instruction or many at a time, in an order that a seed decides;
copies and warpgroup products happen when the seed says, at the latest when
nothing else can. What a kernel may rely on is only what it synchronises: see
async_memory.py. A schedule in which nobody can go on is reported with what each
warp waits for.

Registers of products in flight may not be touched, registers that roles hand to
each other must exist, and nothing may be left unfinished in shared memory when
a CTA ends.
"""

from __future__ import annotations

import random
import re
from collections import Counter

import numpy as np
from async_memory import Clock, Meeting
from hopper_kernel import HopperKernel
from hopper_warp import CTA, MAP_SHIFT, Operation, Product
from ptx_arithmetic import PTXError, cut
from ptx_interpreter import BUFFER_SHIFT, WARP
from tensor_maps import ELEMENT_BYTES, KIND_BYTES, Descriptor, TensorMap, decode

# What accumulators of 8-bit floats keep of a sum.
FLOAT8_BITS = 14


class HopperLaunch:
    def __init__(
        self,
        kernel,
        grid: int,
        buffers,
        scalars,
        shared_bytes: int,
        maps=(),
        seed: int = 0,
        constants=(),
    ):
        """As `Launch`, with tensor maps after the status. `constants` are the
        buffers that a kernel may read before it has waited for the one before."""
        self.kernel, self.grid, self.maps = kernel, grid, list(maps)
        self.constants = set(constants)
        self.random = random.Random(seed)
        self.num_warps = grid * kernel.threads // WARP
        self.memory = [b.reshape(-1).view(np.uint8) for b in buffers]
        self.status = np.zeros(1, np.int32)
        self.written = [np.zeros(len(m), bool) for m in self.memory]
        self.memory.append(self.status.view(np.uint8))
        values = [(i + 1) << BUFFER_SHIFT for i in range(len(buffers))]
        values += list(scalars) + [len(self.memory) << BUFFER_SHIFT]
        values += [(i + 1) << MAP_SHIFT for i in range(len(self.maps))]
        if len(values) != len(kernel.params):
            raise PTXError(f"expected {len(kernel.params)} parameters, got {len(values)}")
        self.params = dict(zip(kernel.params, values, strict=True))
        self.executed: Counter[str] = Counter()
        self.operations: list[Operation] = []
        self.num_operations = 0
        self.clusters = [Meeting(self.num_warps) for _ in range(-(-grid // kernel.cluster))]
        self.ctas = [CTA(self, c, shared_bytes) for c in range(grid)]

    # -- Global memory ----------------------------------------------------------

    def touch(self, buffer: int, index, is_write: bool):
        """Nothing orders CTAs: what one writes nobody else reads or writes."""
        index = index[index < len(self.written[buffer])]
        if self.written[buffer][index].any():
            raise PTXError(f"buffer {buffer}: an access of what the kernel has written")
        if is_write:
            self.written[buffer][index] = True

    def read_box(self, tensor: TensorMap, coordinates):
        offset, exists = tensor.elements(coordinates)
        size = ELEMENT_BYTES[tensor.element]
        data = np.zeros((len(offset), size), np.uint8)
        index = offset[exists][:, None] + np.arange(size)
        self.touch(tensor.buffer, index.reshape(-1), is_write=False)
        data[exists] = self.memory[tensor.buffer][index]
        return data

    def write_box(self, tensor: TensorMap, coordinates, data, adds: bool):
        offset, exists = tensor.elements(coordinates)
        index = offset[exists][:, None] + np.arange(data.shape[1])
        if adds:
            raise PTXError("additions by the copy engine are not interpreted")
        self.touch(tensor.buffer, index.reshape(-1), is_write=True)
        self.memory[tensor.buffer][index] = data[exists]

    # -- Operations ---------------------------------------------------------------

    def begin(self, clock: Clock) -> Operation:
        operation = Operation(self.num_operations, clock, None)
        self.num_operations += 1
        self.operations.append(operation)
        return operation

    def begin_product(self, product: Product, cta: CTA):
        """All four warps have given their part."""
        parts = [product.parts[w] for w in range(4)]
        op, _, left, right, scale, flags, _ = parts[0]
        for part in parts[1:]:
            same_left = isinstance(left, list) or part[2] == left
            if part[0] != op or not same_left or part[3:6] != (right, scale, flags):
                raise PTXError("wgmma: warps of a group disagree")
        n, depth = (int(x) for x in re.fullmatch(r"m64n(\d+)k(\d+)", op[4]).groups())
        kind_a, kind_b = op[6], op[7]
        transposed = flags[2:] if len(flags) > 2 else (0,) * 2
        clock = Clock(self.num_warps)
        for part in parts:
            clock.join(part[6].release())
        operation = product.operation = self.begin(clock)
        operation.queue = id(cta), parts[0][6].index // 4
        agent = self.num_warps + operation.number
        index_b = Descriptor(right).bytes(n, depth, kind_b, bool(transposed[-1]))
        touched = [index_b.reshape(-1)]
        index_a = None
        if not isinstance(left, list):
            index_a = Descriptor(left).bytes(64, depth, kind_a, bool(transposed[0]))
            touched.append(index_a.reshape(-1))
        touched = np.concatenate(touched)
        cta.shared.check_read(touched, agent, clock, is_async=True)
        cta.shared.add_reader(operation.number, touched)

        is_float8 = KIND_BYTES[kind_a] == 1

        def run():
            b = decode(cta.shared.bytes[index_b], kind_b)
            for warp, (_, names, given, *_rest, owner) in enumerate(parts):
                if index_a is None:
                    a = self._operand_a(given, kind_a)
                else:
                    rows = index_a[16 * warp : 16 * warp + 16]
                    a = decode(cta.shared.bytes[rows], kind_a)
                self._accumulate(owner, names, a @ b.T, scale, is_float8)

        operation.run = run

    @staticmethod
    def _operand_a(registers, kind):
        """16 rows of 16 columns from four registers a lane, two elements each."""
        a = np.zeros((16, 16))
        lane = np.arange(WARP)
        for i, register in enumerate(registers):
            halves = decode(register.view(np.uint16).reshape(WARP, 2, 1).view(np.uint8), kind)
            row, column = lane // 4 + 8 * (i % 2), 2 * (lane % 4) + 8 * (i // 2)
            a[row, column], a[row, column + 1] = halves[:, 0], halves[:, 1]
        return a

    @staticmethod
    def _accumulate(warp, names, product, scale, is_float8):
        lane, i = np.arange(WARP), np.arange(len(names))[:, None]
        row = lane // 4 + 8 * (i // 2 % 2)
        column = 8 * (i // 4) + 2 * (lane % 4) + i % 2
        registers = [warp.regs[name].view(np.float32) for name in names]
        before = np.array(registers, np.float64) if scale else 0.0
        after = before + product[row, column]
        if is_float8:
            after = cut(after, FLOAT8_BITS)
        after = after.astype(np.float32)
        for register, value in zip(registers, after, strict=True):
            register[:] = value

    # -- Schedules ----------------------------------------------------------------

    def perform(self):
        """Some operation happens; products of a warpgroup do so in order."""
        queues, ready = set(), []
        for operation in self.operations:
            queue = getattr(operation, "queue", None)
            if queue is None or queue not in queues:
                ready.append(operation)
            if queue is not None:
                queues.add(queue)
        operation = self.random.choice(ready)
        operation.run()
        operation.is_done = True
        self.operations.remove(operation)

    def run(self):
        warps = [w for c in self.ctas for w in c.warps]
        # How eager operations are, how long a warp goes on, and who goes first.
        eagerness = self.random.choice([0.0, 0.02, 0.3, 1.0])
        length = self.random.choice([1, 10, 200])
        self.random.shuffle(warps)
        keeps_order = self.random.random() < 0.5
        turns = 0
        with np.errstate(all="ignore"):
            while True:
                warps = [w for w in warps if not w.is_over()]
                if not warps:
                    break
                if not keeps_order:
                    self.random.shuffle(warps)
                if self.operations and self.random.random() < eagerness:
                    self.perform()
                for warp in warps:
                    steps = self.random.randint(1, length)
                    if warp.step():
                        while steps > 0 and not warp.is_over() and warp.step():
                            steps -= 1
                        break
                else:
                    if not self.operations:
                        raise PTXError(self.report(warps))
                    self.perform()
                turns += 1
                if turns % 256 == 0:
                    self.forget(warps)
        self.check_end()
        return self

    def forget(self, warps):
        known = -1
        for warp in warps:
            known &= warp.clock.done
        for cta in self.ctas:
            cta.shared.forget_readers(known)

    def report(self, warps) -> str:
        lines = ["nobody can go on:"]
        for warp in warps:
            lines.append(f"  CTA {warp.block.number} warp {warp.index}: {warp.why}")
        return "\n".join(lines)

    def check_end(self):
        if self.operations:
            raise PTXError("the kernel ends while copies or products are in flight")


def launch_hopper(
    ptx, name, grid, buffers, scalars=(), shared_bytes=0, maps=(), seed=0, constants=()
):
    """Runs kernel `name` under the schedule of `seed`; `buffers` are changed in
    place."""
    kernel = HopperKernel(ptx, name)
    return HopperLaunch(kernel, grid, buffers, scalars, shared_bytes, maps, seed, constants).run()

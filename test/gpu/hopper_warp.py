"""What one warp of a CTA does: the instructions of Hopper, and what waits.

Copies and products are handed to the launch, which runs them some time.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from async_memory import Barrier, Clock, Meeting, Shared
from ptx_arithmetic import UNSIGNED, PTXError, size_of
from ptx_interpreter import BUFFER_SHIFT, WARP, Launch
from tensor_maps import TensorMap

if TYPE_CHECKING:
    from hopper_interpreter import HopperLaunch

MAP_SHIFT = 56  # Addresses of tensor maps are (number + 1) << MAP_SHIFT.
RANK_SHIFT = 24  # Those in a cluster's memory (rank + 1) << RANK_SHIFT | offset.
REGISTERS = 65536


class Operation:
    """A copy or product that happens some time."""

    def __init__(self, number: int, clock: Clock, run):
        self.number, self.clock, self.run = number, clock, run
        self.is_done = False


class Product:
    """One wgmma of a warpgroup: what each of its warps gave."""

    def __init__(self):
        self.parts: dict[int, tuple] = {}
        self.operation = None


class CTA:
    """What the warps of a CTA share."""

    def __init__(self, launch, number: int, shared_bytes: int):
        self.launch, self.number = launch, number
        self.shared = Shared(max(shared_bytes, 1), launch.num_warps)
        self.barriers: dict[int, Barrier] = {}
        self.meetings: dict[int, Meeting] = {}
        threads = launch.kernel.threads
        self.warps = [Warp(launch, self, w) for w in range(threads // WARP)]
        # What the CTA got at its start, and what warps left over.
        self.registers = min(REGISTERS // threads, 255) // 8 * 8
        self.spare = 0
        self.products: dict[int, list[Product]] = {}

    def barrier(self, address: int, clock: Clock) -> Barrier:
        """That at `address`, for an agent that knows `clock`."""
        if all(w.is_over() for w in self.warps):
            raise PTXError("an arrival at a CTA that has ended")
        if address not in self.barriers:
            raise PTXError(f"no barrier at {address}")
        barrier = self.barriers[address]
        maker, time = barrier.made
        if clock.warps[maker] < time:
            raise PTXError("a barrier whose initialisation nobody has waited for")
        return barrier

    def meeting(self, number: int) -> Meeting:
        return self.meetings.setdefault(number, Meeting(self.launch.num_warps))

    def alive_threads(self) -> int:
        return sum(w.alive().sum() for w in self.warps)


class Blocked(Exception):
    """The warp cannot go on for now; says why."""


class Warp(Launch):
    """32 lanes with the arithmetic of the interpreter for kernels without
    roles."""

    def __init__(self, launch: HopperLaunch, cta: CTA, index: int):
        self.launch, self.block, self.index = launch, cta, index
        self.kernel, self.lanes = launch.kernel, WARP
        self.number = cta.number * (launch.kernel.threads // WARP) + index
        self.clock = Clock(launch.num_warps)
        self.tick()
        self.memory, self.tracks, self.params = launch.memory, [], launch.params
        self.executed, self.bytes_read = launch.executed, Counter()
        self.tid = (index * WARP + np.arange(WARP)).astype(np.uint32)
        self.cta = np.full(WARP, cta.number)
        self.regs = {}
        for kind, prefix, count in launch.kernel.registers:
            dtype = bool if kind == "pred" else np.dtype(f"u{int(kind[1:]) // 8}")
            names = [prefix] if count is None else [f"{prefix}{i}" for i in range(int(count))]
            for name in names:
                self.regs[name] = np.zeros(WARP, dtype)
        self.pc = np.zeros(WARP, np.int64)
        self.end = len(launch.kernel.instructions)
        self.register_count = None
        self.waits_for: dict[int, int] = {}  # Generation at a meeting, by instruction.
        self.why = "not started"
        # Products: how many were given, where groups end, names in flight.
        self.has_waited = np.zeros(WARP, bool)
        self.num_products, self.groups = 0, []
        self.in_flight: dict[str, int] = {}
        # Copies to global memory, by lane: groups of operations.
        self.open_group: list[Operation] = []
        self.store_groups: list[list[Operation]] = []

    def tick(self):
        self.clock.warps[self.number] += 1

    def release(self) -> Clock:
        """What the warp did so far; what it does next is later."""
        clock = self.clock.copy()
        self.tick()
        return clock

    def alive(self):
        return self.pc < self.end

    def is_over(self) -> bool:
        return self.pc.min() >= self.end

    # -- Memory ---------------------------------------------------------------

    def read(self, text: str, kind: str, mask):
        if text in self.regs:
            return super().read(text, kind, mask)
        count = WARP if mask is None else int(mask.sum())
        special = {
            "%nctaid.x": self.launch.grid,
            "%cluster_ctarank": self.block.number % self.kernel.cluster,
            "%cluster_nctarank": self.kernel.cluster,
        }
        if text in special:
            return np.full(count, special[text], np.uint32)
        if text in self.params:
            return np.full(count, self.params[text], np.uint64)
        return super().read(text, kind, mask)

    def access_shared(self, address, size: int, lanes, value=None):
        if (address % size).any():
            raise PTXError(f"misaligned shared access of {size} bytes")
        index = address[:, None] + np.arange(size)
        shared = self.block.shared
        if value is None:
            shared.check_read(index.reshape(-1), self.number, self.clock)
            return shared.bytes[index]
        flat = index.reshape(-1)
        if len(np.unique(flat)) != flat.size:
            raise PTXError("shared memory: two threads write one byte")
        shared.check_write(flat, self.number, self.clock)
        shared.bytes[index] = value
        return None

    def access_global(self, address, size: int, lanes, value=None):
        which = (address >> BUFFER_SHIFT) - 1
        offset = address & ((1 << BUFFER_SHIFT) - 1)
        for buffer in np.unique(which):
            if 0 <= buffer < len(self.launch.written):
                index = (offset[which == buffer][:, None] + np.arange(size)).reshape(-1)
                self.need_wait(buffer, lanes, value is not None)
                self.launch.touch(buffer, index, value is not None)
        return super().access_global(address, size, lanes, value)

    def one(self, text: str, lane: int, kind: str = "b32") -> int:
        mask = np.arange(WARP) == lane
        return int(self.read(text, kind, mask)[0])

    def place(self, text: str, lane: int) -> int:
        """An address in brackets, of one lane."""
        base, _, offset = text.strip()[1:-1].partition("+")
        return self.one(base.strip(), lane, self._shared_kind(text)) + int(offset or 0)

    def local(self, text: str, lane: int) -> int:
        return self.place(text, lane) & ((1 << RANK_SHIFT) - 1)

    def target(self, text: str, lane: int) -> tuple[CTA, int]:
        """A CTA of the cluster and an address in it."""
        address = self.place(text, lane)
        rank = address >> RANK_SHIFT
        local = address & ((1 << RANK_SHIFT) - 1)
        if rank == 0:
            return self.block, local
        first = self.block.number // self.kernel.cluster * self.kernel.cluster
        return self.launch.ctas[first + rank - 1], local

    # -- Steps ----------------------------------------------------------------

    def step(self) -> bool:
        """Runs one instruction; false if every lane is blocked."""
        at = int(self.pc.min())
        while at < self.end:
            try:
                self.run_at(at)
                return True
            except Blocked as reason:
                self.why = f"{self.describe(at)}: {reason}"
            except PTXError as error:
                where = f"CTA {self.block.number} warp {self.index}: {self.describe(at)}"
                raise PTXError(f"{error} ({where})") from error
            at = int(self.pc[self.pc > at].min(initial=self.end))
        return False

    def describe(self, at: int) -> str:
        _, _, op, operands = self.kernel.instructions[at]
        return f"{'.'.join(op)} {', '.join(operands)[:60]}"

    def run_at(self, at: int):
        guard, negated, op, operands = self.kernel.instructions[at]
        here = self.pc == at
        active = here & (self.regs[guard] ^ negated) if guard else here
        if op[0] in ("bra", "ret", "exit"):
            self.pc[here] = at + 1
            self.pc[active] = self.kernel.labels[operands[0]] if op[0] == "bra" else self.end
            if self.is_over():
                self.finish()
            return
        if self.in_flight:
            self.check_registers(op, operands)
        lanes = active.nonzero()[0]
        if len(lanes):
            self.execute(at, op, operands, lanes, None if len(lanes) == WARP else active)
        self.pc[here] = at + 1

    def execute(self, at, op, operands, lanes, mask):
        self.executed[op[0]] += len(lanes)
        handler = getattr(self, "run_" + op[0], None)
        if handler:
            handler(at, op, operands, lanes)
        elif op[0] == "ld":
            self.load(op, operands, mask, lanes)
        elif op[0] == "st" and op[1] == "async":
            self.send(op, operands, lanes)
        elif op[0] == "st":
            self.store(op, operands, mask, lanes)
        elif op[0] == "shfl":
            self.need_all(lanes)
            self.shuffle(op, operands, mask, lanes)
        elif op[0] == "mma":
            self.need_all(lanes)
            self.multiply(op, operands, mask)
        elif op[0] in ("cvta", "mapa"):
            self.convert_address(op, operands, mask)
        else:
            self.compute(op, operands, mask)

    def need_all(self, lanes):
        if len(lanes) != self.alive().sum():
            raise Blocked("other lanes are elsewhere")

    def finish(self):
        for group in [self.open_group, *self.store_groups]:
            if any(not o.is_done for o in group):
                raise PTXError("a warp ends while its copies may still read shared memory")

    def convert_address(self, op, operands, mask):
        value = self.read(operands[1], "b64", mask)
        if op[0] == "mapa":
            rank = self.read(operands[2], "b32", mask).astype(np.uint64)
            value = value | (rank + np.uint64(1)) << np.uint64(RANK_SHIFT)
        self.write(operands[0], value, mask)

    def run_prefetch(self, at, op, operands, lanes):
        pass

    def run_griddepcontrol(self, at, op, operands, lanes):
        if op[1] == "wait":
            self.has_waited[lanes] = True

    def need_wait(self, buffer: int, lanes, is_write: bool):
        """What another kernel of the run may use, only after it has ended."""
        if not self.kernel.is_dependent or self.has_waited[lanes].all():
            return
        if is_write or buffer not in self.launch.constants:
            raise PTXError(f"buffer {buffer}: an access before griddepcontrol.wait")

    def run_elect(self, at, op, operands, lanes):
        self.need_all(lanes)
        _, predicate = operands[0].split("|")
        chosen = np.zeros(WARP, bool)
        chosen[lanes[0]] = True
        mask = np.zeros(WARP, bool)
        mask[lanes] = True
        self.write(predicate, chosen[mask], mask)

    def run_setmaxnreg(self, at, op, operands, lanes):
        self.need_all(lanes)
        count, cta = int(operands[0]), self.block
        before = cta.registers if self.register_count is None else self.register_count
        more = (count - before) * WARP
        if (op[1] == "inc") != (more >= 0) and more:
            raise PTXError(f"registers: from {before} to {count} by {op[1]}")
        if more > cta.spare:
            raise Blocked(f"registers: {more} wanted, {cta.spare} left over")
        cta.spare -= more
        self.register_count = count

    # -- Barriers -------------------------------------------------------------

    def run_fence(self, at, op, operands, lanes):
        if op[1] == "proxy":
            self.clock.fenced[self.number] = self.clock.warps[self.number]
            self.tick()

    def run_mbarrier(self, at, op, operands, lanes):
        for lane in lanes:
            if op[1] == "init":
                address = self.local(operands[0], lane)
                made = self.number, int(self.clock.warps[self.number])
                count = self.one(operands[1], lane)
                self.block.barriers[address] = Barrier(count, self.launch.num_warps, made)
            elif op[1] == "arrive" and "expect_tx" in op:
                barrier = self.block.barrier(self.local(operands[-2], lane), self.clock)
                barrier.expect(self.one(operands[-1], lane))
                barrier.arrive(self.release())
            elif op[1] == "arrive":
                text = next(o for o in operands if o.startswith("["))
                cta, address = self.target(text, lane)
                cta.barrier(address, self.clock).arrive(self.release())
            elif op[1] == "try_wait":
                barrier = self.block.barrier(self.local(operands[1], lane), self.clock)
                if not barrier.is_over(self.one(operands[2], lane)):
                    raise Blocked(f"barrier at {self.local(operands[1], lane)}: {barrier}")
                self.clock.join(barrier.last)
                mask = np.zeros(WARP, bool)
                mask[lanes] = True
                self.write(operands[0], np.ones(len(lanes), bool), mask)
            else:
                raise PTXError("unknown instruction " + ".".join(op))

    def run_bar(self, at, op, operands, lanes):
        self.need_all(lanes)
        if op[1] == "warp":  # Lanes share the warp's clock.
            return
        number = self.one(operands[0], lanes[0])
        count = self.one(operands[1], lanes[0]) if len(operands) > 1 else None
        threads = self.kernel.threads if count is None else count
        meeting = self.block.meeting(number)
        if op[1] == "arrive":
            meeting.arrive(WARP, threads, self.release())
            return
        if at not in self.waits_for:
            self.waits_for[at] = meeting.arrive(WARP, threads, self.release())
        if meeting.generation == self.waits_for[at]:
            raise Blocked(f"hardware barrier {number}: {meeting.arrived} of {threads} threads")
        del self.waits_for[at]
        self.clock.join(meeting.last)

    def run_barrier(self, at, op, operands, lanes):
        if op[1] != "cluster":
            return self.run_bar(at, op, operands, lanes)
        first = self.block.number // self.kernel.cluster
        meeting = self.launch.clusters[first]
        if op[2] == "arrive":
            self.waits_for[-1] = meeting.arrive(len(lanes), REGISTERS, self.release())
            return None
        if meeting.generation == self.waits_for[-1]:
            size = self.kernel.cluster
            ctas = self.launch.ctas[first * size : (first + 1) * size]
            if meeting.arrived < sum(c.alive_threads() for c in ctas):
                raise Blocked(f"cluster barrier: {meeting.arrived} threads")
            meeting.finish()
        self.clock.join(meeting.last)
        return None

    # -- Copies ---------------------------------------------------------------

    def run_cp(self, at, op, operands, lanes):
        if op[:4] == ["cp", "async", "bulk", "commit_group"]:
            self.store_groups.append(self.open_group)
            self.open_group = []
        elif op[:4] == ["cp", "async", "bulk", "wait_group"]:
            pending = int(operands[0])
            for group in self.store_groups[: max(0, len(self.store_groups) - pending)]:
                for operation in group:
                    if not operation.is_done:
                        raise Blocked("copies to global memory")
                    self.clock.done |= 1 << operation.number
        elif "prefetch" in op:
            return
        elif len(lanes) != 1:
            raise PTXError("a copy by several threads")
        elif op[1] == "reduce" or op[5] == "global":
            self.store_box(op, operands, lanes[0])
        elif "tensor" in op:
            self.load_box(op, operands, lanes[0])
        else:
            self.load_line(operands, lanes[0])

    def tensor_box(self, text: str, lane: int) -> tuple[TensorMap, list[int]]:
        base, listed = re.fullmatch(r"\[(\S+), \{(.*)\}\]", text.strip()).groups()
        number = (self.one(base, lane, "b64") >> MAP_SHIFT) - 1
        if not 0 <= number < len(self.launch.maps):
            raise PTXError("a copy without a tensor map")
        coordinates = [self.one(c.strip(), lane, "s32") for c in listed.split(",")]
        return self.launch.maps[number], coordinates

    def load_box(self, op, operands, lane):
        tensor, coordinates = self.tensor_box(operands[1], lane)
        self.need_wait(tensor.buffer, [lane], is_write=False)
        local, barrier = self.local(operands[0], lane), self.local(operands[2], lane)
        targets = [self.block]
        if "multicast::cluster" in op:
            bits = self.one(operands[3], lane, "b16")
            first = self.block.number // self.kernel.cluster * self.kernel.cluster
            size = self.kernel.cluster
            targets = [self.launch.ctas[first + r] for r in range(size) if bits >> r & 1]
        index = tensor.shared_bytes(local)

        def read():
            return self.launch.read_box(tensor, coordinates)

        self.begin_load(targets, index, barrier, tensor.bytes, read)

    def load_line(self, operands, lane):
        """A copy of neighbours."""
        local, barrier = self.local(operands[0], lane), self.local(operands[3], lane)
        source, count = self.place(operands[1], lane), self.one(operands[2], lane)
        if local % 16 or source % 16 or count % 16 or not count:
            raise PTXError(f"a copy of {count} bytes from {source:#x} to {local}: not all of 16")
        buffer, offset = (source >> BUFFER_SHIFT) - 1, source & ((1 << BUFFER_SHIFT) - 1)
        self.need_wait(buffer, [lane], is_write=False)
        if offset + count > len(self.launch.memory[buffer]):
            raise PTXError(f"buffer {buffer}: a copy beyond its end")

        def read():
            self.launch.touch(buffer, offset + np.arange(count), is_write=False)
            return self.launch.memory[buffer][offset : offset + count]

        self.begin_load([self.block], local + np.arange(count), barrier, count, read)

    def begin_load(self, targets, index, barrier: int, count: int, read):
        """A copy of what `read` gives to `index` of each CTA's memory."""
        operation = self.launch.begin(self.release())
        agent = self.launch.num_warps + operation.number
        for cta in targets:
            cta.shared.check_write(index.reshape(-1), agent, operation.clock, is_async=True)
            cta.shared.bytes[index] = 0xFF

        def run():
            data = read()
            for cta in targets:
                cta.shared.bytes[index] = data
                clock = operation.clock.copy()
                clock.done |= 1 << operation.number
                cta.barrier(barrier, clock).complete(count, clock)

        operation.run = run

    def store_box(self, op, operands, lane):
        tensor, coordinates = self.tensor_box(operands[0], lane)
        self.need_wait(tensor.buffer, [lane], is_write=True)
        index = tensor.shared_bytes(self.local(operands[1], lane))
        operation = self.launch.begin(self.release())
        shared = self.block.shared
        agent = self.launch.num_warps + operation.number
        shared.check_read(index.reshape(-1), agent, operation.clock, is_async=True)
        shared.add_reader(operation.number, index.reshape(-1))
        self.open_group.append(operation)
        adds = op[1] == "reduce"
        operation.run = lambda: self.launch.write_box(
            tensor, coordinates, shared.bytes[index], adds
        )

    def send(self, op, operands, lanes):
        """st.async: a copy of registers for each lane."""
        names = [n.strip() for n in operands[1].strip("{}").split(",")]
        kind = f"b{op[-1][1:]}"
        for lane in lanes:
            cta, address = self.target(operands[0], lane)
            _, barrier = self.target(operands[2], lane)
            words = [self.one(n, lane, kind) for n in names]
            data = np.array(words, UNSIGNED[size_of(kind)]).view(np.uint8)
            index = address + np.arange(len(data))
            operation = self.launch.begin(self.release())
            agent = self.launch.num_warps + operation.number
            cta.shared.check_write(index, agent, operation.clock)

            def run(cta=cta, index=index, data=data, operation=operation, barrier=barrier):
                cta.shared.bytes[index] = data
                clock = operation.clock.copy()
                clock.done |= 1 << operation.number
                cta.barrier(barrier, clock).complete(len(data), clock)

            operation.run = run

    # -- Matrices -------------------------------------------------------------

    def matrix_rows(self, text, lanes):
        self.need_all(lanes)
        if len(lanes) != WARP:
            raise PTXError("a matrix instruction of a part of a warp")
        return self.address(text, self._shared_kind(text), None)

    def run_stmatrix(self, at, op, operands, lanes):
        address = self.matrix_rows(operands[0], lanes)
        names = [n.strip() for n in operands[1].strip("{}").split(",")]
        for matrix, name in enumerate(names):
            rows = np.ascontiguousarray(self.read(name, "b32", None)).view(np.uint8)
            self.access_shared(address[8 * matrix : 8 * matrix + 8], 16, lanes, rows.reshape(8, 16))

    def run_ldmatrix(self, at, op, operands, lanes):
        address = self.matrix_rows(operands[1], lanes)
        names = [n.strip() for n in operands[0].strip("{}").split(",")]
        for matrix, name in enumerate(names):
            rows = self.access_shared(address[8 * matrix : 8 * matrix + 8], 16, lanes)
            self.write(name, np.ascontiguousarray(rows).view(np.uint32).reshape(-1), None)

    def check_registers(self, op, operands):
        if op[0] == "wgmma":
            return
        for operand in operands:
            for name in re.findall(r"%\w+", operand):
                if name in self.in_flight:
                    raise PTXError(f"{name} is touched while a product may write it")

    def run_wgmma(self, at, op, operands, lanes):
        self.need_all(lanes)
        if op[1] == "mma_async":
            self.give_product(op, operands)
        elif op[1] == "commit_group":
            self.groups.append(self.num_products)
        elif op[1] == "wait_group":
            left = int(operands[0])
            finished = self.groups[len(self.groups) - left - 1] if len(self.groups) > left else 0
            products = self.block.products.get(self.index // 4, [])
            for product in products[:finished]:
                if not product.operation or not product.operation.is_done:
                    raise Blocked("warpgroup products")
                self.clock.done |= 1 << product.operation.number
            self.in_flight = {n: p for n, p in self.in_flight.items() if p >= finished}

    def give_product(self, op, operands):
        products = self.block.products.setdefault(self.index // 4, [])
        if self.num_products == len(products):
            products.append(Product())
        product = products[self.num_products]
        accumulators = [n.strip() for n in operands[0].strip("{}").split(",")]
        for name in accumulators:
            self.in_flight[name] = self.num_products
        left = operands[1]
        if left.startswith("{"):
            names = [n.strip() for n in left.strip("{}").split(",")]
            left = [self.regs[n].copy() for n in names]
            for name in names:
                self.in_flight[name] = self.num_products
        else:
            left = self.one(left, 0, "b64")
        right = self.one(operands[2], 0, "b64")
        scale = bool(self.regs[operands[3]][0])
        flags = tuple(int(o) for o in operands[4:])
        product.parts[self.index % 4] = (tuple(op), accumulators, left, right, scale, flags, self)
        self.num_products += 1
        if len(product.parts) == 4:
            self.launch.begin_product(product, self.block)

"""Who has seen what: clocks, shared memory and barriers of a CTA.

Order is what synchronisation promises, not what happened to come first: every
warp has a vector clock, which barriers hand on. Copies and warpgroup products
are agents of their own; a clock holds a bit for each that it knows to be
finished. An access that meets another one, one of them writing, must know it.

Copies and products access memory through another proxy than warps do: a warp's
writes are seen there only after its proxy fence, and what it reads may be
overwritten from there until then.
"""

from __future__ import annotations

import numpy as np
from ptx_arithmetic import PTXError

NOBODY = -1


class Clock:
    """What an agent knows: of each warp, up to which of its times, and up to
    which time its accesses are fenced; of asynchronous operations, which are
    finished (bits)."""

    __slots__ = ("warps", "fenced", "done")

    def __init__(self, num_warps: int):
        self.warps = np.zeros(num_warps, np.int32)
        self.fenced = np.zeros(num_warps, np.int32)
        self.done = 0

    def copy(self) -> Clock:
        result = Clock(0)
        result.warps, result.fenced = self.warps.copy(), self.fenced.copy()
        result.done = self.done
        return result

    def join(self, other: Clock):
        np.maximum(self.warps, other.warps, out=self.warps)
        np.maximum(self.fenced, other.fenced, out=self.fenced)
        self.done |= other.done


class Shared:
    """The shared memory of one CTA. Agents are warps, then operations."""

    def __init__(self, size: int, num_warps: int):
        self.bytes = np.full(size, 0xFF, np.uint8)  # NaN in every float type.
        self.num_warps = num_warps
        self.writer = np.full(size, NOBODY, np.int32)
        self.write_time = np.zeros(size, np.int32)
        self.read_times: dict[int, np.ndarray] = {}
        # Operations that read: number, and of each 16 bytes a bit.
        self.readers: list[tuple[int, int]] = []

    def _chunks(self, index) -> int:
        touched = np.zeros(len(self.bytes) // 16 + 1, bool)
        touched[index // 16] = True
        return int.from_bytes(np.packbits(touched).tobytes())

    def _inside(self, index):
        if index.size and (index.min() < 0 or index.max() >= len(self.bytes)):
            raise PTXError("access beyond the shared memory")

    def _check_writers(self, index, agent: int, clock: Clock, is_async: bool, what: str):
        writer = self.writer[index]
        first = writer[0] if index.size else NOBODY
        for other in [first] if (writer == first).all() else np.unique(writer):
            if other in (NOBODY, agent):
                continue
            if other >= self.num_warps:
                known = clock.done >> int(other - self.num_warps) & 1
            else:
                last = self.write_time[index][writer == other].max()
                known = clock.warps[other] >= last
                if known and is_async and clock.fenced[other] < last:
                    raise PTXError(f"shared memory: {what} without a proxy fence after the write")
            if not known:
                raise PTXError(f"shared memory: {what} meets a write that it does not wait for")

    def check_read(self, index, agent: int, clock: Clock, is_async=False):
        self._inside(index)
        self._check_writers(index, agent, clock, is_async, "a read")
        if is_async:
            return
        if agent not in self.read_times:
            self.read_times[agent] = np.zeros(len(self.bytes), np.int32)
        self.read_times[agent][index] = clock.warps[agent]

    def check_write(self, index, agent: int, clock: Clock, is_async=False):
        self._inside(index)
        self._check_writers(index, agent, clock, is_async, "a write")
        for other, times in self.read_times.items():
            last = times[index].max(initial=0)
            if other != agent and last > clock.warps[other]:
                raise PTXError("shared memory: a write meets a read that it does not wait for")
            if is_async and last > clock.fenced[other]:
                raise PTXError("shared memory: a copy without a proxy fence after the last read")
        touched = self._chunks(index) if self.readers else 0
        for number, chunks in self.readers:
            if touched & chunks and not clock.done >> number & 1:
                raise PTXError(
                    "shared memory: a write meets an operation that may still read there"
                )
        self.writer[index] = agent
        self.write_time[index] = clock.warps[agent] if agent < self.num_warps else 0

    def add_reader(self, number: int, index):
        self.readers.append((number, self._chunks(index)))

    def forget_readers(self, known_by_all: int):
        """Operations that every agent knows to be finished hinder nobody."""
        self.readers = [r for r in self.readers if not known_by_all >> r[0] & 1]


class Barrier:
    """An mbarrier, and the warp and its time that made it."""

    def __init__(self, count: int, num_warps: int, made: tuple[int, int]):
        self.made = made
        self.count = self.pending = count
        self.bytes = 0
        self.phase = 0
        self.num_warps = num_warps
        self.gathered, self.last = Clock(num_warps), Clock(num_warps)

    def arrive(self, clock: Clock):
        if self.pending == 0:
            raise PTXError("barrier: more arrivals than it counts")
        self.pending -= 1
        self.gathered.join(clock)
        self._advance()

    def expect(self, count: int):
        self.bytes += count

    def complete(self, count: int, clock: Clock):
        self.bytes -= count
        self.gathered.join(clock)
        self._advance()

    def _advance(self):
        if self.pending == 0 and self.bytes == 0:
            self.phase ^= 1
            self.pending = self.count
            self.last, self.gathered = self.gathered, Clock(self.num_warps)

    def is_over(self, parity: int) -> bool:
        return self.phase != parity

    def __str__(self):
        return f"phase {self.phase}, {self.pending} arrivals and {self.bytes} bytes to come"


class Meeting:
    """A hardware barrier of a CTA, or the cluster's."""

    def __init__(self, num_warps: int):
        self.num_warps = num_warps
        self.generation, self.arrived = 0, 0
        self.gathered, self.last = Clock(num_warps), Clock(num_warps)

    def arrive(self, threads: int, expected: int, clock: Clock) -> int:
        """The generation that the threads wait for."""
        generation = self.generation
        self.arrived += threads
        self.gathered.join(clock)
        if self.arrived > expected:
            raise PTXError("barrier: more threads than it counts")
        if self.arrived == expected:
            self.finish()
        return generation

    def finish(self):
        self.generation += 1
        self.arrived = 0
        self.last, self.gathered = self.gathered, Clock(self.num_warps)

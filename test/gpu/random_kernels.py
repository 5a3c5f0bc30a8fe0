"""Random kernels of every archetype, as text with a case: sizes that divide
nothing, single elements, several tiles, transposed operands."""

from __future__ import annotations

import random

import torch
from cases import Case, rand


def tensor(*shape) -> str:
    return f"tensor<{''.join(f'{size}x' for size in shape)}f32>"


def linear(rng):
    m, n = rng.choice([1, 3, 17, 64, 65, 130]), rng.choice([1, 5, 13, 64, 100, 129])
    k, transposed = rng.choice([1, 3, 8, 33, 50, 96]), rng.random() < 0.5
    weight = (n, k) if transposed else (k, n)
    view = f"""%t = graph.view %w through <(d0, d1) -> ({"d1, d0" if transposed else "d0, d1"})>
        : {tensor(*weight)} -> {tensor(k, n)}"""
    text = f"""graph.kernel @f(%x: {tensor(m, k)}, %w: {tensor(*weight)}) -> ({tensor(m, n)}) {{
      {view}
      %c = graph.contract %x, %t : {tensor(m, k)}, {tensor(k, n)} -> {tensor(m, n)}
      graph.return %c : {tensor(m, n)}
    }}"""
    return text, [(m, k), weight], [(m, n)], lambda x, w: [x @ (w.T if transposed else w)]


def rows(rng):
    r, c = rng.choice([1, 3, 7]), rng.choice([1, 2, 31, 33, 128, 257, 768, 1030, 5000])
    kind = rng.choice(["sum", "max", "min"])
    fold = {"sum": torch.sum, "max": torch.amax, "min": torch.amin}[kind]
    text = f"""graph.kernel @f(%a: {tensor(r, c)}) -> ({tensor(r, c)}, {tensor(r)}) {{
      %m = graph.reduce {kind} %a dims [1] : {tensor(r, c)} -> {tensor(r)}
      %b = graph.view %m through <(d0, d1) -> (d0)> : {tensor(r)} -> {tensor(r, c)}
      %s = arith.subf %a, %b : {tensor(r, c)}
      graph.return %s, %m : {tensor(r, c)}, {tensor(r)}
    }}"""
    return text, [(r, c)], [(r, c), (r,)], lambda a: [a - fold(a, 1)[:, None], fold(a, 1)]


def columns(rng):
    a, b, c = rng.choice([1, 2, 5]), rng.choice([1, 3, 50, 129]), rng.choice([1, 7, 64, 300])
    text = f"""graph.kernel @f(%a: {tensor(a, b, c)}) -> ({tensor(a, c)}) {{
      %m = graph.reduce sum %a dims [1] : {tensor(a, b, c)} -> {tensor(a, c)}
      graph.return %m : {tensor(a, c)}
    }}"""
    return text, [(a, b, c)], [(a, c)], lambda x: [x.sum(1)]


def attention(rng):
    h, q, k = rng.choice([1, 2]), rng.choice([1, 5, 34, 70]), rng.choice([1, 7, 65, 130])
    d = rng.choice([8, 16, 32, 64])
    query, key, score = tensor(h, q, d), tensor(h, k, d), tensor(h, q, k)
    text = f"""graph.kernel @f(%q: {query}, %k: {key}, %v: {key}) -> ({query}) {{
      %o = graph.attention %q, %k, %v masked_rows zero {{
      ^bb0(%s: {score}):
        graph.yield %s : {score}
      }} : {query}, {key}, {key} -> {query}
      graph.return %o : {query}
    }}"""

    def reference(q, k, v):
        return [(q @ k.transpose(1, 2)).softmax(-1) @ v]

    return text, [(h, q, d), (h, k, d), (h, k, d)], [(h, q, d)], reference


def pointwise(rng):
    shape = rng.choice([1, 3, 8]), rng.choice([1, 5, 33]), rng.choice([1, 4, 30, 130])
    order = rng.choice([(0, 1, 2), (0, 2, 1), (2, 1, 0), (1, 2, 0)])
    result = tuple(shape[i] for i in order)
    source = ", ".join(f"d{order.index(i)}" for i in range(3))
    x, y, out = tensor(*shape), tensor(result[2]), tensor(*result)
    text = f"""graph.kernel @f(%x: {x}, %y: {y}) -> ({out}) {{
      %t = graph.view %x through <(d0, d1, d2) -> ({source})> : {x} -> {out}
      %b = graph.view %y through <(d0, d1, d2) -> (d2)> : {y} -> {out}
      %e = math.exp %t : {out}
      %r = arith.addf %e, %b : {out}
      graph.return %r : {out}
    }}"""
    return text, [shape, (result[2],)], [result], lambda x, y: [x.permute(order).exp() + y]


def make(seed: int) -> tuple[str, Case]:
    """The text of a kernel `f` and what it must compute."""
    rng = random.Random(seed)
    text, inputs, results, reference = rng.choice([linear, rows, columns, attention, pointwise])(
        rng
    )
    case = Case(
        "f",
        "",
        lambda: [rand(*shape, seed=i) for i, shape in enumerate(inputs)],
        [(shape, torch.float32) for shape in results],
        reference,
        tolerance=3e-6,
    )
    return text, case

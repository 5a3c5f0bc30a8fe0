"""Capture Chronos-2's graph from upstream's own package.

    python -m cutedsl.models.chronos2.capture            # writes chronos2-base-*.mlir
    python -m cutedsl.models.chronos2.capture --check    # fails if it would change

The result ships with the project, so that running the model needs neither
upstream's package nor Dynamo. Batch, context and horizon are symbols; the
parameters carry upstream's names, by which a checkpoint is mapped to them.
"""

import argparse
import math
import pathlib
import sys

import torch

from cutedsl.decompositions import decomposition_table
from cutedsl.emit import Argument, emit

from .upstream import remove_nan_check

PATCH = 16
FOLDER = pathlib.Path(__file__).parent
DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16}

QUANTILES = [0.01] + [round(0.05 * i, 2) for i in range(1, 20)] + [0.99]

# Chronos-2 base, as published.
BASE = dict(d_model=768, d_kv=64, d_ff=3072, num_layers=12, num_heads=12)
FORECASTING = dict(
    context_length=8192,
    input_patch_size=PATCH,
    input_patch_stride=PATCH,
    output_patch_size=PATCH,
    max_output_patches=64,
    quantiles=QUANTILES,
    use_reg_token=True,
    use_arcsinh=True,
    time_encoding_scale=8192,
)


def make_model(attn_implementation: str = "sdpa", **sizes) -> torch.nn.Module:
    """Upstream's model with the sizes of `BASE` unless given, in eval mode."""
    from chronos.chronos2 import Chronos2CoreConfig, Chronos2Model

    config = Chronos2CoreConfig(
        **{**BASE, **sizes},
        attn_implementation=attn_implementation,
        chronos_config=dict(FORECASTING),
    )
    return Chronos2Model(config).eval()


def convert_(model: torch.nn.Module, dtype: torch.dtype) -> torch.nn.Module:
    """Converts the weights, as upstream does when it loads a checkpoint in
    `dtype`: RoPE's frequencies, which are buffers, stay in float32. (`model.to`
    would round them, and turn the late positions of a long context.)"""
    for parameter in model.parameters():
        parameter.data = parameter.data.to(dtype)
    return model


class Core(torch.nn.Module):
    """What the shipped graph computes.

    context: [B, P, 16] float32, NaN where missing, padded on the left;
    group_ids: [B] int64; future_covariates: [B, n, 16] float32, NaN where
    unknown, which for a series without covariates is everywhere (upstream's
    result is then bit-identical to passing none). Result: [B, 21, 16 n] float32.
    """

    def __init__(self, model: torch.nn.Module):
        super().__init__()
        self.model = model

    def forward(self, context, group_ids, future_covariates):
        return self.model(
            context=context.flatten(1),
            group_ids=group_ids,
            future_covariates=future_covariates.flatten(1),
            num_output_patches=future_covariates.shape[1],
        ).quantile_preds


def share_equal_buffers_(model: torch.nn.Module) -> None:
    """Makes buffers of one name and the same values one tensor: each layer has
    RoPE's frequencies, and what is computed from one tensor is computed once."""
    kept: dict[str, list[torch.Tensor]] = {}
    for module in model.modules():
        for name, buffer in module.named_buffers(recurse=False):
            known = kept.setdefault(name, [])
            same = next((b for b in known if b.dtype == buffer.dtype and b.equal(buffer)), None)
            if same is None:
                known.append(buffer)
            else:
                setattr(module, name, same)


def export(model: torch.nn.Module) -> torch.export.ExportedProgram:
    """The model's ATen graph with symbolic batch, context and horizon."""
    batch = torch.export.Dim("batch", min=1, max=65536)
    patches = torch.export.Dim("patches", min=2, max=512)
    horizon = torch.export.Dim("horizon", min=2, max=64)
    example = (
        torch.randn(7, 32, PATCH),
        torch.zeros(7, dtype=torch.int64),
        torch.full((7, 3, PATCH), math.nan),
    )
    dynamic = ({0: batch, 1: patches}, {0: batch}, {0: batch, 1: horizon})
    remove_nan_check(model)
    share_equal_buffers_(model)
    with torch.no_grad():
        exported = torch.export.export(Core(model), example, dynamic_shapes=dynamic)
    return exported.run_decompositions(decomposition_table())


def graph_path(dtype: str) -> pathlib.Path:
    """Where the graph of Chronos-2 base with weights of `dtype` is kept."""
    return FOLDER / f"chronos2-base-{dtype}.mlir"


def capture(model: torch.nn.Module) -> str:
    """The model's graph as the text of a `graph.program`. Its parameters are
    frozen: whoever runs it binds them once, and again when they change."""
    exported = export(model)
    graph = exported.graph_module.graph
    for node in list(graph.nodes):
        if "_assert_tensor_metadata" in str(node.target) or "sym_constrain" in str(node.target):
            graph.erase_node(node)
    graph.eliminate_dead_code()

    signature = exported.graph_signature
    arguments = {}
    for node in graph.find_nodes(op="placeholder"):
        if name := signature.inputs_to_parameters.get(node.name):
            arguments[node] = Argument(name.removeprefix("model."), "parameter", frozen=True)
        elif name := signature.inputs_to_buffers.get(node.name):
            if not node.users:
                graph.erase_node(node)
                continue
            arguments[node] = Argument(name.removeprefix("model."), "buffer", frozen=True)
        else:
            arguments[node] = Argument(node.name, "input")
    program = emit(graph, arguments, relative_paths=True)
    if program.refused:
        raise RuntimeError(f"some calls could not be captured: {program.refused}")
    return program.text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    check = parser.parse_args().check
    for name, dtype in DTYPES.items():
        path = graph_path(name)
        text = capture(convert_(make_model(), dtype))
        if not check:
            path.write_text(text)
            print(f"wrote {path} ({len(text) / 1e3:.0f} kB)")
        elif text != path.read_text():
            sys.exit(f"{path.name} differs from what upstream's package gives: capture it again")


if __name__ == "__main__":
    main()

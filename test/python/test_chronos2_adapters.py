"""LoRA adapters merged into a checkpoint, against peft's own merging."""

import json

import pytest
import torch
from safetensors.torch import load_file, save_file

from cutedsl.models.chronos2 import capture
from cutedsl.models.chronos2.checkpoint import load_checkpoint

SIZES = dict(num_layers=1, d_model=64, d_ff=96, num_heads=2, d_kv=32)
TARGETS = ["self_attention.q", "self_attention.o", "output_patch_embedding.output_layer"]


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    folder = tmp_path_factory.mktemp("base")
    capture.make_model(**SIZES).save_pretrained(folder)
    return folder


def make_adapter(base, folder, **changes):
    """As peft writes it: a folder with a configuration and tensors."""
    peft = pytest.importorskip("peft")
    from chronos.chronos2 import Chronos2Model

    config = peft.LoraConfig(r=4, lora_alpha=10, target_modules=TARGETS, **changes)
    model = peft.get_peft_model(Chronos2Model.from_pretrained(base), config)
    for parameter in model.parameters():
        if parameter.requires_grad:
            torch.nn.init.normal_(parameter, std=0.3)
    model.save_pretrained(folder)
    return model.merge_and_unload()


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"use_rslora": True},
        {"rank_pattern": {"self_attention.o": 2}},
        {"modules_to_save": ["input_patch_embedding"]},
        {"init_lora_weights": "gaussian"},
    ],
    ids=str,
)
def test_merged_as_peft_does(base, tmp_path, changes):
    merged = make_adapter(base, tmp_path, **changes).state_dict()
    plain = load_file(base / "model.safetensors")
    tensors, config = load_checkpoint(tmp_path)
    assert config["d_model"] == SIZES["d_model"]
    assert set(tensors) == set(plain)
    for name, tensor in tensors.items():
        torch.testing.assert_close(tensor, merged[name], rtol=1e-6, atol=1e-6)
    changed = {name for name in tensors if not torch.equal(tensors[name], plain[name])}
    assert any(".q." in name for name in changed) and not any(".v." in name for name in changed)


@pytest.mark.parametrize(
    "changes, key",
    [
        ({"use_dora": True}, "use_dora"),
        ({"alpha_pattern": {"self_attention.q": 3}}, "alpha_pattern"),
        ({"init_lora_weights": "olora"}, "init_lora_weights = 'olora'"),
    ],
    ids=str,
)
def test_other_formulas_are_refused(base, tmp_path, changes, key):
    make_adapter(base, tmp_path, **changes)
    with pytest.raises(ValueError, match=key):
        load_checkpoint(tmp_path)


def write_adapter(base, folder, tensors, **config):
    """By hand, to have what peft would not write."""
    plain = {"peft_type": "LORA", "lora_alpha": 4, "base_model_name_or_path": str(base)}
    (folder / "adapter_config.json").write_text(json.dumps(plain | config))
    named = {f"base_model.model.{name}": t for name, t in tensors.items()}
    save_file(named, folder / "adapter_model.safetensors")


Q = "encoder.block.0.layer.0.self_attention.q"
A, B = {f"{Q}.lora_A.weight": torch.ones(2, 64)}, {f"{Q}.lora_B.weight": torch.ones(64, 2)}


@pytest.mark.parametrize(
    "tensors, config, message",
    [
        (A, {}, "half of a product"),
        (B, {}, "half of a product"),
        ({f"{Q}.lora_A.weight": torch.ones(2, 63)} | B, {}, r"of \[64, 64\], but got"),
        ({"encoder.block.7.weight": torch.ones(2)}, {}, "has no place in the model"),
        (A | B | {f"{Q}.lora_magnitude_vector": torch.ones(64)}, {}, "has no place"),
        (A | B, {"peft_type": "IA3"}, "expected a LORA adapter, but got IA3"),
        (A | B, {"a_new_formula": True}, "a_new_formula"),
        (A | B, {"base_model_name_or_path": None}, "does not name the base"),
    ],
)
def test_what_does_not_fit_is_refused(base, tmp_path, tensors, config, message):
    write_adapter(base, tmp_path, tensors, **config)
    with pytest.raises(ValueError, match=message):
        load_checkpoint(tmp_path)

"""The documentation says what is there."""

from __future__ import annotations

import importlib.util
import os
import pathlib
import re
import subprocess

import pytest
from conftest import BUILD, ROOT

PAGES = [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"]


def test_reference_is_up_to_date(monkeypatch):
    monkeypatch.setenv("PATH", f"{BUILD / 'bin'}{os.pathsep}{os.environ['PATH']}")
    path = ROOT / "tools/scripts/generate_docs.py"
    spec = importlib.util.spec_from_file_location("generate_docs", path)
    generate_docs = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate_docs)
    assert not generate_docs.stale(), "run ./dev docs"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text())
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_that_are_named_exist(page):
    """Paths in backquotes; `<...>`, `{...}` and `*` stand for several."""
    names = re.findall(
        r"`((?:include|lib|tools|frontend|models|test|bench|docs|cmake)/[^\s`]*)`", page.read_text()
    )
    plain = [name.rstrip("/") for name in names if not re.search(r"[<{*]", name)]
    assert not [name for name in plain if not (ROOT / name).exists()]


def test_the_architecture_names_every_room():
    text = (ROOT / "docs/architecture.md").read_text().partition("## Rooms")[2]
    # `{A,B}` stands for both.
    text = re.sub(
        r"(\S*)\{([^}]*)\}(\S*)",
        lambda m: " ".join(m[1] + name + m[3] for name in m[2].split(",")),
        text,
    )
    tops = ["include/cutedsl", "lib", "lib/Conversion", "lib/Transforms", "lib/Dialect", "tools"]
    tops += ["frontend/torch_fx", "test"]
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout
    folders = {p for line in tracked.splitlines() for p in map(str, pathlib.Path(line).parents)}
    rooms = [f for f in folders if str(pathlib.PurePath(f).parent) in tops]
    assert not [room for room in rooms if pathlib.PurePath(room).name not in text]

"""What tuning learned, on disk: one JSON file for a GPU and versions.

The file holds what it was made for, and for each kernel's key the choice and
the times that led to it. Another GPU, driver or compiler has a file of its own,
so nothing is ever taken from one where it was not measured.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import logging
import os
import pathlib
import tempfile
from collections.abc import Mapping
from typing import Any

from .errors import CutedslError

log = logging.getLogger("cutedsl")

FORMAT = "cutedsl tuning 1"


class TuningError(CutedslError):
    """A file of choices that cannot be used here; the text says why."""


@dataclasses.dataclass(frozen=True)
class Entry:
    """A kernel's choice, and the microseconds of all that were timed."""

    choice: str
    microseconds: Mapping[str, float]


class Store:
    """Choices by the kernel's key."""

    def __init__(self, path: pathlib.Path, made_for: Mapping[str, str]) -> None:
        self.path = path
        self.made_for = dict(made_for)
        self.entries: dict[str, Entry] = {}
        try:
            self.entries = self._read(path)
        except FileNotFoundError:
            pass
        except (OSError, TuningError) as error:
            log.warning("ignored what tuning had learned: %s", error)

    @classmethod
    def of(cls, folder: pathlib.Path, made_for: Mapping[str, str]) -> Store:
        """The store in the cache's folder for this GPU and these versions."""
        text = json.dumps(dict(made_for), sort_keys=True)
        name = hashlib.sha256(text.encode()).hexdigest()[:16]
        return cls(folder / "tuning" / f"{name}.json", made_for)

    def __contains__(self, key: str) -> bool:
        return key in self.entries

    def __getitem__(self, key: str) -> Entry:
        return self.entries[key]

    def __setitem__(self, key: str, entry: Entry) -> None:
        self.entries[key] = entry

    def save(self) -> None:
        """Writes the file, with what another process added meanwhile. Trouble
        with the disk is a warning: it will be learned again."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self.entries = self._read(self.path) | self.entries
            except (FileNotFoundError, TuningError):
                pass
            self._write(self.path)
        except OSError as error:
            log.warning("cannot keep what tuning learned: %s", error)

    def export(self, path: pathlib.Path) -> int:
        """Writes the choices to one file; how many they are."""
        self._write(path)
        return len(self.entries)

    def take(self, path: pathlib.Path) -> int:
        """Adds the choices of an exported file, which must have been made for
        the same GPU and versions; how many they are."""
        taken = self._read(path)
        self.entries |= taken
        self.save()
        return len(taken)

    def _write(self, path: pathlib.Path) -> None:
        content = {
            "format": FORMAT,
            "made_for": self.made_for,
            "kernels": {key: dataclasses.asdict(e) for key, e in sorted(self.entries.items())},
        }
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".tmp-")
        try:
            with os.fdopen(descriptor, "w") as file:
                json.dump(content, file, indent=1)
                file.write("\n")
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise

    def _read(self, path: pathlib.Path) -> dict[str, Entry]:
        try:
            content = json.loads(path.read_text())
        except ValueError as error:
            raise TuningError(f"{path} is no file of choices: {error}") from None
        if not isinstance(content, dict) or content.get("format") != FORMAT:
            raise TuningError(f"{path} is no file of choices: expected the format '{FORMAT}'")
        self._check(path, content.get("made_for"))
        try:
            return {
                str(key): Entry(str(e["choice"]), dict(e["microseconds"]))
                for key, e in content["kernels"].items()
            }
        except (AttributeError, KeyError, TypeError, ValueError):
            raise TuningError(f"{path} is no file of choices: its kernels are damaged") from None

    def _check(self, path: pathlib.Path, made_for: Any) -> None:
        if made_for == self.made_for:
            return
        given = made_for if isinstance(made_for, dict) else {}
        for name, value in self.made_for.items():
            if given.get(name) != value:
                raise TuningError(
                    f"{path} was made for another {name}: expected '{value}', "
                    f"but got '{given.get(name)}'"
                )
        raise TuningError(f"{path} was made for something else: {given}")

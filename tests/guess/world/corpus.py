"""The files of the world: what ``layouts/*.toml`` describe, as bytes with the truth about them."""

from __future__ import annotations

import tomllib
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from guess.world.table import Truth, publish
from guess.world.written import write


@dataclass(frozen=True)
class Entry:
    """One published file.

    Parameters
    ----------
    name : str
        Of the entry.
    file : str
        Of the file.
    content : bytes
        The file.
    truth : Truth
        What a right proposal comes to.
    asks : tuple of str
        Keys of the case file that may be asked, because the file does not tell.
    country : str
        ISO code.
    date : str
        The day of the election.
    """

    name: str
    file: str
    content: bytes
    truth: Truth
    asks: tuple[str, ...]
    country: str
    date: str


@cache
def specs() -> dict[str, dict[str, Any]]:
    """Descriptions of all entries, by name."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(Path(__file__).with_name("layouts").glob("*.toml")):
        for name, spec in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if name in found:
                raise ValueError(f"{name} is described twice")
            found[name] = spec
    return found


@cache
def entry(name: str, salt: int = 0) -> Entry:
    """Make one entry; another ``salt`` gives other figures in the same form."""
    spec = specs()[name]
    table = publish(spec, zlib.crc32(name.encode()) % 10_000 + 10_000 * salt)
    ending, content = write(spec, table)
    file = spec.get("file", f"{name}.{ending}")
    asks, date = tuple(spec.get("asks", ())), spec.get("date", "2030-05-05")
    return Entry(name, file, content, table.truth, asks, spec["country"], date)

"""Scripts of others that pages use, from our own files: their names, their packages, their licences."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

KINDS = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".txt": "text/plain",
    ".wasm": "application/wasm",
}
"""End of a name -> what such a file is."""


@dataclass(frozen=True)
class Vendored:
    """A package of which the desk serves files.

    Parameters
    ----------
    name, version : str
        As its registry has it.
    licence : str
        Its SPDX expression.
    home : str
        Its address.
    purpose : str
        What it is used for.
    integrity : str
        Hash of the package, as npm writes it.
    files : tuple of (str, str)
        Name and SHA-256 of each file that was taken.
    """

    name: str
    version: str
    licence: str
    home: str
    purpose: str
    integrity: str
    files: tuple[tuple[str, str], ...]


def folder() -> Traversable:
    """Return where the files lie."""
    return files("veedor.desk.static").joinpath("vendor")


@lru_cache(maxsize=1)
def packages() -> tuple[Vendored, ...]:
    """Return the packages of the manifest."""
    manifest = tomllib.loads(folder().joinpath("manifest.toml").read_text(encoding="utf-8"))
    return tuple(
        Vendored(
            one["name"], one["version"], one["licence"], one["home"], one["for"], one["integrity"],
            tuple((file["name"], file["sha256"]) for file in one["file"]),
        )
        for one in manifest["package"]
    )  # fmt: skip


@lru_cache(maxsize=1)
def names() -> frozenset[str]:
    """Return the names of all files."""
    return frozenset(name for one in packages() for name, _ in one.files)


@lru_cache(maxsize=1)
def mark() -> str:
    """Return the mark in the address of every file: one, so that a script finds what lies beside it."""
    return hashlib.sha256(folder().joinpath("manifest.toml").read_bytes()).hexdigest()[:16]


def kind(name: str) -> str:
    """Return what a file is, by the end of its name."""
    return KINDS[name[name.rindex(".") :]]

"""Mutators of packing: gz, bz2, xz, zip and tar, whole, cut, doubled, nested and wrongly named."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import warnings
import zipfile
from typing import TYPE_CHECKING

from hostile.corpus import mutator
from hostile.drafts import rename

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from hostile.drafts import Draft

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": lambda raw: gzip.compress(raw, mtime=0),
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
}


def zipped(files: dict[str, bytes], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", packed) as archive:
        warnings.simplefilter("ignore")
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2030, 6, 11, 0, 0, 0)), content, packed)
    return out.getvalue()


def tarred(files: dict[str, bytes], mode: str = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def pack(kind: str, raw: bytes, inner: str = "count.csv") -> bytes:
    if kind == ".zip":
        return zipped({inner: raw})
    if kind == ".tar":
        return tarred({inner: raw})
    if kind in {".tar.gz", ".tgz"}:
        return tarred({inner: raw}, "w:gz")
    return PACKERS[kind](raw)


KINDS = (".gz", ".bz2", ".xz", ".zip", ".tar", ".tar.gz", ".tgz")


def packed(made: Draft, rng: random.Random, kinds: tuple[str, ...] = KINDS) -> tuple[str, bytes]:
    kind = rng.choice(kinds)
    made.what = kind
    rename(made, ("count" if "tar" in kind or "tgz" in kind else "count.csv") + kind)
    return kind, pack(kind, made.raw())


@mutator(weight=2)
def well_packed(made: Draft, rng: random.Random) -> None:
    _, made.content = packed(made, rng)


@mutator(weight=4)
def cut_pack(made: Draft, rng: random.Random) -> None:
    kind, content = packed(made, rng)
    size = len(content)
    end = rng.choice([0, 1, 10, size // 3, size // 2, size - 30, size - 8, size - 4, size - 1])
    made.content = content[:end]
    made.what += f" {end} of {size}"
    if "tar" in kind or "tgz" in kind:
        # the blocks of zeros at the end of a tar are no part of it
        return
    made.truths = ()


@mutator(weight=3)
def damaged_pack(made: Draft, rng: random.Random) -> None:
    _, content = packed(made, rng, (".gz", ".bz2", ".xz", ".zip", ".tar.gz"))
    spoilt = bytearray(content)
    for _ in range(rng.choice([1, 3, 20])):
        spoilt[rng.randrange(len(spoilt))] ^= 1 << rng.randrange(8)
    made.content = bytes(spoilt)


@mutator(weight=2)
def wrongly_named(made: Draft, rng: random.Random) -> None:
    raw = made.raw()
    kind = rng.choice(KINDS)
    name = rng.choice(
        [
            ".csv",
            ".json",
            ".ndjson",
            ".txt",
            ".gz",
            ".zip",
            ".bz2",
            ".xz",
            ".tar",
            ".parquet",
            ".xlsx",
            ".GZ",
            "",
        ]
    )
    made.content = pack(kind, raw) if rng.random() < 0.7 else raw
    rename(made, f"count{name}")
    made.what = f"{kind} named {name}"


@mutator(weight=2)
def two_members(made: Draft, rng: random.Random) -> object:
    """Two members: of a .gz they are one file, of an archive two."""
    raw = made.raw()
    kind = rng.choice([".gz", ".bz2", ".xz", ".zip", ".tar", "same name", "same name tar", "gz joined"])
    made.what = kind
    half = raw.index(b"\n", len(raw) // 2) + 1
    if kind in PACKERS:
        made.content = PACKERS[kind](raw[:half]) + PACKERS[kind](raw[half:])
        rename(made, f"count.csv{kind}")
        return None
    if kind == "gz joined":
        made.content = PACKERS[".gz"](raw) + b"trailing"
        rename(made, "count.csv.gz")
        return None
    other = raw.replace(b"1", b"2")
    name = "count.csv" if kind.startswith("same") else "other.csv"
    if kind in {"same name tar", ".tar"}:
        made.content = _two(raw, other, name)
        rename(made, "count.tar")
    else:
        out = io.BytesIO(zipped({"count.csv": raw}))
        with warnings.catch_warnings(), zipfile.ZipFile(out, "a") as archive:
            warnings.simplefilter("ignore")
            archive.writestr(name, other)
        made.content = out.getvalue()
        rename(made, "count.zip")
    if rng.random() < 0.5:
        made.form["member"] = "count.csv"
    if kind.startswith("same"):
        made.truths = ()
    return None


def _two(raw: bytes, other: bytes, name: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for member, content in (("count.csv", raw), (name, other)):
            info = tarfile.TarInfo(member)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


@mutator(weight=2)
def nested(made: Draft, rng: random.Random) -> None:
    raw, name = made.raw(), "count.csv"
    depth = rng.choice([2, 2, 3, 4, 9])
    for _ in range(depth):
        kind = rng.choice([".gz", ".zip", ".bz2", ".xz"])
        raw = pack(kind, raw, name)
        name += kind
    made.content = raw
    made.what = name
    rename(made, name)


@mutator(weight=2)
def odd_archives(made: Draft, rng: random.Random) -> None:
    raw = made.raw()
    kind = rng.choice(
        [
            "prefix",
            "trailing",
            "climbs",
            "absolute",
            "drive",
            "folder",
            "empty",
            "encrypted",
            "crc",
            "size",
            "mac",
            "cp437",
            "backslash",
            "stored",
            "lzma",
            "bomb",
            "zero",
            "long name",
            "empty name",
            "comment",
        ]
    )
    made.what = kind
    names = {
        "climbs": "../count.csv", "absolute": "/count.csv", "drive": "C:count.csv", "folder": "a/b/count.csv",
        "backslash": "a\\count.csv", "cp437": "escrutinio año.csv", "long name": "x" * 3000 + ".csv",
    }  # fmt: skip
    files = {names.get(kind, "count.csv"): raw}
    if kind == "empty":
        files = {}
    elif kind == "mac":
        files |= {"__MACOSX/._count.csv": b"\0\5\x16\7", ".DS_Store": b"\0"}
    elif kind == "bomb":
        files = {"count.csv": raw + b"\n" * 40_000_000}
    content = zipped(
        files, {"stored": zipfile.ZIP_STORED, "lzma": zipfile.ZIP_LZMA}.get(kind, zipfile.ZIP_DEFLATED)
    )
    if kind == "prefix":
        content = b"#!/bin/sh\nexit\n" + content
    elif kind == "trailing":
        content += b"\0" * 100
    elif kind in {"encrypted", "crc", "size", "zero"}:
        content = _header(content, kind)
    elif kind == "comment":
        content = content[:-2] + struct.pack("<H", 5) + b"hello"
    made.content = content
    rename(made, "count.zip")
    if kind in {"crc", "empty", "climbs", "absolute"}:
        made.truths = ()


def _header(content: bytes, kind: str) -> bytes:
    """Change the entry of the only member, in front of it and in the directory."""
    made = bytearray(content)
    at = content.rindex(b"PK\x01\x02")
    if kind == "encrypted":
        made[6] |= 1
        made[at + 8] |= 1
    elif kind == "crc":
        for place in (14, at + 16):
            made[place] ^= 255
    else:
        size = b"\0\0\0\0" if kind == "zero" else struct.pack("<I", 7)
        for place in (22, at + 24):
            made[place : place + 4] = size
    return bytes(made)

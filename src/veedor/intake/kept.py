"""Tables kept beside a case: believed only where this user has made them, and they are as they were."""

from __future__ import annotations

import hashlib
import json
import logging
import re
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from veedor import disk
from veedor.engine import MANIFEST
from veedor.intake.locate import hash_file
from veedor.intake.seal import holds, mark, sealed

if TYPE_CHECKING:
    from pathlib import Path

SEAL = "seal.json"
MOST = 3
"""Imports of a case that are kept."""

_NAME = re.compile(r"[0-9a-f]{24}-[0-9a-f]{8}")

_LOG = logging.getLogger(__name__)


def name_of(key: str) -> str:
    """Return the folder of an import: its key and a mark of the user, so that users keep apart."""
    mine = sealed("folder")
    return f"{key}-{mine[:8] if mine else '0' * 8}"


def seal_tables(folder: Path) -> None:
    """Seal the files of a finished import.

    Parameters
    ----------
    folder : Path
        Tables and manifest. Without a place for this user's key there is no seal: the tables serve once.
    """
    files = {path.name: [*mark(path), hash_file(path)] for path in sorted(folder.iterdir()) if _is_ours(path)}
    _write(folder, files)


def is_kept(folder: Path) -> bool:
    """Say whether the tables of an import are there, this user's, and as they were made.

    Sizes and times tell in an instant; where one differs (a copied case), the hashes do, and the seal is
    renewed.

    Parameters
    ----------
    folder : Path
        Of the import.
    """
    if folder.is_symlink() or not (folder / MANIFEST).is_file():
        return False
    files = _sealed_files(folder)
    if files is None:
        _LOG.warning("The tables in %s were not made by this user on this machine: made anew.", folder)
        return False
    try:
        there = {path.name for path in folder.iterdir() if _is_ours(path)}
        seen = {name: mark(folder / name) for name in files}
        if there != set(files):
            return False
        changed = [name for name in files if files[name][:-1] != seen[name]]
        if any(hash_file(folder / name) != files[name][-1] for name in changed):
            _LOG.warning("The tables in %s are not as they were made: made anew.", folder)
            return False
    except OSError:
        return False
    if changed:
        with suppress(OSError):
            _write(folder, {name: [*seen[name], files[name][-1]] for name in files})
    return True


def forget_others(base: Path, kept: Path) -> None:
    """Remove all but the last few imports of this user, and nothing else."""
    with suppress(OSError):
        mine = [f for f in base.iterdir() if _is_mine(f, kept) and f != kept]
        mine.sort(key=lambda folder: folder.stat().st_mtime, reverse=True)
        for folder in mine[MOST - 1 :]:
            shutil.rmtree(folder, ignore_errors=True)


def _is_mine(folder: Path, kept: Path) -> bool:
    """Say whether a folder is an import of the same user: by its name, and by what it says of itself."""
    same_user = folder.name[-8:] == kept.name[-8:]
    if not _NAME.fullmatch(folder.name) or not same_user or folder.is_symlink() or not folder.is_dir():
        return False
    with suppress(OSError, ValueError, AttributeError):
        made: str = json.loads(disk.read(folder / MANIFEST)).get("made_by", "")
        return made.startswith("veedor ")
    return False


def _is_ours(path: Path) -> bool:
    return path.name not in {SEAL, disk.MAKER}


def _sealed_files(folder: Path) -> dict[str, list[Any]] | None:
    try:
        found = json.loads(disk.read(folder / SEAL))
        files, seal = found["files"], found["seal"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return files if holds([_place(folder), files], seal) else None


def _write(folder: Path, files: dict[str, list[Any]]) -> None:
    seal = sealed([_place(folder), files])
    if seal is not None:
        disk.write(folder / SEAL, json.dumps({"files": files, "seal": seal}))


def _place(folder: Path) -> str:
    """Return the manifest's key: a folder put in another's place does not pass for it."""
    return hashlib.sha256(disk.read(folder / MANIFEST)).hexdigest()

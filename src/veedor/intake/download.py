"""Downloading one file that a case names: kept where it has the named hash, else set aside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.errors import FetchError
from veedor.intake.locate import hash_file
from veedor.intake.transfer import PARTIAL, Download, Limits
from veedor.sentence import sentence

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.intake.case import Fetch
    from veedor.intake.transfer import FetchProgress

REFUSED = ".refused"


@dataclass(frozen=True)
class Fetched:
    """A file that the case names an address for.

    Parameters
    ----------
    path : Path
        Where it is now.
    url : str
        Where it comes from.
    size : int
        Bytes.
    sha256 : str
        As the case names it; of a file for which it names none, as it came.
    downloaded : bool
        False where it was there already.
    """

    path: Path
    url: str
    size: int
    sha256: str
    downloaded: bool


def fetch_file(
    fetch: Fetch,
    path: Path,
    progress: FetchProgress | None = None,
    *,
    limits: Limits | None = None,
    recorded: str = "",
) -> Fetched:
    """Download one file, or leave it where it is there already.

    The bytes go to ``<name>.part`` and are moved into place only when their hash is the named one; a file
    with another hash is kept beside as ``<name>.refused``, never read. Where the case names no hash, a
    download that breaks off begins anew: its parts might be of two files.

    Parameters
    ----------
    fetch : Fetch
        Address, hash and size.
    path : Path
        Where to.
    progress : callable, optional
        Told of every piece.
    limits : Limits, optional
        Bounds.
    recorded : str
        SHA-256 of the file as it came before, where the case names none.

    Raises
    ------
    FetchError
        Says what the server did, and what to do.
    """
    limits = limits or Limits()
    partial = path.with_name(path.name + PARTIAL)
    refuse_links(path, partial, path.with_name(path.name + REFUSED))
    wanted = (fetch.sha256 or recorded).lower()
    if path.is_file():
        return _there_already(fetch, path, wanted)
    Download(fetch, partial, limits, progress or _silent).run()
    seen = hash_file(partial)
    if fetch.sha256 and seen != wanted:
        raise _set_aside(fetch, partial, path.with_name(path.name + REFUSED), seen)
    partial.replace(path)
    return Fetched(path, fetch.url, path.stat().st_size, seen, downloaded=True)


def _there_already(fetch: Fetch, path: Path, wanted: str) -> Fetched:
    seen = hash_file(path)
    if seen == (wanted or seen):
        return Fetched(path, fetch.url, path.stat().st_size, seen, downloaded=False)
    raise FetchError(
        sentence("{path} is there, and is not the file that the case names.", path=path)
        if fetch.sha256
        else sentence("{path} is there, and is not the file that was fetched before.", path=path),
        remedy="Move it away and fetch again.",
    )


def _set_aside(fetch: Fetch, partial: Path, refused: Path, seen: str) -> FetchError:
    """Keep another file than the one that the case names beside its place, and say so."""
    partial.replace(refused)
    return FetchError(
        sentence(
            "{url} gave another file than the case names: SHA-256 {seen}, expected {sha256}.",
            url=fetch.url,
            seen=seen,
            sha256=fetch.sha256,
        ),
        remedy=sentence(
            "It is kept as {refused} and not read. Ask whether the publisher changed the file; if the new "
            'one is to be read, state sha256 = "{seen}" in place of the other, and fetch it again.',
            refused=refused.name,
            seen=seen,
        ),
    )


def refuse_links(*paths: Path) -> None:
    """Refuse to write where a link could lead somewhere else.

    Raises
    ------
    FetchError
        With the link and where it leads.
    """
    for path in paths:
        if path.is_symlink():
            raise FetchError(
                sentence(
                    "{path} is a link to {readlink}; nothing is written through it.",
                    path=path,
                    readlink=path.readlink(),
                ),
                remedy="Take the link away. Data that lie elsewhere are found through VEEDOR_DATA.",
            )


def _silent(name: str, have: int, total: int | None) -> None:
    del name, have, total

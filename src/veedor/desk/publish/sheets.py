"""The tally sheets as files of which a page asks for one or two, each named by its content."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from veedor.lookup.pieces import SHEETS

if TYPE_CHECKING:
    from veedor.lookup.pieces import SheetPieces

Keep = Callable[[str, bytes], None]
"""Takes a file of the publication: its name from its folder, and what is in it."""
MOST = 200_000
"""Sheets that a page reads to sift them; of more a place has to be chosen first."""


@dataclass(frozen=True)
class SheetFiles:
    """The files of the sheets of a contest.

    Parameters
    ----------
    index : str
        The one that names the others.
    """

    index: str


def write_sheets(pieces: SheetPieces, folder: str, page_of: Callable[[str], str], keep: Keep) -> SheetFiles:
    """Write the sheets of a contest.

    A file is a script that hands its data over: a page that was opened from a folder may run one beside it,
    but not read it.

    Parameters
    ----------
    pieces : SheetPieces
        The sheets.
    folder : str
        Of the files, from that of the publication.
    page_of : callable
        Gives the page of a place, from the folder of a language; empty where it has none.
    keep : callable
        Takes each file.
    """

    def write(content: object) -> str:
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        mark = sha256(text.encode()).hexdigest()[:16]
        keep(f"{folder}/{mark}.js", f'veedorTakes("{mark}",{text});\n'.encode())
        return f"{mark}.js"

    parts = [write(piece) for piece in pieces.pieces()]
    ids = [(write({"ids": names, "at": at}), names[0]) for names, at in pieces.ids()]
    places = write([[path, first, page_of(path) if path else ""] for path, first in pieces.places])
    columns = list(pieces.table.columns)
    index: dict[str, Any] = {
        "sheets": len(pieces),
        "size": SHEETS,
        "most": MOST,
        "pieces": parts,
        "ids": ids,
        "places": places,
        "columns": columns,
        "scale": pieces.table.scale,
    }
    return SheetFiles(f"{folder}/{write(index)}")

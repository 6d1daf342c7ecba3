"""What an import read, as a result: sources with hashes, controls, cells and rows that were not read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from veedor.model import Result

if TYPE_CHECKING:
    from veedor.intake.case import CaseFile
    from veedor.intake.run import Imported


@dataclass(frozen=True)
class Reading(Result):
    """What an import read.

    Parameters
    ----------
    sources : dict
        The manifest's entry of each source.
    notices : tuple of dict
        What the import met that changes no figure and must be said.
    tables_rows : dict of str to int
        Rows of each canonical table.
    facts : dict of str to int
        ``polling_places``, ``placed_differently``.
    seconds : float
        How long the import took.
    reused : bool
        Whether the tables were there already.
    """

    sources: dict[str, Any]
    notices: tuple[dict[str, Any], ...]
    tables_rows: dict[str, int]
    facts: dict[str, int]
    seconds: float
    reused: bool

    @property
    def parts(self) -> list[tuple[str, dict[str, Any]]]:
        """What each source gave for each contest, with the name of the source."""
        return [(name, part) for name, source in self.sources.items() for part in source["parts"]]

    def total(self, field: str) -> int:
        """Add a number of all parts."""
        return sum(part.get(field) or 0 for _, part in self.parts)


def reading_of(imported: Imported, name: str = "") -> Reading:
    """Return what an import read, from its manifest.

    Parameters
    ----------
    imported : Imported
        The import.
    name : str
        How commands name the case; by default its folder.
    """
    manifest = imported.store.manifest
    return Reading(
        sources=_with_addresses(manifest["sources"], imported.case),
        notices=tuple(manifest.get("notices", ())),
        tables_rows=manifest["tables"],
        facts=manifest["facts"],
        seconds=manifest["seconds"],
        reused=imported.reused,
        command=f"veedor import {name or imported.case.folder}",
    )


def _with_addresses(sources: dict[str, Any], case: CaseFile) -> dict[str, Any]:
    """Say of each file where the public gets it; of a plain copy, where the case says to get another form."""
    known = {
        (name, one.name): address
        for name, source in case.sources.items()
        for form in source.files
        for one in (form, *form.copies)
        if (address := next((f.fetch.url for f in (one, form, *form.copies) if f.fetch), ""))
    }
    return {
        name: source
        | {
            "files": [
                file | {"url": file["url"] or known.get((name, file["name"]), "")} for file in source["files"]
            ]
        }
        for name, source in sources.items()
    }

"""The sheets to fetch: by place or by draw, with some more of each region on top.

Some laws ask for a share or a number of sheets of every region, whatever an audit needs (Mexico, Honduras,
Indonesia). Such sheets are drawn by the same seed and looked at like the others; they bear evidence from the
moment at which their turn in the draw has come, and not before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.audit.draw import ticket
from veedor.count.vectors import known

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.audit.folder import AuditFolder


@dataclass(frozen=True, slots=True)
class ToFetch:
    """A sheet to fetch.

    Parameters
    ----------
    sheet : str
        Which.
    place : tuple of str
        Where it lies, from the widest area to the polling place; empty where that is not known.
    registered : int, optional
        Its registered voters.
    rank : int, optional
        Its place in the draw; None: it is fetched on top, for its region alone.
    """

    sheet: str
    place: tuple[str, ...]
    registered: int | None
    rank: int | None


def to_fetch(
    folder: AuditFolder,
    first: int,
    last: int,
    *,
    places: Mapping[str, tuple[str, ...]],
    by_place: bool,
    extra: int = 0,
    region: Mapping[str, str] | None = None,
) -> tuple[ToFetch, ...]:
    """List the sheets of one errand, each once.

    Parameters
    ----------
    folder : AuditFolder
        A drawn audit.
    first, last : int
        Ranks in the draw, from 1, both included.
    places : mapping of str to tuple of str
        Where each sheet lies; may be empty.
    by_place : bool
        In order of place, as one walks; otherwise in order of the draw.
    extra : int
        So many sheets of each region on top, drawn by the same seed.
    region : mapping of str to str, optional
        Region of each sheet.
    """
    listed = [
        ToFetch(sheet, places.get(sheet, ()), voters_of(folder, sheet), rank)
        for rank, sheet in enumerate(folder.drawn[first - 1 : last], start=first)
    ]
    # those of earlier ranks are fetched already
    listed += [
        ToFetch(sheet, places.get(sheet, ()), voters_of(folder, sheet), None)
        for sheet in _on_top(folder, set(folder.drawn[:last]), extra, region or {})
    ]
    return tuple(sorted(listed, key=lambda one: (one.place, one.sheet)) if by_place else listed)


def places_of(folder: AuditFolder) -> dict[str, tuple[str, ...]]:
    """Return where each ballot lies, by the columns of its list; empty where sheets are audited."""
    if not folder.plan.design.of_ballots or folder.sealed:
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for manifest in folder.population.manifests:
        columns = [area.tolist() for area in manifest.areas.values()]
        found |= dict(zip(manifest.ids.tolist(), zip(*columns, strict=True), strict=bool(columns)))
    return found


def voters_of(folder: AuditFolder, sheet: str) -> int | None:
    """Return the registered voters of a sheet, where they are known."""
    of = [manifest.sheets for manifest in folder.population.manifests if sheet in manifest.sheets.row]
    return known(of[0].registered[of[0].row[sheet]]) if of else None


def _on_top(folder: AuditFolder, drawn: set[str], extra: int, region: Mapping[str, str]) -> list[str]:
    """Draw sheets of each region that are not fetched yet, those of the smallest tickets first."""
    if not extra:
        return []
    by_region: dict[str, list[str]] = {}
    for sheet in folder.population.ids.tolist():
        if sheet not in drawn and sheet in region:
            by_region.setdefault(region[sheet], []).append(sheet)
    seed = f"{folder.seed.digits},extra"
    return [
        sheet
        for _, sheets in sorted(by_region.items())
        for sheet in sorted(sheets, key=lambda sheet: ticket(seed, sheet))[:extra]
    ]

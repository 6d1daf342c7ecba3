"""The sheets to fetch: by place or by draw, for several audits in one errand, with some more a region on top.

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
    from collections.abc import Mapping, Sequence

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
    ranks : tuple of int or None
        Its place in the draw of each audit; None: not among those that are fetched for it.
    extra : bool
        Whether it is fetched on top, for its region alone.
    """

    sheet: str
    place: tuple[str, ...]
    registered: int | None
    ranks: tuple[int | None, ...]
    extra: bool = False


def to_fetch(
    folders: Sequence[AuditFolder],
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
    folders : sequence of AuditFolder
        Drawn audits over the same sheets.
    first, last : int
        Ranks in each draw, from 1, both included.
    places : mapping of str to tuple of str
        Where each sheet lies; may be empty.
    by_place : bool
        In order of place, as one walks; otherwise in order of the draws.
    extra : int
        So many sheets of each region on top, drawn by the seed of the first audit.
    region : mapping of str to str, optional
        Region of each sheet.
    """
    ranks: dict[str, list[int | None]] = {}
    for number, folder in enumerate(folders):
        for rank, sheet in enumerate(folder.drawn[first - 1 : last], start=first):
            ranks.setdefault(sheet, [None] * len(folders))[number] = rank
    drawn = [
        ToFetch(sheet, places.get(sheet, ()), _voters(folders[0], sheet), tuple(of))
        for sheet, of in ranks.items()
    ]
    none = (None,) * len(folders)
    # those of earlier ranks are fetched already
    fetched = {sheet for folder in folders for sheet in folder.drawn[:last]}
    more = [
        ToFetch(sheet, places.get(sheet, ()), _voters(folders[0], sheet), none, extra=True)
        for sheet in _on_top(folders[0], fetched, extra, region or {})
    ]
    listed = sorted(drawn, key=lambda one: min(rank for rank in one.ranks if rank is not None)) + more
    return tuple(sorted(listed, key=lambda one: (one.place, one.sheet)) if by_place else listed)


def places_of(folder: AuditFolder) -> dict[str, tuple[str, ...]]:
    """Give where each ballot lies, by the columns of its list; empty where sheets are audited."""
    if not folder.plan.design.of_ballots or folder.sealed:
        return {}
    manifest = folder.population.manifest
    if not manifest.areas:
        return {}
    columns = [area.tolist() for area in manifest.areas.values()]
    return dict(zip(manifest.ids.tolist(), zip(*columns, strict=True), strict=True))


def _voters(folder: AuditFolder, sheet: str) -> int | None:
    sheets = folder.population.sheets
    return known(sheets.registered[sheets.row[sheet]]) if sheet in sheets.row else None


def _on_top(folder: AuditFolder, drawn: set[str], extra: int, region: Mapping[str, str]) -> list[str]:
    """Draw sheets of each region that are not fetched yet, those of the smallest tickets first."""
    if not extra:
        return []
    by_region: dict[str, list[str]] = {}
    for sheet in folder.population.sheets.ids.tolist():
        if sheet not in drawn and sheet in region:
            by_region.setdefault(region[sheet], []).append(sheet)
    seed = f"{folder.seed.digits},extra"
    return [
        sheet
        for _, sheets in sorted(by_region.items())
        for sheet in sorted(sheets, key=lambda sheet: ticket(seed, sheet))[:extra]
    ]

"""Columns that say how many of the sheets of a row are counted: then a row is an area, and no sheet.

The words of their names say what they may be, their figures whether they are: no row has more counted sheets
than sheets, and what is counted, observed and pending adds up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.engine import count_rows
from veedor.guess.keys import template
from veedor.guess.phrase import phrase
from veedor.guess.places import level_of
from veedor.guess.proposal import Doubt, Unused
from veedor.guess.values import nature
from veedor.guess.words import names_sheets, role_of_sheets, says
from veedor.intake.toml import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from veedor.guess.columns import FileColumn, FileSample
    from veedor.guess.proposal import Proposal
    from veedor.intake.raw import Raw

AT = "source.official"
HOLDS = 0.9
"""Share of the rows in which numbers of sheets must agree: what the others contradict, the import names."""
SEVERAL = 2
"""An area has so many sheets at least somewhere: else the rows are sheets."""


@dataclass(frozen=True, eq=False)
class AreaColumns:
    """What was found.

    Parameters
    ----------
    roles : dict of str to FileColumn
        ``counted``, ``total``, ``observed``, ``pending``, as far as there are columns.
    others : tuple of FileColumn
        Further columns that count sheets.
    doubts : tuple of Doubt
        What must be asked.
    """

    roles: dict[str, FileColumn]
    others: tuple[FileColumn, ...]
    doubts: tuple[Doubt, ...]

    @property
    def columns(self) -> tuple[FileColumn, ...]:
        """All columns that hold no votes, but numbers of sheets."""
        return (*self.roles.values(), *self.others)


def find_area_columns(sample: FileSample) -> AreaColumns | None:
    """Find the columns with numbers of sheets; None where the rows are no areas.

    Parameters
    ----------
    sample : FileSample
        Rows of a table.
    """
    columns = [c for c in sample.columns if c.name and nature(c) in {"count", "code", "constant"}]
    by_role: dict[str, list[FileColumn]] = {}
    for column in columns:
        if role := role_of_sheets(column.name):
            by_role.setdefault(role, []).append(column)
    named = [c for held in by_role.values() for c in held]
    if not any(names_sheets(column.name) for column in named):
        return None
    pairs = [
        (counted, total)
        for counted in by_role.get("counted", [])
        for total in by_role.get("total", [])
        if _within(counted, total)
    ]
    if not pairs:
        return None
    counted, total = pairs[0]
    roles = {"counted": counted, "total": total} | _further(by_role, counted, total)
    others = tuple(
        c
        for c in columns
        if c not in roles.values() and (c in named or (says("sheet", c.name) and _within(c, total)))
    )
    doubts = [
        Doubt(f"{AT}.area.{role}", phrase(f"ask.area.{role}"), roles[role].name, _names(choices, roles[role]))
        for role, choices in (("counted", [c for c, _ in pairs]), ("total", [t for _, t in pairs]))
        if len({column.place for column in choices}) > 1
    ]
    return AreaColumns(roles, others, tuple(doubts))


def _names(columns: Sequence[FileColumn], chosen: FileColumn) -> tuple[str, ...]:
    return tuple(dict.fromkeys(column.name for column in columns if column is not chosen))


def _within(counted: FileColumn, total: FileColumn) -> bool:
    """Whether one column may count some of what the other counts, row by row."""
    if counted is total:
        return False
    some, whole = counted.numbers, total.numbers
    both = np.isfinite(some) & np.isfinite(whole)
    if not both.any() or float(np.nanmax(some)) < SEVERAL or float(np.nanmedian(whole)) < SEVERAL:
        return False
    return bool((some[both] <= whole[both]).mean() >= HOLDS)


def _further(
    by_role: dict[str, list[FileColumn]], counted: FileColumn, total: FileColumn
) -> dict[str, FileColumn]:
    """Give the columns of observed and pending sheets that agree with the counted ones and all."""
    left = total.numbers - counted.numbers
    observed, pending = (by_role.get(role, []) for role in ("observed", "pending"))
    for one in observed:
        for other in pending:
            if _holds(one.numbers + other.numbers == left):
                return {"observed": one, "pending": other}
    for role, columns in (("observed", observed), ("pending", pending)):
        for column in columns:
            if _holds(column.numbers <= left):
                return {role: column}
    return {}


def _holds(truth: NDArray[np.bool_]) -> bool:
    return bool(truth.mean() >= HOLDS)


def without_sheet_numbers(sample: FileSample, found: AreaColumns) -> FileSample:
    """Give a sample without the columns that hold numbers of sheets: none of them is a choice."""
    places = {column.place for column in found.columns}
    return replace(sample, columns=tuple(c for c in sample.columns if c.place not in places))


def as_areas(proposal: Proposal, found: AreaColumns, sample: FileSample) -> Proposal:
    """Make a proposal of rows that are areas of one that took them for sheets.

    Parameters
    ----------
    proposal : Proposal
        Of the table without the numbers of sheets.
    found : AreaColumns
        These.
    sample : FileSample
        Rows of the table, for the id of an area.
    """
    whole = _id_of_levels(proposal, sample)
    fields = {name: column for name, column in proposal.fields.items() if name != "status"}
    settings = {k: v for k, v in proposal.settings.items() if not k.endswith(("registered_of", "add_over"))}
    kept = []
    for doubt in proposal.doubts:
        key = doubt.key.replace(f"{AT}.sheet.", f"{AT}.area.")
        of_sheets = key.endswith("registered_of") or ".area.status" in key
        if not of_sheets and not (whole and key == f"{AT}.area.id"):
            kept.append(replace(doubt, key=key))
    reason = phrase("unused.sheets_of_area")
    unused = (*proposal.unused, *(Unused(c.name, reason, c.examples) for c in found.others))
    return replace(
        proposal,
        sheet=whole or proposal.sheet,
        fields=fields,
        settings=settings,
        status_words={},
        areas={role: column.name for role, column in found.roles.items()},
        doubts=(*kept, *found.doubts),
        unused=unused,
    )


def _id_of_levels(proposal: Proposal, sample: FileSample) -> str:
    """Give the fewest columns of places, the finest first, that tell all areas apart; empty without any."""
    levels = list(proposal.levels.values())
    named = [c for c in sample.columns if nature(c) in {"text", "code"} and level_of(c.name)]
    further = [c for c in named if c.name not in levels and not says("beside", c.name)]
    places = [*(c for c in sample.columns if c.name in levels), *further]
    if not places:
        return ""
    number = _combinations(places)
    for wider in range(1, len(places) + 1):
        chosen = places[-wider:]
        if _combinations(chosen) == number:
            return template(chosen)
    return template(places)


def _combinations(columns: Sequence[FileColumn]) -> int:
    return len(set(zip(*(column.texts for column in columns), strict=True)))


def with_times_of_files(proposal: Proposal, raw: Raw) -> Proposal:
    """Let a column of times that has one time a file be the time of each publication.

    Parameters
    ----------
    proposal : Proposal
        Of several files, each a publication.
    raw : Raw
        Their rows, one below the other.
    """
    name, key = proposal.fields.get("verified_at", ""), f"{AT}.each"
    if not proposal.areas or key not in proposal.settings or not name or "{" in name:
        return proposal
    pairs = raw.table.select("source", at=raw.table[raw.column(name, "verified_at")]).distinct()
    if count_rows(pairs) != count_rows(pairs.select("source").distinct()):
        return proposal
    return replace(
        proposal,
        fields={other: column for other, column in proposal.fields.items() if other != "verified_at"},
        settings={
            **proposal.settings,
            key: f'{{ snapshot = "{{file}}", taken_at = {quoted(f"{{{name}}}")} }}',
        },
        doubts=tuple(
            replace(doubt, key=f"{AT}.each.taken_at") if doubt.key.endswith("verified_at") else doubt
            for doubt in proposal.doubts
        ),
    )

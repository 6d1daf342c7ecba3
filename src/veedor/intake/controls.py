"""Control totals: what an import must come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.engine import count_rows, fetch_rows
from veedor.engine.schemas import VOTES
from veedor.errors import ControlError
from veedor.intake.case import Layout
from veedor.intake.vote_columns import votes_of
from veedor.model import ChoiceId, State
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from veedor.engine.sql import Table, Value
    from veedor.intake.case import Control
    from veedor.intake.part import Part

FIELDS = ("rows", "sheets", "places", "figures", "blank_cells", "registered", "valid", "cast")


@dataclass(frozen=True)
class Met:
    """A control total beside what the import gives.

    Parameters
    ----------
    source, contest_id, count_id : str
        Of what.
    scope : str
        A snapshot, or a place within it, or ``all``.
    field : str
        A choice, or valid, cast, registered, sheets, places, rows, figures, blank_cells.
    value : int
        What it must be.
    found : int or None
        What the import gives; None where the source does not publish it.
    who : str
        Who says so.
    """

    source: str
    contest_id: str
    count_id: str
    scope: str
    field: str
    value: int
    found: int | None
    who: str

    @property
    def met(self) -> bool:
        """Whether the import gives exactly this."""
        return self.value == self.found


def measure(part: Part, rows: Table, place: str = "") -> dict[str, int | None]:
    """Count and sum what control totals can be about.

    Parameters
    ----------
    part : Part
        A contest of a source.
    rows : table
        Its staged rows, one a sheet or entry.
    place : str
        Only what lies in this place; everything where empty.

    Returns
    -------
    dict of str to int or None
        By field, and ``votes:<choice>``. Of a log of publications the sums are those of the last entry.
    """
    if place:
        rows = rows.filter((rows.place_id == place) | rows.place_id.startswith(f"{place} / "))
    if part.source.layout is Layout.PUBLICATION:
        return _last_entry(part, rows)
    votes = votes_of(rows)
    # only counted sheets are summed; cells, sheets and places are counted whatever their state
    counted = rows.state == State.COUNTED.value if "state" in rows.columns else None
    filled = {f"filled {c}": rows[c].count() for c in votes}
    asked: dict[str, Value] = {"rows": rows.count(), "sheets": rows.sheet_id.nunique(), **filled}
    asked |= {c: rows[c].sum(where=counted) for c in votes}
    if part.source.area is not None:  # a row is an area; its sheets are those that are counted
        asked["sheets"] = rows.sheets_counted.sum()
    if "place_id" in rows.columns:
        asked["places"] = rows.place_id.nunique()
    if "registered" in rows.columns and "unit_id" not in rows.columns:
        asked["registered"] = rows.registered.sum()
    found: dict[str, int | None] = fetch_rows(rows.aggregate(**asked))[0]
    if "registered" in rows.columns and "unit_id" in rows.columns:
        found["registered"] = _registered_of_units(rows)
    cells = sum(found.pop(f"filled {c}") or 0 for c in votes)
    known = {c: found[c] or 0 for c in votes}
    return (
        found
        | known
        | _totals(part, known)
        | {
            "figures": cells,
            "blank_cells": (found["rows"] or 0) * len(votes) - cells,
        }
    )


def _registered_of_units(rows: Table) -> int | None:
    """Sum the registered voters, those of a unit once."""
    units = rows.group_by("unit_id").aggregate(registered=rows.registered.max())
    total: int | None = fetch_rows(units.aggregate(n=units.registered.sum()))[0]["n"]
    return total


def _totals(part: Part, votes: dict[str, int]) -> dict[str, int | None]:
    if part.contest_id is None:
        return {}
    contest = part.case.contest(part.contest_id)
    by_kind = {ChoiceId(c.removeprefix(VOTES)): n for c, n in votes.items()}
    return {
        "valid": sum(n for c, n in by_kind.items() if contest.kinds.get(c) in contest.valid_kinds),
        "cast": sum(by_kind.values()),
    }


def _last_entry(part: Part, rows: Table) -> dict[str, int | None]:
    last = fetch_rows(rows.order_by(rows["at"].desc()).limit(1))
    entry = last[0] if last else {}
    found = {c: entry.get(c) for c in votes_of(rows)}
    del part
    return {"rows": count_rows(rows), "valid": entry.get("log:valid"), **found}


def compare(
    part: Part, rows: Table, whole: dict[str, int | None], controls: Iterable[Control]
) -> Iterator[Met]:
    """Return each stated total beside what the import gives.

    Parameters
    ----------
    part : Part
        A contest of a source.
    rows : table
        Its rows.
    whole : dict of str to int or None
        From :func:`measure`.
    controls : iterable of Control
        Control totals, or totals that an authority states; those of another contest are left out.
    """
    several = len(part.source.contest_ids) > 1
    for control in controls:
        if several and control.contest not in {"", part.contest_id}:
            continue
        found = measure(part, rows, control.place) if control.place else whole
        wanted = {f: getattr(control, f) for f in FIELDS if getattr(control, f) is not None}
        wanted |= {f"{VOTES}{choice}": n for choice, n in control.votes.items()}
        for field, value in wanted.items():
            yield Met(
                part.name,
                part.contest_id or "",
                part.source.count,
                control.place or (part.snapshot_id if part.source.is_count else "all"),
                field.removeprefix(VOTES),
                value,
                found.get(field),
                control.who,
            )


def refuse(part: Part, missed: list[Met]) -> list[ControlError]:
    """Say by how much control totals are missed."""
    problems = []
    for control in missed:
        if control.found is None:
            text = sentence(
                "the control total {field!r} cannot be compared: the source does not publish it.",
                field=control.field,
            )
            remedy = sentence("Map the column that holds it, or take the total out of `control`.")
        else:
            gap = control.found - control.value
            text = sentence(
                "the control total {field!r} is missed by {gap:+,}: the import gives "
                "{found:,}, {who} says {control:,}.",
                field=control.field,
                gap=gap,
                found=control.found,
                who=control.who,
                control=control.value,
            )
            remedy = sentence(
                "Look for rows that are missing, dropped or read twice; if the total "
                "is wrong, write the right one into `control`, or take it out."
            )
        where = f"source.{control.source}.control.{control.field}"
        problems.append(ControlError(text, file=part.raw.label, column=where, remedy=remedy))
    return problems

"""The publications of a count: their order, and what is no publication of its own but a part of one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from veedor.engine import fetch_rows, sql
from veedor.engine.schemas import VOTES
from veedor.errors import CaseError
from veedor.intake.templates import braced
from veedor.intake.vote_columns import votes_of
from veedor.model import State
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veedor.engine.sql import Table
    from veedor.intake.case import CaseFile
    from veedor.intake.records import ReadPart
    from veedor.model import ContestId, CountId, SnapshotId


@dataclass(frozen=True)
class Publication:
    """One publication of a whole count.

    Parameters
    ----------
    snapshot_id : SnapshotId
        Its name.
    taken_at : datetime, optional
        When, in UTC.
    label : str
        The files that it was read from.
    """

    snapshot_id: SnapshotId
    taken_at: datetime | None
    label: str


@dataclass(frozen=True, eq=False)
class CountRows:
    """All publications of one count of one contest.

    Parameters
    ----------
    contest_id, count_id
        Which.
    publications : tuple of Publication
        In their order.
    rows : table
        One row a sheet and publication: ``position`` (from 0), ``sheet_id``, ``source``, ``source_row``,
        ``state``, ``reason``, :data:`CARRIED` and ``votes:...``, as text, integers and times; what a source
        does not publish is missing.
    """

    contest_id: ContestId
    count_id: CountId
    publications: tuple[Publication, ...]
    rows: Table


def in_order(
    case: CaseFile, count_id: CountId, publications: list[Publication], parts: list[ReadPart]
) -> tuple[Publication, ...]:
    """Put publications in the order of their times, or of the case where none has one.

    Raises
    ------
    CaseError
        Where some have a time and others have none.
    """
    dated = [p for p in publications if p.taken_at is not None]
    if not dated:
        return tuple(publications)
    if len(dated) < len(publications):
        bare = ", ".join(repr(p.snapshot_id) for p in publications if p.taken_at is None)
        raise CaseError(
            sentence(
                "of the publications of the count {count_id!r} some have a time and "
                "{bare} has none: their order cannot be told.",
                count_id=count_id,
                bare=bare,
            ),
            file=str(case.path),
            column="taken_at",
            expected="a time for all of them, or for none (then the order of the file is theirs)",
            remedy=sentence(
                "Add taken_at to {names_of}, or remove it from the others.",
                names_of=names_of([p for p in parts if p.part.source.taken_at is None]),
            ),
        )
    return tuple(sorted(publications, key=lambda p: p.taken_at or datetime.max.replace(tzinfo=UTC)))


def refuse_choices_lost(case: CaseFile, count: CountRows, parts: Mapping[str, list[ReadPart]]) -> None:
    """Refuse a publication without choices that another one has: they are parts that lie side by side."""
    held = {
        str(name): frozenset(c for p in pieces for c in votes_of(p.rows)) for name, pieces in parts.items()
    }
    every = frozenset().union(*held.values())
    lacking = {name: every - mine for name, mine in held.items() if every - mine}
    if len(count.publications) > 1 and lacking:
        name, choices = next(iter(lacking.items()))
        listed = ", ".join(repr(c.removeprefix(VOTES)) for c in sorted(choices))
        raise CaseError(
            sentence(
                "the publication {name!r} of the count {count_id!r} lacks the "
                "choices {listed}, which another one has: they look like parts of "
                "one publication that lie side by side.",
                name=name,
                count_id=count.count_id,
                listed=listed,
            ),
            file=str(case.path),
            column="snapshot",
            expected="publications with the same choices",
            remedy=(
                sentence(
                    "If they are parts of one publication, give their sources the same "
                    'name: snapshot = "{count_id}" in each.',
                    count_id=count.count_id,
                )
            ),
        )


def refuse_parts_as_snapshots(case: CaseFile, count: CountRows) -> None:
    """Refuse a publication that is no later state of the one before, but another part.

    It lost most of its sheets; or, where nothing says when they were published, most sheets that both
    have hold other figures: two regions that number their tables from one.
    """
    rows = count.rows
    votes = votes_of(rows)
    dated = count.publications[0].taken_at is not None
    before = rows.select("sheet_id", "state", *votes, position=rows.position + 1)
    both = before.left_join(rows, ["sheet_id", "position"])
    kept = both.sheet_id_right.notnull()
    # a sheet that was outstanding and is counted now has no other figures, but its first
    stood = (both.state == State.COUNTED.value) & (both.state_right == State.COUNTED.value)
    other = sql.any_of([both[c].fill_null(-1) != both[f"{c}_right"].fill_null(-1) for c in votes])
    told = both.group_by("position").aggregate(
        had=both.count(),
        kept=kept.sum(),
        stood=stood.sum(),
        other=(stood & other).sum(),
    )
    for row in fetch_rows(told.order_by("position")):
        place = row["position"]
        if place >= len(count.publications):
            continue
        one, after = count.publications[place - 1], count.publications[place]
        if row["kept"] * 2 < row["had"]:
            why = sentence("share {kept:,} of {had:,} {had:sheet|sheets}", kept=row["kept"], had=row["had"])
            raise _part_as_snapshot(case, count.count_id, one, after, why, whole_ids=False)
        # an area goes on being counted: its figures are others each time
        if not dated and not case.by_area(count.count_id) and row["other"] * 2 > row["stood"]:
            why = sentence(
                "hold other figures for {other:,} of {stood:,} {stood:sheet|sheets} of the same id",
                other=row["other"],
                stood=row["stood"],
            )
            raise _part_as_snapshot(case, count.count_id, one, after, why, whole_ids=True)


def _own_id(case: CaseFile, count_id: CountId) -> str:
    """Return the id of the sheets of a count, as its first source makes it, as a template."""
    return braced(next(s.sheet.id for s in case.sources.values() if s.count == count_id and s.sheet))


def _part_as_snapshot(
    case: CaseFile, count_id: CountId, one: Publication, after: Publication, why: str, *, whole_ids: bool
) -> CaseError:
    ids = (
        sentence(', and make whole ids: sheet.id = "{file}/') + _own_id(case, count_id) + '"'
        if whole_ids
        else ""
    )
    later = sentence("; if the later one replaces the earlier, state taken_at for both") if whole_ids else ""
    return CaseError(
        sentence(
            "the publications {snapshot_id!r} and {after_snapshot_id!r} of the "
            "count {count_id!r} {why}: they look like parts of one publication, "
            "not like one that replaces the other.",
            snapshot_id=one.snapshot_id,
            after_snapshot_id=after.snapshot_id,
            count_id=count_id,
            why=why,
        ),
        file=str(case.path),
        column="snapshot",
        expected="a later publication that holds most sheets of the one before, as they were",
        remedy=(
            sentence(
                "If they are parts of one publication, give their sources the same "
                'name: snapshot = "{count_id}" in each (and the same taken_at, or '
                "none){ids}; or name all files in one source{later}.",
                count_id=count_id,
                ids=ids,
                later=later,
            )
        ),
    )


def in_order_of_names(made: list[Publication], source: str, file: str) -> list[Publication]:
    """Order publications without a time by the numbers in their names; refuse names that have no order."""
    shapes = {re.sub(r"[0-9]+", "#", publication.snapshot_id) for publication in made}
    if len(made) > 1 and (len(shapes) > 1 or "#" not in next(iter(shapes))):
        raise CaseError(
            sentence(
                "the names of the publications of source.{source} do not tell their order.", source=source
            ),
            file=file,
            column=f"source.{source}.each",
            value=", ".join(publication.snapshot_id for publication in made[:5]),
            expected="a time for each, or names that differ in numbers alone",
            remedy=(
                sentence(
                    'State source.{source}.each.taken_at = "{{Column}}" with the column '
                    "of the time, or make a source of each file, in order.",
                    source=source,
                )
            ),
        )
    return sorted(made, key=lambda p: [int(n) for n in re.findall(r"[0-9]+", p.snapshot_id)])


def names_of(pieces: Sequence[ReadPart]) -> str:
    """Name the sources of some parts."""
    return ", ".join(f"source.{piece.part.name}" for piece in pieces)

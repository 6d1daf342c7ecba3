"""From parts to publications: what a count had at each moment, put together from the sources that held it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from veedor.engine import fetch_rows
from veedor.errors import CaseError, InputError
from veedor.intake.instants import instant
from veedor.intake.stage import PRINTED, VOTES
from veedor.model import SnapshotId, State

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import ibis.expr.types as ir

    from veedor.engine import Scratch
    from veedor.intake.case import CaseFile
    from veedor.intake.parts import ReadPart
    from veedor.model import ContestId, CountId

CARRIED = ("place_id", "status", "verified_at", *PRINTED)
"""What a sheet has beside votes and state, as far as its source publishes it."""


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
    rows : ibis table
        One row a sheet and publication: ``position`` (from 0), ``sheet_id``, ``source``, ``source_row``,
        ``state``, ``reason``, :data:`CARRIED` and ``votes:...``, as text, integers and times; what a source
        does not publish is missing.
    """

    contest_id: ContestId
    count_id: CountId
    publications: tuple[Publication, ...]
    rows: ir.Table


def counts_of(case: CaseFile, parts: Sequence[ReadPart], scratch: Scratch) -> Iterator[CountRows]:
    """Put the counts of a case together.

    Parameters
    ----------
    case : CaseFile
        The case.
    parts : sequence of ReadPart
        Everything that was read, in the order of the case.
    scratch : Scratch
        Holds what is computed on the way.

    Raises
    ------
    CaseError, InputError
        Where sources are no publications of one count: some dated and some not, or without a sheet in common.
    """
    for contest_id in case.contests:
        for count_id in case.counts:
            mine = [
                p
                for p in parts
                if p.part.source.is_count
                and p.part.contest_id == contest_id
                and p.part.source.count == count_id
            ]
            if mine:
                yield _Assembly(case, contest_id, count_id, scratch).count(mine)


@dataclass(frozen=True, eq=False)
class _Assembly:
    case: CaseFile
    contest_id: ContestId
    count_id: CountId
    scratch: Scratch

    def count(self, parts: list[ReadPart]) -> CountRows:
        publications, tables = [], []
        for name, pieces in _by_snapshot(parts).items():
            if pieces[0].part.source.each:
                found, rows = self._several(pieces)
                publications += found
            else:
                publications.append(self._one(name, pieces))
                rows = self._merged(pieces).mutate(snapshot=_text(name))
            tables.append(rows)
        ordered = self._ordered(publications, parts)
        place = {publication.snapshot_id: i for i, publication in enumerate(ordered)}
        rows = self.scratch.stack(tables)
        rows = _with_position(rows, place, self.scratch)
        made = CountRows(self.contest_id, self.count_id, ordered, rows)
        self._refuse_choices_lost(ordered, parts)
        if len(ordered) > 1:
            made = CountRows(self.contest_id, self.count_id, ordered, self.scratch.keep(rows))
            self._refuse_parts_as_snapshots(made, dated=ordered[0].taken_at is not None)
        return made

    def _one(self, name: str, pieces: list[ReadPart]) -> Publication:
        times = {p.part.source.taken_at for p in pieces}
        if len(times) > 1:
            raise CaseError(
                f"its parts ({_names(pieces)}) have different times.",
                file=str(self.case.path),
                column=f"snapshot {name!r}",
                remedy="Give all of them the same taken_at, or none; other publications have other names.",
            )
        at = times.pop()
        label = ", ".join(dict.fromkeys(p.part.raw.label for p in pieces))
        zone = self.case.election.tz
        return Publication(SnapshotId(name), instant(at, ZoneInfo(zone)) if at else None, label)

    def _several(self, pieces: list[ReadPart]) -> tuple[list[Publication], ir.Table]:
        """Give the publications that one source holds, told by a column or the name of its file."""
        import ibis

        part, rows = pieces[0].part, pieces[0].rows
        if "taken_at" not in rows.columns:
            rows = rows.mutate(taken_at=ibis.null("timestamp"))
        told = rows.group_by("snapshot").aggregate(
            at=rows.taken_at.min(),
            kinds=rows.taken_at.nunique(),
            blank=rows.taken_at.isnull().sum(),
            first=rows["row"].min(),
            source=rows["source"].min(),
        )
        found = fetch_rows(told.order_by("source", "first"))
        for row in found:
            bad = row["kinds"] > 1 or not row["snapshot"] or (part.source.each.taken_at and row["blank"])  # type: ignore[union-attr]
            if bad:
                raise InputError(
                    "the rows of one publication have no name, no time or several times.",
                    file=row["source"],
                    row=row["first"],
                    value=row["snapshot"],
                    expected="one name and one time for each publication",
                    remedy=f"Mend source.{part.name}.each: what tells publications apart, and their time.",
                )
        made = [
            Publication(
                SnapshotId(row["snapshot"]),
                row["at"].replace(tzinfo=UTC) if row["at"] else None,
                row["source"],
            )
            for row in found
        ]
        if not part.source.each.taken_at:  # type: ignore[union-attr]
            made = _in_order_of_names(made, part.name, str(self.case.path))
        return made, _aligned(self.case, self.contest_id, pieces[0], "snapshot")

    def _merged(self, pieces: list[ReadPart]) -> ir.Table:
        """Put the parts of one publication together: below each other, or side by side."""
        aligned = [_aligned(self.case, self.contest_id, piece) for piece in pieces]
        if len(pieces) == 1:
            return aligned[0]
        sets = [frozenset(c for c in p.rows.columns if c.startswith(VOTES)) for p in pieces]
        if all(s == sets[0] for s in sets):
            stacked = self.scratch.keep(self.scratch.stack(aligned))
            self._refuse_shared(stacked, pieces)
            return stacked
        if sum(len(s) for s in sets) == len(frozenset().union(*sets)):
            return self._joined(aligned)
        raise CaseError(
            f"its parts ({_names(pieces)}) share some choices and not others.",
            file=str(self.case.path),
            column=f"snapshot {pieces[0].part.snapshot_id!r}",
            expected="parts with the same choices and other sheets, or with other choices of the same sheets",
            remedy=(
                "Name in choices.absent of each source the choices that another part holds; publications "
                "that replace one another get a `snapshot` of their own."
            ),
        )

    def _refuse_shared(self, stacked: ir.Table, pieces: list[ReadPart]) -> None:
        twice = stacked.group_by("sheet_id").aggregate(n=stacked.count(), row=stacked.source_row.min())
        found = fetch_rows(twice.filter(twice.n > 1).order_by("sheet_id").limit(1))
        if found:
            raise CaseError(
                f"two parts of one publication ({_names(pieces)}) hold the same sheet.",
                file=str(self.case.path),
                row=found[0]["row"],
                value=found[0]["sheet_id"],
                expected="each sheet in one part",
                remedy=(
                    "If the ids repeat from part to part, make whole ones: sheet.id = "
                    '"{Region}/{Number}"; if one replaces the other, give each a `snapshot` of its own.'
                ),
            )

    def _joined(self, aligned: list[ir.Table]) -> ir.Table:
        """Lay parts with other choices of the same sheets side by side; the first word of a thing holds."""
        import ibis

        ranked = [rows.mutate(rank=ibis.literal(rank, "int64")) for rank, rows in enumerate(aligned)]
        rows = self.scratch.keep(self.scratch.stack(ranked))
        first = [
            c
            for c in rows.columns
            if not c.startswith(VOTES) and c not in {"sheet_id", "rank", "state", "reason"}
        ]
        made = {c: rows[c].first(order_by=rows["rank"]) for c in first}
        votes = [c for c in rows.columns if c.startswith(VOTES)]
        made |= {c: rows[c].max() for c in votes}
        # what is annulled or set aside in one part is so as a whole
        apart = [State.ANNULLED.value, State.SET_ASIDE.value, State.COUNTED.value]
        states = {s: (rows.state == s).any() for s in apart}
        whole = rows.group_by("sheet_id").aggregate(
            **made, annulled=states[apart[0]], aside=states[apart[1]], counted=states[apart[2]],
            because=rows.reason.first(order_by=rows["rank"]),
        )  # fmt: skip
        state = ibis.cases(
            (whole.annulled, apart[0]),
            (whole.aside, apart[1]),
            (whole.counted, apart[2]),
            else_=State.OUTSTANDING.value,
        )
        return whole.mutate(state=state, reason=whole.because).select(aligned[0].columns)

    def _ordered(self, publications: list[Publication], parts: list[ReadPart]) -> tuple[Publication, ...]:
        dated = [p for p in publications if p.taken_at is not None]
        if not dated:
            return tuple(publications)
        if len(dated) < len(publications):
            bare = ", ".join(repr(p.snapshot_id) for p in publications if p.taken_at is None)
            raise CaseError(
                f"of the publications of the count {self.count_id!r} some have a time and {bare} "
                "has none: their order cannot be told.",
                file=str(self.case.path),
                column="taken_at",
                expected="a time for all of them, or for none (then the order of the file is theirs)",
                remedy=f"Add taken_at to {_names([p for p in parts if p.part.source.taken_at is None])}, "
                "or remove it from the others.",
            )
        return tuple(sorted(publications, key=lambda p: p.taken_at or datetime.max.replace(tzinfo=UTC)))

    def _refuse_choices_lost(self, ordered: tuple[Publication, ...], parts: list[ReadPart]) -> None:
        """Refuse a publication without choices that another one has: they are parts that lie side by side."""
        held = {
            str(name): frozenset(c for p in pieces for c in p.rows.columns if c.startswith(VOTES))
            for name, pieces in _by_snapshot(parts).items()
        }
        every = frozenset().union(*held.values())
        lacking = {name: every - mine for name, mine in held.items() if every - mine}
        if len(ordered) > 1 and lacking:
            name, choices = next(iter(lacking.items()))
            listed = ", ".join(repr(c.removeprefix(VOTES)) for c in sorted(choices))
            raise CaseError(
                f"the publication {name!r} of the count {self.count_id!r} lacks the choices {listed}, which "
                "another one has: they look like parts of one publication that lie side by side.",
                file=str(self.case.path),
                column="snapshot",
                expected="publications with the same choices",
                remedy=(
                    "If they are parts of one publication, give their sources the same name: "
                    f'snapshot = "{self.count_id}" in each.'
                ),
            )

    def _refuse_parts_as_snapshots(self, count: CountRows, dated: bool) -> None:
        """Refuse a publication that is no later state of the one before, but another part.

        It lost most of its sheets; or, where nothing says when they were published, most sheets that both
        have hold other figures: two regions that number their tables from one.
        """
        import ibis

        rows = count.rows
        votes = [c for c in rows.columns if c.startswith(VOTES)]
        before = rows.select("sheet_id", *votes, position=rows.position + 1, here=ibis.literal(1))
        both = before.left_join(rows, ["sheet_id", "position"])
        kept = both.sheet_id_right.notnull()
        other = ibis.or_(*(both[c].fill_null(-1) != both[f"{c}_right"].fill_null(-1) for c in votes))
        told = both.group_by("position").aggregate(
            had=both.count(), kept=kept.sum().fill_null(0), other=(kept & other).sum().fill_null(0)
        )
        for row in fetch_rows(told.order_by("position")):
            place = row["position"]
            if place >= len(count.publications):
                continue
            one, after = count.publications[place - 1], count.publications[place]
            if row["kept"] * 2 < row["had"]:
                raise self._part_as_snapshot(
                    one, after, f"share {row['kept']:,} of {row['had']:,} sheets", whole_ids=False
                )
            if not dated and row["other"] * 2 > row["kept"]:
                raise self._part_as_snapshot(
                    one,
                    after,
                    f"hold other figures for {row['other']:,} of {row['kept']:,} sheets of the same id",
                    whole_ids=True,
                )

    def _part_as_snapshot(
        self, one: Publication, after: Publication, why: str, *, whole_ids: bool
    ) -> CaseError:
        ids = (
            ', and make whole ids, such as sheet.id = "{file}/{Number}" with the column of the id'
            if whole_ids
            else ""
        )
        later = "; if the later one replaces the earlier, state taken_at for both" if whole_ids else ""
        return CaseError(
            f"the publications {one.snapshot_id!r} and {after.snapshot_id!r} of the count {self.count_id!r} "
            f"{why}: they look like parts of one publication, not like one that replaces the other.",
            file=str(self.case.path),
            column="snapshot",
            expected="a later publication that holds most sheets of the one before, as they were",
            remedy=(
                "If they are parts of one publication, give their sources the same name: "
                f'snapshot = "{self.count_id}" in each (and the same taken_at, or none){ids}; or name all '
                f"files in one source{later}."
            ),
        )


def _in_order_of_names(made: list[Publication], source: str, file: str) -> list[Publication]:
    """Order publications without a time by the numbers in their names; refuse names that have no order."""
    shapes = {re.sub(r"[0-9]+", "#", publication.snapshot_id) for publication in made}
    if len(made) > 1 and (len(shapes) > 1 or "#" not in next(iter(shapes))):
        raise CaseError(
            f"the names of the publications of source.{source} do not tell their order.",
            file=file,
            column=f"source.{source}.each",
            value=", ".join(publication.snapshot_id for publication in made[:5]),
            expected="a time for each, or names that differ in numbers alone",
            remedy=f'State source.{source}.each.taken_at = "{{Column}}" with the column of the time.',
        )
    return sorted(made, key=lambda p: [int(n) for n in re.findall(r"[0-9]+", p.snapshot_id)])


def _by_snapshot(parts: list[ReadPart]) -> dict[str, list[ReadPart]]:
    found: dict[str, list[ReadPart]] = {}
    for piece in parts:
        # a source with several publications stands for itself
        name = f"each {piece.part.name}" if piece.part.source.each else piece.part.snapshot_id
        found.setdefault(name, []).append(piece)
    return found


def _aligned(case: CaseFile, contest_id: ContestId, piece: ReadPart, *further: str) -> ir.Table:
    """Bring a part to the columns that all parts of a count share, and some further ones."""
    import ibis

    rows = piece.rows
    kinds = dict.fromkeys(CARRIED, "int64") | {
        "place_id": "string", "status": "string", "verified_at": "timestamp",
    }  # fmt: skip
    columns: dict[str, ir.Value] = {
        "sheet_id": rows.sheet_id,
        "source": rows.source,
        "source_row": rows["row"],
        "state": rows.state,
        "reason": rows.reason,
    }
    columns |= {n: rows[n] if n in rows.columns else ibis.null(kind) for n, kind in kinds.items()}
    for choice in case.contests[contest_id].choices:
        column = f"{VOTES}{choice.id}"
        columns[column] = rows[column] if column in rows.columns else ibis.null("int64")
    return rows.select(**columns, **{name: rows[name] for name in further})


def _with_position(rows: ir.Table, place: dict[SnapshotId, int], scratch: Scratch) -> ir.Table:
    import ibis

    if len(place) == 1:
        return rows.mutate(position=ibis.literal(0, "int64")).drop("snapshot")
    names = scratch.put({"snapshot": [str(name) for name in place], "position": list(place.values())})
    return rows.join(names, "snapshot").drop("snapshot")


def _text(text: str) -> ir.StringValue:
    import ibis

    return ibis.literal(str(text))


def _names(pieces: Sequence[ReadPart]) -> str:
    return ", ".join(f"source.{piece.part.name}" for piece in pieces)

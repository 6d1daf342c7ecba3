"""From parts to publications: what a count had at each moment, put together from the sources that held it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from veedor.engine import fetch_rows, sql
from veedor.engine.schemas import PRINTED, VOTES
from veedor.errors import CaseError, InputError
from veedor.intake.area_publications import refuse_renamed
from veedor.intake.area_words import in_words_of_areas
from veedor.intake.case_columns import AREA_FIGURES
from veedor.intake.instants import instant
from veedor.intake.problems import whole_id
from veedor.intake.publications import (
    CountRows,
    Publication,
    in_order,
    in_order_of_names,
    names_of,
    refuse_choices_lost,
    refuse_parts_as_snapshots,
)
from veedor.intake.vote_columns import votes_of
from veedor.model import SnapshotId, State
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from veedor.engine import Scratch
    from veedor.engine.sql import Table, Value
    from veedor.intake.case import CaseFile
    from veedor.intake.records import ReadPart
    from veedor.model import ContestId, CountId

CARRIED = ("place_id", "status", "verified_at", *PRINTED, *AREA_FIGURES)
"""What a sheet has beside votes and state, as far as its source publishes it."""


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
    counted: dict[tuple[ContestId | None, str], list[ReadPart]] = {}
    for piece in parts:
        if piece.part.source.is_count:
            counted.setdefault((piece.part.contest_id, piece.part.source.count), []).append(piece)
    for contest_id in case.contests:
        for count_id in case.counts:
            if mine := counted.get((contest_id, count_id)):
                yield _counted(_Assembly(case, contest_id, count_id, scratch), mine)


def _counted(assembly: _Assembly, parts: list[ReadPart]) -> CountRows:
    """Put one count together; what is wrong with one by area is said in words of areas."""
    try:
        made = assembly.count(parts)
    except InputError as error:
        if parts[0].part.source.area is None:
            raise
        raise in_words_of_areas(error) from None
    if parts[0].part.source.area is not None:
        refuse_renamed(assembly.case, made)
    return made


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
        ordered = in_order(self.case, self.count_id, publications, parts)
        place = {publication.snapshot_id: i for i, publication in enumerate(ordered)}
        rows = self.scratch.stack(tables)
        rows = _with_position(rows, place, self.scratch)
        made = CountRows(self.contest_id, self.count_id, ordered, rows)
        refuse_choices_lost(self.case, made, _by_snapshot(parts))
        if len(ordered) > 1:
            made = CountRows(self.contest_id, self.count_id, ordered, self.scratch.keep(rows))
            refuse_parts_as_snapshots(self.case, made)
        return made

    def _one(self, name: str, pieces: list[ReadPart]) -> Publication:
        times = {p.part.source.taken_at for p in pieces}
        if len(times) > 1:
            raise CaseError(
                sentence("its parts ({names_of}) have different times.", names_of=names_of(pieces)),
                file=str(self.case.path),
                column=sentence("snapshot {name!r}", name=name),
                remedy="Give all of them the same taken_at, or none; other publications have other names.",
            )
        at = times.pop()
        label = ", ".join(dict.fromkeys(p.part.raw.label for p in pieces))
        zone = self.case.election.tz
        return Publication(SnapshotId(name), instant(at, ZoneInfo(zone)) if at else None, label)

    def _several(self, pieces: list[ReadPart]) -> tuple[list[Publication], Table]:
        """Return the publications that one source holds, told by a column or the name of its file."""
        part, rows = pieces[0].part, pieces[0].rows
        if "taken_at" not in rows.columns:
            rows = rows.mutate(taken_at=sql.null("timestamp"))
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
                    remedy=sentence(
                        "Mend source.{part}.each: what tells publications apart, and their time.",
                        part=part.name,
                    ),
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
            made = in_order_of_names(made, part.name, str(self.case.path))
        return made, _aligned(self.case, self.contest_id, pieces[0], "snapshot")

    def _merged(self, pieces: list[ReadPart]) -> Table:
        """Put the parts of one publication together: below each other, or side by side."""
        aligned = [_aligned(self.case, self.contest_id, piece) for piece in pieces]
        if len(pieces) == 1:
            return aligned[0]
        sets = [frozenset(votes_of(p.rows)) for p in pieces]
        if all(s == sets[0] for s in sets):
            stacked = self.scratch.keep(self.scratch.stack(aligned))
            self._refuse_shared(stacked, pieces)
            return stacked
        if sum(len(s) for s in sets) == len(frozenset().union(*sets)):
            return self._joined(aligned)
        raise CaseError(
            sentence("its parts ({names_of}) share some choices and not others.", names_of=names_of(pieces)),
            file=str(self.case.path),
            column=sentence("snapshot {snapshot_id!r}", snapshot_id=pieces[0].part.snapshot_id),
            expected="parts with the same choices and other sheets, or with other choices of the same sheets",
            remedy=(
                "Name in choices.absent of each source the choices that another part holds; publications "
                "that replace one another get a `snapshot` of their own."
            ),
        )

    def _refuse_shared(self, stacked: Table, pieces: list[ReadPart]) -> None:
        twice = stacked.group_by("sheet_id").aggregate(n=stacked.count(), row=stacked.source_row.min())
        found = fetch_rows(twice.filter(twice.n > 1).order_by("sheet_id").limit(1))
        if found:
            raise CaseError(
                sentence(
                    "two parts of one publication ({names_of}) hold the same sheet.",
                    names_of=names_of(pieces),
                ),
                file=str(self.case.path),
                row=found[0]["row"],
                value=found[0]["sheet_id"],
                expected="each sheet in one part",
                remedy=(
                    sentence(
                        "If the ids repeat from part to part, make whole ones: {whole_id}; "
                        "if one replaces the other, give each a `snapshot` of its own.",
                        whole_id=whole_id(pieces[0].part, files=True),
                    )
                ),
            )

    def _joined(self, aligned: list[Table]) -> Table:
        """Lay parts with other choices of the same sheets side by side; the first word of a thing holds."""
        ranked = [rows.mutate(rank=sql.literal(rank, "int64")) for rank, rows in enumerate(aligned)]
        rows = self.scratch.keep(self.scratch.stack(ranked))
        first = [
            c
            for c in rows.columns
            if not c.startswith(VOTES) and c not in {"sheet_id", "rank", "state", "reason"}
        ]
        made = {c: rows[c].first(order_by=rows["rank"]) for c in first}
        votes = votes_of(rows)
        made |= {c: rows[c].max() for c in votes}
        # what is annulled or set aside in one part is so as a whole
        apart = [State.ANNULLED.value, State.SET_ASIDE.value, State.COUNTED.value]
        states = {s: (rows.state == s).any() for s in apart}
        whole = rows.group_by("sheet_id").aggregate(
            **made, annulled=states[apart[0]], aside=states[apart[1]], counted=states[apart[2]],
            because=rows.reason.first(order_by=rows["rank"]),
        )  # fmt: skip
        state = sql.cases(
            (whole.annulled, apart[0]),
            (whole.aside, apart[1]),
            (whole.counted, apart[2]),
            else_=State.OUTSTANDING.value,
        )
        return whole.mutate(state=state, reason=whole.because).select(aligned[0].columns)


def _by_snapshot(parts: list[ReadPart]) -> dict[str, list[ReadPart]]:
    found: dict[str, list[ReadPart]] = {}
    for piece in parts:
        # a source with several publications stands for itself
        name = (
            sentence("each {part}", part=piece.part.name)
            if piece.part.source.each
            else piece.part.snapshot_id
        )
        found.setdefault(name, []).append(piece)
    return found


def _aligned(case: CaseFile, contest_id: ContestId, piece: ReadPart, *further: str) -> Table:
    """Bring a part to the columns that all parts of a count share, and some further ones."""
    rows = piece.rows
    kinds = dict.fromkeys(CARRIED, "int64") | {
        "place_id": "string", "status": "string", "verified_at": "timestamp",
    }  # fmt: skip
    columns: dict[str, Value] = {
        "sheet_id": rows.sheet_id,
        "source": rows.source,
        "source_row": rows["row"],
        "state": rows.state,
        "reason": rows.reason,
    }
    columns |= {n: rows[n] if n in rows.columns else sql.null(kind) for n, kind in kinds.items()}
    for choice in case.contests[contest_id].choices:
        column = f"{VOTES}{choice.id}"
        columns[column] = rows[column] if column in rows.columns else sql.null("int64")
    return rows.select(**columns, **{name: rows[name] for name in further})


def _with_position(rows: Table, place: dict[SnapshotId, int], scratch: Scratch) -> Table:
    if len(place) == 1:
        return rows.mutate(position=sql.literal(0, "int64")).drop("snapshot")
    names = scratch.put({"snapshot": [str(name) for name in place], "position": list(place.values())})
    return rows.join(names, "snapshot").drop("snapshot")


def _text(text: str) -> Value:
    return sql.literal(str(text))

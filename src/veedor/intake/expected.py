"""The sheets that should exist in each contest, where they lie, and whose registers of voters they share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.engine import TABLES, fetch_rows, sql, write_parquet
from veedor.errors import CaseError
from veedor.intake.case import Layout
from veedor.intake.earlier import is_earlier
from veedor.intake.tables import conform, write_places, write_rows
from veedor.model import CountId
from veedor.sentence import joined, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from veedor.engine import Scratch
    from veedor.engine.sql import Table, Value
    from veedor.intake.case import CaseFile
    from veedor.intake.records import ReadPart
    from veedor.model import ContestId

SHOWN = 3
"""Ids that a refusal shows of either side."""


@dataclass(frozen=True)
class Expected:
    """What is known of how many sheets a contest should have.

    Parameters
    ----------
    completeness : str
        ``list``, ``number`` or ``unknown``.
    sheets : int, optional
        How many there should be.
    known : int
        How many are known by their ids.
    """

    completeness: str
    sheets: int | None
    known: int


def listing_sources(case: CaseFile, contest_id: ContestId) -> tuple[str, ...]:
    """Return the sources that list the sheets of a contest: those the case names, else those of attributes.

    A source of attributes that names no contest lists the sheets of the only contest of a case; with several
    contests it lists none, because it does not say whose sheets they are.
    """
    stated = case.contests[contest_id].expected
    if isinstance(stated, int):
        return ()
    if stated:
        return (stated,) if isinstance(stated, str) else stated
    alone = len(case.contests) == 1
    return tuple(
        name
        for name, source in case.sources.items()
        if source.layout is Layout.ATTRIBUTES
        and not source.count  # with one it lists the sheets drawn into a sample
        and (contest_id in source.contest_ids or (alone and not source.contest_ids))
    )


def write_expected(
    case: CaseFile, parts: Sequence[ReadPart], folder: Path, scratch: Scratch
) -> dict[str, Expected]:
    """Write ``sheet``, ``unit``, ``place`` and ``area``.

    Returns
    -------
    dict of str to Expected
        By contest.

    Raises
    ------
    CaseError
        Where more sheets are known than the case says there should be.
    """
    areas = [piece for piece in parts if piece.part.source.area is not None]
    roll = _in_roll_order(case, [piece for piece in parts if piece not in areas])
    found: dict[str, Expected] = {}
    sheets, units = [], []
    for contest_id in case.contests:
        mine = [piece for piece in roll if piece.part.contest_id in {contest_id, None}]
        listed = listing_sources(case, contest_id)
        if not any(p.part.contest_id == contest_id or p.part.name in listed for p in mine):
            continue
        made = _sheets(contest_id, mine, listed, scratch)
        made = made if len(mine) == 1 else scratch.keep(made)
        sheets.append(made)
        units += _units(contest_id, mine, scratch)
        found[contest_id] = _known(case, contest_id, made, listed)
    _write(folder, "sheet", sheets, scratch)
    _write(folder, "unit", units, scratch)
    placed = [piece for piece in areas if "place_id" in piece.rows.columns]
    write_places(case, [*roll, *placed], [*sheets, *(piece.rows for piece in placed)], folder, scratch)
    return found


def write_drawn(parts: Sequence[ReadPart], folder: Path, scratch: Scratch) -> None:
    """Write ``drawn``, where a source lists the sheets that were drawn into a sample."""
    drawn = [
        piece.rows.select(
            "sheet_id",
            contest_id=sql.literal(str(piece.part.contest_id)),
            count_id=sql.literal(piece.part.source.count),
        )
        for piece in parts
        if piece.part.source.layout is Layout.ATTRIBUTES and piece.part.source.count
    ]
    if drawn:
        whole = scratch.stack([conform(rows, TABLES["drawn"]) for rows in drawn]).distinct()
        write_parquet(whole.order_by(*TABLES["drawn"].key), folder / "drawn.parquet")


def _write(folder: Path, name: str, tables: list[Table], scratch: Scratch) -> None:
    schema = TABLES[name]
    if not tables:
        write_rows(folder, schema, [])
        return
    whole = scratch.stack([conform(table, schema) for table in tables]).order_by(*schema.key)
    write_parquet(whole, folder / f"{name}.parquet")


def _in_roll_order(case: CaseFile, parts: Sequence[ReadPart]) -> list[ReadPart]:
    """Order the parts that name sheets: as the case trusts them, then the later in the file the better.

    A sample comes last: what it says of a sheet is no word against a count's.
    """
    first = list(case.election.roll)
    samples = [n for n, s in case.sources.items() if s.count and case.counts[CountId(s.count)].is_sample]
    rest = [name for name in reversed(case.sources) if name not in {*first, *samples}]
    rest += [name for name in samples if name not in first]
    rank = {name: place for place, name in enumerate([*first, *rest])}
    today = (p for p in parts if "sheet_id" in p.rows.columns and not is_earlier(p))
    return sorted(today, key=lambda p: rank[p.part.name])


_FACTS = {"place_id": "string", "registered": "int64", "unit_id": "string", "stratum": "string"}


def _sheets(contest_id: ContestId, roll: list[ReadPart], listed: tuple[str, ...], scratch: Scratch) -> Table:
    """Return every sheet that a count, a log or a list of the contest names, with the best told of it."""
    told = []
    for rank, piece in enumerate(roll):
        rows, own = piece.rows, piece.part.contest_id == contest_id
        columns = {f: rows[f] if f in rows.columns else sql.null(kind) for f, kind in _FACTS.items()}
        shared = columns["unit_id"].notnull()
        columns["registered"] = sql.ifelse(shared, None, columns["registered"])
        told.append(
            rows.select(
                "sheet_id",
                rank=sql.literal(rank, "int64"),
                at=_age(rows),
                exists=sql.literal(own or piece.part.name in listed),
                listed=sql.literal(piece.part.name in listed),
                held=sql.literal(piece.part.source.is_count),
                **columns,
            )
        )
    is_listed = sql.literal(True) if listed else sql.null("boolean")
    if len(told) == 1 and not roll[0].part.source.each:  # its rows are the sheets
        only = told[0].drop("rank", "at", "exists", "listed", "held")
        return only.mutate(contest_id=sql.literal(str(contest_id)), listed=is_listed)
    rows = scratch.stack(told)
    facts: dict[str, Value] = {f: rows[f].first(order_by=_best(rows)) for f in _FACTS}
    whole = rows.group_by("sheet_id").aggregate(
        exists=rows.exists.any(), listed=rows.listed.any(), held=rows.held.any(), **facts
    )
    there = whole.filter(whole.exists).drop("exists")
    is_listed = there.listed if listed else sql.null("boolean")
    return there.mutate(contest_id=sql.literal(str(contest_id)), listed=is_listed)


def _age(rows: Table) -> Value:
    """Place the publications of one source in time: what is told later is the better."""
    at = rows.taken_at if "taken_at" in rows.columns else sql.null("timestamp")
    return at.cast("timestamp")


def _best(rows: Table) -> list[Value]:
    """Order what is told of one sheet or unit, the best first."""
    return [rows["rank"], rows["at"].desc()]


def _units(contest_id: ContestId, roll: list[ReadPart], scratch: Scratch) -> list[Table]:
    """Return the registers that several rows repeat, each once, from the best source that has it."""
    told = [
        piece.rows.filter(piece.rows.unit_id.notnull()).select(
            "unit_id", "registered", rank=sql.literal(rank, "int64"), at=_age(piece.rows)
        )
        for rank, piece in enumerate(roll)
        if "unit_id" in piece.rows.columns
    ]
    if not told:
        return []
    rows = scratch.stack(told)
    units = rows.group_by("unit_id").aggregate(registered=rows.registered.first(order_by=_best(rows)))
    return [units.mutate(contest_id=sql.literal(str(contest_id)))]


def _known(case: CaseFile, contest_id: ContestId, sheets: Table, listed: tuple[str, ...]) -> Expected:
    counted = fetch_rows(sheets.aggregate(n=sheets.count(), listed=sheets.count(sheets.listed)))[0]
    stated = case.contests[contest_id].expected
    if isinstance(stated, int):
        if counted["n"] > stated:
            raise CaseError(
                sentence(
                    "{n:,} {n:sheet is known by its id|sheets are known by their ids}, and the "
                    "case expects {stated:,}.",
                    n=counted["n"],
                    stated=stated,
                ),
                file=str(case.path),
                column=f"contest.{contest_id}.expected",
                value=str(stated),
                expected=sentence("at least {n:,}", n=counted["n"]),
                remedy=(
                    "Correct the number; if ids of one sheet are written in two ways, or rows are no sheets, "
                    "mend the sources."
                ),
            )
        return Expected("number", stated, counted["n"])
    if listed:
        if "held" in sheets.columns:
            _refuse_other_ids(case, contest_id, sheets, listed)
        return Expected("list", counted["listed"], counted["n"])
    return Expected("unknown", None, counted["n"])


def _refuse_other_ids(case: CaseFile, contest_id: ContestId, sheets: Table, listed: tuple[str, ...]) -> None:
    """Refuse a list of sheets that names hardly any of those that a count has: its ids are others."""
    found = fetch_rows(
        sheets.aggregate(
            beyond=(~sheets.listed).sum(),
            counted=sheets.count(sheets.held),
            seen=sheets.sheet_id.collect(where=~sheets.listed, order_by=sheets.sheet_id)[:SHOWN],
            named=sheets.sheet_id.collect(where=sheets.listed, order_by=sheets.sheet_id)[:SHOWN],
        )
    )[0]
    if not found["counted"] or found["beyond"] * 2 <= found["counted"]:
        return
    counts = [n for n, s in case.sources.items() if s.is_count and s.sheet and contest_id in s.contest_ids]
    ids = joined((_id_of(case, name) for name in dict.fromkeys([*counts, *listed])), by=" and ")
    raise CaseError(
        sentence(
            "{beyond:,} of {counted:,} {counted:sheet|sheets} of the counts {beyond:is|are} not on the list "
            "of expected sheets ({listed}).",
            beyond=found["beyond"],
            counted=found["counted"],
            listed=", ".join(listed),
        ),
        file=str(case.path),
        column=f"contest.{contest_id}.expected",
        value=sentence(
            "the counts have {seen}; the list has {named}",
            seen=", ".join(found["seen"]),
            named=", ".join(found["named"] or ()),
        ),
        expected="a list that names the sheets as the counts do",
        remedy=(
            sentence(
                "Write {ids} so that each names a sheet alike, of columns that its "
                "file has; if {listed} lists something else, state "
                "contest.{contest_id}.expected = the number of sheets that there "
                "should be.",
                ids=ids,
                listed=joined(listed, by=" and "),
                contest_id=contest_id,
            )
        ),
    )


def _id_of(case: CaseFile, name: str) -> str:
    """Name the key that says how a source names its sheets, with what it says now."""
    sheet = case.sources[name].sheet
    return (
        sentence('source.{name}.sheet.id (now "{id}")', name=name, id=sheet.id)
        if sheet
        else f"source.{name}.sheet.id"
    )

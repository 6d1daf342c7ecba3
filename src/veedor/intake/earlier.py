"""An earlier election as a source: read as a count of a contest of its own, kept apart from today's.

Its choices are those of today as far as the case says so, and besides whatever stood then.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from veedor.engine import count_rows, fetch_rows, sql, write_parquet
from veedor.engine.schemas import VOTES
from veedor.errors import CaseError, InputError
from veedor.intake.case import ChoiceEntry, ContestEntry, CountEntry, Layout, SheetMap
from veedor.intake.choices import given_columns, names_of, refuse_lacking
from veedor.intake.folding import visible
from veedor.intake.forgotten import holds_figures
from veedor.intake.names import fold
from veedor.intake.part import LEVEL, Part
from veedor.intake.toml import array
from veedor.model import ContestId, CountId, State
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from veedor.engine import Scratch
    from veedor.intake.case import CaseFile, Source
    from veedor.intake.raw import Raw
    from veedor.intake.records import ReadPart

COUNT = CountId("earlier")
"""The count that an earlier election is read as."""
TABLE = "earlier-"
"""First letters of the tables that hold one; the name of the source follows."""


def as_own_case(case: CaseFile, name: str, raw: Raw) -> CaseFile:
    """Return a case in which an earlier election is a count of a contest of its own.

    Parameters
    ----------
    case : CaseFile
        The case.
    name : str
        The source of the earlier election.
    raw : Raw
        Its published table.

    Raises
    ------
    CaseError
        Where no column or row of votes is named.
    """
    source = case.sources[name]
    today = source.contest_ids[0]
    own = ContestId(f"{TABLE}{name}")
    known = names_of(case, source, today)
    refuse_lacking(source, known, raw.header, raw.label, _figures(case, source, name, raw))
    entries = {c.id: c for c in case.contests[today].choices}
    choices: dict[str, ChoiceEntry] = {}
    for text in _published(case, source, name, raw):
        same = known.get(fold(text))
        choice = text if same is None else same
        kind = None if same is None else entries[same].kind
        told = choices.get(choice, ChoiceEntry(choice, choice, kind))
        choices[choice] = replace(told, published=tuple(dict.fromkeys((*told.published, text))))
    long = bool(source.choices.choice)
    read = replace(
        source,
        layout=Layout.LONG if long else Layout.WIDE,
        contest=str(own),
        count=str(COUNT),
        sheet=source.sheet or SheetMap("{row}"),
        choices=replace(source.choices, rename={}, absent=()),
    )
    mapped = source.place.levels if source.place else {}
    levels = tuple(level for level in case.election.levels if level in mapped)
    return replace(
        case,
        election=replace(case.election, levels=levels, abroad=None),
        contests={**case.contests, own: ContestEntry(source.title or name, tuple(choices.values()))},
        counts={**case.counts, COUNT: CountEntry(source.title or name)},
        sources={**case.sources, name: read},
    )


def _published(case: CaseFile, source: Source, name: str, raw: Raw) -> list[str]:
    """Return the names under which the earlier election publishes its choices."""
    if source.choices.choice:
        part = Part(case, name, raw, source.contest_ids[0])
        texts = visible(part.cell(source.choices.choice, "choices.choice"))
        rows = fetch_rows(raw.table.select(text=texts).distinct().order_by("text"))
        totals = {fold(text) for text in source.choices.totals}
        return [row["text"] for row in rows if row["text"] and fold(row["text"]) not in totals]
    given = [text for text, _ in given_columns(source, raw.header)]
    if not given:
        renamed = {fold(text) for text in source.choices.rename}
        given = [column for column in raw.header if fold(column) in renamed]
    if not given:
        raise CaseError(
            "nothing says which columns of the earlier election hold votes.",
            file=str(case.path),
            column=f"source.{name}.choices",
            expected="the columns of its choices, those that no longer stand among them",
            remedy=sentence(
                "Of the columns that hold figures, name those of choices: "
                "choices.columns = {figures}; those that stand today under another "
                'name, in choices.rename = {{ "<column>" = "<choice of today>" }}.',
                figures=array(_figures(case, source, name, raw)),
            ),
        )
    return given


def _figures(case: CaseFile, source: Source, name: str, raw: Raw) -> list[str]:
    """Return the columns that hold figures and that the case does not read."""
    part = Part(case, name, raw, None)
    used = part.used() | {fold(column) for column in source.choices.columns}
    return [n for n in raw.header if n and fold(n) not in used and holds_figures(part, n)]


def write_earlier(parts: Sequence[ReadPart], folder: Path, scratch: Scratch) -> None:
    """Write ``earlier-<source>`` for each earlier election: its units with their places and votes."""
    for piece in parts:
        part, rows = piece.part, piece.rows
        if not is_earlier(piece):
            continue
        named = [c for c in rows.columns if c.startswith((LEVEL, VOTES))]
        registered = rows.registered if "registered" in rows.columns else sql.null("int64")
        counted = rows.mutate(registered=registered).filter(rows.state == State.COUNTED.value)
        table = counted.select("sheet_id", "registered", *named).order_by("sheet_id")
        if not count_rows(table):
            raise InputError(
                "no row of the earlier election holds figures.",
                file=part.raw.label,
                expected="votes in the columns of its choices",
                remedy="Fetch the file again, or save it as CSV with its figures in the cells, and name "
                "that.",
            )
        write_parquet(scratch.keep(table), folder / f"{TABLE}{part.name}.parquet")


def is_earlier(piece: ReadPart) -> bool:
    """Say whether a part is of an earlier election."""
    return piece.part.case.counts.get(COUNT) is not None and piece.part.source.count == COUNT

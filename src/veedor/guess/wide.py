"""A wide table as a proposal: a row a sheet, a column a choice."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.guess.coalitions import join_coalitions
from veedor.guess.columns import is_missing
from veedor.guess.core import find_core, free_addends, take_candidates
from veedor.guess.count_table import CountTable
from veedor.guess.file_names import PART
from veedor.guess.further_places import with_further
from veedor.guess.group_names import without_headings
from veedor.guess.groups import join_headed, refuse_twice, split_groups
from veedor.guess.ladder import climb, settle
from veedor.guess.leftover import codes_among, unused_columns
from veedor.guess.nameless import refuse_nameless, refuse_numbered_anew
from veedor.guess.names_like_words import ask_names, jumps, take_surnames, without_names
from veedor.guess.no_votes import no_votes, percentages, refuse_divided
from veedor.guess.parts_of_choices import without_parts
from veedor.guess.phrase import Phrase, phrase, ratio
from veedor.guess.places import find_levels, is_address, level_of, name_levels
from veedor.guess.proposal import UNKNOWN, Doubt, Proposal
from veedor.guess.register_owner import ask_register_of, register_of
from veedor.guess.registers import find_registers
from veedor.guess.statuses import ask_state, find_status
from veedor.guess.times import find_time
from veedor.guess.turned import refuse_sheets_across, refuse_turned, refuse_turned_round
from veedor.guess.unknown_letters import leave_open
from veedor.guess.unproven import ask_years, unproven, without_total
from veedor.guess.values import is_row_number, is_sorted, named_row
from veedor.guess.values import natures as natures_of
from veedor.guess.vote_kinds import add_worded_kinds, ask_without_words, leave_out_sums, take_short
from veedor.guess.votes import Votes, fill_zeros
from veedor.guess.wide_choices import contest_ids, identities, proposed_choices
from veedor.guess.wide_settings import find_settings
from veedor.guess.wide_sheet import is_note, sheet_of
from veedor.guess.words import PAPERS, meanings, plain_words, says
from veedor.intake.toml import quoted
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veedor.guess.columns import FileColumn, FileSample
    from veedor.guess.values import Nature
    from veedor.intake.case import FileForm

AT = "source.official"
WIDE = 3
"""Columns with a sum from which a table has its candidates in columns; two, where null votes are added."""

MANY = 2.5
"""A register without a word that is usually so many times the votes is likelier that of the whole place."""

LEAST_ROWS = 5
"""Rows that must add up to a hundred for figures to be percentages, at the least."""


def propose_wide(sample: FileSample, form: FileForm) -> Proposal:
    """Propose how a table with a row a sheet and a column a choice is read.

    Parameters
    ----------
    sample : FileSample
        Rows of it.
    form : FileForm
        How it is opened.

    Raises
    ------
    InputError
        Where it holds no votes, or percentages in their place.
    """
    columns = [c for c in sample.columns if c.name]
    natures = natures_of(columns)
    texts = [c for c in columns if natures[c.place] == "text"]
    table = CountTable(tuple(c for c in columns if natures[c.place] == "count" and not _is_number(c)))
    table, parts = without_parts(without_headings(table))
    codes = codes_among(table, texts, sample.rows)
    table = without_names(table, codes)
    votes = _votes(table, codes)
    if not votes.candidates:
        refuse_turned_round(sample, form)
        raise no_votes(columns, natures, form)
    _refuse(table, votes, sample, columns, natures, form)
    free = _free(columns, table, votes, codes)
    status = find_status([c for c in free if c in texts])
    free = [c for c in free if status is None or c is not status[0]]
    levels = find_levels(
        [c for c in free if c in texts and not says("office", c.name) and not is_note(c)],
        [c for c in free if natures[c.place] in {"count", "code"}],
    )
    figures = [column for place, column in enumerate(table.columns) if place not in codes]
    sheet, office, id_doubts = sheet_of(free, natures, sample.rows, levels, figures, form)
    refuse_turned([c for c in columns if c.name == sheet or f"{{{c.name}}}" in sheet], form)
    levels = [c for c in levels if c.name != sheet or c.distinct < sample.rows or " " in c.texts[0]]
    nameable = [c for c in free if c.name != sheet and c is not office and _may_be_place(c, natures)]
    levels, level_doubts = with_further(levels, nameable, sample.rows)
    levels = take_surnames(table, votes, codes, levels, sheet)
    at, time_settings, time_doubts = find_time([c for c in columns if natures[c.place] in {"time", "clock"}])
    words, status_doubts = _status_words(table, votes, status)
    settings, register_doubts = _register(table, votes, levels)
    settings = find_settings(table, votes) | time_settings | settings
    settings |= {doubt.key: quoted(UNKNOWN) for doubt in id_doubts if doubt.open}
    fields = _coordinates(columns, natures)
    if status is not None:
        fields["status"] = status[0].name
    if at:
        fields["verified_at"] = at
    made = Proposal(
        form=form,
        rows=sample.rows,
        sheet=sheet,
        levels=name_levels(levels),
        fields=fields,
        status_words=words,
        numbers={key: table.names(columns) for key, columns in votes.numbers.items()},
        settings=settings,
        choices=proposed_choices(table, votes, office),
        contests={} if office is None else contest_ids(office),
        contest_column="" if office is None else office.name,
        identities=identities(table),
        doubts=(*votes.doubts, *register_doubts, *id_doubts, *level_doubts, *status_doubts, *time_doubts),
    )
    if (unsure := unproven(table, votes)) is not None:
        made = leave_open(made, unsure)
    reasons = parts | {table.name(c): reason for c, reason in (*codes.items(), *votes.unused.items())}
    return replace(made, unused=unused_columns(made, sample, natures, reasons))


def _refuse(
    table: CountTable,
    votes: Votes,
    sample: FileSample,
    columns: list[FileColumn],
    natures: Mapping[int, Nature],
    form: FileForm,
) -> None:
    """Refuse votes that are not those of one count with a row a sheet and a column a choice."""
    refuse_nameless(table, votes, [c for c in columns if natures[c.place] == "text"], form)
    refuse_numbered_anew(table, votes, form)
    refuse_sheets_across(table, votes, sample, form)
    refuse_twice(table, votes, form)
    refuse_divided(table, votes, columns, natures, form)
    if _of_hundred(table, votes):
        raise percentages(
            table.names(votes.kinds), form, sentence("its figures add up to 100 in nearly every row")
        )


def _may_be_place(column: FileColumn, natures: Mapping[int, Nature]) -> bool:
    """Whether a column that is not the sheet's may name places."""
    told = says("office", column.name) or is_note(column) or is_address(column.name)
    return natures[column.place] in {"text", "code"} and not told


def sum_of_candidates(sample: FileSample) -> str:
    """Give the printed sum of three columns or more, none of them a mode of voting: the candidates.

    Parameters
    ----------
    sample : FileSample
        Rows of a table.

    Returns
    -------
    str
        Name of the column with the sum; empty where there is none.
    """
    named = [c for c in sample.columns if c.name]
    natures = natures_of(named)
    counts = [c for c in named if natures[c.place] == "count" and not _is_number(c)]
    table = without_headings(CountTable(tuple(counts)))
    core = find_core(table, Votes()) if len(counts) > WIDE else None
    if core is None:
        return ""
    free = [table.name(c) for c in free_addends(table, core)]
    spoilt = [c for c in table.sums.totals[core].addends if table.word(c) in PAPERS]
    several = len(free) >= (2 if spoilt else WIDE)
    return table.name(core) if several and not any(says("mode", name) for name in free) else ""


def _of_hundred(table: CountTable, votes: Votes) -> bool:
    """Whether the choices are a hundred in nearly every row: percentages without a fraction."""
    added = table.total(list(votes.kinds))
    told = added > 0
    near = told & (np.abs(added - 100) <= 1)
    return len(votes.kinds) > 1 and told.sum() >= LEAST_ROWS and near.sum() >= 0.95 * told.sum()


def _is_number(column: FileColumn) -> bool:
    """Whether whole numbers count the rows, or number the sheets, or the files, by their name."""
    if column.name == PART:
        return True
    if named_row(column.name) and (is_row_number(column) or is_sorted(column)):
        return True
    called = says("sheet", column.name) and not meanings(column.name) and not says("vote", column.name)
    return called and not jumps(column)


def _votes(table: CountTable, codes: Mapping[int, Phrase]) -> Votes:
    votes = Votes()
    votes.core = find_core(table, votes)
    if votes.core is None:
        without_total(table, votes, list(codes))
        take_short(table, votes)
    else:
        take_candidates(table, votes)
        take_short(table, votes)
        climb(table, votes)
        fill_zeros(table, votes)
        ask_years(table, votes)
    split_groups(table, votes)
    join_coalitions(table, votes)
    join_headed(table, votes)
    add_worded_kinds(table, votes)
    settle(table, votes)
    leave_out_sums(table, votes)
    ask_without_words(table, votes)
    ask_names(table, votes)
    find_registers(table, votes, list(codes))
    return votes


def _free(
    columns: Sequence[FileColumn], table: CountTable, votes: Votes, codes: Mapping[int, Phrase]
) -> list[FileColumn]:
    """Give the columns that may still be an id, a place or a status: no votes, no total, no further count."""
    places = {column.place: place for place, column in enumerate(table.columns)}
    used = {*votes.kinds, *(n for numbers in votes.numbers.values() for n in numbers)}
    return [
        c
        for c in columns
        if c.place not in places
        or (
            places[c.place] not in used
            and (
                places[c.place] in codes
                or (places[c.place] in table.sums.twins and not table.word(places[c.place]))
            )
        )
    ]


def _register(
    table: CountTable, votes: Votes, levels: Sequence[FileColumn]
) -> tuple[dict[str, str], list[Doubt]]:
    columns = votes.numbers.get("registered")
    if not columns:
        return {}, []
    ballots = table.total(list(votes.kinds))
    of, doubt = register_of(
        table.total(columns),
        ballots,
        levels[-1] if levels else None,
        named_place=any(level_of(table.name(c)) for c in columns),
    )
    times = table.ratio(columns[0], list(votes.kinds))
    if not of and levels and table.word(columns[0]) != "registered" and len(columns) == 1 and times >= MANY:
        of = "place"
        doubt = ask_register_of(of, phrase("why.times_a_row", times=ratio(times, 1)))
    settings = {f"{AT}.numbers.registered_of": quoted(of)} if of else {}
    return settings, [] if doubt is None else [doubt]


def _coordinates(columns: Sequence[FileColumn], natures: Mapping[int, str]) -> dict[str, str]:
    made: dict[str, str] = {}
    for name, pattern in (("lat", "lat|enlem|широта|breite"), ("lon", "lon|lng|boylam|долгота|lang")):
        for column in columns:
            named = re.search(rf"(?:^|_)(?:{pattern})", plain_words(column.name))
            if natures[column.place] == "coordinate" and named:
                made.setdefault(name, column.name)
    return made if len(made) == 2 else {}


def _status_words(
    table: CountTable, votes: Votes, status: tuple[FileColumn, Mapping[str, str]] | None
) -> tuple[dict[str, str], list[Doubt]]:
    """Give the states of the published words; what holds votes, and is not counted, is asked."""
    if status is None:
        return {}, []
    column, words = status
    ballots = np.nan_to_num(table.total(list(votes.kinds)))
    made: dict[str, str] = {}
    doubts: list[Doubt] = []
    for text, told in words.items():
        rows = np.array([cell == text for cell in column.texts], dtype=np.bool_)
        held = int(ballots[rows].sum())
        if not text and not held:
            continue
        state = told
        if told == "outstanding" and held:
            state = "set aside"
        elif told == UNKNOWN and not held and is_missing(text):
            state = "outstanding"
        made[text] = state
        if state == UNKNOWN or (state != "counted" and held):
            reason = phrase("why.rows_with_votes", n=int(rows.sum()), votes=held)
            doubts.append(ask_state(column.name, text, state, reason))
    return made, doubts

"""A long table as a proposal: its texts of choices are looked at like the columns of a wide one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.guess.elections import KEY as KEEP
from veedor.guess.long_contests import AT, contests_of, proposals_of, texts_of
from veedor.guess.long_doubts import ask_contests, ask_lists, ask_modes, ask_party, ask_several_places
from veedor.guess.long_shape import TURNED, pivot
from veedor.guess.long_sums import find_once
from veedor.guess.mixed import ask_mixed
from veedor.guess.phrase import answers, phrase
from veedor.guess.proposal import UNKNOWN, Doubt, Unused
from veedor.guess.same_sheets_again import ask_which_rows
from veedor.intake.toml import array, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from veedor.guess.columns import FileColumn, FileSample
    from veedor.guess.long_shape import LongShape
    from veedor.guess.phrase import Phrase
    from veedor.guess.proposal import Proposal
    from veedor.intake.case import FileForm


def propose_long(
    sample: FileSample,
    form: FileForm,
    wide: Callable[[FileSample, FileForm], Proposal],
    choice: str = "",
) -> Proposal | None:
    """Propose how a long table is read.

    Parameters
    ----------
    sample : FileSample
        Rows of the table.
    form : FileForm
        How the file is opened.
    wide : callable
        Proposes how a wide table is read.
    choice : str
        Column that names the choice of every row, where the user says so.

    Returns
    -------
    Proposal or None
        None where the table is not long.
    """
    sample, shape, once = find_once(sample, form, choice)
    if shape is None:
        return None
    contests = contests_of(shape)
    made = proposals_of(shape, form, wide, contests)
    if not made:
        return None
    whole = made[0]
    choices = tuple(choice for one in made for choice in one.choices)
    totals = {text: meaning for one in made for text, meaning in one.totals.items()}
    several = {}
    if shape.named is not None:
        choices = tuple(map(shape.named.over, choices))
        totals = shape.named.totals(totals)
        if any(len(choice.published) > 1 for choice in choices):
            several = {f"{AT}.choices.several": quoted("add")}
    doubts = list(dict.fromkeys(doubt for one in made for doubt in one.doubts))
    if (sheet := _sheet(whole, shape)) != whole.sheet:
        doubts = [doubt for doubt in doubts if doubt.key != f"{AT}.sheet.id"]
    settings = dict(whole.settings) | several
    if added := (*shape.modes, *filter(None, [shape.lists])):
        settings[f"{AT}.rows.add_over"] = array(column.name for column in added)
    doubts += _of_rows(shape, once)
    settings |= {one.key: quoted(UNKNOWN) if one.open else str(one.proposed) for one in once}
    doubts += _again(shape, doubts, settings)
    if shape.party and (ask := ask_party(shape, shape.party)) is not None:
        doubts.append(ask)
    # a sample may cut a sheet; the import asks
    if sample.whole and (left_out := _ask_lacking(shape, contests)) is not None:
        settings[left_out.key] = quoted("left out")
        doubts.append(left_out)
    if shape.office is not None:
        doubts = [*ask_several_places(shape, contests), *doubts, ask_contests(shape, contests)]
    used = {shape.choice.name, shape.votes.name, *((shape.office and [shape.office.name]) or ())}
    used |= {column.name for column in (*shape.modes, *filter(None, (shape.party, shape.lists)))}
    found = replace(
        whole,
        form=form,
        layout="long",
        rows=sample.rows,
        sheet=sheet,
        settings=settings,
        choices=choices,
        choice=shape.template,
        votes=shape.votes.name,
        totals=totals,
        contests={} if shape.office is None else dict(contests),
        contest_column="" if shape.office is None else shape.office.name,
        doubts=tuple(doubts),
        unused=(
            *(one for one in whole.unused if one.name not in used),
            *(_unused(column, shape) for column in shape.beside),
        ),
    )
    return ask_mixed(found, shape)


def _of_rows(shape: LongShape, once: Sequence[Doubt]) -> list[Doubt]:
    """Ask whether rows of one choice are added, and which are left out."""
    modes = [ask_modes(shape)] if shape.modes else []
    lists = [ask_lists(shape, shape.lists)] if shape.lists else []
    return [*modes, *lists, *once]


def _again(shape: LongShape, doubts: list[Doubt], settings: dict[str, str]) -> list[Doubt]:
    """Ask which rows are read where the sheets stand there several times; the setting is left open."""
    if any(doubt.key == KEEP for doubt in doubts):
        return []
    named = (*shape.sheet, *shape.modes)  # two counts of one ballot may be called modes as well
    table = pivot(replace(shape, sheet=named))
    sheet = {column.place for column in named}
    figures = [column for column in table.columns if column.place >= TURNED]
    asked = ask_which_rows([column for column in table.columns if column.place in sheet], figures)
    if asked is None:
        return []
    settings[KEEP] = quoted(UNKNOWN)
    return [asked]


def _sheet(made: Proposal, shape: LongShape) -> str:
    """Give the id of a sheet: that of the wide table, where it is one, else the columns of the key."""
    names = {column.name for column in shape.sheet}
    if made.sheet != UNKNOWN and any(name in made.sheet for name in names):
        return made.sheet
    if len(shape.sheet) == 1:
        return shape.sheet[0].name
    return "/".join(f"{{{column.name}}}" for column in shape.sheet)


def _ask_lacking(shape: LongShape, contests: dict[str, str]) -> Doubt | None:
    """Ask whether a choice without a row on a sheet has no votes there; none where every sheet has all."""
    lacking = _lacking(shape, contests)
    if lacking is None:
        return None
    left_out, unknown = answers("left out", "unknown")
    question = phrase("ask.import.choices.zeros")
    return Doubt(f"{AT}.choices.zeros", question, left_out, (unknown,), lacking)


def _lacking(shape: LongShape, contests: dict[str, str]) -> Phrase | None:
    """Say on how many sheets a choice has no row; none where every sheet has all of them."""
    told = []
    for text, name in contests.items():
        if not name:
            continue
        rows = None
        if shape.office is not None:
            rows = np.array([cell == text for cell in shape.office.texts], dtype=np.bool_)
        wide = pivot(shape, rows)
        texts = texts_of(shape, rows)
        for column in wide.columns:
            blank = wide.rows - column.filled if column.name in texts else 0
            if blank:
                told.append((blank, column.name, wide.rows))
    if not told:
        return None
    blank, name, rows_of = max(told)
    key = "why.no_row_and_more" if len(told) > 1 else "why.no_row"
    return phrase(key, choice=name, blank=blank, sheets=rows_of, n=len(told) - 1)


def _unused(column: FileColumn, shape: LongShape) -> Unused:
    pairs = len({*zip(column.texts, shape.choice.texts, strict=True)})
    of_choice = pairs <= 1.1 * shape.choice.distinct
    return Unused(
        column.name, phrase("unused.of_choice" if of_choice else "unused.needless"), column.different[:3]
    )

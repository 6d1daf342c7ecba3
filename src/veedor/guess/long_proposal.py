"""A long table as a proposal: its texts of choices are looked at like the columns of a wide one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.guess.choice_ids import choice_ids
from veedor.guess.elections import KEY as KEEP
from veedor.guess.leftover import NoVotesError
from veedor.guess.long_alone import contests_alone, one_sheet_each, ranked
from veedor.guess.long_doubts import ask_contests, ask_lists, ask_modes, ask_party
from veedor.guess.long_shape import MOST_CONTESTS, TURNED, contest_id, pivot
from veedor.guess.long_sums import find_once
from veedor.guess.mixed import ask_mixed
from veedor.guess.phrase import answers, phrase
from veedor.guess.proposal import UNKNOWN, Doubt, ProposedChoice, Unused
from veedor.guess.same_sheets_again import ask_which_rows
from veedor.guess.whole import with_further
from veedor.guess.words import meaning
from veedor.intake.toml import array, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

    from veedor.guess.columns import FileColumn, FileSample
    from veedor.guess.long_shape import LongShape
    from veedor.guess.phrase import Phrase
    from veedor.guess.proposal import Proposal
    from veedor.intake.case import FileForm

AT = "source.official"
CONTEST = "contest"
PRINTED = ("registered", "valid", "cast", "blank", "null")
KINDS = frozenset({"others", "blank", "null", "none", "challenged"})
_SUMS = frozenset(f"new.unused.{key}" for key in ("sum_of", "candidates_alone", "same_figures", "part_of"))
"""What is said of a text of the choices that is a printed total, or a part of one."""
_FIGURES = frozenset({"registered", "valid", "cast", "total", "accounting", "abstained", "share"})
"""Meanings of a text of the choices that is a figure of its sheet, and nobody's votes."""


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
    contests = _contests(shape)
    made = _each(shape, form, wide, contests)
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
        doubts.append(ask_contests(shape, contests))
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


def _contests(shape: LongShape) -> dict[str, str]:
    """Give the texts of the column of contests with the id of each; those beyond a number are left out.

    So are those whose rows name nobody: registered voters, ballots cast.
    """
    if shape.office is None:
        return {"": CONTEST}
    made: dict[str, str] = {}
    named = {text for text, name in zip(shape.office.texts, shape.names(), strict=True) if name}
    for text in shape.office.different:
        left = not text or text not in named or len(made) >= MOST_CONTESTS
        made[text] = "" if left else contest_id(text, tuple(made.values()))
    return made


def _of_contests(
    shape: LongShape,
    form: FileForm,
    wide: Callable[[FileSample, FileForm], Proposal],
    contests: Mapping[str, str],
) -> list[Proposal]:
    """Propose how the rows of each contest are read; one of too few rows is read as the others are.

    Raises
    ------
    NoVotesError
        Where no contest holds votes.
    """
    made: dict[str, Proposal] = {}
    few: dict[str, NoVotesError] = {}
    for text, name in contests.items():
        try:
            made[name] = _of_contest(shape, form, wide, text, name)
        except NoVotesError as error:
            few[text] = error
    if few and not made:
        raise next(iter(few.values()))
    for text in few:
        like = next(iter(made.values()))
        bare = replace(like, choices=(), numbers={}, doubts=(), unused=(), settings={}, identities=())
        made[contests[text]] = _of_contest(shape, form, lambda *_, bare=bare: bare, text, contests[text])
    return [made[name] for name in contests.values()]


def _each(
    shape: LongShape,
    form: FileForm,
    wide: Callable[[FileSample, FileForm], Proposal],
    contests: dict[str, str],
) -> list[Proposal]:
    """Propose how the rows of every contest are read; those of one sheet each are read alike."""
    if one_sheet_each(shape):
        return contests_alone(shape, _of_contest(ranked(shape), form, wide, "", CONTEST), contests)
    return _of_contests(shape, form, wide, {text: name for text, name in contests.items() if name})


def _of_contest(
    shape: LongShape, form: FileForm, wide: Callable[[FileSample, FileForm], Proposal], text: str, name: str
) -> Proposal:
    """Propose how the rows of one contest are read."""
    rows = None
    if shape.office is not None:
        rows = np.array([cell == text for cell in shape.office.texts], dtype=np.bool_)
    table = pivot(shape, rows)
    made = wide(table, form)
    texts = _texts(shape, rows)
    printed = {total: key for key in PRINTED for total in made.numbers.get(key, ()) if total in texts}
    several = [key for key in PRINTED if sum(total in texts for total in made.numbers.get(key, ())) > 1]
    printed = {total: ("" if key in several else key) for total, key in printed.items()}
    lost = tuple(one.name for one in made.unused if one.name in texts and not _is_total(one))
    taken = {published for choice in made.choices for published in choice.published}
    taken |= {one.name for one in made.unused} | printed.keys()
    # among those voted for, "Ros Ward" and "Ana Mesa" are people, though columns called so are of places
    lost += tuple(
        column.name
        for column in table.columns
        if column.name in texts and column.name not in taken and meaning(column.name) not in _FIGURES
    )
    made = _with_choices(made, lost, shape, rows)
    left = {one.name: "" for one in made.unused if one.name in texts and one.name not in lost}
    known = {published for choice in made.choices for published in choice.published}
    numbers = {
        key: names for key, names in made.numbers.items() if not any(column in texts for column in names)
    }
    turned = {column.name for column in table.columns}
    missed = [text for text in texts if text not in known and text not in printed and text not in left]
    stray = [text for text in missed if text in turned]
    for choice in made.choices:  # blank and null votes of the sheet that stand beside each of its choices
        if choice.kind in {"blank", "null"} and not texts & {*choice.published}:
            numbers.setdefault(choice.kind, choice.published)
    doubts = [_renamed(doubt, made, texts, name) for doubt in made.doubts]
    doubts += [
        Doubt(
            f"contest.{name}.choices",
            phrase("ask.choice", text=text),
            answers("a choice")[0],
            answers("left out"),
            phrase("why.no_sum_proves"),
        )
        for text in lost
    ]
    doubts += [
        Doubt(
            f"contest.{name}.choices",
            phrase("ask.choice_or_else", text=text),
            answers("left out")[0],
            answers("a choice"),
            phrase("why.not_told"),
        )
        for text in stray
    ]
    made = replace(made, choices=tuple(c for c in made.choices if texts.issuperset(c.published)))
    several_names = f"{AT}.choices.several"
    settings = dict(made.settings)
    if any(len(choice.published) > 1 for choice in made.choices):
        settings[several_names] = quoted("add")
    contest = name if shape.office else ""
    found = replace(
        made,
        choices=tuple(replace(choice, contest=contest) for choice in made.choices),
        numbers=numbers,
        totals=printed | left | dict.fromkeys(stray, ""),
        doubts=tuple(doubts),
        settings=settings,
    )
    return with_further(found, {(contest, text): 0 for text in sorted(missed) if text not in turned})


def _is_total(unused: Unused) -> bool:
    """Whether a text of the choices is rather a printed total, or a part of one, by figures or its name."""
    return unused.reason.key in _SUMS or meaning(unused.name) in _FIGURES


def _with_choices(
    made: Proposal, names: tuple[str, ...], shape: LongShape, rows: npt.NDArray[np.bool_] | None
) -> Proposal:
    """Add texts of the choices that a wide table would leave out: in a long one each has votes of its own."""
    if not names:
        return made
    keep = np.ones(len(shape.choice.texts), dtype=np.bool_) if rows is None else rows
    texts = np.array(shape.names(), dtype=object)
    votes = np.nan_to_num(shape.votes.numbers)
    labels = [*(choice.label for choice in made.choices), *names]
    words = [word if (word := meaning(name)) in KINDS else "candidate" for name in names]
    kinds = [*(choice.kind for choice in made.choices), *words]
    ids = choice_ids(labels, kinds)
    further = tuple(
        ProposedChoice(made_id, name, kind, (name,), int(votes[keep & (texts == name)].sum()))
        for made_id, name, kind in zip(ids[len(made.choices) :], names, words, strict=True)
    )
    known = tuple(replace(c, choice_id=i) for c, i in zip(made.choices, ids, strict=False))
    return replace(made, choices=(*known, *further))


def _texts(shape: LongShape, rows: npt.NDArray[np.bool_] | None) -> set[str]:
    names = shape.names()
    if rows is None:
        return set(names) - {""}
    return {name for name, keep in zip(names, rows, strict=True) if keep and name}


def _renamed(doubt: Doubt, made: Proposal, texts: set[str], name: str) -> Doubt:
    """Let a doubt of a printed total that is a text be one of `choices.totals`, and name its contest."""
    key = doubt.key.replace(f"contest.{CONTEST}.", f"contest.{name}.", 1)
    printed = key.removeprefix(f"{AT}.numbers.")
    if printed in PRINTED and any(column in texts for column in made.numbers.get(printed, ())):
        key = f"{AT}.choices.totals"
    return replace(doubt, key=key)


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
        texts = _texts(shape, rows)
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

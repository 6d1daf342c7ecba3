"""A column of a few unknown words crossed with the sheets: contests of their own, or parts of one count.

Every station has a row for "constituency" and one for "party list": two ballots, which nobody may add. Or one
for "men" and one for "women": two sheets of one ballot. The figures are alike, so whoever knows the file must
say which it is.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from veedor.engine import count_rows, fetch_rows
from veedor.errors import InputError, QuestionError
from veedor.guess.choice_columns import names_choices
from veedor.guess.elections import KEY as KEEP
from veedor.guess.file_names import PART
from veedor.guess.long_shape import contest_id
from veedor.guess.long_words import MODE, MODES, says
from veedor.guess.mending import AT
from veedor.guess.phrase import answers, phrase
from veedor.guess.proposal import UNKNOWN, Doubt
from veedor.guess.remedies import settings_in
from veedor.guess.roles import columns_of, without_column
from veedor.guess.values import named_code
from veedor.guess.words import kinds_of, meaning
from veedor.guess.words import says as says_other
from veedor.intake.characters import bare
from veedor.intake.names import fold
from veedor.intake.templates import parse, text_of
from veedor.intake.toml import quoted
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veedor.engine.sql import Value
    from veedor.guess.proposal import Proposal, ProposedChoice
    from veedor.intake.raw import Raw

KEY = f"{AT}.contest"
"""Key of the case that is left open."""

MOST_VALUES = 6
"""Different texts of such a column, at the most."""

CROSSED = 0.9
"""Share of the pairs of sheet and text that have a row."""

APART = 1.5
"""Registers that a sheet has on average, from which its rows are sheets of several places."""

RIVALS = 2
"""Choices that each contest has at the least."""

PARTS, CONTESTS = answers("parts of one count", "a contest each")


def ask_crossed(proposal: Proposal, raw: Raw) -> Proposal:
    """Leave open of which contest the rows are, where a column of unknown words is crossed with the sheets.

    Parameters
    ----------
    proposal : Proposal
        As it was tried: the column is a part of the id of a sheet.
    raw : Raw
        The whole table.
    """
    named = columns_of(proposal.sheet)
    if proposal.areas or proposal.contest_column or proposal.crossed or not named:
        return proposal
    unused = proposal.unused if proposal.layout == "long" else ()
    before = [c.name for c in unused if c.name in raw.header and _is_before(c.name, proposal, raw)]
    try:
        within = named if len(named) > 1 else ()
        crossed = {c: texts for c in within if (texts := _texts_crossed(raw, c, named, proposal))}
        parting = {c: t for c in before if _parts(t := _texts_crossed(raw, c, [*named, c], proposal))}
    except InputError:  # a column that cannot be read, which the import has refused
        return proposal
    crossed |= parting
    if not crossed:
        return proposal
    kept = {c: doubt for c in crossed for doubt in proposal.doubts if _keeps_one(doubt, c)}
    asked = [_ask(column, tuple(texts), kept.get(column)) for column, texts in crossed.items()]
    settings = {key: value for key, value in proposal.settings.items() if not kept or key != KEEP}
    rest = [doubt for doubt in proposal.doubts if doubt not in kept.values()]
    settings |= {KEY: quoted(UNKNOWN)}
    return replace(proposal, settings=settings, doubts=(*asked, *rest), crossed=crossed)


def _is_before(column: str, proposal: Proposal, raw: Raw) -> bool:
    """Whether a column stands before the name of the choice: what is said of that mostly follows it."""
    if names_choices(column):
        return False  # the party of a candidate
    places = [raw.header.index(name) for name in columns_of(proposal.choice) if name in raw.header]
    return bool(places) and raw.header.index(column) < min(places)


def _parts(texts: Mapping[str, Sequence[str]]) -> bool:
    """Whether each text has choices of its own, and rivals."""
    choices = [set(names) for names in texts.values()]
    apart = len(set().union(*choices)) == sum(map(len, choices))
    return bool(choices) and _say_nothing(list(texts)) and apart and min(map(len, choices)) >= RIVALS


def _keeps_one(doubt: Doubt, column: str) -> bool:
    """Whether a doubt asks which text of a column is read alone: as the sheets have a figure twice."""
    return doubt.key == KEEP and doubt.open and dict(doubt.question.values).get("column") == column


def open_columns(proposal: Proposal) -> tuple[Doubt, ...]:
    """Give what is still asked about crossed columns."""
    return tuple(doubt for doubt in proposal.doubts if doubt.key == KEY and doubt.open)


def with_crossed(rest: Proposal, doubt: Doubt, text: str) -> Proposal:
    """Give a proposal in which it is said what a crossed column tells.

    Parameters
    ----------
    rest : Proposal
        Without the doubt.
    doubt : Doubt
        What was asked.
    text : str
        What was answered.

    Raises
    ------
    QuestionError
        Where it is no answer.
    """
    kept = settings_in(text) if text in doubt.alternatives else []
    if not kept and text not in {PARTS.code, CONTESTS.code}:
        raise QuestionError(
            sentence("{text!r} is no answer here.", text=text),
            remedy=sentence("Answer one of: {known}.", known=f"{CONTESTS.code}, {PARTS.code}"),
        )
    if kept:
        rest = replace(rest, settings={**rest.settings, KEEP: text.partition(" = ")[2]})
    elif text == CONTESTS.code and not rest.contest_column:
        rest = with_contests(rest, doubt)
    if open_columns(rest):
        return rest
    return replace(rest, settings={key: value for key, value in rest.settings.items() if key != KEY})


def with_contests(proposal: Proposal, doubt: Doubt) -> Proposal:
    """Give a proposal in which each text of the column that a doubt is about is a contest of its own.

    Parameters
    ----------
    proposal : Proposal
        In which the column is a part of the id of a sheet; all its choices stand in each contest.
    doubt : Doubt
        As :func:`ask_crossed` asks it.
    """
    column = str(dict(doubt.question.values)["column"])
    mixed = column == proposal.choice
    contests: dict[str, str] = {}
    choices: list[ProposedChoice] = []
    groups: dict[tuple[str, ...], str] = {}
    for text, names in proposal.crossed[column].items():
        of = (*names, "" if mixed else text)
        new = of not in groups
        contests[text] = groups.setdefault(of, contest_id(text, tuple(groups.values())))
        there = set(map(fold, names))
        mine = [c for c in proposal.choices if new and there & set(map(fold, c.published))]
        choices += [replace(choice, contest=contests[text]) for choice in mine]
    made = proposal if mixed else without_column(proposal, column)
    doubts = tuple(one for one in made.doubts if mixed or one.key != f"{AT}.sheet.id")
    return replace(
        made, contests=contests, contest_column=column, choices=tuple(choices), doubts=doubts, crossed={}
    )


def _ask(column: str, texts: tuple[str, ...], keeps: Doubt | None) -> Doubt:
    """Ask what a column tells; where a figure is the same in all its rows, also whether one alone is read."""
    question = phrase("ask.crossed", column=column, texts=texts)
    if keeps is not None:
        return Doubt(KEY, question, UNKNOWN, (CONTESTS, PARTS, *keeps.alternatives), keeps.reason)
    return Doubt(KEY, question, UNKNOWN, (CONTESTS, PARTS), phrase("why.crossed", column=column))


def _texts_crossed(
    raw: Raw, column: str, named: Sequence[str], proposal: Proposal
) -> dict[str, tuple[str, ...]]:
    """Give the texts of a column with the choices that have figures beside each, where it must be asked.

    That is where no word says what they are, and nearly every sheet that the other columns name has a row
    for nearly every one of them.
    """
    if not _names_nothing(column) or fold(column) not in raw.folded:
        return {}
    cells = {f"k{place}": cell(raw, name) for place, name in enumerate(named) if name != column}
    if not cells:
        return {}
    voters = {f"n{at}": cell(raw, name) for at, name in enumerate(proposal.numbers.get("registered", ()))}
    table = raw.table.select(row=raw.table["row"], text=cell(raw, column), **cells, **voters)
    table = table.filter(table["text"] != "")
    texts = [str(row["text"]) for row in fetch_rows(table.select("text").distinct().limit(MOST_VALUES + 1))]
    if not 2 <= len(texts) <= MOST_VALUES or any(map(_names_mode, texts)):
        return {}
    pairs = table.select("text", *cells).distinct()
    sheets = count_rows(pairs.select(*cells).distinct())
    if count_rows(pairs) < CROSSED * len(texts) * sheets:
        return {}
    if voters and count_rows(table.select(*cells, *voters).distinct()) > APART * sheets:
        return {}  # the stations of two regions bear the same numbers, and have voters of their own
    beside = _beside(raw, column, proposal)
    if column == PART and _same_places(raw, cells, named, proposal, sheets):
        return _beside(raw, column, proposal)
    alike = proposal.layout != "long" or len({frozenset(choices) for choices in beside.values()}) == 1
    if alike and not _say_nothing(texts):
        return {}  # numbers of tables, or places; of a further round, some choices are missing
    return beside


def _same_places(
    raw: Raw, cells: Mapping[str, Value], named: Sequence[str], proposal: Proposal, sheets: int
) -> bool:
    """Whether the same sheets lie in the same places in every file, so that none of them is a region.

    Where no place is told, nothing says that they are others.
    """
    places = {
        f"l{at}": cell(raw, name) for at, name in enumerate(proposal.levels.values()) if name not in named
    }
    found = raw.table.select(row=raw.table["row"], **cells, **places).select(*cells, *places).distinct()
    return count_rows(found) == sheets


def _beside(raw: Raw, column: str, proposal: Proposal) -> dict[str, tuple[str, ...]]:
    """Give the texts of a column with the texts of the choices, or the columns, that have figures there."""
    table, text = raw.table, cell(raw, column)
    beside: dict[str, list[str]] = {}
    if proposal.layout == "long":
        names = text_of(parse(proposal.choice, raw.header), partial(cell, raw), whole=False)
        rows = table.select(row=table["row"], text=text, choice=names)
        rows = rows.filter(rows["text"] != "")
        found = rows.group_by(["text", "choice"]).aggregate(first=rows["row"].min()).order_by("first")
        for row in fetch_rows(found):
            beside.setdefault(str(row["text"]), []).append(bare(str(row["choice"])))
    else:
        columns = [name for choice in proposal.choices for name in choice.published]
        filled = {f"f{at}": cell(raw, name) != "" for at, name in enumerate(columns)}
        rows = table.select(row=table["row"], text=text, **filled)
        rows = rows.filter(rows["text"] != "")
        figures = {key: rows[key].any() for key in filled}
        found = rows.group_by("text").aggregate(first=rows["row"].min(), **figures).order_by("first")
        for row in fetch_rows(found):
            beside[str(row["text"])] = [name for at, name in enumerate(columns) if row[f"f{at}"]]
    return {text: tuple(choices) for text, choices in beside.items()}


def cell(raw: Raw, name: str) -> Value:
    """Give a column of the id of a sheet; what is none of the file is one of the reader: ``file``.

    Parameters
    ----------
    raw : Raw
        The whole table.
    name : str
        Of the column.
    """
    if fold(name) not in raw.folded:
        return raw.table[name]
    return raw.table[raw.column(name, "sheet.id")].fill_null("").strip()


def _names_nothing(column: str) -> bool:
    """Whether the name of a column does not say what it holds."""
    of_mode = says(MODE, column) and not says(
        "type tipo part$", column
    )  # a type, or a part, may be one of ballots
    return not (of_mode or named_code(column) or _names_places(column) or meaning(column))


def _say_nothing(texts: Sequence[str]) -> bool:
    """Whether no text of a few says what they are: none a code, and not all of them places."""
    if any(map(_is_code, texts)):
        return False
    return not all(map(_names_places, texts))  # "Constituency" beside "Party list" is a ballot, and no place


def _names_mode(text: str) -> bool:
    return says(MODES, text) or says_other("mode", text) or meaning(text) == "people"


def _is_code(text: str) -> bool:
    """Whether a text is a number or a letter of a sheet, and no word."""
    return len(text) < 2 or any(map(str.isdigit, text)) or not any(map(str.isalpha, text))


def _names_places(text: str) -> bool:
    return says_other("sheet", text) or bool(kinds_of("level", text))

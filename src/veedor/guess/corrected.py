"""A few sheets that stand in a file again, told from the others by a word of their own: "corrected"."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import numpy as np

from veedor.engine import fetch_arrow
from veedor.guess.crossed import cell
from veedor.guess.mending import AT
from veedor.guess.phrase import phrase
from veedor.guess.places import level_of
from veedor.guess.proposal import UNKNOWN, Doubt
from veedor.guess.remedies import settings_in
from veedor.guess.roles import columns_of
from veedor.guess.values import named_code
from veedor.guess.words import says
from veedor.intake.toml import inline_table, quoted, whole_pattern

if TYPE_CHECKING:
    import numpy.typing as npt

    from veedor.guess.proposal import Proposal
    from veedor.intake.raw import Raw

KEY = f"{AT}.rows.duplicates"
"""Key of the case that is left open."""

DROP = f"{AT}.rows.drop"

MOST_TEXTS = 8
"""Texts of such a column, at the most."""

SELDOM = 0.5
"""Share of the sheets that stand there again, at the most: else they are two counts, or of two places."""

MOSTLY = 0.97
"""Share of the sheets with a word that stand there without it too, where it is one of corrections."""


def ask_corrected(proposal: Proposal, raw: Raw) -> Proposal:
    """Ask which rows hold, where a column of the id parts a few sheets that stand there again.

    Parameters
    ----------
    proposal : Proposal
        As it was tried: the column is a part of the id of a sheet.
    raw : Raw
        The whole table.

    Returns
    -------
    Proposal
        Without the column in the id, and open; the same where no column is such a one.
    """
    named = columns_of(proposal.sheet)
    if proposal.areas or len(named) < 2 or KEY in proposal.settings:
        return proposal
    for column in named:
        if level_of(column) or named_code(column) or says("sheet", column) or column not in raw.header:
            continue
        rest = [one for one in named if one != column]
        if (asked := _asked(proposal, raw, column, rest)) is not None:
            sheet = rest[0] if len(rest) == 1 else "/".join(f"{{{one}}}" for one in rest)
            settings, doubts = dict(proposal.settings), proposal.doubts
            if f"{{ {quoted(column)} = " in settings.get(DROP, ""):  # rows without the word, taken for totals
                del settings[DROP]
                doubts = tuple(one for one in doubts if one.key != DROP)
            doubts = tuple(one for one in doubts if one.key != f"{AT}.sheet.id")
            settings[KEY] = quoted(UNKNOWN)
            return replace(proposal, sheet=sheet, settings=settings, doubts=(asked, *doubts))
    return proposal


def _asked(proposal: Proposal, raw: Raw, column: str, rest: list[str]) -> Doubt | None:
    """Ask whether rows replace others; None where the column does not part sheets that stand there again."""
    cells = {f"k{at}": cell(raw, name) for at, name in enumerate(rest)}
    rows = raw.table.select(row=raw.table["row"], text=cell(raw, column), **cells)
    rows = rows.filter(reduce(or_, (rows[name] != "" for name in cells)))  # no sheet stands there again
    versions = fetch_arrow(rows.group_by(["text", *cells]).aggregate(row=rows["row"].min()))
    texts, told = np.unique(versions["text"].to_numpy(zero_copy_only=False).astype(str), return_inverse=True)
    if not 2 <= len(texts) <= MOST_TEXTS:
        return None
    sheets = np.zeros(len(versions), dtype=np.intp)
    for name in cells:
        codes = np.unique(versions[name].to_numpy(zero_copy_only=False).astype(str), return_inverse=True)[1]
        sheets = np.unique(sheets * (len(versions) + 1) + codes, return_inverse=True)[1]
    again = np.bincount(sheets)[sheets] > 1
    number = int(sheets.max()) + 1
    twice = len(np.unique(sheets[again]))
    if not 0 < twice <= SELDOM * number:
        return None
    late = np.bincount(told, weights=again) >= MOSTLY * np.bincount(told)
    if late.all() or not _are_told(sheets[again], late[told[again]]):
        return None
    words = tuple(str(text) for text in texts[late])
    order = versions["row"].to_numpy()
    below = _stand_below(sheets[again], late[told[again]], order[again])
    answers = _answers(proposal, column, words, "last" if below == 1 else "first" if below == 0 else "")
    reason = phrase("why.corrected", texts=words, n=twice, sheets=number)
    return Doubt(KEY, phrase("ask.corrected", column=column, texts=words), UNKNOWN, answers, reason)


def _are_told(sheets: npt.NDArray[np.intp], late: npt.NDArray[np.bool_]) -> bool:
    """Whether nearly all sheets that come again do so with a word that no other sheet has."""
    return bool(np.isin(np.unique(sheets), sheets[late]).mean() >= MOSTLY)


def _stand_below(
    sheets: npt.NDArray[np.intp], late: npt.NDArray[np.bool_], rows: npt.NDArray[np.int64]
) -> float:
    """Give the share of the sheets in which the rows with such a word stand below the others."""
    places = [np.full(int(sheets.max()) + 1, -1), np.full(int(sheets.max()) + 1, -1)]
    for place, mine in zip(places, (late, ~late), strict=True):
        place[sheets[mine]] = rows[mine]
    both = (places[0] >= 0) & (places[1] >= 0)
    return float((places[0] > places[1])[both].mean()) if both.any() else 0.5


def _answers(proposal: Proposal, column: str, words: tuple[str, ...], which: str) -> tuple[str, ...]:
    """Give the lines of a case that answer: one row holds, those with the word do not, or all are sheets."""
    made = [f"rows.duplicates = {quoted(which)}"] if which else []
    kept = settings_in(f"x = {proposal.settings[DROP]}")[0][1] if DROP in proposal.settings else {}
    kept = {name: pattern for name, pattern in kept.items() if name != column}
    dropped = inline_table({**kept, column: whole_pattern(list(words))})
    made.append(f"rows.drop = {dropped}")
    return (*made, f"sheet.id = {quoted(proposal.sheet)}")

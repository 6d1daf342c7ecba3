"""How the figures of a wide table are written: settings of a source that its cells ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.guess.columns import is_missing
from veedor.guess.phrase import answers, phrase
from veedor.guess.proposal import Doubt
from veedor.intake.toml import array, quoted

if TYPE_CHECKING:
    from veedor.guess.columns import FileColumn
    from veedor.guess.count_table import CountTable
    from veedor.guess.votes import Votes

_AT = "source.official"
_DASHES = frozenset("-–—−‐‑")


def find_settings(table: CountTable, votes: Votes) -> dict[str, str]:
    """Give the settings that the figures need, as key of the case -> value as TOML.

    Parameters
    ----------
    table : CountTable
        Columns of counts.
    votes : Votes
        What they are; doubts are added.
    """
    places = sorted({*votes.kinds, *(c for columns in votes.numbers.values() for c in columns)})
    columns = [table.columns[place] for place in places]
    made: dict[str, str] = {}
    if marks := "".join(dict.fromkeys(c.figures.thousands for c in columns)):
        made[f"{_AT}.numbers.thousands"] = quoted(marks)
    decimals = {c.figures.decimal for c in columns} - {""}
    if decimals and decimals != {"."}:
        made[f"{_AT}.numbers.decimal"] = quoted(decimals.pop())
    elif "." in marks:
        made[f"{_AT}.numbers.decimal"] = quoted(",")
    register = set(votes.numbers.get("registered", ()))
    made |= _absent(columns, [table.columns[place] for place in places if place not in register], votes)
    below = [c.name for c in columns if (c.numbers < 0).any()]
    if below:
        made[f"{_AT}.numbers.negative"] = quoted("add")
        question = phrase("ask.below_zero", column=below[0])
        add, refuse = answers("add", "refuse")
        votes.doubts.append(
            Doubt(f"{_AT}.numbers.negative", question, add, (refuse,), phrase("why.few_cells"))
        )
    if any(len(group) > 1 for group in votes.together):
        made[f"{_AT}.choices.several"] = quoted("add")
    if ignored := _ignored(table, votes, set(places)):
        made[f"{_AT}.rows.ignore"] = array(ignored)
    return made


def _absent(columns: list[FileColumn], counted: list[FileColumn], votes: Votes) -> dict[str, str]:
    """Say which texts mean that there is no figure, and which mean zero.

    A sheet that did not come in still has its registered voters: they do not count among what is ``counted``.
    """
    words = {t for c in columns for t in c.figures.words if is_missing(t) and not t.endswith(("!", "?"))}
    dashes = sorted(text for text in words if set(text) <= _DASHES)
    missing = sorted(words - set(dashes))
    made: dict[str, str] = {}
    if dashes:
        alone = _rows_of_dashes(counted, dashes)
        key = "missing" if alone else "zero"
        if alone:
            missing = sorted([*missing, *dashes])
        else:
            made[f"{_AT}.numbers.zero"] = array(dashes)
        votes.doubts.append(
            Doubt(
                f"{_AT}.numbers.{key}",
                phrase("ask.dash", text=dashes[0]),
                answers("not known" if alone else "zero")[0],
                (),
                phrase("why.dash_alone" if alone else "why.dash_beside"),
            )
        )
    if missing:
        made[f"{_AT}.numbers.missing"] = array(missing)
    return made


def _rows_of_dashes(columns: list[FileColumn], dashes: list[str]) -> bool:
    """Whether most rows with a dash have no figure above zero at all."""
    dashed = np.any([[text in dashes for text in c.texts] for c in columns], axis=0)
    figures = np.any([np.nan_to_num(c.numbers) > 0 for c in columns], axis=0)
    return bool((dashed & ~figures).sum() > (dashed & figures).sum())


def _ignored(table: CountTable, votes: Votes, used: set[int]) -> list[str]:
    """Give the columns of whole numbers between those of choices that are not read."""
    first, last = (table.columns[c].place for c in (min(votes.kinds), max(votes.kinds)))
    return [
        c.name for place, c in enumerate(table.columns) if first < c.place < last and place not in used
    ]  # fmt: skip

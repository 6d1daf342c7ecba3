"""Which columns of a table of votes are no choices but totals of the others: by arithmetic."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.engine import fetch_arrow
from veedor.engine.schemas import VOTES
from veedor.errors import InputError
from veedor.intake.column_sums import find_sums
from veedor.intake.sum_search import spaced
from veedor.intake.toml import inline_table
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from veedor.arrays import Floats
    from veedor.engine.sql import Table
    from veedor.intake.looked import Looked

NEARLY = 0.95
"""Share of the rows in which a total is met."""

SAMPLE = 20_000
"""Rows that are looked at."""

MOST_TEXTS = 200
"""Beyond so many texts the column is not one of choices."""

_WORDS = {
    "registered": (
        "regist",
        "enrol",
        "inscri",
        "electores",
        "elector",
        "eligible",
        "habilitad",
        "padrón",
        "padron",
        "voters",
        "wahlberecht",
        "électeurs",
        "eleitores",
        "elettori",
    ),
    "valid": ("valid", "válid", "gültig"),
    "cast": (
        "cast",
        "ballots",
        "emitid",
        "votant",
        "turnout",
        "abgegeben",
        "papelet",
        "boleta",
        "bulletin",
        "schede",
        "cédula",
    ),
}


def column_sums(matrix: Floats, suspects: Sequence[int] | None = None) -> dict[int, tuple[int, ...]]:
    """Find columns that are, in nearly every row, the sum of other columns.

    Parameters
    ----------
    matrix : array of float, rows x columns
        Figures, missing ones as NaN.
    suspects : sequence of int, optional
        Columns that may be totals; all of them where left out.

    Returns
    -------
    dict of int to tuple of int
        Column -> the columns that it sums (two at the least).
    """
    found = find_sums(matrix[spaced(len(matrix), SAMPLE)], suspects=suspects).totals
    return {column: one.addends for column, one in found.items() if one.met >= NEARLY * one.rows}


def choice_totals(matrix: Floats, names: Sequence[str], choices: Sequence[str] = ()) -> dict[str, str]:
    """Say what texts among the choices mean that are totals.

    Parameters
    ----------
    matrix : array of float, sheets x texts
        Figures, missing ones as NaN.
    names : sequence of str
        The texts.
    choices : sequence of str
        Those that are known to be choices; without them, a text is a total only where it is an exact sum.

    Returns
    -------
    dict of str to str
        Text -> ``valid``, ``cast``, ``registered``, or ``total`` for one that repeats another. A text that
        is only known to be at least the sum of all choices in every sheet is told by its size and its words.
    """
    known = [i for i, name in enumerate(names) if name in set(choices)]
    suspects = [i for i in range(len(names)) if i not in known]
    sums = column_sums(matrix, suspects)
    x = np.nan_to_num(matrix)
    found: dict[str, str] = {}
    for column in sorted(sums, key=lambda c: len(sums[c])):
        base = len([c for c in range(len(names)) if c not in sums])
        meaning = worded(names[column]) or ("cast" if len(sums[column]) >= base else "valid")
        found[names[column]] = "total" if meaning in found.values() else meaning
    for column in suspects:
        twin = next((c for c in sums if c != column and _same(matrix, c, column)), None)
        if names[column] not in found and twin is not None:
            found[names[column]] = "total"
    if known and len(matrix) > 1:
        found |= _bounds(x, matrix, names, (known, [c for c in suspects if names[c] not in found]), found)
    return found


def _bounds(
    x: Floats,
    matrix: Floats,
    names: Sequence[str],
    columns: tuple[list[int], list[int]],
    found: Mapping[str, str],
) -> dict[str, str]:
    """Name texts that are nowhere below the sum of all choices, and are called ballots or voters."""
    known, suspects = columns
    votes = x[:, known].sum(axis=1)
    above = [
        c
        for c in suspects
        if ((matrix[:, c] >= votes) | np.isnan(matrix[:, c])).all() and x[:, c].sum() > 0 and votes.sum() > 0
    ]
    above.sort(key=lambda c: float(x[:, c].sum()))
    bounds: dict[str, str] = {}
    told: list[int] = []
    for column in above:  # a strong candidate may be above the sum of the known ones too: only a name tells
        meaning = worded(names[column])
        if meaning:
            bounds[names[column]] = "total" if meaning in {*found.values(), *bounds.values()} else meaning
            told.append(column)
    twins = [c for c in above if c not in told and any(_same(matrix, c, one) for one in told)]
    return bounds | {names[c]: "total" for c in twins}


def _same(matrix: Floats, one: int, other: int) -> bool:
    both = ~np.isnan(matrix[:, one]) & ~np.isnan(matrix[:, other])
    return bool(both.any()) and float((matrix[both, one] == matrix[both, other]).mean()) >= NEARLY


def worded(name: str) -> str:
    """Return the meaning that a name has by its words: a second witness, once the figures have spoken."""
    lower = name.casefold()
    return next((meaning for meaning, words in _WORDS.items() if any(w in lower for w in words)), "")


def text_totals(rows: Table, unknown: set[str], known: Mapping[str, str]) -> dict[str, str]:
    """Say which texts of long rows are totals, and of what: :func:`choice_totals` over sheets x texts.

    Parameters
    ----------
    rows : table
        Staged long rows.
    unknown : set of str
        Texts that are no choice.
    known : mapping of str to str
        Texts of choices.
    """
    matrix, names = text_matrix(rows, {*unknown, *known})
    found = choice_totals(matrix, names, [n for n in names if n in known]) if names else {}
    return {name: meaning for name, meaning in found.items() if name in unknown}


def text_matrix(rows: Table, wanted: set[str]) -> tuple[Floats, list[str]]:
    """Return the votes of long rows as sheets x texts, missing ones as NaN; no texts if they are very many.

    Parameters
    ----------
    rows : table
        Staged long rows.
    wanted : set of str
        Texts to look at.
    """
    chosen = rows.select("sheet_id", "choice", votes=rows[VOTES].cast("float64"))
    table = fetch_arrow(chosen.filter(rows.choice.isin(sorted(wanted))))
    sheets, texts = (table[c].combine_chunks().dictionary_encode() for c in ("sheet_id", "choice"))
    names = texts.dictionary.to_pylist()
    if len(names) > MOST_TEXTS:
        return np.empty((0, 0)), []
    matrix = np.full((len(sheets.dictionary), len(names)), np.nan)
    matrix[sheets.indices.to_numpy(), texts.indices.to_numpy()] = table["votes"].to_numpy()
    return matrix, names


def totals_remedy(meanings: Mapping[str, str]) -> str:
    """Write texts and what they mean as `choices.totals`."""
    return sentence(
        "choices.totals = {inline_table}",
        inline_table=inline_table({n: "" if m == "total" else m for n, m in meanings.items()}),
    )


def total_choices(looked: Looked | None) -> list[InputError]:
    """Name choices whose votes are, in nearly every row, the sum of those of other choices."""
    if looked is None or not looked.part.source.is_count:
        return []
    votes = [c for c in looked.columns if c.startswith(VOTES)]
    return [*_refused(looked, votes)] if len(votes) > 2 else []


def _refused(looked: Looked, votes: list[str]) -> Iterator[InputError]:
    part = looked.part
    for column, summed in column_sums(looked.matrix[:SAMPLE, : len(votes)]).items():
        choice = votes[column].removeprefix(VOTES)
        names = ", ".join(repr(votes[c].removeprefix(VOTES)) for c in summed)
        yield InputError(
            sentence(
                "the votes of {choice!r} are the sum of those of {names}: a total, not a choice.",
                choice=choice,
                names=names,
            ),
            file=part.raw.label,
            column=" + ".join(part.choices.get(choice, ())) or part.source.choices.choice,
            value=choice,
            expected="votes of one choice",
            remedy=(
                sentence(
                    "Take {choice!r} out of the choices of the contest and map the "
                    "column as numbers.valid or numbers.cast (long rows: "
                    'choices.totals); if it is a choice, state rows.totals = "accept".',
                    choice=choice,
                )
            ),
        )

"""Long tables in which every contest has one sheet: each candidate has one row, in their own district.

What one row tells nothing of, all of them do: the first candidates of the districts, the second, ... are put
below each other, and read as the columns of one table. Its sums prove what is printed beside them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.guess.choice_ids import choice_ids
from veedor.guess.columns import FileColumn
from veedor.guess.long_shape import codes_of
from veedor.guess.proposal import ProposedChoice
from veedor.guess.words import PAPERS, is_clear, meaning

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.guess.long_shape import LongShape
    from veedor.guess.proposal import Proposal


def one_sheet_each(shape: LongShape) -> bool:
    """Whether every contest of a table has one sheet, and its choices one row.

    Parameters
    ----------
    shape : LongShape
        Which columns are what.
    """
    if shape.office is None or shape.modes or shape.lists is not None:
        return False
    both = len(np.unique(codes_of([*shape.sheet, shape.office])))
    pairs = Counter(zip(shape.office.texts, shape.names(), strict=True))
    return both == shape.office.distinct > 1 and max(pairs.values()) == 1


def ranked(shape: LongShape) -> LongShape:
    """Give a table of one contest, whose choices are the first, the second ... candidate of each district.

    Parameters
    ----------
    shape : LongShape
        With one sheet for each contest.
    """
    seen: Counter[str] = Counter()
    texts = []
    for office, name in zip(shape.office.texts if shape.office else (), shape.names(), strict=True):
        if _kind(name) != "candidate":
            texts.append(name)
            continue
        seen[office] += 1
        texts.append(f"candidate {seen[office]}")
    choice = FileColumn.of(shape.choice.place, shape.choice.name, texts)
    return replace(shape, choice=choice, office=None, party=None, named=None)


def contests_alone(shape: LongShape, whole: Proposal, contests: Mapping[str, str]) -> list[Proposal]:
    """Give what is proposed for each contest: the choices are its own, all else is read as in every other.

    Parameters
    ----------
    shape : LongShape
        With one sheet for each contest.
    whole : Proposal
        Of the table that :func:`ranked` made of it.
    contests : mapping of str to str
        Text of the column of contests -> id; empty where it is left out.
    """
    rows: dict[str, dict[str, int]] = {}
    votes = np.nan_to_num(shape.votes.numbers)
    for office, name, number in zip(
        shape.office.texts if shape.office else (), shape.names(), votes, strict=True
    ):
        if name:
            rows.setdefault(office, {})[name] = int(number)
    doubts = tuple(doubt for doubt in whole.doubts if not doubt.key.startswith("contest."))
    base = replace(whole, totals={}, doubts=doubts)
    return [
        replace(base, choices=_choices(rows[text], name))
        for text, name in contests.items()
        if name and text in rows
    ]


def _choices(votes: Mapping[str, int], contest: str) -> tuple[ProposedChoice, ...]:
    kinds = [_kind(name) for name in votes]
    ids = choice_ids(list(votes), kinds)
    return tuple(
        ProposedChoice(made, name, kind, (name,), number, contest=contest)
        for made, (name, number), kind in zip(ids, votes.items(), kinds, strict=True)
    )


def _kind(name: str) -> str:
    word = meaning(name)
    return word if word in PAPERS and is_clear(name) else "candidate"

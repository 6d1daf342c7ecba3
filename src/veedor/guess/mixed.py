"""Two contests in one column of choices, which nothing names: those of everywhere, and those of each town.

Every station has rows of the same few candidates, and of others who stand in its town alone: for president
and for mayor. Read as one contest, the candidates of both would be rivals.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from veedor.guess.crossed import CONTESTS, KEY, PARTS
from veedor.guess.long_shape import TURNED, pivot
from veedor.guess.phrase import phrase
from veedor.guess.proposal import UNKNOWN, Doubt
from veedor.guess.questions import questions_of
from veedor.guess.words import meaning
from veedor.intake.toml import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from veedor.guess.columns import FileColumn
    from veedor.guess.long_shape import LongShape
    from veedor.guess.phrase import Phrase
    from veedor.guess.proposal import Proposal

RIVALS = 2
"""Choices of each contest, at the least."""

LEAST = 10
"""Sheets by which equal sums are told, at the least."""

EVERYWHERE = 0.95
"""Share of the sheets on which a choice of everywhere stands, and that have local ones."""

ALIKE = 0.3
"""Votes of the local choices of a sheet, as a share of those of the others, at the least, or the reverse."""


def ask_mixed(proposal: Proposal, shape: LongShape) -> Proposal:
    """Leave open of which contest the rows are, where choices of everywhere stand beside those of one place.

    Parameters
    ----------
    proposal : Proposal
        Of a long table with one contest.
    shape : LongShape
        Which columns are what.
    """
    if shape.office is not None or proposal.choice != shape.choice.name:
        return proposal
    if (found := _told_apart(proposal, [c for c in pivot(shape).columns if c.place >= TURNED])) is None:
        return proposal
    blocks, told = found
    texts = {name: names for names in blocks for name in names}
    asked = Doubt(
        KEY, phrase("ask.mixed", column=shape.choice.name, texts=blocks[0]), UNKNOWN, (CONTESTS, PARTS), told
    )
    return replace(
        proposal,
        settings={**proposal.settings, KEY: quoted(UNKNOWN)},
        doubts=(asked, *proposal.doubts),
        crossed={shape.choice.name: texts},
    )


def _told_apart(
    proposal: Proposal, columns: Sequence[FileColumn]
) -> tuple[list[tuple[str, ...]], Phrase] | None:
    """Give the choices of each contest, and what tells them apart; None where nothing does."""
    if questions := [*questions_of(c.name for c in columns).values()]:
        return questions, phrase("why.questions", texts=questions[0], n=len(questions) - 1)
    if blocks := _blocks([c for c in columns if not meaning(c.name)]):
        return blocks, phrase("why.mixed", texts=blocks[0], n=len(blocks) - 1)
    if runs := _with_equal_sums([c for c in columns if _is_of_ballots(proposal, c.name)]):
        return runs, phrase("why.equal_sums", texts=runs[0], n=len(runs) - 1)
    return None


def _blocks(columns: Sequence[FileColumn]) -> list[tuple[str, ...]] | None:
    """Give the choices of everywhere, then those of each place; None where they are of one contest."""
    if len(columns) < 3 * RIVALS:
        return None
    there = np.array([column.has_text for column in columns])
    wide = there.mean(axis=1) >= EVERYWHERE
    places: dict[bytes, list[int]] = {}
    for at in np.flatnonzero(~wide):
        places.setdefault(there[at].tobytes(), []).append(int(at))
    local = [one for one in places.values() if len(one) >= RIVALS]
    if wide.sum() < RIVALS or len(local) < 2 or len(local) < len(places):
        return None
    of_sheets = np.array([there[one[0]] for one in local]).sum(axis=0)
    if (of_sheets > 1).any() or (of_sheets == 1).mean() < EVERYWHERE or not _are_alike(columns, wide):
        return None
    groups: list[list[int]] = [np.flatnonzero(wide).tolist(), *local]
    return [tuple(columns[at].name for at in one) for one in groups]


def _is_of_ballots(proposal: Proposal, name: str) -> bool:
    """Whether a text of the choices is one of those that ballots are cast for, blank and null ones too."""
    return any(name in choice.published for choice in proposal.choices)


def _with_equal_sums(columns: Sequence[FileColumn]) -> list[tuple[str, ...]] | None:
    """Give the choices in runs whose sums are the same on nearly every sheet; None where there are none."""
    if len(columns) < 2 * RIVALS:
        return None
    sums = np.cumsum(np.nan_to_num(np.array([column.numbers for column in columns])), axis=0)
    sums = sums[:, sums[-1] > 0]
    if sums.shape[1] < LEAST:
        return None
    for end in range(RIVALS - 1, len(columns) - RIVALS):
        parts = np.median(sums[-1] / np.maximum(sums[end], 1))
        ends = [
            np.flatnonzero((sums == part * sums[end]).mean(axis=1) >= EVERYWHERE)
            for part in range(1, round(float(parts)) + 1)
        ]
        if len(ends) > 1 and all(len(one) for one in ends) and ends[-1][-1] == len(columns) - 1:
            cuts = [0, *(int(one[-1]) + 1 for one in ends)]
            runs = [tuple(c.name for c in columns[a:b]) for a, b in pairwise(cuts)]
            return runs if min(map(len, runs)) >= RIVALS else None
    return None


def _are_alike(columns: Sequence[FileColumn], wide: npt.NDArray[np.bool_]) -> bool:
    """Whether those of everywhere and those of one place have about as many votes on a sheet."""
    votes = np.nan_to_num(np.array([column.numbers for column in columns]))
    sums = np.array([votes[wide].sum(axis=0), votes[~wide].sum(axis=0)])
    most = sums.max(axis=0)
    return bool(np.median((sums.min(axis=0) / np.maximum(most, 1))[most > 0]) >= ALIKE)

"""Long tables in which two columns name the choice: the party, and what the votes of no party are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from veedor.guess.choice_columns import names_choices
from veedor.guess.columns import FileColumn
from veedor.guess.long_words import OFFICE, says
from veedor.guess.words import PAPERS, is_clear, meaning

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    import numpy.typing as npt

    from veedor.guess.columns import FileSample
    from veedor.guess.proposal import ProposedChoice

MOST_KINDS = 12
"""Different texts of a column of kinds, at the most."""


@dataclass(frozen=True)
class JoinedName:
    """How several columns name the choice together.

    Parameters
    ----------
    place : int
        Of the column that stands for all of them.
    template : str
        How the case joins them.
    published : mapping of str to tuple of str
        What a choice is called -> the texts that the template makes of it.
    people : frozenset of str
        Names of several parts, which are somebody's whatever their words mean: "White, Ann".
    """

    place: int
    template: str
    published: Mapping[str, tuple[str, ...]]
    people: frozenset[str] = frozenset()

    def over(self, choice: ProposedChoice) -> ProposedChoice:
        """Give a choice with all texts that the template makes of it."""
        texts = [text for name in choice.published for text in self.published.get(name, (name,))]
        return replace(choice, published=tuple(texts))

    def totals(self, totals: Mapping[str, str]) -> dict[str, str]:
        """Give the printed totals by the texts that the template makes of them."""
        return {text: told for name, told in totals.items() for text in self.published.get(name, (name,))}


def with_kinds(sample: FileSample) -> tuple[FileSample, JoinedName] | None:
    """Put what the votes of no party are in the place of its blank name: "EN BLANCO" in ``votos_tipo``.

    Parameters
    ----------
    sample : FileSample
        Rows of the table.

    Returns
    -------
    tuple of FileSample and JoinedName, or None
        The sample without the column of kinds; None where no two columns name the choice so.
    """
    for party in sample.columns:
        if not _may_lack(party):
            continue
        blank = ~party.has_text
        for kind in sample.columns:
            if kind is not party and _tells(kind, blank):
                return _joined(sample, party, kind)
    return None


def _may_lack(column: FileColumn) -> bool:
    """Whether a column names choices, and is blank in some rows."""
    if not names_choices(column.name) or says(OFFICE, column.name):
        return False
    letters = sum(any(c.isalpha() for c in text) for text in column.different)
    return 2 <= column.distinct <= 2 * letters and len(column.texts) / 3 < column.filled < len(column.texts)


def _tells(kind: FileColumn, blank: npt.NDArray[np.bool_]) -> bool:
    """Whether a column says of the rows without a party, and of no others, that they are blank or null."""
    if not 2 <= kind.distinct <= MOST_KINDS or kind.filled < len(kind.texts) or names_choices(kind.name):
        return False
    odd = {place for place, text in enumerate(kind.different) if meaning(text) in PAPERS and is_clear(text)}
    without, others = set(kind.codes[blank].tolist()), set(kind.codes[~blank].tolist())
    return bool(odd & without) and not without & others and not odd & others


def _joined(sample: FileSample, party: FileColumn, kind: FileColumn) -> tuple[FileSample, JoinedName]:
    texts = FileColumn.of(party.place, party.name, _names(party, kind))
    published: dict[str, dict[str, None]] = {}
    for one, other, name in zip(party.texts, kind.texts, texts.texts, strict=True):
        published.setdefault(name, {})[f"{one or '-'} {other}"] = None
    columns = tuple(texts if c is party else c for c in sample.columns if c is not kind)
    named = JoinedName(
        party.place,
        f"{{{party.name}|-}} {{{kind.name}}}",
        {name: tuple(told) for name, told in published.items()},
    )
    return replace(sample, columns=columns), named


def _names(party: FileColumn, kind: FileColumn) -> Iterator[str]:
    for one, other in zip(party.texts, kind.texts, strict=True):
        yield one or other

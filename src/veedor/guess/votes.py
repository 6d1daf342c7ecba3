"""Which columns of counts are votes, and for what: the addends of the printed total of candidates."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from veedor.guess.phrase import Phrase, phrase
from veedor.guess.proposal import UNKNOWN, Doubt
from veedor.guess.words import PAPERS

if TYPE_CHECKING:
    from veedor.guess.count_table import CountTable
    from veedor.guess.phrase import Answer

CHOICES = "contest.contest.choices"
NUMBERS = "source.official.numbers"


@dataclass
class Votes:
    """What the columns of counts are; all by their place in the table of counts.

    Parameters
    ----------
    kinds : dict of int to str
        Column -> kind of choice.
    together : list of tuple of int
        Columns that are parts of one choice.
    numbers : dict of str to tuple of int
        ``valid``, ``cast``, ``registered`` -> columns that are added.
    unused : dict of int to Phrase
        Column -> what it seems to be.
    doubts : list of Doubt
        What must be asked.
    core : int, optional
        The printed total whose addends are the candidates.
    unsure : Phrase, optional
        Why somebody must confirm the candidates.
    twice, apart : tuple of str
        By what columns differ that hold one count several times, or several contests or rounds.
    """

    kinds: dict[int, str] = field(default_factory=dict)
    together: list[tuple[int, ...]] = field(default_factory=list)
    numbers: dict[str, tuple[int, ...]] = field(default_factory=dict)
    unused: dict[int, Phrase] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    core: int | None = None
    unsure: Phrase | None = None
    twice: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()

    @property
    def candidates(self) -> list[int]:
        """The columns of candidates and lumps of others."""
        return [c for c, kind in self.kinds.items() if kind in {"candidate", "others"}]

    @property
    def counted(self) -> set[int]:
        """The columns of printed numbers."""
        return {c for columns in self.numbers.values() for c in columns}

    def ask_number(self, table: CountTable, column: int, key: str, reason: Phrase) -> None:
        """Ask whether a column is a printed number of a case that no other one is."""
        if key in self.numbers:
            return
        self.doubts.append(ask_number(key, table.name(column), (UNKNOWN,), reason))


def ask_number(key: str, name: str, others: tuple[Answer, ...], reason: Phrase) -> Doubt:
    """Ask whether a column is a printed number of a case: ``valid``, ``cast``, ``registered``."""
    return Doubt(f"{NUMBERS}.{key}", phrase(f"ask.number.{key}", column=name), name, others, reason)


def fill_zeros(table: CountTable, votes: Votes) -> None:
    """Take columns without any vote that stand between two candidates for candidates."""
    known = votes.candidates
    for column in range(min(known), max(known)):
        beside = column - 1 in votes.kinds and (column + 1 in votes.kinds or not table.votes([column + 1]))
        if beside and not table.votes([column]) and column not in votes.kinds and not table.word(column):
            votes.kinds[column] = "candidate"


def has_kind_words(table: CountTable) -> bool:
    """Whether some column is called blank or null votes."""
    return any(table.word(c) in PAPERS[:2] for c in range(len(table.columns)) if c not in table.sums.totals)

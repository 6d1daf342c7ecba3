"""A proposal: how a published file may be read, what proves it, and what must be asked.

Values only. What the columns are is told by :mod:`veedor.guess.propose`; how a proposal is written as a case
by :mod:`veedor.guess.draft`; whether it holds when the file is read by it, by :mod:`veedor.guess.trial`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.guess.phrase import Answer, Phrase
    from veedor.intake.case import FileForm

UNKNOWN = "?"
"""What stands for a value that must be asked; an import refuses it."""

Layout = Literal["wide", "long"]


@dataclass(frozen=True)
class Identity:
    """A column that is the sum of others.

    Parameters
    ----------
    total : str
        Name of the column.
    addends : tuple of str
        Names of the columns that add up to it.
    met : int
        Rows in which it holds.
    rows : int
        Rows in which all of its columns have a figure.
    """

    total: str
    addends: tuple[str, ...]
    met: int
    rows: int


@dataclass(frozen=True)
class ProposedChoice:
    """What a ballot can count for.

    Parameters
    ----------
    choice_id : str
        Distinct and readable, in the letters that an id may have.
    label : str
        As published.
    kind : str
        One of the kinds of a case: ``candidate``, ``others``, ``blank``, ``null``, ``none``, ``challenged``.
    published : tuple of str
        Names of columns (wide), or texts (long), whose votes are added.
    votes : int
        Their sum over the rows looked at.
    contest : str
        Id of the contest, where the file holds several.
    """

    choice_id: str
    label: str
    kind: str
    published: tuple[str, ...]
    votes: int = 0
    contest: str = ""


@dataclass(frozen=True)
class Doubt:
    """Something that the file does not prove.

    Parameters
    ----------
    key : str
        Key of the case file that it is about: ``source.official.sheet.id``.
    question : Phrase
        One sentence.
    proposed : Answer
        What is proposed, as it is written in the case; ``"?"`` where nothing can be.
    alternatives : tuple of Answer
        Other values that are possible, the likelier first.
    reason : Phrase, optional
        What speaks for and against it, with figures.
    """

    key: str
    question: Phrase
    proposed: Answer
    alternatives: tuple[Answer, ...] = ()
    reason: Phrase | None = None

    @property
    def open(self) -> bool:
        """Whether nothing could be proposed, so that the case cannot be read before it is answered."""
        return self.proposed == UNKNOWN


@dataclass(frozen=True)
class Unused:
    """A column that the proposal does not read.

    Parameters
    ----------
    name : str
        As published.
    reason : Phrase
        What it seems to be: a share, the number of its row, the sum of others.
    examples : tuple of str
        The first few different texts.
    """

    name: str
    reason: Phrase
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Proposal:
    """How a file may be read.

    Parameters
    ----------
    form : FileForm
        How the file is opened: name, member, worksheets, lines to skip, rows of the header, foot, encoding.
    layout : {"wide", "long"}
        What a row is.
    rows : int
        Rows looked at.
    sheet : str
        Column or template of the id of a sheet; ``"?"`` where none could be told.
    areas : mapping of str to str
        ``counted``, ``total``, ``observed``, ``pending`` -> column, where a row is an area and no sheet.
    levels : mapping of str to str
        Level of place -> column, widest first.
    fields : mapping of str to str
        Further columns: ``lat``, ``lon``, ``status``, ``verified_at``.
    status_words : mapping of str to str
        Published word -> state; ``"?"`` where it must be asked.
    numbers : mapping of str to tuple of str
        ``registered``, ``valid``, ``cast``, ``blank``, ``null`` -> the column, or those that are added.
    settings : mapping of str to str
        Further keys of the source -> value as TOML: ``numbers.thousands``, ``choices.several``.
    choices : tuple of ProposedChoice
        In the order of the file.
    choice, votes : str
        Columns of the long layout.
    totals : mapping of str to str
        Long layout: texts of ``choice`` that are printed totals -> meaning; empty where they are left out.
    contests : mapping of str to str
        Texts of ``contest_column`` -> id of the contest; empty where the file holds one.
    contest_column : str
        Column that tells the contest.
    identities : tuple of Identity
        Sums that hold in the file.
    doubts : tuple of Doubt
        What must be asked.
    unused : tuple of Unused
        Columns that are not read.
    crossed : mapping of str to mapping of str to tuple of str
        Column that may tell contests -> its texts -> texts of the choices that have rows there.
    """

    form: FileForm
    layout: Layout = "wide"
    rows: int = 0
    sheet: str = UNKNOWN
    levels: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    status_words: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[ProposedChoice, ...] = ()
    choice: str = ""
    votes: str = ""
    totals: Mapping[str, str] = field(default_factory=dict)
    contests: Mapping[str, str] = field(default_factory=dict)
    contest_column: str = ""
    identities: tuple[Identity, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    unused: tuple[Unused, ...] = ()
    areas: Mapping[str, str] = field(default_factory=dict)
    crossed: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

"""The papers that parties sign, and the seed that is made of what they open, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from veedor.audit.papers import FORMAT


@dataclass(frozen=True, slots=True)
class Agreement:
    """A party agrees to the plan, and seals its share of the seed.

    Parameters
    ----------
    plan_sha256 : str
        The plan.
    seal : str
        Hash of the party's digits (:func:`veedor.audit.seed.seal_of`), opened when every seal is there.
    """

    plan_sha256: str
    seal: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A party does not agree, and says why: part of the record."""

    plan_sha256: str
    reason: str


@dataclass(frozen=True, slots=True)
class Dice:
    """Dice thrown in public behind the seals and before the first of them is opened.

    Parameters
    ----------
    digits : str
        As many as the plan asks for.
    made : str
        How, where and when they were thrown.
    witnesses : tuple of str
        People who saw it.
    """

    digits: str
    made: str
    witnesses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenedShare:
    """The digits whose hash a party signed with the plan."""

    digits: str


@dataclass(frozen=True, slots=True)
class Countersignature:
    """A party has seen this seed and this draw."""

    seed_sha256: str
    draw_sha256: str


@dataclass(frozen=True, slots=True)
class Witness:
    """A party or an observer has seen everything up to a row of the journal, and adds nothing.

    Parameters
    ----------
    rows : int
        How many rows the journal had.
    """

    rows: int


@dataclass(frozen=True, slots=True)
class Interpretation:
    """Figures of a sheet as one person read them."""

    by: str
    votes: dict[str, int]


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """What was found on a drawn sheet.

    Parameters
    ----------
    sheet_id : str
        Which.
    status : str
        ``found`` (the figures are in ``entries``) or ``not_auditable`` (no paper, or not to be had).
    entries : tuple of Interpretation
        Readings by different people; they must agree to count as found.
    reason : str
        Why it could not be audited.
    draw_sha256 : str
        The draw that it belongs to.
    replaces : str
        Hash of an earlier record of the same sheet, by the same party, that this one corrects; or empty.
    settles : bool
        Whether it is a third reading, which decides where a quorum of parties signs the same.
    """

    sheet_id: str
    status: str
    entries: tuple[Interpretation, ...]
    reason: str
    draw_sha256: str
    replaces: str = ""
    settles: bool = False

    @property
    def votes(self) -> dict[str, int] | None:
        """The figures found, or None where there are none or the readings differ."""
        if self.status != "found" or not self.entries:
            return None
        first = self.entries[0].votes
        return first if all(entry.votes == first for entry in self.entries) else None


AnyContent = Agreement | Refusal | Dice | OpenedShare | Countersignature | AuditRecord | Witness
"""What a paper can hold."""
Content_co = TypeVar("Content_co", bound=AnyContent, covariant=True)

CONTENTS: dict[str, type[AnyContent]] = {
    "sign": Agreement,
    "refuse": Refusal,
    "dice": Dice,
    "open": OpenedShare,
    "countersign": Countersignature,
    "record": AuditRecord,
    "witness": Witness,
}
"""What a party can sign, by its step."""


@dataclass(frozen=True, slots=True)
class Paper(Generic[Content_co]):
    """What a party signs: who it is, which of its papers this is, and everything that came before.

    Parameters
    ----------
    step : str
        One of :data:`CONTENTS`.
    party : str
        Who signs: a party of the plan, or for a witness an observer.
    number : int
        Which of the party's papers in this audit, from 1: a copy shows which one is gone.
    before : str
        Hash of the last row of the journal, which fixes every paper before this one.
    at : str
        When, ISO 8601 with zone; never earlier than the paper before.
    content : Agreement, Refusal, Dice, OpenedShare, Countersignature, AuditRecord or Witness
        What is said.
    """

    step: str
    party: str
    number: int
    before: str
    at: str
    content: Content_co
    format: str = FORMAT


@dataclass(frozen=True, slots=True)
class Signed:
    """A paper with a good signature, and where it stands.

    Parameters
    ----------
    row : int
        Row of the journal, from 1.
    file : str
        Name of its file.
    sha256 : str
        Its hash.
    paper : Paper
        What its party signed.
    """

    row: int
    file: str
    sha256: str
    paper: Paper[AnyContent]


@dataclass(frozen=True, slots=True)
class Share:
    """One party's share of the seed.

    Parameters
    ----------
    party : str
        Whose.
    digits : str
        What it opened; or its seal, where it did not open.
    opened : bool
        Which of the two.
    """

    party: str
    digits: str
    opened: bool


@dataclass(frozen=True, slots=True)
class Seed:
    """The public seed: what anyone can mix again from the papers.

    Parameters
    ----------
    plan_sha256 : str
        The plan that it belongs to.
    shares : tuple of Share
        In the order in which the parties stand in the plan.
    dice : str
        Digits that were thrown, or empty.
    digits : str
        :func:`veedor.audit.seed.mix` of all of them.
    """

    plan_sha256: str
    shares: tuple[Share, ...]
    dice: str
    digits: str
    format: str = FORMAT

    @property
    def withheld(self) -> tuple[str, ...]:
        """Parties that did not open: each could choose between two seeds."""
        return tuple(share.party for share in self.shares if not share.opened)

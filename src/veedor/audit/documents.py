"""The papers of an audit: what is agreed, signed, drawn and recorded, as plain data.

Every paper is written as canonical JSON (keys sorted, no spaces, one line feed at the end), so that the same
content always has the same hash and two programs sign the same bytes. Fractions are text (``"1/20"``); no
float is ever written.
"""

from __future__ import annotations

import hashlib
import json
import stat
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar

from veedor.errors import AuditError
from veedor.model import AreaId, Assertion, AssertionKind, ChoiceId, Scope

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.audit.bounds import SheetBounds

FORMAT = "veedor-audit/2"
_LIMIT = 64 * 1024 * 1024
"""No honest paper of an audit is larger."""
_LIMIT_TABLE = 1024 * 1024 * 1024
"""No honest table (figures, draw) is larger: a million sheets have less than a tenth of it."""


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who is asked to agree.

    Parameters
    ----------
    name : str
        As it appears in the record.
    key : str
        Ed25519 public key: the line of a ``.pub`` file.
    """

    name: str
    key: str


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    """A choice as the committed figures name it."""

    choice_id: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Commitment:
    """The figures that are audited, fixed before anybody can know which will be looked at.

    Parameters
    ----------
    count_id : str
        Which count.
    file : str
        Name of the file of figures in the folder of the audit.
    sha256 : str
        Its hash.
    sheets : int
        How many expected sheets it has a row for.
    counted : int
        How many of them are counted: only they can be drawn.
    divisions : tuple of str
        Divisions whose areas it names, where the rule needs them.
    unnamed : int
        How many more sheets should exist that nobody knows by name: open, as if outstanding.
    most_ballots : int or None
        What the case states that no sheet can hold more of.
    """

    count_id: str
    file: str
    sha256: str
    sheets: int
    counted: int
    divisions: tuple[str, ...] = ()
    unnamed: int = 0
    most_ballots: int | None = None


@dataclass(frozen=True, slots=True)
class NotCounted:
    """Expected sheets that cannot be drawn, by state.

    Parameters
    ----------
    state : str
        ``outstanding`` or ``set aside`` (open: at their worst), or ``annulled`` (they hold nothing).
    sheets : int
        How many; outstanding ones include those that nobody names.
    ballots : int or None
        The most ballots that they can hold together; None where nothing bounds them.
    """

    state: str
    sheets: int
    ballots: int | None


@dataclass(frozen=True, slots=True)
class PlannedAssertion:
    """An assertion to be tested, with the sums that anyone can add up from the committed figures.

    ``counted``, ``taken``, ``slack``, ``bounds`` and ``largest`` are integers of 1/scale votes. ``slack`` is
    what open votes and blank cells leave of the slack on the counted sheets: ``counted - taken``.
    """

    assertion_id: str
    kind: str
    subject: str | None
    rival: str | None
    threshold: str
    base: str
    weights: dict[str, int]
    strict: bool
    scale: int
    registered_weight: int
    ballots_weight: int
    constant: int
    division: str | None
    area: str | None
    counted: int
    taken: int
    slack: int
    bounds: int
    largest: int


@dataclass(frozen=True, slots=True)
class Design:
    """How sheets are drawn and evidence is measured.

    Parameters
    ----------
    draw : str
        ``proportional`` (to the error bound, without replacement) or ``simple``.
    cap : str
        ``registered`` or ``cast``: how many ballots a sheet can hold.
    cap_reason : str
        Why the cap is safe, where it is not the registered voters.
    bet : str
        Share of the full bet, as a fraction.
    rule : str
        How evidence is weighed, one of :data:`veedor.audit.bets.RULES`.
    readings : int
        Readings by different people that a record of figures needs.
    risk_limit : str
        Largest acceptable risk, as a fraction.
    most_sheets : int or None
        After so many sheets the audit stops and everything is counted; None: never.
    strata : str
        Division or level of place whose areas are looked at apart, each in its own order; or empty.
    """

    draw: str = "proportional"
    cap: str = "registered"
    cap_reason: str = ""
    bet: str = "9/10"
    risk_limit: str = "1/20"
    most_sheets: int | None = None
    strata: str = ""
    rule: str = "share"
    readings: int = 2


@dataclass(frozen=True, slots=True)
class Plan:
    """What is agreed before the draw.

    Parameters
    ----------
    title : str
        What is audited, for people.
    question : str
        ``paper``: does the paper confirm the outcome? ``images``: do the published rows agree with the images
        of the sheets? The numbers are the same, the question is another.
    contest_id, rule_id, rule_sha256, variant, round : str
        What decides.
    outcome, winner_path : str
        The reported outcome, and the alternative of the rule that is to be confirmed: fixed before the draw.
    elected : tuple of str
        Choices that the outcome names.
    choices : tuple of ChoiceLine
        In the order of the columns of the committed figures.
    votes_allowed : int
        Votes that one ballot may give.
    valid_kinds : tuple of str
        Kinds of choice that the law calls valid.
    commitment : Commitment
        The figures.
    not_counted : tuple of NotCounted
        Expected sheets that cannot be drawn; the figures name them one by one.
    assertions : tuple of PlannedAssertion
        All must be confirmed.
    design : Design
        How.
    unauditable : tuple of str
        Counted sheets that are known to have no paper; they count at their worst.
    seed_procedure : str
        How the seed will be made, in public, after the signatures.
    parties : tuple of Party
        Who is asked to agree.
    quorum : int
        How many signatures the plan needs.
    format : str
        Format of this paper.
    """

    title: str
    question: str
    contest_id: str
    rule_id: str
    rule_sha256: str
    variant: str
    round: str
    outcome: str
    winner_path: str
    elected: tuple[str, ...]
    choices: tuple[ChoiceLine, ...]
    votes_allowed: int
    valid_kinds: tuple[str, ...]
    commitment: Commitment
    not_counted: tuple[NotCounted, ...]
    assertions: tuple[PlannedAssertion, ...]
    design: Design
    unauditable: tuple[str, ...]
    seed_procedure: str
    parties: tuple[Party, ...]
    quorum: int
    format: str = FORMAT

    @property
    def risk_limit(self) -> Fraction:
        """Largest acceptable risk."""
        return Fraction(self.design.risk_limit)

    def party(self, name: str) -> Party:
        """Give a party by name.

        Raises
        ------
        AuditError
            Where the plan names no such party.
        """
        for party in self.parties:
            if party.name == name:
                return party
        known = ", ".join(repr(party.name) for party in self.parties)
        raise AuditError(f"The plan names no party {name!r}.", remedy=f"It names {known}.")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A party that does not agree, and why: part of the record."""

    party: str
    reason: str
    plan_sha256: str
    format: str = FORMAT


@dataclass(frozen=True, slots=True)
class Seed:
    """The public seed.

    Parameters
    ----------
    digits : str
        At least twenty decimal digits.
    made : str
        How, where, when and before whom.
    witnesses : tuple of str
        Who saw it.
    plan_sha256 : str
        The plan that it belongs to.
    """

    digits: str
    made: str
    witnesses: tuple[str, ...]
    plan_sha256: str
    format: str = FORMAT


@dataclass(frozen=True, slots=True)
class Entry:
    """Figures of a sheet as one person read them."""

    by: str
    votes: dict[str, int]


@dataclass(frozen=True, slots=True)
class Record:
    """What was found on a drawn sheet.

    Parameters
    ----------
    sheet_id : str
        Which.
    status : str
        ``found`` (the figures are in ``entries``) or ``not_auditable`` (no paper, or not to be had).
    entries : tuple of Entry
        Readings by different people; they must agree to count as found.
    reason : str
        Why it could not be audited.
    draw_sha256 : str
        The draw that it belongs to.
    replaces : str
        Hash of an earlier record of the same sheet that this one corrects, or empty.
    """

    sheet_id: str
    status: str
    entries: tuple[Entry, ...]
    reason: str
    draw_sha256: str
    replaces: str = ""
    format: str = FORMAT

    @property
    def votes(self) -> dict[str, int] | None:
        """The figures found, or None where there are none or the readings differ."""
        if self.status != "found" or not self.entries:
            return None
        first = self.entries[0].votes
        return first if all(entry.votes == first for entry in self.entries) else None


@dataclass(frozen=True, slots=True)
class Witness:
    """What a party saw: everything up to a line of the journal.

    Parameters
    ----------
    party : str
        Who.
    lines : int
        How many lines the journal had.
    head : str
        Hash of the last of them, which fixes all of them.
    """

    party: str
    lines: int
    head: str
    format: str = FORMAT


def planned(bounds: SheetBounds) -> PlannedAssertion:
    """Write an assertion with its sums into a plan."""
    a = bounds.assertion
    return PlannedAssertion(
        a.assertion_id,
        str(a.kind),
        a.subject,
        a.rival,
        str(a.threshold),
        a.base,
        {str(choice): weight for choice, weight in a.weights.items()},
        a.strict,
        a.scale,
        a.registered_weight,
        a.ballots_weight,
        a.constant,
        a.scope.division if a.scope else None,
        a.scope.area if a.scope else None,
        bounds.counted,
        bounds.counted - bounds.slack,
        bounds.slack,
        bounds.total,
        bounds.largest,
    )


def assertion_of(line: PlannedAssertion) -> Assertion:
    """Read an assertion back from a plan."""
    scope = None
    if line.division is not None and line.area is not None:
        scope = Scope(line.division, AreaId(line.area))
    return Assertion(
        line.assertion_id,
        AssertionKind(line.kind),
        None if line.subject is None else ChoiceId(line.subject),
        None if line.rival is None else ChoiceId(line.rival),
        Fraction(line.threshold),
        line.base,
        {ChoiceId(choice): weight for choice, weight in line.weights.items()},
        line.strict,
        line.scale,
        line.registered_weight,
        line.constant,
        scope,
        line.ballots_weight,
    )


Paper = TypeVar("Paper", Plan, Refusal, Seed, Record, Witness)


def to_bytes(paper: Plan | Refusal | Seed | Record | Witness) -> bytes:
    """Write a paper as canonical JSON."""
    return canonical(asdict(paper))


def canonical(content: dict[str, Any]) -> bytes:
    """Write plain data as canonical JSON: the bytes that are hashed and signed."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return (text + "\n").encode()


def from_bytes(kind: type[Paper], content: bytes, name: str) -> Paper:
    """Read a paper.

    Parameters
    ----------
    kind : type
        Which paper it should be.
    content : bytes
        What the file holds.
    name : str
        Name of the file, for messages.

    Raises
    ------
    AuditError
        Where it is no such paper, or is not written canonically (so that its hash would be another).
    """
    import msgspec

    if len(content) > _LIMIT:
        raise AuditError(f"{name} is larger than any honest {kind.__name__.lower()} ({len(content)} bytes).")
    try:
        paper = msgspec.json.decode(content, type=kind)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise AuditError(
            f"{name} is no {kind.__name__.lower()}: {error}.", remedy="Take it again from its signed copy."
        ) from None
    if to_bytes(paper) != content:
        raise AuditError(
            f"{name} is not written canonically, or has keys that a {kind.__name__.lower()} does not have.",
            remedy="Take it again from its signed copy; papers of an audit are never edited by hand.",
        )
    return paper


def sha256(content: bytes) -> str:
    """Give the hash of a paper as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def read(folder: Path, name: str) -> bytes:
    """Read a file of the folder of an audit.

    Raises
    ------
    AuditError
        Where it is not there, lies outside the folder, is a link or no ordinary file, or is far too large.
    """
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts or "\\" in name or "\0" in name:
        raise AuditError(f"{name[:80]!r} is no name of a file of an audit.")
    path = folder / name
    try:
        about = path.lstat()
        linked = any(parent.is_symlink() for parent in [path, *path.parents[: len(parts) - 1]])
        if linked or not stat.S_ISREG(about.st_mode):
            raise AuditError(
                f"{name} is a link or no ordinary file.", remedy="Put the file itself into the folder."
            )
        if about.st_size > (_LIMIT_TABLE if name.endswith(".csv") else _LIMIT):
            raise AuditError(f"{name} is larger than any honest file of an audit.")
        return path.read_bytes()
    except OSError:
        raise AuditError(
            f"{name} is missing from {folder}.", remedy="The step that makes it comes first."
        ) from None

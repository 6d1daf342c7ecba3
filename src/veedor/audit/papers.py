"""The papers of an audit: what is agreed, signed, drawn and recorded, as plain data.

How they are written, to the byte, stands in :mod:`veedor.audit.canonical`. Fractions are text (``"1/20"``);
no float is ever written.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from veedor.audit.design import Design, fraction_of
from veedor.errors import AuditError
from veedor.sentence import sentence

FORMAT = "veedor-audit/4"


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who is asked to agree, or who observes.

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
    file : str
        Name of the file of figures in the folder of the audit.
    sha256 : str
        Its hash.
    sealed : bool
        Whether the figures are shown after the sheets were looked at: until then there is only their hash.
    """

    file: str
    sha256: str
    sealed: bool = False


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
class PlannedContest:
    """A contest of a plan: what was reported of it, and what is to be confirmed.

    Parameters
    ----------
    contest_id, title, rule_id, variant, round : str
        What was voted on, and what decides.
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
    count_id : str
        Which count.
    sheets, counted : int
        How many expected sheets the figures have a row for, and how many of them are counted: only those can
        be drawn.
    divisions : tuple of str
        Divisions whose areas the figures name, where the rule, or a list of ballots, has them.
    unnamed : int
        How many more sheets should exist that nobody knows by name: open, as if outstanding.
    most_ballots : int or None
        What the case states that no sheet can hold more of.
    not_counted : tuple of NotCounted
        Expected sheets that cannot be drawn; the figures name them one by one.
    totals : mapping of str to int
        Reported votes by choice, where ballots are polled: no figures of theirs add up to them.
    assertions : tuple of PlannedAssertion
        All must be confirmed.
    """

    contest_id: str
    title: str
    rule_id: str
    variant: str
    round: str
    outcome: str
    winner_path: str
    elected: tuple[str, ...]
    choices: tuple[ChoiceLine, ...]
    votes_allowed: int
    valid_kinds: tuple[str, ...]
    count_id: str
    sheets: int
    counted: int
    divisions: tuple[str, ...]
    unnamed: int
    most_ballots: int | None
    not_counted: tuple[NotCounted, ...]
    totals: dict[str, int]
    assertions: tuple[PlannedAssertion, ...]


@dataclass(frozen=True, slots=True)
class AuditPlan:
    """What is agreed before the draw.

    Parameters
    ----------
    title : str
        What is audited, for people.
    question : str
        ``paper``: does the paper confirm the outcome? ``images``: do the published rows agree with the images
        of the sheets? The numbers are the same, the question is another.
    contests : tuple of PlannedContest
        What one sample confirms; at least one.
    commitment : Commitment
        The figures of all of them.
    rule_sha256 : str
        Hash of the file of the rules, as they were applied.
    design : Design
        How.
    unauditable : tuple of str
        Counted sheets that are known to have no paper; they count at their worst.
    seed_procedure : str
        How the seed will be made, after the signatures.
    parties : tuple of Party
        Who is asked to agree.
    quorum : int
        How many signatures the plan needs; the draw and a third reading of a sheet need as many.
    place : str
        Where the one folder of this audit is kept and published: who is shown another folder can ask there.
    nonce : str
        64 hexadecimal digits that no other plan has.
    observers : tuple of Party
        Who may witness and does not decide.
    dice : int
        Digits to be thrown in public besides the parties' own; 0: none.
    format : str
        Format of this paper.
    """

    title: str
    question: str
    contests: tuple[PlannedContest, ...]
    commitment: Commitment
    rule_sha256: str
    design: Design
    unauditable: tuple[str, ...]
    seed_procedure: str
    parties: tuple[Party, ...]
    quorum: int
    place: str
    nonce: str
    observers: tuple[Party, ...] = ()
    dice: int = 0
    format: str = FORMAT

    @property
    def columns(self) -> tuple[tuple[str, ...], ...]:
        """Names of the figures of each contest on forms and in records: of its choices.

        Of several contests with the contest before each: ``CONTEST:CHOICE``.
        """
        alone = len(self.contests) == 1
        return tuple(
            tuple(c.choice_id if alone else f"{of.contest_id}:{c.choice_id}" for c in of.choices)
            for of in self.contests
        )

    @property
    def assertions(self) -> tuple[PlannedAssertion, ...]:
        """Those of all contests, in their order."""
        return tuple(line for of in self.contests for line in of.assertions)

    @property
    def risk_limit(self) -> Fraction:
        """Largest acceptable risk."""
        return fraction_of(sentence("risk limit"), self.design.risk_limit)

    @property
    def everybody(self) -> tuple[Party, ...]:
        """Parties and observers."""
        return (*self.parties, *self.observers)

    def party(self, name: str) -> Party:
        """Return a party or an observer by name.

        Raises
        ------
        AuditError
            Where the plan names nobody so.
        """
        for party in self.everybody:
            if party.name == name:
                return party
        known = ", ".join(repr(party.name) for party in self.everybody)
        raise AuditError(
            sentence("The plan names no party {name!r}.", name=name),
            remedy=sentence("It names {known}.", known=known),
        )

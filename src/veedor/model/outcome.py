"""What a rule says of a count."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from veedor.model.ids import ChoiceId


class OutcomeKind(StrEnum):
    """The ways in which a round can end."""

    ELECTED = "elected"
    RUNOFF = "runoff"
    VOID = "void"
    TIE = "tie"
    OTHER_BODY = "other_body"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule says of a count.

    Parameters
    ----------
    kind : OutcomeKind
        How the round ended.
    choices : tuple of ChoiceId
        Those elected, or who advance, in order of votes; those who tie; else empty. Of a referendum the side
        that prevails.
    round : str
        Name of the round in the rule.
    alternative : str, optional
        By which alternative the winner was elected.
    reason : str, optional
        Why it is void or undetermined, or how a tie is broken.
    body : str, optional
        Which other body decides.
    sure : tuple of ChoiceId
        Where several are elected and equal votes leave the last places open: those elected in any case.
    approves : bool, optional
        Of a referendum whether the proposal is approved; absent of an election, and of a void vote.
    """

    kind: OutcomeKind
    choices: tuple[ChoiceId, ...]
    round: str
    alternative: str | None = None
    reason: str | None = None
    body: str | None = None
    sure: tuple[ChoiceId, ...] = ()
    approves: bool | None = None

    @property
    def elected(self) -> tuple[ChoiceId, ...]:
        """All who are elected in any case, in order of votes."""
        return self.choices if self.kind is OutcomeKind.ELECTED else self.sure

    @property
    def winner(self) -> ChoiceId | None:
        """The elected one, if one is elected alone."""
        return self.choices[0] if self.kind is OutcomeKind.ELECTED and len(self.choices) == 1 else None

    def same_as(self, other: Outcome) -> bool:
        """Whether two outcomes put the same people in the same position, by whatever alternative."""
        return (
            self.kind is other.kind
            and frozenset(self.choices) == frozenset(other.choices)
            and frozenset(self.sure) == frozenset(other.sure)
        )

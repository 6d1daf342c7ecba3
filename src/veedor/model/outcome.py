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
        The elected one; those who advance, in order of votes; those who tie; else empty.
    round : str
        Name of the round in the rule.
    alternative : str, optional
        By which alternative the winner was elected.
    reason : str, optional
        Why it is void or undetermined, or how a tie is broken.
    body : str, optional
        Which other body decides.
    """

    kind: OutcomeKind
    choices: tuple[ChoiceId, ...]
    round: str
    alternative: str | None = None
    reason: str | None = None
    body: str | None = None

    @property
    def winner(self) -> ChoiceId | None:
        """The elected one, if anybody was elected."""
        return self.choices[0] if self.kind is OutcomeKind.ELECTED else None

    def same_as(self, other: Outcome) -> bool:
        """Whether two outcomes put the same people in the same position, by whatever alternative."""
        return self.kind is other.kind and frozenset(self.choices) == frozenset(other.choices)

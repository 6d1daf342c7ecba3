"""What is voted on, and what a ballot can count for."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.model.ids import ChoiceId, ContestId


class Kind(StrEnum):
    """The kinds of choice. Laws differ in which of them a share is taken of."""

    CANDIDATE = "candidate"
    BLANK = "blank"
    NULL = "null"
    """Spoiled or invalid."""
    NONE = "none"
    """An explicit vote for none of the candidates."""
    CHALLENGED = "challenged"
    """Set apart for a decision later."""
    OTHERS = "others"
    """Several candidates published as one figure: valid votes, of which nobody can lead or win."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something a ballot can count for.

    Parameters
    ----------
    choice_id : ChoiceId
        Short stable name.
    label : str
        As published.
    kind : Kind
        Which kind of choice it is.
    candidate : str
        Who stands for it, where the label is that of a party.
    colour : str
        ``#RRGGBB``, where whoever made the case fixed one.
    """

    choice_id: ChoiceId
    label: str
    kind: Kind = Kind.CANDIDATE
    candidate: str = ""
    colour: str = ""


@dataclass(frozen=True)
class Contest:
    """What is voted on.

    Parameters
    ----------
    contest_id : ContestId
        Short stable name.
    title : str
        For people.
    choices : tuple of Choice
        In the order of the ballot paper.
    valid_kinds : frozenset of Kind
        What the rule of the contest calls valid: candidates and lumps of others, and blank votes where the
        law says so (Colombia, Uruguay).
    votes_allowed : int
        Votes that one ballot may give, each to another choice.
    titles : mapping of str to str
        The title in languages, by their codes; no part of what the contest is.
    """

    contest_id: ContestId
    title: str
    choices: tuple[Choice, ...]
    valid_kinds: frozenset[Kind] = frozenset({Kind.CANDIDATE, Kind.OTHERS})
    votes_allowed: int = 1
    titles: Mapping[str, str] = field(default_factory=dict, compare=False)

    @cached_property
    def candidates(self) -> tuple[ChoiceId, ...]:
        """The choices that can win, in ballot order."""
        return self.of_kind(Kind.CANDIDATE)

    @cached_property
    def kinds(self) -> dict[ChoiceId, Kind]:
        """The kind of each choice."""
        return {choice.choice_id: choice.kind for choice in self.choices}

    def of_kind(self, *kinds: Kind) -> tuple[ChoiceId, ...]:
        """Return the choices of some kinds, in ballot order."""
        return tuple(choice.choice_id for choice in self.choices if choice.kind in kinds)

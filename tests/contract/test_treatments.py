"""What every registered treatment keeps: its losses are what its contents give, and none loses more."""

from __future__ import annotations

from importlib import import_module
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from property.test_stakes_brute import counts, rule
from stakes.build_stakes import count
from veedor.errors import MissingDataError, QuestionError
from veedor.report.wording import Wording
from veedor.rules import Decision, explain
from veedor.stakes import TREATMENTS, Treatment, register, smallest_flip, stake_of, treatment_of
from veedor.stakes.treated import Treated
from veedor.stakes.treatments import Fixed, Setting, VoteChange
from veedor.stakes.units import units_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.count import Sheets
    from veedor.model import Assertion

EVERY = pytest.mark.parametrize("treatment", TREATMENTS.values(), ids=list(TREATMENTS))
FEW = settings(max_examples=25, deadline=None)


def decision(sheets: Sheets) -> Decision:
    """What a law with shares, leads and regions makes of a count."""
    return explain(rule("spread"), sheets.tally(("region",)))


def assertions(sheets: Sheets) -> list[Assertion]:
    """Assertions of the whole country and of areas."""
    found: dict[str, Assertion] = {}
    for ground in decision(sheets).grounds:
        members = (member for quorum in ground.quorums for member in quorum.members)
        found |= {a.assertion_id: a for a in (*ground.assertions, *members)}
    return list(found.values())


def treated(sheets: Sheets, treatment: Treatment, pair: tuple[int, int]) -> Treated:
    """Put every sheet of a count under a treatment."""
    donor, receiver = (sheets.contest.candidates[i] for i in pair)
    bound = np.maximum(sheets.registered, sheets.cast)
    return Treated(treatment, Setting(sheets, donor, receiver, units_of(sheets), bound))


def value(sheets: Sheets, assertion: Assertion, votes: np.ndarray) -> np.ndarray:
    """What each sheet adds to an assertion when it holds these votes, by the words of the law."""
    added: np.ndarray = votes @ np.array(assertion.vector(c.choice_id for c in sheets.contest.choices))
    if assertion.scope is None:
        return added
    inside: np.ndarray = sheets.member_of(assertion.scope.division) == assertion.scope.area
    return np.where(inside, added, 0)


def possible(under: Treated, row: int) -> Iterator[np.ndarray]:
    """Every content that a free treatment allows one sheet, tried one by one."""
    allowed, most = list(under.allowed), int(under.capacity[row])
    for way in product(range(most + 1), repeat=len(allowed)):
        if sum(way) == most or (under.at_most and sum(way) < most):
            votes = under.setting.sheets.votes[row].copy()
            votes[allowed] = way
            yield votes


PAIRS = st.sampled_from([(0, 1), (1, 0), (2, 0), (1, 2)])


@pytest.mark.slow(but=5)
@EVERY
@FEW
@given(sheets=counts(), pair=PAIRS)
def test_losses_are_what_the_contents_take(
    treatment: Treatment, sheets: Sheets, pair: tuple[int, int]
) -> None:
    under = treated(sheets, treatment, pair)
    rows = np.arange(len(sheets))
    every = assertions(sheets)
    for aimed in every[:3]:
        aim = ((aimed, 1),)
        contents = under.contents(rows, aim)
        assert (contents >= 0).all()
        assert (contents.sum(axis=1) <= np.maximum(sheets.cast, under.setting.bound)).all()
        for assertion in every:
            before, after = (value(sheets, assertion, votes) for votes in (sheets.votes, contents))
            assert (under.losses(assertion, aim) == before - after).all()


@EVERY
@FEW
@given(sheets=counts(most=3, largest=1), pair=PAIRS)
def test_no_content_loses_more_than_the_worst(
    treatment: Treatment, sheets: Sheets, pair: tuple[int, int]
) -> None:
    under = treated(sheets, treatment, pair)
    if not treatment.free:
        return
    for assertion in assertions(sheets):
        before, losses = value(sheets, assertion, sheets.votes), under.losses(assertion)
        for row in range(len(sheets)):
            after = min(of_one(sheets, assertion, votes, row) for votes in possible(under, row))
            assert losses[row] == before[row] - after


def of_one(sheets: Sheets, assertion: Assertion, votes: np.ndarray, row: int) -> int:
    """What one sheet adds to an assertion when it holds these votes."""
    every = sheets.votes.copy()
    every[row] = votes
    return int(value(sheets, assertion, every)[row])


@EVERY
def test_it_says_what_it_needs_and_has_words(treatment: Treatment) -> None:
    bare = count([[6, 1, 0, 0, 0], [5, 1, 0, 0, 0]])
    stake = stake_of(bare, explain(rule("first"), bare.tally()))
    if treatment.needs_registered:
        with pytest.raises(MissingDataError, match="needs registered voters"):
            smallest_flip(stake, treatment)
    else:
        assert smallest_flip(stake, treatment) is not None
    for lang in ("en", "es"):
        assert Wording(lang).text(f"stakes.treatment.{treatment}")


def test_a_name_that_is_not_registered_is_refused_and_a_name_is_given_once() -> None:
    bare = count([[6, 1, 0, 0, 0], [5, 1, 0, 0, 0]])
    stake = stake_of(bare, explain(rule("first"), bare.tally()))
    with pytest.raises(QuestionError, match=r"no treatment 'anul'.*'annul'"):
        smallest_flip(stake, "anul")
    with pytest.raises(ValueError, match="'annul' already"):
        register(Fixed("annul", change=lambda s: VoteChange([], s.sheets.votes[:, []])))


def test_one_of_the_users_own_is_proven_like_any_other() -> None:
    """Half of the donor's votes are struck, rounded down."""

    def halved(setting: Setting) -> VoteChange:
        donor, _ = setting.columns
        return VoteChange([donor], -(setting.sheets.votes[:, [donor]] // 2))

    sheets = count([[10, 0, 0, 0, 0], [6, 4, 0, 0, 0], [1, 9, 0, 0, 0]])
    stake = stake_of(sheets, explain(rule("first"), sheets.tally()))
    half = Fixed("half", change=halved)
    assert treatment_of(half) is half
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(import_module("veedor.stakes.treatments"), "_REGISTER", {})
        assert register(half) is half
    flip = smallest_flip(stake, half)
    assert (flip.chosen, flip.exact) == (("0001",), True)  # 17 to 13: five votes less are enough

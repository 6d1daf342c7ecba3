"""Stakes on top of what is open, in the round of the case, and with sheets that nothing bounds."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from count.build_states import OPEN, counted, every_state
from veedor.errors import MissingDataError
from veedor.model import ChoiceId, OutcomeKind
from veedor.report.wording import Wording
from veedor.stakes import (
    Flips,
    InDoubt,
    NamedSet,
    StakesRequest,
    Word,
    at_stake,
    smallest_flip,
    stake_of,
)

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.case import Case
    from veedor.model import Result

ANNUL = StakesRequest(treatments=("annul",))


def flips(case: Case, asked: StakesRequest = ANNUL) -> Flips:
    found = case.stakes(asked)
    assert isinstance(found, Flips)
    return found


def says(result: Result) -> list[str]:
    """Every key said; each sentence has all its figures in both languages."""
    for lang in ("en", "es"):
        words = Wording(lang).of(result.contest)  # type: ignore[attr-defined]
        for finding in result.findings:
            said = words.say(finding)
            assert said != finding.says
            assert "{" not in said
    return [finding.says for finding in result.findings]


def test_the_open_sheets_are_at_their_worst_before_any_counted_one_is_in_doubt(tmp_path: Path) -> None:
    # a lead of 640; an absent, a blank, a pending and a set aside sheet of 100 voters each leave 240
    result = flips(every_state(tmp_path / "case", counted(80, 0) | OPEN))
    assert says(result)[0] == "stakes.open.stands"
    figures = {f.name: f.value for f in result.findings[0].figures}
    assert (figures["outstanding"], figures["set_aside"], figures["open_ballots"]) == (3, 1, 400)
    assert (figures["slack_before"], figures["open_takes"], figures["slack_left"]) == (640, 400, 240)
    (flip,) = result.flips
    assert flip.exact
    assert flip.upper == 3  # each takes 80 of 240, and no lead is no win


def test_the_smallest_number_is_what_trying_every_set_gives(tmp_path: Path) -> None:
    case = every_state(tmp_path / "case", counted(71, 6, sheets=7) | OPEN)
    states = case.select().states
    lead = [int(a - b) for a, b, _ in states.counted.votes.tolist()]
    room = sum(group.ballots or 0 for group in case.select().tally.open)
    tries = (k for k in range(8) for gone in combinations(lead, k) if sum(lead) - sum(gone) - room <= 0)
    (flip,) = flips(case).flips
    assert flip.exact
    assert flip.upper == next(tries)


def test_an_outcome_that_the_open_sheets_can_change_needs_no_sheet_in_doubt(tmp_path: Path) -> None:
    case = every_state(tmp_path / "case", counted(50, 20) | OPEN)
    result = flips(case, StakesRequest())
    assert says(result)[0] == "stakes.open.undetermined"
    assert {(flip.lower, flip.upper) for flip in result.flips} == {(0, 0)}
    assert set(says(result)[1:]) == {"stakes.flip.undetermined"}
    proven = flips(case, StakesRequest(treatments=("annul",), solver=True)).flips
    assert [(flip.lower, flip.upper) for flip in proven] == [(0, 0)]
    doubt = case.stakes(StakesRequest(treatments=("annul",), number=2))
    assert isinstance(doubt, InDoubt)
    assert doubt.answers[0].chance.probability == 1
    assert "stakes.worst.undetermined" in says(doubt)
    named = case.stakes(StakesRequest(sheets=("01", "02")))
    assert isinstance(named, NamedSet)
    assert {effect.word for effect in named.effects} == {Word.OPEN}
    assert "stakes.set.undetermined" in says(named)


def test_nothing_bounds_an_open_sheet_without_voters(tmp_path: Path) -> None:
    case = every_state(tmp_path / "case", counted(80, 0) | OPEN, voters={"09": "0"})
    result = flips(case)
    assert says(result)[0] == "stakes.open.unbounded"
    assert result.flips[0].upper == 0
    named = case.stakes(StakesRequest(sheets=("01", "02")))
    assert isinstance(named, NamedSet)
    assert named.block is None
    assert named.lost is None
    assert says(named)


def test_a_set_that_leaves_it_to_the_open_sheets_could_and_one_beyond_them_would(tmp_path: Path) -> None:
    case = every_state(tmp_path / "case", counted(80, 0) | OPEN)
    named = case.stakes(StakesRequest(treatments=("annul", "swap"), sheets=("01", "02", "03", "04")))
    assert isinstance(named, NamedSet)
    assert [effect.word for effect in named.effects] == [Word.COULD, Word.COULD]
    assert "stakes.set.leaves_open" in says(named)
    every = case.stakes(StakesRequest(treatments=("swap",), sheets=tuple(f"{i:02d}" for i in range(1, 9))))
    assert isinstance(every, NamedSet)
    assert every.effects[0].word is Word.WOULD  # 640 behind, and the open sheets hold 400
    assert every.effects[0].outcome is not None
    assert every.effects[0].outcome.winner == ChoiceId("brandt")


def test_a_count_without_open_sheets_is_as_before(tmp_path: Path) -> None:
    case = every_state(tmp_path / "case", counted(80, 0), roll=[f"{i:02d}" for i in range(1, 9)])
    result = flips(case)
    assert says(result) == ["stakes.flip.exact"]
    assert result.flips[0].upper == 8
    bare = stake_of(case.select().states.counted, case.select().decision)
    assert smallest_flip(bare, "annul").upper == 8


@pytest.mark.parametrize("treatment", ["anything", "abstainers"])
def test_a_counted_sheet_without_voters_has_no_bound_and_the_number_is_not_exact(
    tmp_path: Path, treatment: str
) -> None:
    roll = [f"{i:02d}" for i in range(1, 9)]
    case = every_state(tmp_path / "case", counted(50, 20), roll=roll, voters={"03": "0"})
    result = flips(case, StakesRequest(treatments=(treatment,)))
    (flip,) = result.flips
    assert flip.problem.unbounded == 1
    assert flip.lower == 1
    assert flip.upper is None or flip.upper > 1
    assert flip.word(1) is Word.OPEN
    assert "stakes.no_bound" in says(result)
    capped = every_state(
        tmp_path / "capped",
        counted(50, 20),
        roll=roll,
        voters={"03": "0"},
        contest='expected = ["roll"]\nmost_ballots = 100',
    )
    found = flips(capped, StakesRequest(treatments=(treatment,)))
    assert found.flips[0].problem.unbounded == 0
    assert "stakes.no_bound" not in says(found)


def test_no_sheet_with_voters_leaves_the_treatments_out(tmp_path: Path) -> None:
    roll = [f"{i:02d}" for i in range(1, 9)]
    case = every_state(tmp_path / "case", counted(50, 20), roll=roll, voters=dict.fromkeys(roll, "0"))
    assert flips(case, StakesRequest()).left_out == ("abstainers", "anything")
    with pytest.raises(MissingDataError, match="none of the 8 counted sheets"):
        case.stakes(StakesRequest(treatments=("anything",)))


def test_the_round_of_the_case_is_the_one_that_is_asked_of(tmp_path: Path) -> None:
    case = every_state(
        tmp_path / "case",
        {"01": ("Counted", 30, 4), "02": ("Counted", 11, 22), "03": ("Counted", 12, 24)},
        roll=["01", "02", "03"],
        contest='expected = ["roll"]\nround = "runoff"',
    )
    assert case.outcome().outcome.kind is OutcomeKind.ELECTED
    (flip,) = flips(case).flips
    assert flip.upper == 1
    assert flip.outcome is not None
    assert flip.outcome.round == "runoff"


def test_where_nothing_bounds_what_is_open_no_loss_is_needed(tmp_path: Path) -> None:
    bounded, unbounded = (
        at_stake(every_state(tmp_path / name, counted(80, 0) | OPEN, voters=voters).select())
        for name, voters in (("a", {}), ("b", {"09": "0"}))
    )
    assert (bounded.worst(bounded.binding), bounded.need(bounded.binding)) == (240, 240)
    assert bounded.taken == 400
    assert unbounded.worst(unbounded.binding) is None
    assert unbounded.need(unbounded.binding) == 0
    assert unbounded.taken is None

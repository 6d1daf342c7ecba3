"""The stakes of Bolivia 2019: the figures of the official count, each known beforehand."""

from __future__ import annotations

import csv
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from veedor.model import OutcomeKind, Tally
from veedor.stakes import (
    TREATMENTS,
    StakesRequest,
    Treatment,
    Word,
    block,
    can_flip,
    doubt,
    effect,
    lost,
    named,
    named_rows,
    prove,
    share_of,
    smallest_flip,
    stake_of,
    where,
)

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.arrays import Ints
    from veedor.case import Case
    from veedor.count import Sheets
    from veedor.stakes import Stake

pytestmark = pytest.mark.real
FIRST = "preliminary@2019-10-20T19:40:57"


@pytest.fixture(scope="module")
def stake(bolivia: Case, official: Sheets) -> Stake:
    return stake_of(official, bolivia.select().decision)


@pytest.fixture(scope="module")
def late(bolivia: Case, official: Sheets) -> Ints:
    count, snapshot = bolivia.election.state(FIRST)
    first = bolivia.select(count, snapshot=snapshot).sheets
    return np.flatnonzero(~np.isin(official.ids, first.ids)).astype(np.int64)


@pytest.fixture(scope="module")
def burnt(public_data: Path, official: Sheets) -> Ints:
    with (public_data / "computo-potosi-quemadas.csv").open(encoding="utf-8-sig", newline="") as lines:
        ids = [r["NumMesa"] for r in csv.DictReader(lines) if r["ElecActa"].startswith("Presidente")]
    return named_rows(official, ids)


def lead(stake: Stake, tally: Tally) -> float:
    """Points, to the six decimals in which the figures were published."""
    value = stake.measure.of(tally)
    assert value is not None
    return round(float(value * 100), 6)


def test_the_binding_assertion_is_the_lead_of_ten_points_over_cc(stake: Stake) -> None:
    assert (stake.binding.subject, stake.binding.rival) == ("MAS", "CC")
    assert stake.slack == Fraction("34671.9")
    assert (stake.donor, stake.receiver) == ("MAS", "CC")


@pytest.mark.parametrize(
    ("treatment", "sheets", "before", "after"),
    [
        ("annul", 182, 10.001527, 9.998539),
        ("anything", 76, 10.007191, 9.999906),
        ("move", 79, 10.005408, 9.998434),
        ("strike", 180, 10.002322, 9.999282),
    ],
)
def test_smallest_numbers_of_sheets(
    stake: Stake, treatment: str, sheets: int, before: float, after: float
) -> None:
    flip = smallest_flip(stake, treatment)
    one_less = flip.without_last
    assert flip.exact
    assert flip.upper == sheets == flip.n_sheets == len(set(flip.chosen))
    assert one_less is not None
    assert lead(stake, one_less) == before
    assert lead(stake, flip.tally) == after
    assert not stake.fallen(one_less)
    assert flip.outcome is not None
    assert flip.outcome.kind is OutcomeKind.RUNOFF


@pytest.mark.parametrize("treatment", list(TREATMENTS.values()))
def test_the_solver_confirms_every_treatment(stake: Stake, treatment: Treatment) -> None:
    proven = prove(stake, treatment)
    assert proven.confirmed
    assert proven.upper == smallest_flip(stake, treatment).upper


def test_whole_polling_places(stake: Stake) -> None:
    flip = smallest_flip(stake, "annul", "place")
    assert (flip.upper, flip.n_sheets, flip.exact) == (6, 279, True)


@pytest.mark.slow
def test_a_fifth_of_a_per_cent(stake: Stake) -> None:
    k = share_of(len(stake.sheets), "0.22%")
    assert k == 76
    result = doubt(stake, k, ["annul", "anything"])
    annulled, anything = result.answers
    assert annulled.word is Word.CANNOT
    assert annulled.worst.measure is not None
    assert round(float(annulled.worst.measure * 100), 4) == 10.3216
    assert anything.word is Word.COULD
    assert can_flip(stake, 75, "anything") is Word.CANNOT


def test_the_late_block(stake: Stake, late: Ints) -> None:
    assert len(late) == 5580
    found = block(stake, late)
    assert found is not None
    assert found.needed is not None
    assert found.actual is not None
    assert (round(float(found.needed * 100), 4), round(float(found.actual * 100), 4)) == (21.1191, 24.6509)


def test_the_burnt_sheets(stake: Stake, burnt: Ints) -> None:
    assert len(burnt) == 225
    annulled = effect(stake, burnt, "annul")
    assert round(float((annulled.measure or 0) * 100), 4) == 10.3207
    assert annulled.word is Word.COULD
    assert annulled.outcome is not None
    assert annulled.outcome.winner == "MAS"
    gone = lost(stake, burnt)
    assert gone is not None
    assert (gone.worst, gone.slack) == (Fraction("58784.4"), Fraction("34671.9"))
    assert not gone.confirmable
    assert effect(stake, burnt, "anything").word is Word.WOULD


def test_the_door_of_the_case(bolivia: Case) -> None:
    smallest = bolivia.stakes(StakesRequest(treatments=("annul",)))
    assert smallest.findings[0].figure("flip_found").value == 182
    assert "--treatment annul" in smallest.findings[0].command
    outside = bolivia.stakes(StakesRequest(outside=FIRST, treatments=("annul",)))
    assert outside.findings[0].figure("in_doubt").value == 5580


def test_a_query_names_the_same_sheets_as_the_places(official: Sheets, stake: Stake) -> None:
    rows = where(official, "department = Potosí and not stratum = urban")
    assert all("Potosí" in department for department in official.member_of("department")[rows].tolist())
    assert "urban" not in official.stratum[rows]
    assert len(rows) == 1104
    assert named(stake, rows, ["annul"]).effects[0].tally.cast < stake.tally.cast

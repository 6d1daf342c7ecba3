"""Regions: intervals as wide as regions drift apart, and none where the count does not tell."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
from click.testing import CliRunner

from outstanding.build_outstanding import first, synthetic, tally_of
from outstanding.build_seats import MadeParliament
from veedor.case import open_case
from veedor.cli.project import command
from veedor.count import Places
from veedor.model import Assertion, AssertionKind
from veedor.outstanding import Projection, partial_count, project
from veedor.outstanding.area_spread import SizeByArea
from veedor.outstanding.by_region import RegionState
from veedor.outstanding.region_drift import RegionErrors, region_drift
from veedor.outstanding.silent import regions_of

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.count import Sheets


def _drifting(sheets: Sheets, seed: int) -> Sheets:
    """The vote of each region moves with the order of arrival by as much as is drawn for it."""
    assert sheets.verified_at is not None
    rank = np.argsort(np.argsort(sheets.verified_at, kind="stable")) / len(sheets)
    region = sheets.places.codes[sheets.places.levels[0]]
    move = np.random.default_rng(seed).normal(0, 0.25, int(region.max()) + 1)[region] * (rank - 0.5)
    votes = sheets.votes.copy()
    went = np.rint(np.clip(move, 0, 0.9) * votes[:, 0]).astype(np.int64)
    came = np.rint(np.clip(-move, 0, 0.9) * votes[:, 1]).astype(np.int64)
    votes[:, 0] += came - went
    votes[:, 1] += went - came
    return replace(sheets, votes=votes)


def _projection(sheets: Sheets, part: float) -> Projection:
    a, b = sheets.contest.candidates[:2]
    asked = Assertion("lead", AssertionKind.FIRST, a, b, Fraction(0), "valid", {a: 1, b: -1}, strict=True)
    snapshot = first(sheets, part)
    return project(partial_count(sheets, snapshot), [asked], tally_of(sheets, snapshot), draws=200)


@pytest.mark.slow
@pytest.mark.parametrize("drifts", [False, True])
def test_intervals_of_regions_cover_what_came_and_grow_where_regions_drift_apart(drifts: bool) -> None:
    covered = []
    for seed in range(20, 26):
        sheets = synthetic(seed, sheets=2400)
        if drifts:
            sheets = _drifting(sheets, seed)
        level = sheets.places.levels[0]
        real = {str(a).rpartition(" / ")[2]: t for a, t in sheets.tally((level,)).areas[level].items()}
        a, b = sheets.contest.candidates[:2]
        for part in (0.6, 0.85):
            result = _projection(sheets, part)
            for region in result.regions:
                of = real[region.name]
                truth = (of.of(a) - of.of(b)) / of.valid
                assert region.low[0] <= region.expected[0] <= region.high[0]
                covered.append(bool(region.low[0] <= truth + 1e-12 and truth - 1e-12 <= region.high[0]))
    assert np.mean(covered) > (0.85 if drifts else 0.93)


def test_regions_that_are_complete_are_exact_and_those_nearly_complete_are_within_bounds() -> None:
    sheets = synthetic(9, sheets=2400)
    result = _projection(sheets, 0.97)
    for region in result.regions:
        if region.state is RegionState.COMPLETE:
            assert region.low[0] == region.high[0] == region.now[0]
            assert np.isnan(region.probability)
        else:
            assert region.low[0] < region.high[0]
            assert 0.5 < region.probability <= 1


def test_what_regions_are_missed_by_alike_is_no_drift_of_theirs() -> None:
    size = np.array([[3.0, 0.0], [0.0, 5.0]])
    one = RegionErrors(np.diag([4.0, 0.0]), 1.0, 2.0, 5)
    drift = region_drift([(one, 1.0)] * 3)
    assert drift is not None
    assert drift.amount == pytest.approx(1.5)
    moved = drift.part(size).draw(500, [0, 1], np.random.default_rng(1))
    assert moved.sum(axis=1) == pytest.approx(np.zeros((500, 2)), abs=1e-9)
    assert drift.part(size[:1, :1]).trace == pytest.approx([0.0])
    assert region_drift([(one, 1.0), (None, 1.0), (one, 1.0)]) is None
    accounted = region_drift([(replace(one, explained=9.0), 1.0)] * 3)
    assert accounted is not None
    assert accounted.amount == 0


def test_places_of_several_areas_move_them_together() -> None:
    node, area = np.array([0, 0, 1, 2]), np.array([0, 1, 1, 0])
    cells = SizeByArea.of(node, area, np.array([2.0, 3.0, 4.0, 1.0]), 2)
    part = cells.part(np.array([1.0, 1.0, 4.0]), np.full(3, 1e6), np.zeros(3, dtype=np.int64), np.eye(1))
    assert part.own.tolist() == [4.0, 16.0]
    drawn = part.draw(60_000, [0], np.random.default_rng(3))[..., 0]
    assert np.cov(drawn.T) == pytest.approx(np.array([[8.0, 6.0], [6.0, 25.0]]), rel=0.05)
    assert part.variance(np.ones((2, 1)))[0] == pytest.approx([8.0, 25.0])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lang", "says"), [("en", "Who ends ahead, by "), ("es", "Quién termina adelante, por ")]
)
def test_the_command_line_says_who_ends_ahead(tmp_path: Path, lang: str, says: str) -> None:
    folder = MadeParliament("plurality").write(tmp_path / "a")
    (found,) = (
        one for one in open_case(folder).project().findings if one.finding_id == "outstanding.regions"
    )
    assert found.says == "outstanding.regions.open"
    output = " ".join(CliRunner().invoke(command, [str(folder), "--lang", lang]).output.split())
    assert says in output
    assert "outstanding.regions" not in output


@pytest.mark.slow
def test_a_count_with_too_few_regions_gives_none_of_them_an_interval(tmp_path: Path) -> None:
    result = open_case(MadeParliament("plurality", regions=3).write(tmp_path / "a")).project()
    assert result.estimate is not None
    assert all(np.isnan(region.low[0]) for region in result.regions)
    assert "outstanding.regions.none" in [finding.says for finding in result.findings]


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("T0", "T1", "T2"), ("T0", "T1", "T2")),
        (("T0", "T0", "T1"), ("N / T0", "S / T0", "T1")),
        (("", "T0", "T0"), ("", "S / T0", "W / T0")),
    ],
)
def test_two_regions_of_one_name_are_told_apart_by_their_paths(
    names: tuple[str, ...], told: tuple[str, ...]
) -> None:
    paths = tuple(f"{where} / {name}" if name else "" for where, name in zip("NSW", names, strict=True))
    places = Places(("town",), {"town": np.array([0, 1, 2, 0, 1, 2])}, {"town": paths}, {"town": names})
    assert regions_of(places).names == told

"""The late shift of Bolivia 2019, held to the figures found in studies of that count."""

from __future__ import annotations

import warnings
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from veedor.arrays import Texts, Times
from veedor.case import Case
from veedor.count import Sheets
from veedor.count.logs import moment
from veedor.model import CountId
from veedor.outstanding.arrival import Basis
from veedor.outstanding.publication import publication
from veedor.outstanding.shift import Shift
from veedor.outstanding.shift.contrast import contrast_at
from veedor.outstanding.shift.lateness import Lateness, lateness
from veedor.outstanding.shift.placebo import CutJumps, Ordered

pytestmark = pytest.mark.real

CUTS = ("2019-10-20T19:40:57", "2019-10-20T20:03:59", "2019-10-21T10:37:12")
"""The last publication, the cut that the final report of the OAS chose, the restart of verification."""


@pytest.fixture(scope="module")
def shift(bolivia: Case) -> Shift:
    return bolivia.shift()


@pytest.fixture(scope="module")
def ordered(bolivia: Case, shift: Shift) -> Ordered:
    return Ordered(sheets_of(bolivia, shift))


def sheets_of(bolivia: Case, shift: Shift) -> Lateness:
    votes = bolivia.select("official").timed_by(CountId("preliminary"))
    early = publication(bolivia.election, snapshot="2019-10-20T19:40:57").sheets.ids
    ordered = bolivia.select("preliminary").sheets.ids
    return lateness(votes, shift.sheets.assertion, early=early, arrived=among(votes, ordered))


def among(votes: Sheets, ids: Texts) -> tuple[Times, Basis]:
    """When sheets were verified, of those alone that the preliminary count published."""
    assert votes.verified_at is not None
    times = votes.verified_at.astype("datetime64[s]")
    return np.where(np.isin(votes.ids, ids), times, np.datetime64("NaT", "s")), Basis.VERIFICATION


def at(shift: Shift, name: str) -> CutJumps:
    return next(cut for cut in shift.cuts if cut.name == name)


def points(value: float) -> float:
    return 100 * float(value)


def test_late_block(shift: Shift) -> None:
    parts = shift.decomposition
    assert shift.sheets.basis is Basis.PUBLICATION
    assert parts.late_sheets == 5_580
    assert points(parts.late) == pytest.approx(24.6509, abs=5e-5)
    assert points(parts.early) == pytest.approx(7.8829, abs=5e-5)
    assert points(parts.shift) == pytest.approx(16.768, abs=5e-4)


def test_composition_and_changes(shift: Shift) -> None:
    parts = shift.decomposition
    level = {part.level: part for part in parts.within}
    assert points(parts.composition) == pytest.approx(13.881, abs=0.005)
    assert points(level["precinct"].change) == pytest.approx(0.466, abs=0.005)
    assert points(level["municipality"].change) == pytest.approx(2.147, abs=0.005)
    assert parts.composition + sum(p.change for p in parts.within) == pytest.approx(parts.shift, abs=1e-12)


def test_same_place_contrast(shift: Shift) -> None:
    same = shift.contrast
    assert same.places == 1_495
    assert points(same.by_late) == pytest.approx(0.553, abs=0.0005)
    assert points(same.se_by_late) == pytest.approx(0.201, abs=0.0005)
    assert points(same.harmonic) == pytest.approx(0.287, abs=0.0005)
    assert shift.p_harmonic == pytest.approx(0.12, abs=0.03)


def test_the_contrast_was_there_before_the_cut(shift: Shift) -> None:
    assert len(shift.placebo_contrasts) == 17
    as_much = [p.by_late >= shift.contrast.by_late for _, p in shift.placebo_contrasts]
    assert sum(as_much) >= 14


def test_beyond_the_trend_of_the_places_nothing_changed_at_the_cut(shift: Shift) -> None:
    same = shift.same_places
    assert same.level == "precinct"
    assert same.answers
    assert points(same.contrast.beyond_trend) == pytest.approx(-0.14, abs=0.01)
    assert points(same.contrast.se_beyond_trend) == pytest.approx(0.247, abs=0.001)
    plain = [abs(one.by_late) > 1.96 * one.se_by_late for _, one in same.placebos]
    assert sum(plain) >= 14  # the plain comparison finds the trend wherever the count is cut


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("share", [0.2, 0.35, 0.5, 0.65, 0.8])
def test_cuts_where_nothing_is_known_to_have_happened_find_nothing(
    bolivia: Case, shift: Shift, share: float
) -> None:
    moments = np.sort(shift.sheets.at[shift.sheets.rows])
    votes = bolivia.select("official").timed_by(CountId("preliminary"))
    ordered = bolivia.select("preliminary").sheets.ids
    cut = moments[round(share * len(moments))]
    same = contrast_at(lateness(votes, shift.sheets.assertion, cut=cut, arrived=among(votes, ordered)), 0)
    assert same.tried >= 15
    assert not same.answers or same.contrast.p_value > 0.05


def test_jump_at_the_restart_of_verification(shift: Shift) -> None:
    cut = at(shift, "restart")
    assert moment(cut.moment, ZoneInfo("America/La_Paz")).isoformat() == "2019-10-21T10:37:12-04:00"
    assert cut.raw is not None
    assert cut.beside is not None
    assert points(cut.raw.corrected) == pytest.approx(21.3, abs=0.5)
    assert points(cut.beside.corrected) == pytest.approx(-0.02, abs=0.1)


def test_jump_at_the_last_publication(shift: Shift) -> None:
    cut = at(shift, "stop")
    assert cut.beside is not None
    assert cut.before is not None
    assert points(cut.beside.corrected) == pytest.approx(1.31, abs=0.1)
    assert points(cut.before.corrected) == pytest.approx(2.80, abs=0.1)
    cloud = shift.placebo("before")
    assert cloud is not None
    assert cloud.p_value(cut.before) == pytest.approx(0.05, abs=0.02)
    # shown, not buried: its sentence carries the estimate and the placebo p
    finding = next(f for f in shift.findings if f.finding_id == "shift.jump.stop")
    assert finding.figure("before").value == cut.before.corrected
    assert finding.figure("before_p").value == cloud.p_value(cut.before)


def test_false_alarms(shift: Shift) -> None:
    raw, beside = shift.placebo("raw"), shift.placebo("beside")
    assert raw is not None
    assert beside is not None
    assert len(raw.jumps) == 80
    # 26 % where the sheets of one second stand by id, and so place by place
    assert points(raw.alarms) == pytest.approx(20, abs=3)
    assert points(beside.alarms) == pytest.approx(5, abs=3)


def test_selecting_places_makes_kolmogorov_and_smirnov_reject(shift: Shift) -> None:
    trap = next(trap for trap in shift.known_methods if trap.name == "selected_distributions")
    assert trap.observed == pytest.approx(0.0968, abs=5e-5)
    assert trap.p_value == pytest.approx(0.013, abs=5e-4)
    assert points(trap.rejects) == pytest.approx(42, abs=6)
    assert trap.honest_p == pytest.approx(0.050, abs=0.03)


def test_the_raw_difference_says_the_same_when_nothing_happened(shift: Shift) -> None:
    trap = next(trap for trap in shift.known_methods if trap.name == "raw_difference")
    assert points(trap.observed) == pytest.approx(16.27, abs=0.005)
    assert trap.rejects == 1.0
    # the published "size" is the raw difference times the late share of the votes
    assert points(trap.observed) * shift.decomposition.late_share == pytest.approx(2.60, abs=0.005)
    assert points(shift.decomposition.shift) * shift.decomposition.late_share == pytest.approx(
        2.68, abs=0.005
    )


@pytest.mark.slow(but=2)
@pytest.mark.parametrize("moment", CUTS)
@pytest.mark.parametrize("clustered", [False, True])
def test_jumps_equal_rdrobust(ordered: Ordered, moment: str, *, clustered: bool) -> None:
    from rdrobust import rdrobust

    from veedor.outstanding.shift.discontinuity import OrderedSeries

    cut = ordered.sheets.position(np.datetime64(moment) + np.timedelta64(4, "h"))
    residual = points_of(ordered.value - ordered.others)
    place = np.unique(ordered.leaf, return_inverse=True)[1]
    for values in (points_of(ordered.value), residual):
        known = np.isfinite(values)
        position = np.cumsum(known)[known] - 1.0
        c = float(np.cumsum(known)[cut - 1]) - 0.5
        cluster = place[known] if clustered else None
        own = OrderedSeries(values[known], position, cluster).jump(c)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            other = rdrobust(values[known], position, c=c, cluster=cluster)
        theirs = [
            *other.coef.iloc[:2, 0],
            other.se.iloc[0, 0],
            other.se.iloc[2, 0],
            other.bws.iloc[0, 0],
            other.bws.iloc[1, 0],
        ]
        ours = [own.conventional, own.corrected, own.se_conventional, own.se_robust, own.h, own.b]
        np.testing.assert_allclose(ours, [float(value) for value in theirs], rtol=1e-6, atol=1e-6)
        assert own.p_value == pytest.approx(float(other.pv.iloc[2, 0]), abs=1e-6)


def points_of(
    values: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return 100 * values


@pytest.mark.slow
def test_by_time_of_verification_too(bolivia: Case) -> None:
    from datetime import datetime

    result = bolivia.shift(at=datetime(2019, 10, 20, 20, 6, 59))  # noqa: DTZ001
    assert result.sheets.basis is Basis.VERIFICATION
    # those of the official count that the preliminary one never had are on neither side
    assert (result.decomposition.late_sheets, result.sheets.untimed) == (1_473, 1_749)
    assert "verification" in result.findings[0].says

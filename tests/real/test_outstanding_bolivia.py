"""The outstanding votes of 20 October 2019, 19:40:57, held to the figures found in studies of that count."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from outstanding.build_replays import replays
from veedor.case import Case
from veedor.count import Sheets
from veedor.errors import QuestionError
from veedor.model import ChoiceId, CountId
from veedor.outstanding import Projection, project
from veedor.outstanding.arrival import Basis
from veedor.outstanding.breakeven import needed_value
from veedor.outstanding.columns import Columns
from veedor.outstanding.counted_sheets import CountedSheets
from veedor.outstanding.guess import CoverageVerdict
from veedor.outstanding.imputation import nested_draws
from veedor.outstanding.partial_count import Sizing, partial_count
from veedor.outstanding.publication import national_assertions, publication

pytestmark = pytest.mark.real

FIRST = "2019-10-20T19:40:57"


@pytest.fixture(scope="module")
def projection(bolivia: Case) -> Projection:
    return bolivia.project(snapshot=FIRST)


@pytest.fixture(scope="module")
def snapshot(bolivia: Case) -> Sheets:
    return publication(bolivia.election, snapshot=FIRST).sheets


def points(value: float) -> float:
    return 100 * float(value)


def test_the_first_snapshot_is_what_was_known(projection: Projection) -> None:
    assert (projection.sheets, projection.counted, projection.outstanding) == (34_555, 28_975, 5_580)
    assert projection.known.sizing is Sizing.REGISTERED
    assert projection.known.basis is Basis.VERIFICATION
    assert projection.measures[0].is_lead
    assert (projection.assertions[0].subject, projection.assertions[0].rival) == ("MAS", "CC")


def test_current_lead(projection: Projection) -> None:
    assert points(projection.current[0]) == pytest.approx(7.8720, abs=5e-5)


def test_break_even_with_the_roll_and_with_the_true_size(
    projection: Projection, snapshot: Sheets, official: Sheets
) -> None:
    from_roll = projection.break_evens[0]
    assert points(from_roll.needed) == pytest.approx(21.09, abs=0.02)
    assert from_roll.settled is False
    assert not from_roll.holds_now
    rest = official.take(~np.isin(official.ids, snapshot.ids))
    lead = int((snapshot.of(ChoiceId("MAS")) - snapshot.of(ChoiceId("CC"))).sum())
    true_size = needed_value(0.1, lead, int(snapshot.valid.sum()), int(rest.valid.sum()))
    assert points(true_size) == pytest.approx(21.17, abs=0.02)


def test_hierarchical_ratio_and_its_levels(projection: Projection) -> None:
    assert points(projection.ratio[0]) == pytest.approx(10.0886, abs=0.001)
    assert [(m.level, m.sheets) for m in projection.matches] == [
        ("precinct", 4462),
        ("locality", 127),
        ("municipality", 962),
        ("province", 3),
        ("department", 5),
        ("country", 20),
        ("all", 1),
    ]


def test_hierarchical_ratio_within_strata(projection: Projection) -> None:
    assert points(projection.ratio_by_stratum[0]) == pytest.approx(10.328, abs=0.01)


def test_plain_nested_monte_carlo(projection: Projection, bolivia: Case, snapshot: Sheets) -> None:
    assert points(projection.nested[0]) == pytest.approx(10.343, abs=0.01)
    known = partial_count(bolivia.election.roll(), snapshot)
    columns = Columns(projection.measures[:1], projection.contest)
    votes = columns.of(known.votes, known.size)
    counted = known.counted
    sample = CountedSheets(known.tree, known.tree.leaf[counted], known.size[counted], votes[counted])
    drawn = nested_draws(sample, known.tree.leaf[~counted], known.size[~counted], 1000, 7)
    leads = columns.values(votes[counted].sum(axis=0) + drawn)[:, 0]
    assert points(leads.std(ddof=1)) == pytest.approx(0.042, abs=0.005)


def test_nested_monte_carlo_with_measured_drift(projection: Projection) -> None:
    assert points(projection.reference.centre[0]) == pytest.approx(10.43, abs=0.03)
    assert points(projection.reference.half[0]) == pytest.approx(0.18, abs=0.03)


def test_share_of_the_outstanding_roll_in_reporting_places(projection: Projection) -> None:
    assert points(projection.coverage.share) == pytest.approx(83.7, abs=0.05)
    assert projection.coverage.verdict is CoverageVerdict.OPEN


def test_the_official_margin_lies_in_the_calibrated_interval(
    projection: Projection, official: Sheets
) -> None:
    lead = official.of(ChoiceId("MAS")) - official.of(ChoiceId("CC"))
    came = points(lead.sum() / official.valid.sum())
    assert came == pytest.approx(10.5649, abs=5e-5)
    assert projection.estimate is not None
    centre, half = points(projection.estimate.centre[0]), points(projection.estimate.half[0])
    assert abs(centre - came) <= half
    # better than every simpler method on a count that it was not tuned on, and no wider than is useful
    simpler = (projection.ratio, projection.ratio_by_stratum, projection.nested, projection.reference.centre)
    assert abs(centre - came) < min(abs(points(values[0]) - came) for values in simpler)
    assert half <= 0.25


def test_the_record_covers_more_often_than_the_reference_method(projection: Projection) -> None:
    record = projection.record
    assert record is not None
    covered, given = record.covered(0)
    reference, _ = record.covered(0, reference=True)
    assert given >= 15
    assert covered / given >= 0.9
    assert covered >= reference
    assert record.points[0].coverage.verdict is CoverageVerdict.REFUSED


def test_no_finding_prints_the_spread_of_the_plain_monte_carlo(projection: Projection) -> None:
    names = {figure.name for finding in projection.findings for figure in finding.figures}
    assert not names & {"spread", "sd", "nested_half", "nested_se"}


@pytest.mark.slow
def test_the_record_over_the_whole_official_count(bolivia: Case) -> None:
    whole = bolivia.select("official")
    known = partial_count(bolivia.election.roll(), whole.timed_by(CountId("preliminary")))
    result = project(known, national_assertions(whole), whole.tally)
    assert result.coverage.verdict is CoverageVerdict.ALL_COUNTED
    assert result.record is not None
    covered, given = result.record.covered(0)
    assert covered >= 0.9 * given
    assert given >= 17


@pytest.mark.slow
def test_by_default_it_is_the_last_snapshot_and_the_questions_are_the_same(
    bolivia: Case, projection: Projection
) -> None:
    last = bolivia.project()
    assert last.counted == 32_806
    assert last.assertions == projection.assertions
    assert bolivia.project(at=datetime(2019, 10, 22, 3, 0)).counted == 32_806  # noqa: DTZ001


@pytest.mark.slow
def test_a_moment_names_the_last_snapshot_by_then(bolivia: Case) -> None:
    at_night = bolivia.project(at=datetime(2019, 10, 21, 3, 0))  # noqa: DTZ001 - the case's own zone
    assert at_night.counted == 28_975
    later = bolivia.project(at=datetime(2019, 10, 22, 3, 0))  # noqa: DTZ001
    assert later.counted == 32_806
    assert "--at 2019-10-22T03:00:00" in later.command


def test_a_moment_before_the_first_snapshot_is_refused_with_the_list(bolivia: Case) -> None:
    with pytest.raises(QuestionError, match="No snapshot of the count 'preliminary'"):
        bolivia.project(at=datetime(2019, 10, 20, 12, 0))  # noqa: DTZ001


@pytest.mark.slow
def test_a_region_or_a_class_wholly_last(bolivia: Case) -> None:
    bench = replays()
    series = bench.case_series(bolivia)
    for name in ("a region last", "a class last"):
        at = [one for one in series[name] if round(one.point.share, 2) in {0.5, 0.7, 0.8, 0.9}]
        covered, score, simple = bench.summary(name, at)
        assert covered >= 0.9
        assert score < simple

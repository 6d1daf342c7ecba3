"""The quick count, against closed forms and by drawing samples."""

from __future__ import annotations

import numpy as np
import pytest

from outstanding.build_outstanding import CONTEST, lead, random_count
from veedor.errors import QuestionError
from veedor.outstanding import estimate_sample, plan_for_threshold, plan_for_width
from veedor.outstanding.quick_count import SampledStratum, SampleEstimate
from veedor.report.wording import Wording

LEAD = lead()
ROLL = random_count(31, sheets=2000)
SIZES = {name: int((ROLL.stratum == name).sum()) for name in ("rural", "urban")}
TRUTH = float((ROLL.votes[:, 0] - ROLL.votes[:, 1]).sum() / ROLL.votes[:, :3].sum())


def draw(rng: np.random.Generator, per_stratum: int = 60) -> SampleEstimate:
    rows = np.concatenate(
        [rng.choice(np.flatnonzero(ROLL.stratum == name), per_stratum, replace=False) for name in SIZES]
    )
    taken = ROLL.take(rows)
    return estimate_sample(CONTEST, LEAD, taken.votes, taken.registered, taken.stratum, SIZES)


def test_a_simple_sample_by_the_textbook() -> None:
    taken = ROLL.take(np.arange(100))
    found = estimate_sample(CONTEST, LEAD, taken.votes, taken.registered, np.full(100, "all"), {"all": 2000})
    y, x = taken.votes[:, 0] - taken.votes[:, 1], taken.votes[:, :3].sum(axis=1)
    ratio = y.sum() / x.sum()
    variance = (1 - 100 / 2000) / 100 * (y - ratio * x).var(ddof=1) / x.mean() ** 2
    assert found.value == pytest.approx(ratio)
    assert found.error == pytest.approx(np.sqrt(variance))


def test_a_whole_stratum_has_no_error() -> None:
    found = estimate_sample(CONTEST, LEAD, ROLL.votes, ROLL.registered, ROLL.stratum, SIZES)
    assert found.value == pytest.approx(TRUTH)
    assert found.error == 0


def test_intervals_cover_as_often_as_they_say() -> None:
    rng = np.random.default_rng(2)
    inside = []
    for _ in range(300):
        found = draw(rng)
        inside.append(abs(found.value - TRUTH) <= found.half)
    assert 0.91 <= np.mean(inside) <= 0.985


def test_a_planned_width_is_reached() -> None:
    strata = draw(np.random.default_rng(3)).strata
    plan = plan_for_width(strata, half=0.02)
    assert 1.96 * plan.error == pytest.approx(0.02, rel=0.05)
    assert sum(n for _, n in plan.by_stratum) == plan.sheets
    assert plan_for_width(strata, half=0.01).sheets > plan.sheets


def test_a_planned_sample_tells_a_lead_from_a_threshold() -> None:
    strata = [SampledStratum("all", 2000, 0, 0.3)]
    plan = plan_for_threshold(strata, expected=0.12, threshold=0.10, power=0.9)
    assert plan.error == pytest.approx(0.02 / (1.959964 + 1.281552), rel=0.02)
    with pytest.raises(QuestionError, match="lies on the threshold"):
        plan_for_threshold(strata, expected=0.1, threshold=0.1)
    with pytest.raises(QuestionError, match="above zero"):
        plan_for_width(strata, half=0)


def test_neyman_sends_more_sheets_where_sheets_differ() -> None:
    plan = plan_for_width(
        [SampledStratum("calm", 1000, 0, 0.1), SampledStratum("wild", 1000, 0, 0.5)], half=0.02
    )
    calm, wild = (n for _, n in plan.by_stratum)
    assert wild == pytest.approx(5 * calm, rel=0.05)


def test_a_stratum_with_one_sheet_is_joined_to_the_next() -> None:
    taken = ROLL.take(np.arange(40))
    labels = np.array(["a"] + ["b"] * 20 + ["c"] * 19)
    found = estimate_sample(
        CONTEST, LEAD, taken.votes, taken.registered, labels, {"a": 10, "b": 990, "c": 1000}
    )
    assert [s.name for s in found.strata] == ["a, b", "c"]
    assert found.joined == 1
    assert found.sheets == 2000


def test_what_is_no_sample_is_refused() -> None:
    with pytest.raises(QuestionError, match="no standard error"):
        estimate_sample(CONTEST, LEAD, ROLL.votes[:1], ROLL.registered[:1], np.array(["a"]), {"a": 9})
    with pytest.raises(QuestionError, match="the roll has 3"):
        estimate_sample(CONTEST, LEAD, ROLL.votes[:5], ROLL.registered[:5], np.full(5, "a"), {"a": 3})


@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_sample_can_be_said(lang: str) -> None:
    found = draw(np.random.default_rng(4))
    words = Wording(lang).of(CONTEST)
    assert all(words.say(finding) for finding in found.findings)
    assert words.has("table.outstanding_sample")
    assert str(found)

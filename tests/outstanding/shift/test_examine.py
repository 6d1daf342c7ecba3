"""Jumps beside their places, placebo cuts, traps, and the whole result on counts with known defects."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.stats import ks_2samp

from outstanding.build_outstanding import count, first, lead, random_count, synthetic
from veedor.model import Assertion, AssertionKind
from veedor.outstanding.shift import Shift, examine
from veedor.outstanding.shift.known_methods import Exchanged, known_methods, selected_distributions
from veedor.outstanding.shift.lateness import Lateness, lateness
from veedor.outstanding.shift.placebo import Ordered, placebo_jumps
from veedor.report.wording import Wording

if TYPE_CHECKING:
    from veedor.count import Sheets

LEAD = lead()


def cut(sheets: Sheets, part: float = 0.7) -> Lateness:
    from fractions import Fraction

    a, b = sheets.contest.candidates[:2]
    weights = dict.fromkeys(sheets.contest.candidates, -1) | {a: 9, b: -11}
    tenth = Fraction(1, 10)
    asked = Assertion("lead", AssertionKind.LEAD, a, b, tenth, "valid", weights, strict=False, scale=10)
    return lateness(sheets, asked, early=first(sheets, part).ids)


def look(sheets: Sheets, late: Lateness, placebos: int = 20, permutations: int = 40) -> Shift:
    order = np.sort(late.at[late.rows])
    moments = [("stop", order[int(0.7 * len(order))])] if len(order) else []
    result = examine(
        late,
        cuts=moments,
        placebos=placebos,
        exchanges=99,
        permutations=permutations,
    )
    for lang in ("en", "es"):
        words = Wording(lang).of(sheets.contest)
        for finding in result.findings:
            assert words.say(finding)
            assert all(words.has(key) for key in (*finding.assumptions, *finding.cannot_show))
        for table in result.tables:
            assert words.has(f"table.{table.name}")
            assert all(words.column(column, table.name) for column in table.columns)
    assert str(result)
    return result


@pytest.fixture(scope="module")
def clean() -> Sheets:
    return synthetic(21, sheets=4000, rural_delay=2.0)


@pytest.fixture(scope="module")
def result(clean: Sheets) -> Shift:
    return look(clean, cut(clean), placebos=60, permutations=60)


def test_a_late_shift_of_a_clean_count_is_composition(result: Shift) -> None:
    parts = result.decomposition
    assert parts.shift > 0.05
    assert parts.composition / parts.shift > 0.6
    assert abs(parts.matched) < 0.1 * parts.shift
    assert result.p_harmonic > 0.01


def test_the_raw_difference_always_rejects_and_says_the_same_when_nothing_happened(result: Shift) -> None:
    trap = next(trap for trap in result.known_methods if trap.name == "raw_difference")
    assert trap.rejects == 1.0
    assert trap.null_mean == pytest.approx(trap.observed, abs=0.02)
    assert trap.honest_p > 0.01


def test_selecting_places_rejects_pure_noise() -> None:
    late = cut(random_count(12, sheets=3000, towns=20, places=30), 0.6)
    trap = next(t for t in known_methods(late, 1800, permutations=30) if t.name == "selected_distributions")
    assert trap.rejects > 0.5
    assert trap.p_value < 0.05
    assert trap.honest_p > 0.05


def test_a_planted_break_is_found_beside_the_place_and_not_by_chance(clean: Sheets) -> None:
    assert clean.verified_at is not None
    late = np.argsort(np.argsort(clean.verified_at, kind="stable"), kind="stable") >= 0.7 * len(clean)
    votes = clean.votes.copy()
    moved = votes[late, 1] // 4
    votes[late, 0] += moved
    votes[late, 1] -= moved
    sheets = replace(clean, votes=votes)
    found = look(sheets, cut(sheets), placebos=60)
    stop = found.cuts[0]
    cloud = found.placebo("before")
    assert stop.before is not None
    assert cloud is not None
    assert stop.before.p_value < 0.001
    assert cloud.p_value(stop.before) < 0.05
    assert found.p_by_late == pytest.approx(0.01)


def test_a_slow_trend_within_places_is_seen_at_the_placebo_cuts() -> None:
    sheets = synthetic(22, sheets=4000, rural_delay=0.0, drift=0.6)
    found = look(sheets, cut(sheets))
    placebo = np.array([p.by_late for _, p in found.placebo_contrasts])
    # the contrast finds something at the cut, and as much at every other cut: no break, but a trend
    assert found.contrast.by_late > 2 * found.contrast.se_by_late
    assert (placebo > 0).all()


def test_the_reference_beside_a_sheet_is_the_rest_of_its_place() -> None:
    sheets = random_count(6, sheets=90, towns=3, places=20)
    late = cut(sheets)
    others = Ordered(late).others
    for k, i in enumerate(late.rows.tolist()):
        rows = [j for j in late.rows.tolist() if j != i]
        for level in ("place", "town", None):
            codes = sheets.places.codes[level] if level else np.zeros(len(sheets), dtype=np.int64)
            alike = [j for j in rows if codes[j] == codes[i]]
            if alike:
                assert others[k] == pytest.approx(late.top[alike].sum() / late.base[alike].sum())
                break


def test_the_stricter_reference_uses_sheets_before_the_cut_only() -> None:
    sheets = random_count(7, sheets=300, towns=2, places=8)
    late = cut(sheets)
    ordered = Ordered(late)
    before = ordered.before(200)
    changed = late.top.copy()
    after = late.rows[200:]
    shifted = replace(
        late, top=np.where(np.isin(np.arange(len(changed)), after), changed + 0.5 * late.base, changed)
    )
    assert Ordered(shifted).before(200).corrected == pytest.approx(before.corrected + 0.5)


def test_placebo_p_is_a_rank(clean: Sheets) -> None:
    ordered = Ordered(cut(clean))
    cloud = placebo_jumps(ordered, "raw", 30)
    jump = ordered.raw(2000)
    by_hand = (1 + sum(abs(j.corrected) >= abs(jump.corrected) for j in cloud.jumps)) / (1 + len(cloud.jumps))
    assert cloud.p_value(jump) == by_hand
    assert cloud.alarms == np.mean([j.p_value < 0.05 for j in cloud.jumps])


def test_the_kolmogorov_smirnov_distance_is_the_usual_one() -> None:
    late = cut(random_count(8, sheets=600, towns=6, places=12), 0.5)
    rows: dict[int, list[float]] = {}
    for place in np.unique(late.leaf):
        sides = [late.late & (late.leaf == place), ~late.late & (late.leaf == place)]
        if all(late.base[side].sum() > 0 for side in sides):
            rows[int(place)] = [late.top[side].sum() / late.base[side].sum() for side in sides]
    table = np.array(list(rows.values()))
    chosen = table[table[:, 1] < 0]
    expected = ks_2samp(chosen[:, 1], chosen[:, 0], method="asymp")
    distance, p = selected_distributions(Exchanged(late, late.late, late.rows, 300))
    assert distance == pytest.approx(expected.statistic)
    assert p == pytest.approx(expected.pvalue, abs=0.02)


def test_exchanges_keep_what_each_place_has() -> None:
    late = cut(random_count(9, sheets=200))
    from veedor.outstanding.shift.known_methods import _exchange

    real = Exchanged(late, late.late, late.rows, 140)
    copy = _exchange(real, np.random.default_rng(1))
    n = late.tree.leaves
    assert (np.bincount(late.leaf, copy.labels, n) == np.bincount(late.leaf, late.late, n)).all()
    assert (late.leaf[copy.order] == late.leaf[real.order]).all()
    assert sorted(copy.order.tolist()) == sorted(real.order.tolist())
    assert (copy.order != real.order).any()


def test_traps_that_need_an_order_are_left_out_without_one() -> None:
    late = cut(random_count(9, sheets=200))
    blind = replace(late, at=np.full(200, np.datetime64("NaT", "s"), dtype="datetime64[s]"))
    assert {trap.name for trap in known_methods(blind, 0, permutations=5)} == {
        "raw_difference",
        "selected_distributions",
    }


def test_the_running_value_ends_at_the_total(clean: Sheets, result: Shift) -> None:
    assert result.running is not None
    late = cut(clean)
    assert result.running.value[-1] == pytest.approx(late.top.sum() / late.base.sum())
    assert result.running.sheets[-1] == len(late.rows)
    assert Ordered(late).running().sheets.tolist() == [20 * (i + 1) for i in range(200)]


def test_no_times_still_gives_composition_and_contrast(clean: Sheets) -> None:
    late = cut(clean)
    blind = replace(late, at=np.full(len(clean), np.datetime64("NaT", "s"), dtype="datetime64[s]"))
    found = look(clean, blind)
    assert found.ordered == 0
    assert not found.cuts
    assert found.running is None
    assert "shift.no_order" in [finding.says for finding in found.findings]
    assert found.decomposition == cut_result(clean).decomposition


def cut_result(sheets: Sheets) -> Shift:
    return look(sheets, cut(sheets), placebos=5, permutations=3)


def test_places_of_one_sheet_leave_the_composition() -> None:
    n = 300
    rng = np.random.default_rng(3)
    votes = np.column_stack((rng.integers(20, 60, (n, 3)), np.zeros(n, dtype=np.int64)))
    sheets = count(votes, [(f"T{i % 4}", f"P{i}") for i in range(n)], [200] * n, minutes=list(range(n)))
    found = look(sheets, cut(sheets))
    assert found.contrast.places == 0
    assert "shift.no_split_places" in [finding.says for finding in found.findings]
    assert found.decomposition.within[1].sheets == int(cut(sheets).late.sum())


def test_the_same_seed_gives_the_same_result(clean: Sheets) -> None:
    assert str(cut_result(clean)) == str(cut_result(clean))

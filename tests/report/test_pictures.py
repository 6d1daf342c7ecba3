"""Pictures of counts: what they show is what the results hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import veedor
from report.build_report import CORE
from veedor.case import Case
from veedor.count import OutcomeResult
from veedor.count.comparison import Comparison
from veedor.model import (
    Alternative,
    Assertion,
    AssertionKind,
    Choice,
    ChoiceId,
    Contest,
    ContestId,
    Quorum,
    Tally,
    Unit,
)
from veedor.report.charts import ChartSpec, theme, window
from veedor.report.charts.mapping import _degrees, _spread
from veedor.report.charts.outcome import draw_lines, lines
from veedor.report.charts.places import place_map
from veedor.report.charts.results import regions, short_names
from veedor.report.charts.rule_lines import RuleLines
from veedor.report.embedding import specs_of
from veedor.report.sections import build_all
from veedor.report.wording import Wording
from veedor.rules import explain, load
from veedor.sentence import sentence

EN = Wording("en")


@pytest.fixture(scope="module")
def outcome(case: Case) -> OutcomeResult:
    return case.outcome()


@pytest.fixture(scope="module")
def drawn(case: Case) -> dict[str, ChartSpec]:
    sections, _ = build_all(case, EN.of(case.election.contest()), CORE)
    return {spec.name: spec for spec in specs_of(sections)}


def rows_of(spec: ChartSpec) -> list[dict[str, object]]:
    """Every row of data in a picture."""
    return [row for rows in spec.chart.to_dict()["datasets"].values() for row in rows]


def test_every_picture_is_valid_and_complete(drawn: dict[str, ChartSpec]) -> None:
    assert len(drawn) >= 8
    for spec in drawn.values():
        spec.chart.to_dict(validate=True)
        if spec.narrow is not None:
            spec.narrow.to_dict(validate=True)
        assert spec.title
        assert spec.summary
        assert spec.table is not None, spec.name


def test_names_of_pictures_can_be_file_names(drawn: dict[str, ChartSpec]) -> None:
    assert all(name.replace("-", "").isalnum() and name.isascii() for name in drawn)


def test_the_door_draws_any_result(case: Case) -> None:
    first = veedor.chart(case.outcome()).to_dict()
    assert first["width"] == theme.WIDE
    by_region = veedor.chart(case.outcome(), lang="es", name="results-regions").to_dict()
    assert by_region["title"]["text"].startswith("Los tres primeros")


# the outcome against its lines


def test_a_bar_is_the_distance_from_its_line(outcome: OutcomeResult, drawn: dict[str, ChartSpec]) -> None:
    tally = outcome.tally
    first, second = tally.ranking()[:2]
    lead = 100 * (tally.of(first) - tally.of(second)) / tally.valid
    share = 100 * tally.of(first) / tally.valid
    distances = [row["distance"] for row in rows_of(drawn["outcome-lines"]) if "distance" in row]
    assert sorted(set(distances)) == pytest.approx(sorted({share - 50, share - 40, lead - 10}), abs=1e-3)  # type: ignore[type-var]


def test_what_decides_is_marked_also_where_it_is_not_met(outcome: OutcomeResult) -> None:
    drawing = RuleLines(outcome.decision, EN.of(outcome.contest))
    marked = [c for _, conditions in drawing.ways for c in conditions if c.binds]
    assert outcome.decision.binding is not None
    assert len(marked) == 1
    assert marked[0].holds is ("not_" not in str(getattr(outcome.decision.binding, "kind", "")))


@pytest.mark.parametrize(
    ("votes", "name"),
    [
        ({"a": 46, "b": 20, "c": 19, "d": 15}, "b. Lead over c"),  # the second and the third
        ({"a": 40, "b": 40, "c": 11, "d": 9}, None),  # a way of the first
    ],
)
def test_what_decides_is_drawn_where_no_way_of_the_first_asks_it(
    votes: dict[str, int], name: str | None
) -> None:
    choices = tuple(Choice(ChoiceId(c), c) for c in votes)
    tally = Tally(Contest(ContestId("p"), "P", choices), {ChoiceId(c): n for c, n in votes.items()})
    decision = explain(load("fr-president-1976"), tally)
    drawing = RuleLines(decision, EN.of(tally.contest))
    bold = [met.name for _, conditions in drawing.ways for met in conditions if met.binds]
    bold += [met.name for met in drawing.beside]
    assert len(bold) == 1
    assert name is None or bold[0].startswith(name)
    assert "What decides beside" in str(draw_lines(drawing).to_dict()) or name is None
    assert bold[0] in drawing.summary()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("spread:a:county:>=1/4:valid", "Enough areas: 10"),
        ("weights:a", "Enough points: 10"),
        (sentence("not {condition}", condition="spread:a:county:>=1/4:valid"), "Too few areas: 10"),
    ],
)
def test_points_of_areas_are_drawn_too(name: str, said: str) -> None:
    contest = Contest(ContestId("p"), "P", (Choice(ChoiceId("a"), "A"), Choice(ChoiceId("b"), "B")))
    tally = Tally(contest, {ChoiceId("a"): 60, ChoiceId("b"): 40})
    decision = explain(load("bo-president-2009"), tally)
    weights = {ChoiceId("a"): 3, ChoiceId("b"): -1}
    quarter = (ChoiceId("a"), None, Fraction(1, 4), "valid", weights)
    share = Assertion("s", AssertionKind.SHARE, *quarter, strict=False, scale=4)
    quorum = Quorum(name, (share,), (10,), 5, ((0,),))
    way = replace(decision.ways[0], alternative=Alternative("with spread", (quorum,)), holds=True, margins=())
    drawing = RuleLines(replace(decision, ways=(way,)), EN.of(contest))
    met = drawing.ways[0][1][0]
    assert (met.distance, met.holds) == (Fraction(1, 2), True)
    assert met.name == said  # never the name by which the rules know it
    draw_lines(drawing).to_dict(validate=True)


@pytest.mark.parametrize(
    ("lead", "said"), [(1, ("+1 vote", "+1 voto", "+1 voto")), (2, ("+2 votes", "+2 votos", "+2 votos"))]
)
def test_one_vote_is_one_vote_in_each_language(lead: int, said: tuple[str, ...]) -> None:
    contest = Contest(ContestId("p"), "P", (Choice(ChoiceId("a"), "A"), Choice(ChoiceId("b"), "B")))
    decision = explain(load("plurality"), Tally(contest, {ChoiceId("a"): 60 + lead, ChoiceId("b"): 60}))
    for lang, words in zip(("en", "es", "pt"), said, strict=True):
        drawing = RuleLines(decision, Wording(lang).of(contest))
        assert drawing.ways[0][1][0].slack == words


def test_an_outcome_says_how_many_ways_are_met(outcome: OutcomeResult) -> None:
    spec = lines(outcome, EN.of(outcome.contest))
    assert spec is not None
    met = sum(way.holds for way in outcome.decision.ways)
    assert f"met: {met}" in spec.summary


# results


def test_regions_hold_the_shares_of_the_count(outcome: OutcomeResult, drawn: dict[str, ChartSpec]) -> None:
    area = next(a for a in outcome.areas if a.level == outcome.level)
    rows = [row for row in rows_of(drawn["results-regions"]) if "share" in row]
    assert len(rows) == 3 * len(area)
    assert sum(int(str(row["votes"])) for row in rows) == sum(
        outcome.tally.of(choice) for choice in outcome.tally.ranking()[:3]
    )


def test_one_region_is_not_drawn(outcome: OutcomeResult) -> None:
    area = next(a for a in outcome.areas if a.level == outcome.level)
    one = replace(
        area, ids=area.ids[:1], sheets=area.sheets[:1], registered=area.registered[:1], votes=area.votes[:1]
    )
    assert regions(replace(outcome, areas=(one,)), EN) is None


def test_names_of_places_stay_distinct(outcome: OutcomeResult) -> None:
    area = next(a for a in outcome.areas if a.level == outcome.level)
    three = replace(
        area,
        ids=("Home / North", "Home / South", "Abroad / South"),
        votes=area.votes[:3],
        sheets=area.sheets[:3],
        registered=area.registered[:3],
    )
    assert short_names(three) == ("North", "South", "South (Abroad)")
    twice = replace(three, ids=("Home / A / X", "Home / B / X", "Home / C / Y"))
    assert short_names(twice) == ("Home / A / X", "Home / B / X", "Y")


# the map


def test_bins_hold_every_vote_and_place(
    case: Case, outcome: OutcomeResult, drawn: dict[str, ChartSpec]
) -> None:
    rows = [row for row in rows_of(drawn["results-map"]) if "places" in row]
    finest = next(a for a in outcome.areas if a.level == case.election.roll().places.finest)
    assert sum(int(str(row["valid"])) for row in rows) == outcome.tally.valid
    assert sum(int(str(row["places"])) for row in rows) == len(finest)


def test_many_places_are_binned(case: Case, outcome: OutcomeResult, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("veedor.report.charts.places.FEW", 10)
    spec = place_map(outcome, case.election.roll().places, EN)
    assert spec is not None
    rows = [row for row in rows_of(spec) if "places" in row]
    finest = next(a for a in outcome.areas if a.level == case.election.roll().places.finest)
    assert len(rows) < len(finest)
    assert sum(int(str(row["valid"])) for row in rows) == outcome.tally.valid


def test_places_without_coordinates_are_counted_beside_the_map(case: Case, outcome: OutcomeResult) -> None:
    places = case.election.roll().places
    assert places.lat is not None
    lat = places.lat.copy()
    lat[:7] = np.nan
    spec = place_map(outcome, replace(places, lat=lat), EN)
    assert spec is not None
    assert "7\u00a0polling places have no coordinates" in spec.note
    assert place_map(outcome, replace(places, lat=None, lon=None), EN) is None
    assert place_map(outcome, replace(places, lat=np.full_like(lat, np.nan)), EN) is None


def test_a_graticule_has_round_degrees() -> None:
    assert [row["label"] for row in _degrees([-70.2, -57.4], 1.0, "EW")] == [
        "70°W", "68°W", "66°W", "64°W", "62°W", "60°W", "58°W",
    ]  # fmt: skip
    assert [row["label"] for row in _degrees([-1.5, 1.5], 1.0, "NS")][2:5] == ["0.5°S", "0°", "0.5°N"]


def test_names_on_a_map_are_pushed_apart() -> None:
    rows: list[dict[str, object]] = [{"x": 0.0, "y": 0.0, "name": "A"}, {"x": 0.01, "y": 0.001, "name": "B"}]
    _spread(rows, 1.0, 1.0)
    assert abs(float(str(rows[0]["y"])) - float(str(rows[1]["y"]))) >= 0.03


# the count over time


def test_the_line_is_broken_where_nothing_was_published(case: Case, drawn: dict[str, ChartSpec]) -> None:
    longest = case.timeline().longest
    assert longest is not None
    rows = [row for row in rows_of(drawn["timeline-lead"]) if row.get("segment") is not None]
    start, end = (int(at.astype("datetime64[ms]").astype(np.int64)) for at in (longest.start, longest.end))
    inside = [row for row in rows if start < int(str(row["at"])) < end and row["segment"] == 1]
    assert inside == []
    assert EN.value(longest_duration(case), Unit.DURATION) in drawn["timeline-lead"].summary


def longest_duration(case: Case) -> timedelta:

    longest = case.timeline().longest
    assert longest is not None
    return timedelta(seconds=longest.seconds)


def test_the_digest_has_both_ends_of_the_interruption(case: Case, drawn: dict[str, ChartSpec]) -> None:
    table = drawn["timeline-lead"].table
    longest = case.timeline().longest
    assert table is not None
    assert longest is not None
    moments = {str(row[0])[:19] for row in table.rows}
    assert {str(longest.start).replace("T", " "), str(longest.end).replace("T", " ")} <= moments
    assert len(table) < 60


def test_ticks_of_time_are_those_of_a_clock() -> None:
    hour = 3_600_000
    axes = [window.time_x("at", EN, 0, end, ticks).to_dict() for end, ticks in ((27 * hour, 8), (hour, 12))]
    values = [axis["axis"]["values"] for axis in axes if isinstance(axis, dict)]
    assert values == [[n * 6 * hour for n in range(5)], [n * hour // 12 for n in range(13)]]


# what changed


def test_the_steps_lead_from_one_slack_to_the_other(case: Case, drawn: dict[str, ChartSpec]) -> None:
    bridges = [spec for name, spec in drawn.items() if name.startswith("compare-")]
    assert len(bridges) == len([c for c in case.comparisons() if isinstance(c, Comparison) and not c.same])
    for spec in bridges:
        assert spec.table is not None
        steps = {str(row[0]).rpartition(".")[2]: row[1] for row in spec.table.rows}
        total = steps.pop("after")
        assert sum(Fraction(str(value)) for value in steps.values()) == total


def test_images_have_their_title(case: Case, tmp_path: Path) -> None:
    from veedor.report.write import write_report

    written = write_report(case, tmp_path, images=True, only=("outcome",))
    svg = next(image for image in written.images if image.suffix == ".svg").read_text(encoding="utf-8")
    assert "against each line of the rule" in svg
    assert "Synthetic data." in svg

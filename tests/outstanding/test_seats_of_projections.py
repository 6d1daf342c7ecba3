"""Seats of a projection: what is settled by brute force, probabilities by another way, refusals."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from count.build_parliament import parliament
from outstanding.build_outstanding import first, synthetic
from outstanding.build_seats import MadeParliament
from veedor.case import open_case
from veedor.cli.project import command
from veedor.errors import InputErrors, QuestionError
from veedor.model import AreaId, ChoiceId, OpenVotes, Tally, as_counted, measure_of_share
from veedor.outstanding import partial_count
from veedor.outstanding.area_forecast import forecast_by_area
from veedor.outstanding.columns import Columns
from veedor.outstanding.expected import RollToCome
from veedor.outstanding.methods import calibrated_method, replayed, split
from veedor.outstanding.seats.bounds import seat_bounds
from veedor.outstanding.seats.draws import SeatDrawer, allocate_many, seats_asked
from veedor.outstanding.seats.outlook import NoChances, _threshold, seat_outlook
from veedor.report.charts import specs
from veedor.report.wording import Wording
from veedor.rules import load, tally_of
from veedor.rules.allocation import METHODS, allocate
from veedor.rules.assembly import seats as shared_out
from veedor.rules.assembly import share_out

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.outstanding.estimate import Forecast
    from veedor.outstanding.methods import SplitCount
    from veedor.outstanding.seats.draws import SeatsAsked
    from veedor.rules import Rule

LISTS = ("dhondt", "sainte-lague", "modified-sainte-lague", "hare", "droop", "hare-by-votes")


@pytest.mark.parametrize("method", METHODS)
@given(st.integers(0, 10_000), st.sampled_from([3, 20, 1000, 10**8]), st.integers(1, 12))
@settings(max_examples=30, deadline=None)
def test_many_allocations_are_those_of_the_rule(method: str, seed: int, most: int, seats: int) -> None:
    rng = np.random.default_rng(seed)
    votes = rng.integers(0, most, (4, int(rng.integers(1, 7))))
    for row, held in zip(votes.tolist(), allocate_many(votes, seats, method).tolist(), strict=True):
        cast = {ChoiceId(str(i)): n for i, n in enumerate(row) if n}
        exact = allocate(cast, seats, method).seats if cast else {}
        assert held == [exact.get(ChoiceId(str(i)), 0) for i in range(len(row))]


@pytest.mark.parametrize("method", LISTS)
@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_every_content_of_the_open_votes_lies_within_the_bounds(method: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    number, threshold = int(rng.integers(1, 6)), rng.choice(["", "10%, ", "25%, "])
    rule, free = load(f"{method}({threshold}seats={number})"), int(rng.integers(1, 6))
    votes = rng.integers(1, 12, 3)
    shared = shared_out(rule, tally_of(dict(zip("ABC", votes.tolist(), strict=True)), outstanding=free))
    bounds = seat_bounds(shared)
    for more in itertools.product(range(free + 1), repeat=3):
        if sum(more) > free:
            continue
        tally = tally_of(dict(zip("ABC", (votes + more).tolist(), strict=True)))
        here = shared_out(rule, tally).areas[0]
        for choice, (least, most) in bounds.items():
            held = here.seats.get(choice, 0)
            assert least <= held
            assert held + (choice in here.tied) <= most


def _asked(rule: Rule, seed: int = 3, part: float = 0.7) -> tuple[SeatsAsked, Forecast, SplitCount]:
    """A synthetic count with seats by region, and the projection of it."""
    roll = synthetic(seed, sheets=2400)
    snapshot = first(roll, part)
    region = roll.places.levels[0]
    level = rule.seats[0].level
    members = {} if level is None else {level: roll.member_of(level)}
    known = partial_count(RollToCome(roll.ids, roll.places, roll.registered, roll.stratum, members), snapshot)
    out = ~np.isin(roll.ids, snapshot.ids)
    levels = () if level is None else (level,)
    tally = snapshot.tally(levels)
    where = roll.member_of(level or region)
    open_votes = tuple(
        OpenVotes(int(roll.registered[out & (where == area)].sum()), None, {level or region: AreaId(area)})
        for area in np.unique(where[out]).tolist()
    )
    areas = {
        d: {a: replace(t, open=tuple(v for v in open_votes if v.areas[d] == a)) for a, t in of.items()}
        for d, of in tally.areas.items()
    }
    tally = replace(tally, open=open_votes, areas=areas)
    shared = share_out(rule.seats[0], tally, rule.bases)
    columns = Columns(
        (measure_of_share(c, roll.contest) for c in roll.contest.candidates), roll.contest, whole=True
    )
    parts = split(known, known.crossed, columns)
    past = replayed(parts, None)
    assert past is not None
    view = calibrated_method(parts, past)
    assert view is not None
    return seats_asked(shared, known.members, len(known), snapshot), view, parts


@pytest.mark.parametrize(
    "text",
    [
        "dhondt(seats=5, level=region)",
        "sainte-lague(24%, seats=4, level=region)",
        "hare(24%, seats=40)",
        "droop(seats=7, level=region)",
    ],
)
def test_draws_are_shared_out_as_the_rule_shares_out_each(text: str) -> None:
    rule = load(text)
    asked, view, parts = _asked(rule)
    forms = _threshold(asked.shared)
    drawer = SeatDrawer(asked, forms)
    forecast = forecast_by_area(parts, view, asked.cell[~parts.known.counted], asked.cells)
    votes = drawer.votes(forecast.draws(25, view.columns.choices, np.random.default_rng(8)))
    admitted, _ = drawer.admitted(votes)
    seats = drawer.seats(votes, admitted)
    contest, level = asked.shared.contest, asked.shared.level
    choices = [choice.choice_id for choice in contest.choices]
    for drawn, held in zip(votes, seats, strict=True):
        totals = dict(zip(choices, drawn.sum(axis=0).tolist(), strict=True))
        areas = {}
        if level is not None:
            areas[level] = {
                AreaId(name): Tally(contest, dict(zip(choices, row.tolist(), strict=True)))
                for name, row in zip(asked.names[level].tolist(), drawn, strict=True)
            }
        again = share_out(rule.seats[0], Tally(contest, totals, areas=areas), rule.bases)
        assert [[a.seats.get(c, 0) for c in choices] for a in again.areas] == held.tolist()


def test_areas_together_are_drawn_as_the_whole_is() -> None:
    """Sums of areas have the mean and the spread of the projection's own draws, computed in another way."""
    asked, view, parts = _asked(load("dhondt(seats=5, level=region)"), part=0.6)
    forecast = forecast_by_area(parts, view, asked.cell[~parts.known.counted], asked.cells)
    columns = list(view.columns.choices)
    together = forecast.draws(4000, columns, np.random.default_rng(1)).sum(axis=1)
    whole = view.draws(4000, 2)[:, columns] - view.known[columns]
    assert together.mean(axis=0) == pytest.approx(whole.mean(axis=0), rel=0.01)
    spread = [np.subtract(*np.quantile(one, [0.75, 0.25], axis=0)) for one in (together, whole)]
    assert spread[0] == pytest.approx(spread[1], rel=0.12)
    # one area of all sheets is the whole, whatever the places
    alone = forecast_by_area(parts, view, np.zeros(len(parts.out_leaf), dtype=np.int64), 1)
    assert alone.rest[0, columns] == pytest.approx(view.rest[columns])
    gradient = np.eye(len(view.known))[columns[0]][None]
    variance = sum(float(part.variance(gradient)[0][0]) for part in alone.spread)
    assert variance == pytest.approx(view.guess.spread.variance(gradient[0])[0])


def test_no_draw_has_fewer_votes_than_are_counted_or_more_than_are_open() -> None:
    asked, view, parts = _asked(load("dhondt(seats=5, level=region)"), part=0.98)
    drawer = SeatDrawer(asked, {})
    rest = np.random.default_rng(2).normal(0, 4000, (50, asked.cells, asked.known.shape[1]))
    votes = drawer.votes(rest)
    assert (votes >= asked.known).all()
    more = (votes - asked.known).sum(axis=2)
    level = asked.shared.level or ""
    for k, name in enumerate(asked.names[level].tolist()):
        free = sum(g.ballots or 0 for g in asked.shared.tally.open if g.areas[level] == name)
        assert more[:, k].max() <= free
    assert more.sum(axis=1).max() <= sum(g.ballots or 0 for g in asked.shared.tally.open)
    del view, parts


@pytest.mark.slow
def test_a_parliament_by_brute_force() -> None:
    """Regions whose votes are drawn with another seed and shared out one by one: the same probabilities."""
    asked, view, parts = _asked(load("dhondt(seats=5, level=region)"), part=0.6)
    outlook = seat_outlook(asked, parts, view, 3000, 1)
    contest = asked.shared.contest
    forecast = forecast_by_area(parts, view, asked.cell[~parts.known.counted], asked.cells)
    times: dict[ChoiceId, Counter[int]] = {choice: Counter() for choice in contest.candidates}
    for rest in forecast.draws(1000, view.columns.choices, np.random.default_rng(77)):
        held: Counter[ChoiceId] = Counter()
        for row in (asked.known + np.maximum(np.rint(rest), 0)).astype(np.int64).tolist():
            cast = {c.choice_id: n for c, n in zip(contest.choices, row, strict=True)}
            held.update(allocate({c: cast[c] for c in contest.candidates}, 5, "dhondt").seats)
        for choice in contest.candidates:
            times[choice][held[choice]] += 1
    for choice in contest.candidates:
        drawn = outlook.distribution(choice)
        assert all(p == pytest.approx(times[choice][n] / 1000, abs=0.05) for n, p in drawn.items())
        assert sum(drawn.values()) == pytest.approx(1)
    assert sum(outlook.expected(c) or 0 for c in contest.candidates) == pytest.approx(30, abs=0.05)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return MadeParliament().write(tmp_path_factory.mktemp("seats") / "case")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lang", "says"),
    [
        ("en", ("48 seats: by what is counted Red 22", "In 0 of 8 areas", "More than half of the seats")),
        ("es", ("48 escaños: según lo computado", "95 veces de 100", "Más de la mitad")),
    ],
)
def test_the_command_line_says_the_seats(folder: Path, lang: str, says: tuple[str, ...]) -> None:
    text = " ".join(CliRunner().invoke(command, [str(folder), "--lang", lang]).output.split())
    assert all(part in text for part in says), text
    assert "outstanding.seats" not in text
    made = json.loads(CliRunner().invoke(command, [str(folder), "--json", "--lang", lang]).output)
    tables = {table["name"]: table for table in made["tables"]}
    rows = tables["outstanding_seats"]["rows"]
    assert sum(row[5] for row in rows) == pytest.approx(48, abs=0.05)
    assert len(tables["outstanding_seat_areas"]["rows"]) == 8
    of_red = sum(row[2] for row in tables["outstanding_seat_numbers"]["rows"] if row[0] == "red")
    assert of_red == pytest.approx(1, abs=0.05)


def test_the_seats_are_drawn_once_and_in_one_picture(folder: Path) -> None:
    result = open_case(folder).project()
    assert "outstanding-seats-1" in [spec.name for spec in specs(result, Wording("en").of(result.contest))]
    (outlook,) = result.seats
    assert outlook.is_drawn
    assert outlook.counted(ChoiceId("red")) == 22
    low, high = outlook.interval(ChoiceId("red"))
    assert outlook.bounds[ChoiceId("red")][0] <= low <= high <= outlook.bounds[ChoiceId("red")][1]


def test_majorities_of_the_rule_and_what_is_settled(tmp_path: Path) -> None:
    rule = 'method = "dhondt"\nseats = 3\nmajorities = ["2/3"]\n'
    rows = [*(("North", "counted", 90, 20, 10) for _ in range(30)), ("North", "pending", 0, 0, 0)]
    case = parliament(tmp_path / "a", rows, rule=rule)
    (outlook,) = case.project().seats
    assert outlook.settled
    assert outlook.why is NoChances.NO_INTERVAL
    assert outlook.at_least(outlook.majorities[1][1], ChoiceId("red")) == (1.0, True)
    says = [finding.says for finding in case.project().findings]
    assert "outstanding.seats.settled" in says
    assert "outstanding.seats.majority.part.sure" in says


@pytest.mark.slow
def test_sheets_in_no_area_are_refused_in_words(tmp_path: Path) -> None:
    rule = "dhondt(seats=6, level=district)"
    with pytest.raises(QuestionError, match="lie in no district"):
        open_case(MadeParliament(rule, without_district=200).write(tmp_path / "a")).project()
    # the last place is not counted yet: nothing lies nowhere, but its votes to come do
    made = MadeParliament(rule, without_district=4, published=[step / 20 for step in range(1, 13)], last=4)
    (outlook,) = open_case(made.write(tmp_path / "b")).project().seats
    assert outlook.why is NoChances.NOWHERE
    assert outlook.drawn.shape == (0, 4)
    text = " ".join(CliRunner().invoke(command, [str(tmp_path / "b"), "--lang", "es"]).output.split())
    assert "que no están en ninguna zona" in text


@pytest.mark.slow
def test_a_place_in_two_areas_of_a_division_is_refused(tmp_path: Path) -> None:
    folder = MadeParliament("dhondt(seats=6, level=district)", published=[0.5, 0.7]).write(tmp_path / "a")
    roll = folder / "data" / "roll.csv"
    roll.write_text(roll.read_text().replace("T00001,R0,P0000,D0", "T00001,R0,P0000,D3"))
    with pytest.raises(QuestionError, match="two areas of the division 'district': 'D0' and 'D3'") as caught:
        open_case(folder).outcome()
    # the remedy, to the letter
    case = folder / "case.toml"
    text = case.read_text().replace('"region", "precinct"', '"region", "district", "precinct"')
    text = text.replace('region = "region", precinct', 'region = "region", district = "district", precinct')
    case.write_text(text.replace('divisions = { district = "district" }\n', ""))
    assert "a level" in str(caught.value.remedy)
    assert open_case(folder).outcome().seats[0].shared.number > 0


@pytest.mark.parametrize("value", ["1/2", "two thirds", "3/2"])
def test_a_majority_that_is_none_is_refused(tmp_path: Path, value: str) -> None:
    rule = f'method = "dhondt"\nseats = 3\nmajorities = ["{value}"]\n'
    with pytest.raises(InputErrors) as caught:
        parliament(tmp_path / "a", rule=rule).project()
    assert "part above one half" in str(caught.value.exceptions[0])


def test_an_exemption_for_who_is_first_in_areas_is_asked_of_each_draw(tmp_path: Path) -> None:
    rule = (
        'method = "dhondt"\nlevel = "region"\nseats = 3\n'
        'threshold = { of = "45%", op = ">=", base = "valid" }\n[seats.exempt]\nfirst_in = 1\n'
    )
    case = parliament(tmp_path / "a", rule=rule)
    asked = case.project().seats[0]
    assert asked.bounds[ChoiceId("blue")][1] > 0
    drawer_input = seats_asked(
        asked.shared,
        {"region": np.array(["North", "South", "Abroad"])},
        3,
        case.select().sheets,
    )
    drawer = SeatDrawer(drawer_input, _threshold(asked.shared))
    admitted, passed = drawer.admitted(drawer_input.known[None])
    field = as_counted(asked.shared.tally)
    again = share_out(case.select().rule.seats[0], field, asked.shared.bases)
    for k, area in enumerate(again.areas):
        names = [c for c, may in zip(drawer.choices, admitted[0, k], strict=True) if may]
        assert set(names) == set(again.admitted[area.area])
    assert passed.shape == (1, 4)

"""A synthetic election is the same for the same seed, and has what its plan says."""

from dataclasses import replace

import numpy as np
import pytest

from synthetic_sheets import sheets_of
from veedor.synthetic import Arrival, Defects, Geography, Opinion, Plan, SyntheticElection, make_election

SMALL = Plan(seed=7, geography=Geography(sheets=1_500))


@pytest.fixture(scope="module")
def election() -> SyntheticElection:
    return make_election(SMALL)


def test_same_seed_same_election(election: SyntheticElection) -> None:
    again = make_election(SMALL)
    assert (again.official == election.official).all()
    assert (again.clock.published_at == election.clock.published_at).all()
    assert {k: v.tolist() for k, v in again.planted.items()} == {
        k: v.tolist() for k, v in election.planted.items()
    }
    other = make_election(replace(SMALL, seed=8))
    assert (other.official != election.official).any()


def test_planted_defects_are_there_and_nowhere_else(election: SyntheticElection) -> None:
    official, registered = election.official, election.land.registered
    above = np.flatnonzero(official.sum(axis=1) > registered)
    assert above.tolist() == election.planted["above_roll"].tolist()
    empty = np.flatnonzero(official.sum(axis=1) == 0)
    assert set(election.planted["empty"]) <= set(empty)
    differ = np.flatnonzero((official != election.preliminary).any(axis=1))
    assert set(differ) == {*election.planted["exchanged"], *election.planted["misread"]}
    stated = np.flatnonzero(election.stated_valid != election.preliminary[:, :-2].sum(axis=1))
    assert stated.tolist() == election.planted["stated_total"].tolist()
    rows = election.planted["one_choice"]
    assert (official[rows, :-2].max(axis=1) == official[rows, :-2].sum(axis=1)).all()


def test_each_sheet_carries_one_defect_at_the_most(election: SyntheticElection) -> None:
    every = np.concatenate(list(election.planted.values()))
    assert len(every) == len(np.unique(every))
    assert {name: len(rows) for name, rows in election.planted.items()} == {
        name: getattr(Defects(), name) for name in Defects.__dataclass_fields__
    }


def test_a_clean_election_has_no_defects() -> None:
    clean = make_election(replace(SMALL, defects=None))
    assert not clean.planted
    assert (clean.official.sum(axis=1) <= clean.land.registered).all()
    assert (clean.official == clean.preliminary).all()


def test_the_lead_is_brought_near_the_plan(election: SyntheticElection) -> None:
    votes = election.official.sum(axis=0)
    lead = (votes[0] - votes[1]) / votes[:-2].sum()
    assert SMALL.opinion.lead is not None
    assert abs(lead - SMALL.opinion.lead) < 0.01


def test_publication_stops_once_and_verification_goes_on_meanwhile(election: SyntheticElection) -> None:
    plan = SMALL.arrival
    gaps = np.diff(election.clock.published_at).astype(int)
    longest = int(gaps.argmax())
    assert election.clock.published_at[longest] == np.datetime64(plan.stopped, "s")
    assert election.clock.published_at[longest + 1] == np.datetime64(plan.published_again, "s")
    assert (gaps > 2 * np.median(gaps)).sum() == 1
    at = election.clock.verified_at
    meanwhile = (at > np.datetime64(plan.stopped, "s")) & (at < np.datetime64(plan.published_again, "s"))
    assert meanwhile.any()
    assert np.isnat(at).sum() == pytest.approx((1 - plan.at_end) * len(at), abs=2)


def test_rural_places_come_late_and_shift_the_count() -> None:
    election = make_election(
        replace(SMALL, opinion=replace(Opinion(), rural=1.2), arrival=Arrival(rural_delay=2))
    )
    first = election.clock.rank < 0.5
    urban = election.stratum == "urban"
    assert urban[first].mean() > urban[~first].mean() + 0.2
    share = election.official[:, 0] / np.maximum(election.official[:, :-2].sum(axis=1), 1)
    assert share[~first].mean() > share[first].mean()


def test_as_sheets(election: SyntheticElection) -> None:
    official = sheets_of(election)
    preliminary = sheets_of(election, "preliminary")
    assert len(official) == 1_500
    assert len(preliminary) == int((~np.isnat(election.clock.verified_at)).sum())
    assert official.tally().cast == int(election.official.sum())
    assert official.places.finest == "place"
    assert official.places.codes["place"].max() < len(official.places.ids["place"])

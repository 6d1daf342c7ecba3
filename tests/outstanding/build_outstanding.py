"""Small counts for tests: sheets from lists, and synthetic elections in an order of arrival."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

import veedor.findings  # noqa: F401 - puts results in words
from synthetic_sheets import sheets_of
from veedor.count import Places, Sheets
from veedor.count.vectors import UNKNOWN
from veedor.model import (
    Assertion,
    AssertionKind,
    Choice,
    ChoiceId,
    Contest,
    ContestId,
    CountId,
    Kind,
    OpenVotes,
    Tally,
)
from veedor.synthetic import Arrival, Geography, Opinion, Plan, make_election

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Ints

A, B, C, BLANK = ChoiceId("a"), ChoiceId("b"), ChoiceId("c"), ChoiceId("blank")
CONTEST = Contest(
    ContestId("president"),
    "President",
    (Choice(A, "Alder"), Choice(B, "Birch"), Choice(C, "Cedar"), Choice(BLANK, "Blank", Kind.BLANK)),
)


def lead(threshold: Fraction = Fraction(1, 10), kind: AssertionKind = AssertionKind.LEAD) -> Assertion:
    """A leads B by a share of valid votes; or does not."""
    p, q = threshold.numerator, threshold.denominator
    sign = -1 if kind is AssertionKind.NOT_LEAD else 1
    weights = {A: sign * (q - p), B: sign * (-q - p), C: -sign * p}
    strict = kind in {AssertionKind.NOT_LEAD, AssertionKind.FIRST}
    return Assertion(f"{kind}:a>b", kind, A, B, threshold, "valid", weights, strict=strict, scale=q)


def share(threshold: Fraction = Fraction(1, 2), kind: AssertionKind = AssertionKind.SHARE) -> Assertion:
    """A has more than a share of valid votes; or does not."""
    p, q = threshold.numerator, threshold.denominator
    sign = -1 if kind is AssertionKind.NOT_SHARE else 1
    weights = {A: sign * (q - p), B: -sign * p, C: -sign * p}
    strict = kind is AssertionKind.SHARE
    return Assertion(f"{kind}:a", kind, A, None, threshold, "valid", weights, strict=strict, scale=q)


def turnout(threshold: Fraction = Fraction(1, 2)) -> Assertion:
    """Ballots cast reach a share of the registered voters."""
    p, q = threshold.numerator, threshold.denominator
    weights = dict.fromkeys((A, B, C, BLANK), q)
    return Assertion(
        "turnout",
        AssertionKind.TURNOUT,
        None,
        None,
        threshold,
        "registered",
        weights,
        strict=False,
        scale=q,
        registered_weight=-p,
    )


def count(
    votes: Sequence[Sequence[int]] | Ints,
    places: Sequence[tuple[str, str]],
    registered: Sequence[int] | None = None,
    *,
    stratum: Sequence[str] | None = None,
    minutes: Sequence[int | None] | None = None,
    ids: Sequence[str] | None = None,
) -> Sheets:
    """Sheets in places of two levels (``town``, ``place``); ``minutes`` are times of verification."""
    matrix = np.array(votes, dtype=np.int64).reshape(len(places), 4)
    towns, town = np.unique(np.array([town for town, _ in places]), return_inverse=True)
    paths, place = np.unique(np.array([f"{t} / {p}" for t, p in places]), return_inverse=True)
    codes = {"town": town.astype(np.int64), "place": place.astype(np.int64)}
    names = {"town": tuple(towns.tolist()), "place": tuple(paths.tolist())}
    at = None
    if minutes is not None:
        at = np.array(
            [
                np.datetime64("NaT", "s") if m is None else np.datetime64("2030-01-01", "s") + 60 * m
                for m in minutes
            ],
            dtype="datetime64[s]",
        )
    n = len(places)
    return Sheets(
        CONTEST,
        CountId("count"),
        np.array(list(ids) if ids is not None else [f"{i:05d}" for i in range(n)]),
        matrix,
        np.zeros(matrix.shape, dtype=bool),
        np.array(registered if registered is not None else [UNKNOWN] * n, dtype=np.int64),
        Places(("town", "place"), codes, names, names),
        np.array(list(stratum) if stratum is not None else [""] * n),
        verified_at=at,
    )


def tally_of(roll: Sheets, counted: Sheets) -> Tally:
    """What is counted, with the voters of the other sheets of the roll open."""
    out = roll.registered[~np.isin(roll.ids, counted.ids)]
    ballots = None if (out == UNKNOWN).any() else int(out.sum())
    registered = None if (roll.registered == UNKNOWN).any() else int(roll.registered.sum())
    return replace(counted.tally(), registered=registered, open=(OpenVotes(ballots),) if len(out) else ())


def random_count(seed: int, sheets: int = 120, towns: int = 4, places: int = 6) -> Sheets:
    """A count of random sheets, each with a time."""
    rng = np.random.default_rng(seed)
    where = [(f"T{rng.integers(towns)}", f"P{rng.integers(places)}") for _ in range(sheets)]
    votes = rng.integers(0, 80, (sheets, 4))
    registered = votes.sum(axis=1) + rng.integers(1, 60, sheets)
    return count(
        votes,
        where,
        registered.tolist(),
        stratum=rng.choice(["urban", "rural"], sheets).tolist(),
        minutes=rng.permutation(sheets).tolist(),
    )


def synthetic(seed: int, sheets: int = 3000, rural_delay: float = 1.2, drift: float = 0.0) -> Sheets:
    """A clean synthetic election whose sheets carry their order of arrival as times, all of them."""
    plan = Plan(
        seed=seed,
        geography=Geography(sheets=sheets, regions=6, municipalities=8),
        opinion=Opinion(rural=0.8, precision=120.0, lead=0.06),
        arrival=Arrival(rural_delay=rural_delay, drift=drift),
        defects=None,
    )
    election = make_election(plan)
    seconds = np.round(election.clock.rank * 1e6).astype(np.int64)
    return replace(sheets_of(election), verified_at=seconds.astype("datetime64[s]"))


def first(sheets: Sheets, part: float) -> Sheets:
    """The sheets that came first."""
    assert sheets.verified_at is not None
    order = np.argsort(sheets.verified_at, kind="stable")
    return sheets.take(np.sort(order[: round(part * len(sheets))]))

"""Opinion and turnout: from places to the votes on every sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from veedor.arrays import Floats, Ints
    from veedor.synthetic.geography import Land
    from veedor.synthetic.plan import Opinion


def draw_votes(plan: Opinion, land: Land, earliness: Floats, drift: float, rng: np.random.Generator) -> Ints:
    """Draw the official votes of every sheet.

    Parameters
    ----------
    plan : Opinion
        How votes differ.
    land : Land
        Where the sheets are.
    earliness : float vector, shape (n_sheets,)
        Rank of arrival within the place, from 0 (first) to 1 (last).
    drift : float
        Change of the first candidate's log odds over that rank.
    rng : numpy Generator
        Source of chance.

    Returns
    -------
    int matrix, shape (n_sheets, n_candidates + 2)
        Votes of the candidates, blank, null. Ballots never exceed registered voters.
    """
    odds = _place_odds(plan, land, rng)[land.of_sheet]
    odds[:, 0] += drift * (earliness - 0.5)
    voters = _voters(plan, land, rng)
    spoiled = _spoiled(land, voters, rng)
    valid = voters - spoiled.sum(axis=1)
    if plan.lead is not None:
        odds[:, 0] += _shift_to_lead(odds, valid, plan.lead)
    shares = _softmax(odds)
    # Dirichlet noise around the place: sheets of one place differ more than chance alone would have it
    noise = rng.standard_gamma(shares * plan.precision) + 1e-12
    votes = rng.multinomial(valid, noise / noise.sum(axis=1, keepdims=True))
    return np.column_stack((votes, spoiled)).astype(np.int64)


def _place_odds(plan: Opinion, land: Land, rng: np.random.Generator) -> Floats:
    k = len(plan.candidates)
    odds: Floats = np.log(np.array(plan.shares)) + np.zeros((len(land.urban), k))
    odds += rng.normal(0, plan.region, (land.region.max() + 1, k))[land.region]
    odds += rng.normal(0, plan.municipality, (land.municipality.max() + 1, k))[land.municipality]
    odds += rng.normal(0, plan.place, (len(land.urban), k))
    odds[:, 0] += np.where(land.urban, -plan.rural / 2, plan.rural / 2)
    return odds


def _voters(plan: Opinion, land: Land, rng: np.random.Generator) -> Ints:
    middle = np.log(plan.turnout / (1 - plan.turnout))
    of_place = rng.normal(middle, 0.3, len(land.urban))[land.of_sheet]
    rate = 1 / (1 + np.exp(-(of_place + rng.normal(0, 0.12, len(land.of_sheet)))))
    voters: Ints = rng.binomial(land.registered, rate)
    return voters


def _spoiled(land: Land, voters: Ints, rng: np.random.Generator) -> Ints:
    rural = ~land.urban[land.of_sheet]
    blank = rng.binomial(voters, rng.beta(2.0, np.where(rural, 70, 130)))
    null = rng.binomial(voters - blank, rng.beta(3.0, np.where(rural, 70, 90)))
    return np.column_stack((blank, null))


def _softmax(odds: Floats) -> Floats:
    weights = np.exp(odds - odds.max(axis=1, keepdims=True))
    shares: Floats = weights / weights.sum(axis=1, keepdims=True)
    return shares


def _shift_to_lead(odds: Floats, valid: Ints, lead: float) -> float:
    """Find by bisection what to add to the first candidate's log odds for the expected lead to be met."""
    low, high = -6.0, 6.0
    shifted = odds.copy()
    for _ in range(40):
        middle = (low + high) / 2
        shifted[:, 0] = odds[:, 0] + middle
        expected = (_softmax(shifted) * valid[:, None]).sum(axis=0)
        if (expected[0] - expected[1]) / expected.sum() < lead:
            low = middle
        else:
            high = middle
    return (low + high) / 2

"""Make a synthetic election from its plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.synthetic.arrival import order, run_clock, within_place
from veedor.synthetic.defects import plant
from veedor.synthetic.election import SyntheticElection
from veedor.synthetic.geography import make_land
from veedor.synthetic.votes import draw_votes

if TYPE_CHECKING:
    from veedor.synthetic.plan import Plan


def make_election(plan: Plan) -> SyntheticElection:
    """Make a synthetic election.

    Parameters
    ----------
    plan : Plan
        What it is made from; equal plans give equal elections.
    """
    # one stream of chance each, so that changing one part leaves the others as they were
    streams = [np.random.default_rng(s) for s in np.random.SeedSequence(plan.seed).spawn(5)]
    land = make_land(plan.geography, streams[0])
    rank = order(plan.arrival, land, streams[1])
    clock = run_clock(plan.arrival, rank, streams[2])
    votes = draw_votes(plan.opinion, land, within_place(rank, land), plan.arrival.drift, streams[3])
    ids = np.array([f"{i:06d}" for i in range(1, len(rank) + 1)])
    clean = SyntheticElection(plan, land, clock, ids, votes, votes.copy(), votes[:, :-2].sum(axis=1))
    return clean if plan.defects is None else plant(clean, plan.defects, streams[4])

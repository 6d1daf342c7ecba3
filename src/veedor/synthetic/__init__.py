"""Synthetic elections with known defects and a fixed seed: for the demo, and for testing every method."""

from veedor.synthetic.arrival import Clock
from veedor.synthetic.defects import PLANTED_FILE, SHOWS_IN, write_planted
from veedor.synthetic.election import SyntheticElection
from veedor.synthetic.geography import LEVELS, Land
from veedor.synthetic.make import make_election
from veedor.synthetic.plan import Arrival, Defects, Geography, Opinion, Plan
from veedor.synthetic.publish import publish

__all__ = [
    "LEVELS",
    "PLANTED_FILE",
    "SHOWS_IN",
    "Arrival",
    "Clock",
    "Defects",
    "Geography",
    "Land",
    "Opinion",
    "Plan",
    "SyntheticElection",
    "make_election",
    "publish",
    "write_planted",
]

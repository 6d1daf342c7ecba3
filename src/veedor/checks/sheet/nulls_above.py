"""Null votes above a share of the ballots."""

from fractions import Fraction

from veedor.checks.base import Check, LooksAt
from veedor.checks.sheet.share_of_kind import CONVENTION, finder
from veedor.model import Kind

CHECK = Check(
    "nulls_above",
    LooksAt.SHEET,
    CONVENTION,
    finder(Kind.NULL),
    {"share": Fraction(3, 10), "floor": 20},
    ("why_voters_do_so",),
)

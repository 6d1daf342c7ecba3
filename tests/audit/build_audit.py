"""Small counts for tests of audits."""

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from veedor.count import Places, Sheets
from veedor.model import Assertion, AssertionKind, Choice, ChoiceId, Contest, ContestId, CountId, Kind

W, L, OTHER, BLANK = ChoiceId("W"), ChoiceId("L"), ChoiceId("other"), ChoiceId("blank")
CONTEST = Contest(
    ContestId("president"),
    "President",
    (Choice(W, "W"), Choice(L, "L"), Choice(OTHER, "Other"), Choice(BLANK, "Blank", Kind.BLANK)),
)


def sheets_of(
    votes: list[list[int]] | NDArray[np.int64], registered: list[int] | NDArray[np.int64]
) -> Sheets:
    """A count with columns W, L, other, blank; ids s0001, s0002, ... in one place."""
    matrix = np.asarray(votes, dtype=np.int64)
    n = len(matrix)
    places = Places(
        ("place",), {"place": np.zeros(n, dtype=np.int64)}, {"place": ("here",)}, {"place": ("here",)}
    )
    return Sheets(
        CONTEST,
        CountId("official"),
        np.array([f"s{i:04d}" for i in range(1, n + 1)]),
        matrix,
        np.zeros(matrix.shape, dtype=bool),
        np.asarray(registered, dtype=np.int64),
        places,
        np.full(n, ""),
    )


def lead(points: Fraction = Fraction(1, 10)) -> Assertion:
    """W leads L by at least some points of valid votes."""
    n, d = points.numerator, points.denominator
    weights = {W: d - n, L: -d - n, OTHER: -n}
    return Assertion("lead", AssertionKind.LEAD, W, L, points, "valid", weights, strict=False, scale=d)


def share(part: Fraction = Fraction(2, 5)) -> Assertion:
    """W has at least a share of valid votes."""
    n, d = part.numerator, part.denominator
    return Assertion(
        "share",
        AssertionKind.SHARE,
        W,
        None,
        part,
        "valid",
        {W: d - n, L: -n, OTHER: -n},
        strict=False,
        scale=d,
    )

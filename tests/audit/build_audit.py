"""Small counts for tests of audits."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pyarrow as pa

import veedor.findings  # noqa: F401 - puts results in words
from veedor.arrays import Flags, Ints, Texts
from veedor.audit import ReportedContest, SheetManifest
from veedor.audit.discrepancy import AuditedSheet, Discrepancy, FoundFigures
from veedor.audit.papers import AuditPlan
from veedor.count import Completeness, Places, Roll, Sheets, States
from veedor.model import Assertion, AssertionKind, Choice, ChoiceId, Contest, ContestId, CountId, Kind
from veedor.rules import Decision

W, L, OTHER, BLANK = ChoiceId("W"), ChoiceId("L"), ChoiceId("other"), ChoiceId("blank")
CONTEST = Contest(
    ContestId("president"),
    "President",
    (Choice(W, "W"), Choice(L, "L"), Choice(OTHER, "Other"), Choice(BLANK, "Blank", Kind.BLANK)),
)


def sheets_of(votes: list[list[int]] | Ints, registered: list[int] | Ints) -> Sheets:
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


def states_of(
    votes: Ints,
    code: Ints,
    registered: Ints,
    *,
    blank: Flags | None = None,
    unit: Ints | None = None,
    unit_registered: tuple[int, ...] = (),
    county: Texts | None = None,
    expected: int | None = None,
    most_ballots: int | None = None,
    contest: Contest = CONTEST,
) -> States:
    """Sheets of which only those of code 0 are counted; a blank cell counts as nothing in the matrix."""
    n = len(votes)
    unit = np.full(n, -1, dtype=np.int64) if unit is None else unit
    registered = np.where(unit >= 0, -1, registered)
    areas = {} if county is None else {"county": county}
    whole = replace(sheets_of(votes, registered), contest=contest, areas=areas)
    blank = np.zeros(whole.votes.shape, dtype=bool) if blank is None else blank
    whole = replace(whole, votes=np.where(blank, 0, whole.votes), blank=blank)
    roll = Roll(
        whole.ids,
        pa.array(whole.ids.tolist()),
        whole.places,
        registered,
        np.full(n, ""),
        areas,
        unit,
        np.array(unit_registered, dtype=np.int64),
    )
    counted, aside, annulled = (whole.take(code == state) for state in (0, 2, 3))
    return States(
        roll,
        code,
        np.full(n, ""),
        np.full(n, ""),
        counted,
        aside,
        annulled,
        Completeness.LIST if expected is None else Completeness.NUMBER,
        expected or n,
        most_ballots,
    )


def reported(manifest: SheetManifest, decided: Decision) -> list[ReportedContest]:
    """The only contest of an audit."""
    return [ReportedContest(manifest, decided, decided.rule)]


def looked_at(sheet: str, discrepancy: Discrepancy, votes: tuple[int, ...] | None) -> AuditedSheet:
    """A sheet of an audit of one contest."""
    return AuditedSheet(sheet, (FoundFigures(discrepancy, votes),))


def of_contest(plan: AuditPlan, **changes: object) -> AuditPlan:
    """A plan with changes of its first contest."""
    first, *others = plan.contests
    return replace(plan, contests=(replace(first, **changes), *others))  # type: ignore[arg-type]

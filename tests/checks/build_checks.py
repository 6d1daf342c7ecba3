"""Small counts for tests of checks: clean ones, to be broken on purpose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from veedor.checks import CHECKS, NO_PACK, Baseline, Dossier, Flagged
from veedor.checks.pack import Pack
from veedor.count import Places, Sheets
from veedor.model import Choice, ChoiceId, Contest, ContestId, CountId, Kind, SnapshotId
from veedor.rules import explain, load

A = ChoiceId("A")
CONTEST = Contest(
    ContestId("president"),
    "President",
    (
        Choice(ChoiceId("A"), "Party A"),
        Choice(ChoiceId("B"), "Party B"),
        Choice(ChoiceId("C"), "Party C"),
        Choice(ChoiceId("blank"), "Blank", Kind.BLANK),
        Choice(ChoiceId("null"), "Null", Kind.NULL),
    ),
)


def make_sheets(
    votes: Sequence[Sequence[int]],
    *,
    registered: Sequence[int] | None = None,
    places: Sequence[int] | None = None,
    ids: Sequence[str] | None = None,
    count: str = "official",
    snapshot: str | None = None,
    contest: Contest = CONTEST,
) -> Sheets:
    """Make sheets from rows of votes; one place for all, unless places are given."""
    matrix = np.array(votes, dtype=np.int64).reshape(-1, len(contest.choices))
    n = len(matrix)
    code = np.zeros(n, dtype=np.int64) if places is None else np.array(places, dtype=np.int64)
    names = tuple(f"place {i}" for i in range(int(code.max(initial=0)) + 1))
    return Sheets(
        contest,
        CountId(count),
        np.array(ids if ids is not None else [f"{i:04d}" for i in range(n)], dtype=np.str_),
        matrix,
        np.zeros(matrix.shape, dtype=bool),
        np.full(n, 240, dtype=np.int64) if registered is None else np.array(registered, dtype=np.int64),
        Places(("place",), {"place": code}, {"place": names}, {"place": names}),
        np.full(n, "", dtype=np.str_),
        snapshot_id=None if snapshot is None else SnapshotId(snapshot),
    )


def clean() -> Sheets:
    """A dozen unremarkable sheets in three places."""
    rng = np.random.default_rng(3)
    votes = [[90 + int(d), 60 - int(d), 20 + i, 5, 4] for i, d in enumerate(rng.integers(-6, 7, 12))]
    return make_sheets(votes, places=[i // 4 for i in range(12)])


def with_votes(sheets: Sheets, row: int, votes: Sequence[int]) -> Sheets:
    """Give the same sheets with other figures on one of them."""
    changed = sheets.votes.copy()
    changed[row] = votes
    return replace(sheets, votes=changed)


def ask(check_id: str, *counts: Sheets, pack: Pack = NO_PACK, **more: Any) -> Flagged:  # noqa: ANN401 - further fields of Dossier
    """Ask one check; it must be able to answer."""
    check = CHECKS[check_id]
    found = check.find(check, Dossier(counts, pack, **more))
    assert isinstance(found, Flagged), found
    return found


def named(check_id: str, *counts: Sheets, pack: Pack = NO_PACK, **more: Any) -> list[str]:  # noqa: ANN401 - further fields of Dossier
    """Give the ids that one check names."""
    ids: list[str] = ask(check_id, *counts, pack=pack, **more).ids.tolist()
    return ids


def baseline(sheets: Sheets, rule: str = "bo-president-2009") -> Baseline:
    """Give a count with what a rule makes of its first round."""
    return Baseline(sheets, explain(load(rule), sheets.tally(), round="first"))


def seen(found: Flagged, column: str) -> list[Any]:
    """Give one column of the evidence."""
    values: list[Any] = found.evidence[column].tolist()
    return values

"""What a user names of a case: a contest, a count, a publication; what is not there is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.errors import QuestionError, nearest
from veedor.model import ContestId, CountId, SnapshotId
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Collection

    from veedor.intake.case import CaseFile


def contest_named(case: CaseFile, contest: str) -> ContestId:
    """Return the id of a contest; :class:`~veedor.errors.QuestionError` where the case has none such."""
    if contest not in case.contests:
        raise QuestionError(
            sentence("The case has no contest {contest!r}.", contest=contest),
            remedy=nearest(contest, case.contests),
        )
    return ContestId(contest)


def count_named(case: CaseFile, count: str) -> CountId:
    """Return the id of a count or sample; :class:`~veedor.errors.QuestionError` where there is none such."""
    if count not in case.counts:
        raise QuestionError(
            sentence("The case has no count {count!r}.", count=count), remedy=nearest(count, case.counts)
        )
    return CountId(count)


def snapshot_named(count: str, snapshot: str, known: Collection[str]) -> SnapshotId:
    """Return the id of a publication; :class:`~veedor.errors.QuestionError` where the count has none such."""
    if snapshot not in known:
        raise QuestionError(
            sentence("The count {name!r} has no snapshot {snapshot!r}.", name=count, snapshot=snapshot),
            remedy=nearest(snapshot, known),
        )
    return SnapshotId(snapshot)


def as_named(count: CountId, snapshot: SnapshotId | None) -> str:
    """Name a publication as a command does: ``official``, ``preliminary@first``."""
    return f"{count}@{snapshot}" if snapshot else str(count)

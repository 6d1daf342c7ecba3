"""What stands on the first screen of a report: an answer a chapter, the weightiest first.

Every answer takes its figures from findings of its chapter and counts nothing anew. Its weight says whether
it tells something that stands out, a figure that a reader asked for, or that nothing was found. The rules are
told in ``docs/explanation/summary.md``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from veedor.findings.summary_rules import RULES, Weight
from veedor.model import Finding, Result

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veedor.model import Table

MOST = 7
"""Answers that stand on the first screen; what else a chapter says stands in it."""
ALWAYS = ("timeline", "stakes", "audit")
"""Chapters whose answers are never left out for those of others: what every reader asks."""


@dataclass(frozen=True)
class ChapterAnswer:
    """What a chapter says, in one sentence.

    Parameters
    ----------
    chapter : str
        Name of the section.
    weight : Weight
        How much it weighs.
    finding : Finding
        The sentence with its figures.
    source : str
        Id of the finding of the chapter that proves it.
    """

    chapter: str
    weight: Weight
    finding: Finding
    source: str


@dataclass(frozen=True)
class Summary(Result):
    """The answers of a report, in the order in which they are told.

    Parameters
    ----------
    answers : tuple of ChapterAnswer
        At most :data:`MOST` that say something, then those that found nothing.
    further : tuple of ChapterAnswer
        Those that stand at the head of their chapters only.
    """

    answers: tuple[ChapterAnswer, ...]
    further: tuple[ChapterAnswer, ...] = ()

    def of(self, chapter: str) -> ChapterAnswer | None:
        """Return the answer of a chapter; None where it has none."""
        return next((a for a in (*self.answers, *self.further) if a.chapter == chapter), None)


def findings(result: Summary) -> tuple[Finding, ...]:
    """Return the sentence of each answer."""
    return tuple(answer.finding for answer in (*result.answers, *result.further))


def tables(_result: Summary) -> tuple[Table, ...]:
    """Return no table: the figures are those of the chapters."""
    return ()


def summary(chapters: Mapping[str, Sequence[Finding]], command: str = "") -> Summary:
    """Choose and order the answers.

    Parameters
    ----------
    chapters : mapping of str to sequence of Finding
        What each section says, in the order of the page.
    command : str
        The command line that gives the summary again.

    Notes
    -----
    What stands out comes before figures, and within either the order of the page holds. Where there are more
    than :data:`MOST`, the last ones that no chapter of :data:`ALWAYS` gave are left out.
    """
    made = [answer for name, said in chapters.items() if said and (answer := _answer(name, said)) is not None]
    telling = sorted((a for a in made if a.weight > Weight.NOTHING), key=lambda a: -a.weight)
    optional = [answer for answer in reversed(telling) if answer.chapter not in ALWAYS]
    further = optional[: max(len(telling) - MOST, 0)]
    first = (answer for answer in telling if answer not in further)
    nothing = (answer for answer in made if answer.weight == Weight.NOTHING)
    return Summary((*first, *nothing), tuple(reversed(further)), command=command)


def _answer(chapter: str, said: Sequence[Finding]) -> ChapterAnswer | None:
    """Return the answer of one chapter; None where it has none to give."""
    rule = RULES.get(chapter)
    found = rule(said) if rule is not None else None
    if found is None:
        return None
    weight, says, sources = found
    figures = {figure.name: figure for source in reversed(sources) for figure in source.figures}
    first = sources[0]
    finding = replace(
        first,
        finding_id=f"summary.{chapter}",
        says=f"summary.{chapter}.{says}" if says else first.says,
        figures=tuple(figures.values()),
        command="",
        sql=None,
    )
    return ChapterAnswer(chapter, weight, finding, first.finding_id)

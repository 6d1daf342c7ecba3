"""What stands at the top of the page: which election, the answer, the contests, what each chapter says."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from veedor.errors import InputErrors, QuestionError, VeedorError
from veedor.findings.summary_rules import Weight
from veedor.model import Unit
from veedor.report.section_html import contest_anchor
from veedor.report.sections import lack_of
from veedor.sentence import sentence
from veedor.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.case import Case
    from veedor.findings.summary import Summary
    from veedor.intake.case import ContestEntry, CountEntry, ElectionEntry
    from veedor.report.page_parts import Lack
    from veedor.report.wording import Wording

READING = tuple(
    f"report.reading.{name}" for name in ("findings", "bases", "line", "words", "colours", "times")
)
"""What the box "how to read this page" says."""


@dataclass(frozen=True)
class Told:
    """An answer on the first screen.

    Parameters
    ----------
    chapter : str
        The section that it leads to.
    says : str
        Its sentence.
    nothing : bool
        Whether it says that nothing was found.
    """

    chapter: str
    says: str
    nothing: bool = False


@dataclass(frozen=True)
class Entry:
    """A contest in the index of a page.

    Parameters
    ----------
    title : str
        Which.
    says : str
        Its outcome in one sentence, or why there is none.
    anchor : str
        Where the page has more of it; empty where it has not.
    """

    title: str
    says: str
    anchor: str = ""


@dataclass(frozen=True)
class Front:
    """What stands at the top of the page.

    Parameters
    ----------
    title : str
        Which election.
    headline : str
        The answer, in one sentence.
    facts : tuple of str
        Short facts under the title: day, count, zone.
    reading : tuple of str
        Message keys of the box "how to read this".
    synthetic : bool
        Whether the data are made up; every page then says so.
    version : str
        Version of Veedor.
    undecided : str
        Why there is no outcome, where there is none.
    findings : str
        Hash of the ``findings.json`` of the same run; empty where there is none.
    index : tuple of Entry
        Where there are several contests: each with its outcome, the first one's being the headline.
    answers : tuple of Told
        What the chapters say, the weightiest first.
    made : str
        When the page was written, in words.
    command : str
        The command line that writes it.
    image, image_says : str
        A picture beside the page that stands for it where it is linked, and what it shows; empty without one.
    """

    title: str
    headline: str
    facts: tuple[str, ...]
    reading: tuple[str, ...]
    synthetic: bool
    version: str
    undecided: str = ""
    findings: str = ""
    index: tuple[Entry, ...] = ()
    answers: tuple[Told, ...] = ()
    made: str = ""
    command: str = ""
    image: str = ""
    image_says: str = ""


def front(case: Case, wording: Wording, lacking: Sequence[Lack] = ()) -> Front:
    """Return what stands at the top of the page; without an outcome, headed by the title of the election.

    Parameters
    ----------
    case : Case
        An opened case.
    wording : Wording
        The language.
    lacking : sequence of Lack
        The sections that cannot be had: of the outcome the reason stands under the headline.
    """
    file = case.election.file
    election = file.election
    title = _title(election, wording)
    facts = [
        wording.value(election.date, Unit.DAY),
        _title(file.contests[case.election.contest_id()], wording),
    ]
    headline, why = title, next((wording.said(lack.reason) for lack in lacking if lack.what == "outcome"), "")
    try:
        outcome = case.outcome()
        headline = wording.say(outcome.findings[0])
        if len(case.election.ruled) > 1:
            headline = f"{_title(file.contests[outcome.contest.contest_id], wording)}: {headline}"
    except (VeedorError, InputErrors):  # not provided: the section of the outcome says what
        headline = title
    except Exception as error:  # noqa: BLE001 - whatever it is, it costs the headline only
        headline, why = title, wording.said(lack_of("outcome", error).reason)
    else:
        counted = _title(file.counts[outcome.count_id], wording)
        sheets = f"{wording.value(outcome.sheets, Unit.SHEETS)} {wording.noun(Unit.SHEETS, outcome.sheets)}"
        facts += [counted, sheets]
    facts.append(wording.text("report.zone", zone=election.tz))
    return Front(
        title,
        headline,
        tuple(facts),
        READING,
        election.synthetic,
        __version__,
        why,
        index=index(case, wording),
    )


def _title(entry: ElectionEntry | ContestEntry | CountEntry, wording: Wording) -> str:
    """Return the title of an entry of the case in the language of the page, where the case has it."""
    return entry.titles.get(wording.lang, entry.title)


def index(case: Case, wording: Wording) -> tuple[Entry, ...]:
    """List the contests of a case with their outcomes; nothing where a rule decides only one.

    Parameters
    ----------
    case : Case
        An opened case.
    wording : Wording
        The language.
    """
    if len(case.election.ruled) < 2:
        return ()
    every, main = case.contests(), case.election.contest_id()
    entries = {
        result.contest.contest_id: Entry(
            _title(case.election.file.contests[result.contest.contest_id], wording),
            wording.of(result.contest).say(result.findings[0]),
            "outcome" if result.contest.contest_id == main else contest_anchor(result.contest.contest_id),
        )
        for result in every.outcomes
    }
    entries |= {
        lack.of.contest_id: Entry(wording.value(lack.of.title, Unit.CONTEST), wording.said(lack.reason))
        for lack in every.unanswered
    }
    return tuple(entries[name] for name in case.election.ruled)


def answers_told(answers: Summary, wording: Wording) -> tuple[Told, ...]:
    """Put the answers of the first screen in words."""
    return tuple(
        Told(answer.chapter, wording.say(answer.finding), answer.weight == Weight.NOTHING)
        for answer in answers.answers
    )


def credit(front: Front) -> str:
    """Say of what a picture that leaves the page is, and who drew it."""
    return " · ".join([front.title, *front.facts, f"Veedor {front.version}"])


def written_at(wording: Wording) -> str:
    """Say when a page was made, to the minute: now, or at the time of ``SOURCE_DATE_EPOCH``.

    Raises
    ------
    QuestionError
        Where that is set, and is no time.
    """
    told = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        at = datetime.fromtimestamp(int(told), UTC) if told else datetime.now(UTC)
    except (ValueError, OverflowError, OSError):
        raise QuestionError(
            sentence("SOURCE_DATE_EPOCH is {told!r}.", told=told[:40]),
            remedy="Set it to whole seconds since 1970, such as 1571529600, or unset it.",
        ) from None
    return f"{wording.value(at, Unit.DAY)}, {at:%H:%M} UTC"

"""What the live page says of a capture: questions that the report asks too, and their answers in words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from veedor import disk
from veedor.count.timeline import build_timeline
from veedor.errors import InputErrors, VeedorError
from veedor.findings.summary import summary
from veedor.report.charts import specs
from veedor.report.image_files import as_svg
from veedor.report.prominent import prominent
from veedor.report.sections import LOG
from veedor.watch.totals import publications

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from veedor.case import Case
    from veedor.count.timeline import Timeline
    from veedor.model import Finding, Result
    from veedor.report.wording import Wording
    from veedor.watch.capture import CaptureReading
    from veedor.watch.state import WatchState


R = TypeVar("R")

ASKED: dict[str, Callable[[Case, str | None, str], Result]] = {
    "outcome": lambda case, count, contest: case.outcome(count, contest=contest),
    "stakes": lambda case, count, contest: case.stakes(count=count, contest=contest),
    "check": lambda case, count, contest: case.check(count, contest=contest),
    "project": lambda case, count, contest: case.project(count, contest=contest),
}
"""Chapter of the report -> its question. What takes longer is left to the report."""


@dataclass(frozen=True, eq=False)
class LiveResults:
    """The answers of one capture for one contest.

    Parameters
    ----------
    chapters : dict of str to Result
        By chapter of the report; those that could be answered.
    timeline : Timeline, optional
        The captures over time.
    """

    chapters: dict[str, Result]
    timeline: Timeline | None

    def said(self, chapter: str, wording: Wording, most: int = 6) -> list[str]:
        """Put the findings of a chapter in words, the first ones."""
        result = self.chapters.get(chapter)
        return [] if result is None else [wording.say(finding) for finding in result.findings[:most]]

    def headline(self, wording: Wording) -> str:
        """Return the sentence of the outcome; empty where there is none."""
        return next(iter(self.said("outcome", wording, 1)), "")

    def known(self, wording: Wording) -> list[str]:
        """Say what is known of the completeness of the count."""
        result = self.chapters.get("outcome")
        return [] if result is None else [wording.say(f) for f in result.findings[1:] if prominent(f)]

    def answers(self, wording: Wording) -> list[str]:
        """Return the answers of the first screen of the report."""
        chapters: dict[str, Sequence[Finding]] = {
            name: result.findings for name, result in self.chapters.items() if name != "outcome"
        }
        if self.timeline is not None:
            chapters = {"timeline": self.timeline.findings, **chapters}
        return [wording.say(answer.finding) for answer in summary(chapters).answers]


def ask_all(state: WatchState, reading: CaptureReading, tz: str) -> LiveResults:
    """Ask everything that the live page says of a contest; what cannot be answered is left out.

    Parameters
    ----------
    state : WatchState
        What has happened so far.
    reading : CaptureReading
        What the last capture says of the contest.
    tz : str
        Time zone of the case.
    """
    chapters: dict[str, Result] = {}
    case, selection = reading.case, reading.selection
    if case is not None and selection is not None:
        # a case of the past has later counts too, which nobody knew then
        which = str(selection) if len(case.election.moments(selection.contest_id)) > 1 else None
        for name, ask in ASKED.items():
            found = _tried(partial(ask, case, which, str(selection.contest_id)))
            if found is not None:
                chapters[name] = found
    changes = state.changes.get(str(reading.contest.contest_id))
    if changes is not None and changes.comparison is not None:
        chapters["compare"] = changes.comparison
    timeline = _tried(lambda: over_time(state, reading, tz))
    return LiveResults(chapters, timeline)


def over_time(state: WatchState, reading: CaptureReading, tz: str) -> Timeline:
    """Put the captures in order of time, as the report does with dated files."""
    log = publications(state.rows[str(reading.contest.contest_id)], reading.contest, reading.count)
    roll = [] if reading.selection is None else reading.selection.states.roll.ids.tolist()
    return build_timeline(
        reading.contest,
        reading.count,
        ZoneInfo(tz),
        roll,
        publications=log,
        assertions=reading.assertions,
        listed=bool(reading.case and reading.case.election.names_all(reading.contest.contest_id)),
    )


def _tried(ask: Callable[[], R]) -> R | None:
    try:
        return ask()
    except (VeedorError, InputErrors):
        return None
    except Exception as error:  # noqa: BLE001 - whatever it is, it costs this answer only
        LOG.error("error inside Veedor (live page)", exc_info=error)
        return None


@dataclass(frozen=True)
class LivePicture:
    """A picture on the page.

    Parameters
    ----------
    wide, narrow : str
        Names of its files.
    title, summary : str
        What is drawn, and what one sees.
    """

    wide: str
    narrow: str
    title: str
    summary: str


def write_pictures(folder: Path, results: LiveResults, wording: Wording, number: int) -> LivePicture | None:
    """Draw the captures over time.

    Parameters
    ----------
    folder : Path
        Where to.
    results : LiveResults
        What is drawn.
    wording : Wording
        The language.
    number : int
        The capture: each has pictures of its own name, so that no cache shows an older one.

    Returns
    -------
    LivePicture or None
        None where there is nothing to draw yet: no rule, or one capture.
    """
    if results.timeline is None:
        return None
    from veedor.report.charts import theme

    try:
        with theme.unchecked():
            spec = next(iter(specs(results.timeline, wording)), None)
            if spec is None:
                return None
            drawn = as_svg(spec, wording)
    except Exception as error:  # noqa: BLE001 - whatever it is, it costs the picture only
        LOG.error("error inside Veedor (live picture)", exc_info=error)
        return None
    which = results.timeline.contest.contest_id
    files = {f"count-{which}-{wording.lang}-{form}.svg": text for form, text in drawn.items()}
    disk.write_all({folder / name: text for name, text in files.items()}, folder)
    wide, narrow = (f"{name}?{number}" for name in files)
    return LivePicture(wide, narrow, spec.title, spec.summary)

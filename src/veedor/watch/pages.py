"""The live pages: a folder of static files that any server shows, each written whole after a round.

One page a language, its pictures, a small JSON that the page asks again every 15 seconds, and the feed of
alarms. The page carries a policy that names its one script and its style, and lets it ask its own folder and
nobody else.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from veedor import disk
from veedor.model import Unit
from veedor.report.catalogue import languages
from veedor.report.embedding import asset, embedded, policy
from veedor.report.tables import shown
from veedor.report.templates import part as piece
from veedor.report.templates import render
from veedor.report.wording import Wording
from veedor.version import __version__
from veedor.watch.results import ask_all, write_pictures
from veedor.watch.telling import FEED

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.intake.case import CaseFile
    from veedor.watch.capture import Capture, CaptureReading
    from veedor.watch.results import LivePicture, LiveResults
    from veedor.watch.state import WatchState

STATUS = "live.json"
ASK_AGAIN = 15
"""Seconds between two questions of the page."""
ALARMS_SHOWN = 12
CAPTURES_SHOWN = 12
TABLES = {"outcome": ("rule_votes",), "compare": ("comparison_choices", "comparison_places")}
"""Tables of the results that stand on the page."""


@dataclass(frozen=True)
class CaptureRow:
    """A capture as the page lists it."""

    at: str
    sheets: str
    appeared: str
    changed: str
    vanished: str
    problem: str


@dataclass(frozen=True)
class LiveContest:
    """What the page says of one contest.

    Parameters
    ----------
    title : str
        Its title; empty where there is no other.
    headline : str
        The sentence of the outcome; empty where there is none.
    known, answers, changes, outstanding : list of str
        What is said of its completeness, on its first screen, of its last capture, of what is outstanding.
    picture : LivePicture, optional
        The count over time.
    tables : list of Markup
        Its tables.
    captures : list of CaptureRow
        The last captures, newest first.
    """

    title: str = ""
    headline: str = ""
    known: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    outstanding: list[str] = field(default_factory=list)
    picture: LivePicture | None = None
    tables: list[Markup] = field(default_factory=list)
    captures: list[CaptureRow] = field(default_factory=list)


class LivePages:
    """Writes the pages of a watch.

    Parameters
    ----------
    case : CaseFile
        The case.
    folder : Path
        Where to.
    """

    def __init__(self, case: CaseFile, folder: Path) -> None:
        self.case = case
        self.folder = folder
        self._zone = ZoneInfo(case.election.tz)
        self._written: tuple[object, ...] = ()
        self._capture: Capture | None = None
        self._results: dict[str, LiveResults] = {}
        self._pictures: dict[tuple[str, str], LivePicture | None] = {}

    def show(self, state: WatchState) -> None:
        """Write what is new.

        Raises
        ------
        OSError
            Where the disk does not take it; what was there before stands.
        """
        disk.make_folder(self.folder)
        if state.capture is not None and state.capture is not self._capture:
            self._ask(state, state.capture)
        status = self._status(state)
        key = (
            state.number,
            bool(state.problem),
            len(state.told),
            sum(map(len, state.rows.values())),
            self._capture,
        )
        if key != self._written:
            files = {
                self.folder / f"{lang}.html": self._page(state, Wording(lang), status) for lang in languages()
            }
            files[self.folder / "index.html"] = _index()
            disk.write_all(files, self.folder)
            self._written = key
        disk.write(self.folder / STATUS, json.dumps(status, separators=(",", ":")) + "\n")

    def _ask(self, state: WatchState, capture: Capture) -> None:
        """Ask everything of a new capture, and draw it."""
        for reading in capture.readings:
            contest = str(reading.contest.contest_id)
            self._results[contest] = ask_all(state, reading, self.case.election.tz)
            for lang in languages():
                words = Wording(lang).of(reading.contest)
                picture = write_pictures(self.folder, self._results[contest], words, state.number)
                self._pictures[contest, lang] = picture
        self._capture = capture

    def _status(self, state: WatchState) -> dict[str, Any]:
        """Return the small JSON: what the page needs to be honest about its own age."""
        silence = state.silence
        return {
            "capture": state.number,
            "alarms": len(state.told),
            "asked": int(state.asked_at) or None,
            "answered": None if silence.answered is None else int(silence.answered),
            "published": int(silence.news[-1]) if silence.news else None,
            "figures": None if silence.figures is None else int(silence.figures),
            "silent": sorted({str(event["alarm"]) for event in state.open.values()}),
            "every": int(silence.every),
        }

    def _moment(self, at: float | None, wording: Wording) -> str:
        if at is None:
            return "–"
        return wording.value(datetime.fromtimestamp(int(at), UTC).astimezone(self._zone), Unit.MOMENT)

    def _page(self, state: WatchState, wording: Wording, status: dict[str, Any]) -> str:
        style, script = asset("page.css") + asset("live.css"), asset("live.js")
        rule = policy([script], [style]).replace("img-src data:", "img-src 'self' data:; connect-src 'self'")
        words = {
            name: wording.text(f"watch.page.{name}", age="{age}")
            for name in ("age", "none", "away", "away_file", "silent", "unanswered", "still", "fresh")
        }
        live = {"status": status, "words": words, "again": ASK_AGAIN, "file": STATUS}
        return str(
            render(
                "live.html",
                wording,
                policy=rule,
                style=Markup(style),  # noqa: S704 - our own files
                script=Markup(script),  # noqa: S704 - our own file
                live=embedded(live),
                version=__version__,
                title=self.case.election.titles.get(wording.lang, self.case.election.title),
                zone=self.case.election.tz,
                synthetic=self.case.election.synthetic,
                asked=self._moment(state.asked_at or None, wording),
                published=self._moment(status["published"], wording),
                figures=self._moment(status["figures"], wording),
                alarms=[
                    (self._moment(event["at"], wording), event["says"][wording.lang], event["alarm"])
                    for event in reversed(state.told[-ALARMS_SHOWN:])
                ],
                told=len(state.told),
                feed=FEED,
                contests=self._contests(state, wording),
                problem=state.problem.get(wording.lang, ""),
                languages=_own_names(wording.lang),
            )
        )

    def _contests(self, state: WatchState, wording: Wording) -> list[LiveContest]:
        """Return what is said of each contest; of an empty one where nothing was read yet."""
        if self._capture is None:
            return [LiveContest(captures=self._captures(state, "", wording))]
        readings = self._capture.readings
        return [self._contest(state, one, wording, named=len(readings) > 1) for one in readings]

    def _contest(
        self, state: WatchState, reading: CaptureReading, wording: Wording, *, named: bool
    ) -> LiveContest:
        contest = str(reading.contest.contest_id)
        entry, results = self.case.contests[reading.contest.contest_id], self._results[contest]
        words = wording.of(reading.contest)
        return LiveContest(
            entry.titles.get(words.lang, entry.title) if named else "",
            results.headline(words),
            results.known(words),
            results.answers(words),
            results.said("compare", words),
            results.said("project", words),
            self._pictures.get((contest, words.lang)),
            [
                piece("listing", words, shown(table, words, 20), chapter != "outcome")
                for chapter, names in TABLES.items()
                if chapter in results.chapters
                for table in results.chapters[chapter].tables
                if table.name in names
            ],
            self._captures(state, contest, words),
        )

    def _captures(self, state: WatchState, contest: str, wording: Wording) -> list[CaptureRow]:
        """List the last captures of a contest, newest first, with those that could not be read."""
        read = [
            event
            for event in state.journal.events
            if event["kind"] == "read" and ("problem" in event or contest in event["contests"])
        ]

        def number(value: int | None) -> str:
            return wording.value(value, Unit.NUMBER)

        rows = []
        for event in reversed(read[-CAPTURES_SHOWN:]):
            at = self._moment(event["seen"], wording)
            if "problem" in event:
                rows.append(CaptureRow(at, "–", "–", "–", "–", wording.text("watch.page.unread")))
                continue
            said = event["contests"][contest]
            found = said["changes"] or {}
            new, changed, gone = (
                number(_many(found.get(name))) for name in ("appeared", "changed", "vanished")
            )
            rows.append(CaptureRow(at, number(said["totals"]["sheets"]), new, changed, gone, ""))
        return rows


def _many(found: int | list[str] | None) -> int | None:
    """Return how many there are; None where there was nothing to compare with."""
    return len(found) if isinstance(found, list) else found


def _own_names(other: str = "") -> dict[str, str]:
    """Return every language but one, with what it calls itself."""
    return {lang: Wording(lang).text("watch.page.language") for lang in languages() if lang != other}


def _index() -> str:
    """Write the page that leads to those of the languages."""
    links = [
        f'<a href="{lang}.html" lang="{lang}" hreflang="{lang}">{name}</a>'
        for lang, name in _own_names().items()
    ]
    return _INDEX.replace("LINKS", " · ".join(links))


_INDEX = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Veedor</title>
<p>LINKS</p>
</html>
"""

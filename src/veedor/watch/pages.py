"""The live pages: a folder of static files that any server shows, each written whole after a round.

One page a language, its pictures, a small JSON that the page asks again every 15 seconds, and the feed of
alarms. The page carries a policy that names its one script and its style, and lets it ask its own folder and
nobody else.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from veedor import disk
from veedor.model import Unit
from veedor.report.page import asset, embedded, policy
from veedor.report.tables import shown
from veedor.report.templates import part as piece
from veedor.report.templates import render
from veedor.report.wording import Wording
from veedor.version import __version__
from veedor.watch.alarms import LANGUAGES
from veedor.watch.live_pictures import write_pictures
from veedor.watch.results import LiveResults, ask_all
from veedor.watch.telling import FEED

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.intake.case import CaseFile
    from veedor.watch.live_pictures import LivePicture
    from veedor.watch.reading import CaptureReading
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


class LivePages:
    """Writes the pages of a watch.

    Parameters
    ----------
    case : CaseFile
        The case.
    folder : Path
        Where to.
    every : float
        Seconds between two rounds.
    """

    def __init__(self, case: CaseFile, folder: Path, every: float) -> None:
        self.case = case
        self.folder = folder
        self._every = every
        self._zone = ZoneInfo(case.election.tz)
        self._written: tuple[object, ...] = ()
        self._reading: CaptureReading | None = None
        self._results: LiveResults | None = None
        self._pictures: dict[str, LivePicture | None] = {}

    def show(self, state: WatchState) -> None:
        """Write what is new.

        Raises
        ------
        OSError
            Where the disk does not take it; what was there before stands.
        """
        disk.make_folder(self.folder)
        if state.reading is not None and state.reading is not self._reading:
            self._results = ask_all(state, state.reading, self.case.election.tz)
            self._pictures = {
                lang: write_pictures(self.folder, self._results, self._wording(lang, state), state.number)
                for lang in LANGUAGES
            }
            self._reading = state.reading
        key = (state.number, state.problem, len(state.told), len(state.rows), self._reading)
        status = self._status(state)
        if key != self._written:
            files = {
                self.folder / f"{lang}.html": self._page(state, self._wording(lang, state), status)
                for lang in LANGUAGES
            }
            files[self.folder / "index.html"] = _INDEX
            disk.write_all(files, self.folder)
            self._written = key
        disk.write(self.folder / STATUS, json.dumps(status, separators=(",", ":")) + "\n")

    def _status(self, state: WatchState) -> dict[str, Any]:
        """Give the small JSON: what the page needs to be honest about its own age."""
        silence = state.silence
        return {
            "capture": state.number,
            "alarms": len(state.told),
            "asked": int(state.asked_at) or None,
            "answered": None if silence.answered is None else int(silence.answered),
            "published": int(silence.news[-1]) if silence.news else None,
            "figures": None if silence.figures is None else int(silence.figures),
            "silent": sorted({str(event["alarm"]) for event in state.open.values()}),
            "every": int(self._every),
        }

    def _wording(self, lang: str, state: WatchState) -> Wording:
        wording = Wording(lang)
        return wording.of(state.reading.contest) if state.reading is not None else wording

    def _moment(self, at: float | None, wording: Wording) -> str:
        if at is None:
            return "–"
        return wording.value(datetime.fromtimestamp(int(at), UTC).astimezone(self._zone), Unit.MOMENT)

    def _page(self, state: WatchState, wording: Wording, status: dict[str, Any]) -> str:
        results = self._results or LiveResults({}, None)
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
                headline=results.headline(wording),
                known=results.known(wording),
                answers=results.answers(wording),
                asked=self._moment(state.asked_at or None, wording),
                published=self._moment(status["published"], wording),
                figures=self._moment(status["figures"], wording),
                alarms=[
                    (self._moment(event["at"], wording), event["says"][wording.lang], event["alarm"])
                    for event in reversed(state.told[-ALARMS_SHOWN:])
                ],
                told=len(state.told),
                feed=FEED,
                picture=self._pictures.get(wording.lang),
                changes=results.said("compare", wording),
                outstanding=results.said("outstanding", wording),
                tables=[
                    piece("listing", wording, shown(table, wording, 20), chapter != "outcome")
                    for chapter, names in TABLES.items()
                    if chapter in results.chapters
                    for table in results.chapters[chapter].tables
                    if table.name in names
                ],
                captures=self._captures(state, wording),
                problem=state.problem,
                languages=[lang for lang in LANGUAGES if lang != wording.lang],
            )
        )

    def _captures(self, state: WatchState, wording: Wording) -> list[CaptureRow]:
        """List the last captures, newest first."""
        read = [event for event in state.journal.events if event["kind"] == "read"][-CAPTURES_SHOWN:]

        def number(value: int | None) -> str:
            return wording.value(value, Unit.NUMBER)

        rows = []
        for event in reversed(read):
            at = self._moment(event["seen"], wording)
            if "problem" in event:
                rows.append(CaptureRow(at, "–", "–", "–", "–", wording.text("watch.page.unread")))
                continue
            found = event["changes"] or {}
            new, changed, gone = (
                number(_many(found.get(name))) for name in ("appeared", "changed", "vanished")
            )
            rows.append(CaptureRow(at, number(event["totals"]["sheets"]), new, changed, gone, ""))
        return rows


def _many(found: int | list[str] | None) -> int | None:
    """Give how many there are; None where there was nothing to compare with."""
    return len(found) if isinstance(found, list) else found


_INDEX = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Veedor</title>
<p><a href="en.html">English</a> · <a href="es.html" lang="es" hreflang="es">Español</a></p>
</html>
"""

"""A watch put together from a case and what its user asks for."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from veedor import disk
from veedor.errors import CaseError
from veedor.intake.instants import read_seconds
from veedor.report.catalogue import languages
from veedor.sentence import sentence
from veedor.watch.answers import AnswerStore
from veedor.watch.asking import Asker, RobotRules
from veedor.watch.clock import Rhythm, SteadyClock
from veedor.watch.journal import WatchJournal
from veedor.watch.loop import Watcher
from veedor.watch.public import WatchLog
from veedor.watch.reading import CaptureReader
from veedor.watch.rhythm import WatchSilence
from veedor.watch.rounds import RoundMaker, anything
from veedor.watch.state import WatchParts, WatchState
from veedor.watch.targets import groups

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from veedor.intake.case import CaseFile
    from veedor.intake.case_watch import WatchEntry
    from veedor.ledger.note_keys import SigningKey

JOURNAL = "journal.jsonl"
ANSWERS = "answers"
PAGES = "pages"


def watched(case: CaseFile) -> WatchEntry:
    """Return what a case says of watching.

    Raises
    ------
    CaseError
        Where it says nothing.
    """
    if case.watch is None:
        addresses = [name for name, source in case.sources.items() if any(f.fetch for f in source.files)]
        listed = ", ".join(f'"{name}"' for name in addresses) or '"..."'
        raise CaseError(
            "it names nothing to watch.",
            file=str(case.path),
            column="watch",
            remedy=sentence(
                "Write [watch] and below it sources = [{listed}]: sources whose `fetch` is asked again.",
                listed=listed,
            ),
        )
    return case.watch


def watch_folder(case: CaseFile, to: Path | None) -> Path:
    """Return the folder of a watch: as named, or ``watch`` beside the case."""
    return to if to is not None else case.folder / "watch"


def _log_of(case: CaseFile, entry: WatchEntry, key: SigningKey | None) -> WatchLog | None:
    """Return the public log that the case names; None where it names none."""
    if not entry.log:
        return None
    if key is None:
        raise CaseError(
            "it names a public log, and its key is not given.", file=str(case.path), column="watch.log",
            remedy="Name the key: --key log.key; or remove `log`.",
        )  # fmt: skip
    return WatchLog(case.folder / entry.log, key)


def _titles(case: CaseFile) -> dict[str, dict[str, str]]:
    """Return the title of each contest in each language, where there are several; nothing of one alone."""
    found = {
        str(name): {lang: entry.titles.get(lang, entry.title) for lang in languages()}
        for name, entry in case.contests.items()
    }
    return found if len(found) > 1 else {}


def _rounds(case: CaseFile, entry: WatchEntry, store: AnswerStore, clock: SteadyClock) -> RoundMaker:
    """Return what asks the addresses of a case, as politely as it says."""
    ask = Asker(entry.contact, float(entry.seconds), entry.size << 20)
    allowed = RobotRules(ask) if entry.robots else anything
    return RoundMaker(tuple(groups(case)), ask, allowed, store, clock, entry.pause)


@contextmanager
def building(
    case: CaseFile,
    folder: Path,
    *,
    every: int | None = None,
    seed: int = 0,
    key: SigningKey | None = None,
    lang: str = "en",
    print_line: Callable[[str], None],
    clock: SteadyClock | None = None,
    pages: bool = True,
) -> Iterator[Watcher]:
    """Put a watch together; it is alone in its folder until it ends.

    Parameters
    ----------
    case : CaseFile
        With ``[watch]``.
    folder : Path
        Where everything of it lies; made where it is not there.
    every : int, optional
        Seconds between two rounds; by default as the case says.
    seed : int
        Of the chance in the waiting.
    key : SigningKey, optional
        Of the public log that the case names.
    lang : str
        Language of what is said.
    print_line : callable
        Takes each line for whoever sits there.
    clock : SteadyClock, optional
        The time.
    pages : bool
        Whether the live page is written.

    Raises
    ------
    CaseError
        Where the case names nothing to watch, or a log and nobody gives its key.
    MissingDataError
        Where the case needs a file that is not watched and is not there.
    VeedorError
        Where another program watches into the folder.
    """
    from veedor.watch.pages import LivePages

    entry = watched(case)
    often = float(every or read_seconds(entry.every) or 180)
    disk.make_folder(folder)
    disk.sweep(folder)
    log, zone = _log_of(case, entry, key), ZoneInfo(case.election.tz)
    with WatchJournal(folder / JOURNAL) as journal:
        last = max((float(event.get("at", 0.0)) for event in journal.events), default=0.0)
        clock = clock or SteadyClock(last)
        store = AnswerStore(folder / ANSWERS)
        parts = WatchParts(
            folder,
            store,
            _rounds(case, entry, store, clock),
            CaptureReader(case, folder / "reading", entry.size << 20).read,
            clock,
            Rhythm(often, seed),
            entry.alarms,
            zone,
            case.election.titles.get(lang, case.election.title),
            lang,
            lambda line: print_line(f"{datetime.fromtimestamp(int(clock.now()), zone):%H:%M:%S}  {line}"),
            LivePages(case, folder / PAGES).show if pages else lambda _state: None,
            log,
            next((case.sources[n].count for n in entry.sources if case.sources[n].count), ""),
            _titles(case),
        )  # fmt: skip
        yield Watcher(parts, WatchState(journal, WatchSilence(entry.alarms, often)))

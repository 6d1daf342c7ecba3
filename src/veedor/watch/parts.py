"""What a watch is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from veedor.report.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from veedor.intake.case_watch import WatchAlarms
    from veedor.watch.answers import AnswerStore
    from veedor.watch.capture import Capture
    from veedor.watch.clock import Rhythm, WatchClock
    from veedor.watch.public import WatchLog
    from veedor.watch.rounds import RoundMaker
    from veedor.watch.state import WatchState

    ReadCapture = Callable[[str, Mapping[str, str], Mapping[str, str], Callable[[str], bytes]], Capture]


@dataclass(frozen=True)
class WatchParts:
    """What a watch is made of.

    Parameters
    ----------
    folder : Path
        Where everything of it lies.
    store : AnswerStore
        What has come.
    rounds : RoundMaker
        Asks.
    read : callable
        Reads a capture: its name, the hashes of its files, the encodings in which they came, and what gives
        the bytes of a hash.
    clock : WatchClock
        The time.
    rhythm : Rhythm
        How long to wait.
    alarms : WatchAlarms
        What the case wants to know, and where.
    zone : ZoneInfo
        Of the case.
    title : str
        What is watched.
    lang : str
        Language of what is said.
    print : callable
        Prints a line to whoever sits there.
    show : callable
        Writes the pages.
    log : WatchLog, optional
        A public log.
    count : str
        Which count is watched.
    titles : mapping of str to mapping
        Contest -> its title by language, where there are several and each has to be named.
    """

    folder: Path
    store: AnswerStore
    rounds: RoundMaker
    read: ReadCapture
    clock: WatchClock
    rhythm: Rhythm
    alarms: WatchAlarms
    zone: ZoneInfo
    title: str
    lang: str
    print: Callable[[str], None]
    show: Callable[[WatchState], None]
    log: WatchLog | None = None
    count: str = ""
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def say(self, key: str, /, **figures: Any) -> None:  # noqa: ANN401 - as the catalogue takes them
        """Say something in the reader's language."""
        self.print(Wording(self.lang).text(key, **figures))

"""The citizen's question: whether a log is whole, was ever silent, and since when it holds a sheet."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.errors import LedgerError, TamperError
from veedor.ledger.checkpoints import OfCheckpoint, witnessed
from veedor.ledger.history import HistoryReader, LeafProblem
from veedor.ledger.silence import Growth, Sighting
from veedor.model import Result
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from veedor.ledger.history import LogHistory, SheetVersion
    from veedor.ledger.reading import LogCopy
    from veedor.ledger.silence import DarkPeriod

_LISTED_SHEETS = 5


@dataclass(frozen=True)
class SeenVersion:
    """A version of a sheet, and when it came into the log."""

    version: SheetVersion
    before: int | None
    after: int | None
    summed: bool | None
    """Whether the totals that were published last sum it; None where none say what they sum."""


@dataclass(frozen=True)
class LogReport(OfCheckpoint, Result):
    """What is found in a log.

    Parameters
    ----------
    origin, title : str
        Name of the log, and what its charter calls the count.
    history : LogHistory
        What the leaves say.
    problems : tuple of LeafProblem
        What contradicts what.
    dark, without_sheets : tuple of DarkPeriod
        When the log did not grow, and when no sheet came.
    inside : tuple of int
        Of each dark period: how many sheets state a time within it.
    longest : int
        Seconds that may pass between two trees.
    stated : bool
        Whether the times are what the log states itself, and no witness's.
    sheet : tuple of SeenVersion
        The versions of the sheet that was asked for.
    sheet_name : str
        Its name.
    """

    origin: str
    title: str
    history: LogHistory
    problems: tuple[LeafProblem, ...]
    dark: tuple[DarkPeriod, ...]
    without_sheets: tuple[DarkPeriod, ...]
    inside: tuple[int, ...]
    longest: int
    stated: bool
    sheet: tuple[SeenVersion, ...] = ()
    sheet_name: str = ""

    @property
    def good(self) -> bool:
        """Whether nothing contradicts anything."""
        return not self.problems


def verify_log(
    log: LogCopy,
    seen: Iterable[tuple[str, bytes]] = (),
    sheet: str = "",
    count: str = "",
    now: int | None = None,
) -> LogReport:
    """Check a whole log.

    Parameters
    ----------
    log : LogCopy
        From :func:`veedor.ledger.reading.read_log`.
    seen : iterable of (str, bytes)
        Checkpoints of the log that were kept elsewhere, with their names: witnesses may have signed again.
    sheet : str
        A sheet to be shown.
    count : str
        Of which count, where several have it.
    now : int, optional
        When the log was read, in seconds since 1970, where it was read from those who publish it: it may be
        silent now.

    Raises
    ------
    LedgerError
        Where there is no such sheet, or several.
    TamperError
        Where a kept checkpoint is of another history.
    """
    history = HistoryReader(log).read()
    sightings = [*history.sightings, *_kept(log, seen)]
    if log.shown.time is not None:
        sightings.append(Sighting(log.shown.time, log.shown.checkpoint.size, cosigned=True))
    stated = not sightings
    growth = Growth(history.stated if stated else sightings)
    charter = history.charter or {}
    longest = int(charter.get("period", 0)) + int(charter.get("grace", 0))
    pauses = _announced(history, growth, stated=stated)
    dark = growth.dark(longest, pauses, now) if longest else ()
    if history.closed:  # nothing is expected behind the end
        dark = tuple(one for one in dark if one.over)
    silence = int(charter.get("sheet_silence", 0))
    problems = [*history.problems, *_late(history, growth, longest, stated=stated)]
    problems += [LeafProblem("smaller", one.size, str(larger.size)) for larger, one in growth.smaller]
    return LogReport(
        origin=log.shown.checkpoint.origin,
        title=str(charter.get("title", "")),
        shown=log.shown,
        pinned=log.pinned,
        colluding=log.policy.colluding,
        history=history,
        problems=tuple(sorted(problems, key=lambda one: one.leaf)),
        dark=dark,
        without_sheets=_without_sheets(history, growth, pauses, silence) if silence else (),
        inside=_inside(history, dark),
        longest=longest,
        stated=stated,
        sheet=_trail(history, growth, sheet, count) if sheet else (),
        sheet_name=sheet,
    )


def _kept(log: LogCopy, seen: Iterable[tuple[str, bytes]]) -> list[Sighting]:
    """Check kept checkpoints: each is of the same history."""
    found = []
    for name, content in seen:
        one = witnessed(content, log.policy, name)
        tree = one.checkpoint
        if tree.size > log.shown.checkpoint.size:
            raise TamperError(
                sentence(
                    "{name} has {size} leaves of the log {origin}, and it shows only "
                    "{checkpoint_size} now: leaves were taken away.",
                    name=name,
                    size=tree.size,
                    origin=tree.origin,
                    checkpoint_size=log.shown.checkpoint.size,
                ),
                remedy="Keep the file, and show it to others: the log has signed it.",
            )
        if log.tree.root(tree.size) != tree.root:
            raise TamperError(
                sentence(
                    "{name} is of another history of the log {origin}: its {size} leaves are others.",
                    name=name,
                    origin=tree.origin,
                    size=tree.size,
                ),
                remedy="Keep both, and make a proof of it: veedor compare-logs.",
            )
        if one.time is not None:
            found.append(Sighting(one.time, tree.size, cosigned=True))
    return found


def _announced(history: LogHistory, growth: Growth, *, stated: bool) -> list[tuple[int, int]]:
    """Return pauses, each from when it was in the log on: what is announced late covers nothing before."""
    found = []
    for leaf, begins, ends in history.pauses:
        came = growth.bracket(leaf)[1]
        found.append((begins if stated or came is None else max(begins, came), ends))
    return found


def _late(history: LogHistory, growth: Growth, tolerance: int, *, stated: bool) -> list[LeafProblem]:
    """Name sheets that state a time at which witnesses saw that they were not there; or one still to come."""
    found = []
    for (_, sheet), versions in history.sheets.items():
        for one in versions:
            if one.at is None or stated:
                continue
            before, after = growth.bracket(one.leaf)
            if before is not None and one.at < before - tolerance:
                found.append(LeafProblem("back_dated", one.leaf, sheet))
            elif after is not None and one.at > after + tolerance:
                found.append(LeafProblem("ahead", one.leaf, sheet))
    return found


def _without_sheets(
    history: LogHistory, growth: Growth, pauses: list[tuple[int, int]], longest: int
) -> tuple[DarkPeriod, ...]:
    """Return the times in which the log may have grown, and no sheet came."""
    every = [one for step, again in zip(growth.steps, growth.again, strict=True) for one in (step, *again)]
    by_sheets = [
        Sighting(one.time, bisect_left(history.sheet_leaves, one.size), one.cosigned) for one in every
    ]
    return Growth(by_sheets).dark(longest, pauses)


def _inside(history: LogHistory, dark: tuple[DarkPeriod, ...]) -> tuple[int, ...]:
    """Count the sheets that state a time within each dark period."""
    times = sorted(one.at for versions in history.sheets.values() for one in versions if one.at is not None)
    return tuple(
        sum(1 for at in times[bisect_left(times, one.start + 1) :] if at < one.until) for one in dark
    )


def _trail(history: LogHistory, growth: Growth, sheet: str, count: str) -> tuple[SeenVersion, ...]:
    names = [name for name in history.sheets if name[1] == sheet and count in {"", name[0]}]
    if not names:
        some = ", ".join(sorted({name[1] for name in history.sheets})[:_LISTED_SHEETS])
        remedy = (
            sentence("It names its sheets {some}, ...", some=some)
            if some
            else sentence("It has no sheets at all.")
        )
        raise LedgerError(sentence("The log has no sheet {sheet!r}.", sheet=sheet[:40]), remedy=remedy)
    if len(names) > 1:
        counts = ", ".join(name[0] for name in names)
        raise LedgerError(
            sentence("The sheet {sheet!r} is in several counts: {counts}.", sheet=sheet[:40], counts=counts),
            remedy="Add --count.",
        )
    versions, summed = history.sheets[names[0]], history.summed.get(names[0][0])
    latest = versions[-1].leaf
    return tuple(
        SeenVersion(
            one, *growth.bracket(one.leaf), None if summed is None else one.leaf == latest and latest < summed
        )
        for one in versions
    )

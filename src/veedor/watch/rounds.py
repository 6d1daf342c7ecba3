"""One round of questions: everybody is asked once, and what is new is kept and told to the journal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from veedor.watch.asking import Visit
from veedor.watch.targets import LastKept, WatchGroup, WatchTarget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.watch.answers import AnswerStore
    from veedor.watch.clock import WatchClock
    from veedor.watch.journal import Event

    Question = Callable[[str, Mapping[str, str]], Visit]

_NAMES = {
    name.lower(): name for name in ("Content-Encoding", "Content-Type", "Date", "ETag", "Last-Modified")
}
"""Headers that are looked up again, under these names whatever their capitals."""
MOST_HEADERS, LONGEST_HEADER = 60, 2000
MOST_PAGES = 10_000
"""Pages of one address without a stated end."""
SAME_PAGE = "the same page again: where they end cannot be told; state the last one, as `pages` has it"
WRONG_CLOCK = 300.0
"""Seconds by which a server's clock may differ before that is said."""


def anything(_address: str, _now: float) -> tuple[str, float]:
    """Allow every question at any time: nobody reads robots.txt."""
    return "", 0.0


@dataclass
class WatchRound:
    """What came of one round.

    Parameters
    ----------
    new : list of dict
        Answers that differ from the last ones, as the journal tells them.
    faults : list of dict
        Answers that do not count, and why.
    gone : list of str
        Files of pages that are not there any more.
    asked, answered : int
        Addresses of sources, and how many of them gave an answer that counts.
    wait : float
        Seconds that a server has asked us to wait.
    slowed : tuple of (str, float)
        Whose ``robots.txt`` asks for the longest time between two questions, and the seconds.
    clocks : dict of str to float
        Address -> by how many seconds its server's clock is off.
    """

    new: list[dict[str, Any]] = field(default_factory=list)
    faults: list[dict[str, Any]] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    asked: int = 0
    answered: int = 0
    wait: float = 0.0
    slowed: tuple[str, float] = ("", 0.0)
    clocks: dict[str, float] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether everybody has answered who is to be read."""
        return self.answered == self.asked

    def event(self, at: float, number: int) -> Event:
        """Write it for the journal: a capture, the next of its number, or a beat."""
        happened = {"at": at, "answered": self.whole, "faults": self.faults}
        if not self.new and not self.gone:
            return {"kind": "beat", **happened}
        read = any(file["read"] for file in self.new) or bool(self.gone)
        return {
            "kind": "capture", "n": number + 1, "read": read, "files": self.new, "gone": self.gone,
            **happened,
        }  # fmt: skip


@dataclass(frozen=True)
class RoundMaker:
    """Asks everybody of a case once.

    Parameters
    ----------
    groups : sequence of WatchGroup
        Who is asked.
    ask : callable
        Asks an address: given it and the headers of its last answer, gives a Visit.
    rule : callable
        What robots.txt says of an address at a time: why it is not to be asked (empty where it may be), and
        the seconds between two questions.
    store : AnswerStore
        Where answers are kept.
    clock : WatchClock
        The time, between questions too.
    pause : float
        Seconds between two questions, where robots.txt asks for no more.
    """

    groups: Sequence[WatchGroup]
    ask: Question
    rule: Callable[[str, float], tuple[str, float]]
    store: AnswerStore
    clock: WatchClock
    pause: float

    def make(self, last: LastKept) -> WatchRound:
        """Ask everybody.

        Parameters
        ----------
        last : LastKept
            What is known of each address; it is not changed.

        Raises
        ------
        OSError
            Where an answer cannot be kept.
        """
        made = WatchRound()
        first = True
        for group in self.groups:
            before = ""
            for number, target in enumerate(group.targets()):
                why, delay = self.rule(target.address, self.clock.now())
                made.slowed = max(made.slowed, (target.address, delay), key=lambda one: one[1])
                if not first:
                    self.clock.wait(max(self.pause, delay))
                first = False
                refused = Visit(target.address, fault="robots", detail=why)
                seen = refused if why else self.ask(target.address, last.headers(target.name))
                if group.endless and number and seen.status in {404, 410}:
                    self._end(made, group, number, last)
                    break
                kept = self._take(made, target, seen, last, before if group.endless else "")
                if group.endless and (not kept or kept == before or number + 1 >= MOST_PAGES):
                    break
                before = kept
        return made

    def _end(self, made: WatchRound, group: WatchGroup, number: int, last: LastKept) -> None:
        """Note the pages behind the last one that were there before."""
        for at, target in enumerate(group.targets()):
            if at >= number and target.name not in last.files:
                return
            if at >= number:
                made.gone.append(target.name)

    def _take(self, made: WatchRound, target: WatchTarget, seen: Visit, last: LastKept, before: str) -> str:
        """Take an answer, and give the hash of what now stands at its address; empty where it does not count.

        Of pages without a stated end, one that is the page before it again tells nothing of where they end.
        """
        made.asked += target.read
        if seen.status and (at := seen.server_time) is not None and abs(at - self.clock.now()) > WRONG_CLOCK:
            made.clocks[target.address] = at - self.clock.now()
        known = last.hash_of(target.name)
        if seen.same and known and known != before:
            made.answered += target.read
            return known
        if seen.same:
            seen = Visit(target.address, seen.status, seen.headers, fault="status", detail="304 of nothing")
        if seen.fault:
            made.wait = max(made.wait, seen.asked_to_wait)
            made.faults.append(self._fault(target, seen))
            return ""
        kept = self.store.keep(seen.body, target.address)
        if before and kept == before:
            seen = Visit(target.address, seen.status, seen.headers, seen.body, "status", SAME_PAGE)
            made.faults.append(self._fault(target, seen))
            return kept
        made.answered += target.read
        # the same bytes say something else when they are unpacked in another way
        packed = last.headers(target.name).get("Content-Encoding", "")
        if kept != known or packed != seen.header("Content-Encoding"):
            again = last.first.get((target.name, kept))
            made.new.append(_told(target, seen, kept) | ({} if again is None else {"again": again}))
        return kept

    def _fault(self, target: WatchTarget, seen: Visit) -> dict[str, Any]:
        """Say why an answer does not count; what came of it is kept all the same."""
        kept = self.store.keep(seen.body, f"{target.address} {seen.fault}") if seen.body else ""
        return {"fault": seen.fault, "detail": seen.detail, **_told(target, seen, kept)}


def _told(target: WatchTarget, seen: Visit, kept: str) -> dict[str, Any]:
    headers = {
        _NAMES.get(name.lower(), name): text[:LONGEST_HEADER] for name, text in seen.headers[:MOST_HEADERS]
    }
    return {
        "name": target.name, "address": target.address, "read": target.read, "status": seen.status,
        "sha256": kept, "bytes": len(seen.body), "headers": headers,
    }  # fmt: skip

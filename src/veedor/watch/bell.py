"""Ringing: an alarm goes to the journal first, then to everybody who wants to hear it, once each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.report.wording import Wording
from veedor.watch.alarms import clock_alarm, over_alarm, refusal_alarm, silence_alarm
from veedor.watch.telling import tell, write_alarms

if TYPE_CHECKING:
    from veedor.watch.alarms import Alarm
    from veedor.watch.rounds import WatchRound
    from veedor.watch.state import WatchParts, WatchState

ATTEMPTS = 5
"""How often a program or a webhook is asked to take one alarm."""
JUMP = 5.0
"""Seconds by which the machine's clock may move without a word."""


@dataclass
class WatchBell:
    """Says alarms that were not said yet.

    Parameters
    ----------
    parts : WatchParts
        What the watch is made of.
    state : WatchState
        What has happened so far.
    began : float
        When the watch began, in seconds since 1970.
    """

    parts: WatchParts
    state: WatchState
    began: float
    _off: float = 0.0

    def ring(self, alarm: Alarm) -> None:
        """Say an alarm, unless it was said or nobody wants it."""
        if alarm.key in self.state.keys or alarm.kind in self.parts.alarms.off:
            return
        event = alarm.event(self.parts.clock.now(), self.state.number, self.parts.titles)
        self.state.write(event)
        self.parts.print(f"{'✓' if alarm.kind == 'over' else '!!'} {event['says'][self.parts.lang]}")
        write_alarms(self.parts.folder, self.state.told, self.parts.title, self.parts.lang)

    def clock(self) -> None:
        """Notice that somebody has put the machine's clock forward or back."""
        off = self.parts.clock.off()
        if abs(off - self._off) <= JUMP:
            return
        at, by = self.parts.clock.now(), off - self._off
        self._off = off
        self.state.write({"kind": "clock", "at": at, "by": round(by, 1)})
        self.ring(clock_alarm(f"clock:{int(at)}", by, Wording(self.parts.lang).text("watch.own_clock")))

    def refusals(self, made: WatchRound) -> None:
        """Say who pointed elsewhere, who may not be asked, and whose clock is wrong."""
        for fault in made.faults:
            if fault["fault"] in {"elsewhere", "robots"}:
                key = f"{fault['address']} {fault['detail']}"
                self.ring(refusal_alarm("elsewhere", fault["address"], fault["detail"], key))
        for address, by in made.clocks.items():
            self.ring(clock_alarm(f"clock:{address}:{'+' if by > 0 else '-'}", by, address))

    def silences(self) -> None:
        """Say which silences last too long, and which have ended."""
        now, silence = self.parts.clock.now(), self.state.silence
        news = silence.news[-1] if silence.news else None
        ends = {"unanswered": silence.answered, "silent": news, "still": silence.figures}
        for event in list(self.state.open.values()):
            end, since = ends[event["alarm"]], float(event["key"].rpartition("@")[2])
            if end is not None and end > since + 1:
                self.ring(over_alarm(event, end, self.parts.zone))
        for kind, since, limit in silence.broken(now, self.began):
            self.ring(silence_alarm(kind, since, limit, now, self.parts.zone))

    def tell_again(self) -> None:
        """Hand alarms to the program and the webhook that have not taken them."""
        alarms = self.parts.alarms
        if not (alarms.command or alarms.webhook):
            return
        events = {event["key"]: event for event in self.state.told}
        for key, attempts in list(self.state.untold.items()):
            failed = tell(events[key], alarms, self.parts.lang)
            if not failed or attempts + 1 >= ATTEMPTS:
                self.state.write({"kind": "told", "key": key, "at": self.parts.clock.now(), "failed": failed})
            else:
                self.state.untold[key] = attempts + 1
            for who, reason in failed.items():
                self.parts.say("watch.said.untold", who=who, reason=reason)

    def put(self) -> None:
        """Put what is new into the public log."""
        log, events = self.parts.log, self.state.journal.events
        if log is None:
            return
        new = [e for e in events[self.state.logged :] if e["kind"] in {"capture", "beat"}]
        if not new:
            return
        upto = len(events)
        leaves, silent = log.put(new, self.parts.count)
        for witness, reason in silent.items():
            self.parts.say("watch.said.unsigned", witness=witness, reason=reason)
        self.state.write({"kind": "logged", "at": self.parts.clock.now(), "events": upto, "leaves": leaves})

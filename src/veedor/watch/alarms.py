"""Alarms: each is said once, in words and figures, wherever the case wants it said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from veedor.findings.words import measured, outcome_term, unit_of, whom
from veedor.model import Figure, Unit, measure_of
from veedor.report.catalogue import languages
from veedor.report.wording import Wording
from veedor.sentence import Translatable
from veedor.watch.changes import NAMED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from veedor.intake.case_watch import WatchAlarms
    from veedor.model import Contest, Outcome
    from veedor.watch.capture import CaptureReading
    from veedor.watch.changes import CaptureChanges

LONGEST_REASON = 600


@dataclass(frozen=True)
class Alarm:
    """Something that somebody should know now.

    Parameters
    ----------
    kind : str
        One of :data:`veedor.intake.case_watch.ALARMS`, or ``over``: a silence that has ended.
    key : str
        What no two alarms share.
    figures : tuple of Figure
        What its sentence says.
    contest : Contest, optional
        What it is about; None where it is about the whole capture, or a silence.
    """

    kind: str
    key: str
    figures: tuple[Figure, ...] = ()
    contest: Contest | None = None

    def event(self, at: float, number: int, titles: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
        """Write it for the journal, with its sentence in every language.

        Parameters
        ----------
        at : float
            When, in seconds since 1970.
        number : int
            The last capture.
        titles : mapping of str to mapping
            Contest -> its title by language, where there are several and each has to be named.
        """
        which = "" if self.contest is None else str(self.contest.contest_id)
        return {
            "kind": "alarm",
            "alarm": self.kind,
            "key": self.key,
            "at": at,
            "capture": number,
            "says": {lang: self._say(lang, titles.get(which, {}).get(lang, "")) for lang in languages()},
            "figures": {f.name: _plain(f.value) for f in self.figures},
        } | ({"contest": which} if which else {})

    def _say(self, lang: str, title: str) -> str:
        """Put it in words, with the title of its contest in front where one is given."""
        wording = Wording(lang) if self.contest is None else Wording(lang).of(self.contest)
        figures = {
            figure.name: wording.said(figure.value)[:LONGEST_REASON]
            if isinstance(figure.value, Translatable)
            else figure
            for figure in self.figures
        }
        says = wording.text(f"watch.alarm.{self.kind}", **figures)
        return f"{title}: {says}" if title else says


def _plain(value: object) -> object:
    match value:
        case bool() | int() | str() | None:
            return value
        case timedelta():
            return int(value.total_seconds())
        case datetime():
            return value.isoformat()
        case tuple():
            return [_plain(one) for one in value]
        case _:
            return float(value)  # type: ignore[arg-type] # a fraction


def silence_alarm(kind: str, since: float, limit: float, now: float, zone: ZoneInfo) -> Alarm:
    """Say that a silence lasts too long."""
    figures = (
        Figure("since", _moment(since, zone), Unit.MOMENT),
        Figure("lasts", timedelta(seconds=int(now - since)), Unit.DURATION),
        Figure("limit", timedelta(seconds=int(limit)), Unit.DURATION),
    )
    return Alarm(kind, f"{kind}@{int(since)}", figures)


def over_alarm(event: Mapping[str, Any], now: float, zone: ZoneInfo) -> Alarm:
    """Say that a silence has ended, of which an alarm told."""
    since = float(str(event["key"]).rpartition("@")[2])
    figures = (
        Figure("since", _moment(since, zone), Unit.MOMENT),
        Figure("until", _moment(now, zone), Unit.MOMENT),
        Figure("lasts", timedelta(seconds=int(now - since)), Unit.DURATION),
    )
    return Alarm("over", f"over:{event['key']}", figures)


def refusal_alarm(kind: str, address: str, reason: str, of_what: str) -> Alarm:
    """Say that an answer could not be read, or leads elsewhere."""
    figures = (Figure("address", address[:300], Unit.TEXT), Figure("reason", reason, Unit.TEXT))
    return Alarm(kind, f"{kind}:{of_what}", figures)


def clock_alarm(key: str, by: float, whose: str) -> Alarm:
    """Say that a clock is wrong: the machine's, or a server's."""
    figures = (
        Figure("whose", whose, Unit.TEXT),
        Figure("by", timedelta(seconds=int(by)), Unit.DURATION),
    )
    return Alarm("clock", key, figures)


def change_alarms(changes: CaptureChanges, reading: CaptureReading, limits: WatchAlarms) -> Iterator[Alarm]:
    """Say what changed in a capture, where it is as much as the case wants to know of."""
    contest = reading.contest
    name = f"{contest.contest_id}:{reading.name}"
    for kind, ids, least in (
        ("vanished", changes.vanished, limits.vanished),
        ("changed", changes.changed, limits.changed),
        ("states", tuple(one[0] for one in changes.moved), limits.states),
    ):
        if len(ids) >= least:
            yield Alarm(kind, f"{kind}:{name}", _sheets(ids), contest)
    if changes.fell:
        item, before, after = changes.fell[0]
        yield Alarm(
            "fell",
            f"fell:{name}",
            (
                Figure("item", _item(item), _unit(item)),
                Figure("before", before, Unit.VOTES),
                Figure("after", after, Unit.VOTES),
                Figure("totals", len(changes.fell), Unit.NUMBER),
            ),
            contest,
        )
    for line in changes.crossed:
        measure = measure_of(line.assertion, contest)
        figures = (
            Figure("subject", whom(line.assertion), Unit.CHOICE),
            Figure("rule_line", measure.threshold, unit_of(measure), digits=0),
            measured("before", line.before, measure),
            measured("after", line.after, measure),
        )
        yield Alarm("crossed", f"crossed:{name}:{line.assertion.assertion_id}", figures, contest)


def state_alarms(reading: CaptureReading) -> Iterator[Alarm]:
    """Say what holds of a capture itself: totals unlike their sums, an outcome that is certain."""
    contest = reading.contest
    if reading.unlike:
        item, stated, summed = reading.unlike[0]
        yield Alarm(
            "unlike",
            f"unlike:{contest.contest_id}:" + ",".join(f"{k}{n - m:+d}" for k, n, m in reading.unlike),
            (
                Figure("item", _item(item), _unit(item)),
                Figure("stated", stated, Unit.VOTES),
                Figure("summed", summed, Unit.VOTES),
                Figure("totals", len(reading.unlike), Unit.NUMBER),
            ),
            contest,
        )
    outcome = reading.certain
    if outcome is not None:
        yield Alarm(
            "certain",
            f"certain:{contest.contest_id}:{_named(outcome)}",
            (
                Figure("outcome", outcome_term(outcome), Unit.TERM),
                Figure("choices", tuple(str(c) for c in outcome.choices), Unit.CHOICE),
            ),
            contest,
        )


def _named(outcome: Outcome) -> str:
    return f"{outcome.kind.value}:{','.join(map(str, outcome.choices))}"


def _sheets(ids: Sequence[str]) -> tuple[Figure, ...]:
    return (Figure("sheets", len(ids), Unit.SHEETS), Figure("named", tuple(ids[:NAMED]), Unit.TEXT))


def _item(item: str) -> str:
    return f"watch.item.{item}" if item in {"sheets", "valid"} else item


def _unit(item: str) -> Unit:
    return Unit.TERM if item in {"sheets", "valid"} else Unit.CHOICE


def _moment(at: float, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(int(at), UTC).astimezone(zone)

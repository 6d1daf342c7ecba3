"""When somebody is asked again, when a silence is too long, and time that nobody can move."""

from __future__ import annotations

import errno
import time
from pathlib import Path

import pytest

from veedor.intake.case_watch import WatchAlarms
from veedor.intake.instants import read_seconds
from veedor.watch.clock import MadeClock, Rhythm, SteadyClock
from veedor.watch.rhythm import WatchSilence
from watch.build_watch import TestClock, kinds, table, watching, write_watched
from watch.watched_site import Plan, WatchedSite


def test_nobody_waits_longer_than_stated_nor_much_less() -> None:
    waits = [Rhythm(180, 7).next() for _ in range(3)]
    assert waits == [Rhythm(180, 7).next() for _ in range(3)], "the seed says it"
    rhythm = Rhythm(180, 7)
    many = [rhythm.next() for _ in range(500)]
    assert all(162 <= wait <= 180 for wait in many)
    assert max(many) - min(many) > 15
    assert 342 <= rhythm.next(1) <= 360
    assert 1422 <= rhythm.next(9) <= 1440, "eight times at the most"
    assert rhythm.next(1, 900) == 900
    assert rhythm.next(1, 1e9) == 3600


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("180", 180), ("3m", 180), ("36h", 129_600), (" 5s ", 5), ("0", None), ("", None), ("1d", None)],
)  # fmt: skip
def test_lengths_of_time(text: str, seconds: int | None) -> None:
    assert read_seconds(text) == seconds


def silence(gaps: list[float], **stated: str) -> WatchSilence:
    made = WatchSilence(WatchAlarms(**stated), 60.0)  # type: ignore[arg-type]
    at = 0.0
    made.take({"kind": "capture", "at": at})
    for gap in gaps:
        at += gap
        made.take({"kind": "capture", "at": at})
    return made


def test_the_rhythm_says_how_long_is_too_long() -> None:
    assert silence([180] * 4).silent_after == 600, "ten questions, while nobody knows it"
    assert silence([180] * 5).silent_after == 360, "twice the median"
    assert silence([100, 200, 300, 400, 500]).silent_after == 800, "the median and five deviations"
    assert silence([20] * 9).silent_after == 120, "no less than two questions"
    assert silence([180] * 9, silent="5m").silent_after == 300
    assert silence([]).unanswered_after == 180
    assert silence([], unanswered="1h").unanswered_after == 3600


def test_a_silence_rings_when_it_is_due_and_not_before() -> None:
    made = silence([180] * 9)
    assert made.broken(1620 + 359, 0) == [("unanswered", 1620, 180)], "nobody has answered since"
    made.take({"kind": "beat", "at": 1620 + 300, "answered": True})
    assert made.broken(1620 + 359, 0) == []
    assert made.due(1620 + 300) == 60
    made.take({"kind": "beat", "at": 1620 + 360, "answered": True})
    assert made.broken(1620 + 360, 0) == [("silent", 1620, 360)]
    made.take({"kind": "beat", "at": 1620 + 400, "answered": False})
    assert made.answered == 1620 + 360
    assert WatchSilence(WatchAlarms(), 60.0).broken(181, 0) == [("unanswered", 0, 180)], "never an answer"


def test_time_goes_on_evenly_and_from_where_it_was() -> None:
    ahead = time.time() + 1000
    clock = SteadyClock(ahead)
    assert 0 <= clock.now() - ahead < 60
    assert clock.off() < -900
    assert clock.wait(0.01)
    clock.stop()
    assert not clock.wait(1000)
    made = MadeClock(0, 100)
    assert made.wait(100)
    assert not made.wait(1)


def test_a_full_disk_is_said_and_what_it_refused_is_asked_for_again(
    site: WatchedSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_watched(tmp_path / "case", f"{site.url}/t.csv")
    site.plans["/t.csv"] = Plan(table(40), does="etag")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with watching(folder, TestClock()) as (watcher, said):
        with monkeypatch.context() as patch:
            patch.setattr("veedor.watch.answers.disk.write_all", full)
            watcher.round()
        assert any("The disk is full" in line for line in said)
        assert watcher.state.number == 0
        real = watcher.state.journal.append

        def refuses(event: dict[str, object]) -> None:
            full() if event["kind"] == "read" else real(event)

        with monkeypatch.context() as patch:  # the capture is there, and what was read of it is not
            patch.setattr(
                watcher.state.journal,
                "append",
                lambda event: full() if event["kind"] == "read" else real(event),
            )
            watcher.round()
        assert watcher.state.number == 1
        assert watcher.state.rows == {}
        watcher.round()
        assert [row[2].sheets for row in watcher.state.rows["mayor"]] == [40], "read with the next round"
        assert site.asked[-1][1].get("If-None-Match"), "and not fetched again"
        assert kinds(watcher) == []


def test_a_disk_that_fails_ends_the_watch(
    site: WatchedSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_watched(tmp_path / "case", f"{site.url}/t.csv")
    site.plans["/t.csv"] = Plan(table(40))

    def broken(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with watching(folder, TestClock()) as (watcher, _):
        monkeypatch.setattr("veedor.watch.answers.disk.write_all", broken)
        with pytest.raises(OSError, match="Input/output"):
            watcher.round()

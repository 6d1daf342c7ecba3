"""A watch that is killed at random moments: nothing acknowledged is lost, and it goes on by itself."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hunt import tries
from veedor.canonical import sha256
from veedor.watch.answers import AnswerStore
from veedor.watch.journal import read_events
from watch.build_watch import table, write_watched
from watch.watched_site import Plan, WatchedSite

WATCH = """
import sys
from pathlib import Path
from veedor.intake import load_case
from veedor.watch.building import building
import veedor.watch.journal as journal

kept = journal.WatchJournal.append
def told(self, event):
    kept(self, event)
    print(len(self.events), event["kind"], flush=True)  # what is printed was acknowledged
journal.WatchJournal.append = told
case, folder = load_case(sys.argv[1]), Path(sys.argv[2])
with building(case, folder, every=1, print_line=lambda _l: None, pages=False) as w:
    w.parts.rhythm.every = 0.02
    w.run(3600)
"""


def killed(
    command: list[str], seconds: float, out: Path, *, at_work: bool = True, until: str = ""
) -> list[str]:
    """Run a watch, kill it some time after it has begun its work, and give the lines that it acknowledged.

    Where it is to do something first, such as ``read``, it is not killed before it did.
    """
    with out.open("w") as file, subprocess.Popen(command, stdout=file, env=os.environ) as child:
        late = time.monotonic() + 120  # whatever it waits for: a test ends
        while at_work and (not out.stat().st_size or until not in out.read_text()) and child.poll() is None:
            time.sleep(0.01)
            if time.monotonic() > late:
                break
        time.sleep(seconds)
        child.send_signal(signal.SIGKILL)
        child.wait()
    text = out.read_text()
    return text[: text.rfind("\n") + 1].splitlines()


def killed_often(site: WatchedSite, tmp_path: Path, kills: int, longest: float) -> None:
    folder, to = write_watched(tmp_path / "case", f"{site.url}/t.csv"), tmp_path / "watch"
    command = [sys.executable, "-c", WATCH, str(folder), str(to)]
    chance = random.Random(20191020)  # noqa: S311
    least = 0
    for number in range(kills):
        site.plans["/t.csv"] = Plan(table(1 + number % 119, plus=number, on=(1,)))
        at_work = number % 10 != 9  # else while it starts
        said = killed(command, chance.uniform(0, longest), tmp_path / "said", at_work=at_work)
        events, good = read_events(to / "journal.jsonl") if (to / "journal.jsonl").exists() else ([], 0)
        acknowledged = max([least, *(int(line.split()[0]) for line in said)])
        assert len(events) >= acknowledged, "what was acknowledged is there"
        for line in said:
            place, kind = line.split()
            assert events[int(place) - 1]["kind"] == kind
        least = len(events)
        assert good >= 0
    # it goes on by itself, and everything that the journal names is there
    site.plans["/t.csv"] = Plan(table(1 + kills % 119, plus=kills, on=(1,)))  # something new to read
    killed(command, min(8.0, kills), tmp_path / "said", until=" read\n")
    events, _ = read_events(to / "journal.jsonl")
    assert len(events) > least
    store = AnswerStore(to / "answers")
    captures = [event for event in events if event["kind"] == "capture"]
    assert [event["n"] for event in captures] == list(range(1, len(captures) + 1))
    for event in captures:
        for one in event["files"]:
            assert sha256(store.read(one["sha256"])) == one["sha256"]
    read = [event["n"] for event in events if event["kind"] == "read"]
    assert read == sorted(set(read)), "each is read once"
    assert set(read) >= {event["n"] for event in captures[:-1]}, "and all are"
    keys = [event["key"] for event in events if event["kind"] == "alarm"]
    assert len(keys) == len(set(keys)), "no alarm twice"
    assert json.loads(Path(to / "journal.jsonl").read_bytes().splitlines()[-1])


def test_a_kill(site: WatchedSite, tmp_path: Path) -> None:
    killed_often(site, tmp_path, 1, 1.5)


@pytest.mark.slow
def test_many_kills(site: WatchedSite, tmp_path: Path) -> None:
    killed_often(site, tmp_path, tries(25, 100), 2.0)

"""The preliminary count of Bolivia 2019 replayed as a public log, publication by publication.

The body kept no such log: its witness here is made up, with a clock that shows the time of each publication.
What the body published is real: 33,044 sheets with the time of their verification, in 2,165 publications.
"""

from __future__ import annotations

import csv
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest

from ledger.build_ledger import LOG, Clock, Wire, begun, key, policy, root_of
from veedor.ledger.leaves import time_of
from veedor.ledger.note_keys import COSIGNATURE
from veedor.ledger.opening import open_log
from veedor.ledger.policies import read_policy
from veedor.ledger.publishing import ask_again, publish
from veedor.ledger.reading import check_files, read_log
from veedor.ledger.sources import folder_source
from veedor.ledger.verifying import verify_log

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.real, pytest.mark.slow]
ZONE = timezone(timedelta(hours=-4))
NAMES = ("w",)


def seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp())


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def sheets(data: Path) -> list[tuple[int, dict[str, Any]]]:
    """Each verification with its time; a sheet that was verified again is its next version."""
    made: list[tuple[int, dict[str, Any]]] = []
    last: dict[str, int] = {}
    for row in sorted(rows(data / "trep-verificaciones.csv"), key=lambda r: r["VerificadorDate"]):
        name, at = row["NumMesa"], seconds(row["VerificadorDate"])
        version = last.get(name, 0) + 1
        last[name] = version
        leaf = {
            "kind": "sheet", "count": "preliminary", "sheet": name, "version": version, "at": time_of(at),
            "figures": {"CC": int(row["CC"]), "MAS": int(row["MAS"])},
        }  # fmt: skip
        made.append((at, leaf))
    assert max(last.values()) == 1
    return made


def replay(data: Path, path: Path, wire: Wire, clock: Clock) -> None:
    waiting = sheets(data)
    published = sorted(rows(data / "trep-publicaciones.csv"), key=lambda r: r["PubResul"])
    begun(path, policy(NAMES, "1"), period=180, grace=180)
    at_end = len(published) - 1
    with open_log(path, LOG) as log:
        rules = log.policy
        done = 0
        for number, row in enumerate(published):
            clock.now = seconds(row["PubResul"])
            ready = done
            while ready < len(waiting) and (waiting[ready][0] <= clock.now or number == at_end):
                ready += 1
            beat: dict[str, Any] = {"kind": "beat", "at": time_of(clock.now)}
            if number:
                beat["checkpoint"] = (path / "checkpoint").read_text()
            publication = {
                "kind": "publication", "count": "preliminary", "at": time_of(clock.now),
                "sheets": int(row["Registradas"]), "verified": int(row["Verificadas"]),
                "totals": {"CC": int(row["CC"]), "MAS": int(row["MAS"])},
            }  # fmt: skip
            log.add([beat, *(leaf for _, leaf in waiting[done:ready]), publication])
            done = ready
            assert publish(log, rules, wire).shown.quorum


def test_the_silence_of_that_night_is_found_and_nothing_else(public_data: Path, tmp_path: Path) -> None:
    path, clock = tmp_path / "log", Clock()
    wire = Wire(tmp_path, NAMES, clock)
    replay(public_data, path, wire, clock)
    read = folder_source(path)
    found = read_log(read, str(path))
    check_files(path, read, found)

    report = verify_log(found)
    assert report.history.kinds["sheet"] == 33_044
    assert report.history.kinds["publication"] == 2_165
    assert [one.seconds for one in report.dark] == [2_969, 82_136]
    assert [one.grade for one in report.dark] == ["B", "B"]
    assert report.inside[1] == 3_609
    assert report.good

    # without witnesses: the same silences by the times that the log states itself
    alone = verify_log(read_log(read, str(path), read_policy(policy())))
    assert [(one.seconds, one.grade) for one in alone.dark] == [(2_969, "C"), (82_136, "C")]
    assert (alone.inside[1], alone.good) == (3_609, True)

    # with observers who had asked every 90 seconds: the alarm within six minutes and a half, and those sheets
    # contradict what was signed
    dark = report.dark[1]
    watched = tmp_path / "then"
    seen = asked_meanwhile(public_data, watched, dark.start, dark.until)
    signed = verify_log(found, seen)
    assert [(one.seconds, one.grade) for one in signed.dark] == [(2_969, "B"), (82_136, "A")]
    late = [one for one in signed.problems if one.kind == "back_dated"]
    assert len(late) == len(signed.problems)
    assert 3_500 < len(late) <= 3_609
    first = next(i for i, (_, note) in enumerate(seen) if dark_at(found, seen[: i + 1]))
    assert 90 * (first + 1) <= 360 + 90


def dark_at(found: Any, seen: list[tuple[str, bytes]]) -> bool:  # noqa: ANN401
    """Whether an observer with these notes, and the log as it then was, sees a silence."""
    from veedor.ledger.checkpoints import witnessed
    from veedor.ledger.silence import Growth, Sighting

    notes = [witnessed(note, found.policy) for _, note in seen]
    sightings = [Sighting(one.time or 0, one.checkpoint.size, cosigned=True) for one in notes]
    start = verify_log(found).dark[1].start
    return bool(Growth([Sighting(start, sightings[0].size, cosigned=True), *sightings]).dark(360))


def asked_meanwhile(data: Path, folder: Path, start: int, until: int) -> list[tuple[str, bytes]]:
    """What an observer holds who let the witness sign every 90 seconds while nothing was published."""
    from veedor.ledger.reading import LogCopy

    clock = Clock(start)
    wire = Wire(folder, NAMES, clock)
    assert key("w.test", COSIGNATURE).public == wire.witnesses["w"].key.public
    copy = until_the_silence(data, folder / "log", wire, clock, start)
    assert isinstance(copy, LogCopy)
    notes = []
    for now in range(start + 90, until, 90):
        clock.now = now
        note = ask_again(copy, wire)
        assert note is not None
        notes.append((f"{now}.note", note))
    return notes


def until_the_silence(data: Path, path: Path, wire: Wire, clock: Clock, start: int) -> Any:  # noqa: ANN401
    """The log as it was when the silence began: the same leaves, without a disk."""
    del data
    whole = path.parent.parent / "log"
    with open_log(whole, LOG) as log:
        entries = [entry for _, entry in log.known.values()]
    from veedor.ledger.checkpoints import Checkpoint, witnessed
    from veedor.ledger.leaves import read_leaf
    from veedor.ledger.reading import LogCopy
    from veedor.ledger.witness import write_request

    size = next(
        i + 1
        for i, entry in enumerate(entries)
        if b'"publication"' in entry and read_leaf(entry, i)["at"] == time_of(start)
    )
    tree = Checkpoint(LOG.name, size, root_of(entries[:size]))
    note = bytes(tree) + b"\n" + LOG.sign(bytes(tree)).encode()
    clock.now = start
    wire("http://w.test/add-checkpoint", write_request(0, (), note))
    rules = read_policy(policy(NAMES, "1"))
    return LogCopy(rules, False, witnessed(note, rules), tuple(entries[:size]))

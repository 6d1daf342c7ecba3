"""A made night: what is captured, compared and said, whatever the server does; nothing rings twice."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import threading
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from veedor.canonical import sha256
from veedor.errors import MissingDataError
from veedor.intake import load_case
from veedor.intake.read import read_content
from veedor.model import ChoiceId
from watch.build_watch import TestClock, kinds, table, watching, write_watched
from watch.watched_site import Plan, WatchedSite

HEAD = b"Table,Region,Voters,State,Alder,Birch,Blank,Null\n"
LOGIN = b"<!doctype html><html><body><h1>Please log in</h1><form></form></body></html>"


def events(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "watch" / "journal.jsonl").read_text().splitlines()]


def test_a_night(site: WatchedSite, tmp_path: Path) -> None:
    folder = write_watched(tmp_path / "case", f"{site.url}/t.csv")
    clock = TestClock()
    steps = [
        (table(40), []),
        (table(40), []),
        (table(80), []),
        (table(80, plus=3, on=(5, 6)), ["changed"]),
        (table(90, plus=3, on=(5, 6), annulled=(7,)), ["states"]),
        (table(100, plus=3, on=(5, 6), annulled=(7,), without=(8, 9)), ["vanished"]),
        (table(60, plus=3, on=(5, 6)), ["states", "fell"]),
        (table(120, plus=3, on=(5, 6)), ["certain"]),
    ]
    with watching(folder, clock) as (watcher, said):
        for body, rings in steps:
            before = len(watcher.state.told)
            site.plans["/t.csv"] = Plan(body, does="etag")
            watcher.round()
            clock.wait(10)
            assert kinds(watcher)[before:] == rings
        assert watcher.state.number == 7
        assert "0005 and 0006" in watcher.state.told[0]["says"]["en"]
        assert "0005 y 0006" in watcher.state.told[0]["says"]["es"]
        assert watcher.state.capture is not None
        assert watcher.state.capture.first.totals.sheets == 120
    assert any("Capture 3 read: sheets 80; new 0, changed 2, gone 0" in line for line in said)
    assert [e["kind"] for e in events(folder)].count("beat") == 1
    asked = [headers.get("If-None-Match") for _, headers in site.asked]
    assert asked[0] is None
    assert all(asked[1:])


BAD = {
    "429": Plan(b"slow down", status=429, headers={"Retry-After": "77"}),
    "500": Plan(b"oops", status=500),
    "other host": Plan(status=302, headers={"Location": "http://other.example/t.csv"}),
    "cut": Plan(table(80)[:2000], does="cut"),
    "endless": Plan(does="endless"),
    "drip": Plan(does="drip"),
    "encoding": Plan(table(80).decode().encode("utf-16")[:-3]),
    "login": Plan(LOGIN),
    "login below a header": Plan(HEAD + LOGIN),
    "empty": Plan(b""),
    "packed and not": Plan(table(80), headers={"Content-Encoding": "gzip"}),
    "another packing": Plan(table(80), headers={"Content-Encoding": "br"}),
    "half a file": Plan(table(80).partition(b"\n0062")[0]),
    "half a packed file": Plan(gzip.compress(table(80))[:-400], headers={"Content-Encoding": "gzip"}),
    "bomb": Plan(gzip.compress(b"0" * 5_000_000), headers={"Content-Encoding": "gzip"}),
    "304 of nothing": Plan(status=304),
}
OUTSIDE = {"429", "500", "cut", "drip", "other host", "endless", "304 of nothing"}
"""Of these nothing is read; of all others somebody tries, and says why not."""
NOT_KEPT = {"other host", "endless", "304 of nothing"}


@pytest.mark.slow(but=2)
@pytest.mark.parametrize("kind", BAD)
def test_a_server_that_misbehaves(site: WatchedSite, tmp_path: Path, kind: str) -> None:
    folder = write_watched(tmp_path / "case", f"{site.url}/t.csv")
    clock = TestClock()
    with watching(folder, clock) as (watcher, _):
        if kind != "304 of nothing":
            site.plans["/t.csv"] = Plan(table(40))
            watcher.round()
        clock.wait(10)
        site.plans["/t.csv"] = BAD[kind]
        waited = watcher.round()
        assert waited == (77 if kind == "429" else 0)
        before = watcher.state.capture
        assert (before is None) == (kind == "304 of nothing")
        assert kinds(watcher) == (
            ["elsewhere"] if kind == "other host" else [] if kind in OUTSIDE else ["unreadable"]
        )
        clock.wait(10)
        watcher.round()
        assert len(watcher.state.told) == (kind == "other host" or kind not in OUTSIDE), "once"
        clock.wait(10)
        site.plans["/t.csv"] = Plan(table(80))
        watcher.round()
        assert watcher.state.capture is not None, "the next one is read"
        assert watcher.state.capture.first.totals.sheets == 80
        assert not watcher.state.problem
        assert [r[2].sheets for r in watcher.state.rows["mayor"]] == ([80] if before is None else [40, 80]), (
            "no data of it"
        )
    if kind not in NOT_KEPT and BAD[kind].body:
        kept = watcher.parts.store
        assert kept.read(sha256(BAD[kind].body)) == BAD[kind].body
        told = [one for e in events(folder) for k in ("files", "faults") for one in e.get(k, [])]  # type: ignore[attr-defined]
        assert sha256(BAD[kind].body) in {one["sha256"] for one in told}


def test_the_same_bytes_are_a_beat_whatever_they_are_called(site: WatchedSite, tmp_path: Path) -> None:
    folder = write_watched(tmp_path / "case", f"{site.url}/t.csv")
    site.plans["/t.csv"] = Plan(
        table(40), headers={"ETag": '"a"', "Last-Modified": formatdate(0, usegmt=True)}
    )
    with watching(folder, TestClock()) as (watcher, _):
        watcher.round()
        named = {"Content-Disposition": 'attachment; filename="new.csv"', "ETag": '"b"'}
        site.plans["/t.csv"] = Plan(table(40), headers=named)
        watcher.round()
        site.plans["/t.csv"] = Plan(status=301, headers={"Location": "/renamed.csv"})
        site.plans["/renamed.csv"] = Plan(table(40))
        watcher.round()
        assert watcher.state.number == 1
        assert [e["kind"] for e in watcher.state.journal.events].count("beat") == 2


def test_a_packed_answer_that_nobody_asked_for_is_read(site: WatchedSite, tmp_path: Path) -> None:
    folder = write_watched(tmp_path / "case", f"{site.url}/t.csv")
    packed = gzip.compress(table(40))
    site.plans["/t.csv"] = Plan(packed, headers={"content-encoding": "gzip"})
    with watching(folder, TestClock()) as (watcher, _):
        watcher.round()
        assert watcher.state.capture is not None
        assert watcher.parts.store.read(sha256(packed)) == packed, "kept as it came"


@pytest.mark.slow
def test_a_clock_that_is_wrong_is_said_and_not_used(site: WatchedSite, tmp_path: Path) -> None:
    folder = write_watched(tmp_path / "case", f"{site.url}/t.csv")
    clock = TestClock()
    with watching(folder, clock) as (watcher, _):
        for hour in (0, 1, 2):
            body = table(40 + hour)
            site.plans["/t.csv"] = Plan(body, headers={"Date": formatdate(1_000_000_000 + hour, usegmt=True)})
            watcher.round()
            clock.wait(10)
        assert kinds(watcher) == ["clock"]
        assert [row[0] for row in watcher.state.rows["mayor"]] == [1_823_904_000.0 + 10 * n for n in range(3)]
        clock.moved = -86_400.0
        watcher.round()
        watcher.round()
        assert kinds(watcher) == ["clock", "clock"]
        assert "−24\xa0h" in watcher.state.told[-1]["says"]["en"]


def test_silences_ring_once_and_their_end_is_said(site: WatchedSite, tmp_path: Path) -> None:
    alarms = '[watch.alarms]\nsilent = "60s"\nunanswered = "30s"\nstill = "100s"\n'
    folder = write_watched(tmp_path / "case", f"{site.url}/t.csv", watch=alarms)
    clock = TestClock()
    site.plans["/t.csv"] = Plan(table(40))
    with watching(folder, clock) as (watcher, _):
        for _ in range(8):
            watcher.round()
            clock.wait(10)
        assert kinds(watcher) == ["silent"]
        site.plans["/t.csv"] = Plan(table(40) + b"\n")  # another file, the same figures
        watcher.round()
        assert kinds(watcher) == ["silent", "over"]
        assert watcher.state.told[-1]["figures"]["lasts"] == 80
        clock.wait(25)
        watcher.round()
        assert kinds(watcher)[2:] == ["still"]
        site.plans["/t.csv"] = Plan(status=500)
        for _ in range(5):
            clock.wait(10)
            watcher.round()
        assert kinds(watcher)[3:] == ["unanswered"]
        site.plans["/t.csv"] = Plan(table(50))
        clock.wait(10)
        watcher.round()
        assert kinds(watcher)[4:] == ["over", "over"]
        assert not watcher.state.open


def test_a_watch_goes_on_where_another_one_ended(site: WatchedSite, tmp_path: Path) -> None:
    folder = write_watched(tmp_path / "case", f"{site.url}/t.csv")
    clock = TestClock()
    site.plans["/t.csv"] = Plan(table(40), does="etag")
    with watching(folder, clock) as (watcher, _):
        watcher.run(0)
    journal = folder / "watch" / "journal.jsonl"
    lines = journal.read_text().splitlines(keepends=True)
    capture = next(i for i, line in enumerate(lines) if '"kind":"capture"' in line)
    journal.write_text("".join(lines[: capture + 1]) + '{"kind":"re')  # killed while it was reading
    clock.wait(100)
    site.plans["/t.csv"] = Plan(table(60, plus=1, on=(1,)), does="etag")
    with watching(folder, clock) as (watcher, _):
        watcher.run(0)
        assert [row[2].sheets for row in watcher.state.rows["mayor"]] == [40, 60]
        assert kinds(watcher) == ["changed"]
    with watching(folder, clock) as (watcher, _):
        watcher.run(0)
        assert watcher.state.number == 2
        assert watcher.state.capture is not None
        assert kinds(watcher) == ["changed"], "what was said is not said again"
    assert site.asked[-1][1]["If-None-Match"]


def test_alarms_reach_a_program_a_webhook_and_the_feed(site: WatchedSite, tmp_path: Path) -> None:
    got: list[dict[str, object]] = []
    answers = [500, 200, 200]

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(answers[min(len(got), len(answers)) - 1])
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    out = tmp_path / "out.txt"
    alarms = (
        f'[watch.alarms]\nwebhook = "http://127.0.0.1:{server.server_address[1]}/x"\n'
        f'command = ["sh", "-c", "cat >> \'{out}\'"]\n'
    )
    folder = write_watched(tmp_path / "case", f"{site.url}/t.csv", watch=alarms)
    try:
        with watching(folder, TestClock()) as (watcher, _):
            for plus in (0, 1):
                site.plans["/t.csv"] = Plan(table(40, plus=plus, on=(3,)))
                watcher.round()
            watcher.round()
            watcher.round()
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert len(got) == 2, "once again, because the first was refused"
    assert "0003" in str(got[1]["text"])
    assert {json.loads(line)["alarm"] for line in out.read_text().splitlines()} == {"changed"}
    (told,) = (folder / "watch" / "alarms.jsonl").read_text().splitlines()
    assert json.loads(told)["key"] == "changed:mayor:capture-2"
    feed = ET.parse(folder / "watch" / "pages" / "alarms.atom")  # noqa: S314 - our own
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == 1


@pytest.mark.slow
def test_the_record_is_written_as_a_case_and_as_a_web_archive(site: WatchedSite, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from veedor.case import open_case
    from veedor.cli.watch import command

    folder = write_watched(tmp_path / "case", f"{site.url}/t.csv")
    clock = TestClock()
    bodies = [table(40), table(40), LOGIN, table(80, plus=2, on=(3,))]
    with watching(folder, clock) as (watcher, _):
        for body in bodies:
            site.plans["/t.csv"] = Plan(body)
            watcher.round()
            clock.wait(60)
    done = CliRunner().invoke(command, [str(folder), "--as-case", str(tmp_path / "night"), "--lang", "en"])
    assert done.exit_code == 0, done.output
    night = open_case(tmp_path / "night")
    assert [s.snapshot_id for s in night.election.snapshots()] == ["capture-1", "capture-3"]
    assert night.compare("preliminary@capture-1", "preliminary@capture-3").changed == 1
    done = CliRunner().invoke(
        command, [str(folder), "--warc", str(tmp_path / "night.warc.gz"), "--lang", "en"]
    )
    assert done.exit_code == 0, done.output
    archive = gzip.decompress((tmp_path / "night.warc.gz").read_bytes())
    assert re.findall(rb"WARC-Type: (\w+)", archive) == [
        b"warcinfo",
        b"response",
        b"revisit",
        *[b"response"] * 2,
    ]
    assert archive.count(LOGIN) == 1
    shutil.rmtree(folder / "watch")
    done = CliRunner().invoke(command, [str(folder), "--warc", str(tmp_path / "x.warc")])
    assert isinstance(done.exception, MissingDataError)


@pytest.mark.slow
def test_pages_without_a_stated_end_are_one_capture(site: WatchedSite, tmp_path: Path) -> None:
    folder = write_watched(
        tmp_path / "case", f"{site.url}/p{{page}}.csv", name="p{page}.csv", pages=', pages = "1.."',
        watch=f'also = ["{site.url}/news.html"]\n',
    )  # fmt: skip
    rows = table(90, sheets=90).decode().splitlines(keepends=True)
    pages = ["".join([rows[0], *rows[1 + 30 * i : 31 + 30 * i]]).encode() for i in range(3)]
    clock = TestClock()
    with watching(folder, clock) as (watcher, _):
        site.plans |= {"/p1.csv": Plan(pages[0]), "/p2.csv": Plan(pages[1]), "/news.html": Plan(b"calm")}
        watcher.round()
        assert [row[2].sheets for row in watcher.state.rows["mayor"]] == [60]
        site.plans["/p3.csv"] = Plan(pages[2])
        watcher.round()
        site.plans["/news.html"] = Plan(b"storm")
        watcher.round()
        assert [row[2].sheets for row in watcher.state.rows["mayor"]] == [60, 90]
        del site.plans["/p3.csv"]
        watcher.round()
        assert [row[2].sheets for row in watcher.state.rows["mayor"]] == [60, 90, 60]
        assert kinds(watcher) == ["vanished", "fell"]
        assert watcher.state.number == 4


@pytest.mark.slow
def test_totals_beside_sheets_are_compared_where_they_are_of_one_moment(
    site: WatchedSite, tmp_path: Path
) -> None:
    more = f"""
[source.totals]
layout = "publication"
contest = "mayor"
count = "preliminary"
control = "none known"
files = [{{ name = "totals.csv", fetch = {{ url = "{site.url}/totals.csv" }} }}]
log.at = "At"
log.sheets_verified = "Sheets"
choices.columns = ["Alder", "Birch"]
"""
    folder = write_watched(tmp_path / "case", f"{site.url}/t.csv", more=more, sources='"live", "totals"')
    rows = [line.split(",") for line in table(40).decode().splitlines()[1:41]]
    alder, birch = (sum(int(row[i]) for row in rows) for i in (4, 5))
    head = "At,Sheets,Alder,Birch\n2027-10-20T20:00:00,"
    site.plans["/t.csv"] = Plan(table(40))
    with watching(folder, TestClock()) as (watcher, _):
        for line, rings in (
            (f"40,{alder},{birch}", []),
            (f"41,{alder + 100},{birch}", []),  # a sheet later: the file of sheets is older
            (f"40,{alder + 9},{birch}", ["unlike"]),
        ):
            site.plans["/totals.csv"] = Plan((head + line + "\n").encode())
            watcher.round()
            assert kinds(watcher) == rings, watcher.state.problem
    # the record as a case: each file of sheets a publication, the totals a log
    from veedor.case import open_case
    from veedor.watch.as_case import write_captures

    assert write_captures(load_case(folder), folder / "watch", tmp_path / "night") == 3
    assert open_case(tmp_path / "night").select().tally.of(ChoiceId("alder")) == alder


@pytest.mark.slow
def test_two_records_are_laid_side_by_side(site: WatchedSite, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from veedor.cli.watch import command

    folder, clock = write_watched(tmp_path / "case", f"{site.url}/t.csv"), TestClock()
    with (
        watching(folder, clock) as (one, _),
        watching(folder, clock, to=tmp_path / "rival") as (two, _),
    ):
        for body, who in (
            (table(10), (one, two)),
            (table(20), (one,)),
            (table(30), (two, one)),
            (table(40), (two,)),
        ):
            site.plans["/t.csv"] = Plan(body)
            for watcher in who:
                watcher.round()
            clock.wait(60)
        site.plans["/t.csv"] = Plan(table(50))
        one.round()
        two.round()
    done = CliRunner().invoke(command, [str(folder), "--beside", str(tmp_path / "rival"), "--lang", "en"])
    assert done.exit_code == 0, done.output
    said = " ".join(done.output.split())
    assert "with the same hash: 3, of 1 address that" in said
    assert "only the first saw 1, only the second 1" in said
    assert sha256(table(20)) in said
    assert sha256(table(40)) in said


def test_a_server_that_gives_every_page_the_same_is_not_asked_for_ever(
    site: WatchedSite, tmp_path: Path
) -> None:
    folder = write_watched(
        tmp_path / "case", f"{site.url}/p?n={{page}}", name="p{page}.csv", pages=', pages = "1.."'
    )
    for page in range(1, 30):
        site.plans[f"/p?n={page}"] = Plan(table(min(page, 2) * 30, without=tuple(range(1, 30))), does="etag")
    with watching(folder, TestClock()) as (watcher, said):
        for _ in range(2):
            site.asked.clear()
            watcher.round()
            assert len(site.asked) == 3
    assert any("where they end cannot be told" in line for line in said)


@pytest.mark.slow
def test_an_older_copy_is_told_apart(site: WatchedSite, tmp_path: Path) -> None:
    folder = write_watched(tmp_path / "case", f"{site.url}/t.csv")
    with watching(folder, TestClock()) as (watcher, said):
        for counted in (40, 50, 40):
            site.plans["/t.csv"] = Plan(table(counted))
            watcher.round()
    assert any("what it said in capture 1" in line for line in said)
    assert "fell" in kinds(watcher)


@pytest.mark.parametrize(("followed", "between"), [(True, 20.0), (False, 0.0)])
def test_a_server_says_how_often_it_may_be_asked(
    site: WatchedSite, tmp_path: Path, followed: bool, between: float
) -> None:
    folder = write_watched(tmp_path / "case", f"{site.url}/t.csv", watch=f'also = ["{site.url}/news.html"]\n')
    case = folder / "case.toml"
    case.write_text(case.read_text().replace("robots = false", f"robots = {str(followed).lower()}"))
    site.plans |= {
        "/robots.txt": Plan(b"User-agent: *\nCrawl-delay: 20\n"),
        "/t.csv": Plan(table(40)),
        "/news.html": Plan(b"calm"),
    }
    clock = TestClock()
    began = clock.now()
    with watching(folder, clock) as (watcher, said):
        assert watcher.round() == between, "the wait before the next round"
        assert clock.now() - began == between, "the wait between two addresses"
        watcher.round()
        assert watcher.state.silence.unanswered_after == 3 * max(10.0, between)
        assert sum("asks for 20 seconds" in line for line in said) == followed


@pytest.mark.slow
def test_of_many_files_those_are_read_that_have_changed(
    site: WatchedSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_watched(
        tmp_path / "case", f"{site.url}/p{{page}}.csv", name="p{page}.csv", pages=', pages = "1..3"'
    )
    rows = table(90, sheets=90).decode().splitlines(keepends=True)
    pages = {f"/p{i + 1}.csv": "".join([rows[0], *rows[1 + 30 * i : 31 + 30 * i]]) for i in range(3)}
    site.plans |= {path: Plan(text.encode()) for path, text in pages.items()}
    read: list[str] = []

    def seen(connection: Any, path: Path, *more: Any) -> Any:  # noqa: ANN401
        read.append(path.name)
        return read_content(connection, path, *more)

    monkeypatch.setattr("veedor.intake.source_reader.read_content", seen)
    with watching(folder, TestClock()) as (watcher, _):
        watcher.round()
        assert sorted(read) == ["p1.csv", "p2.csv", "p3.csv"]
        read.clear()
        site.plans["/p2.csv"] = Plan(pages["/p2.csv"].replace(",ok,", ",null,", 1).encode())
        watcher.round()
        assert read == ["p2.csv"]
        assert [row[2].sheets for row in watcher.state.rows["mayor"]] == [90, 89]
        assert kinds(watcher) == ["states", "fell"]
        read.clear()
        site.plans["/p2.csv"] = Plan(pages["/p2.csv"].encode())
        watcher.round()
        assert read == []
        assert [row[2].sheets for row in watcher.state.rows["mayor"]] == [90, 89, 90]


@pytest.mark.slow
def test_every_contest_of_a_case_is_compared_rings_and_is_shown(site: WatchedSite, tmp_path: Path) -> None:
    more = f"""
[contest.council]
title = "Council"
titles = {{ es = "Concejo" }}
rule = "mx-president-1996"
rule_reason = "made up"
expected = 120
choices = [{{ id = "cedar", label = "Alder" }}, {{ id = "elm", label = "Birch" }}]
[source.council]
layout = "wide"
contest = "council"
count = "preliminary"
control = "none known"
files = [{{ name = "council.csv", fetch = {{ url = "{site.url}/council.csv" }} }}]
rows.bare = "outstanding"
sheet.id = "Table"
"""
    folder = write_watched(tmp_path / "case", f"{site.url}/t.csv", more=more, sources='"live", "council"')
    site.plans |= {"/t.csv": Plan(table(40)), "/council.csv": Plan(table(30))}
    clock = TestClock()
    with watching(folder, clock, lang="es", pages=True) as (watcher, said):
        watcher.round()
        site.plans["/council.csv"] = Plan(table(50, plus=5, on=(3,)))
        clock.wait(10)
        watcher.round()
        (told,) = watcher.state.told
        assert (told["alarm"], told["contest"], told["key"]) == (
            "changed", "council", "changed:council:capture-2",
        )  # fmt: skip
        assert told["says"]["en"].startswith("Council: ")
        assert told["says"]["es"].startswith("Concejo: ")
        assert [line for line in said if "Captura 2" in line and "Concejo: actas 50" in line]
        assert {contest: [row[2].sheets for row in rows] for contest, rows in watcher.state.rows.items()} == {
            "mayor": [40, 40], "council": [30, 50],
        }  # fmt: skip
        pages = folder / "watch" / "pages"
        for lang, title in (("en", "Council"), ("es", "Concejo"), ("pt", "Council")):
            page = (pages / f"{lang}.html").read_text()
            assert page.count(f'<p class="contest">{title}</p>') > 2
            assert page.count("<h1") == 1
        assert {p.name for p in pages.glob("count-*-en-wide.svg")} == {"count-council-en-wide.svg"}
    with watching(folder, clock) as (watcher, _):
        watcher.run(0)
        assert len(watcher.state.told) == 1, "what was said is not said again"

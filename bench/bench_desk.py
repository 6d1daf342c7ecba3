"""How long pages of the table of sheets take with 20 clients at once, and what the served desk needs.

Run ``python bench/bench_desk.py [--sheets 34555 1000000] [--questions 600] [--case CASE]``. Each case is
served on the loopback by a process of its own, as ``veedor serve`` does. A closed loop: each client asks its
next question when it has the page of the last. No question is asked twice: each filters by some of text,
place, state, check, winner, margin, turnout, change, and sorts by any column, up or down. Then one client
alone looks for ids, and ten files are downloaded at once.

Beside it stands a page of the same desk that says nothing, asked by as many clients in the same way: what
server, clients and machine need for anything at all. Bars, on two cores that do nothing else: p95 of 150 ms
for 34,555 sheets and 600 ms for a million, 50 ms for a search by id, 1.5 GB. Seconds of the processor for a
question stand beside: others on the machine lengthen them less.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast
from urllib.parse import urlencode

from wide_csv import write_case

from veedor.case import open_case
from veedor.lookup import SheetQuestion
from veedor.synthetic import Geography, Plan, make_election, publish

CLIENTS = 20
DOWNLOADS = 10
CALL = "from veedor.cli.main import main; main()"
REAL = Path(__file__).parent.parent / "cases" / "bolivia-2019"
REAL_SHEETS = 34_555
BARS = {REAL_SHEETS: 150.0, 1_000_000: 600.0}
SEARCH, MEMORY = 50.0, 1536.0


@dataclass(frozen=True)
class Served:
    """A desk that answers.

    Parameters
    ----------
    host, port : str, int
        Where.
    path : str
        Of its table of sheets.
    process : int
        That serves it.
    """

    host: str
    port: int
    path: str
    process: int

    def cpu(self) -> float:
        """Seconds of the processor that it has used."""
        fields = Path(f"/proc/{self.process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak(self) -> float:
        """Megabytes that it held at the most."""
        status = Path(f"/proc/{self.process}/status").read_text(encoding="ascii")
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        return int(found[1]) / 1024 if found else 0.0


@contextmanager
def served(case: Path) -> Iterator[Served]:
    """Serve a case until the work is done."""
    line = [sys.executable, "-c", CALL, "serve", str(case), "--port", "0", "--lang", "en"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            found, said, log = None, " ", cast("IO[str]", process.stdout)
            while found is None and said:
                said = log.readline()
                found = re.search(r"http://([\d.]+):(\d+)/", said)
            if found is None:
                raise SystemExit("the desk does not start")
            threading.Thread(target=log.read, daemon=True).start()  # a full pipe would stop it
            path = f"/en/cases/{case.resolve().name}/sheets"
            yield Served(found[1], int(found[2]), path, process.pid)
        finally:
            process.terminate()


class Visitor:
    """One browser: a connection that stays open.

    Parameters
    ----------
    desk : Served
        Which desk.
    """

    def __init__(self, desk: Served) -> None:
        self._connection = http.client.HTTPConnection(desk.host, desk.port, timeout=600)

    def get(self, address: str, expected: int = http.HTTPStatus.OK) -> bytes:
        """Ask for an address, again while its answer is being made.

        Raises
        ------
        SystemExit
            Where the answer is another than expected.
        """
        while True:
            self._connection.request("GET", address)
            answer = self._connection.getresponse()
            text = answer.read()
            if answer.status != http.HTTPStatus.ACCEPTED:
                break
            time.sleep(0.1)
        if answer.status != expected:
            raise SystemExit(f"{address}: {answer.status}")
        return text


def questions(case: Path, number: int, seed: int) -> tuple[list[str], list[str]]:
    """Make up questions about a case, none twice; and ids to look for."""
    table, random_ = open_case(case).sheet_table(), random.Random(seed)  # noqa: S311 - questions, no secrets
    pick = random_.choice
    ids = table.selection.states.roll.ids.tolist()
    places = [place for level in table.levels for place in list(table.codes[level])[:20_000] if place]
    span = "{}..{}".format
    possible: dict[str, Callable[[], str]] = {
        "find": lambda: pick([pick(ids)[: random_.randint(2, 8)], pick(places or ids)[-5:]]),
        "in": lambda: pick(places),
        "state": lambda: pick(["counted", "outstanding"]),
        "check": lambda: pick([*table.checks, "any"]),
        "winner": lambda: str(pick(table.contest.candidates)),
        "margin": lambda: span(low := random_.randint(0, 100), low + random_.randint(1, 100)),
        "turnout": lambda: span(low := random_.randint(0, 900) / 10, low + random_.randint(1, 50)),
    }  # fmt: skip
    if "changed" in table.columns:
        possible |= {"changed": lambda: pick(["yes", "no"]), "late": lambda: pick(["yes", "no"])}
    if not places:
        del possible["in"]
    made: dict[str, None] = {}
    while len(made) < number:
        keys = random_.sample(sorted(possible), random_.randint(1, 3))
        asked = {key: possible[key]() for key in keys}
        asked["sort"] = random_.choice(["", "-"]) + pick(table.columns)
        made[urlencode(SheetQuestion.read(asked).written())] = None
    return list(made), [pick(ids) for _ in range(50)]


def closed_loop(desk: Served, addresses: Sequence[str], clients: int, expected: int = 200) -> list[float]:
    """Have clients ask, each for the next address when it has the last; give the milliseconds of each."""
    waiting, taken, lock = iter(addresses), [], threading.Lock()
    given_up: list[str] = []

    def visit() -> None:
        visitor = Visitor(desk)
        while True:
            with lock:
                address = next(waiting, None)
            if address is None:
                return
            began = time.perf_counter()
            try:
                visitor.get(address, expected)
            except (OSError, http.client.HTTPException, SystemExit) as error:
                given_up.append(str(error))
                return
            taken.append(1e3 * (time.perf_counter() - began))

    threads = [threading.Thread(target=visit) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if given_up:
        raise SystemExit(given_up[0])
    return sorted(taken)


def show(what: str, taken: list[float], spent: float, bar: float | None) -> float:
    """Print one line; give its p95."""
    middle, late = taken[len(taken) // 2], taken[int(0.95 * (len(taken) - 1))]
    kept = "" if bar is None else f"   bar {bar:.0f} ms: {'yes' if late < bar else 'NO'}"
    cost = 1e3 * spent / len(taken)
    print(
        f"  {what:<44} p50 {middle:7.1f} ms   p95 {late:7.1f} ms   cpu {cost:6.1f} ms each{kept}", flush=True
    )
    return late


def measure(case: Path, sheets: int, number: int, seed: int) -> None:
    """Measure one case."""
    asked, ids = questions(case, number, seed)  # imports it, too
    with served(case) as desk:
        began, visitor = time.perf_counter(), Visitor(desk)
        visitor.get(desk.path)
        laid = time.perf_counter() - began
        print(
            f"{sheets:,} sheets: table laid out in {laid:.1f} s, {desk.cpu():.1f} s of the processor",
            flush=True,
        )

        def run(
            what: str, addresses: list[str], clients: int, bar: float | None, expected: int = 200
        ) -> float:
            before = desk.cpu()
            taken = closed_loop(desk, addresses, clients, expected)
            return show(what, taken, desk.cpu() - before, bar)

        nothing = run("a page that says nothing, 20 clients", ["/en/nothing"] * number, CLIENTS, None, 404)
        pages = [f"{desk.path}?{one}" for one in asked]
        late = run(f"{number} filtered, sorted pages, 20 clients", pages, CLIENTS, BARS.get(sheets))
        run("search by id, one client", [f"{desk.path}?find={one}" for one in ids], 1, SEARCH)
        files = [
            f"{desk.path}.{kind}?{one}"
            for kind, one in zip(["csv", "json", "parquet"] * 4, asked, strict=False)
        ]
        run("files, 10 clients", files[:DOWNLOADS], DOWNLOADS, None)
        peak = desk.peak()
        print(f"  p95 beside a page that says nothing: {late / nothing:.1f} times")
        print(
            f"  memory at the most {peak:.0f} MB   bar {MEMORY:.0f} MB: {'yes' if peak < MEMORY else 'NO'}\n"
        )


def case_of(sheets: int, folder: Path, seed: int) -> Path:
    """Give a case of a size: the real one where it is, a synthetic one with all its counts, a wide file."""
    data = Path(os.environ.get("VEEDOR_DATA", REAL.parent.parent.parent / "shared" / "data")).resolve()
    if sheets == REAL_SHEETS and (data / REAL.name).is_dir():
        os.environ["VEEDOR_DATA"] = str(data)
        shutil.copytree(REAL, folder / REAL.name, ignore=shutil.ignore_patterns(".veedor", "data"))
        return folder / REAL.name
    case = folder / f"sheets-{sheets}"
    if sheets <= 300_000:
        publish(make_election(Plan(seed=seed, geography=Geography(sheets=sheets))), case)
        return case
    return write_case(case, sheets, 15, seed, rule="bo-president-2009")


def main() -> None:
    """Measure each size."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sheets", type=int, nargs="*", default=[REAL_SHEETS, 1_000_000])
    parser.add_argument("--case", type=Path, help="a case to measure instead")
    parser.add_argument("--questions", type=int, default=600)
    parser.add_argument("--seed", type=int, default=20191020)
    given = parser.parse_args()
    if given.case is not None:
        measure(given.case, len(open_case(given.case).sheet_table()), given.questions, given.seed)
        return
    for sheets in given.sheets:
        with tempfile.TemporaryDirectory(prefix="veedor-bench-") as name:
            measure(case_of(sheets, Path(name), given.seed), sheets, given.questions, given.seed)


if __name__ == "__main__":
    main()

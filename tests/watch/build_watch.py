"""A made count and its case, watched on a clock of the test's own."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from veedor.intake import load_case
from veedor.watch.building import building
from veedor.watch.clock import SteadyClock
from veedor.watch.loop import Watcher

CASE = """format = 1
[election]
title = "Mayors of the valley"
titles = {{ es = "Alcaldías del valle" }}
date = 2027-10-20
country = "XX"
tz = "America/La_Paz"
levels = ["region"]
synthetic = true
[contest.mayor]
title = "Mayor"
rule = "{rule}"
rule_reason = "made up"
expected = {expected}
choices = [
  {{ id = "alder", label = "Alder" }},
  {{ id = "birch", label = "Birch" }},
  {{ id = "blank", label = "Blank", kind = "blank" }},
  {{ id = "null", label = "Null", kind = "null" }},
]
[count.preliminary]
title = "Preliminary"
kind = "preliminary"
[source.live]
layout = "wide"
contest = "mayor"
count = "preliminary"
control = "none known"
files = [{{ name = "{name}", fetch = {{ url = "{url}"{pages} }} }}]
rows.bare = "outstanding"
sheet.id = "Table"
sheet.status = "State"
sheet.status_words = {{ ok = "counted", null = "annulled", "" = "outstanding" }}
place.levels = {{ region = "Region" }}
numbers.registered = "Voters"
{more}
[watch]
sources = [{sources}]
every = "10s"
pause = 0
seconds = 2
size = 1
robots = false
{watch}
"""


def table(
    counted: int, *, sheets: int = 120, plus: int = 0, on: tuple[int, ...] = (),
    without: tuple[int, ...] = (), annulled: tuple[int, ...] = (), seed: int = 1,
) -> bytes:  # fmt: skip
    """A publication: the first sheets are counted; on some there are more votes than before."""
    chance = random.Random(seed)  # noqa: S311
    rows = ["Table,Region,Voters,State,Alder,Birch,Blank,Null"]
    for i in range(1, sheets + 1):
        votes = [
            chance.randrange(60, 120),
            chance.randrange(50, 110),
            chance.randrange(5),
            chance.randrange(5),
        ]
        votes[0] += plus if i in on else 0
        state = "null" if i in annulled else "ok"
        figures = f"{state},{','.join(map(str, votes))}" if i <= counted else ",,,,"
        if i not in without:
            rows.append(f"{i:04},R{i % 9},300,{figures}")
    return ("\n".join(rows) + "\n").encode()


def write_watched(
    folder: Path, url: str, *, watch: str = "", more: str = "", sources: str = '"live"', expected: int = 120,
    rule: str = "mx-president-1996", name: str = "tables.csv", pages: str = "",
) -> Path:  # fmt: skip
    """Write the case."""
    folder.mkdir(parents=True, exist_ok=True)
    text = CASE.format(
        url=url, watch=watch, more=more, sources=sources, expected=expected, rule=rule, name=name, pages=pages
    )
    (folder / "case.toml").write_text(text, encoding="utf-8")
    return folder


class TestClock(SteadyClock):
    """A clock that the test moves."""

    __test__ = False

    def __init__(self, start: float = 1_823_904_000.0) -> None:
        super().__init__()
        self.time = start
        self.moved = 0.0

    def now(self) -> float:
        return self.time

    def off(self) -> float:
        return self.moved

    def wait(self, seconds: float) -> bool:
        self.time += seconds
        return True


@contextmanager
def watching(
    folder: Path, clock: TestClock, *, to: Path | None = None, lang: str = "en", pages: bool = False
) -> Iterator[tuple[Watcher, list[str]]]:
    """A watch of a case, to be led round by round; the lines that it prints."""
    said: list[str] = []
    with building(
        load_case(folder), to or folder / "watch", lang=lang, print_line=said.append, clock=clock, pages=pages
    ) as watcher:
        yield watcher, said


def kinds(watcher: Watcher) -> list[str]:
    """What has rung, in order."""
    return [str(event["alarm"]) for event in watcher.state.told]

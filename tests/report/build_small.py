"""Very small cases of every awkward kind: without voters, places, rule, votes, a second sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.case import Case, open_case

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

HEAD = """format = 1
[election]
title = "A small election"
date = 2030-05-05
country = "XX"
tz = "UTC"
{levels}
[contest.mayor]
title = "Mayor"
{rule}
choices = [{{ id = "adler", label = "Adler" }}, {{ id = "brandt", label = "Brandt" }}]
[count.official]
title = "Official count"
kind = "official"
[source.official]
layout = "wide"
contest = "mayor"
count = "official"
files = [{{ name = "votes.csv" }}]
control = "none known"
[source.official.sheet]
id = "Table"
{time}
{place}
{numbers}
"""

Row = tuple[str, str, str, int, int, int]
"""Region, place, time, registered voters, votes of Adler, votes of Brandt."""


def small(
    folder: Path,
    rows: Sequence[Row],
    *,
    levels: Sequence[str] = ("region", "place"),
    rule: str = "mx-president-1996",
    registered: bool = True,
    times: bool = False,
) -> Case:
    """Publish a few sheets and open the case; an empty rule, and no levels, are left out."""
    (folder / "data").mkdir(parents=True)
    lines = ["Table,Region,Place,At,Voters,Adler,Brandt"]
    for number, row in enumerate(rows, start=1):
        lines.append(f"T{number:03d}," + ",".join(str(value) for value in row))
    (folder / "data" / "votes.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    columns = ", ".join(f'{level} = "{level.title()}"' for level in levels)
    text = HEAD.format(
        levels=f"levels = {list(levels)}".replace("'", '"') if levels else "",
        rule=f'rule = "{rule}"' if rule else "",
        time='verified_at = "At"' if times else "",
        place=f"[source.official.place]\nlevels = {{ {columns} }}" if levels else "",
        numbers='[source.official.numbers]\nregistered = "Voters"' if registered else "",
    )
    (folder / "case.toml").write_text(text, encoding="utf-8")
    return open_case(folder)


def some_rows(sheets: int = 12) -> list[Row]:
    """A few unremarkable sheets, two a place, in two regions."""
    return [
        (
            ("North", "South")[number % 2],
            f"School {number // 4}",
            f"2030-05-05T{18 + number // 6}:{10 * (number % 6):02d}:00",
            200,
            60 + 3 * number,
            70 - 2 * number,
        )
        for number in range(sheets)
    ]

"""A small case with a sheet in every state: absent, blank, pending, set aside, annulled, and counted ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.case import Case, open_case

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

RULE = """
id = "plurality"
title = { en = "Mayor by plurality", es = "Alcaldía por mayoría simple" }
country = "XX"
office = "mayor"
valid_from = 2000-01-01
source = [{ law = "Law", article = "7", quote = "Most votes.", language = "en", read_in = "a test" }]
base = { valid = ["candidate"] }
[[round]]
name = "single"
win = [{ name = "plurality", first = true }]
[[round]]
name = "runoff"
win = [{ name = "more than half", share = { of = "1/2", op = ">", base = "valid" } }]
[round.else]
tie = "lot"
"""

HEAD = """format = 1
[election]
title = "A town votes"
date = 2030-05-05
country = "XX"
tz = "UTC"
levels = ["region", "place"]
[contest.mayor]
title = "Mayor"
rule = "rule.toml"
{contest}
choices = [
  {{ id = "adler", label = "Adler" }},
  {{ id = "brandt", label = "Brandt" }},
  {{ id = "null", label = "Invalid", kind = "null" }},
]
[count.preliminary]
title = "Preliminary count"
kind = "preliminary"
[count.official]
title = "Official count"
kind = "official"
"""

SOURCE = """
[source.{name}]
layout = "wide"
contest = "mayor"
count = "{name}"
files = [{{ name = "{name}.csv" }}]
control = "none known"
[source.{name}.sheet]
id = "Table"
status = "Status"
[source.{name}.sheet.status_words]
"Counted" = "counted"
"Pending" = "outstanding"
"Observed" = "set aside"
"Void" = "annulled"
[source.{name}.place]
levels = {{ region = "Region", place = "Place" }}
[source.{name}.numbers]
registered = "Voters"
"""

ROLL = """
[source.roll]
layout = "attributes"
contest = "mayor"
files = [{ name = "roll.csv" }]
control = "none known"
[source.roll.sheet]
id = "Table"
[source.roll.place]
levels = { region = "Region", place = "Place" }
[source.roll.numbers]
registered = "Voters"
"""

Row = tuple[str, int | None, int | None]
"""Published word, votes of Adler, votes of Brandt; a sheet that is left out is absent."""

OPEN: dict[str, Row] = {
    "10": ("Counted", None, None),
    "11": ("Pending", None, None),
    "12": ("Observed", 20, 70),
    "13": ("Void", 10, 80),
}
"""Beside the absent sheet 09: one without figures, a pending, a set aside and an annulled one."""


def counted(adler: int, brandt: int, sheets: int = 8) -> dict[str, Row]:
    """Sheets that are counted, from 01 on: no two alike, each with the same lead."""
    return {f"{i:02d}": ("Counted", adler + i, brandt + i) for i in range(1, sheets + 1)}


def every_state(
    folder: Path,
    official: Mapping[str, Row],
    preliminary: Mapping[str, Row] | None = None,
    *,
    roll: Sequence[str] | None = None,
    voters: Mapping[str, str] | None = None,
    contest: str = 'expected = ["roll"]',
) -> Case:
    """Publish a count with its list of expected sheets, of 100 voters each, two a place, and open the case.

    An empty ``contest`` states nothing of how many sheets there should be, and there is no list.
    """
    voters = voters or {}
    ids = [f"{i:02d}" for i in range(1, 14)] if roll is None else list(roll)

    def place(sheet: str) -> str:
        return f"{('North', 'South')[int(sheet) % 2]},School {int(sheet) // 4}"

    def text(rows: Mapping[str, Row]) -> str:
        lines = ["Table,Region,Place,Voters,Status,Adler,Brandt,Invalid"]
        for sheet, (word, adler, brandt) in rows.items():
            figures = ",," if adler is None else f"{adler},{brandt},0"
            lines.append(f"{sheet},{place(sheet)},{voters.get(sheet, '100')},{word},{figures}")
        return "\n".join(lines) + "\n"

    data = folder / "data"
    data.mkdir(parents=True)
    (folder / "rule.toml").write_text(RULE, encoding="utf-8")
    case = HEAD.format(contest=contest)
    for name, rows in (("preliminary", preliminary), ("official", official)):
        if rows is not None:
            (data / f"{name}.csv").write_text(text(rows), encoding="utf-8")
            case += SOURCE.format(name=name)
    if '"roll"' in contest:
        lines = [f"{sheet},{place(sheet)},{voters.get(sheet, '100')}" for sheet in ids]
        (data / "roll.csv").write_text(
            "Table,Region,Place,Voters\n" + "\n".join(lines) + "\n", encoding="utf-8"
        )
        case += ROLL
    (folder / "case.toml").write_text(case, encoding="utf-8")
    return open_case(folder)

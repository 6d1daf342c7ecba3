"""A made-up parliament of three regions, published as one file, with the rule beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.case import Case, open_case

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

RULE = """id = "xx-assembly-2020"
title = {{ en = "Assembly of X", es = "Asamblea de X" }}
country = "XX"
office = "assembly"
valid_from = 2020-01-01

[[source]]
law = "Electoral Act (2020)"
article = "12"
quote = "Seats are shared out in each region by the method of D'Hondt."
language = "en"
read_in = "made up"

[base]
valid = ["candidate"]

[[seats]]
name = "assembly"
{seats}
"""

BY_REGION = """level = "region"
seats_file = "seats.csv"
threshold = { of = "3%", op = ">=", base = "valid" }
"""

CASE = """format = 1
[election]
title = "X, assembly"
date = 2024-05-05
country = "XX"
tz = "UTC"
levels = ["region", "town"]
synthetic = true
[contest.assembly]
title = "Assembly"
rule = "rule.toml"
expected = ["official"]
choices = [
  {{ id = "red", label = "Red Fish" }}, {{ id = "blue", label = "Blue Hen" }},
  {{ id = "ox", label = "Green Ox" }},
  {{ id = "null", label = "null", kind = "null" }},
]
[count.official]
title = "Official count"
kind = "official"
[source.official]
layout = "wide"
contest = "assembly"
count = "official"
files = [{{ name = "count.csv" }}]
control = "none known"
[source.official.sheet]
id = "table"
status = "status"
status_words = {{ counted = "counted", pending = "outstanding", annulled = "annulled" }}
[source.official.place]
levels = {{ {levels} }}
[source.official.numbers]
registered = "voters"
"""

Row = tuple[str, str, int, int, int]
"""Region, status, votes of the Red Fish, of the Blue Hen and of the Green Ox."""

SHEETS: Sequence[Row] = (
    *(("North", "counted", 64, 41, 22) for _ in range(6)),
    *(("South", "counted", 30, 50, 41) for _ in range(4)),
    ("Abroad", "counted", 20, 10, 5),
    ("South", "pending", 0, 0, 0),
    ("North", "annulled", 10, 90, 10),
)
SEATS = {"North": 4, "South": 3, "Abroad": 1}


def parliament(
    folder: Path,
    sheets: Sequence[Row] = SHEETS,
    *,
    rule: str = BY_REGION,
    seats: Mapping[str, int] = SEATS,
    voters: int = 140,
    levels: str = 'region = "region", town = "town"',
) -> Case:
    """Publish the sheets, a town each, and open the case."""
    (folder / "data").mkdir(parents=True)
    lines = ["region,town,table,status,voters,red,blue,ox,null"]
    for number, (region, status, *votes) in enumerate(sheets, start=1):
        figures = ["", "", "", ""] if status == "pending" else [*map(str, votes), "1"]
        lines.append(",".join([region, f"Town {number}", f"T{number:03d}", status, str(voters), *figures]))
    (folder / "data" / "count.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    method = "" if "method" in rule else 'method = "dhondt"\n'
    (folder / "rule.toml").write_text(RULE.format(seats=method + rule), encoding="utf-8")
    (folder / "case.toml").write_text(CASE.format(levels=levels), encoding="utf-8")
    table = "".join(f"{area},{n}\n" for area, n in seats.items())
    (folder / "seats.csv").write_text(f"area,seats\n{table}", encoding="utf-8")
    return open_case(folder)

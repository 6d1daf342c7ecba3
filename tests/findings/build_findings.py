"""A town's election as published files with a case: small enough to compute by hand."""

from __future__ import annotations

from pathlib import Path

from count.build_count import RULE

CASE = """
format = 1
[election]
title = "A town votes"
date = 2020-01-01
country = "XX"
tz = "America/La_Paz"
levels = ["municipality", "precinct"]
roll = ["final"]

[contest.mayor]
title = "Mayor"
rule = "rule.toml"
choices = [
  { id = "A", label = "List A" },
  { id = "B", label = "List B" },
  { id = "C", label = "=C()" },
  { id = "blank", label = "Blank", kind = "blank" },
]

[count.preliminary]
title = "Preliminary"
kind = "preliminary"
[count.official]
title = "Official"
kind = "official"
"""

SOURCE = """
[source.{name}]
layout = "wide"
contest = "mayor"
count = "{count}"
snapshot = "{name}"
{taken}
files = [{{ name = "{name}.csv" }}]
control = [{{ who = "the test", sheets = {sheets} }}]
[source.{name}.sheet]
id = "table"
[source.{name}.place]
levels = {{ municipality = "town", precinct = "school" }}
[source.{name}.numbers]
registered = "voters"
"""

LOG = """
[source.log]
layout = "publication"
contest = "mayor"
count = "preliminary"
files = [{ name = "log.csv" }]
control = "none known"
[source.log.log]
at = "time"
sheets_in = "received"
sheets_verified = "verified"
valid = "valid"
"""

HEAD = "table,town,school,voters,A,B,C,blank\n"
FILES = {
    "s1.csv": HEAD + "01,T1,S1,100,50,30,5,5\n02,T1,S2,100,10,40,5,0\n",
    "s2.csv": HEAD + "01,T1,S1,100,50,30,5,5\n02,T1,S2,100,12,38,5,0\n03,T2,S3,100,60,10,5,0\n",
    "final.csv": HEAD
    + "01,T1,S1,100,50,30,5,5\n02,T1,S2,100,12,38,5,0\n03,T2,S3,100,61,10,5,0\n04,T2,S3,50,20,5,0,0\n",
    "log.csv": "time,received,verified,valid,A,B\n"
    + "".join(f"2020-01-01T09:5{m}:00,2,2,140,60,70\n" for m in range(5, 10))
    + "2020-01-01T10:00:00,2,2,140,60,70\n2020-01-01T13:00:00,4,3,215,122,78\n",
}


def town(folder: Path) -> Path:
    """Write the case and its published files; give its folder."""
    data = folder / "data"
    data.mkdir(parents=True)
    for name, text in FILES.items():
        (data / name).write_text(text, encoding="utf-8")
    (folder / "rule.toml").write_text(RULE, encoding="utf-8")
    sources = [
        ("s1", "preliminary", "taken_at = 2020-01-01T10:00:00", 2),
        ("s2", "preliminary", "taken_at = 2020-01-01T13:00:00", 3),
        ("final", "official", "", 4),
    ]
    written = [SOURCE.format(name=n, count=c, taken=t, sheets=k) for n, c, t, k in sources]
    (folder / "case.toml").write_text("".join([CASE, *written, LOG]), encoding="utf-8")
    return folder

"""Published files in which every check has something to name: a clean country with one defect a check."""

from __future__ import annotations

from pathlib import Path

import numpy as np

PLANTED = {
    "over_registered": "010", "printed_totals": "020", "no_ballots": "030", "full_turnout": "040",
    "one_choice_only": "050", "one_choice_above": "060", "blanks_above": "070", "nulls_above": "080",
    "nulls_above_gap": "090", "large_register": "100", "vanished": "110", "changed": "120",
    "changed_winner": "130", "shifted_rows": "140", "exchanged_choices": "150", "moved_place": "160",
    "stated_total": "170", "never_published": "999", "two_contests": "180", "duplicate_ids": "190",
    "identical_figures": "200", "beside_place": "210",
}  # fmt: skip
"""By check the sheet that is planted for it."""

CASE = """format = 1
[election]
title = "One defect a check"
date = 2030-05-05
country = "XX"
tz = "UTC"
levels = ["place"]
[contest.president]
title = "President"
rule = "bo-president-2009"
round = "first"
choices = [
  { id = "A", label = "A" }, { id = "B", label = "B" }, { id = "C", label = "C" },
  { id = "blank", label = "Blank", kind = "blank" }, { id = "null", label = "Null", kind = "null" },
]
[contest.deputies]
title = "Deputies"
choices = [ { id = "L", label = "L" }, { id = "M", label = "M" } ]
[count.preliminary]
title = "Preliminary"
kind = "preliminary"
[count.official]
title = "Official"
kind = "official"
[source.log]
layout = "verification"
contest = "president"
count = "preliminary"
files = [ { name = "log.csv" } ]
control = "none known"
sheet = { id = "id" }
log = { at = "at", valid = "valid" }
"""

SOURCE = """
[source.{name}]
layout = "wide"
contest = "{contest}"
count = "{count}"
files = [ {{ name = "{name}.csv" }} ]
control = "none known"
sheet = {{ id = "id" }}
place = {{ levels = {{ place = "place" }} }}
{numbers}
rows = {{ duplicates = "drop-identical" }}
"""

HEAD = "id,place,registered,printed,A,B,C,blank,null\n"


def planted(folder: Path) -> Path:
    """Write the case into a new folder."""
    rng = np.random.default_rng(7)
    before: dict[str, list[int]] = {}
    lean = rng.integers(60, 100, 40)
    for i in range(240):
        first = int(lean[i // 6]) + int(rng.integers(0, 9))
        before[f"{i + 1:03d}"] = [first, 50 + i % 7, 20 + i // 12, 4 + i % 3, 3 + i % 2]
    after = {sheet: list(votes) for sheet, votes in before.items()}
    registered = dict.fromkeys(before, 300)
    registered |= {"010": 100, "040": sum(before["040"]), "100": 900}
    for sheet, votes in {
        "030": [0, 0, 0, 0, 0],
        "050": [150, 0, 0, 4, 3],
        "060": [150, 4, 4, 4, 3],
        "070": [40, 30, 10, 80, 3],
        "080": [40, 30, 10, 4, 80],
        "090": [62, 60, 20, 4, 9],
        "210": [0, 150, 20, 4, 3],
    }.items():
        before[sheet] = after[sheet] = votes
    after["200"] = before["200"] = list(after["020"])
    after["120"][0] += 5
    after["130"][:2] = [40, 95]
    a, b, c = before["140"][:3]
    after["140"][:3] = [b, c, a]
    after["150"][:2] = before["150"][1::-1]
    printed = {sheet: sum(votes[:3]) for sheet, votes in after.items()}
    printed["020"] += 9

    def row(sheet: str, votes: list[int], place: str = "") -> str:
        where = place or f"p{(int(sheet) - 1) // 6}"
        cells = [sheet, where, registered[sheet], printed[sheet], *votes]
        return ",".join(str(cell) for cell in cells) + "\n"

    official = [row(sheet, votes) for sheet, votes in after.items() if sheet != "110"]
    official.append(row("190", after["190"]))
    early = [row(s, votes, "elsewhere" if s == "160" else "") for s, votes in before.items()]
    log = [f"{s},2030-05-05T20:00:00,{sum(v[:3]) + 7 * (s == '170')}\n" for s, v in before.items()]
    deputies = [
        f"{s},p{(int(s) - 1) // 6},{sum(v) - 9 * (s == '180')},0\n" for s, v in after.items() if s != "110"
    ]
    numbers = 'numbers = { registered = "registered", valid = "printed" }'
    (folder / "data").mkdir(parents=True)
    for name, lines in {
        "log.csv": ["id,at,valid\n", *log, "999,2030-05-05T20:00:00,100\n"],
        "early.csv": [HEAD, *early],
        "final.csv": [HEAD, *official],
        "deputies.csv": ["id,place,L,M\n", *deputies],
    }.items():
        (folder / "data" / name).write_text("".join(lines), encoding="utf-8")
    sources = [
        SOURCE.format(name="early", contest="president", count="preliminary", numbers=numbers),
        SOURCE.format(name="final", contest="president", count="official", numbers=numbers),
        SOURCE.format(name="deputies", contest="deputies", count="official", numbers=""),
    ]
    (folder / "case.toml").write_text(CASE + "".join(sources), encoding="utf-8")
    return folder

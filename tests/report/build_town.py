"""A made-up town with three contests, each counted twice: mayor, two seats of a council, a referendum."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from veedor.case import Case, open_case

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """format = 1
[election]
title = "Local elections of a made-up town"
date = 2030-05-05
country = "XX"
tz = "UTC"
levels = ["district"]
[count.preliminary]
title = "Preliminary"
kind = "preliminary"
[count.official]
title = "Official"
kind = "official"
"""

CONTEST = """
[contest.{name}]
title = "{title}"
rule = "{rule}"
{more}
choices = [{choices}]
"""

SOURCE = """
[source.{name}-{count}]
layout = "wide"
contest = "{name}"
count = "{count}"
files = [{{ name = "{name}-{count}.csv" }}]
control = "none known"
sheet = {{ id = "table", verified_at = "at" }}
place = {{ levels = {{ district = "district" }} }}
numbers = {{ registered = "registered"{cast} }}
choices = {{ columns = {columns} }}
"""

CONTESTS: dict[str, tuple[str, str, dict[str, str]]] = {
    "mayor": ("Mayor", "majority-runoff", {"A": "Alpha", "B": "Beta", "C": "Gamma"}),
    "council": ("Council", "plurality(2)", {"A": "Ana", "B": "Bruno", "C": "Carla"}),
    "park": ("The park", "approve(1/2, turnout=50%)", {"yes": "Yes", "no": "No"}),
}
VOTES: dict[str, dict[str, list[tuple[int, ...]]]] = {
    "mayor": {"preliminary": [(51, 30, 19), (40, 30, 10)], "official": [(52, 30, 19), (50, 40, 10)]},
    "council": {"preliminary": [(60, 30, 20), (50, 20, 20)], "official": [(60, 30, 20), (55, 25, 20)]},
    "park": {"preliminary": [(50, 20), (51, 10)], "official": [(60, 20), (50, 11)]},
}


def town(folder: Path, *names: str) -> Case:
    """Publish both counts of some contests, each with two sheets of 150 voters."""
    text = TEXT
    for name in names or CONTESTS:
        title, rule, labels = CONTESTS[name]
        choices = ", ".join(f'{{ id = "{c}", label = "{label}" }}' for c, label in labels.items())
        text += CONTEST.format(
            name=name,
            title=title,
            rule=rule,
            choices=choices,
            more="votes_allowed = 2" if name == "council" else "",
        )
        for count, sheets in VOTES[name].items():
            cast = ', cast = "ballots"' if name == "council" else ""
            text += SOURCE.format(name=name, count=count, columns=json.dumps(list(labels)), cast=cast)
            lines = [",".join(["table", "district", "registered", "at", *labels, "ballots"])]
            for number, votes in enumerate(sheets, 1):
                line = [f"T{number}", f"D{number}", 150, f"2030-05-05T2{number}:00:00Z", *votes, 100]
                lines.append(",".join(map(str, line)))
            (folder / "data").mkdir(exist_ok=True)
            (folder / "data" / f"{name}-{count}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "case.toml").write_text(text, encoding="utf-8")
    return open_case(folder)

"""Case folders of a parliament that is counted over time, with seats by region or for the whole country."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

HEAD = """format = 1
[election]
title = "A parliament over time"
date = 2024-06-02
country = "XX"
tz = "UTC"
levels = ["region", "precinct"]
roll = ["roll"]
synthetic = true
[contest.assembly]
title = "Assembly"
rule = "{rule}"
choices = [{choices}]
[count.count]
title = "Count"
kind = "official"
[source.roll]
layout = "attributes"
control = "none known"
files = [{{ name = "roll.csv" }}]
[source.roll.sheet]
id = "sheet"
[source.roll.place]
levels = {{ region = "region", precinct = "precinct" }}
divisions = {{ district = "district" }}
[source.roll.numbers]
registered = "registered"
"""
FILE = """[source.{name}]
layout = "wide"
contest = "assembly"
count = "count"
snapshot = "{name}"
taken_at = 2024-06-02T{hour:02}:00:00
control = "none known"
files = [{{ name = "{name}.csv" }}]
[source.{name}.sheet]
id = "sheet"
"""
LISTS = ("red", "blue", "ox", "elm")
VOTERS = 250


@dataclass(frozen=True)
class MadeParliament:
    """What is published of a made-up count.

    Parameters
    ----------
    rule : str
        A rule without a law, or a file of the folder.
    sheets, regions : int
        How many; four sheets to a precinct.
    shares : sequence of float
        Of the lists, in all.
    published : sequence of float
        Share of the sheets that each publication has, one an hour.
    late : float
        How much later sheets come where the first list is strong, in standard deviations of their delay.
    without_district : int
        Sheets of the roll that name no district, the last ones.
    last : int
        Sheets, the last ones of the roll, that come after all others.
    seed : int
        Of everything.
    files : mapping of str to str
        Further files of the folder.
    """

    rule: str = "dhondt(5%, seats=6, level=region)"
    sheets: int = 640
    regions: int = 8
    shares: Sequence[float] = (0.4, 0.32, 0.22, 0.06)
    published: Sequence[float] = tuple(step / 20 for step in range(1, 17))
    late: float = 0.3
    without_district: int = 0
    last: int = 0
    seed: int = 5
    files: Mapping[str, str] = field(default_factory=dict)

    def write(self, folder: Path) -> Path:
        """Write the case."""
        (folder / "data").mkdir(parents=True)
        rng, n = np.random.default_rng(self.seed), self.sheets
        region, precinct = np.arange(n) * self.regions // n, np.arange(n) // 4
        utility = np.log(np.array(self.shares))
        apart = rng.normal(0, 0.15, (self.regions, len(utility)))[region]
        apart = apart + rng.normal(0, 0.12, (n // 4 + 1, len(utility)))[precinct]
        chance = np.exp(utility + apart)
        chance /= chance.sum(axis=1, keepdims=True)
        ballots = rng.binomial(VOTERS, 0.7, n)
        votes = np.array([rng.multinomial(b, p) for b, p in zip(ballots, chance, strict=True)])
        strong = (chance[:, 0] - chance[:, 0].mean()) / chance[:, 0].std()
        held = 100 * (np.arange(n) >= n - self.last)
        order = np.argsort(self.late * strong + rng.normal(0, 1, n) + held)
        ids = [f"T{i:05}" for i in range(n)]
        named = n - self.without_district
        rows = [
            (
                ids[i],
                f"R{region[i]}",
                f"P{precinct[i]:04}",
                f"D{precinct[i] % 5}" if i < named else "",
                VOTERS,
            )
            for i in range(n)
        ]
        _csv(folder, "roll", ("sheet", "region", "precinct", "district", "registered"), rows)
        lists = LISTS[: len(self.shares)]
        choices = ", ".join(f'{{ id = "{c}", label = "{c.title()}" }}' for c in lists)
        text = HEAD.format(rule=self.rule, choices=choices)
        for k, share in enumerate(self.published):
            held = order[: round(share * n)].tolist()
            shown = [(ids[i], *votes[i].tolist()) for i in sorted(held)]
            _csv(folder, f"f{k:02}", ("sheet", *lists), shown)
            text += FILE.format(name=f"f{k:02}", hour=6 + k)
        (folder / "case.toml").write_text(text)
        for name, content in self.files.items():
            (folder / name).write_text(content)
        return folder


def _csv(folder: Path, name: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    with (folder / "data" / f"{name}.csv").open("w", newline="") as file:
        csv.writer(file).writerows([head, *rows])

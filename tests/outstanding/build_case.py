"""Case folders of a count over time: publications, with or without times, under any ids."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

HEAD = """format = 1
[election]
title = "A count over time"
date = 2024-06-02
country = "MX"
tz = "America/Mexico_City"
levels = ["region", "precinct"]
roll = ["roll"]
synthetic = true
[contest.president]
title = "President"
rule = "mx-president-1996"
choices = [{ id = "A", label = "A" }, { id = "B", label = "B" }]
[count.prep]
title = "Count"
kind = "official"
[source.roll]
layout = "attributes"
control = "none known"
files = [{ name = "roll.csv" }]
[source.roll.sheet]
id = "sheet"
[source.roll.place]
levels = { region = "region", precinct = "precinct" }
divisions = { none = "region" }
[source.roll.numbers]
registered = "registered"
"""
FILE = """[source.{name}]
layout = "wide"
contest = "president"
count = "prep"
snapshot = "{name}"
taken_at = 2024-06-02T{hour:02}:00:00
control = "none known"
files = [{{ name = "{name}.csv" }}]
[source.{name}.sheet]
id = "sheet"
"""
LOG = """[source.log]
layout = "verification"
contest = "president"
count = "prep"
control = "none known"
files = [{ name = "log.csv" }]
[source.log.sheet]
id = "sheet"
[source.log.log]
at = "at"
"""


@dataclass(frozen=True)
class Made:
    """What is published of a made-up count of sheets in regions and precincts.

    Parameters
    ----------
    sheets : int
        How many, four to a precinct.
    published : sequence of float
        Share of them that each publication has; one an hour from noon on, or at the hours given.
    timed : float
        Share of the published sheets that have a time in the log of verifications; no log with zero.
    renamed : int
        Other ids and another order of rows, drawn with this seed; as they come with zero.
    hours : sequence of int
        Hours of the publications.
    """

    sheets: int = 480
    published: Sequence[float] = (0.5, 0.8)
    timed: float = 0.0
    renamed: int = 0
    hours: Sequence[int] = ()

    def write(self, folder: Path) -> Path:
        """Write the case."""
        (folder / "data").mkdir(parents=True)
        rng, n = np.random.default_rng(5), self.sheets
        region, precinct = np.arange(n) * 8 // n, np.arange(n) // 4
        opinion = 0.5 + 0.03 * region - 0.1 + rng.normal(0, 0.03, n // 4 + 1)[precinct]
        votes = rng.binomial(200, opinion)
        order = np.argsort(region + rng.normal(0, 4, n))
        ids = np.array(
            [f"R{r}-P{p:03}-{i:04}" for i, (r, p) in enumerate(zip(region, precinct, strict=True))]
        )
        rows = list(range(n))
        if self.renamed:
            drawn = np.random.default_rng(self.renamed)
            ids, rows = np.array([f"{i:05}" for i in drawn.permutation(n)]), drawn.permutation(n).tolist()
        places = {i: (f"R{region[i]}", f"R{region[i]}-P{precinct[i]:03}", 250) for i in range(n)}
        self._csv(
            folder,
            "roll",
            ("sheet", "region", "precinct", "registered"),
            [(ids[i], *places[i]) for i in rows],
        )
        text = HEAD
        for k, share in enumerate(self.published):
            name, held = f"f{k:02}", set(order[: round(share * n)].tolist())
            shown = [(ids[i], votes[i], 200 - votes[i]) for i in rows if i in held]
            self._csv(folder, name, ("sheet", "A", "B"), shown)
            text += FILE.format(name=name, hour=self.hours[k] if self.hours else 12 + k)
        if self.timed:
            last = order[: round(self.published[-1] * n)]
            few = last[: max(1, round(self.timed * len(last)))]
            moments = [f"2024-06-02T{9 + k // 60:02}:{k % 60:02}:00" for k in range(len(few) // 4 + 1)]
            self._csv(folder, "log", ("sheet", "at"), [(ids[i], moments[k // 4]) for k, i in enumerate(few)])
            text += LOG
        (folder / "case.toml").write_text(text)
        return folder

    @staticmethod
    def _csv(folder: Path, name: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        with (folder / "data" / f"{name}.csv").open("w", newline="") as file:
            csv.writer(file).writerows([head, *rows])

"""A made-up country with a list of its sheets and a random sample of them, as files with a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

CASE = """
format = 1
[election]
title = "A country votes"
date = 2030-05-05
country = "XX"
tz = "UTC"
levels = ["department", "precinct"]

[contest.president]
title = "President"
rule = "plurality"
expected = "list"
choices = [
  {{ id = "A", label = "Alder" }},
  {{ id = "B", label = "Birch" }},
  {{ id = "C", label = "Cedar" }},
]

[count.quick]
title = "Quick count"
kind = "sample"
{keys}

[source.list]
layout = "attributes"
files = [{{ name = "list.csv" }}]
control = "none known"
sheet.id = "table"
place.levels = {{ department = "department", precinct = "school" }}
numbers.registered = "voters"

[source.quick]
layout = "wide"
contest = "president"
count = "quick"
files = [{{ name = "quick.csv" }}]
control = "none known"
[source.quick.sheet]
id = "table"
{time}
"""
DRAWN = """
[source.drawn]
layout = "attributes"
contest = "president"
count = "quick"
files = [{ name = "drawn.csv" }]
control = "none known"
sheet.id = "table"
"""
STRATA = 'strata = "department"'
TIME = 'verified_at = "at"'


@dataclass(frozen=True)
class Country:
    """Sheets with their departments, votes and delays."""

    ids: list[str]
    department: np.ndarray
    votes: np.ndarray
    delay: np.ndarray

    @property
    def lead(self) -> float:
        """The lead of A over B."""
        return float((self.votes[:, 0] - self.votes[:, 1]).sum() / self.votes.sum())


def country(seed: int = 1, departments: int = 8, sheets: int = 150, drift: float = 0.06) -> Country:
    """Sheets whose vote for A falls with their delay."""
    rng = np.random.default_rng(seed)
    department = np.repeat(np.arange(departments), sheets)
    delay = rng.normal(size=len(department))
    margin = rng.normal(0.05, 0.15, departments)[department] - drift * delay
    margin = np.clip(margin + rng.normal(0, 0.1, len(department)), -0.9, 0.9)
    valid = rng.integers(100, 300, len(department))
    a = np.round(valid * 0.45 * (1 + margin)).astype(np.int64)
    b = np.round(valid * 0.45 * (1 - margin)).astype(np.int64)
    votes = np.stack([a, b, valid - a - b], axis=1)
    return Country([f"{i:05d}" for i in range(len(department))], department, votes, delay)


def draw(of: Country, seed: int = 1, each: int = 20) -> np.ndarray:
    """Rows drawn at random, as many from each department."""
    rng = np.random.default_rng(seed)
    groups = [np.flatnonzero(of.department == d) for d in np.unique(of.department)]
    return np.sort(np.concatenate([rng.choice(group, each, replace=False) for group in groups]))


def write(
    folder: Path,
    of: Country,
    arrived: np.ndarray,
    *,
    keys: str = STRATA,
    drawn: np.ndarray | None = None,
    time: str = TIME,
    more: str = "",
) -> Path:
    """Write the case; ``drawn`` lists the drawn sheets."""
    data = folder / "data"
    data.mkdir(parents=True)
    rows = zip(of.ids, of.department.tolist(), strict=True)
    lines = ["table,department,school,voters", *(f"{i},D{d},S{i},400" for i, d in rows)]
    (data / "list.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    order = {row: k for k, row in enumerate(arrived[np.argsort(of.delay[arrived])].tolist())}
    lines = ["table,Alder,Birch,Cedar,at"]
    for row in arrived.tolist():
        minute = order[row]
        at = f"2030-05-05T{20 + minute // 3600:02d}:{minute // 60 % 60:02d}:{minute % 60:02d}"
        lines.append(",".join([of.ids[row], *map(str, of.votes[row].tolist()), at]))
    (data / "quick.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    text = CASE.format(keys=keys, time=time)
    if drawn is not None:
        text += DRAWN
        (data / "drawn.csv").write_text(
            "\n".join(["table,place", *(f"{of.ids[r]},S{of.ids[r]}" for r in drawn)]) + "\n", encoding="utf-8"
        )
    (folder / "case.toml").write_text(text + more, encoding="utf-8")
    return folder

"""A country with two elections as files with a case: today's coming in, and one before with other parties."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.arrays import Floats, Ints

CASE = """
format = 1
[election]
title = "A country votes again"
date = 2030-05-05
country = "XX"
tz = "UTC"
levels = ["department", "town", "school"]

[contest.president]
title = "President"
rule = "plurality"
expected = "list"
choices = [
  { id = "A", label = "Alder" },
  { id = "B", label = "Birch" },
  { id = "blank", label = "Blank", kind = "blank" },
]

[count.preliminary]
title = "Preliminary count"
kind = "preliminary"

[source.list]
layout = "attributes"
files = [{ name = "list.csv" }]
control = "none known"
sheet.id = "table"
place.levels = { department = "department", town = "town", school = "school" }
numbers.registered = "voters"

[source.night]
layout = "wide"
contest = "president"
count = "preliminary"
files = [{ name = "night.csv" }]
control = "none known"
sheet = { id = "table", verified_at = "at" }
"""
EARLIER = """
[source.before]
layout = "earlier"
title = "President, 2025"
contest = "president"
files = [{ name = "before.csv" }]
control = "none known"
place.levels = { department = "Department", town = "Town", school = "School" }
numbers.registered = "Voters"
choices = { columns = ["Alder Party", "Old Guard", "Rest"], rename = { "Alder Party" = "A" } }
"""
BY_SHEET = EARLIER.replace("control =", 'sheet.id = "Table"\ncontrol =')
LONG = """
[source.before]
layout = "earlier"
contest = "president"
files = [{ name = "before.csv" }]
control = "none known"
sheet.id = "Table"
place.levels = { department = "Department", town = "Town", school = "School" }
choices = { choice = "Party", votes = "Votes", zeros = "left out", rename = { "Alder Party" = "A" } }
"""


class Pair:
    """Two correlated elections of the same schools; one department wholly last."""

    def __init__(self, seed: int = 1, departments: int = 8, towns: int = 8, schools: int = 5) -> None:
        rng = np.random.default_rng(seed)
        self.department = np.repeat(np.arange(departments), towns * schools * 3)
        self.town = np.repeat(np.arange(departments * towns), schools * 3)
        self.school = np.repeat(np.arange(departments * towns * schools), 3)
        n = len(self.school)
        level = (
            rng.normal(0, 0.25, departments)[self.department]
            + rng.normal(0, 0.15, departments * towns)[self.town]
            + rng.normal(0, 0.15, departments * towns * schools)[self.school]
        )
        self.registered = rng.integers(200, 400, n)
        self.now = self._votes(rng, level + 0.05 + rng.normal(0, 0.04, n), self.registered)
        self.then = self._votes(rng, level - 0.1 + rng.normal(0, 0.08, n), self.registered)
        delay = rng.normal(0, 1, n) + 2.0 * level + 9.0 * (self.department == departments - 1)
        self.order = np.argsort(delay)

    @staticmethod
    def _votes(rng: np.random.Generator, margin: Floats, registered: Ints) -> Ints:
        cast = (registered * rng.uniform(0.65, 0.8, len(registered))).astype(np.int64)
        third = (cast * 0.05).astype(np.int64)
        share = np.clip(0.5 + margin / 2, 0.02, 0.98)
        first = np.rint((cast - third) * share).astype(np.int64)
        return np.stack([first, cast - third - first, third], axis=1)

    @property
    def lead(self) -> float:
        """The final lead of A over B, of valid votes."""
        return float((self.now[:, 0] - self.now[:, 1]).sum() / self.now[:, :2].sum())

    def place(self, i: int) -> tuple[str, str, str]:
        """Department, town and school of a sheet; accents and capitals are those of today."""
        return f"Región {self.department[i]}", f"Pueblo {self.town[i]}", f"Escuela {self.school[i]}"


def write(
    folder: Path, pair: Pair, part: float, earlier: str = EARLIER, *, lost: int = 0, anew: bool = False
) -> Path:
    """Write the case with the first part of today's sheets.

    Parameters
    ----------
    folder, pair, part
        Where, what, and how much has arrived.
    earlier : str
        The source of the election before; empty for none.
    lost : int
        Schools that the election before does not name.
    anew : bool
        Whether ids of sheets were given out anew since then.
    """
    data = folder / "data"
    data.mkdir(parents=True)
    rows = range(len(pair.school))
    text = ["table,department,town,school,voters"]
    text += [f"{i:05d},{','.join(pair.place(i))},{pair.registered[i]}" for i in rows]
    (data / "list.csv").write_text("\n".join(text) + "\n", encoding="utf-8")
    text = ["table,Alder,Birch,Blank,at"]
    for k, i in enumerate(pair.order[: round(part * len(pair.school))].tolist()):
        at = f"2030-05-05T{18 + k // 3600:02d}:{k // 60 % 60:02d}:{k % 60:02d}"
        text.append(f"{i:05d},{','.join(map(str, pair.now[i].tolist()))},{at}")
    (data / "night.csv").write_text("\n".join(text) + "\n", encoding="utf-8")
    if earlier:
        (data / "before.csv").write_text(_before(pair, earlier, lost, anew=anew), encoding="utf-8")
    (folder / "case.toml").write_text(CASE + earlier, encoding="utf-8")
    return folder


def _before(pair: Pair, earlier: str, lost: int, *, anew: bool) -> str:
    kept = [i for i in range(len(pair.school)) if pair.school[i] >= lost]
    places = {i: [name.upper().replace("Ó", "O") for name in pair.place(i)] for i in kept}
    ids = {i: f"{(i + (500 if anew else 0)) % len(pair.school):05d}" for i in kept}
    parties = ("Alder Party", "Old Guard", "Rest")
    if 'Party"' in earlier and 'Votes"' in earlier:
        text = ["Table,Department,Town,School,Party,Votes"]
        for i in kept:
            text += [
                ",".join([ids[i], *places[i], party, str(n)])
                for party, n in zip(parties, pair.then[i].tolist(), strict=True)
            ]
    elif "sheet.id" in earlier:
        text = ["Table,Department,Town,School,Voters," + ",".join(parties)]
        text += [
            ",".join([ids[i], *places[i], str(pair.registered[i]), *map(str, pair.then[i].tolist())])
            for i in kept
        ]
    else:
        text = ["Department,Town,School,Voters," + ",".join(parties)]
        for school in sorted({int(pair.school[i]) for i in kept}):
            here = np.flatnonzero(pair.school == school)
            sums = [pair.registered[here].sum(), *pair.then[here].sum(axis=0)]
            text.append(",".join([*places[int(here[0])], *map(str, sums)]))
    return "\n".join(text) + "\n"

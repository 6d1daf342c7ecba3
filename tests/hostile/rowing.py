"""Mutators of whole rows and columns: headers and rows that come again, another order, and totals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hostile.corpus import mutator
from hostile.lining import at

if TYPE_CHECKING:
    import random

    from hostile.drafts import Draft


@mutator(weight=3)
def header_again(made: Draft, rng: random.Random) -> None:
    place = at(made, rng)
    kind = rng.choice(["same", "swapped", "capitals", "blanks", "part", "twice at once", "at end"])
    made.what = kind
    head = list(made.head)
    if kind == "swapped":
        head[-1], head[-2] = head[-2], head[-1]
        for row in made.rows[place:]:
            row[-1], row[-2] = row[-2], row[-1]
    elif kind == "capitals":
        head = [cell.upper() for cell in head]
    elif kind == "blanks":
        head = [f" {cell} " for cell in head]
    elif kind == "part":
        head = [*head[:2], *[""] * (len(head) - 2)]
    if kind == "at end":
        made.rows.append(head)
    elif kind == "twice at once":
        made.rows[0:0] = [head]
    else:
        made.rows[place:place] = [head]


@mutator(layouts=("wide", "long", "verification"), weight=3)
def repeated_rows(made: Draft, rng: random.Random) -> None:
    number = rng.randrange(len(made.rows))
    row = list(made.rows[number])
    kind = rng.choice(["same", "votes", "place", "register", "time", "blanks", "all"])
    if kind == "time" and made.layout == "verification":
        kind = "same"  # a log may tell of a sheet again
    made.what = kind
    if kind == "votes":
        row[-1] = str(int(row[-1]) + 1)
    elif kind == "place":
        row[2] += "x"
    elif kind == "register":
        row[3] = str(int(row[3]) + 1)
    elif kind == "time":
        row[4] = "2030-06-11 03:00:00"
    elif kind == "blanks":
        row[-1] = ""
    made.rows[rng.randrange(len(made.rows)) : 0] = [list(r) for r in made.rows] if kind == "all" else [row]
    if kind not in {"same", "all"}:
        made.truths = ()


@mutator(weight=1)
def reordered(made: Draft, rng: random.Random) -> None:
    rng.shuffle(made.rows)
    order = list(range(len(made.head)))
    rng.shuffle(order)
    made.head = [made.head[i] for i in order]
    made.rows = [[row[i] for i in order] for row in made.rows]


@mutator(layouts=("wide", "long"), weight=5)
def totals(made: Draft, rng: random.Random) -> None:
    """A row that sums the others, exactly or by one off, named or not."""
    name = rng.choice(["Total", "TOTAL GENERAL", "Suma", "Итого", "合計", "", "Grand total", "999", "Все"])
    off = rng.choice([0, 0, 1, -1, 10])
    where = rng.choice(["end", "begin", "region"])
    made.what = f"{name!r} {off} {where}"
    records = made.truths[0]
    if where == "region":
        region = records[0].region
        records = tuple(r for r in records if r.region == region)
    sums = [sum(r.votes[i] or 0 for r in records) for i in range(4)]
    sums[rng.randrange(4)] += off
    registered = sum(r.registered or 0 for r in records)
    start = [name, records[0].region if where == "region" else "", "", str(registered), ""]
    if made.layout == "wide":
        rows = [[*start, *map(str, sums)]]
    else:
        rows = [[*start, label, str(value)] for label, value in zip(made.labels, sums, strict=True)]
    place = 0 if where == "begin" else len(made.rows)
    made.rows[place:place] = rows


@mutator(layouts=("wide", "publication", "verification"), weight=2)
def total_column(made: Draft, rng: random.Random) -> None:
    """A column that sums the choices, exactly or by one off."""
    off = rng.choice([0, 0, 1])
    made.what = f"{off}"
    columns = [made.column(label) for label in made.labels]
    made.head.append(rng.choice(["Total", "Votos", "Emitidos", "Sum"]))
    for number, row in enumerate(made.rows):
        row.append(str(sum(int(row[c]) for c in columns) + (off if number == 3 else 0)))

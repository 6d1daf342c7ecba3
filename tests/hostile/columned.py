"""Mutators of files whose columns have a fixed width."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from hostile.corpus import mutator
from hostile.drafts import rename

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from hostile.drafts import Draft


def widths_of(made: Draft) -> list[int]:
    """Give the width of each column, with a blank behind it."""
    return [max(len(row[x]) for row in [made.head, *made.rows]) + 2 for x in range(len(made.head))]


def lined_up(made: Draft, *, gap: int = 2, right: bool = True) -> str:
    """Write the table with columns of a fixed width; figures stand at the right."""
    figures = {x for _, x in made.vote_cells} if right else set()
    wide = [width - 2 for width in widths_of(made)]
    lines = []
    for row in [made.head, *made.rows]:
        cells = [cell.rjust(wide[x]) if x in figures else cell.ljust(wide[x]) for x, cell in enumerate(row)]
        lines.append((" " * gap).join(cells).rstrip())
    return "\n".join(lines) + "\n"


@mutator(weight=4)
def lines_of_fixed_width(made: Draft, rng: random.Random) -> None:
    plain = lined_up(made)
    lines = plain.splitlines()
    dashes = "  ".join("-" * (width - 2) for width in widths_of(made))
    kinds: dict[str, Callable[[], str]] = {
        "plain": lambda: plain,
        "left": lambda: lined_up(made, right=False),
        "one blank": lambda: lined_up(made, gap=1),
        "wide": lambda: lined_up(made, gap=8),
        "crlf": lambda: plain.replace("\n", "\r\n"),
        "dashes": lambda: "\n".join([lines[0], dashes, *lines[1:]]) + "\n",
        "title": lambda: "Results of the election\n\n" + plain,
        "note": lambda: plain + "\nSource: the commission, 2030\n",
        "tab": lambda: plain.replace("  ", "\t", 1),
        "tabs": lambda: plain.replace("  ", "\t"),
        "shifted row": lambda: "\n".join([*lines[:3], f" {lines[3]}", *lines[4:]]) + "\n",
        "shifted figure": lambda: "\n".join([*lines[:3], _moved(lines[3]), *lines[4:]]) + "\n",
        "long row": lambda: "\n".join([*lines[:3], f"{lines[3]}  7", *lines[4:]]) + "\n",
        "joined": lambda: "\n".join([*lines[:3], f"{lines[3]}7", *lines[4:]]) + "\n",
        "short row": lambda: "\n".join([*lines[:3], lines[3][:20], *lines[4:]]) + "\n",
        "cut": lambda: plain[: len(plain) * 2 // 3],
        "form feed": lambda: "\n".join([*lines[:4], "\f" + lines[4], *lines[5:]]) + "\n",
        "page again": lambda: "\n".join([*lines[:5], "", lines[0], *lines[5:]]) + "\n",
        "no break": lambda: plain.replace(" ", "\u00a0"),
        "full width": lambda: _full_width(made),
    }
    made.what = rng.choice(list(kinds))
    made.content = kinds[made.what]().encode()
    rename(made, "count.txt")
    stated = rng.choice(["", "", "widths"])
    if stated:
        made.form["widths"] = widths_of(made)
        made.what += " with widths"
    if made.what.startswith(("cut", "short row")):
        made.after, made.truths = made.truths, ()
    elif made.what.startswith("joined"):
        cell = (2, len(made.head) - 1)
        made.after = made.truths
        made.truths = (made.with_votes(cell, int(f"{made.rows[2][-1]}7")),)


def _moved(line: str) -> str:
    """Take one blank of the last gap out."""
    before, gap, after = line.rpartition("  ")
    return f"{before} {after}" if gap else line


def _full_width(made: Draft) -> str:
    """Line up by what is seen: letters of East Asia take two places."""

    def seen(text: str) -> int:
        return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)

    rows = [made.head, *made.rows]
    wide = [max(seen(row[x]) for row in rows) for x in range(len(made.head))]
    return (
        "\n".join(
            "  ".join(cell + " " * (wide[x] - seen(cell)) for x, cell in enumerate(row)).rstrip()
            for row in rows
        )
        + "\n"
    )


@mutator(weight=3)
def widths_stated(made: Draft, rng: random.Random) -> None:
    """State widths that are not those of the file: a figure that is cut in two is another figure."""
    true = widths_of(made)
    place = rng.randrange(len(true) - 1)
    moved = list(true)
    by = rng.choice([1, 2, -1, -2, -3])
    moved[place] += by
    moved[place + 1] -= by
    kinds: dict[str, list[int]] = {
        "moved": moved,
        "short": true[:-1],
        "last short": [*true[:-1], 1],
        "zero": [0, *true],
        "negative": [-5, *true],
        "far": [*true[:-1], 10**9],
        "one": [sum(true)],
        "more": [*true, 5],
        "joined": [true[0] + true[1], *true[2:]],
        "halves": [*true[:-1], max(1, true[-1] // 2), max(1, true[-1] - true[-1] // 2)],
        "many": [1] * 5000,
    }
    made.what = rng.choice(list(kinds))
    made.content = lined_up(made).encode()
    made.form["widths"] = kinds[made.what]
    if made.fresh is not None:
        made.fresh.form["widths"] = true
    rename(made, "count.txt")

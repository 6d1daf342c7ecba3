"""Mutators of rows and lines: ragged, repeated, totals, notes, quotes and line ends."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from hostile.corpus import mutator, several

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from hostile.drafts import Draft
    from hostile.truths import Truth


def lines(made: Draft) -> list[str]:
    return made.text().splitlines(keepends=True)


def write(made: Draft, written: Sequence[str]) -> None:
    made.content = "".join(written).encode(made.encoding)


def at(made: Draft, rng: random.Random) -> int:
    return rng.randrange(1, len(made.rows))


def some_cells(made: Draft, rng: random.Random) -> str:
    return made.delimiter * rng.choice([0, 1, len(made.head) - 1, len(made.head), len(made.head) + 3])


def insert(text: str, *, head: bool = False, end: bool = False) -> object:
    def change(made: Draft, rng: random.Random) -> None:
        found = lines(made)
        place = 0 if head else len(found) if end else at(made, rng) + 1
        number = rng.choice([1, 1, 3])
        write(
            made,
            [
                *found[:place],
                *[text.replace("{,}", some_cells(made, rng)) + made.end] * number,
                *found[place:],
            ],
        )

    return change


LINES = [
    ("comment", insert("# a comment")),
    ("comment above", insert("# a comment", head=True)),
    ("comment with figures", insert("# 12,13,14,15,16,17,18,19,20")),
    ("title", insert("Results of the election", head=True)),
    ("title cells", insert("Results{,}", head=True)),
    ("sep", insert("sep=,", head=True)),
    ("sep other", insert("sep=;", head=True)),
    ("sep below", insert("sep=,")),
    ("sep quoted", insert('"sep=,"', head=True)),
    ("sep wide", insert("sep=,,", head=True)),
    ("blank", insert("")),
    ("blank above", insert("", head=True)),
    ("blank below", insert("", end=True)),
    ("blank cells", insert("{,}")),
    ("blank cells above", insert("{,}", head=True)),
    ("blank cells below", insert("{,}", end=True)),
    ("blanks", insert("   ")),
    ("blanks above", insert("  \t ", head=True)),
    ("footer", insert("Source: the commission", end=True)),
    ("footer figures", insert("Printed on 2030-06-11 at 10:00, page 1", end=True)),
    ("footer cells", insert("Source{,}", end=True)),
    ("footer year", insert("2030", end=True)),
    ("dashes", insert("-----", end=True)),
    ("end of file", insert("\x1a", end=True)),
    ("quoted blank", insert('""')),
    ("quote alone", insert('"')),
    ("quote alone below", insert('"', end=True)),
    ("half a row", insert("001,Norte,Esc", end=True)),
]


@mutator(weight=6)
def a_line(made: Draft, rng: random.Random) -> object:
    return several(LINES)(made, rng)  # type: ignore[arg-type]


@mutator(weight=3)
def line_ends(made: Draft, rng: random.Random) -> None:
    kind = rng.choice(
        ["cr", "crlf", "mixed", "cr mixed", "lf cr", "none at end", "two", "crcrlf", "nel", "cr in rows"]
    )
    made.what = kind
    found = [line.rstrip("\n") for line in lines(made)]
    ends = {
        "cr": ["\r"], "crlf": ["\r\n"], "mixed": ["\r\n", "\n"], "cr mixed": ["\r", "\n", "\r\n"],
        "lf cr": ["\n\r"],
        "two": ["\n\n"], "crcrlf": ["\r\r\n"], "nel": ["\x85"], "none at end": ["\n"],
        "cr in rows": ["\n"] * 5 + ["\r"],
    }[kind]  # fmt: skip
    written = [line + rng.choice(ends) for line in found]
    if kind == "none at end":
        written[-1] = written[-1].rstrip()
    write(made, written)


@mutator(weight=4)
def ragged(made: Draft, rng: random.Random) -> None:
    row = rng.choice(made.rows)
    kind = rng.choice(
        ["short", "long", "long blank", "very short", "very long", "one", "short all", "long all"]
    )
    made.what = kind
    before = tuple(row)
    if kind.endswith("all"):
        for each in made.rows:
            each[:] = each[:-1] if kind.startswith("short") else [*each, "5"]
    elif kind.startswith("long"):
        row.append("" if kind.endswith("blank") else "5")
    elif kind == "very long":
        row += ["x"] * 3000
    else:
        row[:] = row[: {"short": -1, "very short": 2, "one": 1}[kind]]
    if kind == "long blank" or (kind in {"long", "very long"} and before == tuple(row)):
        return
    # a row that lost its end, or won a cell, is as nobody published it: nothing of it may be read as a figure
    if made.layout == "wide" and kind == "short":
        number = made.rows.index(row)
        row.append("")
        unknown = made.with_votes((number, len(made.head) - 1), None)
        row.pop()
        made.after = (unknown,)
    made.truths = ()


def stray(made: Draft, rng: random.Random) -> None:
    row, column = rng.randrange(len(made.rows) - 1), rng.randrange(len(made.head))
    text = '"' + made.rows[row][column]
    written = [list(line) for line in made.rows]
    written[row][column] = text
    raw(made, written)


def inner(made: Draft, rng: random.Random) -> None:
    del rng
    column = made.column("Place" if "Place" in made.head else "Time")
    written = [list(line) for line in made.rows]
    written[2][column] = f'{made.rows[2][column][:2]}"q"{made.rows[2][column][2:]}'
    made.truths = (*made.truths, _named(made, 2, written[2][column]))
    raw(made, written)


def _named(made: Draft, row: int, name: str) -> Truth:
    sheet = made.rows[row][0]
    if made.layout in {"publication", "regions"}:
        return made.truths[0]
    many = {made.rows[r][0] for r in range(len(made.rows)) if r == row}
    return made.with_records(lambda r: r._replace(place=name) if r.sheet in many and r.sheet == sheet else r)


def behind(made: Draft, rng: random.Random) -> None:
    row, column = rng.choice(made.vote_cells)
    written = [list(line) for line in made.rows]
    written[row][column] = f'"{made.rows[row][column]}"5'
    made.truths = ()
    raw(made, written)


def raw(made: Draft, rows: Sequence[Sequence[str]]) -> None:
    text = made.end.join(made.delimiter.join(row) for row in (made.head, *rows)) + made.end
    made.content = text.encode()


def all_quoted(quote: str, escape: str = "") -> object:
    def change(made: Draft, rng: random.Random) -> None:
        del rng
        out = io.StringIO()
        writer = csv.writer(
            out, quotechar=quote, quoting=csv.QUOTE_ALL, lineterminator="\n",
            doublequote=not escape, escapechar=escape or None,
        )  # fmt: skip
        name = f"The {quote}big{quote} one"
        if made.layout != "publication":
            sheet = made.rows[0][0]
            for row in made.rows:
                row[2] = name if row[0] == sheet else row[2]
            made.truths = (made.with_records(lambda r: r._replace(place=name) if r.sheet == sheet else r),)
        writer.writerows([made.head, *made.rows])
        made.content = out.getvalue().encode()

    return change


QUOTES = [
    ("stray", stray),
    ("inner", inner),
    ("behind", behind),
    ("all", all_quoted('"')),
    ("single", all_quoted("'")),
    ("escaped", all_quoted('"', "\\")),
    ("typographic", all_quoted("”")),
]


@mutator(weight=4)
def quotes(made: Draft, rng: random.Random) -> object:
    return several(QUOTES)(made, rng)  # type: ignore[arg-type]


@mutator(weight=2)
def delimiters(made: Draft, rng: random.Random) -> None:
    made.delimiter = rng.choice([";", "\t", "|", ":", "~", "^", "\x1f", "\x01", " ", "¦"])
    made.what = repr(made.delimiter)
    if rng.random() < 0.5:
        made.form["delimiter"] = made.delimiter
    if rng.random() < 0.3:
        made.end = "\r\n"


@mutator(weight=2)
def delimiter_within(made: Draft, rng: random.Random) -> object:
    """Names that hold other delimiters, more often than the right one."""
    if made.layout == "publication":
        return False
    made.delimiter = rng.choice([",", ";", "\t", "|"])
    other = rng.choice([",", ";", "|", "\t", "\n"])
    name = other.join("abcdefghijkl")
    made.what = f"{other!r} in names, {made.delimiter!r} between"
    for row in made.rows:
        row[2] = name
    made.truths = (made.with_records(lambda r: r._replace(place=name)),)
    return None


@mutator(weight=3)
def cut(made: Draft, rng: random.Random) -> object:
    """A file that ends too early, not within its last figure and not at the end of a row."""
    raw_bytes = made.text().encode()
    end = rng.randrange(len(raw_bytes) // 3, len(raw_bytes) - 1)
    last = raw_bytes[:end].split(b"\n")[-1]
    if last.count(b",") >= len(made.head) - 1 or not last or b'"' in last:
        return False
    made.content = raw_bytes[:end]
    made.what = f"{last.decode(errors='replace')!r}"
    made.truths = ()
    return None


@mutator()
def no_rows(made: Draft, rng: random.Random) -> None:
    made.what = kind = rng.choice(
        ["empty", "header", "blank", "mark", "no header", "header twice", "one byte"]
    )
    made.truths = ()
    content = {
        "empty": "", "header": lines(made)[0], "blank": "\n\n \n", "mark": "\ufeff", "no header": None,
        "header twice": lines(made)[0] * 2, "one byte": "x",
    }[kind]  # fmt: skip
    write(made, lines(made)[1:] if content is None else [content])


@mutator()
def columns_named_by_the_case(made: Draft, rng: random.Random) -> None:
    made.form["columns"] = list(made.head)
    if rng.random() < 0.5:
        write(made, lines(made)[1:])
    else:
        made.form["skip"] = 1
    made.what = str(made.form.get("skip"))

"""Mutators of figures: how a number may be written, and what is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hostile.corpus import mutator
from veedor.intake.cells import LARGEST

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from hostile.drafts import Draft, Toml

ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")
SUPER = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
CIRCLED = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")

SAME: dict[str, Callable[[int], str]] = {
    "plain": str,
    "zeros": lambda n: f"{n:06}",
    "many zeros": lambda n: "0" * 40 + str(n),
    "plus": lambda n: f"+{n}",
    "tenth": lambda n: f"{n}.0",
    "hundredth": lambda n: f"{n}.00",
    "many tenths": lambda n: f"{n}.000000",
    "point": lambda n: f"{n}.",
    "comma tenth": lambda n: f"{n},0",
    "exponent": lambda n: f"{n}e0",
    "exponent 2": lambda n: f"{n / 100:.2f}E2",
    "exponent minus": lambda n: f"{n}0e-1",
    "hex": hex,
    "octal": oct,
    "fraction": lambda n: f"{n}/1",
    "fraction 2": lambda n: f"{2 * n}/2",
    "arabic": lambda n: str(n).translate(ARABIC),
    "wide": lambda n: str(n).translate(WIDE),
    "devanagari": lambda n: str(n).translate(DEVANAGARI),
    "blanks": lambda n: f"  {n}\t",
    "nbsp": lambda n: f"\u00a0{n}\u202f",
    "zero width": lambda n: f"{n}\u200b",
    "zero width in": lambda n: f"{str(n)[:1]}\u200d{str(n)[1:]}",
    "apostrophe": lambda n: f"'{n}",
    "formula": lambda n: f"={n}",
    "quotes": lambda n: f'"{n}"',
    "formula text": lambda n: f'="{n}"',
    "grouped": lambda n: f"{n:,}",
    "rtl": lambda n: f"\u202e{str(n)[::-1]}\u202c",
    "votes": lambda n: f"{n} votos",
    "star": lambda n: f"{n}*",
    "note": lambda n: f"{n} (1)",
    "brackets": lambda n: f"[{n}]",
    "underscore": lambda n: "_".join(str(n)),
    "roman": lambda n: "Ⅻ" * (n // 12) or "Ⅰ",
    "han": lambda n: "".join("〇一二三四五六七八九"[int(c)] for c in str(n)),
    "circled": lambda n: str(n).translate(CIRCLED),
    "superscript": lambda n: str(n).translate(SUPER),
}
"""Ways to write a number: each is read as it, or refused."""

OTHER: dict[str, Callable[[int], str]] = {
    "minus": lambda n: f"-{n}",
    "minus sign": lambda n: f"\u2212{n}",
    "minus behind": lambda n: f"{n}-",
    "accountants": lambda n: f"({n})",
    "two minus": lambda n: f"--{n}",
    "plus minus": lambda n: f"+-{n}",
    "minus zero": lambda n: f"-0{n}",
    "half": lambda n: f"{n}.5",
    "half comma": lambda n: f"{n},5",
    "vulgar": lambda n: f"{n}½",
    "vulgar alone": lambda n: "½" if n else "¼",
    "mixed digits": lambda n: str(n)[:1] + str(n + 10)[1:].translate(ARABIC),
    "mixed scripts": lambda n: f"{str(n).translate(DEVANAGARI)}{str(n).translate(ARABIC)}",
    "power": lambda n: f"{n}²",
    "percent": lambda n: f"{n}%",
    "letter O": lambda n: f"{n}O",
    "letter l": lambda n: f"l{n}",
    "nan": lambda n: "NaN" if n else "nan",
    "inf": lambda n: "inf" if n % 2 else "-Infinity",
    "beyond 64": lambda n: f"{2**63 + n}",
    "beyond 64 exactly": lambda n: str(2**63 - 1) if n % 2 else str(-(2**63)),
    "wraps": lambda n: str(2**64 + n),
    "wraps 32": lambda n: f"{n}" + "0" * 16,
    "huge": lambda n: str(n) + "9" * 400,
    "very huge": lambda n: str(n) * 5000,
    "exponent": lambda n: f"{n}e400",
    "range": lambda n: f"{n}-{n + 5}",
    "less": lambda n: f"<{n}",
    "about": lambda n: f"~{n}",
    "sum": lambda n: f"{n}+{n}",
    "two": lambda n: f"{n} {n}",
    "two lines": lambda n: f"{n}\n{n}",
    "date": lambda n: f"2030-06-{n % 28 + 1:02}",
    "time": lambda n: f"00:{n % 60:02}",
    "three groups": lambda n: f"{n}.12.345",
    "point first": lambda n: f".{n}",
    "thousandth": lambda n: f"0.{n:03}",
    "two points": lambda n: f"{n}..0",
    "true": lambda n: "TRUE" if n else "FALSE",
}
"""Texts of which no figure can be read: what they hold is nobody's guess."""


def put(made: Draft, rng: random.Random, ways: dict[str, Callable[[int], str]], cells: int) -> None:
    made.what = rng.choice(list(ways))
    for row, column in rng.sample(made.vote_cells, cells):
        made.rows[row][column] = ways[made.what](int(made.rows[row][column]))


@mutator(weight=8)
def same_figure(made: Draft, rng: random.Random) -> None:
    put(made, rng, SAME, rng.choice([1, 3, len(made.vote_cells)]))


@mutator(weight=8)
def no_figure(made: Draft, rng: random.Random) -> None:
    before = [list(row) for row in made.rows]
    put(made, rng, OTHER, 1)
    row, column = next((r, c) for r, c in made.vote_cells if made.rows[r][c] != before[r][c])
    cell, made.rows[row][column] = made.rows[row][column], before[row][column]
    unknown = made.with_votes((row, column), None)
    negative = made.with_votes((row, column), -int(before[row][column]))
    zero = made.with_votes((row, column), 0)
    made.rows[row][column] = cell
    # stated to be blank, zero, or a correction, each is what the observer says
    made.truths, made.after = (), (unknown, zero, negative)


@mutator(layouts=("wide", "long", "verification"), weight=3)
def register_written_so(made: Draft, rng: random.Random) -> None:
    ways = SAME if rng.random() < 0.5 else OTHER
    made.what = rng.choice(list(ways))
    column = made.column("Registered")
    sheet = rng.choice(made.made.truth)
    assert sheet.registered is not None
    for row in made.rows:
        if row[0] == sheet.sheet:
            row[column] = ways[made.what](sheet.registered)
    if ways is OTHER:
        truth = made.truths[0]
        made.truths = ()
        made.after = tuple(
            tuple(r._replace(registered=n) if r.sheet == sheet.sheet else r for r in truth) for n in (None, 0)
        )


MARKS: tuple[tuple[str, Toml, str, str], ...] = (
    # thousands, settings, how 12345 is written, how a fraction or slip is
    (".", {"thousands": "."}, "12.345", "0.123"),
    (".", {"thousands": "."}, "12.345", "1.23"),
    (".", {"thousands": "."}, "12.345", "00.123"),
    (".", {"thousands": ".", "decimal": ","}, "12.345", "12,345"),
    (",", {"thousands": ","}, "12,345", "0,123"),
    (",", {"thousands": ","}, "12,345", "12,3456"),
    (",", {"thousands": ","}, "12,345", "12345,678"),
    (" ", {"thousands": " "}, "12 345", "12 34"),
    (" ", {"thousands": " "}, "12\u202f345", "0 123"),
    ("'", {"thousands": "'"}, "12’345", "12'3"),
    (".,", {"thousands": ".,", "decimal": ""}, "12,345", "1.234,567"),
    ("٬", {"thousands": "٬"}, "١٢٬٣٤٥", "٠٬١٢٣"),
    (",", {"thousands": ","}, "1,23,45", "1,2,345"),
    (".", {"thousands": ".", "decimal": ","}, "12.345,00", "12.345,50"),
    ("", {"decimal": ","}, "12345,0", "12345,678"),
    ("", {"decimal": "·"}, "12345·0", "12345·5"),
)


@mutator(layouts=("wide", "long"), weight=6)
def thousands(made: Draft, rng: random.Random) -> None:
    _, settings, good, bad = rng.choice(MARKS)
    made.source["numbers"] = made.source.get("numbers", {}) | settings
    row, column = rng.choice(made.vote_cells)
    slip = rng.random() < 0.6
    made.what = f"{settings} {bad if slip else good}"
    made.rows[row][column] = "7" if not slip else made.rows[row][column]
    if slip:
        unknown, zero = made.with_votes((row, column), None), made.with_votes((row, column), 0)
        made.truths, made.after = (), (unknown, zero)
    else:
        made.truths = (made.with_votes((row, column), 12345),)
    made.rows[row][column] = bad if slip else good
    number = int(row // 4 if made.layout == "long" else row)
    del number


@mutator(layouts=("wide", "long", "verification"))
def large_figures(made: Draft, rng: random.Random) -> None:
    """Figures at the limit: each can be held, and their sum perhaps not."""
    size = rng.choice([LARGEST, LARGEST - 1, LARGEST + 1, 10**15, 2**31, 2**32, 2**53 + 1, 2**62])
    made.what = str(size)
    records = [r._replace(votes=(size, *r.votes[1:])) for r in made.truths[0]]
    for row, column in made.vote_cells:
        if made.layout == "long":
            if made.rows[row][made.column("Choice")] == made.labels[0]:
                made.rows[row][column] = str(size)
        elif column == made.column(made.labels[0]):
            made.rows[row][column] = str(size)
    made.truths = (tuple(records),)
    if size > LARGEST:
        unknown = tuple(r._replace(votes=(None, *r.votes[1:])) for r in records)
        made.after = (unknown,)

"""Mutators of names: separators within them, names that differ by little, and columns that do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hostile.corpus import mutator

if TYPE_CHECKING:
    import random

    from hostile.drafts import Draft
    from hostile.truths import Record, Truth

SHEETS = ("wide", "long", "verification")
PAIRS = (
    (("a / b", "c"), ("a", "b / c")),
    (("a", "b // c"), ("a", "b / / c")),
    (("a / b", "c"), ("a // b", "c")),
    (("a /", "b"), ("a", "/ b")),
    (("a", "b /"), ("a", "b /  /")),
    (("a|b", "c"), ("a", "b|c")),
    (("a\\", "b"), ("a", "\\b")),
    (("Ana", "x"), ("ANA", "x")),
    (("a,b", "c"), ("a", "b,c")),
    (("1", "x"), ("01", "x")),
    (("А", "x"), ("A", "x")),
    (("a-b", "x"), ("a\u2013b", "x")),
    (("a.b", "x"), ("a", "b.x")),
    (("Ó", "x"), ("O", "x")),
    (("ss", "x"), ("ß", "x")),
    (("İ", "x"), ("i", "x")),
    (("nan", "x"), ("null", "x")),
    (("None", "x"), ("true", "x")),
    (("a%2Fb", "c"), ("a/b", "c")),
    (('"a"', "x"), ("a", "x")),
    (("'a'", "x"), ("a", "x")),
    (("=1+1", "x"), ("2", "x")),
    (("a;b", "x"), ("a", "b;x")),
)
ONE = (
    ("a\u200bb", "ab"), ("a\u00a0b", "a b"), ("a  b", "a b"), (" ab", "ab"), ("a\u00adb", "ab"),
    ("\u202aab\u202c", "ab"), ("ﬁn", "fin"), ("ｗide", "wide"), ("e\u0301", "é"), ("a\tb", "a b"),
    ("a\u2060b", "ab"), ("ab\ufe0f", "ab"), ("a\u3000b", "a b"), ("a\x0bb", "a b"), ("ab\x85", "ab"),
)  # fmt: skip
"""Two writings of one name."""


def place(made: Draft, sheets: set[str], region: str, place: str) -> None:
    """Rename the place of some sheets, in the rows and in what is true."""
    for row in made.rows:
        if row[0] in sheets:
            row[1:3] = [region, place]

    def moved(record: Record) -> Record:
        return record._replace(region=region, place=place) if record.sheet in sheets else record

    made.truths = (made.with_records(moved),)


@mutator(layouts=SHEETS, weight=4)
def two_places(made: Draft, rng: random.Random) -> None:
    """Two places whose names can be taken for one."""
    one, other = rng.choice(PAIRS)
    made.what = f"{one} {other}"
    place(made, {"001", "003", "005"}, *one)
    place(made, {"002", "004"}, *other)


@mutator(layouts=SHEETS, weight=3)
def one_place_written_twice(made: Draft, rng: random.Random) -> None:
    """One place in two writings that nobody sees; either name is right."""
    one, other = rng.choice(ONE)
    made.what = f"{one!r} {other!r}"
    place(made, {"001", "003"}, "r", other)
    place(made, {"002", "004"}, "r", other)
    for row in made.rows:
        if row[0] in {"002", "004"}:
            row[2] = one


@mutator(layouts=SHEETS, weight=3)
def two_sheets(made: Draft, rng: random.Random) -> None:
    """Two ids that can be taken for one."""
    one, other = rng.choice(
        [
            ("a1", "A1"), ("1", "01"), ("1", "1.0"), ("1 / 2", "1 // 2"), ("1-2", "1\u20132"), ("١", "1"),
            ("1e3", "1000"), ("x", "х"), ("null", "NULL"), ("0", "00"), ("1", "１"), ("a b", "a  b"),
            ("a\u200b", "a"), ("1,5", "1.5"), ("-1", "1"), ("nan", "NaN"), ("TRUE", "true"), ("a'", "a"),
        ]
    )  # fmt: skip
    made.what = f"{one!r} {other!r}"
    for row in made.rows:
        row[0] = {"001": one, "002": other}.get(row[0], row[0])

    def named(record: Record) -> Record:
        return record._replace(sheet={"001": one, "002": other}.get(record.sheet, record.sheet))

    made.truths = (made.with_records(named),)


@mutator(weight=3)
def column_names(made: Draft, rng: random.Random) -> object:
    """Columns that differ by little, are empty, or have names that mean something elsewhere."""
    column = rng.choice(made.head)
    other = rng.choice(
        [
            column.upper(),
            column.lower(),
            f" {column} ",
            f"{column}\u200b",
            f"\ufeff{column}",
            "",
            " ",
            "row",
            "file",
            "worksheet",
            "source",
            "c0",
            "c1",
            "sheet_id",
            column + "\u00a0",
            column[:1] + "\u00ad" + column[1:],
            "{Sheet}",
            f'"{column}"',
            f"{column}.1",
            "level:place",
            "votes:oak",
            "bad",
            "a" * 3000,
            "a\nb",
            "1",
            "__index_level_0__",
            "state",
            "status",
            "at",
            "late",
            "both",
            "text",
            "*",
            "SELECT",
            "x'; DROP TABLE y",
        ]
    )
    at = rng.choice([0, len(made.head)])
    made.what = f"{other[:30]!r} beside {column!r} at {at}"
    made.head.insert(at, other)
    figures = rng.random() < 0.5
    for number, row in enumerate(made.rows):
        row.insert(at, str(number % 5) if figures else rng.choice(["", "x"]))
    return None


@mutator(layouts=("wide", "publication", "verification"), weight=2)
def a_choice_twice(made: Draft, rng: random.Random) -> None:
    """A second column of a choice, whose figures cannot both hold."""
    label = rng.choice(made.labels)
    name = rng.choice([label, f" {label}", label + "\u200b", label + "\u00a0", f"\ufeff{label}"])
    made.what = repr(name)
    made.head.append(name)
    for row in made.rows:
        row.append("7")
    made.truths = ()


@mutator(layouts=("long",), weight=3)
def choices_written_otherwise(made: Draft, rng: random.Random) -> None:
    label = rng.choice(made.labels)
    other = rng.choice(
        [
            f" {label}",
            label + "\u200b",
            label.upper(),
            label + ".",
            f"{label}\u00a0",
            label[::-1],
            "",
            " ",
            label + "s",
        ]
    )
    made.what = repr(other)
    column = made.column("Choice")
    rows = [row for row in made.rows if row[column] == label]
    for row in rng.sample(rows, rng.choice([1, len(rows)])):
        row[column] = other


@mutator(layouts=SHEETS, weight=2)
def blank_names(made: Draft, rng: random.Random) -> None:
    """A blank where a name should stand: the cell above may be meant, or a place without a name."""
    column = rng.choice([0, 1, 2])
    sheet = rng.choice(made.made.truth[1:]).sheet
    text = rng.choice(["", " ", "\u200b", "\u00a0", "-", "?", "N/A"])
    made.what = f"{text!r} in {made.head[column]}"
    for row in made.rows:
        if row[0] == sheet:
            row[column] = text

    def cleared(record: Record) -> Record:
        if record.sheet != sheet:
            return record
        cell = text if text in {"-", "?", "N/A"} else ""
        at = ("sheet", "region", "place")[column]
        if at == "sheet":
            return record._replace(sheet=cell)
        return record._replace(region=cell) if at == "region" else record._replace(place=cell)

    truth: Truth = made.with_records(cleared)
    made.truths = (truth, tuple(r._replace(region="", place="") if r.sheet == sheet else r for r in truth))
    if column == 2:  # a sheet without a polling place lies in its region
        region = next(r.region for r in made.made.truth if r.sheet == sheet)
        made.truths += (tuple(r._replace(region="", place=region) if r.sheet == sheet else r for r in truth),)
    if column == 0 and text not in {"-", "?", "N/A"}:
        made.truths = ()
        named = tuple(r._replace(sheet="no Sheet") if r.sheet == sheet else r for r in made.made.truth)
        made.after = (named, tuple(r for r in made.made.truth if r.sheet != sheet))
    made.says = ("no_place",)


@mutator(layouts=("wide", "long"), weight=2)
def long_names(made: Draft, rng: random.Random) -> None:
    size = rng.choice([1_000, 131_071, 131_072, 131_073, 200_000, 1_200_000])
    where = rng.choice(["place", "head", "extra", "sheet"])
    name = "x" * size
    made.what = f"{size} {where}"
    if where == "place":
        place(made, {"001"}, "r", name)
    elif where == "head":
        made.head.append(name)
        for row in made.rows:
            row.append("")
    elif where == "extra":
        made.head.append("Note")
        for number, row in enumerate(made.rows):
            row.append(name if number == 1 else "")
    else:
        for row in made.rows:
            row[0] = name if row[0] == "001" else row[0]

        def named(record: Record) -> Record:
            return record._replace(sheet=name) if record.sheet == "001" else record

        made.truths = (made.with_records(named),)


@mutator(weight=1)
def many_columns(made: Draft, rng: random.Random) -> None:
    number = rng.choice([50, 2_001, 16_384, 40_000])
    made.what = str(number)
    made.head += [f"x{i}" for i in range(number)]
    for row in made.rows:
        row.extend(["1" if rng.random() < 0.5 else ""] * number)

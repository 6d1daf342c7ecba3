"""Mutators of what the case says: settings that cannot be meant, and those that can."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hostile.corpus import mutator, several

if TYPE_CHECKING:
    import random

    from hostile.drafts import Draft


def form(**keys: Any) -> Any:  # noqa: ANN401 - whatever TOML holds
    def change(made: Draft, rng: random.Random) -> None:
        del rng
        made.form.update(keys)

    return change


def numbers(**keys: Any) -> Any:  # noqa: ANN401
    def change(made: Draft, rng: random.Random) -> None:
        del rng
        made.source["numbers"] = made.source.get("numbers", {}) | keys

    return change


def table(name: str, **keys: Any) -> Any:  # noqa: ANN401
    def change(made: Draft, rng: random.Random) -> None:
        del rng
        made.source[name] = made.source.get(name, {}) | keys

    return change


FORMS = [
    ("delimiter is quote", form(delimiter='"')),
    ("delimiter is the stated quote", form(delimiter="'", quote="'")),
    ("quote is the delimiter", form(quote=",")),
    ("two characters", form(delimiter=",,")),
    ("sep", form(delimiter="::")),
    ("tab in words", form(delimiter="\\t")),
    ("line end", form(delimiter="\n")),
    ("return", form(delimiter="\r")),
    ("a digit", form(delimiter="0")),
    ("a letter", form(delimiter="e")),
    ("a blank", form(delimiter=" ")),
    ("another", form(delimiter=";")),
    ("not ascii", form(delimiter="§")),
    ("zero", form(delimiter="\0")),
    ("minus", form(delimiter="-")),
    ("colon", form(delimiter=":")),
    ("quote of two", form(quote='""')),
    ("quote digit", form(quote="1")),
    ("quote blank", form(quote=" ")),
    ("quote letter", form(quote="o")),
    ("quote line end", form(quote="\n")),
    ("quote minus", form(quote="-")),
    ("skip beyond", form(skip=1000)),
    ("skip far beyond", form(skip=10**18)),
    ("skip beyond 64", form(skip=2**63 - 1)),
    ("skip negative", form(skip=-1)),
    ("skip the header", form(skip=1)),
    ("skip rows", form(skip=3)),
    ("header 0", form(header_rows=0)),
    ("header -3", form(header_rows=-3)),
    ("header 2", form(header_rows=2)),
    ("header 1000", form(header_rows=1000)),
    ("header far", form(header_rows=10**15)),
    ("foot 1", form(foot=1)),
    ("foot all", form(foot=9)),
    ("foot beyond", form(foot=10**9)),
    ("foot negative", form(foot=-2)),
    ("foot far", form(foot=10**18)),
    ("columns few", form(columns=["a", "b"])),
    ("columns twice", form(columns=["Sheet", "Sheet", "c", "d", "e", "f"])),
    ("columns empty", form(columns=["", "", ""])),
    ("columns many", form(columns=[f"c{i}" for i in range(30_000)])),
    ("member", form(member="count.csv")),
    ("sheets", form(sheets=["Sheet 1"])),
    ("sha", form(sha256="0" * 64)),
    ("fill a column", form(fill_down=["Nowhere"])),
    ("named", form(named="(?P<Sheet>.*)")),
    ("named bad", form(named="(?P<Sheet>(")),
    ("named ends never", form(named="(?P<X>(a+)+)$")),
    ("constants", form(constants={"Time": "x"})),
    ("constants new", form(constants={"Other": "x", "row": "y"})),
    ("name climbs", form(name="../case.toml")),
    ("name pattern", form(name="*")),
    ("name brackets", form(name="[c]ount.csv")),
    ("name empty", form(name="")),
    ("name far", form(name="x" * 5000)),
    ("name zero", form(name="count.csv\0")),
    ("name folder", form(name=".")),
    ("copies of itself", form(copies=[{"name": "count.csv"}])),
    ("short pad", form(short_rows="pad")),
    ("short skip", form(short_rows="skip")),
    ("breaks", form(line_breaks="keep")),
    ("hidden", form(hidden="read")),
]

NUMBERS = [
    ("decimal minus", numbers(decimal="-")),
    ("decimal blank", numbers(decimal=" ")),
    ("decimal empty", numbers(decimal="")),
    ("decimal two", numbers(decimal=".,")),
    ("decimal digit", numbers(decimal="0")),
    ("decimal letter", numbers(decimal="e")),
    ("decimal plus", numbers(decimal="+")),
    ("decimal slash", numbers(decimal="/")),
    ("decimal is thousands", numbers(decimal=",", thousands=",")),
    ("decimal wide", numbers(decimal="\uff0e", thousands=".")),
    ("decimal zero width", numbers(decimal="\u200b")),
    ("decimal line", numbers(decimal="\n")),
    ("thousands digit", numbers(thousands="1")),
    ("thousands minus", numbers(thousands="-")),
    ("thousands long", numbers(thousands=".,;: '")),
    ("thousands plus", numbers(thousands="+")),
    ("thousands colon", numbers(thousands=":")),
    ("thousands regex", numbers(thousands="^$[]")),
    ("thousands backslash", numbers(thousands="\\")),
    ("thousands line", numbers(thousands="\n")),
    ("thousands percent", numbers(thousands="%")),
    ("missing and zero", numbers(missing=["-"], zero=["-"])),
    ("missing and zero 999", numbers(missing=["999"], zero=["999", "x"])),
    ("missing and zero blanks", numbers(missing=[" - "], zero=["-"])),
    ("missing and zero sentinel", numbers(missing=["5"], zero=["5.0"])),
    ("zero is a figure", numbers(zero=["5"])),
    ("zero is a large figure", numbers(zero=["1000"])),
    ("zero is empty", numbers(zero=[""])),
    ("zero empty and missing", numbers(zero=[""], missing=[""])),
    ("missing empty", numbers(missing=[""])),
    ("missing quotes", numbers(missing=["'", '"', "\\", "%"])),
    ("negative add", numbers(negative="add")),
    ("unreadable keep", numbers(unreadable="keep")),
    ("negative maybe", numbers(negative="maybe")),
    ("registered of a stranger", numbers(registered_of="region")),
    ("registered of nothing", numbers(registered_of=[])),
    ("valid is a choice", numbers(valid="Sheet")),
]


@mutator(weight=5)
def file_setting(made: Draft, rng: random.Random) -> object:
    return several(FORMS)(made, rng)


@mutator(weight=4)
def number_setting(made: Draft, rng: random.Random) -> object:
    return several(NUMBERS)(made, rng)


@mutator(weight=2)
def figure_called_missing(made: Draft, rng: random.Random) -> None:
    """State that a text is no figure, where it is also one: the sentinel of a larger election."""
    row, column = rng.choice(made.vote_cells)
    figure = made.rows[row][column]
    text = rng.choice([figure, "0", "0.0", "00", "+0", "\u0660", " 0 ", f"{figure}.0", f"0{figure}", "999"])
    if text == "999":
        made.rows[row][column] = "999"
        other = rng.choice([cell for cell in made.vote_cells if cell[1] == column and cell[0] != row])
        made.truths = (made.with_votes((row, column), 999),)
        made.truths = (made.with_votes(other, 1200),)
        made.rows[other[0]][other[1]] = "1200"
    key = rng.choice(["missing", "zero"])
    if key == "zero" and text.strip() in {"0", "00", "0.0", "+0", "\u0660"}:
        key = "missing"
    made.what = f"{key} {text!r}, where {figure} stands"
    made.source["numbers"] = made.source.get("numbers", {}) | {key: [text]}


@mutator(layouts=("wide", "long"), weight=2)
def real_zero_and_missing_zero(made: Draft, rng: random.Random) -> None:
    row, column = rng.choice(made.vote_cells)
    made.truths = (made.with_votes((row, column), 0),)
    made.rows[row][column] = "0"
    text = rng.choice(["0", "0.0", "00", "0.00", "000", "\uff10", "-0", "0 "])
    made.what = text
    made.source["numbers"] = made.source.get("numbers", {}) | {"missing": [text]}


@mutator(weight=2)
def column_setting(made: Draft, rng: random.Random) -> object:
    many: list[tuple[str, Any]] = [
        ("template wide", table("sheet", id="{Sheet:0999999999}")),
        ("template very wide", table("sheet", id="{Sheet:0" + "9" * 30 + "}")),
        ("template open", table("sheet", id="{Sheet")),
        ("template row", table("sheet", id="{row}")),
        ("template of a figure", table("sheet", id="{Registered:0}")),
        ("place of a figure", table("place", levels={"region": "Registered", "place": "Sheet"})),
        ("ignored", table("rows", ignore=["Time"])),
        ("keep pattern", table("rows", keep={"Sheet": "(?=0)"})),
        ("keep none", table("rows", keep={"Sheet": "^x"})),
        ("drop all", table("rows", drop={"Sheet": "."})),
        ("drop bad", table("rows", drop={"Sheet": "("})),
        ("drop nested", table("rows", drop={"Place": "^(a+)+$"})),
        ("drop huge", table("rows", drop={"Place": "a{1000}{1000}"})),
        ("keep back", table("rows", keep={"Sheet": "(0)\\1"})),
        ("drop stranger", table("rows", drop={"Nowhere": "x"})),
        ("pattern", table("choices", pattern="(")),
        ("pattern all", table("choices", pattern=".*")),
        ("pattern ends never", table("choices", pattern="^(([a-z])+.)+[A-Z]([a-z])+$")),
        ("columns of strangers", table("choices", columns=["Ash"])),
        ("last", table("rows", duplicates="last")),
        ("last by", table("rows", last_by="Nowhere")),
        ("add over", table("rows", add_over=["Mode"])),
        ("status", table("sheet", status="Place")),
        ("time zone", table("time", tz="+99:00")),
        ("time zone path", table("time", tz="../../etc/passwd")),
        ("time zone empty", table("time", tz="/")),
        ("time zone zero", table("time", tz="UTC\0")),
        ("time format", table("time", format="%Q")),
        ("time format one", table("time", format="%")),
        ("time format text", table("time", format="when")),
        ("time format long", table("time", format="%Y" * 500)),
        ("time format epoch", table("time", format="epoch")),
        ("time format day", table("time", format="%d")),
        ("time format swapped", table("time", format="%Y-%d-%m %H:%M:%S")),
        ("time format 12", table("time", format="%Y-%m-%d %I:%M:%S")),
        ("time format minutes first", table("time", format="%Y-%m-%d %M:%H:%S")),
    ]
    what, change = rng.choice(many)
    made.what = what
    if what.startswith(("template", "status")) and "sheet" not in made.source:
        return False
    if (
        what.startswith(("place", "drop nested", "drop huge", "keep", "drop"))
        and made.layout == "publication"
    ):
        return False
    change(made, rng)
    if what in {"template row", "template of a figure", "place of a figure", "drop all", "keep none"}:
        made.says = ()
        return what not in {"template row", "template of a figure", "place of a figure"}
    return "time format swapped" not in what and "minutes first" not in what


@mutator(weight=1)
def other_settings(made: Draft, rng: random.Random) -> object:
    def at(made: Draft, key: str, value: Any) -> None:  # noqa: ANN401
        made.source[key] = value

    many: list[tuple[str, Any]] = [
        ("snapshot", ""), ("snapshot", "a/b"), ("snapshot", "x" * 5000), ("title", "\u202e"), ("each", {}),
        ("each", {"snapshot": "{file}"}), ("each", {"snapshot": ""}), ("control", "none"), ("control", []),
        ("control", [{"who": "x", "rows": -1}]), ("control", [{"who": "x", "rows": 2**70}]),
        ("control", [{"who": "x", "votes": {"oak": 1}}]), ("files", []), ("files", "count.csv"),
        ("contest", "x"), ("contest", {"column": "Nowhere", "values": {}}), ("count", ""), ("layout", "tall"),
        ("layout", 3), ("taken_at", "never"), ("stratum", {"column": "Nowhere"}), ("note", 7), ("rows", []),
        ("sheet", {"id": "Mesa"}), ("sheet", {"id": "{}"}), ("numbers", {"registered": "12"}),
    ]  # fmt: skip
    key, value = rng.choice(many)
    if key in {"sheet", "numbers"} and key not in made.source:
        return False
    made.what = f"{key} = {str(value)[:40]}"
    at(made, key, value)
    return None

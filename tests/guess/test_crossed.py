"""A column of unknown words that every sheet has all of: two ballots or two parts of one, which is asked."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from guess.test_look_alikes import STATED, new, written
from veedor.cli.main import veedor
from veedor.errors import CaseError
from veedor.intake import import_case, load_case

if TYPE_CHECKING:
    from pathlib import Path

Shape = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]

UNKNOWN_WORDS: dict[str, Shape] = {
    "Thai": (
        ("จังหวัด", "เขต", "หน่วย", "ประเภท", "พรรค", "คะแนน"),
        ("แบ่งเขต", "บัญชีรายชื่อ"),
        ("ก้าวไกล", "เพื่อไทย", "ภูมิใจไทย"),
    ),
    "Georgian": (
        ("რეგიონი", "ოლქი", "უბანი", "სახე", "პარტია", "ხმები"),
        ("მაჟორიტარული", "პროპორციული"),
        ("ოცნება", "ლელო", "გირჩი"),
    ),
    "Hungarian": (
        ("megye", "település", "szavazókör", "szavazólap", "párt", "szavazat"),
        ("egyéni", "listás", "nemzetiségi"),
        ("Kék", "Zöld", "Piros"),
    ),
    "a place among the words": (
        ("province", "district", "station", "Vote Type", "party", "votes"),
        ("Constituency", "Party list"),
        ("Alder", "Birch", "Cedar"),
    ),
}
SAID: dict[str, Shape] = {
    "men and women": (
        ("المحافظة", "الدائرة", "اللجنة", "النوع", "المرشح", "الاصوات"),
        ("ذكور", "إناث"),
        ("أحمد", "فهد", "سالم"),
    ),
    "ways of voting": (
        ("county", "district", "precinct", "counting group", "candidate", "votes"),
        ("Election Day", "Mail", "Early"),
        ("Ann", "Bob", "Cid"),
    ),
    "one known way": (
        ("county", "district", "precinct", "Zorbel", "candidate", "votes"),
        ("Mail", "Quax", "Blin"),
        ("Ann", "Bob", "Cid"),
    ),
    "tables of a place": (
        ("provincia", "distrito", "local", "mesa", "partido", "votos"),
        ("A", "B", "C"),
        ("Alder", "Birch", "Cedar"),
    ),
}

STATIONS = 24


def figure(station: int, kind: int, choice: int) -> int:
    """Votes of which the first choice has most of the first kind, and the last of the others."""
    part = (7 * station * (choice + 2) + 5 * kind * (station + 1)) % 37
    return 20 + part + (15 * choice if kind else 22 * (2 - choice))


def table(shape: Shape) -> bytes:
    header, kinds, choices = shape
    rows = [
        [f"P{n // 12}", f"D{n // 6}", n + 1, kind, name, figure(n, i, j)]
        for n in range(STATIONS)
        for i, kind in enumerate(kinds)
        for j, name in enumerate(choices)
    ]
    return written(header, rows)


def true(kinds: tuple[int, ...]) -> list[int]:
    return [sum(figure(n, i, j) for n in range(STATIONS) for i in kinds) for j in range(3)]


def imported(case: Path) -> tuple[dict[str, list[int]], int]:
    """Contest -> votes of each choice in the order of the file; and how many sheets there are."""
    loaded = load_case(case)
    store = import_case(loaded).store
    found = {}
    for name, contest in loaded.contests.items():
        rows = store.arrow(f"votes-{name}").to_pylist()
        found[str(name)] = [sum(row[choice.id] or 0 for row in rows) for choice in contest.choices]
    return found, len({row["sheet_id"] for row in store.arrow("version").to_pylist()})


def of_each(shape: Shape) -> list[list[int]]:
    return [true((i,)) for i in range(len(shape[1]))]


@pytest.fixture(params=UNKNOWN_WORDS)
def shape(request: pytest.FixtureRequest) -> Shape:
    return UNKNOWN_WORDS[request.param]


def answered(lines: list[str], kind: str) -> list[str]:
    """Give a case in which the comment above its open line was followed to the letter."""
    shown = [line.removeprefix("#   ") for line in lines if re.match(r"#   (contest|id|levels) = ", line)]
    one, several, sheet, *more = [*shown, ""]
    levels = [line for line in more if line.startswith("levels")]
    if kind == "one":
        return [one if line == 'contest = "?"' else line for line in lines]
    values = dict.fromkeys(tomllib.loads(several)["contest"]["values"].values())
    at = lines.index("[contest.votes]")
    end = lines.index("[count.official]")
    own = lines[at + 1 : end]
    joined = re.sub(r"\n#  ", "", "\n".join(lines))
    copies = []
    for name in values:
        said = re.search(rf"\[contest\.{name}\] has no rows of these choices.*: (.*)", joined)
        without = (
            tuple(f"  {{ id = {choice}," for choice in said[1].replace("'", '"').split(", ")) if said else ()
        )
        copies += [
            f"[contest.{name}]",
            *(line for line in own if not without or not line.startswith(without)),
        ]
    assert ", ".join(f"[contest.{name}]" for name in values) in joined
    below = [several if line == 'contest = "?"' else line for line in lines[end:]]
    below = [sheet if sheet and line.startswith("id = ") else line for line in below]
    below = [levels[0] if levels and line.startswith("levels = ") else line for line in below]
    return [*lines[:at], *copies, *below]


@pytest.mark.parametrize("kind", ["one", "several"])
def test_nothing_is_counted_before_the_case_says_which(shape: Shape, kind: str, tmp_path: Path) -> None:
    file = new(table(shape), tmp_path) / "case.toml"
    lines = file.read_text(encoding="utf-8").splitlines()
    place = lines.index('contest = "?"') + 1
    with pytest.raises(CaseError) as refused:
        import_case(load_case(file.parent))
    assert f"Write it into line {place}." in str(refused.value)
    file.write_text("\n".join(answered(lines, kind)) + "\n", encoding="utf-8")
    found, sheets = imported(file.parent)
    kinds = tuple(range(len(shape[1])))
    if kind == "one":
        assert (list(found.values()), sheets) == ([true(kinds)], STATIONS * len(kinds))
    else:
        assert (list(found.values()), sheets) == (of_each(shape), STATIONS)


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("kind", ["one", "several"])
def test_a_terminal_asks_which(
    shape: Shape, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("veedor.cli.new.asks_here", lambda: True)
    file = tmp_path / "results.csv"
    file.write_bytes(table(shape))
    given = "P\n" + ("a contest each" if kind == "several" else "parts of one count") + "\n" * 20
    stated = [word for word in STATED if word != "--yes"]
    done = CliRunner().invoke(
        veedor, ["new", str(file), *stated, "--to", str(tmp_path / "case")], input=given
    )
    assert done.exit_code == 0, done.output
    found, sheets = imported(tmp_path / "case")
    expected = of_each(shape) if kind == "several" else [true(tuple(range(len(shape[1]))))]
    assert (list(found.values()), sheets) == (
        expected,
        STATIONS * (1 if kind == "several" else len(shape[1])),
    )


def test_another_answer_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("veedor.cli.new.asks_here", lambda: True)
    file = tmp_path / "results.csv"
    file.write_bytes(table(UNKNOWN_WORDS["Thai"]))
    stated = [word for word in STATED if word != "--yes"]
    done = CliRunner().invoke(
        veedor, ["new", str(file), *stated, "--to", str(tmp_path / "case")], input="P\nboth\n" + "\n" * 20
    )
    assert "Answer one of: a contest each, parts of one count." in done.output
    assert 'contest = "?"' in (tmp_path / "case" / "case.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("word", SAID)
def test_what_a_word_says_is_not_asked(word: str, tmp_path: Path) -> None:
    shape = SAID[word]
    found, _ = imported(new(table(shape), tmp_path))
    assert list(found.values()) == [true(tuple(range(len(shape[1]))))]


def test_rows_of_a_word_that_few_sheets_have_may_replace_others(tmp_path: Path) -> None:
    header, kinds, choices = UNKNOWN_WORDS["Thai"]
    rows = [
        [f"P{n // 12}", f"D{n // 6}", n + 1, kind, name, figure(n, i, j)]
        for n in range(STATIONS)
        for i, kind in enumerate(kinds)
        if not i or n < 4
        for j, name in enumerate(choices)
    ]
    file = new(written(header, rows), tmp_path) / "case.toml"
    text = file.read_text(encoding="utf-8")
    assert 'contest = "?"' not in text
    apart = re.search(r'sheet\.(id = "[^"]*")', re.sub(r"\n#  ", "", text))
    assert apart is not None
    text = re.sub(r'^id = ".*"$', apart[1], text, flags=re.MULTILINE).replace('duplicates = "?"\n', "")
    file.write_text(text, encoding="utf-8")
    found, sheets = imported(file.parent)
    assert (len(found), sheets) == (1, STATIONS + 4)


def with_register(shape: Shape) -> bytes:
    """Every kind prints the voters of its station again."""
    header, kinds, choices = shape
    rows = [
        [f"P{n // 12}", f"D{n // 6}", n + 1, 700 + 13 * n % 90, kind, name, figure(n, i, j)]
        for n in range(STATIONS)
        for i, kind in enumerate(kinds)
        for j, name in enumerate(choices)
    ]
    return written([*header[:3], "registered", *header[3:]], rows)


def test_where_the_voters_are_the_same_one_kind_may_be_read_alone(shape: Shape, tmp_path: Path) -> None:
    if "Vote Type" in shape[0]:
        pytest.skip("a column called so is never one of counts or rounds")
    file = new(with_register(shape), tmp_path) / "case.toml"
    text = file.read_text(encoding="utf-8")
    assert text.count('"?"') == 2  # the value, and what is said of such values above
    one, *_ = re.findall(r"^#   (contest = .*)$", text, re.MULTILINE)
    heading, keep = re.findall(r"^#   (\[source.*)\n#   (keep = .*)$", text, re.MULTILINE)[0]
    file.write_text(text.replace('contest = "?"', one) + f"{heading}\n{keep}\n", encoding="utf-8")
    found, sheets = imported(file.parent)
    assert (list(found.values()), sheets) == ([true((0,))], STATIONS)


@pytest.mark.slow(but=2)
def test_where_the_voters_are_the_same_contests_are_read_each(shape: Shape, tmp_path: Path) -> None:
    file = new(with_register(shape), tmp_path) / "case.toml"
    lines = answered(file.read_text(encoding="utf-8").splitlines(), "several")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found, sheets = imported(file.parent)
    assert (list(found.values()), sheets) == (of_each(shape), STATIONS)


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("number", ["2", "3", "4"])
def test_a_terminal_asks_it_once_where_the_voters_are_the_same(
    number: str, shape: Shape, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "Vote Type" in shape[0] and number == "4":
        pytest.skip("a column called so is never one of counts or rounds")
    monkeypatch.setattr("veedor.cli.new.asks_here", lambda: True)
    file = tmp_path / "results.csv"
    file.write_bytes(with_register(shape))
    stated = [word for word in STATED if word != "--yes"]
    done = CliRunner().invoke(
        veedor, ["new", str(file), *stated, "--to", str(tmp_path / "case")], input=f"P\n{number}" + "\n" * 20
    )
    assert done.exit_code == 0, done.output
    found, sheets = imported(tmp_path / "case")
    kinds = tuple(range(len(shape[1])))
    expected = {"2": (of_each(shape), STATIONS), "3": ([true(kinds)], STATIONS * len(kinds))}
    assert (list(found.values()), sheets) == expected.get(number, ([true((0,))], STATIONS))


def some_in_one_alone(shape: Shape) -> tuple[bytes, list[list[int]]]:
    """The last choice stands in the last kind alone."""
    header, kinds, choices = shape
    last = len(kinds) - 1
    there = {(i, j) for i in range(len(kinds)) for j in range(3) if j < 2 or i == last}
    rows = [
        [f"P{n // 12}", f"D{n // 6}", n + 1, kind, name, figure(n, i, j)]
        for n in range(STATIONS)
        for i, kind in enumerate(kinds)
        for j, name in enumerate(choices)
        if (i, j) in there
    ]
    expected = [[true((i,))[j] for j in range(3) if (i, j) in there] for i in range(len(kinds))]
    return written(header, rows), expected


@pytest.mark.slow(but=2)
def test_each_contest_has_the_choices_that_stand_in_it(shape: Shape, tmp_path: Path) -> None:
    content, expected = some_in_one_alone(shape)
    file = new(content, tmp_path) / "case.toml"
    lines = answered(file.read_text(encoding="utf-8").splitlines(), "several")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found, sheets = imported(file.parent)
    assert (list(found.values()), sheets) == (expected, STATIONS)


@pytest.mark.slow(but=1)
def test_a_terminal_gives_each_contest_its_choices(
    shape: Shape, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("veedor.cli.new.asks_here", lambda: True)
    content, expected = some_in_one_alone(shape)
    (tmp_path / "results.csv").write_bytes(content)
    stated = [word for word in STATED if word != "--yes"]
    words = ["new", str(tmp_path / "results.csv"), *stated, "--to", str(tmp_path / "case")]
    done = CliRunner().invoke(veedor, words, input="P\n2" + "\n" * 20)
    assert done.exit_code == 0, done.output
    found, sheets = imported(tmp_path / "case")
    assert (list(found.values()), sheets) == (expected, STATIONS)


@pytest.mark.slow
def test_a_large_table_in_order_of_its_kinds_is_asked_as_well(tmp_path: Path) -> None:
    header, kinds, choices = UNKNOWN_WORDS["Thai"]
    rows = [
        [f"P{n // 1200}", f"D{n // 60}", n + 1, kind, name, figure(n, i, j)]
        for i, kind in enumerate(kinds)
        for n in range(4000)
        for j, name in enumerate(choices)
    ]
    case = new(written(header, rows), tmp_path) / "case.toml"
    assert 'contest = "?"' in case.read_text(encoding="utf-8")

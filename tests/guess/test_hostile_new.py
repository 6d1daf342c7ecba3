"""``veedor new`` before hostile files and places: no traceback, nothing half-written, no total taken."""

from __future__ import annotations

import csv
import io
import json
import os
import tomllib
import zipfile
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from veedor.cli import new as new_verb
from veedor.cli.main import veedor
from veedor.errors import InputError, QuestionError, VeedorError
from veedor.intake import import_case, load_case
from veedor.intake.column_sums import find_sums
from veedor.model import ContestId

pytestmark = pytest.mark.usefixtures("here")

ANSWERS = ["--title", "Mayor", "--date", "2030-05-05", "--country", "EC", "--rule", "plurality", "--yes"]


def counts(*names: str, number: int = 40) -> str:
    """Sheets of two choices, whose valid votes are their sum."""
    made = io.StringIO()
    written = csv.writer(made)
    written.writerow(["Mesa", *names, "Válidos"])
    for n in range(1, number + 1):
        ana, luis = 60 + 7 * n % 41, 50 + 11 * n % 53
        written.writerow([f"M{n:03}", ana, luis, ana + luis])
    return made.getvalue()


def of(columns: dict[str, list[int]]) -> str:
    """A table of these columns behind an id."""
    rows = zip(*columns.values(), strict=True)
    lines = [",".join([f"M{n:03}", *map(str, row)]) for n, row in enumerate(rows, 1)]
    return "\n".join([",".join(["Mesa", *columns]), *lines]) + "\n"


ANA = [60 + 7 * n % 41 for n in range(40)]
LUIS = [50 + 11 * n % 53 for n in range(40)]
EVA = [30 + 13 * n % 37 for n in range(40)]


def added(*columns: list[int]) -> list[int]:
    """The sum of columns row by row."""
    return [sum(row) for row in zip(*columns, strict=True)]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is where we are."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def new(text: str, *words: str) -> Result:
    """Run it on a file of this text."""
    Path("results.csv").write_text(text, encoding="utf-8", newline="")
    return CliRunner().invoke(veedor, ["new", "results.csv", *ANSWERS, *words], env={"COLUMNS": "100"})


def elected() -> dict[str, int]:
    """Label of a candidate -> its votes, once imported."""
    case = load_case("results")
    table = import_case(case).store.arrow("votes-votes")
    choices = case.contests[ContestId("votes")].choices
    return {c.label: sum(table[c.id].to_pylist()) for c in choices if c.meant == "candidate"}


@pytest.mark.slow(but=4)
@pytest.mark.parametrize(
    "names",
    [
        ('Ana "la" O\'Neil', 'Luis\\n"""'),
        ("Ana\nMaria", "Luis\r\nPérez"),
        ("] = {", '# x = "y"\\'),
        ("{row}", "{file}"),
        ("ANA", "Ana"),
        ("José", "Jose"),
        ("Ana Maria", "Ana-Maria"),
        ("Ana-2", "Ana"),
        ("choice-2", "🗳"),
        ("", "Luis"),
        ("Ana", "Ana"),
        ("?", "Luis ?"),
        ("A" * 3000, "B" * 3000),
        ("1", "2"),
        ("22", "13"),
    ],
)
def test_two_candidates_of_any_names_are_read(names: tuple[str, str]) -> None:
    done = new(counts(*names))
    assert done.exit_code == 0, done.output
    assert sorted(elected().values(), reverse=True) == [3220, 3017]


@pytest.mark.slow(but=2)
@pytest.mark.parametrize("mark", ["\x1b[31m", "\x07", "\x9b31m", "\u202e", "\u2066"])
def test_marks_that_steer_a_terminal_are_neither_printed_nor_written(mark: str) -> None:
    done = new(counts(f"Ana{mark}", f"{mark}Luis"))
    text = Path("results/case.toml").read_text(encoding="utf-8")
    assert mark[0] not in done.output + text
    labels = [c["label"] for c in tomllib.loads(text)["contest"]["votes"]["choices"]]
    assert labels == [f"Ana{mark}", f"{mark}Luis"]


def test_candidates_with_the_same_votes_in_every_row_are_both_counted_by_the_total() -> None:
    new(of({"Ana": ANA, "Luis": ANA, "Eva": EVA, "Válidos": added(ANA, ANA, EVA)}))
    assert elected() == {"Ana": sum(ANA), "Luis": sum(ANA), "Eva": sum(EVA)}


def test_two_totals_with_a_candidate_in_common_are_asked_about() -> None:
    done = new(of({"Ana": ANA, "Luis": LUIS, "Eva": EVA, "A": added(ANA, LUIS), "B": added(LUIS, EVA)}))
    assert "Are the candidates" in done.output
    assert "'Eva'" in done.output


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff", "Mesa,Ana,Luis\n", "A letter.\nOf two lines.\n"])
def test_a_file_without_a_table_is_refused_in_our_words(text: str) -> None:
    done = new(text)
    assert isinstance(done.exception, InputError)
    assert not Path("results").exists()


@pytest.mark.parametrize("delimiter", [";;", "\\n", '"', "\0"])
def test_a_delimiter_that_cannot_be_is_refused(delimiter: str) -> None:
    done = new(counts("Ana", "Luis"), "--delimiter", delimiter)
    assert isinstance(done.exception, VeedorError), done.exception


@pytest.mark.parametrize(
    "words",
    [
        ("--date", "2024-13-01"),
        ("--country", "yy"),
        ("--country", "EU"),
        ("--rule", "nope"),
        ("--tz", "Foo/Bar"),
        ("--rule", "my.toml"),
        ("--title", "\udcff"),
        ("--rule", "pe-president-1993"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_before_anything_is_written(words: tuple[str, str]) -> None:
    assert isinstance(new(counts("Ana", "Luis"), *words).exception, VeedorError)
    assert not Path("results").exists()


@pytest.mark.parametrize("option", ["--member", "--sheet"])
def test_what_is_said_of_an_archive_is_not_said_of_a_text_file(option: str) -> None:
    done = new(counts("Ana", "Luis"), option, "x")
    assert f"Leave {option} out" in str(done.exception)


def test_a_file_of_an_archive_is_named_by_its_folders_too() -> None:
    text = counts("Ana", "Luis", number=9)
    with zipfile.ZipFile("r.zip", "w") as archive:
        archive.writestr("north/r.csv", text)
        archive.writestr("south/r.csv", text.replace("M0", "S0"))
    words = [*ANSWERS, "--to", "results"]
    done = CliRunner().invoke(veedor, ["new", "r.zip", *words])
    assert "the file 'north/r.csv' and 1 more in it" in " ".join(done.output.split())
    assert sum(elected().values()) == 2 * sum(int(line.split(",")[3]) for line in text.split()[1:])
    one = CliRunner().invoke(veedor, ["new", "r.zip", *ANSWERS, "--to", "one", "--member", "north/r.csv"])
    assert one.exit_code == 0, one.exception


def test_a_pipe_is_no_file(here: Path) -> None:
    os.mkfifo(here / "pipe.csv")
    done = CliRunner().invoke(veedor, ["new", "pipe.csv", *ANSWERS])
    assert isinstance(done.exception, QuestionError)
    assert "is a pipe or a device" in str(done.exception)


def test_a_link_to_nothing_is_no_folder_of_a_case() -> None:
    Path("link").symlink_to("nowhere")
    done = new(counts("Ana", "Luis"), "--to", "link")
    assert "is no folder" in str(done.exception)


def test_a_folder_of_files_is_not_its_own_case() -> None:
    Path("regions").mkdir()
    for n in (1, 2):
        Path(f"regions/r{n}.csv").write_text(counts("Ana", "Luis").replace("M0", f"R{n}M"), encoding="utf-8")
    done = CliRunner().invoke(veedor, ["new", "regions", *ANSWERS])
    assert done.exit_code == 0, done.output
    assert sorted(file.name for file in Path("regions").iterdir()) == ["r1.csv", "r2.csv"]
    assert Path("regions-case/case.toml").exists()


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_stops_half_way_leaves_nothing_behind(
    here: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def stop(*_: object) -> None:
        raise error

    monkeypatch.setattr("shutil.copyfileobj", stop)
    done = new(counts("Ana", "Luis"), "--to", "deep/case")
    assert done.exit_code != 0
    assert not Path("deep/case").exists()
    if isinstance(error, OSError):
        assert "nothing was left behind" in str(done.exception)
    monkeypatch.undo()
    monkeypatch.chdir(here)
    assert new(counts("Ana", "Luis"), "--to", "deep/case").exit_code == 0


def test_what_another_run_wrote_meanwhile_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("results/data").mkdir(parents=True)
    Path("results/data/theirs.csv").write_text("theirs", encoding="utf-8")
    monkeypatch.setattr(new_verb, "_refuse_existing", lambda _: None)
    assert isinstance(new(counts("Ana", "Luis")).exception, QuestionError)
    assert Path("results/data/theirs.csv").read_text(encoding="utf-8") == "theirs"


def test_a_rule_file_that_lies_in_the_folder_of_the_case_is_used_there() -> None:
    Path("mine").mkdir()
    done = CliRunner().invoke(veedor, ["rules", "new", "--like", "plurality", "--to", "mine/own.toml"])
    assert done.exit_code == 0, done.output
    assert new(counts("Ana", "Luis"), "--rule", "mine/own.toml", "--to", "mine").exit_code == 0


def test_a_hostile_archive_is_not_opened() -> None:
    with zipfile.ZipFile("r.zip", "w") as archive:
        archive.writestr("../../r.csv", counts("Ana", "Luis"))
    done = CliRunner().invoke(veedor, ["new", "r.zip", *ANSWERS])
    assert isinstance(done.exception, InputError)
    assert "leads out of it" in str(done.exception)


def test_whole_percentages_are_no_votes() -> None:
    shares = [20 + 7 * n % 41 for n in range(40)]
    done = new(of({"Ana": shares, "Luis": [100 - share for share in shares]}))
    assert "Percentages are no votes" in str(done.exception)
    three = [[s // 2 for s in shares], [s - s // 2 for s in shares], [99 + s % 3 - s for s in shares]]
    done = new(of(dict(zip(("Ana", "Luis", "Eva"), three, strict=True))))
    assert "Percentages are no votes" in str(done.exception)


def test_a_candidate_who_has_the_sum_of_two_others_is_asked_about() -> None:
    eva = added(ANA, LUIS)
    done = new(of({"Ana": ANA, "Luis": LUIS, "Eva": eva, "Válidos": added(ANA, LUIS, eva)}))
    assert "Is 'Eva' the valid votes, or a candidate" in " ".join(done.output.split())


def folder(**texts: str) -> Result:
    """Run it on a folder of files."""
    Path("in").mkdir()
    for name, text in texts.items():
        Path(f"in/{name}.csv").write_text(text, encoding="utf-8")
    return CliRunner().invoke(veedor, ["new", "in", *ANSWERS, "--to", "results"], env={"COLUMNS": "100"})


def test_a_part_with_a_renamed_column_is_not_left_out() -> None:
    parts = {f"r{n}": counts("Ana", "Luis", number=9).replace("M0", f"R{n}M") for n in range(4)}
    whole, parts["r3"] = parts["r3"], parts["r3"].replace("Luis", "Lu1s")
    refused = folder(**parts).exception
    assert isinstance(refused, InputError)
    assert "'r3.csv' hold votes in columns of their own: 'Lu1s', 'Luis'" in str(refused)
    Path("in/r3.csv").write_text(whole, encoding="utf-8")  # called alike, as it says
    done = CliRunner().invoke(veedor, ["new", "in", *ANSWERS, "--to", "results"])
    assert done.exit_code == 0, done.output
    assert sum(elected().values()) == 4 * sum(int(line.split(",")[3]) for line in parts["r0"].split()[1:])


@pytest.mark.slow
def test_a_large_list_beside_the_votes_does_not_hide_them() -> None:
    places = "Place,Address\n" + "".join(f"School {n},Street {n}\n" for n in range(900))
    done = folder(r1=counts("Ana", "Luis"), places=places)
    assert done.exit_code == 0, done.exception
    assert sorted(elected().values(), reverse=True) == [3220, 3017]


@pytest.mark.slow
def test_random_tables_without_totals_have_none() -> None:
    random = np.random.default_rng(11)
    false = []
    for number in range(1_000):
        rows, columns = int(random.choice([5, 12, 40, 200])), int(random.integers(3, 20))
        sizes = random.gamma(0.7, random.choice([3, 30, 300]), columns)
        table = random.poisson(sizes * random.gamma(4, 0.25, (rows, 1))).astype(np.float64)
        if find_sums(table).totals:
            false.append((number, rows, columns))
    assert not false, false


def test_votes_that_stand_in_a_record_of_their_own_are_the_candidates(here: Path) -> None:
    records = [
        {
            "ID": 100 + n,
            "шайлоочулар": 500 + 9 * n,
            "жараксыз": 3,
            "добуш": {"Асанов": 200 + n, "Бакыт": 90 + 2 * n},
        }
        for n in range(30)
    ]
    (here / "results.json").write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")
    ran = CliRunner().invoke(veedor, ["new", "results.json", *ANSWERS], env={"COLUMNS": "100"})
    assert ran.exit_code == 0, ran.output
    told = " ".join(ran.output.split())
    assert "шайлоочулар (no votes by its name, unlike the others)" in told
    assert all(f" {name} (?)" in told for name in ("Асанов", "Бакыт")), told


@pytest.mark.slow
def test_two_rounds_of_one_file_are_never_added() -> None:
    """A column of rounds or years is no part of the id of a sheet: one is read, and which one is asked."""
    for word, texts, read in (
        ("NR_TURNO", ("1", "2"), 0),
        ("Vuelta", ("Primera", "Segunda"), 0),
        ("Tour", ("T1", "T2"), 0),
        ("Year", ("2021", "2025"), 1),
    ):
        head, *rows = of({"Ana": ANA, "Luis": LUIS}).splitlines()
        both = [f"{text},{row}" for text in texts for row in rows]
        done = new("\n".join([f"{word},{head}", *both]) + "\n", "--to", word)
        assert done.exit_code == 0, done.output
        said = " ".join(done.output.split())
        assert "Which election or round is to be read?" in said
        case = load_case(word)
        assert case.sources["official"].rows.keep == {word: f"^{texts[read]}$"}
        assert import_case(case).store.arrow("votes-votes").num_rows == len(rows)


def test_a_column_of_shifts_or_modes_is_no_round() -> None:
    text = of({"Ana": ANA, "Luis": LUIS}).splitlines()
    shifts = ["Turno", *(("mañana", "tarde")[n % 2] for n in range(40))]
    done = new("\n".join(f"{shift},{line}" for shift, line in zip(shifts, text, strict=True)) + "\n")
    assert "round" not in done.output
    assert sum(elected().values()) == sum(ANA) + sum(LUIS)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("الحالة", ("محتسبة", "ملغاة")),
        ("მდგომარეობა", ("დათვლილი", "გაუქმებული")),
        ("Zustand", ("gezählt", "aufgehoben")),
        ("Vermerk", ("", "Acta anulada")),
    ],
)
def test_words_that_may_be_states_are_asked_about_in_any_language(name: str, words: tuple[str, str]) -> None:
    head, *rows = of({"Ana": ANA, "Luis": LUIS}).splitlines()
    said = [f"{row},{words[n % 9 == 4]}" for n, row in enumerate(rows)]
    done = new("\n".join([f"{head},{name}", *said]) + "\n")
    assert done.exit_code == 0, done.output
    asked = " ".join(done.output.split()).partition("Not proven")[2]
    assert f"'{name}' say nothing of whether a sheet counts" in asked or f"in '{name}'" in asked


def test_a_sheet_of_dashes_is_outstanding_although_its_voters_are_known() -> None:
    columns = {"Ana": ANA, "Luis": LUIS, "Registered voters": [300] * 20 + [290] * 20}
    lines = of(columns).splitlines()
    lines[7] = "M007,-,-,300"
    done = new("\n".join(lines) + "\n")
    assert done.exit_code == 0, done.output
    assert "39 counted, 1 outstanding" in done.output


def test_votes_without_a_name_of_their_choice_elect_nobody() -> None:
    """Blank and null votes name no party, and another column says which they are."""
    kinds = [("A", "POSITIVO"), ("B", "POSITIVO"), ("", "EN BLANCO"), ("", "NULO"), ("", "RECURRIDO")]
    rows = [f"{n},{p},{k},{7 * n % 60}" for n in range(1, 31) for p, k in kinds]
    done = new("\n".join(["mesa_id,agrupacion_nombre,votos_tipo,votos_cantidad", *rows]) + "\n")
    assert isinstance(done.exception, InputError)
    assert "no column names the choice of every row" in str(done.exception)
    assert not Path("results").exists()

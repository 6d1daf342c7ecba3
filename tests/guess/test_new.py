"""``veedor new``: from a file to a case, what it prints, what it refuses, and that nothing is overwritten."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from veedor.cli.main import veedor
from veedor.errors import InputError, InputErrors, QuestionError, VeedorError
from veedor.intake import import_case, load_case
from veedor.intake.case import Fetch
from veedor.intake.locate import hash_file
from veedor.model import ContestId

ANSWERS = ["--title", "Mayor", "--date", "2030-05-05", "--country", "EC", "--rule", "plurality"]
HEAD = "Mesa,Distrito,Inscritos,Ana,Luis,Blancos,Nulos,Válidos,Emitidos\n"


def rows(number: int = 40, other: int = 0) -> str:
    """Sheets whose totals add up; with another number, other votes on the same sheets."""
    made = []
    for n in range(1, number + 1):
        ana, luis = 60 + (7 * n + other) % 41, 50 + (11 * n + 3 * other) % 53
        blank, null = (n + other) % 5, (n * 3 + other) % 4
        valid = ana + luis
        made.append(f"M{n:03},D{n % 4},{300 + n},{ana},{luis},{blank},{null},{valid},{valid + blank + null}")
    return "\n".join(made) + "\n"


def new(*words: str) -> Result:
    """Run it, without a terminal."""
    return CliRunner().invoke(veedor, ["new", *words], env={"COLUMNS": "100"})


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of results in an empty folder, which is where we are."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "results.csv"
    file.write_text(HEAD + rows(), encoding="utf-8")
    return file


def test_a_file_becomes_a_case_that_is_imported(results: Path) -> None:
    done = new(str(results), "--yes", *ANSWERS)
    assert done.exit_code == 0, done.output
    assert "Next: veedor report results" in done.output
    case = load_case("results")
    assert [c.id for c in case.contests[ContestId("votes")].choices if c.meant == "candidate"] == [
        "Ana",
        "Luis",
    ]
    store = import_case(case).store
    expected = sum(int(line.split(",")[3]) for line in rows().splitlines())
    assert sum(store.arrow("votes-votes")["Ana"].to_pylist()) == expected


def test_what_proves_a_total_is_said_with_its_rows(results: Path) -> None:
    assert "Válidos = Ana + Luis in 40 of 40 rows." in new(str(results), "--yes").output


def test_unanswered_questions_are_refused_by_the_import_all_at_once(results: Path) -> None:
    assert new(str(results), "--yes").exit_code == 0
    with pytest.raises(InputErrors) as caught:
        load_case("results")
    told = {str(one.column): one for one in caught.value.exceptions if isinstance(one, InputError)}
    assert {"election.title", "election.date", "election.country", "election.tz"} <= told.keys()
    text = Path("results/case.toml").read_text(encoding="utf-8").splitlines()
    for one in told.values():
        assert one.row is not None
        assert '"?"' in text[one.row - 1]
        assert "For example:" in str(one)


def test_nothing_is_overwritten(results: Path) -> None:
    assert new(str(results), "--yes").exit_code == 0
    before = Path("results/case.toml").read_bytes()
    done = new(str(results), "--yes")
    assert isinstance(done.exception, QuestionError)
    assert Path("results/case.toml").read_bytes() == before


def test_json_gives_proposal_and_evidence_and_writes_nothing(results: Path) -> None:
    done = new(str(results), "--json")
    made = json.loads(done.output)
    assert made["trial"]["reads"] is True
    assert made["trial"]["sheets"] == 40
    assert {one["total"] for one in made["sums"]} >= {"Válidos"}
    assert not Path("results").exists()


def test_what_is_given_stands_in_the_case(results: Path) -> None:
    results.write_bytes(f"Título\nOtro\n{HEAD}{rows()}".replace(",", ";").encode("cp1252"))
    done = new(str(results), "--yes", "--skip", "2", "--encoding", "cp1252", "--delimiter", ";")
    assert done.exit_code == 0, done.output
    (form,) = tomllib.loads(Path("results/case.toml").read_text("utf-8"))["source"]["official"]["files"]
    assert (form["skip"], form["encoding"], form["delimiter"]) == (2, "cp1252", ";")


def test_the_encoding_is_shown_and_asked(results: Path) -> None:
    results.write_bytes((HEAD + rows().replace("D1", "Ñuñoa")).encode("cp1252"))
    done = new(str(results), "--yes", *ANSWERS)
    assert "'Ñuñoa'" in done.output or "Válidos" in done.output
    assert 'encoding = "cp1252"' in Path("results/case.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "it is empty"),
        ("Mesa,Ana,Luis\n", "no rows"),
        ("Mesa,Ana,Luis\nM1,54.9%,45.1%\nM2,60.1%,39.9%\n", "ercentages are no votes"),
        ("Mesa,Lugar\nM1,Escuela\nM2,Liceo\n", "votes"),
        ("%PDF-1.4 not a table", "PDF"),
    ],
)
def test_bad_input_is_refused_in_our_words(results: Path, content: str, said: str) -> None:
    results.write_text(content, encoding="utf-8")
    done = new(str(results), "--yes")
    assert isinstance(done.exception, VeedorError), done.output
    assert said in str(done.exception)
    assert not Path("results").exists()


@pytest.mark.parametrize(
    "words", [["--date", "05/05/2030"], ["--country", "Nowhere"], ["--tz", "Mars/Base"], ["--rule", "plural"]]
)
def test_answers_that_are_none_are_refused(results: Path, words: list[str]) -> None:
    assert isinstance(new(str(results), "--yes", *words).exception, VeedorError)
    assert not Path("results").exists()


def test_a_file_that_is_not_there_is_refused(results: Path) -> None:
    assert isinstance(new(str(results.with_name("none.csv"))).exception, QuestionError)


def test_hostile_names_stay_names(results: Path) -> None:
    name = 'Ana"]\n[election]\ntitle = "x'
    head = HEAD.replace("Ana", '"' + name.replace('"', '""') + '"')
    results.write_text(head + rows(), encoding="utf-8")
    done = new(str(results), "--yes", *ANSWERS)
    assert done.exit_code == 0, done.output
    case = tomllib.loads(Path("results/case.toml").read_text(encoding="utf-8"))
    assert case["election"]["title"] == "Mayor"
    assert any('Ana"]' in choice["label"] for choice in case["contest"]["votes"]["choices"])


def test_a_terminal_is_asked_one_question_at_a_time(results: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("veedor.cli.new.asks_here", lambda: True)
    given = "Mayors\n2030-05-05\nEC\nMayor\nplurality\n" + "\n" * 20
    done = CliRunner().invoke(veedor, ["new", str(results)], input=given)
    assert done.exit_code == 0, done.output
    case = load_case("results")
    assert (case.election.title, case.election.tz) == ("Mayors", "America/Guayaquil")
    assert case.contests[ContestId("mayor")].rule == "plurality"


def test_a_wrong_answer_is_asked_again(results: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("veedor.cli.new.asks_here", lambda: True)
    given = "Mayors\n5 May\n2030-05-05\nEC\nMayor\nnone\n" + "\n" * 20
    done = CliRunner().invoke(veedor, ["new", str(results)], input=given)
    assert done.exit_code == 0, done.output
    assert "is no day" in done.output


def record(*words: str) -> dict[str, Any]:
    """What a program is given."""
    made: dict[str, Any] = json.loads(new(*words, "--json").output)
    return made


def test_a_folder_of_regions_is_one_table(results: Path) -> None:
    folder = results.parent / "regions"
    folder.mkdir()
    for n in range(3):
        text = rows(6).replace("M00", f"R{n}M00")
        (folder / f"region-{n}.csv").write_text(HEAD + text, encoding="utf-8")
    made = record(str(folder))
    assert made["trial"]["sheets"] == 18
    assert [form["name"] for form in made["forms"]] == ["region-*.csv"]


def test_a_zip_of_regions_is_one_table(results: Path) -> None:
    import zipfile

    path = results.parent / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for n in range(3):
            archive.writestr(f"r{n}.csv", HEAD + rows(6, 17 * n + 1).replace("D", f"D{n}"))
    made = record(str(path))
    assert made["trial"]["sheets"] == 18, made["trial"]
    assert {form["member"] for form in made["forms"]} == {"r0.csv", "r1.csv", "r2.csv"}


def test_an_address_is_fetched_and_named(
    results: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from veedor.intake import download

    def given(fetch: Fetch, path: Path, *_: object, **__: object) -> download.Fetched:
        path.write_bytes(results.read_bytes())
        return download.Fetched(path, fetch.url, path.stat().st_size, hash_file(path), downloaded=True)

    monkeypatch.setattr(download, "fetch_file", given)
    done = new("https://example.org/count/results.csv", "--yes", "--to", str(tmp_path / "made"), *ANSWERS)
    assert done.exit_code == 0, done.output
    (form,) = load_case(tmp_path / "made").sources["official"].files
    assert form.fetch is not None
    assert form.fetch.url == "https://example.org/count/results.csv"

"""``veedor demo``: a synthetic election as a case, with its report and the list of what was planted."""

from __future__ import annotations

import csv
import json
from functools import partialmethod
from pathlib import Path

import pytest
from click.testing import CliRunner

from veedor.case import Case, open_case
from veedor.cli.demo import MARK, MARK_LINE
from veedor.cli.main import main, veedor
from veedor.model import ChoiceId
from veedor.synthetic import PLANTED_FILE, SHOWS_IN, Defects

SHEETS = "1500"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    """A demo of 1,500 sheets, and what the command answered; with few clean twins, to be quick."""
    folder = tmp_path_factory.mktemp("demo") / "here"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Case, "forensics", partialmethod(Case.forensics, simulations=50, controls=1))
        done = CliRunner().invoke(
            veedor, ["demo", "--to", str(folder), "--sheets", SHEETS, "--json", "--lang", "en"]
        )
    assert done.exit_code == 0, done.output
    return folder, json.loads(done.output)


def planted(folder: Path) -> dict[str, set[str]]:
    """Sheets by planted defect, from the file beside the case."""
    found: dict[str, set[str]] = {}
    with (folder / PLANTED_FILE).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            assert row["shows_in"] == SHOWS_IN[row["defect"]]
            found.setdefault(row["defect"], set()).add(row["sheet"])
    return found


def test_it_answers_where_everything_is(demo: tuple[Path, dict[str, object]]) -> None:
    folder, answer = demo
    assert answer["synthetic"] is True
    assert answer["sheets"] == int(SHEETS)
    assert Path(str(answer["page"])) == folder / "report" / "report-en.html"
    assert (folder / "report" / "findings.json").is_file()
    assert answer["planted"] == {name: getattr(Defects(), name) for name in Defects.__dataclass_fields__}


def test_the_page_says_that_nothing_in_it_is_real(demo: tuple[Path, dict[str, object]]) -> None:
    page = (demo[0] / "report" / "report-en.html").read_text(encoding="utf-8")
    assert "Synthetic data." in page
    assert "No place, choice or vote in it is real." in page
    assert json.loads((demo[0] / "report" / "findings.json").read_text())["case"]["synthetic"] is True


def test_planted_csv_has_every_defect(demo: tuple[Path, dict[str, object]]) -> None:
    folder, answer = demo
    assert {name: len(sheets) for name, sheets in planted(folder).items()} == answer["planted"]


def test_what_was_planted_is_what_is_found(demo: tuple[Path, dict[str, object]]) -> None:
    folder, _ = demo
    case, known = open_case(folder), planted(folder)
    official = case.select("official").sheets
    above = set(official.ids[official.cast > official.registered].tolist())
    assert above == known["above_roll"]
    empty = set(official.ids[official.cast == 0].tolist())
    assert empty == known["empty"]
    preliminary = case.select("preliminary@second").sheets
    alder, birch = ChoiceId("alder"), ChoiceId("birch")
    there = {sheet: row for row, sheet in enumerate(preliminary.ids.tolist())}
    for row, sheet in enumerate(official.ids.tolist()):
        if sheet in there and sheet in known["exchanged"]:
            assert preliminary.of(alder)[there[sheet]] == official.of(birch)[row]
    first = case.select("preliminary@first").sheets
    assert set(first.ids.tolist()) - set(preliminary.ids.tolist()) == known["vanished"]


def test_the_same_seed_gives_the_same_files(demo: tuple[Path, dict[str, object]], tmp_path: Path) -> None:
    from veedor.cli.demo import make

    make(tmp_path, int(SHEETS), None)
    for name in ("case.toml", "planted.csv", "data/official.csv", "data/verifications.csv"):
        assert (tmp_path / name).read_bytes() == (demo[0] / name).read_bytes()
    make(tmp_path, int(SHEETS), 7)
    assert (tmp_path / "data/official.csv").read_bytes() != (demo[0] / "data/official.csv").read_bytes()
    assert "seed 7" in (tmp_path / MARK).read_text(encoding="utf-8")


def test_a_folder_of_someone_else_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = tmp_path / "case.toml"
    mine.write_text("mine", encoding="utf-8")
    with pytest.raises(SystemExit) as stopped:
        main(["demo", "--to", str(tmp_path)])
    assert stopped.value.code == 2
    assert "was not written by veedor demo" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["case.toml"]
    assert mine.read_text(encoding="utf-8") == "mine"


def test_a_readme_of_someone_else_is_no_mark(tmp_path: Path) -> None:
    (tmp_path / MARK).write_bytes(b"\xff my own notes")
    with pytest.raises(SystemExit) as stopped:
        main(["demo", "--to", str(tmp_path)])
    assert stopped.value.code == 2


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(SystemExit) as stopped:
        main(["demo", "--to", str(tmp_path / "file" / "demo"), "--sheets", "500"])
    assert stopped.value.code == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith(f"error: {tmp_path}/file")


def test_an_error_of_the_program_itself_is_not_hidden(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_folder: Path) -> None:
        raise OSError("no file, no disk")

    monkeypatch.setattr("veedor.cli.demo.refuse_foreign", broken)
    with pytest.raises(SystemExit) as ended:
        main(["demo", "--to", str(tmp_path)])
    assert ended.value.code == 1
    assert "error inside Veedor: OSError: no file, no disk" in capsys.readouterr().err


def test_a_demo_of_ours_may_be_made_again(demo: tuple[Path, dict[str, object]]) -> None:
    from veedor.cli.demo import refuse_foreign

    assert MARK_LINE in (demo[0] / MARK).read_text(encoding="utf-8")
    refuse_foreign(demo[0])


@pytest.mark.parametrize("words", [["--sheets", "3"], ["--seed", "-1"], ["--sheets", "many"]])
def test_bad_options_are_refused(words: list[str]) -> None:
    done = CliRunner().invoke(veedor, ["demo", *words])
    assert done.exit_code == 2
    assert "Traceback" not in done.output


def test_help_teaches_by_example() -> None:
    assert "veedor demo --open" in CliRunner().invoke(veedor, ["demo", "--help"]).output

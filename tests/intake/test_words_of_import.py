"""What an import says in words, and that what it tells to state can be stated."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest

from intake.build_intake import HEAD, ROWS, SOURCE, csv_text, importing, refusal, write_case
from veedor.intake import reading_of
from veedor.report.wording import Wording

if TYPE_CHECKING:
    from pathlib import Path


def notices(folder: Path, lang: str = "en") -> dict[str, str]:
    found = reading_of(importing(folder), "case").findings
    return {finding.says: Wording(lang).say(finding) for finding in found}


def with_column(name: str, words: list[str]) -> str:
    return csv_text([[*row, word] for row, word in zip(ROWS, words, strict=True)], [*HEAD, name])


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("lang", ["en", "es"])
def test_zero_sheets_are_told_what_can_be_stated(tmp_path: Path, lang: str) -> None:
    rows = [*ROWS, ["005", "South", "Hall", "70", "0", "0", "0", "0"]]
    folder = write_case(tmp_path, files={"count.csv": csv_text(rows)})
    said = notices(folder, lang)["import.notice.zero_sheets"]
    stated = re.search(r"rows\.zero_sheets = \"outstanding\"", said)
    assert stated
    assert "sheets hold" not in said
    write_case(tmp_path, "\n".join([SOURCE, "[source.final.rows]", stated.group().removeprefix("rows.")]),
               {"count.csv": csv_text(rows)})  # fmt: skip
    assert "import.notice.zero_sheets" not in notices(folder)


@pytest.mark.parametrize(
    ("names", "english", "spanish"),
    [
        (["a.csv"], "of 1 file:", "Se leyó 1 archivo"),
        (["a.csv", "b.csv"], "of 2 files:", "Se leyeron 2 archivos"),
    ],
)
def test_files_are_counted(tmp_path: Path, names: list[str], english: str, spanish: str) -> None:
    parts: dict[str, str | bytes] = dict(zip(names, (csv_text(ROWS[:2]), csv_text(ROWS[2:])), strict=False))
    files = ", ".join(f'{{ name = "{name}" }}' for name in names)
    source = SOURCE.replace('{ name = "count.csv" }', files)
    folder = write_case(tmp_path, source, parts)
    assert english in notices(folder)["import.read"]
    assert spanish in notices(folder, "es")["import.read"]


@pytest.mark.slow(but=2)
@pytest.mark.parametrize(
    "name", ["Status", "Estado", "ESTADO_ACTA", "Situação", "Estatus", "Zustand", "State"]
)
def test_a_column_named_like_a_state_is_not_passed_over(tmp_path: Path, name: str) -> None:
    folder = write_case(tmp_path, files={"count.csv": with_column(name, ["ok", "ok", "N", "ok"])})
    said = notices(folder)["import.notice.unused_status"]
    assert f"column {name} holds N and ok" in said
    ignored = re.search(r"rows\.(ignore = .*)\.", said)
    assert ignored
    assert tomllib.loads(ignored.group(1)) == {"ignore": [name]}
    source = SOURCE + f"\n[source.final.rows]\n{ignored.group(1)}\n"
    write_case(tmp_path, source, {"count.csv": with_column(name, ["ok", "ok", "N", "ok"])})
    assert "import.notice.unused_status" not in notices(folder)


@pytest.mark.parametrize("name", ["Observer", "Status report of the press", "Estación"])
def test_other_columns_are_passed_over(tmp_path: Path, name: str) -> None:
    folder = write_case(tmp_path, files={"count.csv": with_column(name, ["ok", "ok", "N", "ok"])})
    assert "import.notice.unused_status" not in notices(folder)


@pytest.mark.slow(but=2)
@pytest.mark.parametrize("word", ["Annulled", "ANULADA", "pendente", "En attente", "cancelled", "set aside"])
def test_words_of_states_in_a_column_that_is_not_read_are_refused(tmp_path: Path, word: str) -> None:
    published = with_column("Remarks", ["ok", "ok", word, "ok"])
    [problem] = refusal(write_case(tmp_path, files={"count.csv": published}))
    assert problem.value == word
    assert problem.remedy is not None
    assert 'rows.ignore = ["Remarks"]' in problem.remedy
    source = SOURCE + '\n[source.final.rows]\nignore = ["Remarks"]\n'
    importing(write_case(tmp_path, source, {"count.csv": published}))


@pytest.mark.slow
def test_a_list_that_names_other_sheets_shows_both_sides(tmp_path: Path) -> None:
    roll = """
[source.roll]
layout = "attributes"
contest = "mayor"
files = [{ name = "roll.csv" }]
control = "none known"
[source.roll.sheet]
id = "Code"
"""
    listed = "Code,Sheet\nA-1,001\nA-2,002\nA-3,003\nA-4,004\n"
    files = {"count.csv": csv_text(), "roll.csv": listed}
    [problem] = refusal(write_case(tmp_path, SOURCE + roll, dict(files)))
    assert problem.value == "the counts have 001, 002, 003; the list has A-1, A-2, A-3"
    assert problem.remedy is not None
    assert 'source.final.sheet.id (now "Sheet") and source.roll.sheet.id (now "Code")' in problem.remedy
    importing(write_case(tmp_path, SOURCE + roll.replace('"Code"', '"Sheet"'), dict(files)))

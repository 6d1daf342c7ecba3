"""Proposed mappings: what is told, what is doubted, and that a proposal can be used."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from intake.build_intake import csv_text
from veedor.cli.map import command
from veedor.errors import InputError, QuestionError
from veedor.guess.draft import write_case
from veedor.guess.old import fold, guess
from veedor.intake import import_case, load_case

if TYPE_CHECKING:
    from pathlib import Path

HEAD = [
    "Número Mesa", "País", "Departamento", "Recinto", "lat", "lon", "Inscritos", "CC", "MAS - IPSP",
    "Blancos", "Nulos", "Votos válidos", "Observación", "Fecha", "% CC",
]  # fmt: skip
ROWS = [
    [str(n), "Bolivia", "La Paz", f"Escuela {n}", "-16.5", "-68.1", "200", "50", "90", "3", "4", "140", "x",
     f"2019-10-20T{8 + n:02}:00:00", "35.71"]
    for n in range(1, 13)
]  # fmt: skip


def test_columns_are_recognised(tmp_path: Path) -> None:
    path = tmp_path / "mesas.csv"
    path.write_text(csv_text(ROWS, HEAD), encoding="utf-8")
    made, _ = guess(path)
    assert made.sheet == "Número Mesa"
    assert made.levels == {"country": "País", "region": "Departamento", "place": "Recinto"}
    assert made.fields == {
        "lat": "lat", "lon": "lon", "registered": "Inscritos", "valid": "Votos válidos", "at": "Fecha",
    }  # fmt: skip
    assert made.choices == {"CC": "candidate", "MAS - IPSP": "candidate", "Blancos": "blank", "Nulos": "null"}
    assert any("'Observación' is not used" in text for text in made.unsure)
    assert any("'% CC' is not used" in text for text in made.unsure)


def test_a_proposal_can_be_used_after_the_question_marks_are_answered(tmp_path: Path) -> None:
    data = tmp_path / "case" / "data"
    data.mkdir(parents=True)
    (data / "mesas.csv").write_text(csv_text(ROWS, HEAD), encoding="utf-8")
    made, raw = guess(data / "mesas.csv")
    text = write_case(made, raw, data / "mesas.csv")
    assert tomllib.loads(text)["contest"]["president"]["choices"][1] == {
        "id": "MAS-IPSP",
        "label": "MAS - IPSP",
    }
    (tmp_path / "case" / "case.toml").write_text(text.replace('"??"', '"BO"'), encoding="utf-8")
    store = import_case(load_case(tmp_path / "case")).store
    assert store.arrow("votes-president")["MAS-IPSP"].to_pylist() == [90] * 12


def test_doubts(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [[r, "A", "1.234", f"2019-10-20 0{1 + i % 9}:30"] for i, r in enumerate("1122334455")]
    path.write_text(csv_text(rows, ["Acta", "Office", "Oak", "Hora"]), encoding="utf-8")
    doubts = " ".join(guess(path)[0].unsure)
    assert "5 different values in 10 rows" in doubts
    assert "12-hour clock" in doubts
    assert "No column looks like a place" in doubts
    assert "No column looks like registered voters" in doubts


def test_long_files_are_recognised(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    rows = [[p, c, "10"] for p in ("P1", "P2", "P3") for c in ("Oak", "Elm")]
    path.write_text(csv_text(rows, ["precinct", "candidate", "votes"]), encoding="utf-8")
    made, raw = guess(path)
    assert made.long == ("candidate", "votes")
    assert 'layout = "long"' in write_case(made, raw, path)


def test_hostile_names_cannot_break_out_of_the_proposal(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    hostile = 'Oak"\n[election]\nx = "'
    path.write_text(
        csv_text([["1", "2", "3"], ["2", "2", "3"]], ["Mesa", hostile, "no\nte"]), encoding="utf-8"
    )
    made, raw = guess(path)
    document = tomllib.loads(write_case(made, raw, path))
    assert document["contest"]["president"]["choices"][0]["label"] == " ".join(hostile.split())


@pytest.mark.parametrize(
    ("name", "folded"), [("% Válidos", "%_validos"), ("Número  Mesa", "numero_mesa"), ("Ñ", "n")]
)
def test_folding(name: str, folded: str) -> None:
    assert fold(name) == folded


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"")
    with pytest.raises(InputError, match="empty"):
        guess(path)


def test_the_verb(tmp_path: Path) -> None:
    path = tmp_path / "mesas.csv"
    path.write_text(csv_text(ROWS, HEAD), encoding="utf-8")
    shown = CliRunner().invoke(command, ["--guess", str(path)])
    assert shown.exit_code == 0
    assert tomllib.loads(shown.output)["source"]["official"]["sheet"]["id"] == "Número Mesa"
    as_json = json.loads(CliRunner().invoke(command, ["--guess", str(path), "--json"]).output)
    assert as_json["sheet"] == "Número Mesa"
    to = tmp_path / "case" / "case.toml"
    assert CliRunner().invoke(command, ["--guess", str(path), "--to", str(to)]).exit_code == 0
    again = CliRunner().invoke(command, ["--guess", str(path), "--to", str(to)])
    assert isinstance(again.exception, QuestionError)

"""Sheets as tables: what was left blank, or not published, is empty and no zero."""

from __future__ import annotations

import importlib

import pytest

from findings.build_findings import town
from veedor.case import open_case
from veedor.count import Sheets
from veedor.errors import MissingDataError


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> Sheets:
    folder = town(tmp_path_factory.mktemp("frames") / "town")
    final = folder / "data" / "final.csv"
    text = final.read_text(encoding="utf-8").replace("04,T2,S3,50,20,5,0,0", "04,T2,S3,,20,5,,0")
    final.write_text(text, encoding="utf-8")
    case = folder / "case.toml"
    case.write_text(
        case.read_text(encoding="utf-8").replace('label = "=C()"', 'label = "C"'), encoding="utf-8"
    )
    return open_case(folder).select("official").sheets


def test_a_row_per_sheet_with_its_places_and_votes(sheets: Sheets) -> None:
    rows = sheets.to_arrow().to_pylist()
    assert [row["sheet"] for row in rows] == ["01", "02", "03", "04"]
    assert (rows[2]["municipality"], rows[2]["precinct"], rows[2]["A"]) == ("T2", "S3", 61)


def test_what_is_not_known_is_null(sheets: Sheets) -> None:
    last = sheets.to_arrow().to_pylist()[3]
    assert (last["registered"], last["C"], last["blank"]) == (None, None, 0)
    frame = sheets.to_pandas()
    assert str(frame["C"].dtype) == "Int64"
    assert int(frame["A"].sum()) == 143
    assert sheets.to_polars()["C"].null_count() == 1


def test_a_package_that_is_not_there_is_named_with_what_to_install(
    sheets: Sheets, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str, *_more: object) -> object:
        raise ModuleNotFoundError(name)

    for ask, package in ((sheets.to_pandas, "pandas"), (sheets.to_polars, "polars")):
        with monkeypatch.context() as patch:
            patch.setattr(importlib, "import_module", missing)
            with pytest.raises(MissingDataError, match=f"`pip install {package}`"):
                ask()


def test_what_is_large_prints_on_one_line(sheets: Sheets) -> None:
    for held in (sheets, sheets.places):
        assert "\n" not in repr(held)
        assert len(repr(held)) < 500
    assert "votes=<4 x 4>" in repr(sheets)

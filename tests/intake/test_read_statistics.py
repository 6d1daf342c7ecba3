"""Files of Stata and SPSS: figures, labels of values, and what is damaged; without pyreadstat, what to do."""

# ruff: noqa: E501 - tables of cases are read across

from __future__ import annotations

import builtins
import contextlib
import sys
from typing import TYPE_CHECKING, Any

import pytest

from intake.build_read import opened, read, refused, rows_of
from veedor.errors import InputError
from veedor.intake import statistics_file
from veedor.intake.case import FileForm

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def made(tmp_path: Path) -> dict[str, bytes]:
    """Give one table in each of the two formats; pandas only writes it."""
    pyreadstat = pytest.importorskip(
        "pyreadstat", reason="NOT TESTED: pyreadstat is not installed (pip install 'veedor[stats]')"
    )
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(
        {
            "mesa": ["001", "002", "003"],
            "zona": [1.0, 2.0, 9.0],
            "roble": [3.0, None, 5.0],
            "parte": [0.5, 1.0, 2.0],
        }
    )
    labels = {"zona": {1.0: "Norte", 2.0: "Peña", 9.0: "Norte"}}
    pyreadstat.write_sav(frame, str(tmp_path / "w.sav"), variable_value_labels=labels)
    pyreadstat.write_dta(
        frame.astype({"zona": "int32"}), str(tmp_path / "w.dta"), variable_value_labels={"zona": {1: "Norte", 2: "Peña", 9: "Norte"}}
    )  # fmt: skip
    return {end: (tmp_path / f"w{end}").read_bytes() for end in (".sav", ".dta")}


@pytest.mark.slow(but=2)
@pytest.mark.parametrize("end", [".sav", ".dta"])
@pytest.mark.parametrize("name", ["a.sav", "a.dta", "a.csv"])
def test_figures_and_labels(tmp_path: Path, made: dict[str, bytes], end: str, name: str) -> None:
    raw = opened(tmp_path, name, made[end])
    assert raw.header == ("mesa", "zona", "roble", "parte")
    assert rows_of(raw) == [
        (1, ["001", "1 Norte", "3", "0.5"]),
        (2, ["002", "Peña", None, "1"]),
        (3, ["003", "9 Norte", "5", "2"]),
    ]


@pytest.mark.slow(but=2)
@pytest.mark.parametrize("end", [".sav", ".dta"])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.95])
def test_what_is_cut_short(tmp_path: Path, made: dict[str, bytes], end: str, part: float) -> None:
    whole = made[end]
    assert refused(tmp_path, "a.bin", whole[: int(len(whole) * part)]).remedy


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("places", [3, pytest.param(12, marks=pytest.mark.slow)])
@pytest.mark.parametrize("end", [".sav", ".dta"])
def test_damage_ends_in_a_message_or_a_table(
    tmp_path: Path, made: dict[str, bytes], end: str, places: int
) -> None:
    whole = bytearray(made[end])
    for at in range(8, len(whole), max(1, len(whole) // places)):
        broken = bytes(whole[:at]) + b"\xff" * 8 + bytes(whole[at + 8 :])
        with contextlib.suppress(InputError):
            read(tmp_path, f"a{at}.bin", broken)


def test_without_the_package_the_remedy_says_how(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = builtins.__import__

    def without(name: str, *args: Any) -> Any:  # noqa: ANN401
        if name == "pyreadstat":
            raise ImportError(name)
        return kept(name, *args)

    monkeypatch.delitem(sys.modules, "pyreadstat", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    path = tmp_path / "a.sav"
    path.write_bytes(b"$FL2@(#) SPSS DATA FILE")
    with pytest.raises(InputError, match=r"veedor\[stats\]") as caught:
        statistics_file.read(path, FileForm("a.sav"), "a.sav")
    assert "CSV" in caught.value.remedy

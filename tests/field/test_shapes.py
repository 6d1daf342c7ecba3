"""One table in many formats, and layouts that no mapping describes: right or refused, never a traceback."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from field.expect import CASES
from field.mend import edit
from field.observe import observe, run

if TYPE_CHECKING:
    from pathlib import Path

TABLES = sorted(path.name for path in (CASES / "shapes").glob("v.*"))
READ = {"v.csv", "v.tsv", "v.xlsx", "v.parquet"}
"""Formats that must be read."""
VOTES = {"alder": 1885, "birch": 1831, "blank": 156}


@pytest.mark.slow(but=5)
@pytest.mark.parametrize("name", TABLES)
def test_a_format_is_read_or_refused(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "case"
    (folder / "data").mkdir(parents=True)
    shutil.copy(CASES / "shapes" / name, folder / "data")
    shutil.copy(CASES / "shapes" / "one-file-per-region" / "case-list.toml", folder / "case.toml")
    reason = {"contest.president.rule_reason": "a made-up country borrows this law"}
    edit(folder / "case.toml", change={"source.official.files": [{"name": name}], **reason})
    ran, observed = observe(folder)
    if observed is None:
        assert ran.refused, str(ran)
        assert name not in READ, str(ran)
        return
    assert observed.votes == VOTES
    assert observed.figure("counted") == 30


@pytest.mark.parametrize(
    "file",
    [
        "35-map-non-latin/data/results.csv",
        "35b-map-german/data/results.csv",
        "country-bulgaria-shape/data/votes_27.10.2024.txt",
        "country-france-shape/data/v.csv",
    ],
)
def test_a_mapping_is_proposed_or_refused(file: str) -> None:
    ran = run("new", str(CASES / file), "--json")
    assert ran.crash is None
    assert ran.code in {0, 2}, str(ran)


def test_totals_are_not_proposed_as_choices() -> None:
    ran = run("new", str(CASES / "35b-map-german/data/results.csv"), "--json")
    choices = {c["label"]: c["kind"] for c in json.loads(ran.out)["proposal"]["choices"]}
    assert [label for label, kind in choices.items() if kind == "candidate"] == ["Adler", "Brandt"]

"""What a proposal takes over of an import: updates of a sheet, parts of a count; contests side by side."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from veedor.guess.answers import answer
from veedor.guess.proposal import Proposal
from veedor.guess.tried_proposal import propose_and_try


def doubt_of(proposal: Proposal, key: str) -> str:
    return next(str(one.proposed) for one in proposal.doubts if one.key == f"source.official.{key}")


def test_the_latest_row_of_a_sheet_holds_and_not_both(tmp_path: Path) -> None:
    file = tmp_path / "mesas.csv"
    file.write_text(
        "Table,Adler,Brandt,Invalid,last_updated\n000169,50,40,1,2030-05-05T20:00:00\n"
        "000170,60,41,0,2030-05-05T20:10:00\n000169,52,44,1,2030-05-05T22:00:00\n",
        encoding="utf-8",
    )
    with propose_and_try(file) as found:
        (votes,) = found.trial.votes.values()
        assert (found.trial.sheets, votes["Adler"], votes["Brandt"]) == (2, 112, 85)
        assert doubt_of(found.proposal, "rows.last_by") == '"last_updated"'


def test_rows_that_differ_are_not_said_to_be_the_same(tmp_path: Path) -> None:
    file = tmp_path / "mesas.csv"
    lines = [f"{n:06d},{90 + n},{40 + n},{'Urna' if n % 2 else 'Correo'}" for n in range(1, 20)]
    file.write_text(
        "\n".join(["Table,Adler,Brandt,Via", *lines, "000001,70,30,Correo", ""]), encoding="utf-8"
    )
    with propose_and_try(file) as found:
        assert "source.official.rows.duplicates" not in {one.key for one in found.proposal.doubts}


def test_files_of_one_sheet_each_are_parts_where_the_import_sees_it(tmp_path: Path) -> None:
    file = tmp_path / "units.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(12):
            results = [{"party": name, "votes": 20 + number + at} for at, name in enumerate(("APC", "LP"))]
            unit = {"pu_code": f"24-{number:03d}", "lga": "EPE", "registered": 120, "results": results}
            archive.writestr(f"{number:03d}.json", json.dumps(unit))
    with propose_and_try(file) as found:
        assert found.trial.reads, found.trial.refused
        (votes,) = found.trial.votes.values()
        assert votes == {"APC": sum(20 + n for n in range(12)), "LP": sum(21 + n for n in range(12))}
        (asked,) = [one for one in found.proposal.doubts if one.key == "source.official.each"]
        assert "/" not in str(asked.reason).partition("units.zip")[0]  # no path of this machine
        (other,) = asked.alternatives
        again = answer(found.proposal, asked, other)
        assert again.settings["source.official.each"] == other


def test_of_offices_side_by_side_one_is_read(tmp_path: Path) -> None:
    file = tmp_path / "precincts.csv"
    head = [
        "Precinct,PRESIDENT,,,VICE PRESIDENT,,",
        ",MARCOS,ROBREDO,Under votes,DUTERTE,PANGILINAN,Under votes",
    ]
    rows = [
        f"{n:05d},{300 + n * 37 % 90},{200 + n * 7 % 31},{n % 5},"
        f"{400 - n * 53 % 80},{90 + n * 29 % 60},{n % 3}"
        for n in range(1, 31)
    ]
    file.write_text("\n".join([*head, *rows, ""]), encoding="utf-8")
    with propose_and_try(file) as found:
        names = {choice.label for choice in found.proposal.choices if choice.kind == "candidate"}
        assert names == {"PRESIDENT / MARCOS", "PRESIDENT / ROBREDO"}
        blank = [c.published for c in found.proposal.choices if c.kind == "blank"]
        assert blank == [("PRESIDENT / Under votes",)]


def test_modes_of_one_candidate_are_still_added(tmp_path: Path) -> None:
    file = tmp_path / "precincts.csv"
    head = ["Precinct,Adler,,Brandt,", ",Day,Mail,Day,Mail"]
    rows = [
        f"{n:05d},{30 + n * 37 % 50},{10 + n * 7 % 31},{40 + n * 53 % 47},{9 + n * 29 % 23}"
        for n in range(1, 31)
    ]
    file.write_text("\n".join([*head, *rows, ""]), encoding="utf-8")
    with propose_and_try(file) as found:
        assert len([c for c in found.proposal.choices if c.kind == "candidate"]) == 2

"""Open formats: what is written is described, hashed, valid and harmless."""

from __future__ import annotations

import csv
import hashlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from intake.build_intake import ELECTION, HEAD, ROWS, SOURCE, csv_text, write_case
from veedor.case import open_case
from veedor.case.export import export_results, export_tables
from veedor.case.export.nist import report
from veedor.case.export.totals import sum_places
from veedor.cli.export import command
from veedor.engine import Store
from veedor.errors import QuestionError
from veedor.intake.safe_cells import safe_cell, write_csv
from veedor.model import ChoiceId, State

if TYPE_CHECKING:
    from pathlib import Path

OAK = ChoiceId("oak")
EARLY = (
    SOURCE.replace("source.final", "source.first")
    .replace('"official"', '"early"')
    .replace("count.csv", "e.csv")
)


@pytest.fixture
def two_counts(tmp_path: Path) -> Path:
    files: dict[str, str | bytes] = {"count.csv": csv_text(), "e.csv": csv_text(ROWS[:2])}
    return write_case(tmp_path / "case", EARLY + SOURCE, files)


def test_the_package_describes_every_file(two_counts: Path, tmp_path: Path) -> None:
    made = open_case(two_counts)
    written = export_tables(made.election, tmp_path / "out")
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text())
    described = {r["path"]: r for r in package["resources"]}
    assert set(described) == {p.name for p in written} - {"datapackage.json"}
    for name, resource in described.items():
        content = (tmp_path / "out" / name).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        fields = [f["name"] for f in resource["schema"]["fields"]]
        table = Store(tmp_path / "out").arrow(name.removesuffix(".parquet"))
        assert fields == table.column_names
        key = [tuple(row[k] for k in resource["schema"]["primaryKey"]) for row in table.to_pylist()]
        assert len(key) == len(set(key)), name
        for field in resource["schema"]["fields"]:
            if field.get("constraints", {}).get("required"):
                assert table[field["name"]].null_count == 0, (name, field["name"])
    names = [r["name"] for r in package["resources"]]
    assert len(names) == len(set(names))


def test_long_votes_keep_blank_cells_and_what_could_not_be_read(tmp_path: Path) -> None:
    rows = [list(r) for r in ROWS]
    rows[1][5] = "4?"
    source = SOURCE.replace('registered = "Registered"', 'unreadable = "keep"')
    made = open_case(write_case(tmp_path / "case", source, {"count.csv": csv_text(rows)}))
    export_tables(made.election, tmp_path / "out")
    long = Store(tmp_path / "out").arrow("vote-mayor").to_pylist()
    assert len(long) == 16
    found = {(v["sheet_id"], v["choice_id"]): (v["votes"], v["raw_text"]) for v in long}
    assert found["002", "elm"] == (None, "4?")
    assert found["004", "oak"] == (None, None)
    assert found["003", "null"] == (0, None)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "\t=1", "  =cmd|' /C calc'!A0", "\r=1", "%x", "\ufeff=1"]
)
def test_no_text_is_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("value", [-5, -5.5, 0, 12])
def test_numbers_stay_numbers(value: float) -> None:
    assert safe_cell(value) == value


@given(st.text())
def test_no_cell_begins_like_a_formula(text: str) -> None:
    made = str(safe_cell(text))
    assert not made.lstrip(" \u00a0\ufeff").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert made.removeprefix("'") == text.removeprefix("'") or made == text


def test_a_hostile_place_is_harmless_in_the_spreadsheet(tmp_path: Path) -> None:
    rows = [[*r] for r in ROWS]
    rows[0][1] = "=HYPERLINK(1)"
    made = open_case(write_case(tmp_path / "case", files={"count.csv": csv_text(rows)}))
    (path,) = export_results(made.select(), tmp_path / "out", ("csv",))
    assert "\n=HYPERLINK" not in path.read_text(encoding="utf-8-sig")
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert "'=HYPERLINK(1)" in cells
    assert not [c for c in cells if c.startswith(("=", "@", "+", "-"))]


def test_negative_numbers_survive(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", ["-x", "n"], [["-y", -5]])
    assert (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines() == ["'-x,n", "'-y,-5"]


def test_sums_by_place(two_counts: Path) -> None:
    made = open_case(two_counts)
    official = sum_places(made.select(), "place")
    assert official[""].votes == {"oak": 85, "elm": 151, "blank": 3, "null": 6}
    assert (official[""].sheets[State.COUNTED], official[""].expected, official[""].electorate) == (4, 4, 380)
    assert official["North"].votes == {"oak": 75, "elm": 71, "blank": 2, "null": 4}
    assert official["South / School"].votes == {"oak": 0, "elm": 20, "blank": 0, "null": 2}
    early = sum_places(made.select("early"), "region")
    assert (early[""].sheets[State.COUNTED], early[""].expected) == (2, 4)
    assert early["South"].votes == {"oak": 0, "elm": 0, "blank": 0, "null": 0}
    assert set(early) == {"", "North", "South"}


def test_sums_of_an_earlier_snapshot(tmp_path: Path) -> None:
    later = EARLY.replace("source.first", "source.second").replace("e.csv", "l.csv")
    rows = [[*ROWS[0][:4], "44", *ROWS[0][5:]], ROWS[2]]
    files: dict[str, str | bytes] = {"e.csv": csv_text(ROWS[:2]), "l.csv": csv_text(rows)}
    dated = [
        text.replace(
            'control = "none known"', f'control = "none known"\ntaken_at = "2030-03-10T{hour}:00:00"'
        )
        for text, hour in ((EARLY, 20), (later, 21))
    ]
    made = open_case(write_case(tmp_path, "".join(dated), files))
    first = sum_places(made.select("early", snapshot="first"))
    second = sum_places(made.select("early"))
    assert (first[""].votes[OAK], first[""].sheets[State.COUNTED]) == (75, 2)
    assert (second[""].votes[OAK], second[""].sheets[State.COUNTED]) == (54, 2)


@pytest.mark.parametrize("wrong", [{"contest": "x"}, {"count": "x"}, {"snapshot": "x"}])
def test_what_is_not_there_cannot_be_chosen(two_counts: Path, wrong: dict[str, str]) -> None:
    made = open_case(two_counts)
    with pytest.raises(QuestionError, match="'x'"):
        made.select(**wrong)


def text_schema() -> dict[str, Any]:
    part = {
        "type": "object",
        "required": ["@type", "Content", "Language"],
        "additionalProperties": False,
        "properties": {
            "@type": {"const": "ElectionResults.LanguageString"},
            "Content": {"type": "string"},
            "Language": {"type": "string"},
        },
    }
    return record("InternationalizedText", {"Text": {"type": "array", "items": part, "minItems": 1}})


def record(name: str, needed: dict[str, Any], further: dict[str, Any] | None = None) -> dict[str, Any]:
    """Give the schema of one class of the standard, as far as a report of ours uses it."""
    return {
        "type": "object",
        "required": ["@type", *needed],
        "additionalProperties": False,
        "properties": {"@type": {"const": f"ElectionResults.{name}"}, **needed, **(further or {})},
    }


def many(items: dict[str, Any], least: int = 0) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": least}


TEXT, NUMBER = {"type": "string"}, {"type": "integer", "minimum": 0}
OUTSIDE = record(
    "ExternalIdentifier", {"Type": {"enum": ["local-level", "other"]}, "Value": TEXT}, {"OtherType": TEXT}
)
UNIT_TYPES = ["country", "state", "county", "municipality", "city", "town", "township", "village", "ward"]
UNIT = record(
    "ReportingUnit",
    {"@id": TEXT, "Type": {"enum": [*UNIT_TYPES, "precinct", "polling-place", "other"]}},
    {
        "Name": text_schema(),
        "OtherType": TEXT,
        "TotalSubUnits": NUMBER,
        "SubUnitsReported": NUMBER,
        "VotersRegistered": NUMBER,
        "ExternalIdentifier": many(OUTSIDE),
        "ComposingGpUnitIds": many(TEXT, 1),
    },
)
VOTES = record("VoteCounts", {"GpUnitId": TEXT, "Type": {"const": "total"}, "Count": NUMBER})
BALLOTS = record(
    "BallotCounts",
    {"GpUnitId": TEXT, "Type": {"enum": ["total", "other"]}},
    {"OtherType": TEXT, "BallotsCast": NUMBER, "BallotsRejected": NUMBER},
)
SELECTION = record(
    "CandidateSelection",
    {"@id": TEXT},
    {"CandidateIds": many(TEXT, 1), "SequenceOrder": NUMBER, "VoteCounts": many(VOTES)},
)
CONTEST = record(
    "CandidateContest",
    {"@id": TEXT, "ElectionDistrictId": TEXT, "Name": TEXT, "VotesAllowed": NUMBER},
    {
        "ContestSelection": many(SELECTION),
        "OtherCounts": many(record("OtherCounts", {"GpUnitId": TEXT}, {"Undervotes": NUMBER})),
    },
)
CANDIDATE = record(
    "Candidate", {"@id": TEXT, "BallotName": text_schema()}, {"ExternalIdentifier": many(OUTSIDE)}
)
DAY = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
HELD = record(
    "Election",
    {
        "ElectionScopeId": TEXT,
        "StartDate": DAY,
        "EndDate": DAY,
        "Name": text_schema(),
        "Type": {"enum": ["general", "runoff"]},
    },
    {"Candidate": many(CANDIDATE), "Contest": many(CONTEST), "BallotCounts": many(BALLOTS)},
)
REPORT = record(
    "ElectionReport",
    {
        "Format": {"enum": ["summary-contest", "precinct-level"]},
        "GeneratedDate": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"},
        "Issuer": TEXT,
        "IssuerAbbreviation": TEXT,
        "SequenceStart": NUMBER,
        "SequenceEnd": NUMBER,
        "Status": {"enum": ["certified", "unofficial-complete", "unofficial-partial"]},
        "VendorApplicationId": TEXT,
    },
    {"IsTest": {"type": "boolean"}, "Notes": TEXT, "Election": many(HELD, 1), "GpUnit": many(UNIT, 1)},
)
"""The part of the NIST schema (version 2) that our reports use: classes, mandatory fields, no others."""


def nist(folder: Path, level: str = "place", **chosen: str) -> dict[str, Any]:
    made = open_case(folder)
    now = datetime(2030, 3, 11, tzinfo=UTC)
    selection = made.select(**chosen)
    return report(selection, sum_places(selection, level), level=level, now=now)


def test_nist_is_valid_and_every_reference_holds(two_counts: Path) -> None:
    made = nist(two_counts)
    jsonschema.validate(made, REPORT)
    units = {u["@id"] for u in made["GpUnit"]}
    assert len(units) == len(made["GpUnit"])
    election = made["Election"][0]
    contest = election["Contest"][0]
    used = {v["GpUnitId"] for s in contest["ContestSelection"] for v in s["VoteCounts"]}
    used |= {b["GpUnitId"] for b in election["BallotCounts"]} | {contest["ElectionDistrictId"]}
    used |= {inside for u in made["GpUnit"] for inside in u.get("ComposingGpUnitIds", [])}
    assert used <= units
    candidates = {c["@id"] for c in election["Candidate"]}
    assert {i for s in contest["ContestSelection"] for i in s["CandidateIds"]} == candidates


def test_nist_counts(two_counts: Path) -> None:
    made = nist(two_counts)
    whole = made["GpUnit"][0]
    assert (whole["TotalSubUnits"], whole["SubUnitsReported"], whole["VotersRegistered"]) == (4, 4, 380)
    election = made["Election"][0]
    votes = {
        s["@id"]: {v["GpUnitId"]: v["Count"] for v in s["VoteCounts"]}[whole["@id"]]
        for s in election["Contest"][0]["ContestSelection"]
    }
    assert votes == {"selection-1": 85, "selection-2": 151}
    ballots = {b["GpUnitId"]: b for b in election["BallotCounts"]}[whole["@id"]]
    assert (ballots["BallotsCast"], ballots["BallotsRejected"]) == (245, 6)
    assert election["Contest"][0]["OtherCounts"][0]["Undervotes"] == 3
    assert made["Status"] == "certified"
    assert nist(two_counts, count="early")["Status"] == "unofficial-partial"


def test_nist_of_challenged_votes_and_none(tmp_path: Path) -> None:
    election = ELECTION.replace(
        '{ id = "null", label = "Null", kind = "null" },',
        '{ id = "nota", label = "None", kind = "none" },\n'
        '{ id = "held", label = "Null", kind = "challenged" },',
    )
    source = f'{SOURCE}[source.final.choices]\nabsent = ["nota"]\n'
    made = nist(write_case(tmp_path, source, {"count.csv": csv_text(ROWS, HEAD)}, election))
    jsonschema.validate(made, REPORT)
    assert len(made["Election"][0]["Candidate"]) == 3
    others = [b for b in made["Election"][0]["BallotCounts"] if b["Type"] == "other"]
    assert (others[0]["OtherType"], others[0]["BallotsCast"]) == ("challenged", 6)


def test_the_verb(two_counts: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(command, [str(two_counts), "--to", str(tmp_path / "out"), "--json"])
    assert done.exit_code == 0, done.output
    assert {p.rpartition("/")[2] for p in json.loads(done.output)} >= {
        "datapackage.json",
        "results-mayor-official.csv",
        "results-mayor-official.nist.json",
    }
    wrong = CliRunner().invoke(command, [str(two_counts), "--to", str(tmp_path / "out"), "--level", "regoin"])
    assert isinstance(wrong.exception, QuestionError)
    assert "Did you mean 'region'?" in str(wrong.exception)


def test_sheets_that_are_in_no_sum_are_written_by_state(tmp_path: Path) -> None:
    from count.build_states import OPEN, counted, every_state

    every_state(tmp_path / "case", counted(60, 20) | OPEN)
    made = open_case(tmp_path / "case")
    export_results(made.select(), tmp_path / "out", level="region")
    with (tmp_path / "out" / "results-mayor-official.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = {row["place_id"]: row for row in csv.DictReader(lines)}
    whole = {name: number for name, number in rows[""].items() if name.startswith(("sheets", "registered"))}
    assert whole == {
        "sheets": "8",
        "sheets_expected": "13",
        "registered": "800",
        "sheets_outstanding": "3",
        "registered_outstanding": "300",
        "sheets_set_aside": "1",
        "registered_set_aside": "100",
        "sheets_annulled": "1",
        "registered_annulled": "100",
    }
    assert rows[""]["adler"] == str(8 * 60 + 36)
    assert rows["North"]["sheets_outstanding"] == "1"
    nist = json.loads((tmp_path / "out" / "results-mayor-official.nist.json").read_text(encoding="utf-8"))
    assert "3 outstanding, 1 set aside, 1 annulled" in nist["Notes"]
    assert nist["GpUnit"][0]["VotersRegistered"] == 1300


def test_a_snapshot_is_not_named_twice(two_counts: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    asked = [str(two_counts), "--to", out, "--count", "early@first", "--format", "csv"]
    assert CliRunner().invoke(command, asked).exit_code == 0
    twice = CliRunner().invoke(command, [*asked, "--snapshot", "first"])
    assert isinstance(twice.exception, QuestionError)
    assert "named twice" in str(twice.exception)


def test_a_register_that_places_share_stands_once_in_the_whole(tmp_path: Path) -> None:
    source = SOURCE.replace(
        'registered = "Registered"', 'registered = "Registered"\nregistered_of = ["Region"]'
    )
    # the two sheets of the south lie in two places
    rows = [[*row[:3], {"North": "400", "South": "300"}[row[1]], *row[4:]] for row in ROWS]
    made = open_case(write_case(tmp_path, source, {"count.csv": csv_text(rows)}))
    totals = sum_places(made.select(), "place")
    assert totals[""].electorate == made.select().states.electorate == 400 + 300
    assert [totals[place].electorate for place in ("South", "South / Hall", "South / School")] == [300] * 3

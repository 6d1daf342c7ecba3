"""The table of sheets: every question by its address, its files, its command, against a second way in SQL."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.second_way import CHECKS, SORTS, in_sql, open_second, order_in_sql
from veedor.case.case import Case, open_case
from veedor.cli.main import veedor as command
from veedor.lookup import SheetQuestion, download
from veedor.report.wording import Wording

PATH = "/en/cases/small/sheets"


@pytest.fixture(scope="session")
def case(small: Path) -> Case:
    return open_case(small)


@pytest.fixture(scope="session")
def second(case: Case) -> duckdb.DuckDBPyConnection:
    return open_second(case)


@st.composite
def questions(draw: st.DrawFn, case: Case) -> dict[str, str]:
    roll = case.select().states.roll
    places = [place for level in roll.places.levels_known for place in roll.places.ids[level]]
    ends = st.integers(0, 120)

    def span() -> str:
        low, high = sorted((draw(ends), draw(ends)))
        return draw(st.sampled_from([f"{low}..{high}", f"{low}..", f"..{high}"]))

    possible: dict[str, Callable[[], str]] = {
        "find": lambda: draw(st.sampled_from(["1", "02", "a", "Or", "zz", *roll.ids.tolist()[::97]])),
        "in": lambda: draw(st.sampled_from(places)),
        "state": lambda: draw(st.sampled_from(["counted", "outstanding", "annulled"])),
        "winner": lambda: draw(st.sampled_from([str(c) for c in case.election.contest().candidates])),
        "margin": span,
        "turnout": span,
        "late": lambda: draw(st.sampled_from(["yes", "no"])),
        "changed": lambda: draw(st.sampled_from(["yes", "no"])),
        "check": lambda: draw(st.sampled_from([one for one in CHECKS if one in case.sheet_table().checks])),
    }  # fmt: skip
    return {key: possible[key]() for key in draw(st.sets(st.sampled_from(list(possible)), max_size=4))}


@st.composite
def orders(draw: st.DrawFn, case: Case) -> str:
    choices = [f"votes:{choice.choice_id}" for choice in case.election.contest().choices]
    return draw(st.sampled_from(["", "-"])) + draw(st.sampled_from([*SORTS, *choices]))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_table_has_what_a_second_way_in_sql_gives(
    case: Case, second: duckdb.DuckDBPyConnection, data: st.DataObject
) -> None:
    asked, sort = data.draw(questions(case)), data.draw(orders(case))
    where = in_sql(asked)
    ordered = f"SELECT sheet_id FROM t WHERE {where} ORDER BY {order_in_sql(sort)}"  # noqa: S608
    expected = [row[0] for row in second.execute(ordered).fetchall()]
    question = SheetQuestion.read({**asked, "sort": sort})
    assert download(case.sheet_table(), question).read_all()["sheet"].to_pylist() == expected
    found = case.sheets(question)
    assert found.sums.sheets == len(expected)
    assert list(found.ids) == expected[:50]
    for i, choice in enumerate(case.election.contest().choices):
        summed = f'SELECT coalesce(sum("{choice.choice_id}"), 0) FROM t WHERE {where}'  # noqa: S608
        row = second.execute(f"{summed} AND state = 'counted'").fetchone()
        assert row is not None
        assert found.sums.votes[i] == row[0]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_file_of_a_question_has_what_its_page_counts_and_sql_gives(
    client: Client, case: Case, second: duckdb.DuckDBPyConnection, data: st.DataObject
) -> None:
    asked, sort = data.draw(questions(case)), data.draw(orders(case))
    wanted = f"SELECT sheet_id, margin, valid_ FROM t WHERE {in_sql(asked)} ORDER BY {order_in_sql(sort)}"  # noqa: S608
    expected = [{"sheet": one, "margin": margin, "valid": valid} for one, margin, valid in
                second.execute(wanted).fetchall()]  # fmt: skip
    address = f"{PATH}{{}}?{urlencode({**asked, 'sort': sort, 'columns': 'sheet,margin,valid'})}"
    files = {}
    for kind in ("csv", "json", "parquet"):
        answer = client.get(address.format(f".{kind}"))
        files[kind] = b"".join(answer.streaming_content)
        answer.close()
    assert json.loads(files["json"]) == expected
    assert pq.read_table(pa.BufferReader(files["parquet"])).to_pylist() == expected
    rows = csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig")))
    assert [{**row, "margin": int(row["margin"]), "valid": int(row["valid"])} for row in rows] == expected
    page = client.get(address.format(""), follow=True).text
    says = re.search(r'<p class="says">([^<]*)', page)
    assert says is not None
    if expected:
        number = re.match(r"[\d,]+", says[1])
        assert number is not None
        assert int(number[0].replace(",", "")) == len(expected)
    else:
        assert says[1] == Wording("en").text("sheets.none")


@settings(max_examples=40)
@given(data=st.data())
def test_a_question_is_read_as_it_is_written(data: st.DataObject) -> None:
    number = st.one_of(st.integers(0, 999).map(str), st.just(""), st.just("0.25"), st.just("1/3"))
    said = {
        "find": data.draw(st.text(max_size=20)),
        "margin": f"{data.draw(number)}..",
        "turnout": f"..{data.draw(number)}",
        "changed": data.draw(st.sampled_from(["", "yes", "no"])),
        "sort": data.draw(st.sampled_from(["", "sheet", "-sheet", "margin", "-votes:A"])),
        "columns": data.draw(st.sampled_from(["", "sheet", "sheet,votes:A"])),
        "page": data.draw(st.sampled_from(["", "1", "7"])),
    }
    question = SheetQuestion.read(said)
    assert SheetQuestion.read(question.written()) == question


def pages(client: Client, **question: str) -> str:
    return str(client.get(f"{PATH}?{urlencode(question)}", follow=True).text)


def test_pages_together_are_the_whole(client: Client, case: Case) -> None:
    wanted = case.select().states.roll.ids.tolist()
    table = case.sheet_table()
    seen: list[str] = []
    for number in range(1, case.sheets().pages + 1):
        seen += case.sheets(SheetQuestion(page=number)).ids
    assert seen == wanted
    assert table.contest.contest_id == case.election.contest_id()
    assert "Page 1 of 12" in pages(client)


@pytest.mark.parametrize("down", [False, True])
def test_every_column_sorts(case: Case, *, down: bool) -> None:
    table = case.sheet_table()
    for name in table.columns:
        values = download(table, SheetQuestion(sort=name, down=down)).read_all()[name].to_pylist()
        there = [value for value in values if value is not None]
        assert there == sorted(there, reverse=down), name
        assert values[len(there) :] == [None] * (len(values) - len(there)), name


def test_files_have_the_sheets_of_the_question(client: Client, case: Case) -> None:
    question = {"margin": "0..5", "sort": "-margin"}
    expected = download(case.sheet_table(), SheetQuestion.read(question)).read_all()
    assert 0 < expected.num_rows < 600
    answers = {}
    for kind in ("csv", "json", "parquet"):
        answer = client.get(f"{PATH}.{kind}?{urlencode(question)}")
        answers[kind] = b"".join(answer.streaming_content)
        answer.close()
    from_csv = list(csv.DictReader(io.StringIO(answers["csv"].decode("utf-8-sig"))))
    assert [row["sheet"] for row in from_csv] == expected["sheet"].to_pylist()
    from_json: list[dict[str, Any]] = json.loads(answers["json"])
    assert [row["margin"] for row in from_json] == expected["margin"].to_pylist()
    assert pq.read_table(pa.BufferReader(answers["parquet"])).equals(expected)


def test_the_command_of_the_page_gives_the_same(
    client: Client, small: Path, case: Case, tmp_path: Path
) -> None:
    text = pages(client, margin="0..5", state="counted")
    assert f"veedor sheets {small} --state counted --margin 0..5" in text
    file = tmp_path / "out.csv"
    line = ["sheets", str(small), "--state", "counted", "--margin", "0..5", "--to", str(file)]
    assert CliRunner().invoke(command, line).exit_code == 0
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    assert len(rows) == case.sheets(SheetQuestion.read({"margin": "0..5", "state": "counted"})).sums.sheets


def test_annulling_a_selection_is_what_the_rule_gives_without_it(case: Case) -> None:
    found = case.sheets(SheetQuestion.read({"margin": "100.."}))
    assert found.impact is not None
    assert found.measure is not None
    sheets = case.select().sheets
    meant = {*download(found.source, found.question).read_all()["sheet"].to_pylist()}
    rest = sheets.take(~pa_mask(sheets.ids.tolist(), meant))
    assert found.impact.level_annulled == found.measure.of(rest.tally())
    assert "annulled" in found.text("en")
    whole = case.sheets(found.question, annul=True).impact
    assert whole is not None
    assert (whole.annulled_changes, whole.level_annulled, whole.slack_annulled, whole.registered) == (
        found.impact.annulled_changes,
        found.impact.level_annulled,
        found.impact.slack_annulled,
        found.impact.registered,
    )
    assert whole.anything is not None


def pa_mask(ids: list[str], meant: set[str]) -> Any:  # noqa: ANN401 - a bool vector
    import numpy as np

    return np.array([name in meant for name in ids])


def test_a_form_that_is_sent_empty_leads_to_the_plain_address(client: Client) -> None:
    answer = client.get(f"{PATH}?find=&state=&margin=&sort=sheet&page=1")
    assert (answer.status_code, answer.headers["Location"]) == (302, PATH)
    assert client.get(f"{PATH}?page=999").headers["Location"] == f"{PATH}?page=12"
    assert client.get(f"{PATH}?margin=5").headers["Location"] == f"{PATH}?margin=5..5"
    assert client.get(f"{PATH}?margin=5..5").status_code == 200


@pytest.mark.parametrize(
    "asked",
    [
        "sort=x", "columns=x", "state=lost", "check=x", "winner=x", "in=Nowhere", "margin=a", "margin=9..1",
        "turnout=1e9", "turnout=1/0", "page=0", "page=-1", "page=x", "changed=perhaps", "count=none",
        "contest=none", f"find={'x' * 201}", "margin=" + "9" * 400,
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_asked_is_refused_with_a_remedy(client: Client, asked: str) -> None:
    answer = client.get(f"{PATH}?{asked}")
    assert answer.status_code in {400, 404}, answer.status_code
    assert "Traceback" not in answer.text


def test_a_sheet_shows_every_version_and_its_neighbours(client: Client, case: Case) -> None:
    sheet = case.sheets(SheetQuestion.read({"check": "any"})).ids[0]
    answer = client.get(f"/es/cases/small/sheet?id={sheet}")
    assert answer.status_code == 200
    assert f"Acta {sheet}" in answer.text
    words = Wording("es")
    history, card = case.sheet_history(sheet), case.card(sheet)
    assert len(history.named) == len(card.checks) > 0
    for one in history.named:
        assert words.text(f"check.{one.check.check_id}.definition") in answer.text.replace("&#39;", "'")
    assert len(history.versions) >= len([e for e in card.entries if e.votes is not None]) - 1
    assert f"veedor check {case.election.name} --sheet {sheet}" in answer.text


def test_a_sheet_that_is_none_is_refused_with_the_nearest(client: Client, case: Case) -> None:
    known = str(case.select().states.roll.ids[0])
    for wanted in (f"{known}x", "", "../../etc/passwd", "<script>"):
        answer = client.get(f"/en/cases/small/sheet?{urlencode({'id': wanted})}")
        assert answer.status_code == 400
        assert "<script>" not in answer.text

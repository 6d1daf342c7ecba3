"""Forms and lists: what a spreadsheet does to them, and what is refused row by row."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from audit.test_procedure import AT, KEYS, agreed, count, folder, plan_of, problems
from veedor.audit.discrepancy import Discrepancy
from veedor.audit.entry import add_records
from veedor.audit.folder import AuditFolder
from veedor.audit.form import form, read_form
from veedor.audit.procedure import start
from veedor.errors import InputError, InputErrors
from veedor.findings.audit_retrieval import retrieval

__all__ = ["folder"]


def filled(
    path: Path, last: int = 5, *, delimiter: str = ",", change: dict[int, dict[str, str]] | None = None
) -> Path:
    """Fill the form with the reported figures, and change some cells by row and column."""
    audit = AuditFolder(path)
    rows = list(csv.DictReader(io.StringIO(form(audit, 1, last))))
    sheets = audit.population.sheets
    for number, row in enumerate(rows):
        sheet = audit.drawn[int(row["rank"]) - 1]
        for choice, votes in zip(
            audit.plan.columns[0], sheets.votes[sheets.row[sheet]].tolist(), strict=True
        ):
            row[choice] = row[f"second:{choice}"] = str(votes)
        row.update({"by": "Ana", "second_by": "Luis"} | (change or {}).get(number, {}))
    target = path.parent / "form.csv"
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return target


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_filled_form_becomes_records(folder: Path, delimiter: str) -> None:
    records = read_form(AuditFolder(folder), filled(folder, delimiter=delimiter))
    add_records(folder, records, key=KEYS["Red"], at=AT)
    assert [one.found.discrepancy for one in AuditFolder(folder).audited] == [Discrepancy.NONE] * 5
    assert problems(folder) == {}
    assert form(AuditFolder(folder), 1, 5).count("\n") == 1


def test_the_form_does_not_show_what_was_reported(folder: Path) -> None:
    rows = list(csv.reader(io.StringIO(form(AuditFolder(folder), 1, 120))))
    assert len(rows) == 121
    assert all(not any(row[3:]) for row in rows[1:])


def test_rows_not_filled_in_yet_wait(folder: Path) -> None:
    target = folder.parent / "empty.csv"
    target.write_text(form(AuditFolder(folder), 1, 9) + "\n", encoding="utf-8")
    assert read_form(AuditFolder(folder), target) == ()


def test_ids_that_look_like_formulas_come_back_as_they_are(tmp_path: Path) -> None:
    sheets = count()
    ids = np.array([f"{'=+-@'[i % 4]}SUM(A{i:03d})" for i in range(len(sheets))])
    order = np.argsort(ids)
    plan, figures, rule = plan_of(replace(sheets.take(order), ids=ids[order]))
    path = tmp_path / "audit"
    start(path, plan, figures, rule, at=AT)
    agreed(path, "Red", "Blue")
    for row in list(csv.reader(io.StringIO(form(AuditFolder(path), 1, 120))))[1:]:
        assert row[1].startswith("'")
    add_records(path, read_form(AuditFolder(path), filled(path, 8)), key=KEYS["Red"], at=AT)
    assert [one.sheet_id for one in AuditFolder(path).audited] == list(AuditFolder(path).drawn[:8])
    assert problems(path) == {}


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"W": "-3"}, "row 3, column 'W'.*Not a number of votes"),
        ({"W": "12.0"}, "Not a number of votes"),
        ({"second:L": ""}, "column 'second:L'"),
        ({"W": "１２"}, "Not a number"),
        ({"W": "1234567890"}, "Not a number"),
        (dict.fromkeys(("second:W", "second:L", "second:other", "second:blank"), ""), "column 'second:W'"),
        ({"by": ""}, "Nobody is named"),
        ({"second_by": ""}, "Nobody is named"),
        ({"status": "lost"}, "Unknown status"),
        ({"sheet_id": "s1E5"}, "not the one that was drawn at this rank"),
        ({"rank": "0"}, "a rank from 1 to 120"),
        ({"rank": "121"}, "a rank from 1 to 120"),
        ({"rank": "9" * 5000}, "a rank from 1 to 120"),
        ({"rank": "999"}, "a rank from 1 to 120"),
        ({"rank": "x"}, "a rank from 1 to 120"),
    ],
)
def test_a_bad_cell_is_named_and_nothing_is_recorded(folder: Path, cells: dict[str, str], says: str) -> None:
    with pytest.raises(InputErrors) as caught:
        read_form(AuditFolder(folder), filled(folder, change={1: cells}))
    assert len(caught.value.exceptions) == 1
    with pytest.raises(InputError, match=says):
        raise caught.value.exceptions[0]
    assert AuditFolder(folder).records == {}


def test_the_last_sheet_and_the_largest_figure_are_read(folder: Path) -> None:
    figures = {f"{prefix}W": "999999999" for prefix in ("", "second:")}
    records = read_form(AuditFolder(folder), filled(folder, 120, change={119: figures}))
    assert [record.sheet_id for record in records] == list(AuditFolder(folder).drawn)
    assert records[-1].entries[0].votes["W"] == 999_999_999


def test_one_reader_is_enough_for_a_form_and_a_long_form_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = dict.fromkeys(("second_by", "second:W", "second:L", "second:other", "second:blank"), "")
    target = filled(folder, 1, change={0: alone})
    monkeypatch.setitem(read_form.__globals__, "_LIMIT", target.stat().st_size)
    (record,) = read_form(AuditFolder(folder), target)
    assert [entry.by for entry in record.entries] == ["Ana"]
    monkeypatch.setitem(read_form.__globals__, "_LIMIT", target.stat().st_size - 1)
    with pytest.raises(InputError, match="larger than"):
        read_form(AuditFolder(folder), target)


def test_a_sheet_that_stands_twice_in_a_form_is_refused(folder: Path) -> None:
    target = filled(folder)
    lines = target.read_text().splitlines()
    target.write_text("\n".join([*lines, lines[1]]) + "\n")
    with pytest.raises(InputErrors) as caught:
        read_form(AuditFolder(folder), target)
    assert "row 2 already" in str(caught.value.exceptions[0])


def test_a_sheet_without_paper_needs_a_reason_only(folder: Path) -> None:
    blank = {f"{p}{c}": "" for c in ("W", "L", "other", "blank") for p in ("", "second:")}
    gone = {"status": "not_auditable", "reason": "Burnt.", "by": "", "second_by": ""}
    records = read_form(AuditFolder(folder), filled(folder, 1, change={0: blank | gone}))
    add_records(folder, records, key=KEYS["Red"], at=AT)
    assert AuditFolder(folder).audited[0].found.discrepancy is Discrepancy.NOT_AUDITABLE


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"\xff\xfe", "not text in UTF-8"), (b"a,b\n", "not those of the form"), (b"", "not those of the form")],
)
def test_a_file_that_is_no_form(folder: Path, content: bytes, says: str) -> None:
    target = folder.parent / "odd.csv"
    target.write_bytes(content)
    with pytest.raises(InputError, match=says):
        read_form(AuditFolder(folder), target)


def test_the_list_says_where_sheets_lie_and_which_are_done(folder: Path) -> None:
    audit = AuditFolder(folder)
    add_records(folder, read_form(audit, filled(folder, 2)), key=KEYS["Red"], at=AT)
    table = retrieval(AuditFolder(folder), 1, 3, {audit.drawn[0]: "School, room 4"})
    rows = list(table.records())
    assert [row["rank"] for row in rows] == [1, 2, 3]
    assert rows[0]["place"] == "School, room 4"
    assert [row["audit_recorded"] for row in rows] == ["term.yes", "term.yes", "term.no"]

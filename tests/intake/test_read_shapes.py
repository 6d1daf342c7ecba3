"""One made-up count in every format: the same table, or a refusal that says what to do."""

from __future__ import annotations

import importlib.util
import tempfile
from pathlib import Path

import pytest

from field.expect import CASES
from intake.build_read import rows_of
from veedor.engine import connect
from veedor.errors import InputError
from veedor.intake.case import FileForm
from veedor.intake.read import look_inside, open_raw

SHAPES = CASES / "shapes"
HEADER = ("mesa", "region", "registered", "alder", "birch", "blank")
UNREAD = {"v.pdf": ("PDF", "Tabula"), "v.rds": ("file of R", "write.csv(readRDS(")}
STATISTICS = {"v.dta", "v.sav"}


def table_of(name: str, form: FileForm) -> tuple[tuple[str, ...], list[list[str | None]]]:
    raw = open_raw(connect(), SHAPES / name, form, Path(tempfile.mkdtemp()))
    return raw.header, [cells for _, cells in rows_of(raw)]


def sums(header: tuple[str, ...], rows: list[list[str | None]]) -> dict[str, int]:
    return {name: sum(int(row[header.index(name)] or 0) for row in rows) for name in HEADER[2:]}


@pytest.mark.slow(but=3)
@pytest.mark.parametrize("name", sorted(p.name for p in SHAPES.glob("v.*") if p.name not in UNREAD))
def test_every_format_holds_the_same_count(name: str) -> None:
    if name in STATISTICS and importlib.util.find_spec("pyreadstat") is None:
        pytest.skip("NOT TESTED: pyreadstat is not installed (pip install 'veedor[stats]')")
    expected = table_of("v.csv", FileForm("v.csv"))
    assert sums(*expected) == {"registered": 7500, "alder": 1885, "birch": 1831, "blank": 156}
    (form,) = look_inside(SHAPES / name).forms
    for one in (form, FileForm(name)):
        assert table_of(name, one) == expected


@pytest.mark.parametrize("name", UNREAD)
def test_what_is_not_read_says_what_to_do(name: str) -> None:
    with pytest.raises(InputError) as caught:
        look_inside(SHAPES / name)
    what, remedy = UNREAD[name]
    assert what in caught.value.message
    assert remedy in caught.value.remedy


def test_records_within_records() -> None:
    inside = look_inside(SHAPES / "nested.json")
    assert [table.name for table in inside.tables] == ["data.mesas[]", "data.mesas[].results[]"]
    header, rows = table_of("nested.json", inside.forms[0])
    assert header == ("election", "id", "region.name", "party", "votes")
    votes = dict.fromkeys(("alder", "birch", "blank"), 0)
    for row in rows:
        votes[str(row[3])] += int(row[4] or 0)
    _, flat = table_of("v.csv", FileForm("v.csv"))
    assert votes == {k: v for k, v in sums(HEADER, flat).items() if k in votes}
    assert [(r[1], r[2]) for r in rows[::3]] == [(r[0], r[1]) for r in flat]

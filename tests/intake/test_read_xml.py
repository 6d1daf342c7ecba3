"""XML: elements that repeat are records; entities, depth and what is no table are refused."""

# ruff: noqa: E501 - tables of cases are read across
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from intake.build_read import opened, refused, rows_of

if TYPE_CHECKING:
    from pathlib import Path

FLAT = "<r><acta><mesa>001</mesa><roble>3</roble></acta><acta><mesa>002</mesa><roble/></acta></r>"
NESTED = """<?xml version="1.0" encoding="ISO-8859-1"?>
<!-- made -->
<x:resultados xmlns:x="urn:x" fecha="2030-05-05">
 <x:acta id="1"><lugar><nombre>Peña</nombre></lugar>
  <votos><voto p="roble">3</voto><voto p="olmo">4</voto></votos></x:acta>
 <x:acta id="2"><lugar><nombre>Sur</nombre></lugar><votos><voto p="roble">5</voto></votos></x:acta>
 <x:acta id="3"><lugar><nombre>Sur</nombre></lugar><votos/></x:acta>
</x:resultados>""".encode("latin-1")


@pytest.mark.parametrize("name", ["a.xml", "a.csv", "a"])
def test_elements_that_repeat_are_rows(tmp_path: Path, name: str) -> None:
    raw = opened(tmp_path, name, FLAT)
    assert raw.header == ("mesa", "roble")
    assert rows_of(raw) == [(1, ["001", "3"]), (2, ["002", None])]


def test_records_within_records_and_texts_with_attributes(tmp_path: Path) -> None:
    problem = refused(tmp_path, "a.xml", NESTED)
    assert 'records = "acta[].votos.voto[]"' in problem.remedy
    raw = opened(tmp_path, "a.xml", NESTED, records="acta[].votos.voto[]")
    assert raw.header == ("fecha", "id", "lugar.nombre", "p", "voto")
    assert [row[1:] for _, row in rows_of(raw)] == [
        ["1", "Peña", "roble", "3"],
        ["1", "Peña", "olmo", "4"],
        ["2", "Sur", "roble", "5"],
        ["3", "Sur", None, None],
    ]


def test_one_record_is_named_by_its_path(tmp_path: Path) -> None:
    one = "<r><acta><mesa>001</mesa><roble>3</roble></acta></r>"
    assert "row[]" in refused(tmp_path, "a.xml", one).remedy
    assert rows_of(opened(tmp_path, "a.xml", one, records="acta[]")) == [(1, ["001", "3"])]


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE r [<!ENTITY a "b">]><r><x>&a;</x><x>1</x></r>',
        '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><r><x>&a;</x><x/></r>',
        '<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]><r><x/></r>',
        '<!DOCTYPE r [<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12)) + "]><r>&a11;</r>",
    ],
)  # fmt: skip
def test_entities_are_refused(tmp_path: Path, text: str) -> None:
    assert "entities" in refused(tmp_path, "a.xml", text).message


@pytest.mark.parametrize(
    "text",
    [
        FLAT[:40],
        "<r>",
        '<?xml version="1.0"?>',
        "<r></r>",
        "<r>1</r>",
        '<?xml version="1.0" encoding="x"?><r/>',
    ],
)
def test_what_is_cut_short_or_no_table(tmp_path: Path, text: str) -> None:
    assert refused(tmp_path, "a.xml", text).remedy


def test_deep_nesting_and_many_columns(tmp_path: Path) -> None:
    assert "levels deep" in refused(tmp_path, "a.xml", "<a>" * 100_000).message
    wide = "<r>" + ("<x>" + "".join(f"<c{i}>1</c{i}>" for i in range(60_000)) + "</x>") * 2 + "</r>"
    assert "60,000 different names" in refused(tmp_path, "a.xml", wide).message

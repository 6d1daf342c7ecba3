"""Every key of ``case.toml`` stands in its reference; an undocumented key is a failure."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from veedor.intake import case, case_watch

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "case-file.md"
RECORDS = [
    record
    for module in (case, case_watch)
    for record in vars(module).values()
    if getattr(record, "__module__", "") == module.__name__
    and dataclasses.is_dataclass(record)
    and record not in {case.Document, case.CaseFile}
]
"""Every table of the file; the two others are the file itself."""


@pytest.mark.parametrize("record", RECORDS, ids=lambda r: r.__name__)
def test_every_key_is_documented(record: type[DataclassInstance]) -> None:
    text = PAGE.read_text(encoding="utf-8")
    # Headings break a name out of its code (`[source.`*name*`.rows]`), so each line is parted alone.
    spans = [span for line in text.splitlines() for span in line.split("`")[1::2]]
    code = set(re.findall(r"\w+", " ".join(spans)))
    for field in dataclasses.fields(record):
        assert field.name.rstrip("_") in code, field.name


def test_every_layout_is_documented() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for layout in case.Layout:
        assert f"| `{layout}` |" in text

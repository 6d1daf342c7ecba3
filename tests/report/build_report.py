"""A small synthetic case that is imported once, and pages made of it, for the tests of the report."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING

from veedor.case import Case, open_case
from veedor.synthetic import Geography, Plan, make_election, publish

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "<img src=x onerror=alert(1)>"
"""A name as a data file may have it."""
ENDING = "</script><b>& \"'"
"""Another one, which would end a script element and an attribute."""


CORE = ("outcome", "search", "results", "timeline", "compare", "data")
"""Sections whose analyses take no time; what the others compute is tested in their own folders."""


def small_case(folder: Path) -> Case:
    """Publish a small synthetic election into a folder, and open it."""
    plan = replace(Plan(), geography=Geography(sheets=900, regions=5, municipalities=3))
    publish(make_election(plan), folder)
    return open_case(folder)


def hostile_case(folder: Path) -> Case:
    """The same with names of a candidate, of a region and of the election that try to become markup."""
    plan = replace(Plan(), geography=Geography(sheets=600, regions=4, municipalities=2))
    election = make_election(plan)
    publish(election, folder)
    for file in (folder / "data").glob("*.csv"):
        table = file.read_text(encoding="utf-8")
        official = (folder / "data" / "official.csv").read_text(encoding="utf-8")
        region = next(csv.DictReader(official.splitlines()))["Region"]
        file.write_text(table.replace(f",{region},", f",{HOSTILE},"), encoding="utf-8")
    config = folder / "case.toml"
    text = config.read_text(encoding="utf-8")
    quoted = ENDING.replace('"', '\\"')
    text = text.replace('label = "Alder"', f'label = "{HOSTILE}", published = ["Alder"]', 1)
    text = text.replace('title = "', f'title = "{quoted} ', 1)
    config.write_text(text, encoding="utf-8")
    return open_case(folder)

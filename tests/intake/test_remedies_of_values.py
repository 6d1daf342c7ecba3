"""A value of a wrong type in ``case.toml``: the remedy is a line that can be written as it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from intake.build_intake import ELECTION, SOURCE
from intake.test_load_case import problems
from veedor.lacking import remedy_of

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = ELECTION + SOURCE


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("date = 2030-03-10", 'date = "10/03/2030"', "election.date"),
        ("date = 2030-03-10", "date = 20300310", "election.date"),
        ("format = 1", "format = 2", "format"),
        ("format = 1", 'format = "1"', "format"),
        ("date = 2030-03-10", 'date = 2030-03-10\nsynthetic = "True"', "election.synthetic"),
        ("levels = [", "levels = 5 # [", "election.levels"),
    ],
)
def test_the_line_that_is_shown_is_one_that_can_be_written(
    tmp_path: Path, old: str, new: str, key: str
) -> None:
    text = "format = 1\n" * ("format" not in WHOLE) + WHOLE
    assert old in text
    found = problems(tmp_path / "a", text.replace(old, new, 1))
    assert found
    said = str(next(one for one in found if one.column == key))
    assert "RFC" not in said
    assert "enum" not in said
    assert "or remove" not in said, "it may be a key that is needed"
    line = re.search(r"(?:Write|like this:) (\w+ = .*?)(?: \(put your own instead\)\.)?$", said)
    value = re.search(r"Write (\S+)\.$", said)
    name = key.rpartition(".")[2]
    written = line[1] if line else f"{name} = {value[1] if value else ''}"
    changed = re.sub(rf"(?m)^{name} = .*$", lambda _: written, text.replace(old, new, 1))
    assert not [one for one in problems(tmp_path / "b", changed) if one.column == key]


def test_a_key_that_json_lacks_is_written_as_json() -> None:
    said = str(remedy_of(("what a rule is for", 'title = { en = "Mayors" }'), "title", "", "rule.json"))
    assert '"title": {"en": "Mayors"}' in said
    assert "outermost braces" in said
    assert '"x": ...' in str(remedy_of(None, "x", "source[1]", "RULE.JSON"))
    assert "at the top of the file" in str(remedy_of(None, "x", "", "rule.toml"))

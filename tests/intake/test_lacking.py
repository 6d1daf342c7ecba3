"""A missing key: it is said what it means, and the line given, pasted where it says, mends the file."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from veedor.claims.claims_file import ClaimsFile
from veedor.errors import InputError, InputErrors, VeedorError
from veedor.intake.case import Document
from veedor.intake.needed_keys import NEEDED as OF_CASES
from veedor.intake.strict import build
from veedor.lacking import line_of
from veedor.rules.load import loads
from veedor.rules.needed_keys import NEEDED as OF_RULES

if TYPE_CHECKING:
    from pathlib import Path

CASE = """format = 1
[election]
title = "An election"
date = 2030-10-20
country = "XX"
tz = "UTC"
[contest.president]
title = "President"
[[contest.president.choices]]
id = "a"
label = "A"
[[contest.president.choices]]
id = "b"
label = "B"
[count.official]
title = "Official"
[source.official]
layout = "wide"
control = "none known"
[[source.official.files]]
name = "results.csv"
[source.official.sheet]
id = "Table"
"""
CLAIMS = """format = "claims/1"
[source.paper]
file = "paper.txt"
sha256 = "0000000000000000000000000000000000000000000000000000000000000000"
title = "A newspaper"
[[claim]]
id = "1"
text = "A leads."
topic = "count"
[[claim.said]]
source = "paper"
quote = "A leads."
[claim.review]
by = "Reviewer"
on = 2030-10-21
expected = "holds"
[[claim]]
id = "2"
text = "B leads."
topic = "count"
[[claim.said]]
source = "paper"
quote = "B leads."
[claim.review]
by = "Reviewer"
on = 2030-10-21
expected = "holds"
"""
RULE = """id = "xx-mayor-2001"
country = "XX"
office = "mayor"
valid_from = 2001-01-01
[title]
en = "Mayors of X"
[[source]]
law = "Municipal Code"
article = "7"
quote = "The candidate who receives the most votes is elected."
language = "en"
read_in = "the official gazette"
[[round]]
name = "single"
[[round.win]]
name = "plurality"
first = true
[[fixture]]
name = "one vote more"
source = "constructed"
votes = { A = 34, B = 33 }
expect = { outcome = "elected", choices = ["A"] }
"""
FILES = {"case.toml": CASE, "claims.toml": CLAIMS, "xx-mayor-2001.toml": RULE}
LINES = [
    pytest.param(name, number, id=f"{name}-{number + 1}")
    for name, text in FILES.items()
    for number, line in enumerate(text.splitlines())
    if "=" in line and not line.startswith("first") and not ("source" in line and name.startswith("xx"))
]


def missing(path: Path, text: str) -> list[InputError]:
    """Read a file, and give what it says of keys that are missing."""
    path.write_text(text, encoding="utf-8")
    problems: list[InputError] = []
    if path.name.startswith("xx"):
        try:
            loads(text, file=str(path))
        except InputErrors as found:
            problems = [one for one in found.exceptions if isinstance(one, InputError)]
    else:
        kind: Any = Document if path.name == "case.toml" else ClaimsFile
        build(kind, tomllib.loads(text), file=path.name, problems=problems, path=str(path))
    return [one for one in problems if "missing" in str(one)]


def mended(text: str, error: VeedorError) -> str:
    """Do what the remedy says, to the letter."""
    told = str(error)
    lines = text.splitlines()
    found = re.search(r"Write (.*?): (.+) \(this is .+; put your own instead\)", told)
    assert found is not None, told
    where, example = found.groups()
    below = re.fullmatch(r"right below (\[.+\]), which is line (\d+)", where)
    if below is None:
        assert where == "at the top of the file, above the first [table]", told
        return "\n".join([example, *lines]) + "\n"
    assert lines[int(below[2]) - 1] == below[1]
    lines.insert(int(below[2]), example)
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(("name", "number"), LINES)
def test_the_line_that_is_given_mends_the_file(tmp_path: Path, name: str, number: int) -> None:
    lines = FILES[name].splitlines()
    key = lines.pop(number).partition(" =")[0]
    text = "\n".join(lines) + "\n"
    (error,) = missing(tmp_path / name, text)
    assert f"'{key}'" in str(error) or f".{key}'" in str(error), str(error)
    assert missing(tmp_path / name, mended(text, error)) == []


@pytest.mark.parametrize("name", ["election", "contest", "count", "source"])
def test_a_table_that_is_missing_is_given_on_one_line(tmp_path: Path, name: str) -> None:
    kept, skip = [], False
    for line in CASE.splitlines():
        if line.startswith("["):
            skip = line.strip("[]").partition(".")[0] == name
        if not skip:
            kept.append(line)
    text = "\n".join(kept) + "\n"
    (error,) = missing(tmp_path / "case.toml", text)
    assert missing(tmp_path / "case.toml", mended(text, error)) == []


def test_every_line_that_can_be_given_is_good_toml() -> None:
    for (_, key), (_, example) in OF_CASES.items():
        assert list(tomllib.loads(example)) == [key]
    for key, (_, example) in OF_RULES.items():
        assert list(tomllib.loads(example)) == [key.rpartition(".")[2]]


def test_every_key_that_must_be_there_is_described() -> None:
    waiting, seen = [Document, ClaimsFile], set()
    while waiting:
        kind = waiting.pop()
        if kind in seen:
            continue
        seen.add(kind)
        for name, needed, inner in keys_of(kind):
            waiting += inner
            assert not needed or (kind.__name__, name) in OF_CASES, (kind.__name__, name)


def keys_of(kind: Any) -> list[tuple[str, bool, list[Any]]]:  # noqa: ANN401 - any dataclass
    from dataclasses import MISSING, fields, is_dataclass
    from typing import get_args, get_type_hints

    def within(hint: Any) -> list[Any]:  # noqa: ANN401 - any annotation
        inner = [one for arg in get_args(hint) for one in within(arg)]
        return [hint, *inner] if is_dataclass(hint) else inner

    hints = get_type_hints(kind)
    return [
        (f.name.removesuffix("_"), f.default is f.default_factory is MISSING, within(hints[f.name]))
        for f in fields(kind)
    ]


def test_the_line_of_a_table_is_found_within_lists() -> None:
    assert line_of("claim[2]", CLAIMS) == 17
    assert line_of("claim[2].said[1]", CLAIMS) == 21
    assert line_of("claim[1].review", CLAIMS) == 13
    assert line_of("source.official.files[1]", CASE) == 20
    assert line_of("source.official.place", CASE) is None

"""A journal beside an older copy: what is gone, what was exchanged, and what stands in another order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from veedor.audit import journal
from veedor.audit.compare import beside_copy
from veedor.audit.folder import AuditFolder

if TYPE_CHECKING:
    from pathlib import Path

AT = "2030-03-12T10:00:00+00:00"


def written(path: Path, *files: str) -> Path:
    """A journal of these files, each ``name`` or ``name=content``."""
    for file in files:
        name, _, content = file.partition("=")
        journal.append(path, journal.Entered("record", name, content.encode(), "Red"), at=AT)
    return path


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (("a", "b", "c"), []),
        (("a", "b", "c", "d"), []),
        (("b", "c"), ["a is gone"]),
        (("a", "b=x", "c"), ["b was exchanged"]),
        (("a=x", "c"), ["a was exchanged", "b is gone"]),
        (("a", "c", "b"), ["c stands where the copy has b"]),
        (("c", "b=x", "a"), ["b was exchanged", "c stands where the copy has a"]),
        (("x", "a", "b", "c"), ["x stands where the copy has a"]),
    ],
)
def test_each_difference_is_told_once_and_as_what_it_is(
    tmp_path: Path, files: tuple[str, ...], told: list[str]
) -> None:
    copy = written(tmp_path / "copy", "a", "b", "c")
    here = AuditFolder(written(tmp_path / "here", *files), whole=False)
    problems = beside_copy(here, copy).problems
    assert len(problems) == len(told)
    for problem, words in zip(problems, told, strict=True):
        name, *_ = words.split()
        assert problem.startswith(f"{name} ")
        assert problem.partition(": another")[0].rstrip(".").endswith(words.partition(f"{name} ")[2])

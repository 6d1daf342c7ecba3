"""The words of a refusal lead to its remedy: the message names the very key and value that mend the case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from field.expect import Expected, expectations, some_slow
from field.mend import steps
from field.settle import follow, prepare

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WITH_REMEDY = [expected for expected in expectations() if any(not step.unprinted for step in expected.follow)]


def written(value: Any) -> Iterator[str]:  # noqa: ANN401 - whatever TOML holds
    """Give the texts that a message must hold so that a reader can write this value."""
    match value:
        case dict():
            for key, inner in value.items():
                yield key
                yield from written(inner)
        case list() | tuple():
            for inner in value:
                yield from written(inner)
        case bool():
            yield str(value).lower()
        case str() | int():
            yield str(value)


def missing_words(expected: Expected, folder: Path) -> list[str]:
    """Give the keys and values of the edits that the refusals before them did not print."""
    _, taken = follow(expected, folder)
    missing: list[str] = []
    for step, ran in taken:
        if step.unprinted:
            continue
        keys = [steps(path)[-1] for path in (*step.change, *step.delete)]
        values = [] if step.free else [t for value in step.change.values() for t in written(value)]
        said = ran.words.replace("\\\\", "\\")
        missing += [f"{word!r} in {ran}" for word in (*keys, *values) if word and word not in said]
    return missing


@pytest.mark.parametrize("expected", some_slow(WITH_REMEDY))
def test_the_refusal_prints_the_remedy(expected: Expected, tmp_path: Path) -> None:
    assert not missing_words(expected, prepare(expected, tmp_path))

"""Sixty articles that were written before anyone had looked at the rules: what is found in them is right.

``en`` and ``es`` have been looked at while the rules were mended, ``kept_en`` and ``kept_es`` never: whoever
mends a rule by an article of those two moves it to the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from claims.fresh import Tried, countries, read, score

if TYPE_CHECKING:
    from collections.abc import Mapping

QUANTITIES, CHECKS, FOUND, SPEAKERS = 0.9, 0.8, 0.5, 0.85
"""Precision of quantities and of proposed checks, recall of those, precision of direct speakers."""


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Tried]:
    return countries(tmp_path_factory.mktemp("fresh"))


@pytest.mark.slow
@pytest.mark.parametrize("file", ["en", "es", "kept_en", "kept_es"])
def test_what_is_found_in_fresh_articles_is_right(file: str, tried: Mapping[str, Tried]) -> None:
    found = score(read(file, tried), tried)
    assert found.quantities.precision >= QUANTITIES, (str(found.quantities), found.quantities.wrong)
    assert found.checks.precision >= CHECKS, (str(found.checks), found.checks.wrong)
    assert found.checks.recall >= FOUND, (str(found.checks), found.checks.missed)
    assert found.speakers.precision >= SPEAKERS, (str(found.speakers), found.speakers.wrong)
    assert found.quantities.meant > 60
    assert found.speakers.meant >= 8

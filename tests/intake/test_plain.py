"""What an import keeps as JSON are plain texts, whatever language they can be said in."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from veedor.intake.manifest import plain
from veedor.sentence import sentence


@dataclass(frozen=True)
class Kept:
    says: str
    rows: tuple[int, ...]


def test_a_sentence_is_kept_as_its_english() -> None:
    made = plain({"one": Kept(sentence("row {row}", row=7), (1, 2))})
    assert made == {"one": {"says": "row 7", "rows": (1, 2)}}
    assert type(made["one"]["says"]) is str


def test_what_has_no_plain_form_is_refused() -> None:
    with pytest.raises(TypeError, match="object"):
        plain(object())

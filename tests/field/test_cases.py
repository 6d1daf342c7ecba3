"""Every case of the field: the right figures, or a refusal whose remedies lead to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from field.expect import CASES, Expected, expectations, some_slow
from field.settle import prepare, settle

if TYPE_CHECKING:
    from pathlib import Path

UNMAPPED = {"35-map-non-latin", "35b-map-german", "country-bulgaria-shape", "country-france-shape"}
"""Folders without a case file: see ``test_shapes.py``."""


@pytest.mark.parametrize("expected", some_slow(expectations()))
def test_case(expected: Expected, tmp_path: Path) -> None:
    assert not settle(expected, prepare(expected, tmp_path))


def test_every_folder_is_a_test() -> None:
    folders = {
        str(path.parent.relative_to(CASES))
        for pattern in ("case*.toml", "told.toml")
        for path in CASES.rglob(pattern)
    }
    assert folders == {expected.case for expected in expectations()}
    shapes = {path.name for path in CASES.iterdir() if path.is_dir()} - {"shapes", "audit", "projection"}
    assert shapes - {folder.split("/")[0] for folder in folders} == UNMAPPED

"""No place in the file is not one place."""

from __future__ import annotations

import numpy as np
import pytest

from veedor.count import Places


def places(regions: list[str], halls: list[str]) -> Places:
    """Two levels; equal texts are one place, as an import makes them."""
    codes, ids, names = {}, {}, {}
    paths = [f"{region} / {hall}" for region, hall in zip(regions, halls, strict=True)]
    for level, keys, own in (("region", regions, regions), ("hall", paths, halls)):
        found, first, code = np.unique(np.array(keys), return_index=True, return_inverse=True)
        codes[level], ids[level] = code.astype(np.int64), tuple(found.tolist())
        names[level] = tuple(own[i] for i in first)
    return Places(("region", "hall"), codes, ids, names)


def groups(codes: object) -> list[set[int]]:
    """Sheets that share a code, largest first."""
    code = np.asarray(codes)
    return sorted((set(np.flatnonzero(code == c).tolist()) for c in np.unique(code)), key=min)


def test_named_places_keep_their_codes() -> None:
    made = places(["N", "N", "S"], ["a", "a", "b"])
    assert made.apart("hall") is made.codes["hall"]
    assert made.levels_known == ("region", "hall")
    assert made.comparable == "hall"


def test_a_sheet_without_place_is_alone_and_keeps_its_region() -> None:
    made = places(["N", "N", "N", "S"], ["a", "", "", "b"])
    assert made.known("hall").tolist() == [True, False, False, True]
    assert groups(made.apart("hall")) == [{0}, {1}, {2}, {3}]
    assert groups(made.apart("region")) == [{0, 1, 2}, {3}]


def test_a_place_without_region_stays_one_place() -> None:
    made = places(["", "", "", ""], ["a", "a", "b", ""])
    assert groups(made.apart("region")) == [{0, 1}, {2}, {3}]
    assert made.levels_known == ("hall",)


@pytest.mark.parametrize("level", ["region", "hall"])
def test_without_any_place_nobody_is_together(level: str) -> None:
    made = places([""] * 3, [""] * 3)
    assert groups(made.apart(level)) == [{0}, {1}, {2}]
    assert made.levels_known == ()
    assert made.comparable == ""


def test_a_level_that_nobody_names_is_no_level() -> None:
    made = places(["N", "S"], ["", ""])
    assert made.levels_known == ("region",)
    assert made.comparable == "region"

"""Projections of counts by area: what came together is one observation, and the interval says so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from count.build_areas import FIRST, SECOND, Row, night
from outstanding.build_replays import replays
from veedor.outstanding import partial_count, project
from veedor.outstanding.areas import rows_of_areas
from veedor.outstanding.counted_sheets import CountedSheets
from veedor.outstanding.place_model import fit_places
from veedor.outstanding.tree import grow

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.case import Case
    from veedor.count.by_area import AreaCount

LATER = (
    replace(SECOND[0], counted=9, votes=(1100, 640, 45)),
    replace(SECOND[1], counted=2, votes=(200, 300, 5)),
    replace(SECOND[2], counted=20, votes=(1900, 2100, 100)),
)


def history(case: Case) -> list[AreaCount]:
    selection = case.select()
    return [selection.at(one.snapshot_id).areas for one in selection.snapshots]


def test_rows_sum_to_the_count(tmp_path: Path) -> None:
    case = night(tmp_path / "case", {20: FIRST, 21: SECOND, 22: LATER})
    rows = rows_of_areas(history(case))
    assert len(rows.roll.ids) == 47
    assert rows.counted.votes.sum(axis=0).tolist() == [3200, 3040, 150]
    assert int(rows.roll.registered.sum()) == 14_000
    # of one area the second publication was corrected: what came then counts as come with the third
    arrivals = rows.share[np.isin(rows.roll.ids, rows.counted.ids)].sum()
    assert arrivals == pytest.approx(3 + 1 + 3)
    assert [len(brought) for brought in rows.publications] == [14, 8, 9]


def test_what_came_together_is_one_observation(tmp_path: Path) -> None:
    rows = rows_of_areas(history(night(tmp_path / "case", {20: FIRST, 21: SECOND})))
    known = partial_count(rows.roll, rows.counted, share=rows.share)
    assert known.share is not None
    tree = grow(rows.roll.places)
    leaf, held = tree.leaf, np.isin(rows.roll.ids, rows.counted.ids)
    votes = rows.counted.votes.astype(np.float64)
    size = rows.roll.registered[held].astype(np.float64)
    pooled = CountedSheets(tree, leaf[held], size, votes, share=rows.share[held]).pool()
    plain = CountedSheets(tree, leaf[held], size, votes).pool()
    assert pooled.free == 2  # two areas have two arrivals, one has one
    assert plain.free == 22
    assert fit_places(tree, pooled).degrees < fit_places(tree, plain).degrees


def test_one_publication_gives_no_interval(tmp_path: Path) -> None:
    result = night(tmp_path / "case", {20: SECOND}).project(draws=10)
    assert result.estimate is None
    assert (result.counted, result.outstanding) == (25, 22)
    assert any(finding.says == "outstanding.areas" for finding in result.findings)


def test_the_order_of_areas_is_irrelevant(tmp_path: Path) -> None:
    one = night(tmp_path / "one", {20: FIRST, 21: SECOND}).project(draws=10)
    other = night(tmp_path / "other", {20: FIRST[::-1], 21: SECOND[1:] + SECOND[:1]}).project(draws=10)
    assert one.ratio.tolist() == other.ratio.tolist()


def test_an_area_without_a_counted_sheet_is_as_those_around_it(tmp_path: Path) -> None:
    rows = (Row("North/A", 10, 5, (600, 400, 0), registered=2000), Row("North/B", 10, 0, registered=2000))
    result = night(tmp_path / "case", {20: rows}).project(draws=10)
    assert result.ratio[0] == pytest.approx(0.2)


@pytest.mark.slow
def test_intervals_cover_on_counts_that_nothing_was_chosen_on() -> None:
    replays()
    from importlib import util
    from pathlib import Path
    from sys import modules

    spec = util.spec_from_file_location("area_counts", Path(__file__).parents[2] / "bench" / "area_counts.py")
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    modules["area_counts"] = module
    spec.loader.exec_module(module)
    said = [module.one_synthetic(seed) for seed in range(64_000, 64_024)]
    given = [one for one in said if one.given]
    assert len(given) >= 20
    assert np.mean([one.covers for one in given]) >= 0.87


def test_a_projection_is_of_the_whole(tmp_path: Path) -> None:
    rows = rows_of_areas(history(night(tmp_path / "case", {20: FIRST, 21: SECOND})))
    known = partial_count(rows.roll, rows.counted, share=rows.share, beside=rows.beside)
    result = project(known, [], night(tmp_path / "again").select().tally, draws=10)
    assert result.sheets == 47
    assert known.beside.set_aside == 1

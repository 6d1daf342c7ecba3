"""Every key of a count over time has words in both languages, with the figures that it needs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from count.build_count import CONTEST, ZONE, lead, moments, publications, share, sheets, verifications
from veedor.count import Snapshot, build_timeline
from veedor.count.logs import Made, Order, Twice
from veedor.count.oddities import find_beyond
from veedor.count.publications import publications_from_sheets
from veedor.count.regions import sum_regions
from veedor.count.vectors import UNKNOWN
from veedor.model import CountId, Result, SnapshotId
from veedor.report.catalogue import area_files, catalogue, read_area
from veedor.report.wording import Wording

IN_ORDER = Order()


def follow(
    rows: list[tuple[str, int, int, int]],
    *,
    total: int = UNKNOWN,
    names: bool = False,
    made_of: Made = Made.LOG,
    order: Order = IN_ORDER,
) -> Result:
    """A timeline of a log of these rows."""
    log = publications(rows, {"A": [r[3] for r in rows]})
    numbers = np.array([str(i + 2) for i in range(len(rows))]) if names else None
    log = replace(log, sheets_total=np.full(len(rows), total), names=numbers, made_of=made_of, order=order)
    return build_timeline(CONTEST, CountId("trial"), ZONE, ["1"], publications=log)


def minutes(figures: list[int]) -> list[tuple[str, int, int, int]]:
    """A publication a minute, with so many sheets."""
    return [(f"09:{m:02}:00", n, n, 10 * n) for m, n in enumerate(figures)]


def silences() -> list[Result]:
    """What a log of publications can have beside times without publication."""
    frozen = [*range(1, 9), *[8] * 9, *range(9, 16)]
    fallen = [1, 2, 3, 2, 3]
    dark = [(at, n, n, n) for at, n, _, _ in minutes([1, 2, 3, 4])] + [("10:00:00", 5, 5, 5)]
    singles = verifications([("1", "09:00:00")])
    taken = Snapshot(SnapshotId("s9"), moments("09:30:00")[0], "s9.csv")
    log = publications(minutes([1, 2, 3]))
    beyond = find_beyond(log, singles, frozenset("1234"), taken, 4)
    late = Order((("log.csv", 7),), (Twice("log.csv", 9, 3),))
    region = publications(minutes([1, 2]))
    regions = sum_regions({"N": region, "S": region})
    apart = sum_regions({"N": region, "S": publications(minutes([1, 2, 3]))})
    sheet_times = {f"{k}": [5, 3, 1, 0] for k in range(6)}
    close = [f"09:{k:02}:00" for k in range(6)]
    far = [*close[:5], "12:00:00"]
    return [
        follow(minutes(frozen)),
        follow(minutes(frozen), total=15),
        follow(minutes([1, 2, 3]), total=15),
        follow(minutes([1, 2, 3, *[3] * 9]), total=15),
        follow(minutes([1, 2, 3, *[3] * 9])),
        follow(minutes([1])),
        follow(minutes(fallen)),
        follow(minutes(fallen), names=True),
        follow(minutes(fallen), names=True, made_of=Made.SNAPSHOTS),
        follow(dark, made_of=Made.SNAPSHOTS),
        follow([("09:00:00", 3, 3, 1), ("09:01:00", 4, 5, 2)], total=2),
        follow(minutes([1, 2, 3]), order=late),
        build_timeline(
            CONTEST, CountId("x"), ZONE, ["1"], publications=log, verifications=singles, beyond=beyond
        ),
        build_timeline(CONTEST, CountId("x"), ZONE, ["1"], publications=regions),
        build_timeline(CONTEST, CountId("x"), ZONE, ["1"], publications=apart),
        *(
            build_timeline(
                CONTEST,
                CountId("x"),
                ZONE,
                ["1"],
                publications=publications_from_sheets(sheets(sheet_times, times=times)),
                sheets=sheets(sheet_times, times=times),
                assertions=(lead(), share()),
            )
            for times in (close, far)
        ),
    ]


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_key_has_words(lang: str) -> None:
    wording, known = Wording(lang).of(CONTEST), catalogue(lang)
    for result in silences():
        for finding in result.findings:
            said = wording.say(finding)
            assert said != finding.says
            assert "{" not in said
            assert "–" not in said, f"{finding.says} speaks of a figure without a value: {said}"
            keys = {finding.method.name, *finding.assumptions, *finding.cannot_show}
            keys |= {f"figure.{figure.name}" for figure in finding.figures}
            keys |= {str(f.value) for f in finding.figures if f.name == "fell_item" and f.unit == "term"}
            assert keys <= known.keys(), finding.finding_id
        for table in result.tables:
            assert f"table.{table.name}" in known
            for k, column in enumerate(table.columns):
                heads = {f"column.{table.name}.{column.name}", f"column.{column.name}"}
                assert heads & known.keys(), f"{table.name}: {column.name}"
                if column.unit == "term":
                    assert {str(row[k]) for row in table.rows if row[k] is not None} <= known.keys()


def test_every_sentence_of_this_catalogue_is_said_by_some_result() -> None:
    (file,) = (file for file in area_files("en") if file.name == "timeline.po")
    written = {key for key in read_area(file) if key.startswith("timeline.")}
    said = {f.says for result in silences() for f in result.findings}
    assert written - said == set()

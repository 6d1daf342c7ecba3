"""Small counts, logs and imported stores, made by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from veedor.count import Places, Publications, Sheets, Verifications
from veedor.count.vectors import UNKNOWN
from veedor.engine import TABLES, Store
from veedor.engine.schemas import Schema
from veedor.intake import CaseFile
from veedor.intake.case import ChoiceEntry, ContestEntry, CountEntry, ElectionEntry
from veedor.model import (
    Assertion,
    AssertionKind,
    Choice,
    ChoiceId,
    Contest,
    ContestId,
    CountId,
    Kind,
    SnapshotId,
)

CHOICES = ("A", "B", "C", "blank")
CONTEST = Contest(
    ContestId("mayor"),
    "Mayor",
    tuple(
        Choice(
            ChoiceId(name),
            f"List {name}" if len(name) == 1 else "Blank",
            Kind.BLANK if name == "blank" else Kind.CANDIDATE,
        )
        for name in CHOICES
    ),
)
ZONE = ZoneInfo("America/La_Paz")


def lead(subject: str = "A", rival: str = "B", tenths: int = 1) -> Assertion:
    """``subject`` leads ``rival`` by so many tenths of the valid votes."""
    weights = {ChoiceId(c): -tenths for c in ("A", "B", "C")}
    weights[ChoiceId(subject)] += 10
    weights[ChoiceId(rival)] -= 10
    return Assertion(
        f"lead:{subject}>{rival}", AssertionKind.LEAD, ChoiceId(subject), ChoiceId(rival),
        Fraction(tenths, 10), "valid", weights, strict=False, scale=10,
    )  # fmt: skip


def share(subject: str = "A", percent: int = 40, base: str = "valid") -> Assertion:
    """``subject`` has so many per cent of the base."""
    members = CHOICES if base == "cast" else ("A", "B", "C")
    weights = {ChoiceId(c): -percent for c in members}
    weights[ChoiceId(subject)] += 100
    return Assertion(
        f"share:{subject}:{base}", AssertionKind.SHARE, ChoiceId(subject), None, Fraction(percent, 100), base,
        weights, strict=False, scale=100,
    )  # fmt: skip


def moments(*texts: str) -> np.ndarray[Any, np.dtype[np.datetime64]]:
    """Times of one day, ``NaT`` for an empty text."""
    return np.array([f"2020-01-01T{text}" if text else "NaT" for text in texts], dtype="datetime64[s]")


def sheets(
    votes: Mapping[str, Sequence[int | None]],
    *,
    places: Sequence[str] | None = None,
    registered: Sequence[int] | None = None,
    times: Sequence[str] | None = None,
    count: str = "official",
    snapshot: str | None = None,
    stratum: Sequence[str] | None = None,
) -> Sheets:
    """A count from rows by sheet id; ``None`` is a blank cell; places are ``town / school``."""
    ids = sorted(votes)
    table = [votes[i] for i in ids]
    path = dict(zip(votes, places or ["T / S"] * len(votes), strict=True))
    of = [path[i] for i in ids]
    towns = [p.split(" / ")[0] for p in of]
    schools, school = np.unique(np.array(of), return_inverse=True)
    named, town = np.unique(np.array(towns), return_inverse=True)
    order = [list(votes).index(i) for i in ids]
    return Sheets(
        CONTEST,
        CountId(count),
        np.array(ids),
        np.array([[n or 0 for n in row] for row in table], dtype=np.int64).reshape(len(ids), len(CHOICES)),
        np.array([[n is None for n in row] for row in table], dtype=np.bool_).reshape(len(ids), len(CHOICES)),
        np.array([registered[k] for k in order] if registered else [UNKNOWN] * len(ids), dtype=np.int64),
        Places(
            ("municipality", "precinct"),
            {"municipality": town.astype(np.int64), "precinct": school.astype(np.int64)},
            {"municipality": tuple(named.tolist()), "precinct": tuple(schools.tolist())},
            {
                "municipality": tuple(named.tolist()),
                "precinct": tuple(s.split(" / ")[-1] for s in schools.tolist()),
            },
        ),
        np.array([stratum[k] for k in order] if stratum else [""] * len(ids)),
        {},
        moments(*[times[k] for k in order]) if times else None,
        None if snapshot is None else SnapshotId(snapshot),
    )


def publications(
    rows: Sequence[tuple[str, int, int, int]], votes: Mapping[str, Sequence[int]] | None = None
) -> Publications:
    """A log from rows of time, sheets in, sheets verified, valid votes."""
    received, verified, valid = (np.array([r[k] for r in rows], dtype=np.int64) for k in (1, 2, 3))
    return Publications(
        CONTEST.contest_id,
        CountId("preliminary"),
        moments(*[r[0] for r in rows]),
        np.full(len(rows), UNKNOWN, dtype=np.int64),
        received,
        verified,
        valid,
        {ChoiceId(c): np.array(n, dtype=np.int64) for c, n in (votes or {}).items()},
    )


def verifications(
    rows: Sequence[tuple[str, str]], votes: Mapping[str, Sequence[int]] | None = None
) -> Verifications:
    """A log of single sheets from rows of sheet and time, with votes of some choices."""
    return Verifications(
        CONTEST.contest_id,
        CountId("preliminary"),
        np.array([r[0] for r in rows], dtype=np.str_),
        moments(*[r[1] for r in rows]),
        np.full(len(rows), UNKNOWN, dtype=np.int64),
        {ChoiceId(c): np.array(n, dtype=np.int64) for c, n in (votes or {}).items()},
    )


RULE = """
id = "test-lead"
title = { en = "Mayor", es = "Alcaldía" }
country = "XX"
office = "mayor"
valid_from = 2000-01-01
[[source]]
law = "Test law"
article = "1"
quote = "A candidate with 40 % and ten points more than any other is elected."
language = "en"
read_in = "this test"
[base]
valid = ["candidate"]
[[round]]
name = "first"
[[round.win]]
name = "share and lead"
share = { of = "40%", op = ">=", base = "valid" }
lead = { of = "10%", op = ">=", base = "valid" }
[round.else]
advance = 2
[[round]]
name = "runoff"
[[round.win]]
name = "plurality"
first = true
[[fixture]]
name = "exactly ten points"
source = "constructed"
votes = { A = 50, B = 40, C = 10 }
expect = { outcome = "elected", choices = ["A"], by = "share and lead" }
[[fixture]]
name = "one vote short"
source = "constructed"
votes = { A = 49, B = 40, C = 11 }
expect = { outcome = "runoff", choices = ["A", "B"] }
"""


def case_file(
    folder: Path, *, rule: str = "rule.toml", levels: tuple[str, ...] = ("municipality", "precinct")
) -> CaseFile:
    """A case with a preliminary and an official count, and a rule of its own; its tables are made apart."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "rule.toml").write_text(RULE, encoding="utf-8")
    choices = tuple(ChoiceEntry(str(c.choice_id), c.label, c.kind) for c in CONTEST.choices)
    return CaseFile(
        folder / "case.toml",
        ElectionEntry("A town votes", date(2020, 1, 1), "XX", "America/La_Paz", levels),
        {ContestId("mayor"): ContestEntry("Mayor", choices, rule)},
        {
            CountId("preliminary"): CountEntry("Preliminary", "preliminary"),
            CountId("official"): CountEntry("Official", "official"),
        },
        {},
    )


KINDS = {
    "string": pa.string(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "timestamp(0)": pa.timestamp("s"),
    "boolean": pa.bool_(),
}

Row = dict[str, Any]


def write(folder: Path, schema: Schema, rows: Sequence[Row], extra: Sequence[str] = ()) -> None:
    """Write a canonical table; ``extra`` columns hold integers."""
    fields = [(f.name, KINDS[f.type.value]) for f in schema.fields] + [(name, pa.int64()) for name in extra]
    pq.write_table(pa.Table.from_pylist(list(rows), pa.schema(fields)), folder / f"{schema.name}.parquet")


def store(
    folder: Path,
    *,
    roll: Sequence[tuple[str, str, int | None, str | None]],
    versions: Sequence[Row],
    snapshots: Sequence[tuple[str, str, datetime | None]],
    published: Sequence[Row] = (),
    verified: Sequence[Row] = (),
    shuffle: int | None = None,
) -> Store:
    """Write the tables of an imported case.

    ``roll`` has sheet, ``town / school``, registered, stratum; a version has sheet_id, count_id, seq, votes
    (a list, None for blank), first_snapshot, last_snapshot and maybe more; ``shuffle`` is a seed that puts
    rows out of order, as no import would.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(shuffle)

    def ordered(rows: Sequence[Row]) -> list[Row]:
        return [rows[i] for i in rng.permutation(len(rows))] if shuffle is not None else list(rows)

    named = ("sheet_id", "place_id", "registered", "stratum")
    sheet = [{"contest_id": "mayor", "listed": True} | dict(zip(named, r, strict=True)) for r in roll]
    write(folder, TABLES["sheet"], ordered(sheet))
    schools = sorted({r[1] for r in roll})
    place = [
        {
            "place_id": s,
            "level": "precinct",
            "name": s.split(" / ")[1],
            "parent_id": s.split(" / ")[0],
            "lat": 1.5,
        }
        for s in schools
    ]
    place += [
        {"place_id": t, "level": "municipality", "name": t, "parent_id": ""}
        for t in sorted({s.split(" / ")[0] for s in schools})
    ]
    write(folder, TABLES["place"], ordered(place))
    areas = [{"place_id": s, "division": "ward", "area_id": f"W{i % 2}"} for i, s in enumerate(schools)]
    write(folder, TABLES["area"], areas)
    fixed: Row = {"contest_id": "mayor"}
    counted = fixed | {"state": "counted"}
    write(
        folder,
        TABLES["version"],
        ordered([counted | {k: v for k, v in r.items() if k != "votes"} for r in versions]),
    )
    votes = [
        fixed
        | {k: r[k] for k in ("sheet_id", "count_id", "seq")}
        | dict(zip(CHOICES, r["votes"], strict=True))
        for r in versions
    ]
    keys = Schema("votes-mayor", "", TABLES["vote"].fields[:4], ())
    write(folder, keys, ordered(votes), CHOICES)
    position: dict[str, int] = {}
    shots = []
    for count, name, taken in snapshots:
        position[count] = position.get(count, 0) + 1
        shots.append(
            fixed
            | {
                "count_id": count,
                "snapshot_id": name,
                "taken_at": taken,
                "position": position[count],
                "source": f"{name}.csv",
            }
        )
    write(folder, TABLES["snapshot"], ordered(shots))
    if published:
        write(folder, TABLES["publication"], ordered([fixed | r for r in published]), ["votes:A", "votes:B"])
    if verified:
        write(folder, TABLES["verification"], ordered([fixed | r for r in verified]), ["votes:A"])
    expected = {"mayor": {"completeness": "list", "sheets": len(roll)}}
    (folder / "manifest.json").write_text(
        json.dumps({"key": "0" * 24, "totals": [], "sources": {}, "expected": expected}), encoding="utf-8"
    )
    return Store(folder)


def version(
    sheet_id: str, count: str, votes: Sequence[int | None], shots: tuple[str, str], **more: object
) -> Row:
    """One version of a sheet, from the first to the last of two snapshots."""
    return {
        "sheet_id": sheet_id,
        "count_id": count,
        "seq": 1,
        "votes": list(votes),
        "first_snapshot": shots[0],
        "last_snapshot": shots[1],
    } | more


def at(hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A local time of the day of the election."""
    return datetime(2020, 1, 1, hour, minute, second)  # noqa: DTZ001 - canonical tables hold local times


def small_store(folder: Path, shuffle: int | None = None) -> Store:
    """Four sheets in three schools of two towns.

    The preliminary count is published twice: ``s1`` has sheets 01 and 02, ``s2`` changes 02 and adds 03. The
    official count changes 03 and adds 04. The log lets ``s1`` have sheet 02 before it was verified.
    """
    return store(
        folder,
        roll=[
            ("01", "T1 / S1", 100, "urban"),
            ("02", "T1 / S2", 100, "rural"),
            ("03", "T2 / S3", 100, "rural"),
            ("04", "T2 / S3", 50, None),
        ],
        versions=[
            version("01", "preliminary", [50, 30, 5, 5], ("s1", "s2"), verified_at=at(9)),
            version("02", "preliminary", [10, 40, 5, None], ("s1", "s1"), verified_at=at(10, 30)),
            version("02", "preliminary", [12, 38, 5, 0], ("s2", "s2"), seq=2, verified_at=at(10, 30)),
            version("03", "preliminary", [60, 10, 5, 0], ("s2", "s2"), verified_at=at(12)),
            version("01", "official", [50, 30, 5, 5], ("final", "final"), printed_valid=85),
            version("02", "official", [12, 38, 5, 0], ("final", "final")),
            version("03", "official", [61, 10, 5, 0], ("final", "final")),
            version("04", "official", [20, 5, 0, 0], ("final", "final")),
        ],
        snapshots=[("preliminary", "s1", at(10)), ("preliminary", "s2", at(13)), ("official", "final", None)],
        published=[
            {
                "count_id": "preliminary",
                "published_at": at(h, m),
                "sheets_in": i,
                "sheets_verified": v,
                "valid": n,
            }
            | {"votes:A": a, "votes:B": b}
            for h, m, i, v, n, a, b in (
                (9, 50, 1, 1, 85, 50, 30),
                (9, 55, 1, 1, 85, 50, 30),
                (10, 0, 2, 1, 85, 50, 30),
                (13, 0, 4, 3, 215, 122, 78),
                (13, 5, 4, 3, 215, 122, 78),
            )
        ],
        verified=[
            {
                "count_id": "preliminary",
                "sheet_id": s,
                "verified_at": t,
                "stated_valid": None,
                "votes:A": None,
            }
            for s, t in (("01", at(9)), ("02", at(10, 30)), ("03", at(12)))
        ],
        shuffle=shuffle,
    )

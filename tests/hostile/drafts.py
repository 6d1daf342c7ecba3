"""A publication before it is written: its header, rows and mapping, with what is true of it."""

from __future__ import annotations

import copy
import csv
import io
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import tomli_w

from hostile.truths import CHOICES, make

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from hostile.truths import Made, Record, Truth

SHEETS = ("wide", "sample", "earlier")
"""Layouts with a row a sheet and a column a choice."""
LAYOUTS = ("wide", "long", "publication", "verification", "regions", "attributes", "earlier", "sample")
Toml = dict[str, Any]
TIME = "%Y-%m-%d %H:%M:%S"


@dataclass
class Draft:
    """A publication that mutators change.

    Parameters
    ----------
    layout : str
        One of :data:`LAYOUTS`.
    made : Made
        The election.
    head, rows : list
        Cells as text.
    source : dict
        The table ``source.final`` of the case.
    truths : tuple of Truth
        What may be read, each of them right; empty where nothing can be read without a guess.
    after : tuple of Truth
        What may be read once a remedy was followed, beside them.
    says : tuple of str
        Keys of notices of which one must be given where names are read otherwise than they are true.
    fresh : Draft, optional
        The publication before it was spoilt: what comes when it is fetched again, or mended in a copy.
    """

    layout: str
    made: Made
    head: list[str]
    rows: list[list[str]]
    source: Toml
    truths: tuple[Truth, ...]
    after: tuple[Truth, ...] = ()
    says: tuple[str, ...] = ()
    name: str = "count.csv"
    encoding: str = "utf-8"
    delimiter: str = ","
    end: str = "\n"
    to_bytes: Callable[[bytes], bytes] | None = None
    content: bytes | None = None
    further: dict[str, bytes] = field(default_factory=dict)
    what: str = ""
    fresh: Draft | None = None

    @property
    def form(self) -> Toml:
        """What the case says of the file."""
        form: Toml = self.source["files"][0]
        return form

    @property
    def labels(self) -> tuple[str, ...]:
        """Published names of the choices."""
        return self.made.alphabet.labels

    def column(self, name: str) -> int:
        """Give the place of a column."""
        return self.head.index(name)

    @property
    def vote_cells(self) -> list[tuple[int, int]]:
        """Rows and columns of the cells that hold votes."""
        other = {"long": ("Votes",), "attributes": ("Registered",)}
        names = other.get(self.layout, self.labels)
        return [(r, self.column(c)) for c in names for r in range(len(self.rows))]

    def text(self) -> str:
        """Write header and rows as CSV."""
        out = io.StringIO()
        csv.writer(out, delimiter=self.delimiter, lineterminator=self.end).writerows([self.head, *self.rows])
        return out.getvalue()

    def raw(self) -> bytes:
        """Write the file."""
        made = self.text().encode(self.encoding) if self.content is None else self.content
        return made if self.to_bytes is None else self.to_bytes(made)

    def with_votes(self, cell: tuple[int, int], value: int | None) -> Truth:
        """Give the truth with another figure in one cell."""
        row, column = cell
        if self.layout in {"attributes", "regions"}:
            return self._with_other(row, column, value)
        choice = (
            self.labels.index(self.rows[row][self.column("Choice")])
            if self.layout == "long"
            else column - self.column(self.labels[0])
        )
        number = row // len(CHOICES) if self.layout == "long" else row
        records = list(self.truths[0] if self.truths else self.made.truth)
        votes = list(records[number].votes)
        votes[choice] = value
        records[number] = records[number]._replace(votes=tuple(votes))
        return tuple(records)

    def _with_other(self, row: int, column: int, value: int | None) -> Truth:
        records = list(self.truths[0] if self.truths else self.made.truth)
        if self.layout == "attributes":
            records[row] = records[row]._replace(registered=value)
        else:
            votes = list(records[row].votes)
            votes[column - self.column(self.labels[0])] = value
            records[row] = records[row]._replace(votes=tuple(votes))
        return tuple(records)

    def with_records(self, change: Callable[[Record], Record]) -> Truth:
        """Give the truth with every record changed."""
        return tuple(change(record) for record in self.truths[0])

    def case(self) -> Toml:
        """Give the whole case file."""
        kinds: Sequence[Toml] = ({}, {}, {"kind": "blank"}, {"kind": "null"})
        choices = [
            {"id": c, "label": label} | kind
            for c, label, kind in zip(CHOICES, self.labels, kinds, strict=True)
        ]
        return {
            "format": 1,
            "election": {
                "title": "A small election",
                "date": self.made.day,
                "country": "XX",
                "tz": self.made.zone,
                "levels": ["region", "place"],
            },
            "contest": {"mayor": {"title": "Mayor", "choices": choices}},
            "count": {
                "official": {
                    "title": "Official",
                    "kind": "sample" if self.layout == "sample" else "official",
                }
            },
            "source": {"final": self.source},
        }

    def write(self, folder: Path) -> Path:
        """Write case and data."""
        (folder / "data").mkdir(parents=True)
        for name, content in ({self.name: self.raw()} | self.further).items():
            (folder / "data" / name).write_bytes(content)
        (folder / "case.toml").write_text(tomli_w.dumps(self.case()), encoding="utf-8")
        return folder

    def copy(self) -> Draft:
        """Copy what mutators change."""
        return replace(
            self,
            head=list(self.head),
            rows=[list(row) for row in self.rows],
            source=copy.deepcopy(self.source),
            further=dict(self.further),
        )


def draft(rng: random.Random, layout: str, alphabet: str = "", sheets: int = 9) -> Draft:
    """Write an election down in some layout, in good order."""
    made = make(rng, alphabet, sheets)
    labels = list(made.alphabet.labels)
    source: Toml = {
        "layout": layout,
        "contest": "mayor",
        "count": "official",
        "files": [{"name": "count.csv"}],
        "control": "none known",
    }
    cells = [
        [r.sheet, r.region, r.place, str(r.registered), _local(r, made.zone), *map(str, r.votes)]
        for r in made.truth
    ]
    head = ["Sheet", "Region", "Place", "Registered", "Time", *labels]
    truth = tuple(made.truth)
    if layout == "publication":
        source["log"] = {"at": "Time"}
        truth = tuple(r._replace(sheet="", region="", place="", registered=None) for r in truth)
        return Draft(layout, made, head[4:], [row[4:] for row in cells], source, (truth,))
    if layout == "regions":
        source |= {"layout": "publication", "log": {"at": "Time", "region": "Region"}}
        parts = [part for r in truth for part in _by_region(r, made)]
        truth = tuple(parts)
        cells = [[r.region, _local(r, made.zone), *map(str, r.votes)] for r in parts]
        return Draft(layout, made, ["Region", "Time", *labels], cells, source, (truth,))
    source |= {
        "sheet": {"id": "Sheet"},
        "place": {"levels": {"region": "Region", "place": "Place"}},
        "numbers": {"registered": "Registered"},
    }
    if layout == "attributes":
        del source["count"], source["contest"]
        truth = tuple(r._replace(votes=(None,) * len(CHOICES), instant=None) for r in truth)
        return Draft(layout, made, head[:4], [row[:4] for row in cells], source, (truth,))
    if layout == "earlier":
        del source["count"]
        source["choices"] = {"columns": labels}
        truth = tuple(r._replace(instant=None) for r in truth)
        cells = [[*row[:4], *row[5:]] for row in cells]
        return Draft(layout, made, [*head[:4], *labels], cells, source, (truth,))
    if layout == "sample":
        source["layout"] = "wide"
    if layout == "verification":
        source["log"] = {"at": "Time"}
    else:
        source["sheet"]["verified_at"] = "Time"
    if layout == "long":
        source["choices"] = {"choice": "Choice", "votes": "Votes"}
        cells = [[*row[:5], label, row[5 + i]] for row in cells for i, label in enumerate(labels)]
        head = [*head[:5], "Choice", "Votes"]
    return Draft(layout, made, head, cells, source, (truth,))


def _by_region(record: Record, made: Made) -> list[Record]:
    """Make two entries of one moment of an entry, one a region."""
    parts = [((votes or 0) + 1, (votes or 0) + 2) for votes in record.votes]
    bare = record._replace(sheet="", place="", registered=None)
    return [
        bare._replace(region=made.alphabet.regions[i], votes=tuple(part[i] for part in parts))
        for i in range(2)
    ]


def _local(record: Record, zone: str) -> str:
    assert record.instant is not None
    return record.instant.astimezone(ZoneInfo(zone)).strftime(TIME)


def as_json(made: Draft, *, lines: bool = False) -> None:
    """Write the rows as records instead of CSV."""
    records = [dict(zip(made.head, row, strict=True)) for row in made.rows]
    dumped = [json.dumps(record, ensure_ascii=False) for record in records]
    made.content = ("\n".join(dumped) if lines else f"[{','.join(dumped)}]").encode()
    rename(made, "count.ndjson" if lines else "count.json")


def rename(made: Draft, name: str) -> None:
    """Give the file another name."""
    made.name = made.form["name"] = name

"""A proposal tests itself: it is imported in a temporary folder, before anything is written.

What the import asks and can prove is taken over, a bounded number of times; what it still refuses is said.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from veedor import disk
from veedor.engine import fetch_rows, sql
from veedor.errors import InputError, InputErrors, VeedorError
from veedor.guess.draft import CONTEST, Election, contest_ids, write_case
from veedor.guess.mending import AT, mend
from veedor.guess.phrase import answers, phrase
from veedor.guess.proposal import UNKNOWN, Doubt
from veedor.guess.remedies import settings_in
from veedor.intake.cells import figure
from veedor.intake.load import load_case
from veedor.intake.run import import_case
from veedor.sentence import relocated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veedor.engine import Store
    from veedor.engine.sql import Table, Value
    from veedor.guess.proposal import Identity, Proposal
    from veedor.intake.case import FileForm, NumberMap
    from veedor.intake.raw import Raw

ROUNDS = 8
"""Times that what the import asks is taken over."""

SECONDS = 120.0
"""Seconds after which nothing further is taken over."""

PROVEN = 0.9
"""Share of the rows in which a sum is met that proves a total."""

SHOWN = 5
"""Rows that do not meet a sum which are named."""

_ELECTION = Election("A trial", "2000-01-01", "XX", "UTC", CONTEST)


@dataclass(frozen=True)
class CheckedSum:
    """A sum of columns, checked in every row of the file.

    Parameters
    ----------
    identity : Identity
        Which columns, with how many rows of the whole file meet it.
    missed : tuple of int
        The first rows that do not.
    """

    identity: Identity
    missed: tuple[int, ...]


@dataclass(frozen=True)
class Trial:
    """What an import of a proposal gave.

    Parameters
    ----------
    proposal : Proposal
        As it was read in the end, with the doubts that the import added.
    refused : tuple of str
        What the import still refuses, as sentences; empty where the file can be read so.
    sheets, rows, dropped : int
        Tally sheets, rows of the file, and rows that are left out.
    states : mapping of str to int
        State of a sheet -> how many are in it.
    votes : mapping of str to mapping of str to int
        Contest -> choice -> its votes on the counted sheets.
    registered : int or None
        Registered voters of all sheets.
    sums : tuple of CheckedSum
        The sums of the proposal, checked in every row.
    """

    proposal: Proposal
    refused: tuple[str, ...] = ()
    sheets: int = 0
    rows: int = 0
    dropped: int = 0
    states: Mapping[str, int] = field(default_factory=dict)
    votes: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    registered: int | None = None
    sums: tuple[CheckedSum, ...] = ()

    @property
    def reads(self) -> bool:
        """Whether the import reads the file so."""
        return not self.refused


def try_out(
    proposal: Proposal, parts: Sequence[FileForm], files: Sequence[Path], raw: Raw | None = None
) -> Trial:
    """Import a proposal in a temporary folder, and take over what the import asks.

    Parameters
    ----------
    proposal : Proposal
        How the files may be read.
    parts : sequence of FileForm
        The files, as the case names them.
    files : sequence of Path
        Where they are.
    raw : Raw, optional
        Their table, in which the sums are checked.
    """
    with disk.temporary() as folder:
        case = folder / "case"
        (case / "data").mkdir(parents=True)
        for file in files:
            _link(file, case / "data" / file.name)
        seen: list[Proposal] = []
        began = time.process_time()
        while True:
            text = write_case(provisional(proposal), parts, _ELECTION)
            (case / "case.toml").write_text(text, encoding="utf-8")
            try:
                imported = import_case(load_case(case))
                break
            except (InputError, InputErrors, VeedorError) as error:
                problems = _members(error)
            seen.append(proposal)
            mended = mend(proposal, problems)
            if mended in seen or len(seen) > ROUNDS or time.process_time() - began > SECONDS:
                told = tuple(dict.fromkeys(_plain(one.text, case) for one in problems))
                return Trial(proposal, told, sums=_checked(proposal, raw))
            proposal = mended
        return _read(proposal, imported.store, raw)


def provisional(proposal: Proposal) -> Proposal:
    """Give a proposal with something in place of what must be asked, so that the rest can be tried."""
    words = {word: "counted" if state == UNKNOWN else state for word, state in proposal.status_words.items()}
    settings = {key: value for key, value in proposal.settings.items() if value.strip("\"'") != UNKNOWN}
    for doubt in proposal.doubts:
        first = next((one for one in doubt.alternatives if isinstance(one, str)), "") if doubt.open else ""
        if doubt.key in proposal.settings and doubt.key.startswith(AT) and (named := settings_in(first)):
            settings[f"{AT}.{named[0][0]}"] = first.partition(" = ")[2]
    sheet = "{file}/{row}" if proposal.sheet == UNKNOWN else proposal.sheet
    choices = tuple(
        replace(choice, kind="candidate") if choice.kind == UNKNOWN else choice for choice in proposal.choices
    )
    return replace(proposal, sheet=sheet, status_words=words, settings=settings, choices=choices)


def _link(file: Path, to: Path) -> None:
    if to.exists():
        return
    to.parent.mkdir(parents=True, exist_ok=True)
    to.symlink_to(file.resolve())


def _members(error: Exception) -> list[InputError]:
    if isinstance(error, InputErrors):
        return [one for member in error.exceptions for one in _members(member)]
    if isinstance(error, InputError):
        return [error]
    return [InputError(str(error))]


def _plain(text: str, case: Path) -> str:
    return relocated(text, {str(case / "case.toml"): "case.toml", f"{case}/": ""})


def _read(proposal: Proposal, store: Store, raw: Raw | None) -> Trial:
    """Give what the tables of an import hold."""
    import pyarrow.compute as pc

    source = store.manifest["sources"]["official"]
    versions = store.arrow("version", ["contest_id", "sheet_id", "state"])
    states: dict[str, int] = {}
    for entry in pc.value_counts(versions["state"]).to_pylist():
        states[str(entry["values"])] = int(entry["counts"])
    votes = {}
    kept = store.arrow("version", ["contest_id", "count_id", "sheet_id", "seq", "state"])
    all_counted = states.keys() == {"counted"}
    for contest_id in contest_ids(proposal):
        joined = store.arrow(f"votes-{contest_id}")
        if not all_counted:
            own = pc.and_(pc.equal(kept["contest_id"], contest_id), pc.equal(kept["state"], "counted"))
            keys = ["count_id", "sheet_id", "seq"]
            joined = joined.join(kept.filter(own).select(keys), keys, join_type="inner")
        names = [c.choice_id for c in proposal.choices if c.contest in {"", contest_id}]
        votes[contest_id] = {
            name: int(pc.sum(joined[name]).as_py() or 0) for name in names if name in joined.column_names
        }
    sums = _checked(proposal, raw)
    known = [part.get("registered") for part in source["parts"]]
    registered = sum(known) if known and None not in known else None
    return Trial(
        replace(proposal, doubts=(*proposal.doubts, *_unmet(proposal, sums))),
        sheets=len(versions.group_by(["contest_id", "sheet_id"]).aggregate([])),
        rows=source["rows"],
        dropped=source["dropped"],
        states=states,
        votes=votes,
        registered=registered,
        sums=sums,
    )


def _unmet(proposal: Proposal, sums: Sequence[CheckedSum]) -> list[Doubt]:
    """Doubt a printed total that is not what its sum says in many rows of the whole file."""
    made = []
    for name, columns in proposal.numbers.items():
        key = f"{AT}.numbers.{name}"
        asked = any(doubt.key == key for doubt in proposal.doubts)
        for identity in (one.identity for one in sums if (one.identity.total,) == tuple(columns)):
            if identity.met < PROVEN * identity.rows and not asked:
                reason = phrase(
                    "why.sum_in_few", n=len(identity.addends), met=identity.met, rows=identity.rows
                )
                question = phrase(f"ask.number.{name}", column=identity.total)
                made.append(Doubt(key, question, identity.total, answers("none"), reason))
    return made


def _checked(proposal: Proposal, raw: Raw | None) -> tuple[CheckedSum, ...]:
    """Check the sums of a proposal in every row of the file."""
    identities = proposal.identities
    if raw is None or proposal.layout == "long" or not identities:
        return tuple(CheckedSum(identity, ()) for identity in identities)
    try:
        places = {name: raw.column(name, "sum") for one in identities for name in (one.total, *one.addends)}
    except InputError:
        return tuple(CheckedSum(identity, ()) for identity in identities)
    numbers, table = _stated_numbers(proposal), raw.table
    figures = {f"f:{place}": figure(table[place].fill_null(""), numbers) for place in places.values()}
    read = table.select(row=table["row"], **figures)  # each once, however many sums it is part of
    gaps = {f"gap{i}": _gap(one, places, read) for i, one in enumerate(identities)}
    rows = read.select(row=read["row"], **gaps)
    told = {}
    for name in gaps:
        told[f"n:{name}"] = rows[name].count()
        told[f"met:{name}"] = (rows[name] == 0).sum()
    (found,) = fetch_rows(rows.aggregate(**told))
    made = []
    for name, identity in zip(gaps, identities, strict=True):
        met, asked = int(found[f"met:{name}"] or 0), int(found[f"n:{name}"])
        missed: tuple[int, ...] = ()
        if met < asked:
            odd = rows.filter(rows[name] != 0).select("row").order_by("row").limit(SHOWN)
            missed = tuple(int(row["row"]) for row in fetch_rows(odd))
        made.append(CheckedSum(replace(identity, met=met, rows=asked), missed))
    return tuple(made)


def _gap(identity: Identity, places: Mapping[str, str], read: Table) -> Value:
    """Give by how much a total is above its sum; null where it is missing, or all that it adds.

    A party without votes is often left blank: the sum of the others must be the total all the same.
    """
    parts = [read[f"f:{places[name]}"] for name in identity.addends]
    told = _added([part.notnull().cast("int64") for part in parts])
    total = read[f"f:{places[identity.total]}"]
    return sql.ifelse(told > 0, total - _added([part.fill_null(0) for part in parts]), None)


def _added(parts: list[Value]) -> Value:
    """Add values of one row by pairs: the engine reads no expression of a thousand levels."""
    while len(parts) > 1:
        parts = [sum(parts[i + 1 : i + 2], parts[i]) for i in range(0, len(parts), 2)]
    return parts[0]


def _stated_numbers(proposal: Proposal) -> NumberMap:
    """Give how figures are written, as the proposal states it."""
    from veedor.intake.case import NumberMap

    stated = {
        key.removeprefix(f"{AT}.numbers."): settings_in(f"x = {value}")[0][1]
        for key, value in proposal.settings.items()
        if key.startswith(f"{AT}.numbers.")
    }
    return NumberMap(
        thousands=str(stated.get("thousands", "")),
        decimal=str(stated.get("decimal", ".")),
        missing=tuple(stated.get("missing", ())),
        zero=tuple(stated.get("zero", ())),
        negative="add" if stated.get("negative") == "add" else "refuse",
    )

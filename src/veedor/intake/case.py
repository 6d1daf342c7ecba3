"""What ``case.toml`` says, as frozen records. ``docs/reference/case-file.md`` explains every key."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from veedor.errors import InputErrors, VeedorError
from veedor.intake.case_areas import AreaMap
from veedor.intake.case_watch import WatchEntry
from veedor.model import Choice, ChoiceId, Contest, ContestId, CountId, Kind, State

if TYPE_CHECKING:
    from veedor.rules import Rule

NONE_KNOWN = "none known"
"""Stated in place of control totals where nobody has published any; carried along as a finding."""


class Layout(StrEnum):
    """What one row of a source is."""

    WIDE = "wide"
    """A sheet, with one column a choice."""
    LONG = "long"
    """One figure: a sheet and a choice."""
    PUBLICATION = "publication"
    """An entry of a log of publications."""
    VERIFICATION = "verification"
    """An entry of a log of single sheets."""
    ATTRIBUTES = "attributes"
    """A sheet that should exist, with its place, registered voters, stratum or divisions, and no votes; with
    the count of a sample, a sheet that was drawn into it."""
    EARLIER = "earlier"
    """A sheet or place with its votes in an earlier election, wide or long: a baseline for projections."""
    AREAS = "areas"
    """An area (district, municipality) with its votes and how many of its sheets are counted."""


@dataclass(frozen=True)
class Abroad:
    """How to tell places outside the country: their name at ``level`` is none of ``home``."""

    level: str
    home: tuple[str, ...]


@dataclass(frozen=True)
class ElectionEntry:
    """What was held, when and where."""

    title: str
    date: date
    country: str
    """ISO 3166 code."""
    tz: str
    """IANA zone of every time in the canonical tables."""
    levels: tuple[str, ...] = ()
    """Levels of place from the widest to the polling place."""
    abroad: Abroad | None = None
    roll: tuple[str, ...] = ()
    """Sources that say which place and how many voters a sheet has, the best first; without it, the later
    in the file the better."""
    synthetic: bool = False
    """Made, not held: every page says so."""
    titles: dict[str, str] = field(default_factory=dict)
    """The title in further languages: `{ es = "..." }`."""
    outline: str = ""
    """A GeoJSON file beside the case: borders that the map draws."""
    note: str = ""


@dataclass(frozen=True)
class ChoiceEntry:
    """Something a ballot can count for."""

    id: str
    label: str
    kind: Kind | None = None
    """A candidate where nothing is stated; a name that reads like a lump of others asks for a statement."""
    published: tuple[str, ...] = ()
    """Names under which sources publish it, beside its id and label."""
    candidate: str = ""
    """Who stands for it, where the label is that of a party: pictures of votes say both."""
    colour: str = ""
    """Its colour in every picture, ``#RRGGBB``; by default one of its place on the ballot."""

    @property
    def meant(self) -> Kind:
        """The kind that is stated, or a candidate."""
        return self.kind or Kind.CANDIDATE


@dataclass(frozen=True)
class ContestEntry:
    """What is voted on."""

    title: str
    choices: tuple[ChoiceEntry, ...]
    rule: str = ""
    """Id of a rule, or path of a rule file; empty where none decides it as a whole."""
    round: str = ""
    variant: str = ""
    rule_reason: str = ""
    """Why a rule of another country, or one that was not in force on the day, is applied."""
    office: str = ""
    expected: int | str | tuple[str, ...] = ()
    """How many sheets there should be: a number, or the sources that list them. Where nothing is stated, a
    source of attributes is the list of a case with one contest; without one, no list is known."""
    most_ballots: int | None = None
    """No sheet can hold more ballots: bounds open sheets whose registered voters are not known."""
    votes_allowed: int = 1
    """Votes that one ballot may give, each to another choice."""
    titles: dict[str, str] = field(default_factory=dict)
    """The title in further languages: `{ es = "..." }`."""


@dataclass(frozen=True)
class CountEntry:
    """One count: ``preliminary``, ``official``."""

    title: str
    kind: Literal["official", "preliminary", "partial", "sample"] = "partial"
    """``partial``: a recount or part of one, never the whole election; ``sample``: sheets drawn at random,
    which no verb but ``veedor quickcount`` takes for anything."""
    strata: str | tuple[str, ...] = ()
    """Of a sample: within what its sheets were drawn (``stratum``, levels of place, divisions); from all
    sheets alike where nothing is stated."""
    drawn: int | dict[str, int] | None = None
    """Of a sample: how many sheets were drawn, in all or by stratum; a source of attributes with this count
    lists them by name instead."""
    titles: dict[str, str] = field(default_factory=dict)
    """The title in further languages: `{ es = "..." }`."""
    note: str = ""

    @property
    def is_sample(self) -> bool:
        """Whether it is a random sample of sheets, and no count."""
        return self.kind == "sample"

    @property
    def strata_of(self) -> tuple[str, ...]:
        """Within what its sheets were drawn."""
        return (self.strata,) if isinstance(self.strata, str) else self.strata


@dataclass(frozen=True)
class Fetch:
    """Where the public gets a file, or all pages of one address."""

    url: str
    """With ``{page}`` or another name in braces, the pattern of many addresses; ``name`` has the same."""
    sha256: str = ""
    """Where it is not stated, that of what was fetched is recorded, and what is there compared with it."""
    size: int | None = None
    """Bytes, where known; a download (each page) may not be larger."""
    pages: str = ""
    """Numbers that ``{page}`` stands for: ``1..40``; ``1..`` up to the first page that is not there."""
    each: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Texts that another name in braces stands for: ``{ department = ["01", "02"] }``."""
    hashes: dict[str, str] = field(default_factory=dict)
    """SHA-256 of single pages, by the name of their file."""


@dataclass(frozen=True)
class FileForm:
    """A part of a source: every part is read, and they are put one below the other."""

    name: str
    """A file; with ``*`` or ``?``, every file whose name matches, in order of their names."""
    copies: tuple[FileForm, ...] = ()
    """Other forms of the same part; the first form that is there is read, this one first."""
    member: str = ""
    """File within an archive; may be left out where there is one only."""
    records: str = ""
    """Path of the records of a JSON or XML file, such as ``actas[].votos[]``: one row for each entry of the
    last list, with the fields of the records around it."""
    table: str = ""
    """Table of a database or web page: its name, or its number on the page; may be left out where there is
    one only."""
    reader: str = ""
    """Name of the reader of another package, for a format that Veedor does not know; an archive is then
    opened only where ``member`` names a file in it."""
    widths: tuple[int, ...] = ()
    """Characters of each column of a file of fixed width; found out where columns of blanks part them."""
    sheets: tuple[str, ...] = ()
    """Worksheets of a workbook, read as one table (``*``: all visible ones); the first visible one where
    none is named."""
    constants: dict[str, str] = field(default_factory=dict)
    """Further columns that hold the same text in every row of this part."""
    named: str = ""
    """Regular expression on the file's name (or ``name#worksheet``); each named group is a further column."""
    skip: int = 0
    """Lines above the header."""
    header_rows: int = 1
    """Rows of the header; their cells are joined by `` / ``, a group's name filled to the right."""
    columns: tuple[str, ...] = ()
    """Names of the columns of a file that has no header; every row after ``skip`` is then a row."""
    foot: int = 0
    """Lines below the last row (sources, notes), blank ones not counted; each must be shorter than a row."""
    repeated: tuple[str, ...] = ()
    """Columns that come several times, a group for each candidate: every group becomes a row of its own,
    beside the other columns."""
    fill_down: tuple[str, ...] = ()
    """Columns in which a blank cell repeats the cell above it."""
    hidden: Literal["", "read", "skip"] = ""
    """What to do with hidden rows of a worksheet; they are refused, and named, where nothing is stated."""
    short_rows: Literal["refuse", "pad", "skip"] = "refuse"
    """Rows with fewer cells than the header: refused, filled with blanks, or (where they hold one cell at
    the most) left out."""
    line_breaks: Literal["refuse", "keep"] = "refuse"
    """Quoted cells that hold both a line break and the delimiter: a stray quote swallows rows in this way."""
    delimiter: str = ""
    quote: str = ""
    encoding: str = ""
    sha256: str = ""
    fetch: Fetch | None = None

    @property
    def expected_hash(self) -> str:
        """The SHA-256 that the case names for this file; empty where it names none."""
        return (self.fetch.sha256 if self.fetch else self.sha256).lower()


@dataclass(frozen=True)
class ContestColumn:
    """Contest told by a column: published value -> contest id, or nothing to leave its rows out.

    Every value of the file is named: one that is not is refused, so that a second spelling loses no votes.
    """

    column: str
    values: dict[str, str]


@dataclass(frozen=True)
class SheetMap:
    """Which sheet a row speaks of."""

    id: str
    """A column, or a template such as ``{Table}/{Office}``; ``{row}``, ``{file}`` and ``{worksheet}`` stand
    for where the row was read, unless a column has that name."""
    status: str = ""
    status_words: dict[str, State] = field(default_factory=dict)
    """Published word -> state. Every word is named; the empty word stands for a blank cell."""
    verified_at: str = ""
    """A column, or a template such as ``{Date} {Time}``."""


@dataclass(frozen=True)
class PlaceMap:
    """Where a sheet lies."""

    levels: dict[str, str] = field(default_factory=dict)
    """Level -> column."""
    lat: str = ""
    lon: str = ""
    divisions: dict[str, str] = field(default_factory=dict)
    """Division that is no level of the tree -> column."""


@dataclass(frozen=True)
class NumberMap:
    """Printed totals, and how figures are written."""

    registered: str | tuple[str, ...] = ""
    """A column, or several that are added (also written ``{voted}+{abstained}``); so all printed totals."""
    registered_of: str | tuple[str, ...] = ""
    """Whose register it is: ``sheet``, ``place``, or the columns that name the unit whose rows repeat it."""
    valid: str | tuple[str, ...] = ""
    cast: str | tuple[str, ...] = ""
    blank: str | tuple[str, ...] = ""
    null: str | tuple[str, ...] = ""
    thousands: str = ""
    """Mark between thousands; without it "1.234" and "1,234" are refused, not guessed."""
    decimal: str = "."
    missing: tuple[str, ...] = ()
    """Texts that mean a blank cell, beside the empty one."""
    zero: tuple[str, ...] = ()
    """Texts that mean zero, such as ``-``; the empty text makes a blank cell zero."""
    negative: Literal["refuse", "add"] = "refuse"
    """Whether a figure below zero is a correction to be added."""
    unreadable: Literal["refuse", "keep"] = "refuse"
    """Whether an unreadable cell stops the import, or is kept as missing and shown."""


@dataclass(frozen=True)
class ChoiceMap:
    """Which columns (wide, logs) or rows (long) hold votes."""

    columns: tuple[str, ...] = ()
    pattern: str = ""
    """Regular expression on column names; its first group, or all of it, is the published name."""
    except_: tuple[str, ...] = ()
    rename: dict[str, str] = field(default_factory=dict)
    """Published name -> choice id, for this source alone."""
    absent: tuple[str, ...] = ()
    """Choices of the contest that this source does not have."""
    choice: str = ""
    """Long layout: the column (or template) that names the choice."""
    votes: str = ""
    several: Literal["refuse", "add"] = "refuse"
    """Whether several columns or names of one choice on one sheet are added (fusion, coalition)."""
    zeros: Literal["refuse", "left out", "unknown"] = "refuse"
    """Long layout: what it means that a sheet has no row of a choice."""
    totals: dict[str, str] = field(default_factory=dict)
    """Long layout: texts of the column ``choice`` that are no choices but printed totals -> ``registered``,
    ``valid``, ``cast``, ``blank``, ``null``, or nothing to leave the rows out."""


@dataclass(frozen=True)
class RowMap:
    """Which rows are read; both map a column to a regular expression found anywhere in the cell."""

    keep: dict[str, str] = field(default_factory=dict)
    drop: dict[str, str] = field(default_factory=dict)
    duplicates: Literal["refuse", "drop-identical", "last"] = "refuse"
    """What to do with a sheet that comes twice: refused; rows that are the same in every column of the file
    left out; or the later row holds, in the order of the file or of ``last_by``."""
    last_by: str = ""
    """Column whose latest (largest) value says which of several rows of a sheet holds."""
    last_of: Literal["", "sheet", "row"] = ""
    """Long layout with ``last_by``: whether the latest rows replace all rows of their sheet, or each "
    "its own."""
    ignore: tuple[str, ...] = ()
    """Columns in which rows may differ and still be the same (a date of generation)."""
    add_over: tuple[str, ...] = ()
    """Columns (mode of voting) over which the rows of one sheet are added."""
    bare: Literal["refuse", "outstanding"] = "refuse"
    """Rows that hold nothing but one cell: a note, or a sheet that is still out."""
    zero_sheets: Literal["counted", "outstanding"] = "counted"
    """What sheets are that hold nothing but zeros: sheets without a vote, or places kept for later."""
    totals: Literal["refuse", "accept"] = "refuse"
    """Whether a row that is named like a total may be read as a sheet."""


@dataclass(frozen=True)
class TimeMap:
    """How times are written."""

    format: str = ""
    """As ``strptime`` writes it; ISO 8601 where empty."""
    tz: str = ""
    """Zone of the published times where it is not that of the election."""
    hours: Literal["", "24"] = ""
    """``24`` states that a file whose times look like those of a 12-hour clock has a 24-hour one."""
    twice: Literal["refuse", "order", "first", "second"] = "refuse"
    """Local times that exist twice, because clocks were put back: told by the order of the file, or all the
    first or the second."""


@dataclass(frozen=True)
class LogMap:
    """Columns of a log."""

    at: str
    """A column, or a template such as ``{Date} {Time}``."""
    region: str = ""
    """Column of the region that an entry is of: the entries of one moment are added."""
    sheets_total: str = ""
    sheets_in: str = ""
    sheets_verified: str = ""
    valid: str = ""


@dataclass(frozen=True)
class StratumMap:
    """Urban, rural, ..."""

    column: str
    rename: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Control:
    """Totals that an import must meet, and who says so."""

    who: str
    contest: str = ""
    place: str = ""
    """Place id that the totals are of; the whole source where empty."""
    rows: int | None = None
    sheets: int | None = None
    places: int | None = None
    figures: int | None = None
    blank_cells: int | None = None
    registered: int | None = None
    valid: int | None = None
    cast: int | None = None
    votes: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Each:
    """Several publications of a count in one source, told by a column or the name of the file."""

    snapshot: str
    """Template of the name of the publication, such as ``{file}``."""
    taken_at: str = ""
    """Template of the time of publication, read as ``time`` says."""


@dataclass(frozen=True)
class Source:
    """One published table and how to read it."""

    layout: Layout
    files: tuple[FileForm, ...]
    control: tuple[Control, ...] | str
    count: str = ""
    contest: ContestColumn | str = ""
    snapshot: str = ""
    """Short name of this publication of the whole count; the source's own name where empty. Sources of one
    count with the same name are parts of one publication: other sheets, or other choices of the same ones."""
    each: Each | None = None
    """Instead of ``snapshot``: this source holds several publications."""
    taken_at: datetime | None = None
    title: str = ""
    licence: str = ""
    note: str = ""
    sheet: SheetMap | None = None
    area: AreaMap | None = None
    """Of the layout ``areas``; such a source is read as ``wide`` or ``long``, and a row is no sheet."""
    place: PlaceMap | None = None
    numbers: NumberMap = NumberMap()
    choices: ChoiceMap = ChoiceMap()
    rows: RowMap = RowMap()
    time: TimeMap = TimeMap()
    log: LogMap | None = None
    stratum: StratumMap | None = None
    official: tuple[Control, ...] = ()
    """Totals as an authority stated them, which the file need not meet: the page says what it lacks."""

    @property
    def contest_ids(self) -> tuple[ContestId, ...]:
        """The contests that it speaks of."""
        if isinstance(self.contest, str):
            return (ContestId(self.contest),) if self.contest else ()
        return tuple(dict.fromkeys(ContestId(c) for c in self.contest.values.values() if c))

    @property
    def is_count(self) -> bool:
        """Whether it is a whole count as one file had it."""
        return self.layout in {Layout.WIDE, Layout.LONG, Layout.AREAS}

    @property
    def controls(self) -> tuple[Control, ...]:
        """Its control totals; none where the case says ``none known``."""
        return () if isinstance(self.control, str) else self.control


@dataclass(frozen=True)
class Document:
    """``case.toml`` as it is written."""

    format: Literal[1]
    election: ElectionEntry
    contest: dict[str, ContestEntry]
    count: dict[str, CountEntry]
    source: dict[str, Source]
    watch: WatchEntry | None = None


@dataclass(frozen=True)
class CaseFile:
    """A case: an election, its counts, and the published files with their mappings.

    Parameters
    ----------
    path : Path
        The ``case.toml``.
    election : ElectionEntry
        What was held.
    contests : mapping of ContestId to ContestEntry
        What was voted on, in the order of the file.
    counts : mapping of CountId to CountEntry
        The counts, in the order of the file.
    sources : mapping of str to Source
        The published tables, in the order of the file.
    watch : WatchEntry, optional
        What is watched while it is published.
    """

    path: Path
    election: ElectionEntry
    contests: dict[ContestId, ContestEntry]
    counts: dict[CountId, CountEntry]
    sources: dict[str, Source]
    watch: WatchEntry | None = None
    _rules: dict[ContestId, Rule | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def folder(self) -> Path:
        """The folder of the case."""
        return self.path.parent

    @property
    def name(self) -> str:
        """The name of the folder, by which a command speaks of the case."""
        return self.path.parent.name

    @cached_property
    def _models(self) -> dict[ContestId, Contest]:
        return {name: self._model(name, entry) for name, entry in self.contests.items()}

    def _model(self, contest_id: ContestId, entry: ContestEntry) -> Contest:
        choices = tuple(
            Choice(ChoiceId(c.id), c.label, c.meant, c.candidate, c.colour) for c in entry.choices
        )
        bare = Contest(
            contest_id, entry.title, choices, votes_allowed=entry.votes_allowed, titles=entry.titles
        )
        try:
            rule = self.rule(contest_id)
        except (VeedorError, InputErrors):
            return bare  # what is wrong with the rule is said by whoever applies it
        return bare if rule is None else replace(bare, valid_kinds=rule.valid_kinds(entry.round or None))

    def by_area(self, count_id: CountId) -> bool:
        """Whether a count is published by area, not by sheet."""
        return any(s.area is not None for s in self.sources.values() if s.count == count_id and s.is_count)

    def contest(self, contest_id: ContestId) -> Contest:
        """Give a contest with its choices in ballot order, and what its rule calls valid.

        Raises
        ------
        KeyError
            Where the case has none of that id.
        """
        return self._models[contest_id]

    def rule(self, contest_id: ContestId) -> Rule | None:
        """Give the rule that decides a contest, in the reading of its own file; None where none does.

        Raises
        ------
        RuleError, MissingDataError, InputErrors
            Where there is no such rule, or it cannot be read.
        """
        if contest_id not in self._rules:
            from veedor.rules import load

            name = self.contests[contest_id].rule
            # a rule file of one's own lies beside case.toml
            own = self.folder / name
            self._rules[contest_id] = (
                load(own if own.suffix in {".toml", ".json"} else name) if name else None
            )
        return self._rules[contest_id]

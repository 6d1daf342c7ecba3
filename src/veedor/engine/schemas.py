"""The canonical tables: the shape that everything published is brought into.

Ids are text. Times are instants, kept in UTC without fractions of a second and shown in the zone of the
case (it stands in ``case.toml``). ``votes`` is wide by choice, because analyses work on a matrix;
:data:`VOTE`, long, is the form in which votes are exchanged, and is made from it on export.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

VOTES = "votes:"
"""Begins the name of a column that holds the votes of a choice."""
PRINTED = ("valid", "cast", "blank", "null", "registered")
"""Totals that a sheet may have printed on it."""
LOGGED = ("sheets_total", "sheets_in", "sheets_verified", "valid")
"""Figures of an entry of a log of publications, beside the votes."""


class Type(StrEnum):
    """Types of columns, by the names of :data:`veedor.engine.sql.literal.TYPES`."""

    TEXT = "string"
    INTEGER = "int64"
    NUMBER = "float64"
    TIME = "timestamp(0)"
    TRUTH = "boolean"


@dataclass(frozen=True, slots=True)
class SchemaColumn:
    """A column of a canonical table.

    Parameters
    ----------
    name : str
        Name of the column.
    type : Type
        Its type.
    means : str
        What it says.
    required : bool
        Whether every row has it.
    """

    name: str
    type: Type
    means: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Schema:
    """A canonical table.

    Parameters
    ----------
    name : str
        Name of the table and of its Parquet file.
    row : str
        What one row is.
    fields : tuple of SchemaColumn
        Its columns, in order.
    key : tuple of str
        Columns that name a row.
    """

    name: str
    row: str
    fields: tuple[SchemaColumn, ...]
    key: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(field.name for field in self.fields)


def _text(name: str, means: str, *, required: bool = True) -> SchemaColumn:
    return SchemaColumn(name, Type.TEXT, means, required)


def _int(name: str, means: str, *, required: bool = False) -> SchemaColumn:
    return SchemaColumn(name, Type.INTEGER, means, required)


def _time(name: str, means: str, *, required: bool = False) -> SchemaColumn:
    return SchemaColumn(name, Type.TIME, means, required)


_CONTEST = _text("contest_id", "what is voted on")
_COUNT = _text("count_id", "which count")
_SHEET = _text("sheet_id", "the tally sheet")
_SEQ = _int("seq", "1 for the first version of the sheet in this count", required=True)

CHOICE = Schema(
    "choice",
    "something a ballot can count for",
    (
        _CONTEST,
        _text("choice_id", "short stable name"),
        _text("label", "as published"),
        _text("kind", "candidate, others, blank, null, none or challenged"),
        _int("position", "place on the ballot paper, from 1", required=True),
    ),
    ("contest_id", "choice_id"),
)

PLACE = Schema(
    "place",
    "a place at some level",
    (
        _text("place_id", "the whole path, parts joined by ' / '"),
        _text("level", "name of the level"),
        _text("name", "the name alone"),
        _text("parent_id", "the place it lies in; empty at the top", required=False),
        SchemaColumn("lat", Type.NUMBER, "latitude in degrees, where published"),
        SchemaColumn("lon", Type.NUMBER, "longitude in degrees, where published"),
        SchemaColumn("abroad", Type.TRUTH, "outside the country, where the case says how to tell"),
    ),
    ("place_id", "level"),
)

AREA = Schema(
    "area",
    "a place's membership in a division that is no level of the tree",
    (
        _text("place_id", "the polling place"),
        _text("division", "name of the division"),
        _text("area_id", "which of its areas"),
    ),
    ("place_id", "division", "area_id"),
)

SHEET = Schema(
    "sheet",
    "a tally sheet that should exist in a contest",
    (
        _CONTEST,
        _SHEET,
        _text("place_id", "its polling place, where published", required=False),
        _int("registered", "its own registered voters, where published; missing where a unit shares them"),
        _text("unit_id", "the unit (polling place, group of rows) whose register it shares", required=False),
        _text("stratum", "urban, rural, abroad, ...; where published", required=False),
        SchemaColumn(
            "listed", Type.TRUTH, "whether the list of expected sheets names it; missing without a list"
        ),
    ),
    ("contest_id", "sheet_id"),
)

UNIT = Schema(
    "unit",
    "a register of voters that several sheets share",
    (
        _CONTEST,
        _text("unit_id", "the polling place, or the group of rows that repeat the register"),
        _int("registered", "registered voters of the whole unit"),
    ),
    ("contest_id", "unit_id"),
)

DRAWN = Schema(
    "drawn",
    "a sheet that was drawn into a random sample, where a list names them",
    (_CONTEST, _COUNT, _SHEET),
    ("contest_id", "count_id", "sheet_id"),
)

SNAPSHOT = Schema(
    "snapshot",
    "one publication of a whole count as a file",
    (
        _CONTEST,
        _COUNT,
        _text("snapshot_id", "short stable name"),
        _time("taken_at", "when it was published, where known"),
        _int("position", "order within the count, from 1", required=True),
        _text("source", "file it was read from"),
    ),
    ("contest_id", "count_id", "snapshot_id"),
)

VERSION = Schema(
    "version",
    "a sheet (of a count by area: an area) as a count had it, for as long as it did not change",
    (
        _CONTEST,
        _SHEET,
        _COUNT,
        _SEQ,
        _text("first_snapshot", "first snapshot that has it"),
        _text("last_snapshot", "last snapshot that has it, without a gap since the first"),
        _time("verified_at", "when it was verified, where published"),
        _text("status", "the status as published", required=False),
        _text("state", "counted, outstanding, set aside or annulled"),
        _text("reason", "why it is in that state: status, no figure, repeated, ..."),
        _text("place_id", "where this count says that the sheet lies", required=False),
        _int("printed_valid", "valid votes as printed on the sheet"),
        _int("printed_cast", "ballots as printed on the sheet"),
        _int("printed_blank", "blank votes as printed on the sheet"),
        _int("printed_null", "null votes as printed on the sheet"),
        _int("printed_registered", "registered voters as printed on the sheet"),
        _int("sheets_counted", "of a count by area: sheets of the area that are in its votes"),
        _int("sheets_total", "of a count by area: sheets of the area in all"),
        _int("sheets_observed", "of a count by area: sheets that came in and are not in its votes"),
        _int("sheets_pending", "of a count by area: sheets that have not come in"),
        _int("registered_counted", "of a count by area: registered voters of the counted sheets"),
        _text("source", "file of its first snapshot"),
        _int("source_row", "row in that file, as a spreadsheet numbers it"),
    ),
    ("contest_id", "count_id", "sheet_id", "seq"),
)

VOTES_KEY = (_CONTEST, _SHEET, _COUNT, _SEQ)
"""First columns of ``votes-<contest_id>``; one nullable integer column per choice_id follows (null: a
blank or unreadable cell)."""

VOTE = Schema(
    "vote",
    "one figure on one version of a sheet",
    (
        _CONTEST,
        _SHEET,
        _COUNT,
        _SEQ,
        _text("choice_id", "what was voted for"),
        _int("votes", "the figure; missing where the cell was blank or unreadable"),
        _text("raw_text", "the cell as published, where it is unreadable", required=False),
    ),
    ("contest_id", "count_id", "sheet_id", "seq", "choice_id"),
)

UNREADABLE = Schema(
    "unreadable",
    "a cell that should hold a figure and does not",
    (
        _CONTEST,
        _COUNT,
        _text("snapshot_id", "in which snapshot, or which log"),
        _text("sheet_id", "the tally sheet; empty in a log of publications"),
        _text("column", "column as published"),
        _text("raw_text", "what stands there"),
        _text("source", "file"),
        _int("source_row", "row in that file", required=True),
    ),
    ("source", "source_row", "column"),
)

VERIFICATION = Schema(
    "verification",
    "one entry of a log of single sheets; one nullable integer column 'votes:<choice_id>' per choice follows",
    (
        _CONTEST,
        _COUNT,
        _SHEET,
        _time("verified_at", "when the sheet was verified", required=True),
        _int("stated_valid", "valid votes as stated on the sheet"),
    ),
    ("contest_id", "count_id", "sheet_id", "verified_at"),
)

PUBLICATION = Schema(
    "publication",
    "one entry of a log of publications; one nullable integer column 'votes:<choice_id>' per choice follows",
    (
        _CONTEST,
        _COUNT,
        _time("published_at", "when", required=True),
        _int("entry", "order in the file, which tells entries of one second apart", required=True),
        _text("region", "the region that the entry is of; empty where it is of the whole", required=False),
        _int("sheets_total", "sheets that should come"),
        _int("sheets_in", "sheets received"),
        _int("sheets_verified", "sheets verified"),
        _int("valid", "valid votes published"),
        _text("source", "file", required=False),
    ),
    ("contest_id", "count_id", "published_at", "source", "entry"),
)

CONTROL = Schema(
    "control",
    "a total that the import must meet",
    (
        _text("source", "name of the source in case.toml"),
        _text("contest_id", "what is voted on; empty for attributes of sheets"),
        _text("count_id", "which count; empty for attributes of sheets"),
        _text("scope", "snapshot_id, or a place_id, or 'all'"),
        _text("field", "a choice_id, or valid, cast, registered, sheets, places, rows, figures, blank_cells"),
        _int("value", "what it must be", required=True),
        _int("found", "what the import gives", required=True),
        _text("who", "who says so"),
    ),
    ("source", "contest_id", "scope", "field"),
)

TABLES: dict[str, Schema] = {
    schema.name: schema
    for schema in (
        CHOICE, PLACE, AREA, SHEET, UNIT, DRAWN, SNAPSHOT, VERSION, VOTE, UNREADABLE, VERIFICATION,
        PUBLICATION, CONTROL,
    )
}  # fmt: skip
"""Every canonical table by name."""

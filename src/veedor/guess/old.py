"""Proposing a mapping for a file of results: what its columns seem to be, and what could not be told."""

from __future__ import annotations

import re
import tempfile
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from veedor.engine import connect, fetch_rows
from veedor.errors import InputError
from veedor.intake.archive import list_members
from veedor.intake.case import FileForm
from veedor.intake.read import Raw, open_raw

SAMPLE = 20_000
"""Rows that the proposal is made from."""

_WORDS: dict[str, str] = {
    "registered": r"inscri|habilita|empadron|electores|eligible|registered|voters|padron|aptos|eleitor|abtc",
    "blank": r"^(votos?_)?(en_)?blancos?$|^blanks?$|brancos?|blank_?(votes|ballots)|votos_blancos?",
    "null": r"^nulos?$|votos_nulos?|^null|invalid|rejected|spoil|viciad|anulad",
    "challenged": r"recurrid|impugnad|observad|challenged|disputed",
    "none": r"none_of|ninguno|nota$",
    "valid": r"valid",
    "cast": r"emitid|votantes|cast|ballots|turnout|total_vot|votos_totales|sufragi",
    "status": r"^estado|status|situacion",
    "lat": r"^lat(itude?|itud)?$",
    "lon": r"^(lon|lng|long)(gitude|gitud)?$",
}
"""Words by which columns of every language that we have met give themselves away; names are folded first."""

_LEVELS: tuple[tuple[str, str], ...] = (
    ("country", r"^pais$|^country$"),
    ("region", r"departamento|department|^estado$|^state$|region|province_state|^uf$"),
    ("province", r"provincia|province|county|condado"),
    ("municipality", r"municipio|municipality|canton|district|distrito|comuna|constituency|ward|parroquia"),
    ("locality", r"localidad|locality|city|ciudad|town|village"),
    ("place", r"recinto|local|precinct|polling|station|centro|colegio|escuela|establecimiento|junta"),
)
_SHEET = r"mesa|acta|sheet|table|seccion|section|casilla|num_?mesa|urna|station_?(id|no|number)|codigo"
_CHOICE = r"candidat|partido|party|choice|opcion|lista"
_NOT_VOTES = r"%|percent|porcent|(^|_)pct|ratio|fecha|date|hora|time|^id$|cod|ubigeo"
_TIME = r"fecha|date|hora|time|pubresul"


@dataclass(frozen=True)
class ColumnFacts:
    """What the values of one column are like.

    Parameters
    ----------
    name : str
        As published.
    whole : int
        Cells that hold a whole number.
    fraction : int
        Cells that hold a number with a fraction other than zero, or a mark that may part thousands.
    time : int
        Cells that hold a date or time.
    blank : int
        Blank cells.
    distinct : int
        Different texts.
    examples : tuple of str
        The first few.
    latest_hour : int
        Of the times among the cells.
    """

    name: str
    whole: int
    fraction: int
    time: int
    blank: int
    distinct: int
    examples: tuple[str, ...]
    latest_hour: int = 0

    @property
    def folded(self) -> str:
        """The name without accents, marks and capitals."""
        return fold(self.name)


@dataclass
class Proposal:
    """A mapping to edit.

    Parameters
    ----------
    rows : int
        Rows looked at.
    sheet : str
        Column or template of the sheet id; empty where none could be told.
    levels : dict of str to str
        Level -> column, widest first.
    fields : dict of str to str
        ``registered``, ``valid``, ``cast``, ``status``, ``lat``, ``lon``, ``at`` -> column.
    choices : dict of str to str
        Column -> kind, in the order of the file.
    long : tuple of str, optional
        Columns of choice and votes, where a row is one figure.
    unsure : list of str
        What could not be told, in words for the user.
    """

    rows: int = 0
    sheet: str = ""
    levels: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)
    long: tuple[str, str] | None = None
    unsure: list[str] = field(default_factory=list)


def fold(name: str) -> str:
    """Write a name without accents and capitals, words joined by ``_``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9%]+", "_", plain).strip("_")


def guess(path: Path, form: FileForm | None = None) -> tuple[Proposal, Raw]:
    """Look at a file of results and propose how to read it.

    Parameters
    ----------
    path : Path
        CSV, workbook or Parquet; also within a zip.
    form : FileForm, optional
        Member, sheets, lines to skip, where the user says so.

    Returns
    -------
    proposal : Proposal
        What the columns seem to be.
    raw : Raw
        How the file is written.

    Raises
    ------
    InputError
        Where the file cannot be read at all.
    """
    form = form or FileForm(path.name)
    if path.suffix.lower() == ".zip" and not form.member and len(members := list_members(path)) > 1:
        raise InputError(
            f"the archive holds {len(members)} files.",
            file=path.name,
            remedy=f"Say which with --member: {', '.join(members[:12])}.",
        )
    with tempfile.TemporaryDirectory(prefix="veedor-") as work:
        connection = connect()
        try:
            raw = open_raw(connection, path, form, Path(work))
            columns = look_at(raw)
        finally:
            connection.close()
    return propose(columns), raw


def look_at(raw: Raw) -> list[ColumnFacts]:
    """Summarise the first rows of a file, column by column."""
    head = fetch_rows(raw.table.limit(SAMPLE))
    facts = []
    for place, name in enumerate(raw.header):
        texts = [(row[f"c{place}"] or "").strip() for row in head]
        filled = [text for text in texts if text]
        facts.append(
            ColumnFacts(
                name,
                sum(1 for t in filled if re.fullmatch(r"\d+(\.0{1,2})?", t)),
                sum(
                    1
                    for t in filled
                    if re.fullmatch(r"-?\d+([.,]\d+)+", t) and not re.fullmatch(r"\d+\.0{1,2}", t)
                ),
                sum(1 for t in filled if re.match(r"\d{1,4}[-/]\d{1,2}[-/]\d{1,4}|\d{1,2}:\d{2}", t)),
                len(texts) - len(filled),
                len(set(filled)),
                tuple(dict.fromkeys(filled))[:3],
                max(
                    (int(m[1]) for t in filled if (m := re.search(r"(?:^|[T ])(\d{1,2}):\d{2}", t))),
                    default=0,
                ),
            )
        )
    return facts


def propose(columns: list[ColumnFacts]) -> Proposal:
    """Decide what each column seems to be, and say what could not be told."""
    made = Proposal(rows=max((c.whole + c.fraction + c.time + c.blank for c in columns), default=0))
    made.rows = max(made.rows, max((c.distinct for c in columns), default=0))
    left = [column for column in columns if column.name]
    left = _take_fields(left, made)
    left = _take_levels(left, made)
    left = _take_sheet(left, made)
    if not _take_long(left, made):
        _take_choices(left, made)
    _doubt(columns, made)
    return made


def _take_fields(left: list[ColumnFacts], made: Proposal) -> list[ColumnFacts]:
    rest = []
    for column in left:
        hit = next((f for f, words in _WORDS.items() if re.search(words, column.folded)), "")
        numeric = column.whole > 0 and column.whole >= 0.9 * (column.whole + column.fraction)
        is_total = hit in {"registered", "valid", "cast"} and numeric
        is_time = column.time and column.time >= 0.5 * (made.rows - column.blank)
        if hit not in made.fields and (is_total or hit in {"lat", "lon", "status"}):
            made.fields[hit] = column.name
        elif is_time and re.search(_TIME, column.folded):
            made.fields.setdefault("at", column.name)
        else:
            rest.append(column)
    return rest


def _take_levels(left: list[ColumnFacts], made: Proposal) -> list[ColumnFacts]:
    texts = [c for c in left if not c.whole and c.distinct]
    taken = set()
    for level, words in _LEVELS:
        for column in texts:
            if column.name not in taken and re.search(words, column.folded):
                made.levels[level] = column.name
                taken.add(column.name)
                break
    return [column for column in left if column.name not in taken]


def _take_sheet(left: list[ColumnFacts], made: Proposal) -> list[ColumnFacts]:
    named = [c for c in left if re.search(_SHEET, c.folded)]
    unique = [c for c in named if made.rows and c.distinct >= 0.999 * made.rows]
    chosen = (unique or named or [c for c in left if made.rows and c.distinct == made.rows])[:1]
    for column in chosen:
        made.sheet = column.name
        if column.distinct < made.rows:
            made.unsure.append(
                f"{column.name!r} has only {column.distinct:,} different values in {made.rows:,} rows: "
                'a sheet id may need a second column, id = "{A}/{B}"; or the file holds several contests, to '
                "be told by a column (contest = { column = ..., values = ... }); or one row a figure "
                '(layout = "long").'
            )
    return [column for column in left if column not in chosen]


def _take_long(left: list[ColumnFacts], made: Proposal) -> bool:
    texts = [c for c in left if not c.whole and re.search(_CHOICE, c.folded)]
    votes = [c for c in left if c.whole and re.search(r"^(votos?|votes?)(_total)?$", c.folded)]
    if texts and votes:
        made.long = (texts[0].name, votes[0].name)
    return made.long is not None


def _take_choices(left: list[ColumnFacts], made: Proposal) -> None:
    for column in left:
        numeric = column.whole and column.whole + column.fraction >= 0.9 * (made.rows - column.blank)
        if numeric and not re.search(_NOT_VOTES, column.folded):
            kinds = ("blank", "null", "challenged", "none")
            kind = next((k for k in kinds if re.search(_WORDS[k], column.folded)), "candidate")
            made.choices[column.name] = kind


def _doubt(columns: list[ColumnFacts], made: Proposal) -> None:
    for found, what in (
        (made.sheet, "the id of a sheet"),
        (made.levels, "a place"),
        (made.choices or made.long, "votes"),
        (made.fields.get("registered"), "registered voters"),
    ):
        if not found:
            made.unsure.append(f"No column looks like {what}.")
    used = {made.sheet, *made.levels.values(), *made.fields.values(), *made.choices, *(made.long or ())}
    for column in columns:
        if column.name and column.name not in used:
            shown = ", ".join(repr(text) for text in column.examples)
            made.unsure.append(f"{column.name!r} is not used ({shown}).")
        if column.name in made.choices and column.fraction:
            made.unsure.append(
                f"{column.name!r} has numbers with a mark inside: state numbers.thousands, or drop it."
            )
        if column.name == made.fields.get("at"):
            made.unsure.append(
                f"The zone of the times in {column.name!r}: the election's, unless time.tz says."
            )
            if column.latest_hour <= 12:
                made.unsure.append(
                    f"No time in {column.name!r} is later than 12 o'clock: is it a 12-hour clock without "
                    "its marker?"
                )

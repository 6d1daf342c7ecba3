"""Total and subtotal rows among the sheets: found by their figures, never by a name alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from veedor.engine import fetch_rows
from veedor.engine.schemas import VOTES
from veedor.errors import InputError
from veedor.intake.case import Layout
from veedor.intake.drop import drop_of
from veedor.intake.looked import Looked, look_for_totals
from veedor.intake.part import LEVEL
from veedor.intake.problems import SHOWN, listed
from veedor.intake.running_totals import running_totals
from veedor.intake.subtotal_search import find_totals
from veedor.intake.subtotal_twins import OTHERS
from veedor.sentence import sentence, template

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.arrays import Flags
    from veedor.engine.sql import Table
    from veedor.intake.part import Part
    from veedor.intake.subtotal_table import TotalRow

TOTAL_WORDS = (
    "total|totals|grand total|subtotal|subtotals|sub total|total general|gran total|total nacional|totales|"
    "totaux|gesamt|insgesamt|summe|suma|soma|somme|totale|итого|всего|разом|усього|razem|ogółem|összesen|toplam|"
    "σύνολο|სულ|合计|合計|总计|總計|小计|소계|합계|총계|المجموع|جمع|סהכ|totaal|summa|yhteensä|ukupno|celkem|spolu"
)
MANY = 5000
"""Names of places from which on the engine looks for the words."""

_TINY = 1000
"""Rows of a table up to which their ids and names are fetched to tell them apart."""

MOST = 0.7
"""Share of the rows with votes, at the most, that may be totals: two levels above counties of one sheet."""

_NAMED = re.compile(rf"^\W*(?:(?:.*\W)?(?:{TOTAL_WORDS})|(?:{TOTAL_WORDS})\W.*)\W*$", re.IGNORECASE)
"""A second witness: a name that begins or ends with such a word as a whole."""

_PART_OF_A_NAME = re.compile(
    rf"\W(?:de|del|di|du|da|do|of|sur|am|an der)\W+(?:{TOTAL_WORDS})\W*$", re.IGNORECASE
)
"""No such name: San Pedro de Suma is a parish, Ailly-sur-Somme a commune."""

_WORD = re.compile(rf"^\W*(?:{TOTAL_WORDS})\W*$", re.IGNORECASE)
"""A name that is nothing but such a word."""

_BESIDE = re.compile(
    r"^\W*(?:(?:majorit|mayor[ií]a|maioria|margin|margen|margem|differen|diferen|vorsprung|lead\b|turnout|"
    r"taux|participa|beteiligung|wahlbeteiligung|affluenza|opkomst|frekwencja|явка)"
    r"|(?:page|p[aá]gina|seite|стр\w*|halaman)\W*[0-9]).*$",
    re.IGNORECASE,
)
"""What stands below or between sheets and is not one: the lead of the first, the turnout, the page."""


def where_totals_may_be(part: Part, rows: Table) -> Looked | None:
    """Look at the rows of a part, one a sheet; not where the case accepts totals as sheets."""
    asked = part.source.is_count or part.source.layout is Layout.ATTRIBUTES
    if part.source.rows.totals == "accept" or not asked or part.source.sheet is None:
        return None
    return look_for_totals(part, rows)


def total_rows(looked: Looked | None) -> list[InputError]:
    """Name the rows of a part that are sums of others, and those that are named so and may be.

    Parameters
    ----------
    looked : Looked, optional
        The rows of a contest of a source, or of a list of sheets, one a sheet: long rows after they are
        widened. None where the case accepts such rows as sheets.
    """
    if looked is None or not looked.columns or len(looked.matrix) < 2:
        return []
    part = looked.part
    totals = search(looked)
    named = [] if totals else [*_named_only(looked)]
    blank = [*_named_blank(looked)]
    beside = [*_beside(looked)]
    found = [*(total.row for total in totals), *named, *blank, *beside]
    if not found:
        return running_totals(looked)
    remedy = _remedy(part, looked, found)
    words = [*(_sum_of(looked, total) for total in totals), *[_QUESTION] * len(named), *[_BLANK] * len(blank)]
    words += [_NO_SHEET] * len(beside)
    problems = []
    for row, text in list(zip(found, words, strict=True))[:SHOWN]:
        column, value = _seen(part, looked, row, named=text == _QUESTION)
        problems.append(
            InputError(
                text,
                file=looked.text("source", row),
                row=looked.number(row),
                column=column,
                value=value,
                expected="one sheet a row",
                remedy=remedy,
            )
        )
    return listed(
        problems,
        len(found),
        part,
        sentence("are sums of others") if totals else sentence("are named like totals"),
    )


def _remedy(part: Part, looked: Looked, found: list[int]) -> str:
    """Say how the rows are left out; not where hardly a sheet would stay: sums are of something."""
    filled = np.nansum(looked.matrix[:, : looked.votes], axis=1) > 0
    if filled[found].sum() > MOST * filled.sum():
        return sentence(
            'To leave them out would leave hardly a sheet: state rows.totals = "accept", and look whether '
            "these rows are sheets."
        )
    return sentence(
        'Leave them out: {drop}; if they are sheets all the same, state rows.totals = "accept".',
        drop=drop_of(part, looked.table, found),
    )


def mode_totals(part: Part, rows: Table) -> list[InputError]:
    """Name the rows of a sheet that are the sum of its others (voting mode "Total"), before they are added.

    Parameters
    ----------
    part : Part
        A contest of a source.
    rows : table
        Its staged rows, several a sheet.
    """
    if not part.source.rows.add_over or not part.source.is_count:
        return []
    if part.source.layout is not Layout.LONG:
        return total_rows(where_totals_may_be(part, rows))
    names: dict[str, list[str]] = {}
    for text, choice in part.published_names.items():
        names.setdefault(choice, []).append(text)
    key = ["sheet_id", *(c for c in rows.columns if c == "snapshot" or c.startswith("over:"))]
    votes = {f"{VOTES}{c}": rows[VOTES].sum(where=rows.choice.isin(texts)) for c, texts in names.items()}
    wide = rows.group_by(key).aggregate(row=rows["row"].min(), source=rows.source.min(), **votes)
    within = {f"{LEVEL}sheet": wide.sheet_id}  # wherever they stand, a total is of the rows of its sheet
    wide = wide.mutate(**within).order_by("source", "row")  # groups come in any order
    return total_rows(where_totals_may_be(part, wide))


_QUESTION = (
    "the row is named like a subtotal, but its figures are not the sum of other rows: perhaps rows are "
    "missing."
)


_BLANK = template("the row is named like a total and holds no figure: no sheet.")


_NO_SHEET = template(
    "the row is named like a lead, a turnout or a page, and holds one choice's figure at most: no sheet."
)


def search(looked: Looked) -> tuple[TotalRow, ...]:
    """Run the search over what was looked at."""
    return find_totals(
        looked.matrix,
        looked.groups,
        marks=lambda: looked.marks,
        votes=looked.votes,
        witness=_witness(looked),
        counted=looked.counted,
    )


def _witness(looked: Looked) -> Flags:
    """Tell the rows that have no place where others have one, or that are named like a total."""
    import pyarrow.compute as pc

    found = np.zeros(len(looked.matrix), bool)
    if len(found) > _TINY:  # only needed to tell the two rows of a tiny table apart
        return found
    table = looked.table
    for column in table.column_names:
        if column == "sheet_id" or column.startswith(LEVEL):
            texts = pc.fill_null(table[column], "").to_pylist()
            found |= np.array([not t.strip() or _is_named(t) for t in texts], bool)
    return found


def _named_only(looked: Looked) -> Iterator[int]:
    """Find rows that are named like a total and at least as large as every row of their group.

    The words alone never decide: a place may be called so, and is then of the size of a place.
    """
    for rows in _named_rows(looked):
        size = np.nansum(looked.matrix[:, : looked.votes], axis=1)
        others = np.ones(len(size), bool)
        others[rows] = False
        found = False
        for row in rows:
            near = others
            for codes in looked.groups.values():
                if 1 <= (others & (codes == codes[row])).sum() < near.sum():
                    near = others & (codes == codes[row])
            found = True
            if size[row] > 0 and near.any() and size[row] >= size[near].max():
                yield int(row)
        if found:
            return


def _named_blank(looked: Looked) -> Iterator[int]:
    """Find rows whose id is a word for a total, without a vote: formulas whose values were not stored."""
    blank = np.isnan(looked.matrix[:, : looked.votes]).all(axis=1)
    if not blank.any():
        return
    for row in np.flatnonzero(blank) if blank.sum() <= MANY else ():
        if _WORD.match(_name(looked, int(row))):
            yield int(row)


def _beside(looked: Looked) -> Iterator[int]:
    """Find rows that say something of the table, by their names and because all choices but one are blank."""
    if looked.votes < 2:  # of one choice, every row has one figure
        return
    few = (~np.isnan(looked.matrix[:, : looked.votes])).sum(axis=1) <= 1
    for row in np.flatnonzero(few) if few.sum() <= MANY else ():
        if _BESIDE.match(_name(looked, int(row))):
            yield int(row)


def _named_rows(looked: Looked) -> Iterator[list[int]]:
    """Return the rows that are named like a total, for each column in which some are."""
    for column, told in _names(looked).items():
        names = [name for name in told or () if _is_named(name)]
        if names:
            here = np.isin(np.array(looked.table[column].fill_null("").to_pylist()), names)
            yield [int(row) for row in np.flatnonzero(here)]


def _names(looked: Looked) -> dict[str, list[str] | None]:
    """Return the ids and names of places among which a word for a total may be, by column."""
    rows = looked.source
    columns = ["sheet_id", *(c for c in rows.columns if c.startswith(LEVEL))]
    if len(looked.matrix) <= _TINY:  # they were fetched to tell its rows apart
        return {c: looked.table[c].drop_null().unique().to_pylist() for c in columns}
    few = {c for c, codes in looked.groups.items() if codes.max(initial=0) < MANY}
    loosely = f"(?i)({TOTAL_WORDS})"  # of many texts the engine looks for the words, Python for their ends
    asked = {
        c: rows[c].collect(where=None if c in few else rows[c].re_search(loosely), distinct=True)
        for c in columns
    }
    return fetch_rows(rows.aggregate(**asked))[0]


def _sum_of(looked: Looked, total: TotalRow) -> str:
    """Say what a row sums."""
    if total.of == OTHERS:
        return sentence(
            "its file or worksheet holds the sums of the others ({rows:,} {rows:row|rows}): no sheets.",
            rows=total.rows,
        )
    match total.of:
        case "all":
            what = sentence("all the other rows ({rows:,})", rows=total.rows)
        case "above" | "below":
            what = sentence(
                "the {rows:,} {rows:row|rows} {of} it, from row {number} on",
                rows=total.rows,
                of=total.of,
                number=looked.number(total.member),
            )
        case group if group in looked.table.column_names:
            what = sentence(
                "{rows:,} {rows:row|rows} of {text!r}", rows=total.rows, text=looked.text(group, total.member)
            )
        case group:
            what = sentence(
                "{rows:,} {rows:row|rows}, one of them row {number}, alike in {group}",
                rows=total.rows,
                number=looked.number(total.member),
                group=group,
            )
    but = sentence(" and of other totals, once more") if total.twice else ""
    if not total.off:
        return sentence(
            "in this row every figure is the sum of {what}{but}: a subtotal, not a sheet.", what=what, but=but
        )
    off = ", ".join(repr(looked.columns[c].removeprefix(VOTES)) for c in total.off[:3])
    return sentence(
        "the figures of this row are the sum of {what}{but}, but for {off}: a subtotal, not a sheet.",
        what=what,
        but=but,
        off=off,
    )


def _is_named(text: str) -> bool:
    return bool(_NAMED.match(text)) and not _PART_OF_A_NAME.search(text)


def _seen(part: Part, looked: Looked, row: int, *, named: bool) -> tuple[str, str]:
    """Return the column and the text to show of a row: its id, or the place whose name reads like a total."""
    levels = part.source.place.levels if named and part.source.place else {}
    if not _is_named(_name(looked, row)):
        for level, column in levels.items():
            if _is_named(text := looked.text(f"{LEVEL}{level}", row)):
                return column, text
    return part.source.sheet.id if part.source.sheet else "", _name(looked, row)


def _name(looked: Looked, row: int) -> str:
    return looked.text("sheet_id", row)

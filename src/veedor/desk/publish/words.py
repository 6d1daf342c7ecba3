"""The words of the sheets of a contest in a language, for ``published.js``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from veedor.engine.schemas import VOTES
from veedor.findings.sheet_list import column_of
from veedor.lookup.answer import usual_columns
from veedor.model import Column, Unit
from veedor.report.conventions import conventions
from veedor.report.wording import WORDS

if TYPE_CHECKING:
    from veedor.lookup.pieces import SheetPieces
    from veedor.report.wording import Wording

SAID = (
    "found", "none", "no_sheet", "neighbours", "reading", "too_many", "failed", "figures", "named",
    "not_named", "no_id",
)  # fmt: skip
"""What the script says: ``desk.publish.<word>``."""
VERSION = (
    "count", "first_publication", "last_publication", "state", "reason", "status", "verified_at",
)  # fmt: skip
"""Columns of the versions of a sheet, as :data:`veedor.lookup.pieces.VERSION` has them."""
REASONS = ("absent", "figures", "no_figure", "status")
"""Why a sheet is in its state; an earlier version may have a reason that no sheet has in the end."""
KINDS = {
    Unit.SHARE: "share", Unit.MOMENT: "moment", Unit.TERM: "word", Unit.PLACE: "word", Unit.CHOICE: "word",
}  # fmt: skip
"""What the script has to know of a column."""


def words_of(pieces: SheetPieces, words: Wording) -> dict[str, Any]:
    """Return every word that the sheets of a contest need.

    Parameters
    ----------
    pieces : SheetPieces
        The sheets.
    words : Wording
        The language, with the labels of the contest.
    """
    own, table = conventions(words.lang), pieces.table
    return {
        "group": own.group,
        "point": own.point,
        "sizes": list(own.sizes),
        "months": list(own.months),
        "nothing": words.value(None, Unit.TEXT),
        "yes": words.value(True, Unit.TEXT),
        "no": words.value(False, Unit.TEXT),
        "heads": {name: _head(name, words) for name in table.columns},
        "usual": list(usual_columns(table)),
        "terms": _terms(pieces, words),
        "checks": {
            check: [words.text(f"check.{check}"), words.text(f"check.{check}.definition")]
            for check in pieces.known("checks")
        },
        "versions": [words.column(Column(name, Unit.TEXT), "sheet_versions") for name in VERSION],
        "choices": [words.choice(str(choice.choice_id)) for choice in table.contest.choices],
        "sheet": words.text("column.sheet"),
        "choice": words.text("column.choice"),
        "votes": words.text("column.votes"),
        "value": words.text("desk.publish.value"),
        "definition": words.column(Column("definition", Unit.TERM), "sheet_named"),
        "versions_title": words.text("table.sheet_versions"),
        "page": words.text("desk.look.page_of", page="{page}", pages="{pages}"),
        "before": words.text("desk.look.before"),
        "after": words.text("desk.look.after"),
        **{name: _said(name, words) for name in SAID},
    }


def _said(name: str, words: Wording) -> str:
    """Return a text whose figures the script fills in."""
    holes = {hole: f"{{{hole}}}" for hole in ("found", "all", "most", "sheet", "file")}
    return words.text(f"desk.publish.{name}", **holes)


def _head(name: str, words: Wording) -> list[str]:
    """Name a column, and say what its cells are."""
    column = column_of(name)
    if name.startswith(VOTES):
        return [words.choice(name.removeprefix(VOTES)), "n"]
    other = "yes" if name in {"changed", "late"} else "text" if column.unit in WORDS else "n"
    return [words.column(column, "sheet_list"), KINDS.get(column.unit, other)]


def _terms(pieces: SheetPieces, words: Wording) -> dict[str, dict[str, str]]:
    """Return the words of states, reasons and strata by what the files call them."""
    from veedor.findings.words import count_term, stratum_term

    election = pieces.table.selection.election
    states = ("counted", "outstanding", "set-aside", "annulled")
    keys = {
        "state": {state: f"state.{state.replace('-', '_')}" for state in states},
        "reason": {reason: f"state.reason.{reason}" for reason in {*REASONS, *pieces.known("reason")}},
        "stratum": {stratum: stratum_term(stratum) for stratum in pieces.known("stratum")},
        "count_id": {count: count_term(count) for count in map(str, election.file.counts)},
    }
    made = {
        kind: {code: words.value(key, Unit.TERM) for code, key in of.items()} for kind, of in keys.items()
    }
    choices = [str(choice.choice_id) for choice in pieces.table.contest.choices]
    return {**made, "winner": {choice: words.choice(choice) for choice in choices}}

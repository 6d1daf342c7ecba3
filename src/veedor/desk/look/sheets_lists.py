"""The lists of the form above a table of sheets: what can be chosen, kept as it is written in a language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from veedor.desk.pages import environment
from veedor.lookup.sheet_question import STATES
from veedor.lookup.which import ANY

if TYPE_CHECKING:
    from collections.abc import Callable

    from veedor.lookup import SheetList, SheetTable
    from veedor.report.wording import Wording

    Options = list[tuple[str, str]]


def form_lists(found: SheetList, words: Wording, title: Callable[[str], str]) -> dict[str, Markup]:
    """Return each list of the form, with what the question says chosen in it.

    Parameters
    ----------
    found : SheetList
        The answer that the form stands above.
    words : Wording
        The language, with the labels of the contest.
    title : callable
        Names a column.

    Returns
    -------
    dict
        By the key of the question; ``columns`` are boxes, and lists that the table has no use for are empty.
    """
    table, said = found.source, found.question.written()
    made = {key: _list(table, key, said.get(key, ""), words) for key in _LISTS}
    key = ("boxes", words.lang, found.columns)
    made["columns"] = table.kept.or_made(
        key,
        lambda: _macro("boxes", words.lang, [(one, title(one)) for one in table.columns], found.columns),
        len,
    )
    return made


def _list(table: SheetTable, key: str, chosen: str, words: Wording) -> Markup:
    label, needed, options = _LISTS[key]
    if needed and needed not in table.columns:
        return Markup()

    def make() -> Markup:
        return _macro("choose", words.lang, key, words.text(label), options(table, words), chosen)

    return table.kept.or_made(("list of", words.lang, key, chosen), make, len)


def _macro(name: str, lang: str, *values: object) -> Markup:
    template = environment(lang).get_template("look/sheets_lists.html")
    return Markup(getattr(template.module, name)(*values))  # noqa: S704 - of a template, escaped there


def _states(_table: SheetTable, words: Wording) -> Options:
    return [(state, words.text(f"state.{state.replace('-', '_')}")) for state in STATES]


def _checks(table: SheetTable, words: Wording) -> Options:
    named = [(check, words.text(f"check.{check}")) for check in table.checks]
    return [(ANY, words.text("desk.look.any_check")), *named]


def _winners(table: SheetTable, words: Wording) -> Options:
    return [(str(choice), words.choice(str(choice))) for choice in table.contest.candidates]


def _yes_no(_table: SheetTable, words: Wording) -> Options:
    return [("yes", words.text("term.yes")), ("no", words.text("term.no"))]


_LISTS: dict[str, tuple[str, str, Callable[[SheetTable, Wording], Options]]] = {
    "state": ("column.state", "", _states),
    "check": ("desk.look.named_by", "", _checks),
    "winner": ("column.winner", "", _winners),
    "changed": ("column.changed", "changed", _yes_no),
    "late": ("desk.look.late", "late", _yes_no),
}
"""Key of the question -> the key of its name, the column that it needs, what can be chosen."""

"""Results in sentences, for Python: the whole text, a screen of it, and the same for a notebook."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from markupsafe import Markup

from veedor.errors import QuestionError, nearest
from veedor.report.catalogue import FALLBACK, has_language, languages
from veedor.report.prominent import headline_first
from veedor.report.tables import shown
from veedor.report.wording import Wording
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.model import Result, Table

SENTENCES = 8
"""Of a result that is shown, not asked for in full."""
LETTERS = 300
"""Of such a sentence."""
ROWS = 8
"""Of the first table in a notebook."""


def words_for(result: Result, lang: str = "") -> Wording:
    """Return the words for a result, with the labels of its choices.

    Parameters
    ----------
    result : Result
        Any.
    lang : str
        The language; where none is named that of ``VEEDOR_LANG``, else English.

    Raises
    ------
    QuestionError
        Where there are no texts in the language.
    """
    named = lang or os.environ.get("VEEDOR_LANG", "")
    if lang and not has_language(lang):
        raise QuestionError(
            sentence("There are no texts in {lang!r}.", lang=lang), remedy=nearest(lang, languages())
        )
    contest = getattr(result, "contest", None)
    contests = getattr(result, "contests", (contest,) if contest else ())
    return Wording(named if named and has_language(named) else FALLBACK).of_all(contests)


def text(result: Result, lang: str) -> str:
    """Say all that was found, a paragraph each."""
    words = words_for(result, lang)
    return "\n\n".join(words.say(finding) for finding in headline_first(result.findings))


def short(result: Result) -> str:
    """Say what was found first, what else there is, and how to get at it, in some twelve lines."""
    words = words_for(result)
    said = _first_sentences(result, words)
    more = len(result.findings) - len(said)
    lines = [f"<{type(result).__name__}>", *(f"  {sentence}" for sentence in said)]
    if more > 0:
        lines.append(f"  {words.text('python.more', n=more)}")
    if result.tables:
        lines.append(f"  {words.text('python.tables')}: {_named(result.tables)}")
    return "\n".join(lines)


def html(result: Result) -> str:
    """Show the same as :func:`short` to a notebook, with the beginning of the first table."""
    words = words_for(result)
    said = _first_sentences(result, words)
    more = len(result.findings) - len(said)
    made = [Markup("<p>{}</p>").format(sentence) for sentence in said]
    if more > 0:
        made.append(Markup("<p><small>{}</small></p>").format(words.text("python.more", n=more)))
    first = next((table for table in result.tables if len(table)), None)
    if first is not None:
        made.append(_table(first, words))
    if len(result.tables) > 1:
        named = f"{words.text('python.tables')}: {_named(result.tables)}"
        made.append(Markup("<p><small>{}</small></p>").format(named))
    return str(Markup().join(made))


def _first_sentences(result: Result, words: Wording) -> list[str]:
    said = (words.say(finding) for finding in headline_first(result.findings)[:SENTENCES])
    return [one if len(one) <= LETTERS else f"{one[:LETTERS]}…" for one in said]


def _named(tables: tuple[Table, ...]) -> str:
    shown_names = [f"{table.name} ({len(table):,})" for table in tables[:SENTENCES]]
    return ", ".join([*shown_names, *(["…"] if len(tables) > SENTENCES else [])])


def _table(table: Table, words: Wording) -> Markup:
    made = shown(table, words, ROWS)
    head = Markup().join(Markup("<th>{}</th>").format(f"{h.text} {h.base}".strip()) for h in made.heads)
    rows = Markup().join(
        Markup("<tr>{}</tr>").format(Markup().join(_cell(cell) for cell in row)) for row in made.rows
    )
    whole = Markup("<table><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>")
    caption = made.caption if len(table) <= ROWS else f"{made.caption} ({ROWS} / {len(table):,})"
    return whole.format(caption, head, rows)


def _cell(text: str) -> Markup:
    return Markup("<td>{}</td>").format(text if len(text) <= LETTERS else f"{text[:LETTERS]}…")

"""Where articles differ, in words: candidates, one table a kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.press_reuse import unread
from veedor.findings.rows import columns_in
from veedor.findings.words import count_figure
from veedor.model import Column, Figure, Finding, Method, Table, Unit
from veedor.press.span import shortened

if TYPE_CHECKING:
    from veedor.model import Value
    from veedor.press.differences import Differences

SHOWN = 160
"""Code points of a sentence that are shown."""
METHOD = Method(
    "method.press_differences",
    "Damerau, CACM 7 (1964) 171 (names); shared words and units (numbers); shared passages (wording)",
)


def findings(result: Differences) -> tuple[Finding, ...]:
    """Say how many candidates of each kind there are."""
    figures = (
        *(
            count_figure(kind, len(getattr(result, kind)))
            for kind in ("names", "speakers", "numbers", "reworded")
        ),
        Figure("articles", len(result.reuse.articles), Unit.ARTICLES),
    )
    key = "press.differences"
    made = Finding(key, key, figures, METHOD, ("assume.press_rules",), ("cannot.press_same_thing",))
    return (made, *unread(result.reuse, METHOD))


def tables(result: Differences) -> tuple[Table, ...]:
    """Return one table a kind; those without rows are left out."""
    made = (_names(result), _speakers(result), _numbers(result), _reworded(result))
    return tuple(table for table in made if table.rows)


def _names(result: Differences) -> Table:
    columns = (
        *columns_in(Unit.TEXT, "form", "in_articles", "other_form", "other_articles"),
        Column("letters", Unit.NUMBER, digits=0),
    )
    rows = (
        (v.one, ", ".join(v.one_articles), v.other, ", ".join(v.other_articles), v.distance)
        for v in result.names
    )
    return Table("press_names", columns, tuple(rows))


def _speakers(result: Differences) -> Table:
    columns = (
        *columns_in(Unit.TEXT, "quotation", "article", "speaker"),
        Column("rule", Unit.TERM),
        *columns_in(Unit.TEXT, "other_article", "other_speaker"),
        Column("other_rule", Unit.TERM),
    )
    rows: list[tuple[Value, ...]] = []
    for pair in result.speakers:
        text = pair.one.span.of(result.reuse.article(pair.one.article_id).text)
        sides = [
            (q.article_id, q.speaker, f"rule.{q.rule.partition('+')[0]}") for q in (pair.one, pair.other)
        ]
        rows.append((shortened(text, SHOWN), *sides[0], *sides[1]))
    return Table("press_speakers", columns, tuple(rows))


def _numbers(result: Differences) -> Table:
    names = ("article", "said", "sentence")
    columns = columns_in(Unit.TEXT, *names, *(f"other_{name}" for name in names))
    rows: list[tuple[Value, ...]] = []
    for d in result.numbers:
        one, other = (
            (s.article.article_id, q.span.of(s.article.text), shortened(s.text, SHOWN))
            for s, q in ((d.one, d.quantity), (d.other, d.facing))
        )
        rows.append((*one, *other))
    return Table("press_numbers", columns, tuple(rows))


def _reworded(result: Differences) -> Table:
    rows = (
        (r.passage.a.article_id, r.was or None, r.passage.b.article_id, r.became or None)
        for r in result.reworded
    )
    columns = columns_in(Unit.TEXT, "article", "said", "other_article", "other_said")
    return Table("press_reworded", columns, tuple(rows))

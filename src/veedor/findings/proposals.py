"""Statements looked up in the count and proposed for checking, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.press_reuse import unread
from veedor.findings.rows import columns_in
from veedor.findings.words import count_figure
from veedor.model import Column, Figure, Finding, Method, Table, Unit
from veedor.press.span import shortened

if TYPE_CHECKING:
    from veedor.claims.propose import Proposals, ProposedClaim
    from veedor.model import Value

METHOD = Method(
    "method.press_propose",
    "printed intervals of the facts of the count; words around numbers (words/en.toml, words/es.toml)",
)


def findings(result: Proposals) -> tuple[Finding, ...]:
    """Say how many statements are proposed, and for how many the count has one fact, several or none."""
    quoted = [p.quotation for p in result.proposals]
    readings = [len(p.readings) for p in result.proposals]
    figures = (
        count_figure("proposals", len(result.proposals)),
        count_figure("printed", result.printed),
        Figure("articles", len(result.reuse.articles), Unit.ARTICLES),
        count_figure("sentences", result.sentences),
        count_figure("checks", sum(number == 1 for number in readings)),
        count_figure("several", sum(number > 1 for number in readings)),
        count_figure("none", sum(number == 0 for number in readings)),
        count_figure("lost", sum(q is not None and not q.speaker for q in quoted)),
    )
    key = "press.proposals"
    made = Finding(key, key, figures, METHOD, ("assume.press_rules",), ("cannot.press_verdict",))
    return (made, *unread(result.reuse, METHOD))


def tables(result: Proposals) -> tuple[Table, ...]:
    """List the proposals."""
    columns = (
        *columns_in(Unit.TEXT, "id", "article", "said", "sentence"),
        Column("printed_in", Unit.ARTICLES),
        Column("speaker", Unit.TEXT),
        Column("rule", Unit.TERM),
        *columns_in(Unit.TEXT, "check", "nearest"),
    )
    return (Table("press_proposals", columns, tuple(_row(proposal) for proposal in result.proposals)),)


def _row(proposal: ProposedClaim) -> tuple[Value, ...]:
    said, near = proposal.quotation, proposal.found.nearest
    nearest = None
    if near is not None and near.fact is not None and not proposal.readings:
        nearest = f"{near.fact.check} = {float(near.fact.value):.4f}".rstrip("0").rstrip(".")
    return (
        proposal.proposal_id,
        proposal.first.article.article_id,
        proposal.found.span.of(proposal.first.article.text),
        shortened(proposal.first.text, 140),
        len(proposal.articles),
        said.speaker if said else None,
        f"rule.{said.rule.partition('+')[0]}" if said else "rule.narrator",
        "; ".join(one.check for one in proposal.readings) or None,
        nearest,
    )

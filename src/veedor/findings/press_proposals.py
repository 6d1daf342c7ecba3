"""Statements proposed for checking, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.words import count_figure
from veedor.model import Column, Figure, Finding, Method, Table, Unit
from veedor.press.span import shortened

if TYPE_CHECKING:
    from veedor.model import Value
    from veedor.press.propose import Proposals, ProposedStatement

METHOD = Method(
    "method.press_propose",
    "rules over word lists (words/en.toml, words/es.toml); checks by template (words/checks.toml)",
)


def findings(result: Proposals) -> tuple[Finding, ...]:
    """Say how many statements are proposed."""
    quoted = [p.quotation for p in result.proposals]
    figures = (
        count_figure("proposals", len(result.proposals)),
        count_figure("printed", result.printed),
        Figure("articles", len(result.reuse.articles), Unit.ARTICLES),
        count_figure("sentences", result.sentences),
        count_figure("checks", sum(any(p.checks) for p in result.proposals)),
        count_figure("lost", sum(q is not None and not q.speaker for q in quoted)),
    )
    key = "press.proposals"
    return (Finding(key, key, figures, METHOD, ("assume.press_rules",), ("cannot.press_verdict",)),)


def tables(result: Proposals) -> tuple[Table, ...]:
    """List the proposals."""
    columns = (
        Column("id", Unit.TEXT),
        Column("article", Unit.TEXT),
        Column("sentence", Unit.TEXT),
        Column("printed_in", Unit.ARTICLES),
        Column("speaker", Unit.TEXT),
        Column("rule", Unit.TERM),
        Column("check", Unit.TEXT),
    )
    return (Table("press_proposals", columns, tuple(_row(proposal) for proposal in result.proposals)),)


def _row(proposal: ProposedStatement) -> tuple[Value, ...]:
    said = proposal.quotation
    return (
        proposal.proposal_id,
        proposal.first.article.article_id,
        shortened(proposal.first.text, 140),
        len(proposal.articles),
        said.speaker if said else None,
        f"rule.{said.rule.partition('+')[0]}" if said else "rule.narrator",
        "; ".join(check.check for check in proposal.checks if check) or None,
    )

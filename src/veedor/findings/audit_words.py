"""Words that results of audits share: methods, what is drawn, whose assertion it is, the risk limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.words import ASSERTION, TURNOUT, assertion_cells, whom
from veedor.model import Column, Figure, Method, Unit

if TYPE_CHECKING:
    from fractions import Fraction

    from veedor.audit.bounds import SheetBounds
    from veedor.audit.design import Design
    from veedor.audit.population import Population
    from veedor.model import Contest, Value


METHOD = Method(
    "method.audit_sheets",
    "Stark, Ann. Appl. Stat. 2 (2008) 982 (bounds); Stark, Ann. Appl. Stat. 17 (2023) 641 (ALPHA, "
    "proportional draws without replacement); Blom et al., E-Vote-ID 2021 (assertions of complex elections); "
    "Bañuelos and Stark, arXiv 1207.3413, 2012 (what is missing counts at its worst)",
)
ASSUMES = ("assume.audit_paper", "assume.audit_cap", "assume.audit_seed", "assume.audit_expected")
CANNOT = ("cannot.audit_paper_trail", "cannot.audit_roll")
OF_BALLOTS = Method(
    "method.audit_ballots",
    "Stark, arXiv 1911.10035 (SHANGRLA: polling and comparison); Stark, Ann. Appl. Stat. 17 (2023) 641 "
    "(ALPHA); Blom et al., E-Vote-ID 2021 (assorters)",
)


def method_of(design: Design) -> Method:
    """Return the method of an audit of sheets, or of single ballots."""
    return OF_BALLOTS if design.of_ballots else METHOD


def assumes_of(design: Design) -> tuple[str, ...]:
    """Return what an audit of sheets, or of single ballots, takes for granted."""
    return ("assume.audit_ballots", "assume.audit_seed") if design.of_ballots else ASSUMES


def things(design: Design) -> Unit:
    """Return what is drawn: sheets or ballots."""
    return Unit.BALLOTS if design.of_ballots else Unit.SHEETS


def contest_of(population: Population, member: SheetBounds) -> Contest:
    """Return the contest that an assertion is of."""
    return population.manifests[member.contest].sheets.contest


def member_columns(population: Population) -> tuple[Column, ...]:
    """Return the columns that name an assertion; those of several contests by the labels of each."""
    if len(population.manifests) == 1:
        return ASSERTION
    names = ("subject", "rival", "area")
    named = tuple(Column(name, Unit.TEXT) for name in names)
    return (Column("contest", Unit.CONTEST), Column("condition", Unit.TERM), *named)


def member_cells(population: Population, member: SheetBounds) -> tuple[Value, ...]:
    """Return the cells of :func:`member_columns`."""
    cells = assertion_cells(member.assertion)
    if len(population.manifests) == 1:
        return cells
    contest = contest_of(population, member)
    labels = {str(choice.choice_id): choice.label for choice in contest.choices}
    who = whom(member.assertion)
    named = tuple(labels[str(c)] for c in who) if isinstance(who, tuple) else labels.get(str(who))
    rival = member.assertion.rival
    return (contest.title, cells[0], None if who == TURNOUT else named, rival and labels[rival], cells[3])


MOST_DIGITS = 6
"""Digits of a percentage, at the most."""


def risk_limit_of(limit: Fraction | float) -> Figure:
    """Return the figure of a risk limit: 5 % without a digit, 0.1 % with one, and never 0 %.

    Parameters
    ----------
    limit : Fraction or float
        Share, from 0 to 1.
    """
    exact = round(100 * float(limit), MOST_DIGITS)
    digits = next(number for number in range(MOST_DIGITS + 1) if round(exact, number) == exact)
    return Figure("risk_limit", limit, Unit.SHARE, digits=digits)

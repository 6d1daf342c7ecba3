"""In words: what an audit of listed ballots takes, and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.words import ASSERTION, assertion_cells
from veedor.model import Column, Figure, Finding, Method, Table, Unit

if TYPE_CHECKING:
    from veedor.audit.ballots import BallotAudit

METHOD = Method(
    "method.audit_ballots",
    "Stark, arXiv 1911.10035 (SHANGRLA: polling and comparison); Stark, Ann. Appl. Stat. 17 (2023) 641 "
    "(ALPHA); Blom et al., E-Vote-ID 2021 (assorters)",
)
ASSUMES = ("assume.audit_ballots", "assume.audit_seed")
CANNOT = ("cannot.audit_paper_trail", "cannot.audit_roll")


def findings(result: BallotAudit) -> tuple[Finding, ...]:
    """Say how many ballots to look at, and the risk attained where some were."""
    figures = (
        Figure("polled", max(one.polled for one in result.assertions), Unit.BALLOTS),
        Figure("compared", max(one.compared for one in result.assertions), Unit.BALLOTS),
        Figure("all_ballots", result.ballots, Unit.BALLOTS),
        Figure("risk_limit", result.risk_limit, Unit.SHARE, digits=0),
        Figure("runs", result.runs, Unit.NUMBER, digits=0),
        Figure("seed", str(result.seed), Unit.TEXT),
    )
    found = [Finding("audit.ballots", "audit.ballots", figures, METHOD, ASSUMES, CANNOT)]
    if result.attained is not None:
        stands = (
            Figure("looked", result.looked, Unit.BALLOTS),
            Figure("attained", result.attained, Unit.PROBABILITY, digits=4),
            Figure("risk_limit", result.risk_limit, Unit.SHARE, digits=0),
        )
        confirmed = result.attained <= float(result.risk_limit)
        says = "audit.ballots.confirmed" if confirmed else "audit.ballots.open"
        found.append(Finding("audit.ballots.risk", says, stands, METHOD, ASSUMES, CANNOT))
    return tuple(found)


def tables(result: BallotAudit) -> tuple[Table, ...]:
    """Give the assertions with their sizes and risks, and the drawn ballots."""
    rows = tuple(
        (*assertion_cells(one.assertion), one.polled, one.compared, one.p) for one in result.assertions
    )
    columns = (
        *ASSERTION,
        Column("ballots_polled", Unit.BALLOTS),
        Column("ballots_compared", Unit.BALLOTS),
        Column("attained", Unit.PROBABILITY, digits=4),
    )
    drawn = tuple((rank, ballot) for rank, ballot in enumerate(result.drawn, start=1))
    of_draw = (Column("rank", Unit.NUMBER, digits=0), Column("ballot", Unit.TEXT))
    made = (Table("audit_assertions", columns, rows), Table("audit_ballots_drawn", of_draw, drawn))
    return tuple(table for table in made if table.rows)

"""How an audit is made: what is drawn, in which way, and how evidence is weighed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.errors import AuditError
from veedor.model.exact import read_fraction
from veedor.sentence import sentence

if TYPE_CHECKING:
    from fractions import Fraction

METHODS = ("sheets", "comparison", "polling")
"""What is looked at: tally sheets; ballots beside their records; ballots of which nothing is recorded."""


def fraction_of(name: str, text: str) -> Fraction:
    """Read a fraction of a plan.

    Raises
    ------
    AuditError
        Where it is not one.
    """
    try:
        return read_fraction(text)
    except ValueError:
        raise AuditError(
            sentence("The {name} {text!r} is no fraction.", name=name, text=text[:40]),
            remedy="Write it as 1/20.",
        ) from None


@dataclass(frozen=True, slots=True)
class Design:
    """How sheets, or single ballots, are drawn and evidence is measured.

    Parameters
    ----------
    draw : str
        ``proportional`` (to the error bound, without replacement) or ``simple``.
    cap : str
        ``registered`` or ``cast``: how many ballots a sheet can hold.
    cap_reason : str
        Why the cap is safe, where it is not the registered voters.
    bet : str
        Share of the full bet, as a fraction.
    rule : str
        How evidence is weighed, one of :data:`veedor.audit.bets.RULES`.
    readings : int
        Readings by different people that a record of figures needs.
    risk_limit : str
        Largest acceptable risk, as a fraction.
    most_sheets : int or None
        After so many sheets the audit stops and everything is counted; None: never.
    strata : str
        Division or level of place whose areas are looked at apart, each in its own order; or empty.
    method : str
        One of :data:`METHODS`.
    """

    draw: str = "proportional"
    cap: str = "registered"
    cap_reason: str = ""
    bet: str = "9/10"
    risk_limit: str = "1/20"
    most_sheets: int | None = None
    strata: str = ""
    rule: str = "share"
    readings: int = 2
    method: str = "sheets"

    @property
    def of_ballots(self) -> bool:
        """Whether single ballots are drawn: each is a sheet of one ballot."""
        return self.method != "sheets"

"""Whether a rule is the law of an election: in force on its day, and of its country."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from veedor.rules.load import available
from veedor.sentence import sentence

if TYPE_CHECKING:
    from datetime import date

    from veedor.rules.rule import Rule

MADE_UP = re.compile("AA|Q[M-Z]|X[A-Z]|ZZ")
"""Codes that ISO 3166-1 leaves to users: an election, or a rule, of no country."""

MOST_NAMED = 4


class Misfit(NamedTuple):
    """Why a rule is not the law of an election.

    Parameters
    ----------
    message : str
        What is wrong.
    remedy : str
        Which rules would fit, and the key that says why this one is applied all the same.
    """

    message: str
    remedy: str


def applies_to(rule: Rule, country: str, day: date | None, *, contest: str) -> Misfit | None:
    """Say why a rule is not the law of an election; None where it is, or where it quotes no law.

    Parameters
    ----------
    rule : Rule
        The rule.
    country : str
        Of the election: ISO 3166-1 alpha-2, in any case. Empty, or one of the codes left to users (AA, QM to
        QZ, XA to XZ, ZZ), here or in the rule: it is not compared; in both, nothing is.
    day : date, optional
        Of the election; without one, days are not compared.
    contest : str
        Its name in the case, for the table that the remedy names.
    """
    here, theirs = country.strip().upper(), rule.country.upper()
    foreign = _is_of_a_country(here) and _is_of_a_country(theirs) and here != theirs
    made_up = not _is_of_a_country(here) and not _is_of_a_country(theirs)
    out_of_force = day is not None and not made_up and not rule.in_force(day)
    if not foreign and not out_of_force:
        return None
    of = [sentence("of {here}", here=here)] if here else []
    of += [sentence("on {day}", day=day.isoformat())] if day is not None else []
    was = sentence(
        "{rule_id} is a rule of {theirs}, law {dates}",
        rule_id=rule.rule_id,
        theirs=theirs,
        dates=_dates(rule),
    )
    return Misfit(
        sentence("{was}; the election is {of}.", was=was, of=" ".join(of)), _remedy(rule, here, day, contest)
    )


def _is_of_a_country(code: str) -> bool:
    return bool(code) and not MADE_UP.fullmatch(code)


def _dates(rule: Rule) -> str:
    if rule.valid_from is None:
        return sentence("without days")
    begin = sentence("from {valid_from}", valid_from=rule.valid_from.isoformat())
    return (
        sentence("{begin} on", begin=begin)
        if rule.valid_to is None
        else sentence("{begin} to {valid_to}", begin=begin, valid_to=rule.valid_to.isoformat())
    )


def _remedy(rule: Rule, country: str, day: date | None, contest: str) -> str:
    where = f"[contest.{contest}]"
    why = sentence(
        'to apply this one all the same, write rule_reason = "..." with the reason under {where}.',
        where=where,
    )
    if not _is_of_a_country(country):
        return f"{why[0].upper()}{why[1:]}"
    fits = [
        other for other in available() if other.country == country and (day is None or other.in_force(day))
    ]
    fits.sort(key=lambda other: other.office != rule.office)
    then = sentence(" on {day}", day=day.isoformat()) if day is not None else ""
    if not fits:
        return sentence(
            "Veedor has no other rule of {country}{then}: write it in a file of your own; {why}",
            country=country,
            then=then,
            why=why,
        )
    named = ", ".join(f'"{other.rule_id}"' for other in fits[:MOST_NAMED])
    return sentence(
        "Of {country}{then} there is rule = {named}; {why}", country=country, then=then, named=named, why=why
    )

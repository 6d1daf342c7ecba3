"""From the public report of Arlo to the draws of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.audit.others import DrawnUnit
from veedor.errors import InputError, QuestionError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veedor.audit.arlo import ArloBatch, ArloReport


def own_pairs(report: ArloReport, names: Mapping[str, str], file: str) -> tuple[tuple[str, str], ...]:
    """Return what Arlo audits: each reported winner is ahead of each of the others.

    Parameters
    ----------
    report : ArloReport
        With the reported totals.
    names : mapping of str to str
        Id of each choice of the case by its label.
    file : str
        For messages.
    """
    ranking = sorted(report.votes, key=lambda name: -report.votes[name])
    winners, rest = ranking[: report.winners], ranking[report.winners :]
    return tuple((_id(w, names, file), _id(loser, names, file)) for w in winners for loser in rest)


def units_of(
    report: ArloReport, pattern: str, names: Mapping[str, str], choices: Sequence[str], file: str
) -> tuple[list[DrawnUnit], list[int]]:
    """Return what was looked at, and which of it came at each draw, in the order of the tickets.

    Batches that were looked at besides, without a ticket, bear no evidence and are left out, but for those
    that were counted together with a drawn one.

    Parameters
    ----------
    report : ArloReport
        The report.
    pattern : str
        How a sheet of the case is named: ``{jurisdiction}/{batch}``.
    names : mapping of str to str
        Id of each choice of the case by its label.
    choices : sequence of str
        Ids in the order of the figures.
    file : str
        For messages.

    Raises
    ------
    InputError
        Where the report names a choice that the case does not have.
    QuestionError
        Where the pattern names something else.
    """
    by_unit: dict[tuple[str, str], list[ArloBatch]] = {}
    for batch in report.batches:
        by_unit.setdefault((batch.jurisdiction, batch.combined or batch.name), []).append(batch)
    units: list[DrawnUnit] = []
    draws: list[tuple[str, int]] = []
    for (_, name), batches in by_unit.items():
        tickets = [ticket for batch in batches for ticket in batch.tickets]
        if not tickets:
            continue
        together = any(batch.combined for batch in batches)
        found = next((b.found for b in batches if b.name == name or not together), None)
        parts = [b for b in batches if not together or b.combined]
        votes = None if found is None else _votes(found, names, choices, file)
        draws += [(ticket, len(units)) for ticket in tickets]
        units.append(DrawnUnit(tuple(_sheet(pattern, batch) for batch in parts), votes))
    return units, [unit for _, unit in sorted(draws)]


def _votes(
    found: Mapping[str, int], names: Mapping[str, str], choices: Sequence[str], file: str
) -> tuple[int, ...]:
    by_id = {_id(name, names, file): n for name, n in found.items()}
    return tuple(by_id.get(choice, 0) for choice in choices)


def _sheet(pattern: str, batch: ArloBatch) -> str:
    try:
        return pattern.format(jurisdiction=batch.jurisdiction, batch=batch.name)
    except (KeyError, IndexError, ValueError):
        raise QuestionError(
            sentence("{pattern!r} does not say how a sheet is named.", pattern=pattern),
            remedy='Write it with {jurisdiction} and {batch}, such as --id "{jurisdiction}/{batch}".',
        ) from None


def _id(name: str, names: Mapping[str, str], file: str) -> str:
    found = names.get(name) or (name if name in names.values() else None)
    if found is None:
        raise InputError(
            "The report names a choice that the case does not have.", file=file, value=name,
            expected=", ".join(names), remedy="Give the choice of the case this label.",
        )  # fmt: skip
    return found

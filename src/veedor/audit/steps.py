"""The papers that follow a plan, step by step: refusals, the seed, records of sheets, witnesses."""

from __future__ import annotations

from dataclasses import dataclass

from veedor.audit.papers import FORMAT


@dataclass(frozen=True, slots=True)
class Refusal:
    """A party that does not agree, and why: part of the record."""

    party: str
    reason: str
    plan_sha256: str
    format: str = FORMAT


@dataclass(frozen=True, slots=True)
class Seed:
    """The public seed.

    Parameters
    ----------
    digits : str
        At least twenty decimal digits.
    made : str
        How, where, when and before whom.
    witnesses : tuple of str
        Who saw it.
    plan_sha256 : str
        The plan that it belongs to.
    """

    digits: str
    made: str
    witnesses: tuple[str, ...]
    plan_sha256: str
    format: str = FORMAT


@dataclass(frozen=True, slots=True)
class Interpretation:
    """Figures of a sheet as one person read them."""

    by: str
    votes: dict[str, int]


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """What was found on a drawn sheet.

    Parameters
    ----------
    sheet_id : str
        Which.
    status : str
        ``found`` (the figures are in ``entries``) or ``not_auditable`` (no paper, or not to be had).
    entries : tuple of Interpretation
        Readings by different people; they must agree to count as found.
    reason : str
        Why it could not be audited.
    draw_sha256 : str
        The draw that it belongs to.
    replaces : str
        Hash of an earlier record of the same sheet that this one corrects, or empty.
    """

    sheet_id: str
    status: str
    entries: tuple[Interpretation, ...]
    reason: str
    draw_sha256: str
    replaces: str = ""
    format: str = FORMAT

    @property
    def votes(self) -> dict[str, int] | None:
        """The figures found, or None where there are none or the readings differ."""
        if self.status != "found" or not self.entries:
            return None
        first = self.entries[0].votes
        return first if all(entry.votes == first for entry in self.entries) else None


@dataclass(frozen=True, slots=True)
class Witness:
    """What a party saw: everything up to a line of the journal.

    Parameters
    ----------
    party : str
        Who.
    lines : int
        How many lines the journal had.
    head : str
        Hash of the last of them, which fixes all of them.
    """

    party: str
    lines: int
    head: str
    format: str = FORMAT

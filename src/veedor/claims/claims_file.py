"""``claims.toml``, format "claims/1": what was said where, and the checks that a person stands for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from veedor.claims.syntax import parse
from veedor.claims.types import Attested
from veedor.errors import ClaimError, InputError, nearest, raise_all
from veedor.intake.strict import build, read_toml
from veedor.model import Localised, localised
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Mode(StrEnum):
    """Who speaks in a passage."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    NARRATOR = "narrator"


class ExpectedVerdict(StrEnum):
    """The verdict that the reviewer expects; another one is noticed."""

    HOLDS = "holds"
    HOLDS_APPROXIMATELY = "holds approximately"
    DOES_NOT_HOLD = "does not hold"
    DEPENDS = "depends"
    NOT_CHECKABLE = "not checkable"


@dataclass(frozen=True)
class SourceEntry:
    """An article that claims are quoted from."""

    file: str
    sha256: str
    title: str
    publisher: str = ""
    url: str = ""
    published: date | None = None
    published_inferred: Localised = ""
    """Why the day is known where the article does not state it."""
    language: str = "en"


@dataclass(frozen=True)
class AttestedEntry:
    """A fact from outside the count, with who attests it."""

    value: int | float | str | date
    source: str
    by: str


@dataclass(frozen=True)
class CaseEntry:
    """Another case that checks compare with: an earlier election."""

    folder: str
    """Of its case.toml, seen from the folder of the claims file."""
    contest: str | None = None


@dataclass(frozen=True)
class SaidEntry:
    """One place where a claim was made."""

    source: str
    quote: str
    by: Localised | None = None
    """Absent: the narrator. Empty: lost, because the passage was cut."""
    mode: Mode = Mode.NARRATOR


@dataclass(frozen=True)
class CheckEntry:
    """One reading, or one part, with its check. ``name`` may be given by language."""

    name: Localised
    check: str


@dataclass(frozen=True)
class ReviewEntry:
    """Who stands for the claim and its checks."""

    by: Localised
    on: date
    expected: ExpectedVerdict
    note: Localised = ""


@dataclass(frozen=True)
class ClaimEntry:
    """A claim: neutral text, where it was said, and its readings or parts."""

    id: str
    text: Localised
    topic: str
    said: tuple[SaidEntry, ...]
    review: ReviewEntry
    combine: Literal["readings", "parts"] = "readings"
    axis: Localised = ""
    reading: tuple[CheckEntry, ...] = ()
    part: tuple[CheckEntry, ...] = ()

    @property
    def checks(self) -> tuple[CheckEntry, ...]:
        """Readings or parts, whichever the claim has."""
        return self.reading if self.combine == "readings" else self.part


@dataclass(frozen=True)
class ClaimsFile:
    """A whole file of claims."""

    format: Literal["claims/1"]
    source: dict[str, SourceEntry]
    claim: tuple[ClaimEntry, ...]
    attested: dict[str, AttestedEntry] = field(default_factory=dict)
    case: dict[str, CaseEntry] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """By which names the press calls the choices, for proposals: ``Morales = "MAS"``."""
    contest: str | None = None

    def facts(self) -> dict[str, Attested]:
        """Return the attested facts as the check language takes them."""
        return {name: Attested(name, _exact(e.value), e.source, e.by) for name, e in self.attested.items()}


def _exact(value: float | str | date) -> Fraction | str | date:
    """Return a number as it is written: 36.51 is 3651/100."""
    return Fraction(str(value)) if isinstance(value, int | float) else value


def load_claims(path: Path) -> ClaimsFile:
    """Read a claims file.

    Parameters
    ----------
    path : Path
        ``claims.toml``.

    Raises
    ------
    InputError, InputErrors
        Every unknown key, wrong type, unknown source, id given twice and check that cannot be read, at once.
    """
    problems: list[InputError] = []
    document = build(ClaimsFile, read_toml(path), file=path.name, problems=problems, path=str(path))
    if document is not None:
        problems += _problems(document, path.name)
    raise_all(problems, sentence("{path} cannot be used", path=path.name))
    assert document is not None  # noqa: S101 - or there are problems
    return document


def _problems(document: ClaimsFile, file: str) -> Iterator[InputError]:
    seen: set[str] = set()
    for number, claim in enumerate(document.claim):
        key = f"claim[{number}] {claim.id}"
        if claim.id in seen:
            yield ClaimError(
                "The id stands twice.", file=file, column=key, remedy="Give every claim its own."
            )
        seen.add(claim.id)
        yield from _claim_problems(document, claim, file, key)


def _claim_problems(document: ClaimsFile, claim: ClaimEntry, file: str, key: str) -> Iterator[InputError]:
    other = claim.part if claim.combine == "readings" else claim.reading
    if not claim.checks or other:
        needed = "[[claim.reading]]" if claim.combine == "readings" else "[[claim.part]]"
        yield ClaimError("The claim has no checks of its kind.", file=file, column=key, expected=needed)
    if claim.combine == "readings" and len(claim.reading) > 1 and not claim.axis:
        remedy = sentence("Say in what the readings differ: axis = ...")
        yield ClaimError("Several readings without an axis.", file=file, column=key, remedy=remedy)
    if not claim.said:
        yield ClaimError("Nobody said it.", file=file, column=key, remedy="Add [[claim.said]].")
    for said in claim.said:
        if said.source not in document.source:
            near = nearest(said.source, document.source)
            yield ClaimError(
                sentence("There is no source {source!r}.", source=said.source),
                file=file,
                column=key,
                remedy=near,
            )
        if said.by and said.mode is Mode.NARRATOR:
            remedy = sentence('Say mode = "direct" or "indirect".')
            yield ClaimError(
                "The narrator has no name.",
                file=file,
                column=key,
                value=localised(said.by, "en"),
                remedy=remedy,
            )
    for check in claim.checks:
        try:
            parse(check.check)
        except ClaimError as error:
            yield ClaimError(error.message, file=file, column=f"{key}: {localised(check.name, 'en')}")

"""What ``case.toml`` says of the election: what was held, what was voted on, and which counts there are."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from veedor.intake.names import legible
from veedor.model import Kind


@dataclass(frozen=True)
class Titled:
    """What has a title, which stands on pages and steers nothing there."""

    title: str

    def __post_init__(self) -> None:
        """Make the titles legible."""
        object.__setattr__(self, "title", legible(self.title))
        titles: dict[str, str] = getattr(self, "titles", {})
        object.__setattr__(self, "titles", {lang: legible(text) for lang, text in titles.items()})


@dataclass(frozen=True)
class Abroad:
    """How to tell places outside the country: their name at ``level`` is none of ``home``."""

    level: str
    home: tuple[str, ...]


@dataclass(frozen=True)
class ElectionEntry(Titled):
    """What was held, when and where."""

    date: date
    country: str
    """ISO 3166 code."""
    tz: str
    """IANA zone of every time in the canonical tables."""
    levels: tuple[str, ...] = ()
    """Levels of place from the widest to the polling place."""
    abroad: Abroad | None = None
    roll: tuple[str, ...] = ()
    """Sources that say which place and how many voters a sheet has, the best first; without it, the later
    in the file the better."""
    synthetic: bool = False
    """Made, not held: every page says so."""
    titles: dict[str, str] = field(default_factory=dict)
    """The title in further languages: `{ es = "..." }`."""
    outline: str = ""
    """A GeoJSON file beside the case: borders that the map draws."""
    note: str = ""


@dataclass(frozen=True)
class ChoiceEntry:
    """Something a ballot can count for."""

    id: str
    label: str
    kind: Kind | None = None
    """A candidate where nothing is stated; a name that reads like a lump of others asks for a statement."""
    published: tuple[str, ...] = ()
    """Names under which sources publish it, beside its id and label."""
    candidate: str = ""
    """Who stands for it, where the label is that of a party: pictures of votes say both."""
    colour: str = ""
    """Its colour in every picture, ``#RRGGBB``; by default one of its place on the ballot."""

    @property
    def meant(self) -> Kind:
        """The kind that is stated, or a candidate."""
        return self.kind or Kind.CANDIDATE


@dataclass(frozen=True)
class ContestEntry(Titled):
    """What is voted on."""

    choices: tuple[ChoiceEntry, ...]
    rule: str = ""
    """Id of a rule, or path of a rule file; empty where none decides it as a whole."""
    round: str = ""
    variant: str = ""
    rule_reason: str = ""
    """Why a rule of another country, or one that was not in force on the day, is applied."""
    office: str = ""
    expected: int | str | tuple[str, ...] = ()
    """How many sheets there should be: a number, or the sources that list them. Where nothing is stated, a
    source of attributes is the list of a case with one contest; without one, no list is known."""
    most_ballots: int | None = None
    """No sheet can hold more ballots: bounds open sheets whose registered voters are not known."""
    votes_allowed: int = 1
    """Votes that one ballot may give, each to another choice."""
    image: str | tuple[str, ...] = ()
    """Where the image of a sheet is: an address or a file beside the case, with ``{sheet}`` in it; one for
    each page of the sheet."""
    titles: dict[str, str] = field(default_factory=dict)
    """The title in further languages: `{ es = "..." }`."""

    @property
    def images(self) -> tuple[str, ...]:
        """Templates of the images of a sheet, in the order of its pages."""
        return (self.image,) if isinstance(self.image, str) else self.image


@dataclass(frozen=True)
class CountEntry(Titled):
    """One count: ``preliminary``, ``official``."""

    kind: Literal["official", "preliminary", "partial", "sample"] = "partial"
    """``partial``: a recount or part of one, never the whole election; ``sample``: sheets drawn at random,
    which no verb but ``veedor quickcount`` takes for anything."""
    strata: str | tuple[str, ...] = ()
    """Of a sample: within what its sheets were drawn (``stratum``, levels of place, divisions); from all
    sheets alike where nothing is stated."""
    drawn: int | dict[str, int] | None = None
    """Of a sample: how many sheets were drawn, in all or by stratum; a source of attributes with this count
    lists them by name instead."""
    titles: dict[str, str] = field(default_factory=dict)
    """The title in further languages: `{ es = "..." }`."""
    note: str = ""

    @property
    def is_sample(self) -> bool:
        """Whether it is a random sample of sheets, and no count."""
        return self.kind == "sample"

    @property
    def strata_of(self) -> tuple[str, ...]:
        """Within what its sheets were drawn."""
        return (self.strata,) if isinstance(self.strata, str) else self.strata

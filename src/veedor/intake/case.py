"""What ``case.toml`` says, as frozen records. ``docs/reference/case-file.md`` explains every key."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from veedor.errors import InputErrors, VeedorError
from veedor.intake.case_columns import (
    AreaMap,
    ChoiceMap,
    ContestColumn,
    Control,
    Each,
    LogMap,
    NumberMap,
    PlaceMap,
    RowMap,
    SheetMap,
    StratumMap,
    TimeMap,
)
from veedor.intake.case_election import Abroad, ChoiceEntry, ContestEntry, CountEntry, ElectionEntry
from veedor.intake.case_forms import Fetch, FileForm
from veedor.intake.case_watch import WatchEntry
from veedor.intake.names import legible
from veedor.model import Choice, ChoiceId, Contest, ContestId, CountId

if TYPE_CHECKING:
    from veedor.rules import Rule

__all__ = [
    "NONE_KNOWN",
    "Abroad",
    "CaseFile",
    "ChoiceEntry",
    "ChoiceMap",
    "ContestColumn",
    "ContestEntry",
    "Control",
    "CountEntry",
    "Document",
    "Each",
    "ElectionEntry",
    "Fetch",
    "FileForm",
    "Layout",
    "LogMap",
    "NumberMap",
    "PlaceMap",
    "RowMap",
    "SheetMap",
    "Source",
    "StratumMap",
    "TimeMap",
]
"""The records of all of its tables, wherever they stand."""

NONE_KNOWN = "none known"
"""Stated in place of control totals where nobody has published any; carried along as a finding."""


class Layout(StrEnum):
    """What one row of a source is."""

    WIDE = "wide"
    """A sheet, with one column a choice."""
    LONG = "long"
    """One figure: a sheet and a choice."""
    PUBLICATION = "publication"
    """An entry of a log of publications."""
    VERIFICATION = "verification"
    """An entry of a log of single sheets."""
    ATTRIBUTES = "attributes"
    """A sheet that should exist, with its place, registered voters, stratum or divisions, and no votes; with
    the count of a sample, a sheet that was drawn into it."""
    EARLIER = "earlier"
    """A sheet or place with its votes in an earlier election, wide or long: a baseline for projections."""
    AREAS = "areas"
    """An area (district, municipality) with its votes and how many of its sheets are counted."""


@dataclass(frozen=True)
class Source:
    """One published table and how to read it."""

    layout: Layout
    files: tuple[FileForm, ...]
    control: tuple[Control, ...] | str
    count: str = ""
    contest: ContestColumn | str = ""
    snapshot: str = ""
    """Short name of this publication of the whole count; the source's own name where empty. Sources of one
    count with the same name are parts of one publication: other sheets, or other choices of the same ones."""
    each: Each | None = None
    """Instead of ``snapshot``: this source holds several publications."""
    taken_at: datetime | None = None
    title: str = ""
    licence: str = ""
    note: str = ""
    sheet: SheetMap | None = None
    area: AreaMap | None = None
    """Of the layout ``areas``; such a source is read as ``wide`` or ``long``, and a row is no sheet."""
    place: PlaceMap | None = None
    numbers: NumberMap = field(default_factory=NumberMap)
    choices: ChoiceMap = field(default_factory=ChoiceMap)
    rows: RowMap = field(default_factory=RowMap)
    time: TimeMap = field(default_factory=TimeMap)
    log: LogMap | None = None
    stratum: StratumMap | None = None
    official: tuple[Control, ...] = ()
    """Totals as an authority stated them, which the file need not meet: the page says what it lacks."""

    @property
    def contest_ids(self) -> tuple[ContestId, ...]:
        """The contests that it speaks of."""
        if isinstance(self.contest, str):
            return (ContestId(self.contest),) if self.contest else ()
        return tuple(dict.fromkeys(ContestId(c) for c in self.contest.values.values() if c))

    @property
    def is_count(self) -> bool:
        """Whether it is a whole count as one file had it."""
        return self.layout in {Layout.WIDE, Layout.LONG, Layout.AREAS}

    @property
    def controls(self) -> tuple[Control, ...]:
        """Its control totals; none where the case says ``none known``."""
        return () if isinstance(self.control, str) else self.control


@dataclass(frozen=True)
class Document:
    """``case.toml`` as it is written."""

    format: Literal[1]
    election: ElectionEntry
    contest: dict[str, ContestEntry]
    count: dict[str, CountEntry]
    source: dict[str, Source]
    watch: WatchEntry | None = None


@dataclass(frozen=True)
class CaseFile:
    """A case: an election, its counts, and the published files with their mappings.

    Parameters
    ----------
    path : Path
        The ``case.toml``.
    election : ElectionEntry
        What was held.
    contests : mapping of ContestId to ContestEntry
        What was voted on, in the order of the file.
    counts : mapping of CountId to CountEntry
        The counts, in the order of the file.
    sources : mapping of str to Source
        The published tables, in the order of the file.
    watch : WatchEntry, optional
        What is watched while it is published.
    """

    path: Path
    election: ElectionEntry
    contests: dict[ContestId, ContestEntry]
    counts: dict[CountId, CountEntry]
    sources: dict[str, Source]
    watch: WatchEntry | None = None
    _rules: dict[ContestId, Rule | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def folder(self) -> Path:
        """The folder of the case."""
        return self.path.parent

    @property
    def name(self) -> str:
        """The name of the folder, by which a command speaks of the case."""
        return self.path.parent.name

    @cached_property
    def _models(self) -> dict[ContestId, Contest]:
        return {name: self._model(name, entry) for name, entry in self.contests.items()}

    def _model(self, contest_id: ContestId, entry: ContestEntry) -> Contest:
        choices = tuple(
            Choice(ChoiceId(c.id), legible(c.label), c.meant, legible(c.candidate), c.colour)
            for c in entry.choices
        )
        bare = Contest(
            contest_id, entry.title, choices, votes_allowed=entry.votes_allowed, titles=entry.titles
        )
        try:
            rule = self.rule(contest_id)
        except (VeedorError, InputErrors):
            return bare  # what is wrong with the rule is said by whoever applies it
        return bare if rule is None else replace(bare, valid_kinds=rule.valid_kinds(entry.round or None))

    def by_area(self, count_id: CountId) -> bool:
        """Whether a count is published by area, not by sheet."""
        return any(s.area is not None for s in self.sources.values() if s.count == count_id and s.is_count)

    def contest(self, contest_id: ContestId) -> Contest:
        """Return a contest with its choices in ballot order, and what its rule calls valid.

        Raises
        ------
        KeyError
            Where the case has none of that id.
        """
        return self._models[contest_id]

    def rule(self, contest_id: ContestId) -> Rule | None:
        """Return the rule that decides a contest, in the reading of its own file; None where none does.

        Raises
        ------
        RuleError, MissingDataError, InputErrors
            Where there is no such rule, or it cannot be read.
        """
        if contest_id not in self._rules:
            from veedor.rules import load

            name = self.contests[contest_id].rule
            # a rule file of one's own lies beside case.toml
            own = self.folder / name
            self._rules[contest_id] = (
                load(own if own.suffix in {".toml", ".json"} else name) if name else None
            )
        return self._rules[contest_id]

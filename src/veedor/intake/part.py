"""One contest of one source: what the case says of it, and the published columns that it names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from veedor.engine.schemas import LOGGED, PRINTED, VOTES
from veedor.intake.case import ContestColumn, Layout
from veedor.intake.case_columns import AREA_FIGURES
from veedor.intake.choices import columns_of, names_of
from veedor.intake.names import fold
from veedor.intake.notices import Notice
from veedor.intake.raw import PSEUDO
from veedor.intake.templates import added, braced, parse, text_of

if TYPE_CHECKING:
    from veedor.engine.sql import Value
    from veedor.intake.case import CaseFile, ContestEntry, Source
    from veedor.intake.read import Raw
    from veedor.intake.templates import TextTemplate
    from veedor.model import ContestId

LEVEL = "level:"
DIVISION = "division:"


@dataclass(frozen=True, eq=False)
class Part:
    """One contest of one source.

    Parameters
    ----------
    case : CaseFile
        The case.
    name : str
        Name of the source.
    raw : Raw
        The published table.
    contest_id : ContestId, optional
        None for attributes, which may belong to no contest.
    """

    case: CaseFile
    name: str
    raw: Raw
    contest_id: ContestId | None

    @property
    def source(self) -> Source:
        """What the case says of the source."""
        return self.case.sources[self.name]

    @property
    def snapshot_id(self) -> str:
        """Name of the publication, unless the source holds several."""
        return self.source.snapshot or self.name

    @property
    def entry(self) -> ContestEntry | None:
        """What the case says of the contest; None for attributes of no contest."""
        return self.case.contests[self.contest_id] if self.contest_id else None

    @property
    def id_column(self) -> str:
        """The first published column that the id of a sheet is made of."""
        return self.templates["sheet_id"].columns[0]

    @property
    def id_template(self) -> str:
        """The id of a sheet as the case makes it, as a template."""
        return braced(self.source.sheet.id if self.source.sheet else "")

    @cached_property
    def choices(self) -> dict[str, tuple[str, ...]]:
        """Published columns of each choice, in ballot order."""
        if self.contest_id is None:
            return {}
        return columns_of(self.case, self.source, self.contest_id, self.raw.header, self.raw.label)

    @cached_property
    def published_names(self) -> dict[str, str]:
        """Every name under which this source may publish a choice, folded, with the choice's id."""
        return {} if self.contest_id is None else names_of(self.case, self.source, self.contest_id)

    def notice(self, key: str, column: str = "", number: int = 0, **shown: tuple[Any, ...]) -> Notice:
        """Make a notice about this source; ``shown`` are its ``values`` and ``rows``."""
        return Notice(key, self.name, self.raw.label, column, number, **shown)

    def cell(self, column: str, key: str) -> Value:
        """Return a published column as it stands, a template of some, or where its rows were read."""
        template = self.template(column)
        if template.single != column:
            return text_of(template, lambda name: self.cell(name, key).fill_null(""))
        if column in PSEUDO and fold(column) not in {fold(name) for name in self.raw.header}:
            return self.raw.pseudo(column)
        return self.raw.cell(column, f"source.{self.name}.{key}")

    def template(self, text: str) -> TextTemplate:
        """Read a template over the columns of this source."""
        return parse(text, self.raw.header)

    @cached_property
    def templates(self) -> dict[str, TextTemplate]:
        """Templates of the texts by which rows are named: staged name -> template."""
        source = self.source
        found = {}
        if source.sheet:
            found["sheet_id"] = source.sheet.id
            found["status"] = source.sheet.status
        if source.layout is Layout.LONG:
            found["choice"] = source.choices.choice
        if source.log:
            found["region"] = source.log.region
        if source.each:
            found["snapshot"] = source.each.snapshot
        if source.stratum:
            found["stratum"] = source.stratum.column
        if isinstance(source.contest, ContestColumn):
            found["contest"] = source.contest.column
        if source.place:
            found |= {f"{LEVEL}{level}": column for level, column in source.place.levels.items()}
            found |= {f"{DIVISION}{name}": column for name, column in source.place.divisions.items()}
        unit = source.numbers.registered_of
        units = unit if isinstance(unit, tuple) else ()
        found |= {f"unit:{column}": column for column in units}
        found |= {f"over:{column}": column for column in source.rows.add_over}
        return {name: self.template(text) for name, text in found.items() if text}

    @cached_property
    def numbers(self) -> dict[str, tuple[str, ...]]:
        """Published columns of every figure, which are added: staged name -> columns."""
        source = self.source
        told = {name: getattr(source.numbers, name) for name in PRINTED}
        if source.log:
            told |= {f"log:{name}": getattr(source.log, name) for name in LOGGED}
        if source.area:
            told |= {name: source.area.column(name) for name in AREA_FIGURES}
        if source.layout is Layout.LONG:
            told[VOTES] = source.choices.votes
        found = {name: added(columns, self.raw.header) for name, columns in told.items() if columns}
        return found | {f"{VOTES}{choice}": columns for choice, columns in self.choices.items()}

    @cached_property
    def times(self) -> dict[str, TextTemplate]:
        """Templates of every time: staged name -> template."""
        found = {}
        if self.source.sheet and self.source.sheet.verified_at:
            found["verified_at"] = self.source.sheet.verified_at
        if self.source.log:
            found["at"] = self.source.log.at
        if self.source.each and self.source.each.taken_at:
            found["taken_at"] = self.source.each.taken_at
        return {name: self.template(text) for name, text in found.items()}

    def used(self) -> set[str]:
        """Return the published columns that the mapping reads, folded."""
        source = self.source
        names = {column for template in self.templates.values() for column in template.columns}
        names |= {column for template in self.times.values() for column in template.columns}
        names |= {column for columns in self.numbers.values() for column in columns}
        names |= {*source.rows.ignore, source.rows.last_by}
        names |= {c for t in (*source.rows.keep, *source.rows.drop) for c in self.template(t).columns}
        if source.place:
            names |= {source.place.lat, source.place.lon}
        return {fold(name) for name in names}

"""Reading the parts of a case: typed, named, looked at, refused or counted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from veedor.engine import Scratch, count_rows
from veedor.errors import InputError, InputErrors, VeedorError, raise_all
from veedor.intake.alike import ANY, OddIds, ids_alike, look_at_ids, odd_ids, spoilt_ids
from veedor.intake.area_rows import (
    area_row_problems,
    with_all_numbers,
    with_area_states,
)
from veedor.intake.area_words import in_words_of_areas
from veedor.intake.case import Layout
from veedor.intake.choice_sums import total_choices
from veedor.intake.contents import FileContents
from veedor.intake.controls import compare, measure, refuse
from veedor.intake.doubled import doubled_columns, doubled_texts
from veedor.intake.earlier import as_own_case
from veedor.intake.folding import Folder
from veedor.intake.forgotten import forgotten_columns, short_of_valid
from veedor.intake.further import complete
from veedor.intake.long import missing_rows, tidy, widen
from veedor.intake.long_problems import choice_problems, moving_attributes
from veedor.intake.nameless import nameless_rows
from veedor.intake.odd_figures import figures_called_missing, several_votes, share_rows, unusable_cells
from veedor.intake.part import Part
from veedor.intake.preferences import preferences
from veedor.intake.problems import (
    Facts,
    bare_rows,
    look,
    refuse_rows,
    sheet_key,
    unlisted_contests,
    without_empty,
)
from veedor.intake.read import explain_reading, read_content
from veedor.intake.records import ReadPart, ReadSource
from veedor.intake.refused_cells import refuse_cells
from veedor.intake.registers import (
    more_than_one_register,
    register_problems,
    register_totals,
    with_registers_of_parts,
    with_units,
)
from veedor.intake.remarks import kept_cells, over_register, without_place, zero_sheets
from veedor.intake.repeats import added_over, one_of_each, repeated_ids, without_identical
from veedor.intake.stacked import stack
from veedor.intake.stage import folded, of_contest, staged, typed
from veedor.intake.states import (
    pending_with_figures,
    unknown_words,
    unused_states,
    unused_status,
    with_pending_parts,
    with_states,
    with_words,
    without_annulled_originals,
    word_states,
)
from veedor.intake.stray_drops import left_totals, stray_drops
from veedor.intake.subtotals import mode_totals, total_rows, where_totals_may_be
from veedor.intake.unreadable import doubtful_times, never_kept, unreadable_cells
from veedor.model import State
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from veedor.engine import Connection
    from veedor.engine.sql import Table
    from veedor.intake.case import CaseFile
    from veedor.intake.locate import Located
    from veedor.intake.notices import Notice
    from veedor.intake.raw import Raw
    from veedor.model import ContestId


_HELD = 256 * 1024**2
"""Bytes of the small files of a source that wait in memory to be stacked; what is more waits on disk."""

_SMALL = 50_000
"""Rows of a source whose last form is kept too."""


@dataclass
class SourceReader:
    """Reads sources into one connection.

    Parameters
    ----------
    connection : Connection
        DuckDB.
    case : CaseFile
        The case.
    work : Path
        An empty folder with a harmless name.
    contents : FileContents
        What its files held when they were last read.
    """

    connection: Connection
    case: CaseFile
    work: Path
    contents: FileContents = field(default_factory=FileContents)
    _made: int = field(default=0, init=False)
    _typed: tuple[dict[str, tuple[str, ...]], Table, Table] | None = field(default=None, init=False)
    """What was read last, by its figures, as kept and as folded: contests of a source have the same rows."""
    _odd_ids: OddIds = field(default=ANY, init=False)
    """What need not be asked of the ids of each of its contests."""

    @cached_property
    def scratch(self) -> Scratch:
        """Where tables live that are computed on the way."""
        return Scratch(self.connection, self.work)

    def read(self, located: Sequence[Located]) -> ReadSource:
        """Read one source with all its files.

        Raises
        ------
        InputError, InputErrors
            Everything that is wrong with it.
        """
        try:
            with self.scratch.forgetting() as needed:
                source = self._source(located, self._stacked(located))
                needed += [part.rows for part in source.parts]
        except (InputError, InputErrors) as error:
            if self.case.sources[located[0].source].area is None:
                raise
            raise in_words_of_areas(error) from None
        return source

    def _stacked(self, located: Sequence[Located]) -> Raw:
        """Open the files of a source, one below the other."""
        if self.connection.engine == "spark":
            from veedor.intake.spread import open_spread

            return open_spread(self.scratch, located, self._folder())
        raws, held = [], 0
        for file in located:
            folder = self._folder()
            read = partial(read_content, self.connection, file.path, file.form, folder)
            content, label = self.contents.of(file, read)
            raw = complete(self.connection, content, file.form, label, folder)
            held += raw.arrow.nbytes if raw.arrow else 0
            raws.append(raw if held <= _HELD else raw.in_engine())
        return stack(raws, self.scratch).in_engine()

    def _source(self, located: Sequence[Located], raw: Raw) -> ReadSource:
        name = located[0].source
        source = self.case.sources[name]
        contests: tuple[ContestId | None, ...] = source.contest_ids or (None,)
        self._typed, self._odd_ids = None, ANY  # what was read of another source is thrown away
        try:
            case = self.case
            if source.layout is Layout.EARLIER:
                case = as_own_case(case, name, raw)
                contests = case.sources[name].contest_ids
            asked = [Part(case, name, raw, contest) for contest in contests]
            problems, notices = forgotten_columns(asked)
            _raise(problems, asked[0])
            parts = tuple(self._part(part) for part in asked)
            parts = (replace(parts[0], notices=(*parts[0].notices, *notices)), *parts[1:])
            rows = sum(part.read for part in parts)
            if source.rows.keep or source.rows.drop or len(parts) > 1:
                rows = count_rows(raw.table)
        except (VeedorError, InputErrors):
            raise
        except Exception as error:  # the engine's own classes; which, only the engine folder may know
            if not _is_engine_error(error):
                raise
            raise explain_reading(error, raw) from error
        return ReadSource(tuple(located), raw, rows, parts)

    def _folder(self) -> Path:
        """Make a folder for a file; another one also where reading it fails."""
        self._made += 1
        folder = self.work / f"source{self._made}"
        folder.mkdir()
        return folder

    def _part(self, part: Part) -> ReadPart:
        rows, notices = self._named(part)
        facts = look(part, rows)
        if facts.nameless:
            rows, empty = without_empty(part, rows)
            facts = look(part, rows) if empty else facts
            notices += [part.notice("empty_rows", number=empty)] if empty else []
        cells = unreadable_cells(part, rows) if facts.bad else []
        _raise(share_rows(part, rows, cells), part)
        problems = refuse_rows(part, facts)
        problems += odd_ids(part, rows) if facts.spoilt and self._odd_ids.unseen else []
        problems += nameless_rows(part, rows, facts.nameless) if facts.nameless else []
        refused = cells if part.source.numbers.unreadable == "refuse" else never_kept(cells, part)
        problems += refuse_cells(part, refused, len(refused)) + doubtful_times(part, rows)
        _raise(problems, part)
        again = repeated_ids(part, rows) if facts.repeated else ()
        rows, left_out = self._one_row_each(part, rows, facts)
        stray = stray_drops(part, rows, self.scratch)
        looked = where_totals_may_be(part, rows)
        _raise(stray + total_choices(looked) + total_rows(looked) + short_of_valid(part, rows), part)
        _raise(left_totals(part, rows, self.scratch), part)
        measured = measure(part, rows) | {"rows": facts.rows}
        met = tuple(compare(part, rows, measured, part.source.controls))
        _raise(list(refuse(part, [control for control in met if not control.met])), part)
        stated = tuple(compare(part, rows, measured, part.source.official))
        notices += spoilt_ids(part, rows) if facts.spoilt and self._odd_ids.spoilt else []
        notices += ids_alike(part, rows) if facts.rows <= _SMALL and self._odd_ids.alike else []
        notices += over_register(part, rows) if part.source.area else zero_sheets(part, rows)
        notices += unused_status(part)
        notices += kept_cells(part, cells) + without_place(part, rows)
        return ReadPart(
            part,
            rows,
            facts.rows,
            left_out,
            again,
            tuple(cells),
            met,
            stated,
            _counted(measured),
            tuple(notices),
        )

    def _named(self, part: Part) -> tuple[Table, list[Notice]]:
        """Return the rows of a part with our names and, of a count, the state that their word stands for."""
        _raise(
            unusable_cells(part) + unused_states(part) + figures_called_missing(part) + doubled_columns(part),
            part,
        )
        read, plain = self._typed_once(part)
        rows = staged(part, of_contest(part, plain))
        if not part.source.is_count:
            return self._made_of(read, part, rows), []
        rows = self._made_of(read, part, with_words(part, rows))
        _raise(unknown_words(part, rows), part)
        if State.ANNULLED not in word_states(part).values():
            return rows, []
        before = count_rows(rows)
        kept = self.scratch.instead(without_annulled_originals(part, rows), rows)
        again = before - count_rows(kept)
        return kept, [part.notice("annulled_and_repeated", number=again)] if again else []

    def _made_of(self, read: Table, part: Part, rows: Table) -> Table:
        """Compute named rows once; the typed ones go, unless the next contest reads them too."""
        if len(part.source.contest_ids) > 1:
            return self.scratch.keep(rows)
        self._typed = None
        return self.scratch.instead(rows, read)

    def _typed_once(self, part: Part) -> tuple[Table, Table]:
        """Read the figures and names of a source once for all contests of whose rows the same is read."""
        if self._typed is None or part.numbers != self._typed[0]:
            read = self.scratch.keep(typed(part))
            _raise(unlisted_contests(part, read), part)
            plain = folded(part, read, Folder(self.scratch))
            if "contest" in plain.columns and len(part.source.contest_ids) > 1:
                read = plain = self.scratch.instead(plain, read)  # else every contest would fold them again
            self._typed = part.numbers, read, plain
            if len(part.source.contest_ids) > 1:
                self._odd_ids = look_at_ids(staged(part, plain))
        return self._typed[1:]

    def _one_row_each(self, part: Part, rows: Table, facts: Facts) -> tuple[Table, int]:
        """Bring staged rows to one a sheet or entry, each in its state."""
        source, left_out = part.source, 0
        if source.layout is Layout.PUBLICATION and source.rows.duplicates == "drop-identical":
            kept = self.scratch.keep(without_identical(part, rows))
            return kept, facts.rows - count_rows(kept)
        if facts.repeated:
            single, problems, left_out = one_of_each(part, rows, facts.repeated)
            _raise(problems, part)
            rows = self.scratch.instead(single, rows)
        _raise(mode_totals(part, rows), part)
        rows = with_pending_parts(part, rows)
        if source.layout is Layout.LONG:
            _raise(
                choice_problems(part, rows) + doubled_texts(part, rows) + moving_attributes(part, rows), part
            )
            rows = self._with_one_register(part, widen(part, rows), rows)
            _raise(missing_rows(part, rows), part)
            rows = tidy(rows)
        elif source.rows.add_over:
            _raise(moving_attributes(part, rows), part)
            rows = self._with_one_register(part, added_over(part, rows), rows)
        elif source.layout is Layout.VERIFICATION:
            _raise(moving_attributes(part, rows), part)
        if facts.empty or source.layout in {Layout.LONG, Layout.ATTRIBUTES}:
            _raise(bare_rows(part, rows), part)
        if source.is_count:
            _raise(pending_with_figures(part, rows), part)
            _raise(preferences(part, rows) or several_votes(part, rows), part)
            rows = with_states(part, rows) if source.area is None else self._areas(part, rows)
        rows = with_units(part, rows)
        if facts.rows <= _SMALL:  # to compute it again and again would cost more than to keep it
            rows = self.scratch.keep(rows)
        shared = register_problems(part, rows) if source.area is None else []
        _raise(shared + register_totals(part, rows), part)
        return rows, left_out

    def _with_one_register(self, part: Part, sheets: Table, rows: Table) -> Table:
        """Return sheets that were put together from several rows each, with the voters of those."""
        _raise(more_than_one_register(part, sheets, rows, sheet_key(part)), part)
        return self.scratch.instead(with_registers_of_parts(part, sheets, rows, sheet_key(part)), rows)

    def _areas(self, part: Part, rows: Table) -> Table:
        """Return areas with all their numbers of sheets and their states; refuse those that cannot be."""
        rows = self.scratch.keep(with_all_numbers(part, rows))
        _raise(area_row_problems(part, rows), part)
        return with_area_states(rows)


def _raise(problems: list[InputError], part: Part) -> None:
    raise_all(problems, sentence("Source {part!r} cannot be read as the case says", part=part.name))


def _counted(measured: dict[str, int | None]) -> dict[str, int]:
    wanted = ("sheets", "places", "figures", "blank_cells", "registered", "valid", "cast")
    return {name: n for name in wanted if (n := measured.get(name)) is not None}


def _is_engine_error(error: Exception) -> bool:
    return type(error).__module__.partition(".")[0] in {"duckdb", "_duckdb", "pyspark", "py4j"}

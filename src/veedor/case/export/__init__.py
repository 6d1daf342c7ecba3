"""Writing an imported case in open formats."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

from veedor import disk
from veedor.case.export.areas import sum_area_places, write_areas
from veedor.case.export.nist import report
from veedor.case.export.package import write_package
from veedor.case.export.totals import NOT_COUNTED, PlaceTotals, sum_places
from veedor.count.areas import no_level
from veedor.errors import VeedorError
from veedor.intake.safe_cells import write_csv
from veedor.model import State
from veedor.sentence import sentence, whole

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from veedor.count import Election
    from veedor.count.selection import Selection
    from veedor.model import ChoiceId

__all__ = ["export_results", "export_tables"]


def export_tables(election: Election, folder: Path) -> list[Path]:
    """Write every canonical table of a case as Parquet, with a ``datapackage.json``.

    Parameters
    ----------
    election : Election
        The opened case.
    folder : Path
        Is made where it is not there; files of the same names are replaced.

    Returns
    -------
    list of Path
        What was written.
    """
    with _aside(folder, last=("datapackage.json",)) as new:
        return [folder / path.name for path in write_package(election.file, election.store, new)]


def export_results(
    selection: Selection, folder: Path, formats: Collection[str] = ("csv", "nist"), *, level: str = ""
) -> list[Path]:
    """Write the sums of a publication of a count by place.

    Parameters
    ----------
    selection : Selection
        Which one.
    folder : Path
        Is made where it is not there; files of the same names are replaced.
    formats : collection of {"csv", "nist"}
        What to write.
    level : str
        Finest level of place; by default the second widest.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    QuestionError
        Where the case has no such level.
    """
    levels = selection.election.file.election.levels
    if level and level not in levels:
        raise no_level(level, levels)
    if selection.by_area:
        levels = tuple(name for name in levels if name in selection.areas.divisions)
    finest = level or (levels[min(1, len(levels) - 1)] if levels else "")
    totals = sum_area_places(selection, finest) if selection.by_area else sum_places(selection, finest)
    stem = f"results-{selection.contest_id}-{selection.count_id}"
    written = []
    with _aside(folder) as new:
        if "csv" in formats:
            written.append(folder / f"{stem}.csv")
            if selection.by_area:
                write_areas(selection.areas, new / written[-1].name)
            else:
                choices = [c.choice_id for c in selection.contest.choices]
                _write_places(new / written[-1].name, totals.values(), choices)
        if "nist" in formats:
            written.append(folder / f"{stem}.nist.json")
            text = json.dumps(report(selection, totals, level=finest), ensure_ascii=False, indent=1)
            (new / written[-1].name).write_text(text + "\n", encoding="utf-8")
    return written


@contextmanager
def _aside(folder: Path, last: Sequence[str] = ()) -> Iterator[Path]:
    """Write beside a folder first, so that a killed export leaves nothing torn in it."""
    try:
        with disk.aside(folder, last) as new:
            yield new
    except OSError as error:
        raise VeedorError(
            sentence(
                "{folder} cannot be written: {strerror}.", folder=folder, strerror=whole(error.strerror or "")
            ),
            remedy="Make room there, or name another folder.",
        ) from error


def _write_places(path: Path, places: Iterable[PlaceTotals], choices: list[ChoiceId]) -> None:
    """Write sums by place as CSV, with the sheets that are in no sum by state."""
    apart = [f"{what}_{state.name.lower()}" for state in NOT_COUNTED for what in ("sheets", "registered")]
    head = ("level", "place_id", "name", "sheets", "sheets_expected", "registered", *choices, *apart)
    rows = (
        (
            place.level or "all",
            place.place_id,
            place.name,
            place.sheets[State.COUNTED],
            place.expected,
            place.voters[State.COUNTED],
            *(place.votes[choice] for choice in choices),
            *(number for s in NOT_COUNTED for number in (place.sheets[s], place.voters[s])),
        )
        for place in places
    )
    write_csv(path, head, rows)

"""Writing an imported case in open formats."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from veedor.errors import QuestionError, VeedorError, nearest
from veedor.intake.nist import report
from veedor.intake.package import write_package, write_results
from veedor.intake.totals import choose, sum_places

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from veedor.intake.run import Imported


def export(
    imported: Imported,
    folder: Path,
    formats: Collection[str],
    *,
    contest: str = "",
    count: str = "",
    snapshot: str = "",
    level: str = "",
) -> list[Path]:
    """Write an imported case.

    Parameters
    ----------
    imported : Imported
        The case.
    folder : Path
        Is made where it is not there; files of the same names are replaced.
    formats : collection of {"parquet", "csv", "nist"}
        What to write.
    contest, count, snapshot, level : str
        Of the results; see :func:`veedor.intake.totals.choose`. ``level`` is the finest level of place.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    QuestionError
        Where there is no such contest, count, snapshot or level.
    """
    case, store = imported.case, imported.store
    levels = case.election.levels
    if level and level not in levels:
        raise QuestionError(f"There is no level {level!r}.", remedy=nearest(level, levels))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise VeedorError(
            f"{folder} cannot be made: {error.strerror}.", remedy="Name another folder."
        ) from error
    written = write_package(case, store, folder) if "parquet" in formats else []
    if not {"csv", "nist"} & set(formats):
        return written
    selection = choose(case, store, contest, count, snapshot)
    finest = level or (levels[min(1, len(levels) - 1)] if levels else "")
    stem = f"results-{selection.contest_id}-{selection.count_id}"
    if "csv" in formats:
        path = folder / f"{stem}.csv"
        choices = tuple(c.id for c in case.contests[selection.contest_id].choices)
        write_results(path, case, sum_places(case, store, selection, finest).values(), choices)
        written.append(path)
    if "nist" in formats:
        path = folder / f"{stem}.nist.json"
        made = report(case, store, selection, level=finest)
        path.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        written.append(path)
    return written

"""From a selected count of an opened case to the dossier of its checks."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from veedor.checks.base import Dossier
from veedor.checks.pack import NO_PACK, load_pack, names
from veedor.checks.register import settings
from veedor.count.columns import holds, only, read, rows_where, texts
from veedor.count.selection import select
from veedor.count.vectors import UNKNOWN, common_rows, rows_of
from veedor.errors import MissingDataError, QuestionError
from veedor.model import State
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.arrays import Texts
    from veedor.checks.pack import Pack
    from veedor.count import Sheets
    from veedor.count.election import Election
    from veedor.count.selection import Selection
    from veedor.model import CountId


def examined(selection: Selection) -> Selection:
    """Return the publication that is examined: the one selected, or the last one of its count.

    Raises
    ------
    QuestionError
        Where the count is a part of another one.
    """
    moments = selection.election.moments(selection.contest_id, by_sheet=True)
    if str(selection) in moments:
        return selection
    of_count = [name for name in moments if name.partition("@")[0] == str(selection.count_id)]
    if selection.snapshot_id or not of_count:
        whole = ", ".join(moments) or (
            sentence(
                'none is here; if this is one, state kind = "preliminary" or '
                '"official" in [count.{count_id}]',
                count_id=selection.count_id,
            )
        )
        raise QuestionError(
            sentence("The count {selection!r} is a part of another one.", selection=str(selection)),
            remedy=sentence("Name a whole count: {whole}.", whole=whole),
        )
    return _of(selection, of_count[-1])


def dossier_of(selection: Selection, pack: Pack, *, every: bool = False) -> Dossier:
    """Gather what the checks of one count may look at.

    The counts before it are the publication that comes before it in the case, and the last earlier one of
    each count that has a log of single sheets; no partial count is among them. The other contests are those
    that have sheets of the same ids.

    Parameters
    ----------
    selection : Selection
        The publication to examine, from :func:`examined`.
    pack : Pack
        Tolerances and legal grounds.
    every : bool
        Whether to gather every earlier publication, as the card of a sheet shows them.
    """
    election, contest = selection.election, selection.contest_id
    moments = election.moments(contest, by_sheet=True)
    selected = [*(_of(selection, name) for name in moments[: moments.index(str(selection))]), selection]
    logs = [
        log
        for name, entry in election.file.counts.items()
        if not (entry.is_sample or election.file.by_area(name))
        and (log := election.verifications(name, contest)) is not None
    ]
    last = {one.count_id: i for i, one in enumerate(selected)}
    kept = {last[log.count_id] for log in logs if log.count_id in last}
    return Dossier(
        [one.sheets for i, one in enumerate(selected) if every or i in kept or i >= len(selected) - 2],
        pack,
        logs,
        _others(selection),
        _repeated(selection),
        [_places_as_written(one) for one in selected[-2:]] if len(selected) > 1 else (),
        election.zone,
        selection.states,
        {log.count_id: _published(selection, log.count_id) for log in logs},
    )


def pack_of(election: Election, name: str | None) -> Pack:
    """Return a pack by its name; without one, that of the case's country, or the defaults.

    Parameters
    ----------
    election : Election
        The opened case.
    name : str, optional
        Name or path of a pack, or ``none``.

    Raises
    ------
    QuestionError, InputError
        Where there is no such pack, or it is none.
    """
    if name is None:
        country = (election.file.election.country or "").lower()
        return load_pack(country, settings()) if country in names() else NO_PACK
    return NO_PACK if name == NO_PACK.pack_id else load_pack(name, settings())


def _of(selection: Selection, moment: str) -> Selection:
    """Select another publication of the same contest by its name."""
    return select(selection.election, moment, contest=selection.contest_id, variant=selection.variant)


def _published(selection: Selection, count: CountId) -> Texts:
    """Return the sheets of which some file of a count had figures, whatever became of them."""
    table = read(selection.election.store, "version", ["contest_id", "count_id", "state", "sheet_id"])
    table = only(table, contest_id=selection.contest_id, count_id=count)
    seen = rows_where(table, ~holds(table, state=State.OUTSTANDING.value))
    found: Texts = np.unique(texts(seen["sheet_id"]))
    return found


def _others(selection: Selection) -> list[Sheets]:
    """Return the counts of other contests that share sheets with this one."""
    election, found = selection.election, []
    sharing = _sharing(selection) if len(election.contests) > 1 else frozenset[str]()
    for other in election.contests:
        if other == selection.contest_id or other not in sharing:
            continue
        for count in election.counts_by_sheet(other):
            try:
                candidate = select(election, count, contest=other).sheets
            except MissingDataError:
                continue
            if len(common_rows(candidate.ids, selection.sheets.ids)[0]):
                found.append(candidate)
    return found


def _sharing(selection: Selection) -> frozenset[str]:
    """Return the contests with some sheet of this count: of hundreds, most are held elsewhere."""
    import pyarrow as pa
    import pyarrow.compute as pc

    table = read(selection.election.store, "version", ["contest_id", "sheet_id"])
    here = pc.is_in(table["sheet_id"], value_set=pa.array(selection.sheets.ids))
    return frozenset(pc.unique(table.filter(here)["contest_id"]).to_pylist())


def _repeated(selection: Selection) -> Texts:
    """Return the ids that came on further rows, which an import left out because the case says so."""
    found = [
        sheet
        for source in selection.election.store.manifest.get("sources", {}).values()
        for part in source["parts"]
        if (part["contest"], part["count"]) == (selection.contest_id, selection.count_id)
        and selection.snapshot_id in {None, part["snapshot"]}
        for sheet in part.get("repeated_ids", ())
    ]
    return np.array(found, dtype=np.str_)


@lru_cache(maxsize=4)
def _places_as_written(selection: Selection) -> Texts | None:
    """Return the polling place of each sheet as this count wrote it; None where it wrote none."""
    store = selection.election.store
    if not store.has("version"):
        return None
    table = read(store, "version", ["contest_id", "count_id", "sheet_id", "place_id"])
    table = only(table, contest_id=selection.contest_id, count_id=selection.count_id)
    ids, places = texts(table["sheet_id"]), texts(table["place_id"])
    # a sheet keeps its place through the versions of one count
    known, first = np.unique(ids, return_index=True)
    at = rows_of(selection.sheets.ids, known)
    written: Texts = np.where(at != UNKNOWN, places[first][at], "")
    return written if (written != "").any() else None

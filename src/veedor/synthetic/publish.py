"""A synthetic election as published files, with the case and the rule that go with them."""

from __future__ import annotations

import csv
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING

import numpy as np

from veedor.synthetic.geography import LEVELS
from veedor.synthetic.written import case_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from veedor.arrays import Ints
    from veedor.synthetic.election import SyntheticElection


RULE = Path(__file__).parent / "rule.toml"
"""The law of the election: more than half, or at least 40 % and 10 points ahead."""
_OFFICIAL_HEAD = ("Sheet", "Region", "Municipality", "Locality", "Place", "Lat", "Lon", "Kind", "Registered")
_PRELIMINARY_HEAD = ("Sheet", "Region", "Municipality", "Locality", "Place", "Registered")


def publish(election: SyntheticElection, folder: Path) -> Path:
    """Write a synthetic election as files that could have been published.

    Parameters
    ----------
    election : SyntheticElection
        What to write.
    folder : Path
        Becomes a case: ``case.toml``, ``rule.toml`` and ``data/``. Files of an earlier run are replaced.

    Returns
    -------
    Path
        The folder.
    """
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    snapshots = first_snapshot(election), second_snapshot(election)
    everything = np.arange(len(election.ids))
    _write(data / "official.csv", (*_OFFICIAL_HEAD, *election.choices), _official(election, everything))
    for number, rows in enumerate(snapshots, start=1):
        head = (*_PRELIMINARY_HEAD, *election.choices)
        _write(data / f"preliminary-{number}.csv", head, _preliminary(election, rows))
    log = _publications(election)
    head = ("Published", "Sheets", "Received", "Verified", *election.choices[:-2], "Valid")
    _write(data / "publications.csv", head, log)
    verified = np.flatnonzero(~np.isnat(election.clock.verified_at))
    head = ("Sheet", "Verified", *election.choices[:-2], "Valid stated")
    _write(data / "verifications.csv", head, _verifications(election, verified))
    copyfile(RULE, folder / RULE.name)
    counts = (len(everything), *(len(rows) for rows in snapshots), len(log), len(verified))
    (folder / "case.toml").write_text(case_text(election, snapshots, counts), encoding="utf-8")
    return folder


def first_snapshot(election: SyntheticElection) -> Ints:
    """Return the sheets of the last publication before the interruption, with those planted as early."""
    known = election.verified_by(election.plan.arrival.stopped)
    known[_planted(election, "early")] = True
    return np.flatnonzero(known)


def second_snapshot(election: SyntheticElection) -> Ints:
    """Return sheets of the first publication after the interruption, without those planted as vanished."""
    known = election.verified_by(election.plan.arrival.published_again)
    known[_planted(election, "vanished")] = False
    return np.flatnonzero(known)


def _planted(election: SyntheticElection, name: str) -> Ints:
    return election.planted.get(name, np.empty(0, dtype=np.int64))


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


def _places(election: SyntheticElection, rows: Ints) -> list[list[object]]:
    of_sheet = election.land.of_sheet[rows]
    return [election.land.paths[level][of_sheet].tolist() for level in LEVELS]


def _official(election: SyntheticElection, rows: Ints) -> list[tuple[object, ...]]:
    land = election.land
    of_sheet = land.of_sheet[rows]
    columns = [
        election.ids[rows].tolist(),
        *_places(election, rows),
        land.lat[of_sheet].tolist(),
        land.lon[of_sheet].tolist(),
        election.stratum[rows].tolist(),
        land.registered[rows].tolist(),
        *election.official[rows].T.tolist(),
    ]
    return list(zip(*columns, strict=True))


def _preliminary(election: SyntheticElection, rows: Ints) -> list[tuple[object, ...]]:
    columns = [
        election.ids[rows].tolist(),
        *_places(election, rows),
        election.land.registered[rows].tolist(),
        *election.preliminary[rows].T.tolist(),
    ]
    return list(zip(*columns, strict=True))


def _publications(election: SyntheticElection) -> list[tuple[object, ...]]:
    """Add up what was verified by each publication; sheets are received a quarter of an hour before."""
    at = election.clock.verified_at
    verified = np.flatnonzero(~np.isnat(at))
    order = verified[np.argsort(at[verified], kind="stable")]
    times = at[order]
    running = np.vstack(
        (np.zeros(len(election.choices) - 2, dtype=np.int64), election.preliminary[order, :-2].cumsum(axis=0))
    )
    published = election.clock.published_at
    known = np.searchsorted(times, published, side="right")
    received = np.searchsorted(times - np.timedelta64(900, "s"), published, side="right")
    figures = running[known]
    stamps = np.char.replace(np.datetime_as_string(published, unit="s"), "T", " ").tolist()
    columns = [
        stamps,
        [len(election.ids)] * len(stamps),
        received.tolist(),
        known.tolist(),
        *figures.T.tolist(),
        figures.sum(axis=1).tolist(),
    ]
    return list(zip(*columns, strict=True))


def _verifications(election: SyntheticElection, rows: Ints) -> list[tuple[object, ...]]:
    order = rows[np.lexsort((rows, election.clock.verified_at[rows]))]
    stamps = np.datetime_as_string(election.clock.verified_at[order], unit="s")
    columns = [
        election.ids[order].tolist(),
        np.char.replace(stamps, "T", " ").tolist(),
        *election.preliminary[order, :-2].T.tolist(),
        election.stated_valid[order].tolist(),
    ]
    return list(zip(*columns, strict=True))

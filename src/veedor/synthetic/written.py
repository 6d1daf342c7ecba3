"""The case file that goes with a synthetic election."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from veedor.arrays import Ints
    from veedor.synthetic.election import SyntheticElection


_WHO = "the generator that made the election"

_PUBLICATIONS = """[source.publications.log]
at = "Published"
sheets_total = "Sheets"
sheets_in = "Received"
sheets_verified = "Verified"
valid = "Valid"
"""
_VERIFICATIONS = """[source.verifications.sheet]
id = "Sheet"
[source.verifications.log]
at = "Verified"
valid = "Valid stated"
"""


def case_text(election: SyntheticElection, snapshots: tuple[Ints, Ints], counts: tuple[int, ...]) -> str:
    """Return the ``case.toml``.

    Parameters
    ----------
    election : SyntheticElection
        What was published.
    snapshots : pair of int vectors
        Sheets of the two snapshots of the preliminary count.
    counts : tuple of int
        Ints of the files: official, first and second snapshot, publications, verifications.
    """
    arrival = election.plan.arrival
    official, first, second, publications, verifications = counts
    choices = "\n".join(_choice(name) for name in election.choices)
    seed = election.plan.seed
    return f"""# A synthetic election: a country that does not exist, made from seed {seed}.
format = 1

[election]
title = "Synthetic election (seed {seed})"
titles = {{ es = "Elección sintética (semilla {seed})", pt = "Eleição sintética (semente {seed})" }}
date = {arrival.closed.date().isoformat()}
country = "XX"
tz = "UTC"
synthetic = true
levels = ["region", "municipality", "locality", "place"]
roll = ["official"]

[contest.president]
title = "President of a country that does not exist"
titles = {{ es = "Presidencia de un país que no existe", pt = "Presidência de um país que não existe" }}
office = "President"
rule = "rule.toml"
round = "first"
# as the log of publications says from its first entry on
expected = {official}
choices = [
{choices}
]

[count.preliminary]
title = "Preliminary count"
titles = {{ es = "Cómputo preliminar", pt = "Apuração preliminar" }}
kind = "preliminary"

[count.official]
title = "Official count"
titles = {{ es = "Cómputo oficial", pt = "Apuração oficial" }}
kind = "official"

{_snapshot("first", 1, arrival.stopped.isoformat(), first, _sums(election, snapshots[0]))}
{_snapshot("second", 2, arrival.published_again.isoformat(), second, _sums(election, snapshots[1]))}
{_official(election, official)}
{_log(election, "publication", "Log of publications of the preliminary count", _PUBLICATIONS, publications)}
{_log(election, "verification", "Log of verifications of single sheets", _VERIFICATIONS, verifications)}"""


def _official(election: SyntheticElection, sheets: int) -> str:
    """Write the source of the official count, with what it has to add up to."""
    places = len({tuple(path) for path in zip(*election.land.paths.values(), strict=True)})
    return f"""[source.official]
title = "Official count"
layout = "wide"
contest = "president"
count = "official"
files = [{{ name = "official.csv" }}]
[source.official.sheet]
id = "Sheet"
[source.official.place]
levels = {{ region = "Region", municipality = "Municipality", locality = "Locality", place = "Place" }}
lat = "Lat"
lon = "Lon"
[source.official.stratum]
column = "Kind"
[source.official.numbers]
registered = "Registered"
[[source.official.control]]
who = "{_WHO}"
sheets = {sheets}
places = {places}
registered = {int(election.land.registered.sum())}
cast = {int(election.official.sum())}
"""


def _log(election: SyntheticElection, layout: str, title: str, keys: str, rows: int) -> str:
    """Write the source of a log of the preliminary count."""
    columns = ", ".join(f'"{name}"' for name in election.choices[:-2])
    return f"""[source.{layout}s]
title = "{title}"
layout = "{layout}"
contest = "president"
count = "preliminary"
files = [{{ name = "{layout}s.csv" }}]
{keys}[source.{layout}s.choices]
columns = [{columns}]
[[source.{layout}s.control]]
who = "{_WHO}"
rows = {rows}
"""


def _choice(name: str) -> str:
    kind = f', kind = "{name}"' if name in {"blank", "null"} else ""
    return f'  {{ id = "{name.lower()}", label = "{name.capitalize()}"{kind} }},'


def _sums(election: SyntheticElection, rows: Ints) -> str:
    totals = election.preliminary[rows].sum(axis=0).tolist()
    leading = zip(election.choices[:2], totals, strict=False)
    return (
        f"valid = {sum(totals[:-2])}\nvotes = {{ "
        + ", ".join(f"{n.lower()} = {v}" for n, v in leading)
        + " }"
    )


def _snapshot(name: str, number: int, taken_at: str, sheets: int, sums: str) -> str:
    return f"""[source.{name}-snapshot]
title = "Preliminary count, snapshot {number}"
layout = "wide"
contest = "president"
count = "preliminary"
snapshot = "{name}"
taken_at = {taken_at}
files = [{{ name = "preliminary-{number}.csv" }}]
[source.{name}-snapshot.sheet]
id = "Sheet"
[source.{name}-snapshot.place]
levels = {{ region = "Region", municipality = "Municipality", locality = "Locality", place = "Place" }}
[source.{name}-snapshot.numbers]
registered = "Registered"
[[source.{name}-snapshot.control]]
who = "{_WHO}"
sheets = {sheets}
{sums}
"""

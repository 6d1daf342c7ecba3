"""Questions about sheets in plain SQL over the imported tables: nothing of the table of sheets is used."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from veedor.case.case import Case

CHECKS = {"full_turnout": "cast_ = registered AND registered >= 1", "no_ballots": "cast_ = 0"}
"""Checks whose definition is one comparison of a sheet's own figures."""
SORTS = {
    "sheet": "sheet_id",
    "place": "place_id",
    "margin": "margin",
    "valid": "valid_",
    "registered": "registered",
    "turnout": "CASE WHEN registered > 0 THEN cast_ * 100.0 / registered END",
    "late": "late",
    "winner": "CASE WHEN margin > 0 THEN best END",
}
"""What orders by a column."""


def open_second(case: Case) -> duckdb.DuckDBPyConnection:
    """Lay out the sheets of the official count of a case with three publications: ``t``."""
    folder, contest = case.election.store.folder, case.election.contest()
    candidates = contest.candidates
    best = ", ".join(f'coalesce(v."{c}", 0)' for c in candidates)
    winner = " ".join(f"WHEN coalesce(\"{c}\", 0) = top THEN '{c}'" for c in candidates)
    every = [c.choice_id for c in contest.choices]
    votes, figures = (", ".join(f'{of}"{c}"' for c in every) for of in ("v.", ""))
    cast, valid = (" + ".join(f'coalesce(v."{c}", 0)' for c in names) for names in (every, candidates))
    connection = duckdb.connect()
    connection.execute(
        f"""
        CREATE TABLE counted AS
        SELECT r.sheet_id, p.step, [{figures}] AS figures
        FROM (VALUES (1, 'preliminary', 'first'), (2, 'preliminary', 'second'), (3, 'official', 'official'))
             p(step, count_id, snapshot)
        JOIN read_parquet('{folder}/version.parquet') r
          ON r.count_id = p.count_id AND p.snapshot IN (r.first_snapshot, r.last_snapshot)
        JOIN read_parquet('{folder}/votes-{contest.contest_id}.parquet') v
          ON v.sheet_id = r.sheet_id AND v.count_id = r.count_id AND v.seq = r.seq
        WHERE r.state = 'counted'
        """  # noqa: S608
    )
    connection.execute(
        f"""
        CREATE TABLE s AS
        SELECT s.sheet_id, s.place_id, s.registered, r.state, {cast} AS cast_, {valid} AS valid_, {votes},
               s.sheet_id NOT IN (SELECT sheet_id FROM counted WHERE step = 1) AS late,
               s.sheet_id IN (
                 SELECT a.sheet_id FROM counted a JOIN counted b
                 ON a.sheet_id = b.sheet_id AND b.step = a.step + 1 AND a.figures IS DISTINCT FROM b.figures
               ) AS changed,
               greatest({best}) AS top, list_sort([{best}])[-1] - list_sort([{best}])[-2] AS margin
        FROM read_parquet('{folder}/sheet.parquet') s
        LEFT JOIN read_parquet('{folder}/version.parquet') r
          ON r.sheet_id = s.sheet_id AND r.contest_id = s.contest_id AND r.count_id = 'official'
        LEFT JOIN read_parquet('{folder}/votes-{contest.contest_id}.parquet') v
          ON v.sheet_id = s.sheet_id AND v.count_id = 'official' AND v.seq = r.seq
        """  # noqa: S608
    )
    connection.execute(f"CREATE TABLE t AS SELECT *, CASE {winner} END AS best FROM s")  # noqa: S608
    return connection


def in_sql(question: Mapping[str, str]) -> str:
    """Write which sheets a question means, by another hand."""
    conditions = ["true"]
    for key, value in question.items():
        match key:
            case "find":
                text = value.lower().replace("'", "''")
                conditions.append(
                    f"(contains(lower(strip_accents(sheet_id)), '{text}') "
                    f"OR contains(lower(strip_accents(place_id)), '{text}'))"
                )
            case "in":
                place = value.replace("'", "''")
                conditions.append(f"(place_id = '{place}' OR starts_with(place_id, '{place} / '))")
            case "state":
                conditions.append(f"coalesce(state, 'outstanding') = '{value}'")
            case "late" | "changed":
                conditions.append(key if value == "yes" else f"NOT {key}")
            case "check":
                conditions.append(f"({CHECKS[value]})")
            case "winner":
                conditions.append(f"(best = '{value}' AND margin > 0)")
            case "margin" | "turnout":
                conditions += _span(key, *value.partition("..")[::2])
    return " AND ".join(conditions)


def _span(key: str, low: str, high: str) -> list[str]:
    measured, by = ("margin", "1") if key == "margin" else ("(cast_ * 100)::DECIMAL(20, 6)", "registered")
    found = [f"{measured} >= {low} * {by}"] if low else []
    found += [f"{measured} <= {high} * {by}"] if high else []
    return [*found, "registered > 0 AND cast_ IS NOT NULL"] if key == "turnout" else found


def order_in_sql(sort: str) -> str:
    """Write the order of a question: what is not known last, those that are alike by their id."""
    column = SORTS.get(sort.removeprefix("-")) or f'"{sort.removeprefix("-").removeprefix("votes:")}"'
    return f"{column} {'DESC' if sort.startswith('-') else 'ASC'} NULLS LAST, sheet_id"

"""Votes that a file holds and no choice of the case reads: a forgotten candidate makes another one win."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from veedor.engine import fetch_rows, sql
from veedor.engine.schemas import VOTES
from veedor.errors import InputError
from veedor.intake.cells import trimmed
from veedor.intake.choices import missing_choice, near_of, rename_line
from veedor.intake.names import fold
from veedor.intake.stage import filtered
from veedor.intake.toml import array, parted_otherwise
from veedor.model import Kind
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from veedor.engine.sql import Table, Value
    from veedor.intake.notices import Notice
    from veedor.intake.part import Part

_LOOKED_AT = 20_000
"""Rows of a file that are looked at."""

_WHOLE = r"^([0-9]{1,9}|[0-9]{1,3}([.,' ][0-9]{3})+)$"
_SHARES = re.compile(r"(?i)%|\bpct\b|percent|porcent|prozent|share|rank|puesto|lugar|position")


def forgotten_columns(parts: Sequence[Part]) -> tuple[list[InputError], list[Notice]]:
    """Ask what columns are that stand between those of the choices, hold whole numbers, and are not read.

    A column that holds at least as much as some candidate is asked about; one that holds less (votes for
    people who did not stand) is only said.

    Parameters
    ----------
    parts : sequence of Part
        Every contest of a source.

    Returns
    -------
    problems : list of InputError
        One that names every such column, where there is one.
    notices : list of Notice
        Columns that hold less than any candidate.
    """
    source = parts[0].source
    if source.log:
        return _votes_of_log(parts), []
    if not source.is_count or source.choices.absent or _shared(parts[0]):
        return [], []
    used = set().union(*(part.used() for part in parts))
    large: list[str] = []
    small: list[str] = []
    for part in parts:
        names = [n for n in _between(part) if fold(n) not in used and not _SHARES.search(n)]
        found = [n for n in names if n in part.raw.single and holds_figures(part, n)]
        for name, is_large in _compared(part, found):
            (large if is_large else small).append(name)
    if large:
        return [_ask(parts[0], list(dict.fromkeys([*large, *small])))], []
    return [], [parts[0].notice("unread_figures", name) for name in dict.fromkeys(small)]


def _votes_of_log(parts: Sequence[Part]) -> list[InputError]:
    """Ask for the figures of a log in which a candidate has no column: a name that is spoilt is no name."""
    used = set().union(*(part.used() for part in parts))
    problems = []
    for part in parts:
        kinds = part.case.contest(part.contest_id).kinds if part.contest_id else {}
        missing = [str(c) for c in kinds if str(c) not in part.choices]
        stated = part.source.choices
        if not missing or stated.columns or stated.pattern or stated.absent:
            continue
        names = [n for n in part.raw.header if n and n in part.raw.single and fold(n) not in used]
        found = [n for n in names if not _SHARES.search(n) and holds_figures(part, n)]
        candidates = [c for c, kind in kinds.items() if kind is Kind.CANDIDATE and str(c) in missing]
        if not candidates:  # of blank and null votes, only columns that bear a word of theirs can be meant
            own = _own_words(part)
            missing = [c for c in missing if any(own[c] & _words(name) for name in found)]
            found = [name for name in found if any(own[c] & _words(name) for c in missing)]
        problems += [_ask_of_log(part, found, candidates or missing)] if found else []
    return problems


def _own_words(part: Part) -> dict[str, set[str]]:
    """Return the words in the names of each choice that no other one has."""
    entries = part.entry.choices if part.entry else ()
    words = {e.id: {w for text in (e.label, e.id, *e.published) for w in _words(text)} for e in entries}
    return {
        choice: mine - {word for other, theirs in words.items() if other != choice for word in theirs}
        for choice, mine in words.items()
    }


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", fold(text).casefold()) if not word.isdigit()}


def _ask_of_log(part: Part, names: list[str], missing: Sequence[str]) -> InputError:
    """Ask for the votes of a log; to leave all its figures out is no remedy where they may be those."""
    entries = {entry.id: entry for entry in part.entry.choices} if part.entry else {}
    lacking = [entries[choice] for choice in missing]
    label = lacking[0].label
    if part.choices and not near_of(lacking[0], names) and not parted_otherwise(label, names):
        return _ask(part, names)
    every = [entry for choice, entry in entries.items() if choice not in part.choices]
    return InputError(
        sentence(
            "no column holds the votes of {lacking!r}, and figures stand in "
            "columns that the case does not read: {names}.",
            lacking=lacking[0].id,
            names=", ".join(repr(name) for name in names[:8]),
        ),
        file=part.raw.label,
        column=names[0],
        expected="a column for each choice, or a statement that the log has no votes",
        remedy=missing_choice(part.source, lacking[0], names, [e for e in every if e is not lacking[0]]),
    )


def _compared(part: Part, names: list[str]) -> Iterator[tuple[str, bool]]:
    """Say of columns whether they hold at least as much as the candidate with the fewest votes."""
    if not names:
        return
    kinds = part.case.contest(part.contest_id).kinds if part.contest_id else {}
    candidates = {str(choice) for choice, kind in kinds.items() if kind is Kind.CANDIDATE}
    rivals = [columns for choice, columns in part.choices.items() if choice in candidates]
    table = filtered(part)

    def total(columns: Sequence[str]) -> Value:
        # of digits alone: the marks of a column that is not read were never stated
        cells = (trimmed(part.cell(c, "choices.columns")).re_replace("[^0-9]", "") for c in columns)
        return sql.total([cell.try_cast("int64").sum().fill_null(0) for cell in cells])

    asked = {f"r{i}": total(columns) for i, columns in enumerate(rivals)}
    asked |= {f"n{i}": total([name]) for i, name in enumerate(names)}
    sums = fetch_rows(table.aggregate(**asked))[0]
    least = min((sums[f"r{i}"] for i in range(len(rivals)) if sums[f"r{i}"]), default=0)
    yield from ((name, sums[f"n{i}"] >= least) for i, name in enumerate(names))


def _between(part: Part) -> list[str]:
    """Return the columns from the first to the last of a contest's choices."""
    header = part.raw.header
    mine = {fold(column) for columns in part.choices.values() for column in columns}
    places = [i for i, name in enumerate(header) if fold(name) in mine]
    return [name for name in header[places[0] : places[-1]] if name] if places else []


def _shared(part: Part) -> bool:
    """Whether another source reads the same file: its mapping knows of the other columns."""
    mine = {file.name for file in part.source.files}
    others = (source for name, source in part.case.sources.items() if name != part.name)
    return any(mine & {file.name for file in source.files} for source in others)


def holds_figures(part: Part, name: str) -> bool:
    """Whether a column of the file holds whole numbers, and some above nought."""
    cell = trimmed(part.cell(name, "rows.ignore"))
    some = part.raw.table.limit(_LOOKED_AT).select(cell=cell)
    told = fetch_rows(
        some.aggregate(
            filled=(some.cell != "").sum(),
            whole=some.cell.re_search(_WHOLE).sum(),
            above=some.cell.re_search("[1-9]").sum(),
        )
    )[0]
    return bool(told["above"]) and told["whole"] >= 0.95 * told["filled"]


def _votes_of(part: Part, names: list[str]) -> str:
    """Begin a remedy: with the one choice that has no column, where there is one."""
    lacking = [
        choice for choice in dict.fromkeys(part.published_names.values()) if choice not in part.choices
    ]
    if len(names) != 1 or len(lacking) != 1:
        return sentence("If a column holds votes, ")
    line = rename_line(part.source, {names[0]: lacking[0]})
    return sentence(
        "If it holds the votes of {lacking!r}, state {line}; if it holds those of another choice, ",
        lacking=lacking[0],
        line=line,
    )


def _ask(part: Part, names: list[str]) -> InputError:
    shown = ", ".join(repr(name) for name in names[:8])
    ignored = array([*part.source.rows.ignore, *names])
    return InputError(
        sentence(
            "whole numbers stand {which} the columns of the choices, in columns "
            "that the case does not read: {shown}.",
            which=sentence("between") if part.source.is_count else sentence("beside"),
            shown=shown,
        ),
        file=part.raw.label,
        column=names[0],
        expected="the votes of a choice, a printed total, or a statement that it is neither",
        remedy=(
            sentence(
                "{votes_of}add its name to the choices of the contest (or to "
                "`published` of one); if it holds a printed total, to `numbers`; if "
                "none of them says anything of the votes, state rows.ignore = "
                "{ignored}.",
                votes_of=_votes_of(part, names),
                ignored=ignored,
            )
        ),
    )


def short_of_valid(part: Part, rows: Table) -> list[InputError]:
    """Refuse sheets most of which print more valid votes than their choices have: one choice is not read."""
    source = part.source
    if "valid" not in rows.columns or not source.is_count or source.choices.absent or part.contest_id is None:
        return []
    contest = part.case.contest(part.contest_id)
    kinds = {f"{VOTES}{choice}": kind for choice, kind in contest.kinds.items()}
    mine = [c for c in rows.columns if kinds.get(c) in contest.valid_kinds]
    if not mine or contest.votes_allowed > 1:
        return []
    every = [rows[c] for c in rows.columns if c in kinds]
    valid, all_of_them = sql.total([rows[c] for c in mine]), sql.total(every)
    known = rows.valid.notnull() & valid.notnull()
    wanted = {"n": known.sum(), "short": (known & (rows.valid > valid)).sum()}
    wanted["otherwise"] = (known & (rows.valid > valid) & (rows.valid == all_of_them)).sum()
    blank = [c for c in rows.columns if kinds.get(c) is Kind.BLANK and c not in mine]
    if blank:
        wanted["with_blank"] = (known & (rows.valid == valid + sql.total([rows[c] for c in blank]))).sum()
    told = {name: value or 0 for name, value in fetch_rows(rows.aggregate(**wanted))[0].items()}
    short = told["short"] - max(told["otherwise"], told.get("with_blank", 0))
    if told["n"] < 2 or 2 * short <= told["n"]:
        return []
    first = fetch_rows(
        rows.filter(known & (rows.valid > valid))
        .select("row", "source", "valid", summed=valid)
        .order_by("row")
        .limit(1)
    )[0]
    return [
        InputError(
            sentence(
                "{short:,} of {n:,} {n:row|rows} {short:prints|print} more valid votes than the choices of "
                "the case have (here {summed:,}): a choice is not read.",
                short=told["short"],
                n=told["n"],
                summed=first["summed"],
            ),
            file=first["source"],
            row=first["row"],
            column=" + ".join(part.numbers.get("valid", ())) or part.source.choices.choice,
            value=str(first["valid"]),
            expected="the sum of the votes of all choices, in nearly every row",
            remedy=(
                sentence(
                    "Add what is missing to the choices of the contest ({candidates}); "
                    "if the printed total is one of other things (ballots cast), name it "
                    'so: numbers.cast instead of numbers.valid, or "cast" instead of '
                    '"valid" in choices.totals.',
                    candidates=_candidates(part),
                )
            ),
        )
    ]


def _candidates(part: Part) -> str:
    """Name the columns that are not read, as far as they hold figures."""
    used = part.used()
    names = [n for n in part.raw.header if n and n in part.raw.single and fold(n) not in used]
    held = [name for name in names[:60] if holds_figures(part, name)]
    return "not read: " + ", ".join(repr(n) for n in held[:8]) if held else "the file holds no other figures"

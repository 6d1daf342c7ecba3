"""What long rows, one figure each, may not be: of unknown choices, blank in part, at odds within a sheet."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from veedor.engine import fetch_rows
from veedor.engine.schemas import PRINTED, VOTES
from veedor.errors import InputError, nearest
from veedor.intake.case import Layout
from veedor.intake.case_columns import AREA_FIGURES
from veedor.intake.cells import none_or_unknown
from veedor.intake.choice_sums import text_totals, totals_remedy, worded
from veedor.intake.choices import rename_line
from veedor.intake.choices_without_rows import choices_without_rows
from veedor.intake.long import totals_of
from veedor.intake.part import LEVEL
from veedor.intake.problems import SHOWN, key_of, sheet_key, whole_id
from veedor.intake.registers import registers_of_parts
from veedor.intake.stage import place_id
from veedor.intake.toml import array, inline_table
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from veedor.engine.sql import Table, Value
    from veedor.engine.sql.table import Groups
    from veedor.intake.part import Part


_TWO_STATES = sentence(
    "A sheet is in one state: find out which rows hold, and leave the "
    "others out with rows.drop. (Annulled rows go by themselves where "
    "another row of the same sheet and choice stands.)"
)


def choice_problems(part: Part, rows: Table) -> list[InputError]:
    """Name what is wrong with the choices of long rows, before they are widened."""
    told = fetch_rows(
        rows.group_by("choice")
        .aggregate(
            n=rows.count(), held=rows[VOTES].count(), votes=rows[VOTES].sum(),
            row=rows["row"].min(where=_named(rows)), source=rows.source.min(where=_named(rows)),
        )
        .order_by("row")
    )  # fmt: skip
    texts = {row["choice"]: row["n"] for row in told}
    problems = list(_unknown_choices(part, rows, [row for row in told if row["choice"] or row["held"]]))
    problems += _several_names(part, rows, texts)
    problems += _half_blank(part, rows)
    return problems or list(choices_without_rows(part, texts))


def _named(rows: Table) -> Value:
    """Say which rows are of a choice: one without text and figure only says that there is such a sheet."""
    return (rows.choice != "") | rows[VOTES].notnull()


def _unknown_choices(part: Part, rows: Table, told: list[dict[str, Any]]) -> Iterator[InputError]:
    """Name published choices that are not among the contest's: a name that changed must not lose votes."""
    known = [*part.published_names, *totals_of(part)]
    names, known_texts = part.published_names, set(known)
    found = [
        row | {"n": row["n"] if row["choice"] else row["held"]}
        for row in told
        if row["choice"] not in known_texts
    ]
    totals = text_totals(rows.filter(_named(rows)), {row["choice"] for row in found}, names) if found else {}
    stated = part.source.choices.totals | totals
    there = {names[row["choice"]] for row in told if row["choice"] in names}
    lacking = set(names.values()) - there - set(part.source.choices.absent)
    for row in found[:SHOWN]:
        yield InputError(
            sentence(
                "{n:,} {n:row|rows} with {votes:,} {votes:vote|votes} {n:is|are} for what is no "
                "choice of {contest_id!r}.",
                n=row["n"],
                votes=row["votes"] or 0,
                contest_id=part.contest_id,
            ),
            file=row["source"],
            row=row["row"],
            column=part.source.choices.choice,
            value=row["choice"],
            remedy=sentence(
                "By its figures it is a total of the others: state {totals_remedy}.",
                totals_remedy=totals_remedy(stated),
            )
            if row["choice"] in totals
            else _unknown_choice(part, row["choice"], lacking, known),
        )


def _unknown_choice(part: Part, text: str, lacking: set[str], known: Sequence[str]) -> str:
    """Say what to state of a name that is no choice: it is near another one, or the only one is missing."""
    names = part.published_names
    near = next(iter(get_close_matches(text, names, n=1, cutoff=0.6)), "")
    choice = names[near] if near else next(iter(lacking)) if len(lacking) == 1 else ""
    renamed = (
        sentence(
            "If it is {choice!r}, state {rename_line}",
            choice=choice,
            rename_line=rename_line(part.source, {text: choice}),
        )
        if choice
        else ""
    )
    otherwise = sentence("if it is another choice") if choice else sentence("If it is a choice")
    totals = inline_table({**part.source.choices.totals, text: worded(text) or "cast"})
    return sentence(
        "{renamed}{addition}{otherwise}, add it to its `published` or to the "
        "choices of the contest; if it is a printed total, state "
        'choices.totals = {totals} (or "valid", "cast", "registered", '
        '"blank", "null"; "" leaves the rows out). If it is none of these, '
        "mend it in a copy of the file. {near}",
        renamed=renamed,
        addition="; " if choice else "",
        otherwise=otherwise,
        totals=totals,
        near=nearest(text, known),
    )


def _several_names(part: Part, rows: Table, texts: Collection[str]) -> list[InputError]:
    """Refuse sheets that hold rows under several names of one choice, unless the case adds them."""
    there = [choice for text, choice in part.published_names.items() if text in texts]
    if part.source.choices.several == "add" or len(set(there)) == len(there):
        return []
    key = [name for name in key_of(part) if name != "choice"]
    found = _by_choice(part, rows, key).aggregate(
        kinds=rows.choice.nunique(), one=rows.choice.min(), other=rows.choice.max(),
        row=rows["row"].min(), source=rows.source.min(),
    )  # fmt: skip
    several = found.filter(found.kinds > 1).group_by(["known", "one", "other"])
    told = fetch_rows(
        several.aggregate(
            n=lambda t: t.count(), row=lambda t: t["row"].min(), source=lambda t: t.source.min()
        )
        .order_by("row")
        .limit(SHOWN)
    )
    return [
        InputError(
            sentence(
                "{n:,} {n:sheet holds|sheets hold} rows under several names of {known!r}: "
                "{one!r} and {other!r}.",
                n=row["n"],
                known=row["known"],
                one=row["one"],
                other=row["other"],
            ),
            file=row["source"],
            row=row["row"],
            column=part.source.choices.choice,
            value=row["other"],
            expected="one name of a choice a sheet, or a statement that they are added",
            remedy=(
                'If the votes of all of them are its votes, state choices.several = "add" in the source; if '
                "not, take one of them out of `published` and `rename`."
            ),
        )
        for row in told
    ]


def _half_blank(part: Part, rows: Table) -> list[InputError]:
    """Refuse votes of a choice that several rows make, of which some are blank: a blank is not a zero."""
    added = part.source.choices.several == "add" or part.source.rows.add_over
    if not added or "" in part.source.numbers.missing:
        return []
    # a cell that is kept although nobody can read it makes the sum unknown, and is shown
    blank = rows[VOTES].isnull() & (rows.bad == 0)
    told = _by_choice(part, rows, sheet_key(part)).aggregate(
        n=rows.count(), blank=blank.sum(), row=rows["row"].min(), source=rows.source.min()
    )
    half = told.filter((told.blank > 0) & (told.blank < told.n))
    found = fetch_rows(half.aggregate(n=half.count(), row=half["row"].min(), source=half.source.min()))[0]
    if not found["n"]:
        return []
    return [
        InputError(
            sentence(
                "on {n:,} {n:sheet|sheets} some rows that make the votes of a choice are blank, "
                "others are not.",
                n=found["n"],
            ),
            file=found["source"],
            row=found["row"],
            column=part.source.choices.votes,
            value="",
            expected="a figure in every row that is added",
            remedy=none_or_unknown(part.source.numbers),
        )
    ]


def _by_choice(part: Part, rows: Table, key: list[str]) -> Groups:
    """Group the rows of one choice of a sheet, whatever its name."""
    named = rows.mutate(known=rows.choice.cases(*part.published_names.items(), else_=None))
    return named.filter(named.known.notnull()).group_by([*key, "known"])


def moving_attributes(part: Part, rows: Table) -> list[InputError]:
    """Name sheets whose place, status or registered voters differ between their own rows.

    Of a log of verifications, in which a sheet may come again with other votes: place and register alone.
    """
    log = part.source.layout is Layout.VERIFICATION
    key = ["sheet_id"] if log else sheet_key(part)
    once = {"registered"} if log else {"status", *PRINTED, *AREA_FIGURES}
    columns = [c for c in rows.columns if c in once or c.startswith(LEVEL)]
    if part.source.rows.add_over:
        columns = [c for c in columns if c not in {"valid", "cast", "blank", "null"}]
    if registers_of_parts(part):
        columns = [c for c in columns if c != "registered"]
    problems = []
    differ = _that_differ(rows, key, columns)
    if any(c.startswith(LEVEL) for c in differ):
        differ = ["place_id", *(c for c in differ if not c.startswith(LEVEL))]
        rows = rows.mutate(**place_id(part, rows))
    for column in differ:
        by_sheet = rows.group_by(key).aggregate(
            kinds=rows[column].nunique(), row=rows["row"].min(), source=rows.source.min(),
            one=rows[column].min(), other=rows[column].max(),
        )  # fmt: skip
        found = fetch_rows(by_sheet.filter(by_sheet.kinds > 1).order_by("row").limit(SHOWN))
        problems += [
            InputError(
                sentence(
                    "the rows of one sheet give {kinds} different values of {column!r}: "
                    "{one!r} and {other!r}.",
                    kinds=row["kinds"],
                    column=column,
                    one=row["one"],
                    other=row["other"],
                ),
                file=row["source"],
                row=row["row"],
                value=row["sheet_id"],
                expected="one value a sheet",
                remedy=_one_value(part, column),
            )
            for row in found
        ]
    return problems


def _that_differ(rows: Table, key: Sequence[str], columns: Sequence[str]) -> list[str]:
    """Return the columns that hold several values in the rows of one sheet.

    All are asked in one pass, by the smallest and the largest: to list the values of millions of sheets
    takes several times the memory.
    """
    if not columns:
        return []
    differ = {c: rows[c].min() != rows[c].max() for c in columns}
    by_sheet = rows.group_by(key).aggregate(**differ)
    found = fetch_rows(by_sheet.aggregate(**{c: by_sheet[c].any() for c in columns}))[0]
    return [c for c in columns if found[c]]


def _one_value(part: Part, column: str) -> str:
    """Say what to state where the rows of one sheet differ in what a sheet says once."""
    if column == "status":
        return _TWO_STATES
    whole = sentence("if the id repeats by design, make a whole one: {whole_id}", whole_id=whole_id(part))
    over = part.source.rows.add_over
    if column == "registered" and over:
        unit = array([*part.templates["sheet_id"].columns, *over])
        return sentence(
            "State numbers.registered_of = {unit}, if each of the rows has a "
            "register of its own, which are added; {whole}.",
            unit=unit,
            whole=whole,
        )
    return sentence(
        "{whole!c}; if it does not, mend the rows in a copy of the file.",
        whole=whole,
    )

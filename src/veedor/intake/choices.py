"""Which published columns or names hold the votes of which choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.errors import CaseError, near_name, nearest
from veedor.intake import patterns
from veedor.intake.case import Layout
from veedor.intake.names import fold
from veedor.intake.toml import (
    OTHER_FILE,
    OTHER_WIDTHS,
    array,
    header_elsewhere,
    inline_table,
    parted_otherwise,
)
from veedor.sentence import joined, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veedor.intake.case import CaseFile, ChoiceEntry, Source
    from veedor.model import ContestId


def names_of(case: CaseFile, source: Source, contest_id: ContestId) -> dict[str, str]:
    """Return every name under which a source may publish a choice, folded, with the choice's id."""
    entries = case.contests[contest_id].choices
    known = {text: c.id for c in entries for text in (*c.published, c.label, c.id)}
    return {fold(text): choice for text, choice in {**known, **source.choices.rename}.items()}


def columns_of(
    case: CaseFile, source: Source, contest_id: ContestId, header: tuple[str, ...], label: str
) -> dict[str, tuple[str, ...]]:
    """Find the published columns of each choice.

    Parameters
    ----------
    case, source, contest_id
        Whose choices.
    header : tuple of str
        Published columns.
    label : str
        Name of the file, for messages.

    Returns
    -------
    dict of str to tuple of str
        Choice id -> published columns, which are added, in ballot order; choices that the source lacks are
        left out.

    Raises
    ------
    CaseError
        Where a column is missing, belongs to no choice, or several hold the votes of one choice and the case
        does not say that they are added.
    """
    if source.layout is Layout.LONG:
        return {}
    known = names_of(case, source, contest_id)
    given = given_columns(source, header)
    if given:
        unknown = [column for text, column in given if fold(text) not in known]
        if unknown:
            raise CaseError(
                sentence(
                    "the column {unknown!r} belongs to no choice of {contest_id!r}.",
                    unknown=unknown[0],
                    contest_id=contest_id,
                ),
                file=label,
                remedy=sentence(
                    "Add it to `published` of a choice, or to `rename`; if it holds no "
                    "votes, {left_out}. {near}",
                    left_out=_left_out(source, unknown),
                    near=nearest(unknown[0], known),
                ),
            )
        refuse_lacking(source, known, header, label)
    else:
        given = [(column, column) for column in header if fold(column) in known]
    found: dict[str, list[str]] = {}
    for text, column in given:
        found.setdefault(known[fold(text)], []).append(column)
    _refuse_several(source, found, label)
    entries = case.contests[contest_id].choices
    _complete(source, entries, found, header, label)
    return {c.id: tuple(found[c.id]) for c in entries if c.id in found}


def refuse_lacking(
    source: Source, known: Mapping[str, str], header: Sequence[str], label: str, figures: Sequence[str] = ()
) -> None:
    """Refuse columns that `choices.columns` names and the file does not have.

    Parameters
    ----------
    source : Source
        Of the case.
    known : mapping of str to str
        Names of choices, folded, with their ids: a column that is named otherwise keeps its choice.
    header : sequence of str
        Columns of the file.
    label : str
        Its name, for messages.
    figures : sequence of str, optional
        Columns that the case does not read and that hold figures, where it has to name some.
    """
    there = {fold(name) for name in header}
    stated = source.choices.columns
    lacking = [name for name in stated if fold(name) not in there]
    if not lacking:
        return
    free = [name for name in header if name and fold(name) not in {fold(other) for other in stated}]
    near = {name: found for name in lacking if (found := near_name(name, free))}
    renamed = {n: known[fold(name)] for name, n in near.items() if fold(name) in known}
    mended = sentence("choices.columns = {stated}", stated=array(near.get(name, name) for name in stated)) + (
        sentence(" and {rename_line}", rename_line=rename_line(source, renamed)) if renamed else ""
    )
    rest = [name for name in stated if name not in lacking] or (figures if len(near) < len(lacking) else ())
    meant = (
        sentence("Did you mean {near!r}? Then state {mended}. ", near=near[lacking[0]], mended=mended)
        if lacking[0] in near
        else ""
    )
    without = (
        sentence("If the file lacks it, state choices.columns = {rest}. ", rest=array(rest))
        if rest or not meant
        else ""
    )
    raise CaseError(
        sentence(
            "there is no column {lacking!r} (named by `choices.columns`): it is missing or renamed.",
            lacking=lacking[0],
        ),
        file=label,
        row=1,
        remedy=sentence(
            "{parted_otherwise}{header_elsewhere}{meant}{without}{near}{other_widths}",
            parted_otherwise=parted_otherwise(lacking[0], header),
            header_elsewhere=header_elsewhere(header),
            meant=meant,
            without=without,
            near=nearest(lacking[0], free),
            other_widths=_other_widths(source),
        ),
    )


def _other_widths(source: Source) -> str:
    """Say what may be wrong where columns of a fixed width lack a name; or nothing."""
    return (
        sentence(" {other_widths}", other_widths=OTHER_WIDTHS)
        if any(form.widths for form in source.files)
        else ""
    )


def _left_out(source: Source, unknown: Sequence[str]) -> str:
    """Say how columns are left out that hold no votes of a choice."""
    if source.choices.pattern:
        return sentence("state choices.except = {array}", array=array([*source.choices.except_, *unknown]))
    return sentence(
        "state choices.columns = {columns}",
        columns=array([c for c in source.choices.columns if c not in unknown]),
    )


def missing_choice(
    source: Source,
    entry: ChoiceEntry,
    names: Sequence[str],
    also: Sequence[ChoiceEntry] = (),
    *,
    out: str = "",
) -> str:
    """Say what to state where a choice has neither a column nor a row.

    Parameters
    ----------
    source : Source
        Of the case.
    entry : ChoiceEntry
        The choice.
    names : sequence of str
        Published names that are of no choice.
    also : sequence of ChoiceEntry, optional
        Further choices that have none: they are renamed with it.
    out : str, optional
        What to do instead of stating choices.absent, where that would speak of other contests too.
    """
    absent = array([*source.choices.absent, entry.id, *(other.id for other in also)])
    near = near_of(entry, names)
    meant = {near: entry.id} if near else {}
    for other in also if near else ():
        meant.setdefault(near_of(other, names) or near, other.id)
    asked = sentence("Did you mean ") + ", ".join(map(repr, meant))
    renamed = (
        sentence("{asked}? Then state {rename_line}; ", asked=asked, rename_line=rename_line(source, meant))
        if near
        else ""
    )
    otherwise = "" if near else "Write its name into choices.rename of the source; "
    parted = parted_otherwise(entry.label, names) + header_elsewhere(names)
    known = "" if near else f"{nearest(entry.label, names)} {OTHER_FILE}"
    without = sentence(
        "if the source does not have {which} votes, {state}.",
        which=sentence("these") if also else sentence("its"),
        state=out or sentence("state choices.absent = {absent}", absent=absent),
    )
    return f"{parted}{renamed}{otherwise}{without} {known}".strip() + _other_widths(source)


def near_of(entry: ChoiceEntry, names: Sequence[str]) -> str:
    """Return the published name that is nearest to those of a choice; empty where none is near."""
    return next((n for t in (entry.label, *entry.published, entry.id) if (n := near_name(t, names))), "")


def rename_line(source: Source, names: Mapping[str, str]) -> str:
    """Write the `choices.rename` that says which choices some names are, beside what the case says."""
    return sentence(
        "choices.rename = {inline_table}", inline_table=inline_table({**source.choices.rename, **names})
    )


def _free(source: Source, found: Mapping[str, Sequence[str]], header: Sequence[str]) -> list[str]:
    """Return the columns that hold no votes, ids or places as far as the case says."""
    taken = {fold(column) for columns in found.values() for column in columns}
    if source.place:
        taken |= {fold(column) for column in source.place.levels.values()}
    return [name for name in header if fold(name) and fold(name) not in taken]


def given_columns(source: Source, header: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the published names of choices with their columns, as `columns` or `pattern` say."""
    mapping = source.choices
    if mapping.columns:
        return [(column, column) for column in mapping.columns]
    found: list[tuple[str, str]] = []
    excepted = {fold(column) for column in mapping.except_}
    for column in header if mapping.pattern else ():
        match = patterns.found(mapping.pattern, column, "choices.pattern")
        if match and fold(column) not in excepted:
            found.append((next((text for name, text in match.items() if name != "0"), match["0"]), column))
    return found


def _refuse_several(source: Source, found: dict[str, list[str]], label: str) -> None:
    if source.choices.several == "add":
        return
    for choice, columns in found.items():
        if len(columns) > 1 and len({fold(column) for column in columns}) > 1:
            listed = ", ".join(repr(column) for column in columns)
            raise CaseError(
                sentence(
                    "{number_of_columns} columns hold votes of {choice!r}: {listed}.",
                    number_of_columns=len(columns),
                    choice=choice,
                    listed=listed,
                ),
                file=label,
                row=1,
                expected="one column, or a statement that they are added",
                remedy=(
                    'If the votes of all of them are its votes, state choices.several = "add" in the source; '
                    "if not, take the others out of `published` and `rename`, or name the right columns in "
                    "choices.columns."
                ),
            )


def _holds_nothing_else(source: Source) -> bool:
    """Whether a log of publications names no figure but votes: without a choice, it would say nothing."""
    log = source.log
    others = log and (log.sheets_total or log.sheets_in or log.sheets_verified or log.valid)
    return source.layout is Layout.PUBLICATION and not others


def _complete(
    source: Source,
    entries: tuple[ChoiceEntry, ...],
    found: dict[str, list[str]],
    header: tuple[str, ...],
    label: str,
) -> None:
    """Refuse a count in which a choice has no column: a column that is renamed must not pass for zero."""
    if not source.is_count and (found or not _holds_nothing_else(source)):
        return
    lacking = [e for e in entries if e.id not in found and e.id not in source.choices.absent]
    for entry in entries:
        if entry.id in found and entry.id in source.choices.absent:
            raise CaseError(
                sentence(
                    "choices.absent says that the source has no votes of {entry!r}, and a column holds them.",
                    entry=entry.id,
                ),
                file=label,
                row=1,
                column=found[entry.id][0],
                expected="no column of this choice",
                remedy=(
                    sentence(
                        "Take {entry!r} out of choices.absent; if the column holds something "
                        "else, take its name out of `published` and name the columns that "
                        "hold votes in choices.columns.",
                        entry=entry.id,
                    )
                ),
            )
        if entry in lacking:
            others = sentence(
                " (nor those of {lacking})", lacking=", ".join(repr(e.id) for e in lacking[1:])
            ) * (len(lacking) > 1)
            raise CaseError(
                sentence(
                    "no column holds the votes of {entry!r}{others}: it is missing or renamed.",
                    entry=entry.id,
                    others=others,
                ),
                file=label,
                row=1,
                expected=joined(
                    (repr(t) for t in dict.fromkeys((entry.label, entry.id, *entry.published))), by=" or "
                ),
                remedy=missing_choice(source, entry, _free(source, found, header), lacking[1:]),
            )

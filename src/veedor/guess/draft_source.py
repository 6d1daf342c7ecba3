"""The source of a case file that is drafted: which files, and how they are read."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from veedor.guess.crossed import open_columns, with_contests
from veedor.guess.draft_lines import Notes, folded, settings_below, written_line
from veedor.guess.phrase import phrase
from veedor.intake.case import FileForm
from veedor.intake.toml import array, inline_table, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from veedor.guess.proposal import Proposal
    from veedor.intake.case import Control

SOURCE = "official"


def write_source(
    proposal: Proposal,
    parts: Sequence[FileForm],
    contest_id: str,
    notes: Notes,
    controls: Sequence[Control] = (),
) -> Iterator[str]:
    """Write how the files are read: the table of the source, with all that stands below it."""
    at = f"source.{SOURCE}"
    yield f"[{at}]"
    yield from notes.take(f"{at}.layout")
    yield written_line("layout", quoted("areas" if proposal.areas else proposal.layout))
    yield from notes.take(f"{at}.contest")
    if proposal.contest_column:
        values = inline_table(proposal.contests)
        yield f"contest = {{ column = {quoted(proposal.contest_column)}, values = {values} }}"
    else:
        yield from _crossed(proposal, contest_id, notes)
        yield written_line("contest", proposal.settings.get(f"{at}.contest", quoted(contest_id)))
    yield written_line("count", quoted("official"))
    for key, value in settings_below(proposal, at):
        if "." not in key and key != "contest":
            yield from notes.take(f"{at}.{key}")
            yield written_line(key, value)
    for key in ("files", *(f"files.{one.name}" for one in fields(FileForm))):
        yield from notes.take(f"{at}.{key}")
    yield from _files(parts)
    yield from _controls(controls, notes)
    own = {key: value for key, value in proposal.settings.items() if not key.startswith("contest.")}
    of_row = ("area", _area(proposal)) if proposal.areas else ("sheet", _sheet(proposal))
    yield from _table(at, *of_row, own, notes)
    levels = inline_table(proposal.levels) if proposal.levels else ""
    place = {"levels": levels} | {k: quoted(v) for k, v in proposal.fields.items() if k in {"lat", "lon"}}
    yield from _table(at, "place", {k: v for k, v in place.items() if v}, own, notes)
    numbers = {
        key: quoted(names[0]) if len(names) == 1 else array(names) for key, names in proposal.numbers.items()
    }
    yield from _table(at, "numbers", numbers, own, notes)
    yield from _table(at, "choices", _long_choices(proposal), own, notes)
    for table in ("rows", "time", "stratum"):
        yield from _table(at, table, {}, own, notes)


def _crossed(proposal: Proposal, contest_id: str, notes: Notes) -> Iterator[str]:
    """Write the lines that answer what a crossed column tells, each whole, so that it can be copied."""
    for doubt in open_columns(proposal):
        told = with_contests(proposal, doubt)
        column, contests = told.contest_column, tuple(dict.fromkeys(told.contests.values()))
        tables = [f"[contest.{name}]" for name in contests]
        own, tabled = f"[contest.{contest_id}]", ", ".join(tables)
        mixed = column == proposal.choice
        parts = phrase("case.mixed_parts") if mixed else phrase("case.crossed_parts", column=column)
        yield from folded(notes.words(parts))
        yield f"#   contest = {quoted(contest_id)}"
        yield from folded(notes.words(phrase("case.crossed_contests", own=own, tables=tabled)))
        yield f"#   contest = {{ column = {quoted(column)}, values = {inline_table(told.contests)} }}"
        for name in contests:
            here = {one.choice_id for one in told.choices if one.contest == name}
            if lacking := tuple(c.choice_id for c in proposal.choices if c.choice_id not in here):
                table = f"[contest.{name}]"
                yield from folded(
                    notes.words(
                        phrase("case.crossed_lacking", table=table, ids=", ".join(map(repr, lacking)))
                    )
                )
        if mixed:
            continue
        yield from folded(notes.words(phrase("case.crossed_sheet", column=column)))
        yield f"#   id = {quoted(told.sheet)}"
        if told.levels != proposal.levels:
            yield f"#   levels = {inline_table(told.levels)}"
        kept = [str(one).removeprefix("rows.") for one in doubt.alternatives if isinstance(one, str)]
        if kept:
            yield from folded(notes.words(phrase("case.crossed_one", column=column)))
            yield f"#   contest = {quoted(contest_id)}"
            yield f"#   [source.{SOURCE}.rows]"
            yield from (f"#   {line}" for line in kept)


def _controls(controls: Sequence[Control], notes: Notes) -> Iterator[str]:
    """Write the totals that the import must meet; where there are none, how they would be written."""
    for control in controls:
        yield f"[[source.{SOURCE}.control]]"
        yield written_line("who", quoted(control.who))
        if control.contest:
            yield written_line("contest", quoted(control.contest))
        for name in ("sheets", "registered"):
            if (value := getattr(control, name)) is not None:
                yield written_line(name, str(value))
        if control.votes:
            pairs = ", ".join(f"{quoted(name)} = {number}" for name, number in control.votes.items())
            yield written_line("votes", f"{{ {pairs} }}")
    if not controls:
        yield written_line("control", '"none known"', f"? {notes.words(phrase('case.control'))}")
        yield "# [[source.official.control]]"
        yield f"# who = {quoted(notes.words(phrase('case.control_who')))}"
        yield "# sheets = 0"
        yield "# votes = { ... }"


def _sheet(proposal: Proposal) -> dict[str, str]:
    made = {"id": quoted(proposal.sheet)}
    for key in ("status", "verified_at"):
        if key in proposal.fields:
            made[key] = quoted(proposal.fields[key])
    if proposal.status_words:
        made["status_words"] = inline_table(proposal.status_words)
    return made


def _area(proposal: Proposal) -> dict[str, str]:
    made = {"id": quoted(proposal.sheet)} | {role: quoted(name) for role, name in proposal.areas.items()}
    if "verified_at" in proposal.fields:
        made["updated_at"] = quoted(proposal.fields["verified_at"])
    return made


def _long_choices(proposal: Proposal) -> dict[str, str]:
    if proposal.layout != "long":
        return {}
    made = {"choice": quoted(proposal.choice), "votes": quoted(proposal.votes)}
    if proposal.totals:
        made["totals"] = inline_table(proposal.totals)
    return made


def _table(
    at: str, name: str, values: Mapping[str, str], settings: Mapping[str, str], notes: Notes
) -> Iterator[str]:
    """Write one table below the source, with the settings that belong to it."""
    made = dict(values)
    for key, value in settings.items():
        inner = key.removeprefix(f"{at}.")
        if inner.startswith(f"{name}."):
            made[inner.removeprefix(f"{name}.")] = value
    if not made:
        return
    yield f"[{at}.{name}]"
    for key, value in made.items():
        yield from notes.take(f"{at}.{name}.{key}")
        for word in notes.left.copy():
            if word.key.startswith(f"{at}.{name}.{key}."):
                yield from notes.take(word.key)
        yield written_line(key, value)


def _files(parts: Sequence[FileForm]) -> Iterator[str]:
    if len(parts) == 1:
        yield f"files = [{_form(parts[0])}]"
        return
    yield "files = ["
    for part in parts:
        yield f"  {_form(part)},"
    yield "]"


def _form(form: FileForm) -> str:
    """Write how a file is opened: its name, and every key that is not as it is by default."""
    pairs = [("name", quoted(form.name))]
    for one in fields(FileForm):
        value = getattr(form, one.name)
        if one.name in {"name", "copies", "fetch"} or not value or value == one.default:
            continue
        if isinstance(value, dict):
            pairs.append((one.name, inline_table(value)))
        elif isinstance(value, tuple):
            pairs.append((one.name, array(value)))
        else:
            pairs.append((one.name, str(value) if isinstance(value, int) else quoted(value)))
    if form.fetch is not None:
        size = f", size = {form.fetch.size}" if form.fetch.size else ""
        pairs.append(
            ("fetch", f"{{ url = {quoted(form.fetch.url)}, sha256 = {quoted(form.fetch.sha256)}{size} }}")
        )
    return "{ " + ", ".join(f"{key} = {value}" for key, value in pairs) + " }"

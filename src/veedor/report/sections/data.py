"""The data with their hashes, the law as read, and the commands that give every figure again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.errors import InputErrors, VeedorError
from veedor.findings.rule_in_words import in_words
from veedor.model import localised
from veedor.report.sections import Fragment, Listing, Part, Section, attempt, render, said

if TYPE_CHECKING:
    from veedor.case import Case
    from veedor.report.wording import Wording

VERBS = ("import", "outcome", "timeline", "compare", "report")
"""Commands that give the figures of the page again; ``verb.<name>`` says what each gives."""
SOURCE_COLUMNS = ("source", "file", "rows", "bytes", "sha256", "url")
"""What the page says of each file; findings.json has how it was written, too."""


def build(case: Case, wording: Wording) -> Section:
    """Write the section."""
    from veedor.intake import Imported, reading_of

    election = case.election
    reading = reading_of(Imported(election.file, election.store, reused=True), election.name)
    commands = [(wording.text(f"verb.{verb}"), case.command(verb)) for verb in VERBS]
    parts: list[Part] = [
        Fragment(
            render("commands.html", wording, commands=commands, data_hash=election.data_hash),
            wording.text("report.commands"),
        ),
        *said(reading),
        *(
            Listing(table, only=SOURCE_COLUMNS)
            if table.name == "import_sources"
            else Listing(table, folded=True)
            for table in reading.tables
        ),
    ]
    return Section("data", (*parts, *attempt("law", lambda: _law(case, wording))))


def _law(case: Case, wording: Wording) -> tuple[Part, ...]:
    """Write the law as it was read; nothing where there is no outcome, of which its own section says why."""
    try:
        rule = case.outcome().rule
    except (VeedorError, InputErrors):
        return ()
    lines = [
        {"depth": line.depth, "text": wording.text(line.says, **{f.name: f for f in line.figures})}
        for line in in_words(rule)
    ]
    law = render("law.html", wording, rule=rule, title=localised(rule.title, wording.lang), lines=lines)
    return (Fragment(law, wording.text("report.law")),)

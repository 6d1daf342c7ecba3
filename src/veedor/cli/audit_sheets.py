"""The sheets of an audit: lists and forms to take along, and what was found."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from veedor.cli import output
from veedor.cli.audit_options import now
from veedor.cli.audit_papers import (
    figures_option,
    folder_argument,
    hand,
    ranks_options,
    read_figures,
    read_key,
    signing_options,
)
from veedor.cli.files import FILE
from veedor.cli.language import in_words, translated
from veedor.cli.layout import harmless
from veedor.cli.telling import tell_sentence, tell_text, telling
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.audit import AuditFolder, AuditRecord, FormWords, Interpretation
    from veedor.report.wording import Wording


def form_words(wording: Wording) -> FormWords:
    """Return the words of a form in a language."""
    from veedor.audit.form import COLUMNS, FormWords

    heads = tuple(wording.text(f"form.{name}") for name in COLUMNS)
    return FormWords(heads, *(wording.text(f"form.{name}") for name in ("second", "found", "not_auditable")))


@click.command("list")
@folder_argument
@ranks_options
@click.option("--form", is_flag=True, help="A CSV form for the figures, without the reported ones.")
@click.option("--csv", "as_csv", is_flag=True, help="The list as CSV.")
@figures_option
@output.shared_options
def list_(
    folder: Path, first: int, last: int, case: str | None, figures: Path | None, lang: str, **kind: bool
) -> None:
    r"""List the drawn sheets to fetch, or print a form for their figures.

    \b
    Examples:
      veedor audit list audit-2019 --last 700 --case cases/bolivia-2019
      veedor audit list audit-2019 --last 700 --form > form.csv
      veedor audit list audit-2019 --json
    """
    from veedor.audit import AuditFolder, form
    from veedor.audit.fetch import places_of
    from veedor.findings.audit_retrieval import retrieval
    from veedor.findings.serial import table_to_json
    from veedor.report.lists import as_csv
    from veedor.report.wording import Wording

    audit, wording = AuditFolder(folder, read_figures(figures)), Wording(lang)
    if kind["form"]:
        click.echo(form(audit, first, last, form_words(wording)), nl=False)
        return
    places = {sheet: " / ".join(place) for sheet, place in places_of(audit).items()}
    if case is not None and not places:
        opened = output.open_case(case)
        for of in audit.plan.contests:
            sheets = opened.select(of.count_id, contest=of.contest_id).sheets
            where = sheets.member_of(sheets.places.finest)
            places |= dict(zip(sheets.ids.tolist(), where.tolist(), strict=True))
    table = retrieval(audit, first, last, places)
    if kind["as_json"]:
        click.echo(json.dumps(table_to_json(table), ensure_ascii=False, indent=2))
    elif kind["as_csv"]:
        click.echo(as_csv(table, wording), nl=False)
    else:
        click.echo("\n".join(output.table_lines(table, wording, limit=len(table))))


@click.command()
@folder_argument
@click.option("--sheet", required=True, help="A drawn sheet.")
@click.option(
    "--votes",
    multiple=True,
    metavar="CHOICE=N",
    help="A figure found; every choice is needed (CONTEST:CHOICE=N of several).",
)
@click.option("--second", multiple=True, metavar="CHOICE=N", help="The same as the second reader has it.")
@click.option("--by", multiple=True, help="Who read the sheet; once for each reader.")
@click.option("--not-auditable", "reason", help="Why the sheet could not be audited.")
@click.option("--replaces", default="", help="Hash of the party's earlier record that this one corrects.")
@click.option(
    "--settles", is_flag=True, help="A third reading of a contested sheet; a quorum of them decides."
)
@signing_options
@telling
def record(  # noqa: PLR0917 - one for each option
    folder: Path,
    sheet: str,
    votes: tuple[str, ...],
    second: tuple[str, ...],
    by: tuple[str, ...],
    reason: str | None,
    replaces: str,
    settles: bool,
    party: str,
    key: Path | None,
    paper: Path | None,
) -> None:
    r"""Record what was found on one drawn sheet, signed by a party.

    \b
    Examples:
      veedor audit record FOLDER --sheet 71059 --key mission --by Ana --by Luis \
        --votes MAS=100 --votes CC=80 ... --second MAS=100 --second CC=80 ...
      veedor audit record FOLDER --sheet 23119 --key mission --not-auditable "The box is empty."
    """
    from veedor.audit import AuditFolder, AuditRecord, is_known, party_of

    audit = AuditFolder(folder)
    draw = audit.need("draw").sha256
    if reason is not None:
        if votes or second or by:
            raise click.UsageError("A sheet is not auditable, or has figures: leave out one of the two.")
        made = AuditRecord(sheet, "not_auditable", (), reason, draw, replaces, settles)
    else:
        readings = _interpretations(by, votes, second, of_ballots=audit.plan.design.of_ballots)
        if audit.plan.design.of_ballots:
            # a ballot is for one choice, or for none: the others need not be named
            none = dict.fromkeys(sum(audit.plan.columns, ()), 0)
            readings = tuple(replace(one, votes={**none, **one.votes}) for one in readings)
        made = AuditRecord(sheet, "found", readings, "", draw, replaces, settles)
    name = party if key is None else party_of(audit.plan, read_key(key), party)
    if key is not None and is_known(audit, name, made):
        tell_sentence("That is recorded already.")
        return
    hand(folder, party, key, paper, lambda _, __: made)
    _say_at_once(audit, name, made)


def _interpretations(
    by: tuple[str, ...], votes: tuple[str, ...], second: tuple[str, ...], *, of_ballots: bool
) -> tuple[Interpretation, ...]:
    """Return the readings: one for each name, the second with figures of its own (of a ballot maybe none)."""
    from veedor.audit import Interpretation

    two = bool(second) or (of_ballots and len(by) == 2)
    readings = [("--votes", votes), ("--second", second)] if two else [("--votes", votes)]
    if len(by) != len(readings):
        raise click.UsageError(
            sentence(
                "{number_of_readings} {number_of_readings:reading|readings}, {number_of_by} "
                "{number_of_by:name|names}: give --by once for --votes, once for --second.",
                number_of_readings=len(readings),
                number_of_by=len(by),
            )
        )
    return tuple(
        Interpretation(name, _figures(option, figures))
        for name, (option, figures) in zip(by, readings, strict=True)
    )


def _figures(option: str, texts: tuple[str, ...]) -> dict[str, int]:
    """Read the figures of one reading; a choice that stands twice is a slip."""
    figures: dict[str, int] = {}
    for text in texts:
        choice, equals, number = text.rpartition("=")
        if not equals or not (number.isascii() and number.isdigit()) or len(number) > 9:
            raise click.BadParameter(sentence("{text!r}: write CHOICE=N", text=text), param_hint=option)
        if choice in figures:
            raise click.BadParameter(
                sentence(
                    "{choice!r} stands twice, with {figures} and {number}: give it once",
                    choice=choice,
                    figures=figures[choice],
                    number=int(number),
                ),
                param_hint=option,
            )
        figures[choice] = int(number)
    return figures


def _say_at_once(audit: AuditFolder, party: str, made: AuditRecord) -> None:
    """Say what makes a sheet count at its worst, while those who read it can look again."""
    from veedor.audit import remarks

    for remark in remarks(audit, party, made):
        click.echo(
            translated(
                "! {remark} It counts at its worst until that is mended.", remark=harmless(in_words(remark))
            ),
            err=True,
        )


@click.command("import-records")
@folder_argument
@click.argument("file", type=FILE)
@click.option("--key", type=FILE, required=True, help="Private key of a party, to sign every record.")
@telling
def import_records(folder: Path, file: Path, key: Path) -> None:
    r"""Record a filled form, of any language; every row is checked before the first is written.

    \b
    Examples:
      veedor audit import-records audit-2019 form.csv --key mission
    """
    from veedor.audit import AuditFolder, add_records, party_of, read_form
    from veedor.report.catalogue import languages
    from veedor.report.wording import Wording

    audit, private = AuditFolder(folder), read_key(key)
    records = read_form(audit, file, tuple(form_words(Wording(lang)) for lang in languages()))
    new = add_records(folder, records, private, at=now(audit))
    for one in new:
        tell_text(f"{one.file}: {one.sha256}", file=one.file, hash=one.sha256)
    known = len(records) - len(new)
    told = translated("{number} {number:sheet|sheets} recorded.", number=len(new))
    told += translated(" {known} were recorded already.", known=known) if known else ""
    tell_text(told, number=len(new), known=known)
    party = party_of(audit.plan, private)
    for made in records:
        _say_at_once(audit, party, made)

"""``veedor audit``: plan, agree, draw, record and verify an audit, with files alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from veedor import disk
from veedor.cli import output
from veedor.cli.audit_plan import FILE, FOLDER, now, plan
from veedor.cli.layout import harmless

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from veedor.audit import AuditStatus, Interpretation

folder_argument = click.argument("folder", type=FOLDER)
party_option = click.option("--party", required=True, help="Name of the party, as in the plan.")
LARGEST_KEY = 65_536
"""No honest key or signature has more bytes."""
LONG = frozenset({"audit_path", "audit_steps"})


@click.group(name="audit", epilog=output.EXIT_CODES)
def command() -> None:
    r"""Plan, agree, draw, record and verify a risk-limiting audit of tally sheets.

    The folder of an audit holds everything; any outsider can verify it from the files alone. The steps
    come in one order only: plan, sign (or refuse), seed, draw, record, status, verify.

    \b
    Examples:
      veedor audit plan cases/bolivia-2019
      veedor audit plan cases/bolivia-2019 --to audit-2019 --party Mission=mission.pub
      veedor audit sign audit-2019 --party Mission --key mission
      veedor audit refuse audit-2019 --party "Party A" --key a --reason "We were not asked."
      veedor audit seed audit-2019 --digits 31415926535897932384 --made "Dice, town hall, 10 Nov"
      veedor audit draw audit-2019
      veedor audit witness audit-2019 --party Mission --key mission
      veedor audit list audit-2019 --last 700 --form > form.csv
      veedor audit import-records audit-2019 form.csv --key mission
      veedor audit status audit-2019
      veedor audit verify audit-2019
    """


command.add_command(plan)


def read_key(path: Path) -> Ed25519PrivateKey:
    """Read a private key; ask for its password on the terminal where it has one."""
    from veedor.audit import load_private, needs_password
    from veedor.errors import AuditError

    text = disk.read(path, LARGEST_KEY)
    try:
        return load_private(text)
    except AuditError:
        if not needs_password(text):
            raise
        password = click.prompt(f"Password of {path}", hide_input=True, err=True)
        return load_private(text, password.encode())


@command.command()
@folder_argument
@party_option
@click.option("--key", type=FILE, help="The party's private key (ssh-ed25519).")
@click.option("--signature", type=FILE, help="A signature that the party made with ssh-keygen -Y sign.")
def sign(folder: Path, party: str, key: Path | None, signature: Path | None) -> None:
    r"""Sign the plan for a party.

    The key never needs to meet this program. A party can sign with OpenSSH alone and hand in the file:

    \b
      ssh-keygen -Y sign -f KEY -n veedor-audit plan.json
      veedor audit sign FOLDER --party NAME --signature plan.json.sig
    """
    from veedor.audit import sign_plan

    if (key is None) is (signature is None):
        raise click.UsageError("Give either --key or --signature.")
    armoured = "" if signature is None else disk.read(signature, LARGEST_KEY).decode(errors="replace")
    sign_plan(folder, party, key=None if key is None else read_key(key), signature=armoured, at=now())
    click.echo(f"{party} has signed the plan.")


@command.command()
@folder_argument
@party_option
@click.option("--key", type=FILE, required=True, help="The party's private key (ssh-ed25519).")
@click.option("--reason", required=True, help="Why the party does not agree, in a sentence.")
def refuse(folder: Path, party: str, key: Path, reason: str) -> None:
    """Record that a party does not agree with the plan, with its signed reason."""
    from veedor.audit import refuse_plan

    refuse_plan(folder, party, reason, read_key(key), at=now())
    click.echo(f"{party} has refused the plan; the reason is part of the record.")


@command.command()
@folder_argument
@click.option("--digits", required=True, help="At least twenty decimal digits, thrown in public.")
@click.option("--made", required=True, help="How, where and when they were thrown.")
@click.option("--witness", "witnesses", multiple=True, help="Who saw it; may be given several times.")
def seed(folder: Path, digits: str, made: str, witnesses: tuple[str, ...]) -> None:
    """Record the public seed; the plan needs its signatures first."""
    from veedor.audit import record_seed

    record_seed(folder, digits.replace(" ", ""), made, witnesses, at=now())
    click.echo("The seed is recorded. Draw with: veedor audit draw " + str(folder))


@command.command()
@folder_argument
def draw(folder: Path) -> None:
    """Draw the sheets: a pure function of the seed and the committed figures."""
    from veedor.audit import draw_sheets

    audit = draw_sheets(folder, at=now())
    click.echo("Drawn. The first sheets: " + ", ".join(audit.drawn[:8]))
    click.echo(f"SHA-256 of draw.csv: {audit.draw_line.sha256}")


@command.command("list")
@folder_argument
@click.option("--first", type=click.IntRange(1), default=1, show_default=True, help="First rank.")
@click.option("--last", type=click.IntRange(1), default=100, show_default=True, help="Last rank.")
@click.option("--case", help="The case, to say where each sheet lies.")
@click.option("--form", is_flag=True, help="A CSV form for the figures, without the reported ones.")
@click.option("--html", is_flag=True, help="A page to print.")
@click.option("--csv", "as_csv", is_flag=True, help="The list as CSV.")
@output.language_option
def list_(folder: Path, first: int, last: int, case: str | None, lang: str, **kind: bool) -> None:
    """List the drawn sheets to fetch, or print a form for their figures."""
    from veedor.audit import AuditFolder, form
    from veedor.findings.audit_retrieval import retrieval
    from veedor.report.lists import as_csv, as_page
    from veedor.report.wording import Wording

    audit = AuditFolder(folder)
    if kind["form"]:
        click.echo(form(audit, first, last), nl=False)
        return
    places: dict[str, str] = {}
    if case is not None:
        sheets = output.open_case(case).select(audit.plan.commitment.count_id).sheets
        where = sheets.member_of(sheets.places.finest)
        places = dict(zip(sheets.ids.tolist(), where.tolist(), strict=True))
    table = retrieval(audit, first, last, places)
    wording = Wording(lang)
    if kind["html"]:
        click.echo(as_page(table, wording, title=audit.plan.title, note=audit.draw_line.sha256))
    elif kind["as_csv"]:
        click.echo(as_csv(table, wording), nl=False)
    else:
        click.echo("\n".join(output.table_lines(table, wording, limit=len(table))))


@command.command()
@folder_argument
@click.option("--sheet", required=True, help="A drawn sheet.")
@click.option("--votes", multiple=True, metavar="CHOICE=N", help="A figure found; every choice is needed.")
@click.option("--second", multiple=True, metavar="CHOICE=N", help="The same as the second reader has it.")
@click.option("--by", multiple=True, help="Who read the sheet; once for each reader.")
@click.option("--not-auditable", "reason", help="Why the sheet could not be audited.")
@click.option("--replaces", default="", help="Hash of an earlier record of the sheet that this one corrects.")
@click.option("--key", type=FILE, help="Private key of a party, to sign the record.")
def record(
    folder: Path,
    sheet: str,
    votes: tuple[str, ...],
    second: tuple[str, ...],
    by: tuple[str, ...],
    reason: str | None,
    replaces: str,
    key: Path | None,
) -> None:
    r"""Record what was found on one drawn sheet.

    \b
    Examples:
      veedor audit record FOLDER --sheet 71059 --key mission --by Ana --by Luis \
        --votes MAS=100 --votes CC=80 ... --second MAS=100 --second CC=80 ...
      veedor audit record FOLDER --sheet 23119 --key mission --not-auditable "The box is empty."
    """
    from veedor.audit import AuditFolder, AuditRecord, add_records

    draw_sha256 = AuditFolder(folder).draw_line.sha256
    if reason is not None:
        made = AuditRecord(sheet, "not_auditable", (), reason, draw_sha256, replaces)
    else:
        made = AuditRecord(sheet, "found", _interpretations(by, votes, second), "", draw_sha256, replaces)
    names = add_records(folder, [made], key=None if key is None else read_key(key), at=now())
    click.echo(f"Recorded as {names[0]}." if names else "That is recorded already.")


def _interpretations(
    by: tuple[str, ...], votes: tuple[str, ...], second: tuple[str, ...]
) -> tuple[Interpretation, ...]:
    """Give the readings: one for each name, the second with figures of its own."""
    from veedor.audit import Interpretation

    readings = [votes, second] if second else [votes]
    if len(by) != len(readings):
        raise click.UsageError(
            f"{len(readings)} reading(s), {len(by)} name(s): give --by once for --votes, once for --second."
        )
    return tuple(
        Interpretation(name, dict(_figure(text) for text in figures))
        for name, figures in zip(by, readings, strict=True)
    )


def _figure(text: str) -> tuple[str, int]:
    choice, equals, number = text.rpartition("=")
    if not equals or not (number.isascii() and number.isdigit()):
        raise click.BadParameter(f"{text!r}: write CHOICE=N", param_hint="--votes")
    return choice, int(number)


@command.command("import-records")
@folder_argument
@click.argument("file", type=FILE)
@click.option("--key", type=FILE, help="Private key of a party, to sign every record.")
def import_records(folder: Path, file: Path, key: Path | None) -> None:
    """Record a filled form; every row is checked before the first is written."""
    from veedor.audit import AuditFolder, add_records, read_form

    records = read_form(AuditFolder(folder), file)
    names = add_records(folder, records, key=None if key is None else read_key(key), at=now())
    known = len(records) - len(names)
    click.echo(f"{len(names)} sheets recorded." + (f" {known} were recorded already." if known else ""))


@command.command("witness")
@folder_argument
@party_option
@click.option("--key", type=FILE, required=True, help="The party's private key (ssh-ed25519).")
def witness_(folder: Path, party: str, key: Path) -> None:
    """Sign everything recorded so far, for a party: nobody can rewrite it unnoticed from then on."""
    from veedor.audit import witness

    seen = witness(folder, party, read_key(key), at=now())
    click.echo(f"{party} has seen the journal up to row {seen.lines}: {seen.head}")


@command.command()
@folder_argument
@click.option("--all", "everything", is_flag=True, help="Print the risk after every sheet too.")
@output.shared_options
def status(folder: Path, *, everything: bool, lang: str, as_json: bool) -> None:
    """Say where an audit stands: agreement, risk attained, work left."""
    result = _status(folder, "status")
    _show(result, lang, as_json=as_json, hidden=frozenset() if everything else LONG)


@command.command(epilog=output.EXIT_CODES)
@folder_argument
@output.shared_options
@click.pass_context
def verify(context: click.Context, folder: Path, lang: str, *, as_json: bool) -> None:
    """Check every step from the files alone; exit code 1 if anything is wrong."""
    result = _status(folder, "verify")
    _show(result, lang, as_json=as_json, hidden=LONG)
    if not result.good:
        context.exit(1)


def _status(folder: Path, verb: str) -> AuditStatus:
    from veedor.audit import audit_status
    from veedor.case.command_line import command_line

    return replace(audit_status(folder), command=command_line(f"audit {verb}", str(folder)))


def _show(result: AuditStatus, lang: str, *, as_json: bool, hidden: frozenset[str]) -> None:
    from veedor.report.wording import Wording

    wording = Wording(lang).of(result.contest)
    plan = result.folder.plan
    about = {"name": plan.title, "title": plan.title, "data": plan.commitment.sha256, "synthetic": False}
    tables = [table for table in result.tables if table.name not in hidden and table.rows]
    # what is wrong is said in full under the text: a cell has no room for it
    tables = [output.without_column(t, "problems") if t.name == "audit_checks" else t for t in tables]
    limit = max(map(len, tables), default=20)
    output.write(result, about, wording, as_json=as_json, tables=tables, limit=limit)
    for check in () if as_json else result.checked:
        for problem in check.problems:
            click.echo(f"  ✗ {wording.text(f'audit.verify.{check.name}')}: {harmless(problem)}")

"""``veedor audit``: plan, agree, draw, record and verify an audit, with files alone."""

from __future__ import annotations

import os
from pathlib import Path

import click

from veedor import disk
from veedor.cli import output
from veedor.cli.audit_measure import measure
from veedor.cli.audit_options import now
from veedor.cli.audit_papers import (
    figures_option,
    folder_argument,
    hand,
    read_figures,
    signing_options,
)
from veedor.cli.audit_plan import plan
from veedor.cli.audit_print import print_
from veedor.cli.audit_sheets import import_records, list_, record
from veedor.cli.audit_status import status, verify
from veedor.cli.files import FILE, LARGEST_KEY, NEW_FILE
from veedor.cli.telling import tell_sentence, telling
from veedor.sentence import sentence

LARGEST_PAPER = 1 << 20
"""No honest paper of a party has more bytes."""


@click.group(name="audit", epilog=output.EXIT_CODES)
def command() -> None:
    r"""Plan, agree, draw, record and verify a risk-limiting audit of tally sheets.

    The folder of an audit holds everything; any outsider can verify it from the files alone. The steps
    come in one order only: plan, sign (or refuse), dice (if the plan asks for them), open, draw,
    countersign, record, status, verify. Whoever signs has seen everything before; 'witness' signs that alone.

    \b
    Examples:
      veedor audit plan cases/bolivia-2019
      veedor audit plan cases/bolivia-2019 --to audit-2019 --place https://example.org/audit \
        --party Mission=mission.pub --party "Party A=a.pub" --quorum 1
      veedor audit sign audit-2019 --key mission --sealed mission.digits
      veedor audit refuse audit-2019 --key a --reason "We were not asked."
      veedor audit open audit-2019 --key mission --sealed mission.digits
      veedor audit draw audit-2019
      veedor audit countersign audit-2019 --key mission
      veedor audit list audit-2019 --last 700 --form > form.csv
      veedor audit import-records audit-2019 form.csv --key mission
      veedor audit witness audit-2019 --key a
      veedor audit status audit-2019
      veedor audit verify audit-2019 --copy audit-yesterday
    """


for verb in (plan, measure, list_, print_, record, import_records, status, verify):
    command.add_command(verb)


@command.command()
@folder_argument
@signing_options
@click.option(
    "--sealed",
    type=NEW_FILE,
    required=True,
    help="The party's digits of the seed, kept from everybody; made where the file is not there.",
)
@telling
def sign(folder: Path, party: str, key: Path | None, paper: Path | None, sealed: Path) -> None:
    r"""Sign the plan for a party, and seal its share of the seed.

    The signature names the hash of at least forty digits in the file that --sealed names. Keep the file from
    everybody until every party has signed; then 'veedor audit open' shows it. Throw dice and write the file
    yourself, or let this program make it.

    The key never needs to meet this program: with --paper the paper is written, signed by OpenSSH, and
    handed in.

    \b
    Examples:
      veedor audit sign audit-2019 --key mission --sealed mission.digits
      veedor audit sign audit-2019 --party Mission --sealed mission.digits --paper sign.json
      ssh-keygen -Y sign -f KEY -n veedor-audit sign.json
      veedor audit hand-in audit-2019 sign.json
    """
    from veedor.audit import agreement, new_share

    if not sealed.exists():
        with os.fdopen(os.open(sealed, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(f"{new_share()}\n".encode())
            disk.settle(file)
    digits = _digits(sealed)
    hand(folder, party, key, paper, lambda audit, name: agreement(audit, name, digits))
    tell_sentence("Keep {file} to yourself; open it when every party has signed.", file=sealed)


@command.command()
@folder_argument
@signing_options
@click.option("--reason", required=True, help="Why the party does not agree, in a sentence.")
@telling
def refuse(folder: Path, party: str, key: Path | None, paper: Path | None, reason: str) -> None:
    r"""Record that a party does not agree with the plan, with its signed reason.

    \b
    Examples:
      veedor audit refuse audit-2019 --key a --reason "We were not asked."
    """
    from veedor.audit import Refusal

    hand(
        folder, party, key, paper, lambda audit, _: Refusal(audit.plan_line.sha256, reason.strip())
    )  # fmt: skip


@command.command()
@folder_argument
@signing_options
@click.option("--digits", required=True, help="As many decimal digits as the plan asks for.")
@click.option("--made", required=True, help="How, where and when they were thrown.")
@click.option("--seen-by", "witnesses", multiple=True, help="Who saw it; may be given several times.")
@telling
def dice(
    folder: Path,
    party: str,
    key: Path | None,
    paper: Path | None,
    digits: str,
    made: str,
    witnesses: tuple[str, ...],
) -> None:
    r"""Record the public dice of a plan that asks for them, before any seal is opened.

    \b
    Examples:
      veedor audit dice audit-2019 --key mission --digits "4 1 6 2 5 3" --made "Sucre, 28 October 2019"
    """
    from veedor.audit import Dice

    thrown = Dice("".join(digits.split()), made, witnesses)
    hand(folder, party, key, paper, lambda _, __: thrown)


@command.command("open")
@folder_argument
@signing_options
@click.option("--sealed", type=FILE, required=True, help="The file that was sealed with the signature.")
@telling
def open_(folder: Path, party: str, key: Path | None, paper: Path | None, sealed: Path) -> None:
    r"""Open a party's share of the seed; the plan needs its signatures, and its dice, first.

    \b
    Examples:
      veedor audit open audit-2019 --key mission --sealed mission.digits
    """
    from veedor.audit import OpenedShare

    opening = OpenedShare(_digits(sealed))
    hand(folder, party, key, paper, lambda _, __: opening)


@command.command()
@folder_argument
@click.option("--without", multiple=True, metavar="PARTY", help="A party that signed and does not open.")
@figures_option
@telling
def draw(folder: Path, without: tuple[str, ...], figures: Path | None) -> None:
    r"""Make the seed of what was opened, and draw the sheets: a pure function of both and the figures.

    \b
    Examples:
      veedor audit draw audit-2019
      veedor audit draw audit-2019 --without "Party A"
    """
    from veedor.audit import AuditFolder, draw_sheets

    at = now(AuditFolder(folder))
    audit = draw_sheets(folder, without=without, figures=read_figures(figures), at=at)
    tell_sentence("Drawn. The first sheets: {sheets}", sheets=audit.drawn[:8])
    tell_sentence("SHA-256 of {file}: {hash}", file="seed.json", hash=audit.need("seed").sha256)
    tell_sentence("SHA-256 of {file}: {hash}", file="draw.csv", hash=audit.draw_line.sha256)
    tell_sentence(
        "Records are accepted when a quorum has signed both: veedor audit countersign {folder}", folder=folder
    )


@command.command()
@folder_argument
@signing_options
@telling
def countersign(folder: Path, party: str, key: Path | None, paper: Path | None) -> None:
    r"""Sign the seed and the draw, for a party that has seen them; records need a quorum of this.

    \b
    Examples:
      veedor audit countersign audit-2019 --key mission
    """
    from veedor.audit import countersignature

    hand(folder, party, key, paper, lambda audit, _: countersignature(audit))


@command.command()
@folder_argument
@signing_options
@telling
def witness(folder: Path, party: str, key: Path | None, paper: Path | None) -> None:
    r"""Sign everything recorded so far, for a party or an observer: nobody can rewrite it unnoticed.

    \b
    Examples:
      veedor audit witness audit-2019 --key a
    """
    from veedor.audit import Witness

    hand(folder, party, key, paper, lambda audit, _: Witness(len(audit.lines)))


@command.command("hand-in")
@folder_argument
@click.argument("paper", type=FILE)
@telling
def hand_in_(folder: Path, paper: Path) -> None:
    r"""Enter a paper that was written with --paper and signed with 'ssh-keygen -Y sign -n veedor-audit'.

    \b
    Examples:
      veedor audit hand-in audit-2019 sign.json
    """
    from veedor.audit import hand_in
    from veedor.cli.audit_papers import told

    signature = paper.with_name(paper.name + ".sig")
    if not signature.is_file():
        raise click.BadParameter(
            sentence(
                "its signature {signature} is not there: ssh-keygen -Y sign -f KEY -n veedor-audit {paper}",
                signature=signature,
                paper=paper,
            ),
            param_hint="PAPER",
        )
    signed = hand_in(
        folder,
        disk.read(paper, LARGEST_PAPER),
        disk.read(signature, LARGEST_KEY).decode(errors="replace"),
        at=now(),
    )
    told(folder, signed)


@command.command("figures")
@folder_argument
@click.argument("file", type=FILE)
@telling
def figures_(folder: Path, file: Path) -> None:
    r"""Show the figures of a plan that named their hash only.

    \b
    Examples:
      veedor audit figures audit-2019 figures.json
    """
    from veedor.audit import AuditFolder, show_figures

    show_figures(folder, read_figures(file) or b"", at=now(AuditFolder(folder)))
    tell_sentence("The figures are those of the plan.")


def _digits(path: Path) -> str:
    return "".join(disk.read(path, LARGEST_KEY).decode("ascii", errors="replace").split())

"""``veedor audit plan``: what audit would settle the outcome, and the plan for the parties to sign."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from veedor import disk
from veedor.cli import output
from veedor.cli.audit_files import cap_list_of, ids_of
from veedor.cli.progress import steps

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veedor.audit import AuditFolder, Party
    from veedor.count.selection import Selection

LARGEST_KEY = 65_536
"""No honest key has more bytes."""
FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


def now(audit: AuditFolder | None = None) -> str:
    """Give the time that a step states: never earlier than the last of the audit, whatever the clock says."""
    from veedor.audit.moments import is_later

    time = datetime.now(UTC).isoformat(timespec="seconds")
    last = audit.lines[-1].at if audit is not None and audit.lines else ""
    if not is_later(last, time):
        return time
    click.echo(f"The clock says {time}; the paper before states {last}, and so does this one.", err=True)
    return last


def read_share(context: click.Context, parameter: click.Parameter, value: str) -> Fraction:
    """Read 5%, 0.05 or 1/20 exactly."""
    from veedor.model.exact import read_fraction

    del context
    text = value.strip()
    try:
        number = read_fraction(text.rstrip("% ")) / (100 if text.endswith("%") else 1)
    except ValueError:
        raise click.BadParameter("write 5%, 0.05 or 1/20", param=parameter) from None
    if not 0 < number <= 1:
        raise click.BadParameter("lies above 0 and not above 1", param=parameter)
    return number


@click.command(epilog=output.EXIT_CODES)
@click.argument("case")
@click.option("--to", type=FOLDER, help="Write the plan into this new folder; otherwise only show the costs.")
@click.option("--count", help="Which count; by default the one that counts in the end.")
@output.contest_option
@click.option("--variant", help="Another reading of the rule.")
@click.option("--seats", metavar="NAME", help="These seats of the rule instead of the outcome.")
@click.option("--risk-limit", default="5%", callback=read_share, show_default=True, help="Largest risk.")
@click.option(
    "--cap", type=click.Choice(["registered", "listed", "cast"]), default="registered", show_default=True,
    help="Most ballots that a sheet can hold: its registered voters; what --cap-list says; or what it "
    "reports, and then one spoiled ballot more counts as a wholly false sheet.",
)  # fmt: skip
@click.option(
    "--cap-list", type=FILE, help="CSV with columns sheet and most: voters who signed, or papers delivered."
)
@click.option(
    "--cap-reason",
    default="",
    help="Why no sheet can hold more ballots than a cap that is not the registered voters.",
)
@click.option(
    "--draw", type=click.Choice(["proportional", "simple"]), default="proportional", show_default=True,
    help="In proportion to what could be wrong, or all alike.",
)  # fmt: skip
@click.option(
    "--rule", type=click.Choice(["share", "alpha", "agrapa"]), default="share", show_default=True,
    help="How evidence is weighed: a fixed share of the full bet, ALPHA, or aGRAPA.",
)  # fmt: skip
@click.option("--bet", default="9/10", callback=read_share, show_default=True, help="Share of the full bet.")
@click.option("--strata", default="", help="Look at the areas of this division or level apart.")
@click.option(
    "--readings", type=click.IntRange(1), default=2, show_default=True, help="Readers of each sheet."
)
@click.option("--most-sheets", type=click.IntRange(1), help="Count everything if so many do not do.")
@click.option("--unauditable", type=FILE, help="Sheets without paper: ids in a file, one a line.")
@click.option(
    "--pending", type=click.IntRange(1), help="Ballots still pending, of no expected sheet: at their worst."
)
@click.option("--party", "parties", multiple=True, metavar="NAME=KEY.pub", help="Who is asked to agree.")
@click.option("--observer", "observers", multiple=True, metavar="NAME=KEY.pub", help="Who may witness.")
@click.option("--place", default="", help="Where the folder of the audit is kept, for everybody to ask.")
@click.option("--dice", type=click.IntRange(0, 200), default=0, help="Throws of a die in the seed besides.")
@click.option(
    "--seal-figures", type=click.Path(path_type=Path, dir_okay=False),
    help="Commit to the hash of the figures alone, and write them into this file, to be shown later.",
)  # fmt: skip
@click.option("--quorum", type=click.IntRange(1), help="Signatures needed; by default all parties.")
@click.option(
    "--question", type=click.Choice(["paper", "images"]), default="paper", show_default=True,
    help="Paper against the outcome, or published rows against images of the sheets.",
)  # fmt: skip
@click.option(
    "--error-rate", type=click.FloatRange(0, 1), default=0.0, help="Share of sheets expected wrong."
)
@click.option("--error-votes", type=click.IntRange(1), default=1, help="Votes by which each of them is.")
@click.option("--runs", type=click.IntRange(1), help="Simulated draws; by default 200.")
@click.option("--seed", default=20191020, show_default=True, help="Of the simulation, not of the draw.")
@output.shared_options
@click.pass_context
def plan(
    context: click.Context,
    *,
    case: str,
    to: Path | None,
    count: str | None,
    contest: str | None,
    variant: str | None,
    seats: str | None,
    risk_limit: Fraction,
    cap: str,
    cap_list: Path | None,
    cap_reason: str,
    draw: str,
    rule: str,
    bet: Fraction,
    strata: str,
    readings: int,
    most_sheets: int | None,
    unauditable: Path | None,
    pending: int | None,
    parties: tuple[str, ...],
    observers: tuple[str, ...],
    place: str,
    dice: int,
    seal_figures: Path | None,
    quorum: int | None,
    question: str,
    error_rate: float,
    error_votes: int,
    runs: int | None,
    seed: int,
    lang: str,
    as_json: bool,
) -> None:
    r"""Say what audit would settle the outcome of CASE, and write the plan for the parties to sign.

    \b
    Examples:
      veedor audit plan cases/bolivia-2019 --risk-limit 10%
      veedor audit plan cases/bolivia-2019 --unauditable burnt.txt
      veedor audit plan cases/bolivia-2019 --seats senators
      veedor audit plan cases/bolivia-2019 --strata department --most-sheets 5000
      veedor audit plan cases/bolivia-2019 --to audit-2019 --place https://example.org/audit --quorum 2 \
        --party Mission=mission.pub --party "Party A=a.pub" --party "Party B=b.pub"
    """
    from veedor.audit import Design

    if (cap == "listed") is (cap_list is None):
        raise click.UsageError("--cap listed and --cap-list FILE.csv go together.")
    opened = output.open_case(case, quiet=as_json)
    listed = None if cap_list is None else cap_list_of(cap_list)
    lost = ids_of(unauditable)
    design = Design(draw, cap, cap_reason, str(bet), str(risk_limit), most_sheets, strata, rule, readings)
    with steps("simulating", quiet=as_json) as told:
        result = opened.audit(
            count,
            contest=contest,
            variant=variant,
            seats=seats,
            design=design,
            unauditable=lost,
            error_rate=error_rate,
            error_votes=error_votes,
            seed=seed,
            runs=runs,
            listed=listed,
            pending=pending,
            words=_files(("--unauditable", unauditable), ("--cap-list", cap_list)),
            progress=told,
        )
    output.show(result, opened, lang=lang, as_json=as_json, limit=max(len(result.population.members), 20))
    if not result.population.can_be_confirmed:
        # the question is answered; a plan that was asked for cannot be: there is nothing to agree on
        context.exit(0 if to is None else 1)
    if to is None:
        return
    chosen = read_parties(parties)
    of = opened.select(count, contest=contest, variant=variant)
    agreed = {
        "parties": chosen,
        "quorum": quorum or len(chosen),
        "unauditable": lost,
        "question": question,
        "observers": read_parties(observers),
        "place": place,
        "dice": dice,
        "design": design,
    }
    _write(
        to,
        opened.election.title,
        of,
        seats,
        listed=listed,
        pending=pending,
        seal_figures=seal_figures,
        **agreed,
    )


def _write(
    to: Path,
    title: str,
    selection: Selection,
    seats: str | None,
    *,
    listed: Mapping[str, int] | None,
    pending: int | None,
    seal_figures: Path | None,
    **agreed: Any,  # noqa: ANN401 - what `propose` takes
) -> None:
    """Write the plan and the figures that it commits to, and print the keys for everybody to compare."""
    from veedor.audit import SheetManifest, as_stated, fingerprint, propose, start
    from veedor.rules import dump

    if not agreed["parties"]:
        raise click.UsageError("A plan needs at least one party: --party NAME=KEY.pub.")
    if seal_figures is not None and seal_figures.exists():
        raise click.BadParameter(f"{seal_figures} is there already", param_hint="--seal-figures")
    rule = dump(selection.rule).encode()
    strata = agreed["design"].strata
    manifest = SheetManifest.of(selection, (strata,) if strata else ())
    made, figures = propose(
        as_stated(manifest, listed, pending),
        selection.to_settle(seats),
        rule,
        rule=selection.rule,
        title=f"{title}: {selection.contest.title}",
        sealed=seal_figures is not None,
        **agreed,
    )
    start(to, made, figures, rule, at=now())
    if seal_figures is not None:
        disk.write(seal_figures, figures)
        click.echo(f"Keep {seal_figures} to yourself until the sheets were looked at.", err=True)
    click.echo(f"\n{to / 'plan.json'}", err=True)
    for party in made.everybody:
        click.echo(f"{party.name}: {fingerprint(party.key)}", err=True)


def read_parties(values: Sequence[str]) -> tuple[Party, ...]:
    """Read ``NAME=KEY.pub`` of each party."""
    from veedor.audit import Party

    parties = []
    for value in values:
        name, equals, file = value.partition("=")
        if not equals or not name.strip() or not Path(file).is_file():
            message = f"{value!r}: write NAME=KEY.pub, with a file that exists"
            raise click.BadParameter(message, param_hint="--party")
        parties.append(
            Party(name.strip(), disk.read(Path(file), LARGEST_KEY).decode(errors="replace").strip())
        )
    return tuple(parties)


def _files(*given: tuple[str, Path | None]) -> tuple[str, ...]:
    """Give the options that name files, as they stood on the command line."""
    return tuple(word for option, path in given if path is not None for word in (option, str(path)))

"""``veedor audit plan``: what audit would settle the outcome, and the plan for the parties to sign."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from veedor import disk
from veedor.cli import output
from veedor.cli.audit_options import ballots_of, cap_list_of, ids_of, now, read_parties, read_share
from veedor.cli.files import FILE, NEW_FILE, NEW_FOLDER, named_files
from veedor.cli.language import translated
from veedor.cli.progress import steps
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from veedor.audit import BallotList, Design, ReportedContest
    from veedor.case import Case


@click.command(epilog=output.EXIT_CODES)
@click.argument("case")
@click.option(
    "--to", type=NEW_FOLDER, help="Write the plan into this new folder; otherwise only show the costs."
)
@click.option("--count", help="Which count; by default the one that counts in the end.")
@click.option(
    "--contest", multiple=True,
    help="What was voted on; by default the first contest with a rule. Several: one sample for all of them.",
)  # fmt: skip
@click.option("--variant", multiple=True, metavar="[CONTEST=]NAME", help="Another reading of the rule.")
@click.option(
    "--seats", multiple=True, metavar="[CONTEST=]NAME", help="These seats of the rule instead of the outcome."
)
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
    "--draw", type=click.Choice(["proportional", "simple"]),
    help="In proportion to what could be wrong (the default), or all alike (so where ballots are polled).",
)  # fmt: skip
@click.option(
    "--rule", type=click.Choice(["share", "alpha", "agrapa"]),
    help="How evidence is weighed: a fixed share of the full bet (the default), ALPHA (so where ballots are "
    "polled), or aGRAPA.",
)  # fmt: skip
@click.option("--bet", default="9/10", callback=read_share, show_default=True, help="Share of the full bet.")
@click.option("--strata", default="", help="Look at the areas of this division or level apart.")
@click.option(
    "--readings", type=click.IntRange(1), default=2, show_default=True, help="Readers of each sheet."
)
@click.option("--most-sheets", type=click.IntRange(1), help="Count everything if so many do not do.")
@click.option(
    "--ballots", type=FILE,
    help="Draw single ballots: CSV with a column ballot; with record (the id of a choice; empty: no vote; "
    "record:CONTEST of several) they are compared, else polled. Further columns say where each lies.",
)  # fmt: skip
@click.option(
    "--cards", type=click.IntRange(1),
    help="Ballots in all, where more than are listed; without a list, ballots numbered from 1 on are polled.",
)  # fmt: skip
@click.option("--unauditable", type=FILE, help="Sheets without paper: ids in a file, one a line.")
@click.option(
    "--pending", type=click.IntRange(1), help="Ballots still pending, of no expected sheet: at their worst."
)
@click.option("--party", "parties", multiple=True, metavar="NAME=KEY.pub", help="Who is asked to agree.")
@click.option("--observer", "observers", multiple=True, metavar="NAME=KEY.pub", help="Who may witness.")
@click.option("--place", default="", help="Where the folder of the audit is kept, for everybody to ask.")
@click.option("--dice", type=click.IntRange(0, 200), default=0, help="Throws of a die in the seed besides.")
@click.option(
    "--seal-figures", type=NEW_FILE,
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
    contest: tuple[str, ...],
    variant: tuple[str, ...],
    seats: tuple[str, ...],
    risk_limit: Fraction,
    cap: str,
    cap_list: Path | None,
    cap_reason: str,
    draw: str | None,
    rule: str | None,
    bet: Fraction,
    strata: str,
    readings: int,
    most_sheets: int | None,
    ballots: Path | None,
    cards: int | None,
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
      veedor audit plan cases/georgia-2024 --seats Parliament
      veedor audit plan land --contest president --contest deputies --seats deputies=assembly
      veedor audit plan cases/bolivia-2019 --strata department --most-sheets 5000
      veedor audit plan town --cards 120000
      veedor audit plan town --ballots ballots.csv --to audit-town --place "Town hall" --party Mission=m.pub
      veedor audit plan cases/bolivia-2019 --to audit-2019 --place https://example.org/audit --quorum 2 \
        --party Mission=mission.pub --party "Party A=a.pub" --party "Party B=b.pub"
    """
    if (cap == "listed") is (cap_list is None):
        raise click.UsageError("--cap listed and --cap-list FILE.csv go together.")
    opened = output.open_case(case, quiet=as_json)
    if ballots is not None or cards is not None:
        _refuse_of_sheets(context)
    listed = None if ballots is None else _listed(ballots, opened, count, contest)
    design = _design(
        listed, cards, draw, rule,
        cap=cap, cap_reason=cap_reason, bet=str(bet), risk_limit=str(risk_limit), most_sheets=most_sheets,
        strata=strata, readings=readings,
    )  # fmt: skip
    lost = ids_of(unauditable)
    files = named_files(("--unauditable", unauditable), ("--cap-list", cap_list), ("--ballots", ballots))
    with steps(translated("simulating"), quiet=as_json) as told:
        result = opened.audit(
            count, contest=contest or None, variant=_named("--variant", variant, contest),
            seats=_named("--seats", seats, contest), design=design, unauditable=lost,
            error_rate=error_rate, error_votes=error_votes, seed=seed, runs=runs,
            listed=None if cap_list is None else cap_list_of(cap_list), pending=pending,
            ballots=listed if contest or listed is None else next(iter(listed.values())), cards=cards,
            words=files, progress=told,
        )  # fmt: skip
    output.show(result, opened, lang=lang, as_json=as_json, limit=max(len(result.population.members), 20))
    if not result.population.can_be_confirmed:
        # the question is answered; a plan that was asked for cannot be: there is nothing to agree on
        context.exit(0 if to is None else 1)
    if to is None:
        return
    chosen = read_parties(parties)
    titles = ", ".join(of.title for of in result.contests)
    _write(
        to, result.reported, seal_figures,
        title=f"{opened.election.title}: {titles}", design=design, parties=chosen,
        quorum=quorum or len(chosen), unauditable=lost, question=question,
        observers=read_parties(observers), place=place, dice=dice,
    )  # fmt: skip


def _listed(file: Path, opened: Case, count: str | None, contests: tuple[str, ...]) -> dict[str, BallotList]:
    """Read the list of ballots of the contests that are meant."""
    found = (opened.select(count, contest=name).contest for name in contests or (None,))
    choices = {str(of.contest_id): [str(choice.choice_id) for choice in of.choices] for of in found}
    return ballots_of(file, choices)


def _named(option: str, given: tuple[str, ...], contests: tuple[str, ...]) -> str | dict[str, str] | None:
    """Read the value of an option: one for the only contest, ``CONTEST=VALUE`` for each of several."""
    if len(contests) < 2 and len(given) < 2 and not any("=" in one for one in given):
        return given[0] if given else None
    found = {}
    for one in given:
        contest, equals, value = one.partition("=")
        if not equals or contest not in contests or contest in found:
            known = " or ".join(f"{name}=..." for name in contests)
            raise click.BadParameter(
                sentence("{one!r}: write {known}, each once", one=one, known=known), param_hint=option
            )
        found[contest] = value
    return found


_OF_SHEETS = ("cap", "cap_list", "cap_reason", "pending", "question")
"""Options of :func:`plan` that say nothing of single ballots."""


def _refuse_of_sheets(context: click.Context) -> None:
    """Refuse options that are about sheets where ballots are drawn."""
    for name in _OF_SHEETS:
        if context.get_parameter_source(name) is not ParameterSource.DEFAULT:
            raise click.UsageError(
                sentence(
                    "--{name} is about tally sheets; leave it out with --ballots or --cards.",
                    name=name.replace("_", "-"),
                )
            )


def _design(
    listed: Mapping[str, BallotList] | None,
    cards: int | None,
    draw: str | None,
    rule: str | None,
    **agreed: Any,  # noqa: ANN401 - fields of the design
) -> Design:
    """Return the design that was asked for, and of the rest what is usual for what is drawn."""
    from veedor.audit import BallotList, usual_design

    polled = BallotList(()) if cards is not None else None
    usual = usual_design(polled if listed is None else next(iter(listed.values())))
    return replace(usual, draw=draw or usual.draw, rule=rule or usual.rule, **agreed)


def _write(
    to: Path,
    reported: Sequence[ReportedContest],
    seal_figures: Path | None,
    **agreed: Any,  # noqa: ANN401 - what `propose` takes
) -> None:
    """Write the plan and the figures that it commits to, and print the keys for everybody to compare."""
    from veedor.audit import fingerprint, propose, start

    if not agreed["parties"]:
        raise click.UsageError("A plan needs at least one party: --party NAME=KEY.pub.")
    if seal_figures is not None and seal_figures.exists():
        raise click.BadParameter(
            sentence("{seal_figures} is there already", seal_figures=seal_figures),
            param_hint="--seal-figures",
        )
    made, figures, rule = propose(reported, sealed=seal_figures is not None, **agreed)
    start(to, made, figures, rule, at=now())
    if seal_figures is not None:
        disk.write(seal_figures, figures)
        click.echo(
            translated("Keep {file} to yourself until the sheets were looked at.", file=seal_figures),
            err=True,
        )
    click.echo(f"\n{to / 'plan.json'}", err=True)
    for party in made.everybody:
        click.echo(f"{party.name}: {fingerprint(party.key)}", err=True)

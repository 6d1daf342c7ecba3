"""``veedor rules``: list, show and try rules; share out seats."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from veedor.cli import output
from veedor.cli.layout import print_lines
from veedor.cli.main import EXIT_DIFFERS
from veedor.cli.rule_file import called, example_of
from veedor.errors import QuestionError
from veedor.model import localised
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from veedor.report.wording import Wording
    from veedor.rules import Decision, Seats


KINDS = ("blank", "null", "none", "challenged")
METHODS = (
    "dhondt", "sainte_lague", "modified_sainte_lague", "hare", "hare_by_votes", "droop",
)  # fmt: skip
"""Those of :data:`veedor.rules.allocation.METHODS`, which is imported late; a test compares them."""
NOT_REPEATED = frozenset({"expect", "lang", "as_json"})
"""Options that change no result."""
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(context_settings=CONTEXT, epilog=output.EXIT_CODES)
def command() -> None:
    r"""List, show and try the rules that decide elections.

    A rule is named by its id, or given as a TOML or JSON file of your own. Templates such as plurality(3)
    or approve(1/2) need no law.

    \b
    Examples:
      veedor rules list --country BO
      veedor rules show bo-president-2009
      veedor rules try bo-president-2009 --votes MAS=2889359 --votes CC=2240920 --votes PDC=539081
      veedor rules try 'plurality(3)' --votes A=50 --votes B=40 --votes C=31 --votes D=30
      veedor rules new --like plurality --to mayor.toml
      veedor rules seats --seats 4 --areas departments.csv
    """


@command.command("list", epilog=output.EXIT_CODES)
@click.option("--country", metavar="XX", help="Only those of a country (ISO 3166, two letters).")
@click.option("--on", metavar="YYYY-MM-DD", help="Only those that were law on a day.")
@output.shared_options
def list_rules(country: str | None, on: str | None, *, lang: str, as_json: bool) -> None:
    r"""List the rules that come with Veedor: laws by country, then the templates that quote no law.

    \b
    Examples:
      veedor rules list
      veedor rules list --country EC --on 2017-02-19
      veedor rules list --json | jq -r '.[].id'
    """
    from veedor.cli.rule_pages import listed, listed_json
    from veedor.rules import available
    from veedor.rules.templates import templates

    day = _day(on)
    found = [
        rule
        for rule in available()
        if (country is None or rule.country == country.upper()) and (day is None or rule.in_force(day))
    ]
    if not found and not as_json:
        raise _no_rule({rule.country for rule in available() if rule.country}, country, on)
    lawless = templates() if country is None and day is None else ()
    if as_json:
        click.echo(json.dumps(listed_json(found, lawless), ensure_ascii=False, indent=2))
    else:
        print_lines("\n".join(listed(found, lawless, lang)))


def _no_rule(countries: set[str], country: str | None, on: str | None) -> QuestionError:
    """Say that no rule is listed, which countries have some, and how to go on without."""
    asked = [
        *([f"of the country {country!r}"] if country else []),
        *([f"that was law on {on}"] if on else []),
    ]
    known = country is not None and country.upper() in countries
    there = (
        sentence("`veedor rules list --country {country}` lists all of it", country=country)
        if known
        else sentence("There are rules of {countries}", countries=", ".join(sorted(countries)))
    )
    return QuestionError(
        sentence("Veedor has no rule {asked}.", asked=" ".join(asked)),
        remedy=sentence(
            "{there}; `veedor rules new --like plurality --to my-rule.toml` writes one of your own.",
            there=there,
        ),
    )


@command.command(epilog=output.EXIT_CODES)
@click.argument("rule_id", metavar="ID")
@click.option("--variant", help="In another reading.")
@output.shared_options
def show(rule_id: str, variant: str | None, *, lang: str, as_json: bool) -> None:
    r"""Show a rule: its law, what it asks for in plain words, its readings, and the counts it was tried on.

    Exits with 1 where one of those counts does not come out as the file expects.

    \b
    Examples:
      veedor rules show bo-president-2009
      veedor rules show ke-president-2010 --lang es
      veedor rules show sc-president-1993 --variant cast
      veedor rules show bo-president-2009 --json > rule.json
    """
    from veedor.rules import dump, load, try_fixtures, try_seats

    template, _ = called(rule_id)
    filed = load(example_of(rule_id))
    rule = filed.reading(variant)
    if as_json:
        click.echo(dump(rule), nl=False)
        return
    from veedor.cli.rule_pages import page

    trials, of_seats = try_fixtures(filed), try_seats(filed)
    print_lines(page(rule, trials, of_seats, lang, template))
    if not all(trial.passes for trial in trials) or not all(trial.passes for trial in of_seats):
        raise SystemExit(EXIT_DIFFERS)


@command.command("new", epilog=output.EXIT_CODES)
@click.option("--like", required=True, metavar="ID", help="The rule, template or file to start from.")
@click.option("--to", metavar="FILE", help="Where to write it (FILE.toml); by default it is printed.")
@output.language_option
def new_rule(like: str, to: str | None, lang: str) -> None:
    r"""Write a rule file to edit, with a comment for each key. It works as it is, and needs no law.

    \b
    Examples:
      veedor rules new --like plurality --to mayor.toml
      veedor rules new --like 'approve(1/2, turnout=50%)' --to referendum.toml
      veedor rules new --like bo-president-2009 > my-rule.toml

    `veedor rules show mayor.toml` names all problems of the file, and tries the counts in it. In a case it is
    rule = "mayor.toml", beside case.toml.
    """
    from veedor.cli.rule_file import write
    from veedor.rules import load

    click.echo(write(load(example_of(like)), to, lang), nl=to is not None)


@command.command("try", epilog=output.EXIT_CODES)
@click.argument("rule_id", metavar="ID")
@click.option(
    "--votes", multiple=True, metavar="NAME=N", help="Votes of a candidate, or of all others as one; repeat."
)
@click.option("--blank", type=click.IntRange(0), metavar="N", help="Blank votes.")
@click.option("--null", type=click.IntRange(0), metavar="N", help="Spoiled votes.")
@click.option("--none", "for_none", type=click.IntRange(0), metavar="N", help="Votes for none.")
@click.option("--challenged", type=click.IntRange(0), metavar="N", help="Challenged votes.")
@click.option("--registered", type=click.IntRange(0), metavar="N", help="Registered voters.")
@click.option("--area", multiple=True, metavar="LEVEL/AREA:NAME=N,...", help="Votes of an area; repeat.")
@click.option("--areas", metavar="FILE", help="Votes by area: CSV with columns level, area, choice, votes.")
@click.option(
    "--round", "round_", help="Which round, or which seats of a rule without one; the first by default."
)
@click.option("--variant", help="In another reading; the outcome under each is shown in any case.")
@click.option("--outstanding", type=click.IntRange(0), metavar="N", help="Ballots still uncounted.")
@click.option("--expect", metavar="NAME", help="Exit with 1 where anybody else, or nobody, is elected.")
@output.shared_options
@click.pass_context
def try_rule(
    context: click.Context,
    rule_id: str,
    *,
    votes: Sequence[str],
    blank: int | None,
    null: int | None,
    for_none: int | None,
    challenged: int | None,
    registered: int | None,
    area: Sequence[str],
    areas: str | None,
    round_: str | None,
    variant: str | None,
    outstanding: int | None,
    expect: str | None,
    lang: str,
    as_json: bool,
) -> None:
    r"""Try a rule on totals: outcome, conditions with their slack, votes that would change it, readings.

    Without --votes the areas are summed. The name "others" stands for candidates published as one figure:
    valid votes, of which nobody can lead, win or go on.

    \b
    Examples:
      veedor rules try bo-president-2009 --votes MAS=2889359 --votes CC=2240920 --votes others=1007392
      veedor rules try sc-president-1993 --round runoff --votes A=31512 --votes B=31319 --null 1062
      veedor rules try ro-president-2003 --votes A=900 --votes B=100 --registered 1800
      veedor rules try ke-president-2010 --areas counties.csv
      veedor rules try us-president-2024 --area state/CA:A=10,B=9 --area state/TX:A=3,B=4
    """
    from veedor.cli.rule_totals import from_options
    from veedor.report.wording import Wording
    from veedor.rules import Seats, explain, load, seats

    kinds = zip(KINDS, (blank, null, for_none, challenged), strict=True)
    given = {kind: n for kind, n in kinds if n is not None}
    tally = from_options(votes, given, area, areas, registered, outstanding)
    if expect is not None:
        output.check_choice(expect, tally.contest)
    rule = load(rule_id)
    again = _again(context)
    result: Decision | Seats
    if rule.rounds:
        result = replace(explain(rule, tally, round=round_, variant=variant), command=again)
    else:
        result = replace(seats(rule.reading(variant), tally, round_), command=again)
    wording = Wording(lang).of(tally.contest)
    title = f"{localised(rule.title, lang)} ({rule.rule_id})"
    if not (rule.rounds or rule.quotes_law):  # a decision says so itself
        title += f"\n{wording.text('rules.cli.no_law')}"
    about = {"rule": rule.rule_id} if as_json else _about(title, wording)
    output.write(result, about, wording, as_json=as_json)
    if expect is not None and (isinstance(result, Seats) or expect not in result.outcome.elected):
        raise SystemExit(EXIT_DIFFERS)


@command.command(epilog=output.EXIT_CODES)
@click.option("--method", type=click.Choice(METHODS), default="dhondt", show_default=True, help="How.")
@click.option("--seats", "number", type=click.IntRange(1), required=True, metavar="N", help="In each area.")
@click.option("--votes", multiple=True, metavar="NAME=N", help="Votes of a list; repeat for each.")
@click.option("--area", multiple=True, metavar="LEVEL/AREA:NAME=N,...", help="Votes of an area; repeat.")
@click.option("--areas", metavar="FILE", help="Votes by area: CSV with columns level, area, choice, votes.")
@click.option("--threshold", metavar="SHARE", help='Least share of all valid votes: "3%" or "1/20".')
@output.shared_options
@click.pass_context
def seats(
    context: click.Context,
    *,
    method: str,
    number: int,
    votes: Sequence[str],
    area: Sequence[str],
    areas: str | None,
    threshold: str | None,
    lang: str,
    as_json: bool,
) -> None:
    r"""Share out seats by votes, each area for itself, with the gap of the last seat and the next claim.

    \b
    Examples:
      veedor rules seats --seats 4 --votes A=100 --votes B=60 --votes C=30
      veedor rules seats --seats 4 --areas departments.csv --threshold 3%
      veedor rules seats --seats 5 --method hare --votes A=47 --votes B=33 --votes C=20 --json
    """
    from veedor.cli.rule_totals import from_options, seat_rule
    from veedor.model import Kind
    from veedor.report.wording import Wording
    from veedor.rules.assembly import share_out

    tally = from_options(votes, {}, area, areas, None)
    part = seat_rule(method, number, next(iter(tally.areas), None), output.with_point(threshold, lang))
    bases = {"valid": (Kind.CANDIDATE, Kind.OTHERS)}
    shared = replace(share_out(part, tally, bases), command=_again(context))
    wording = Wording(lang).of(tally.contest)
    about = {"method": method} if as_json else _about(wording.text("table.seats"), wording)
    output.write(shared, about, wording, as_json=as_json)


def _about(title: str, wording: Wording) -> dict[str, str]:
    return {"title": title, "data": wording.text("rules.cli.given")}


def _again(context: click.Context) -> str:
    """Write the command that gives the same again."""
    words = ["veedor", "rules", str(context.info_name)]
    for parameter in context.command.params:
        given = context.params[str(parameter.name)]
        for value in given if isinstance(given, tuple) else (given,):
            if value is not None and parameter.name not in NOT_REPEATED:
                named = () if isinstance(parameter, click.Argument) else parameter.opts[:1]
                words += [*named, str(value)]
    return shlex.join(words)


def _day(text: str | None) -> date | None:
    """Read a day of the command line.

    Raises
    ------
    QuestionError
        Where it is not one.
    """
    from datetime import date

    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise QuestionError(
            sentence("{text!r} is no day.", text=text), remedy="Write it as 2019-10-20."
        ) from None

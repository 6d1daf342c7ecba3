"""``veedor claims``: which reported claims hold against the count."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from veedor.cli import output
from veedor.sentence import sentence

if TYPE_CHECKING:
    from datetime import datetime

    from veedor.case import Case
    from veedor.claims import ClaimsResult, Judged
    from veedor.report.wording import Wording

ARTICLES = click.Path(path_type=Path, file_okay=False, exists=True)
FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
articles_option = click.option("--articles", type=ARTICLES, help="Folder of the articles.")
file_option = click.option("--file", type=FILE, help="Claims file; by default claims.toml of the case.")


@click.group(name="claims", epilog=output.EXIT_CODES)
def command() -> None:
    r"""Judge the claims of a file against the count; every verdict is computed.

    \b
    Examples:
      veedor claims check cases/bolivia-2019
      veedor claims trace cases/bolivia-2019 G02
      veedor claims accept cases/bolivia-2019 P001 --by "Your name"
      veedor claims export cases/bolivia-2019 --claimreview --author "Observer mission"
      veedor claims functions
      veedor claims ask cases/bolivia-2019 'just_over(lead("MAS"), "10")'
    """


def _judge(
    case: str, file: Path | None, articles: Path | None, lang: str, *, quiet: bool
) -> tuple[Case, ClaimsResult]:
    opened = output.open_case(case, quiet=quiet)
    return opened, opened.claims(file, articles=articles, lang=lang)


@command.command(epilog=output.EXIT_CODES)
@click.argument("case")
@file_option
@articles_option
@output.shared_options
@click.pass_context
def check(
    context: click.Context, case: str, file: Path | None, articles: Path | None, *, lang: str, as_json: bool
) -> None:
    """Judge every claim; exit code 1 if a verdict is not the one that its reviewer expects."""
    opened, result = _judge(case, file, articles, lang, quiet=as_json)
    output.show(result, opened, lang=lang, as_json=as_json, tables=result.tables[:1], limit=1_000)
    if result.differing:
        context.exit(1)


@command.command("accept", epilog=output.EXIT_CODES)
@click.argument("case")
@click.argument("proposal")
@click.option("--by", required=True, help="Your name: you stand for the claim.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Day of the review; by default today.")
@click.option("--reading", type=click.IntRange(1), help="Take this one of several readings.")
@click.option("--text", default="", help="The claim in neutral words; by default its sentence.")
@click.option("--proposed", type=FILE, help="File of proposals; by default claims.proposed.toml of the case.")
@file_option
@articles_option
@output.language_option
def accept_(
    case: str,
    proposal: str,
    *,
    by: str,
    on: datetime | None,
    reading: int | None,
    text: str,
    proposed: Path | None,
    file: Path | None,
    articles: Path | None,
    lang: str,
) -> None:
    r"""Move a PROPOSAL to claims.toml, with your name and the day.

    The verdict that the count gives now becomes the expected one.

    \b
    Examples:
      veedor claims accept cases/bolivia-2019 P001 --by "Ana Ruiz"
      veedor claims accept cases/bolivia-2019 P004 --by "Ana Ruiz" --reading 2
    """
    from datetime import UTC
    from datetime import datetime as clock

    from veedor.claims.accept import accept
    from veedor.claims.propose import FILE as PROPOSED
    from veedor.claims.result import FILE as CLAIMS
    from veedor.intake.locate import data_folders
    from veedor.press import article_folders
    from veedor.report.wording import Wording

    election = output.open_case(case).election
    folder = election.file.folder
    done = accept(
        election,
        proposal,
        by=by,
        on=(on or clock.now(UTC)).date(),
        proposed=proposed or folder / PROPOSED,
        claims=file or folder / CLAIMS,
        articles=[articles] if articles else article_folders(folder, data_folders(election.file)),
        reading=reading,
        text=text,
    )
    wording = Wording(lang)
    verdict = wording.text(f"verdict.{str(done.claim.review.expected).replace(' ', '_')}")
    click.echo(wording.text("claims.accepted", claim=done.claim.id, file=str(done.file), verdict=verdict))
    for one in done.claim.checks:
        click.echo(f"  {one.check}")


@command.command()
@click.argument("case")
@click.argument("claim")
@file_option
@articles_option
@output.language_option
def trace(case: str, claim: str, file: Path | None, articles: Path | None, lang: str) -> None:
    """Show how the verdict on one CLAIM comes about: every question that was asked, and its answer."""
    from veedor.errors import QuestionError, nearest
    from veedor.report.wording import Wording

    _, result = _judge(case, file, articles, lang, quiet=False)
    by_id = {judged.claim.id: judged for judged in result.judged}
    if claim not in by_id:
        raise QuestionError(
            sentence("There is no claim {claim!r}.", claim=claim), remedy=nearest(claim, by_id)
        )
    wording = Wording(lang)
    click.echo("\n".join(_traced(by_id[claim], wording)))


def _traced(judged: Judged, wording: Wording) -> list[str]:
    from veedor.claims.verdict import ClaimVerdict
    from veedor.findings.claims import truth_term, verdict_term
    from veedor.model import localised
    from veedor.report.claimed import answer, other_word, printed_difference, still_open

    claim = judged.claim
    lines = [f"{claim.id}  {localised(claim.text, wording.lang)}", wording.text(verdict_term(judged))]
    if claim.axis and judged.verdict is ClaimVerdict.DEPENDS:
        lines.append(wording.text("claims.depends_on", axis=localised(claim.axis, wording.lang)))
    for check_, result in judged.checks:
        name = localised(check_.name, wording.lang)
        lines += ["", f"{name}: {wording.text(truth_term(result.value))}", f"  {check_.check}"]
        lines += [f"    {step.source} = {answer(step.value, step.type, wording)}" for step in result.steps]
        lines += ["    " + other_word(word, other, wording) for word, other in result.other_words]
        lines += ["    " + printed_difference(found, wording) for found in result.differences]
    if judged.open is not None:
        lines += ["", still_open(judged, wording)]
    return lines


@command.command()
@click.argument("case")
@click.option("--claimreview", is_flag=True, required=True, help="schema.org ClaimReview, JSON-LD.")
@click.option("--author", default="Veedor", show_default=True, help="Who publishes the reviews.")
@click.option("--url", default="", help="Where they are published.")
@file_option
@articles_option
@output.language_option
def export(
    case: str,
    author: str,
    url: str,
    file: Path | None,
    articles: Path | None,
    lang: str,
    *,
    claimreview: bool,
) -> None:
    """Write the verdicts for search engines and other fact-checkers."""
    from veedor.findings.claim_review import claim_reviews, lacking
    from veedor.report.wording import Wording

    del claimreview
    _, result = _judge(case, file, articles, lang, quiet=True)
    wording = Wording(lang)
    reviews = claim_reviews(result, wording.text, author=author, url=url)
    click.echo(json.dumps(reviews, ensure_ascii=False, indent=2))
    for name, number in lacking(reviews).items():
        click.echo(wording.text("claims.lacking", name=name, number=str(number)), err=True)


@command.command("ask")
@click.argument("case")
@click.argument("question")
@output.language_option
def ask(case: str, question: str, lang: str) -> None:
    """Evaluate one check, with the attested facts and other cases of claims.toml."""
    from veedor.claims import evaluate, functions
    from veedor.claims.claims_file import load_claims
    from veedor.claims.result import FILE as CLAIMS
    from veedor.claims.result import facts_of
    from veedor.findings.claims import truth_term
    from veedor.report.claimed import answer, printed_difference
    from veedor.report.wording import Wording

    wording = Wording(lang)
    election = output.open_case(case).election
    file = election.file.folder / CLAIMS
    document = load_claims(file) if file.is_file() else None
    result = evaluate(question, functions(facts_of(election, document, file.parent)))
    for step in result.steps:
        click.echo(f"{step.source} = {answer(step.value, step.type, wording)}")
    for found in result.differences:
        click.echo(printed_difference(found, wording))
    click.echo(wording.text(truth_term(result.value)))


@command.command("functions")
def functions_() -> None:
    """List what a check can ask."""
    from veedor.claims import ALL
    from veedor.claims.number_words import WORDS

    for one in ALL:
        shown = ", ".join(
            f"{p.name}={p.default!r}" if p.default is not None else p.name for p in one.parameters
        )
        click.echo(f"{one.name}({shown}) -> {one.gives}\n    {one.says}")
    click.echo(f'{", ".join(WORDS)}\n    words for numbers: reads(share("A"), "47")')

"""``veedor claims``: which reported claims hold against the count."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from veedor.cli import output
from veedor.cli.files import FILE, FOLDER
from veedor.cli.language import in_words, translated
from veedor.cli.telling import tell_text, telling
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from veedor.case import Case
    from veedor.claims import ClaimsResult, Judged
    from veedor.report.wording import Wording

articles_option = click.option("--articles", type=FOLDER, help="Folder of the articles.")
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
    r"""Judge every claim; exit code 1 if a verdict is not the one that its reviewer expects.

    \b
    Examples:
      veedor claims check cases/bolivia-2019
      veedor claims check cases/bolivia-2019 --json
    """
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
@telling
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
    figures = {"claim": done.claim.id, "file": str(done.file), "verdict": verdict}
    tell_text(wording.text("claims.accepted", **figures), **figures)
    for one in done.claim.checks:
        tell_text(f"  {one.check}", check=one.check)


@command.command()
@click.argument("case")
@click.argument("claim")
@file_option
@articles_option
@telling
def trace(case: str, claim: str, file: Path | None, articles: Path | None, lang: str) -> None:
    r"""Show how the verdict on one CLAIM comes about: every question that was asked, and its answer.

    \b
    Examples:
      veedor claims trace cases/bolivia-2019 G02
    """
    from veedor.errors import QuestionError, nearest
    from veedor.report.wording import Wording

    _, result = _judge(case, file, articles, lang, quiet=False)
    by_id = {judged.claim.id: judged for judged in result.judged}
    if claim not in by_id:
        raise QuestionError(
            sentence("There is no claim {claim!r}.", claim=claim), remedy=nearest(claim, by_id)
        )
    wording = Wording(lang)
    for line, figures in _traced(by_id[claim], wording):
        tell_text(line, **figures)


def _traced(judged: Judged, wording: Wording) -> Iterator[tuple[str, dict[str, object]]]:
    """Return the lines of a trace, each with the names and answers in it."""
    from veedor.claims.verdict import ClaimVerdict
    from veedor.findings.claims import truth_term, verdict_term
    from veedor.model import localised
    from veedor.report.claimed import answer, other_word, printed_difference, still_open

    claim = judged.claim
    yield f"{claim.id}  {localised(claim.text, wording.lang)}", {"claim": claim.id}
    yield wording.text(verdict_term(judged)), {"verdict": str(judged.verdict)}
    if claim.axis and judged.verdict is ClaimVerdict.DEPENDS:
        yield wording.text("claims.depends_on", axis=localised(claim.axis, wording.lang)), {}
    for check_, result in judged.checks:
        name = localised(check_.name, wording.lang)
        yield f"\n{name}: {wording.text(truth_term(result.value))}", {"name": name, "value": result.value}
        yield f"  {check_.check}", {"check": check_.check}
        for step in result.steps:
            said = answer(step.value, step.type, wording)
            yield f"    {step.source} = {said}", {"question": step.source, "answer": said}
        for word, other in result.other_words:
            yield "    " + other_word(word, other, wording), {}
        for found in result.differences:
            yield "    " + printed_difference(found, wording), {}
    if judged.open is not None:
        yield "\n" + still_open(judged, wording), {}


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
    r"""Write the verdicts for search engines and other fact-checkers.

    \b
    Examples:
      veedor claims export cases/bolivia-2019 --claimreview --author "Observer mission" > reviews.json
    """
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
@telling
def ask(case: str, question: str, lang: str) -> None:
    r"""Evaluate one check, with the attested facts and other cases of claims.toml.

    \b
    Examples:
      veedor claims ask cases/bolivia-2019 'just_over(lead("MAS"), "10")'
    """
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
        said = answer(step.value, step.type, wording)
        tell_text(f"{step.source} = {said}", question=step.source, answer=said)
    for found in result.differences:
        tell_text(printed_difference(found, wording))
    tell_text(wording.text(truth_term(result.value)), value=result.value)


@command.command("functions")
@telling
def functions_() -> None:
    r"""List what a check can ask.

    \b
    Examples:
      veedor claims functions
      veedor claims functions --json | jq -r '.told[].name'
    """
    from veedor.claims import ALL
    from veedor.claims.number_words import WORDS

    for one in ALL:
        shown = ", ".join(
            f"{p.name}={p.default!r}" if p.default is not None else p.name for p in one.parameters
        )
        means = in_words(one.says)
        tell_text(
            f"{one.name}({shown}) -> {in_words(one.gives)}\n    {means}",
            name=one.name, parameters=shown, gives=one.gives, means=means,
        )  # fmt: skip
    means = translated('words for numbers: reads(share("A"), "47")')
    tell_text(f"{', '.join(WORDS)}\n    {means}", words=WORDS, means=means)

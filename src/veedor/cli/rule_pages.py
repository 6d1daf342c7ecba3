"""A rule as a page of text: its law, its words, its readings, and the counts it was tried on."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from veedor.cli.layout import filled, terminal_width
from veedor.findings.rule_in_words import in_words
from veedor.findings.words import outcome_term, way_key
from veedor.model import Figure, Unit, localised
from veedor.report.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from veedor.model import Outcome
    from veedor.rules import Rule
    from veedor.rules.fixtures import FixtureTrial, SeatTrial
    from veedor.rules.rule_parts import LawSource
    from veedor.rules.templates import Template


LIST_WIDTH = 80
"""Columns of a list of rules, whatever the terminal has: it is piped and mailed."""
LONGEST_FORM = 28
"""Columns of a template beside which its title stands; that of a longer one stands below it."""


def listed(rules: Sequence[Rule], lawless: Sequence[Template], lang: str) -> list[str]:
    """List rules, one a line, and below them the templates with their parameters.

    Parameters
    ----------
    rules : sequence of Rule
        Laws.
    lawless : sequence of Template
        Templates without a law.
    lang : str
        ``en`` or ``es``.
    """
    words = Wording(lang)
    widest = max((len(rule.rule_id) for rule in rules), default=0)
    lines = []
    for rule in rules:
        begin = rule.valid_from.year if rule.valid_from else ""
        years = f"{begin}–{rule.valid_to.year if rule.valid_to else ''}".ljust(9)
        lines += _listed(f"{rule.rule_id.ljust(widest)}  {years}  ", localised(rule.title, lang))
    if not lawless:
        return lines
    lines += ["", *filled(words.text("rules.cli.templates"), LIST_WIDTH).splitlines()]
    widest = max(n for template in lawless if (n := len(template.form)) <= LONGEST_FORM)
    for template in lawless:
        lines += _listed(f"{template.form.ljust(widest)}  ", localised(template.title, lang), widest + 2)
    return lines


def _listed(name: str, title: str, column: int = 0) -> list[str]:
    """Put a title beside a name, or below it in its column where the name reaches further."""
    column = column or len(name)
    first = name if len(name) <= column else " " * column
    text = textwrap.fill(title, LIST_WIDTH, initial_indent=first, subsequent_indent=" " * column)
    return [*([] if first == name else [name.rstrip()]), *text.splitlines()]


def listed_json(rules: Sequence[Rule], lawless: Sequence[Template]) -> list[dict[str, object]]:
    """List rules and templates for a program; ``law_quoted`` tells them apart."""
    laws: list[dict[str, object]] = [
        {
            "id": rule.rule_id,
            "title": rule.title,
            "country": rule.country,
            "office": rule.office,
            "valid_from": rule.valid_from.isoformat() if rule.valid_from else None,
            "valid_to": rule.valid_to.isoformat() if rule.valid_to else None,
            "law_quoted": rule.quotes_law,
        }
        for rule in rules
    ]
    return laws + [
        {
            "id": template.name,
            "title": template.title,
            "country": None,
            "office": template.office,
            "valid_from": None,
            "valid_to": None,
            "law_quoted": False,
            "parameters": {
                p.name: {"kind": p.kind, "required": p.required, "default": p.default, "meaning": p.meaning}
                for p in template.parameters
            },
            "examples": list(template.examples),
        }
        for template in lawless
    ]


def page(
    rule: Rule,
    trials: Sequence[FixtureTrial],
    of_seats: Sequence[SeatTrial],
    lang: str,
    template: Template | None = None,
) -> str:
    """Lay a rule out for a terminal.

    Parameters
    ----------
    rule : Rule
        In the reading to be shown.
    trials : sequence of FixtureTrial
        Its fixtures, tried under every reading.
    of_seats : sequence of SeatTrial
        Its fixtures, tried for seats.
    lang : str
        ``en`` or ``es``. The law is quoted in its own language.
    template : Template, optional
        Of which it is, to explain its parameters.
    """
    width, words = terminal_width(), Wording(lang)
    blocks = [_head(rule, words)]
    if template is not None and template.parameters:
        blocks.append(_section(words.text("rules.cli.parameters"), _parameters(template, words, width)))
    if rule.note is not None:
        blocks.append(_section(words.text("rules.cli.note"), [filled(localised(rule.note, lang), width, 2)]))
    if rule.quotes_law:
        blocks.append(_section(words.text("rules.cli.law"), _law(rule, words, width)))
    blocks.append(_section(words.text("rules.cli.in_words"), _words(rule, words, width)))
    if rule.variants:
        blocks.append(_section(words.text("rules.cli.readings"), _readings(rule, words, width)))
    tried = [*_fixtures(trials, words, width), *_seats(of_seats, words, width)]
    if tried:
        blocks.append(_section(words.text("rules.cli.fixtures"), tried))
    return "\n\n".join(blocks)


def _head(rule: Rule, words: Wording) -> str:
    title = f"{localised(rule.title, words.lang)} ({rule.rule_id})"
    if not rule.quotes_law:
        return f"{title}\n{words.text('rules.cli.no_law')}"
    start = Figure("start", rule.valid_from, Unit.DAY)
    end = Figure("end", rule.valid_to, Unit.DAY)
    valid = (
        words.text("rules.cli.valid", start=start)
        if rule.valid_to is None
        else words.text("rules.cli.valid_to", start=start, end=end)
    )
    return f"{title}\n{rule.country}, {valid}"


def _parameters(template: Template, words: Wording, width: int) -> Iterator[str]:
    """Explain each parameter of a template, and show how it is written."""
    for parameter in template.parameters:
        how = ".default" if parameter.default else ".optional" if parameter.optional else ""
        meaning = localised(parameter.meaning, words.lang)
        text = words.text(
            f"rules.cli.parameter{how}", name=parameter.name, default=parameter.default, meaning=meaning
        )
        yield filled(text, width, 2)
    examples = ", ".join(f'"{example}"' for example in template.examples)
    yield filled(words.text("rules.cli.examples", examples=examples), width, 2)


def _section(heading: str, lines: Sequence[str] | Iterator[str]) -> str:
    return "\n".join([heading, *lines])


def _law(rule: Rule, words: Wording, width: int) -> Iterator[str]:
    for source in rule.sources:
        yield filled(f"{source.law}, {source.article}", width, 2)
        yield filled(_quoted(source), width, 4)
        if source.translation and source.language != words.lang:
            yield filled(f"[{source.translation}]", width, 4)
        where = " ".join(part for part in (source.read_in, source.url) if part)
        yield filled(words.text("rules.cli.read_in", where=where), width, 4)


def _quoted(source: LawSource) -> str:
    opening, closing = ("«", "»") if source.language in {"es", "fr", "pt"} else ("“", "”")
    return f"{opening}{source.quote}{closing}"


def _words(rule: Rule, words: Wording, width: int) -> Iterator[str]:
    for line in in_words(rule):
        text = words.text(line.says, **{figure.name: figure for figure in line.figures})
        yield filled(text, width, 2 + 2 * line.depth)


def _readings(rule: Rule, words: Wording, width: int) -> Iterator[str]:
    if rule.variant is not None:
        yield filled(f"→ {rule.variant}", width, 2)
    for variant in rule.variants:
        held = f" ({words.text('rules.cli.held_by', who=variant.held_by)})" if variant.held_by else ""
        yield filled(f"{variant.name}: {localised(variant.reading, words.lang)}{held}", width, 2)


def _fixtures(trials: Sequence[FixtureTrial], words: Wording, width: int) -> Iterator[str]:
    default: dict[str, Outcome] = {}
    for trial in trials:
        name = trial.fixture.name
        mark = "✓ " if trial.passes else "✗ "
        said = outcome_text(trial.outcome, words)
        if trial.variant is None:
            default[name] = trial.outcome
            yield filled(f"{name} ({trial.fixture.source})", width, 2)
            yield filled(said, width, 4, mark)
        elif trial.outcome != default[name] or not trial.passes:
            text = words.text("rules.cli.under", reading=trial.variant, outcome=said)
            yield filled(text, width, 4, mark)


def _seats(trials: Sequence[SeatTrial], words: Wording, width: int) -> Iterator[str]:
    if not trials:
        return
    from veedor.findings.seats import lists_of

    for trial in trials:
        yield filled(f"{trial.fixture.name} ({trial.fixture.source})", width, 2)
        said = f"{trial.found.rule.name}: {words.value(lists_of(trial.found, trial.found.total), Unit.TEXT)}"
        yield filled(said, width, 4, "✓ " if trial.passes else "✗ ")


def outcome_text(outcome: Outcome, words: Wording) -> str:
    """Return an outcome in a few words: "MAS is elected (share and lead)"."""
    ends = Figure("ends", outcome_term(outcome), Unit.TERM)
    said = words.text("rules.cli.ends", ends=ends, who=Figure("who", tuple(outcome.choices), Unit.CHOICE))
    if outcome.alternative is not None:
        said += f" ({words.value(way_key(outcome.alternative), Unit.TERM)})"
    if outcome.reason is not None:
        said += f" ({words.text(f'rules.reason.{outcome.reason}')})"
    if outcome.body is not None:
        said += f" ({words.text(f'rules.body.{outcome.body}')})"
    return said

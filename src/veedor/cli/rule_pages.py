"""A rule as a page of text: its law, its words, its readings, and the counts it was tried on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.cli.layout import filled, terminal_width
from veedor.findings.rule_in_words import in_words
from veedor.findings.words import way_key
from veedor.model import Figure, Unit, localised
from veedor.report.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from veedor.model import Outcome
    from veedor.rules import Rule
    from veedor.rules.fixtures import Trial
    from veedor.rules.parts import Source


def page(rule: Rule, trials: Sequence[Trial], lang: str) -> str:
    """Lay a rule out for a terminal.

    Parameters
    ----------
    rule : Rule
        In the reading to be shown.
    trials : sequence of Trial
        Its fixtures, tried under every reading.
    lang : str
        ``en`` or ``es``. The law is quoted in its own language.
    """
    width, words = terminal_width(), Wording(lang)
    blocks = [_head(rule, words)]
    if rule.note is not None:
        blocks.append(_section(words.text("rules.cli.note"), [filled(localised(rule.note, lang), width, 2)]))
    blocks.append(_section(words.text("rules.cli.law"), _law(rule, words, width)))
    blocks.append(_section(words.text("rules.cli.in_words"), _words(rule, words, width)))
    if rule.variants:
        blocks.append(_section(words.text("rules.cli.readings"), _readings(rule, words, width)))
    blocks.append(_section(words.text("rules.cli.fixtures"), _fixtures(trials, words, width)))
    return "\n\n".join(blocks)


def _head(rule: Rule, words: Wording) -> str:
    start = Figure("start", rule.valid_from, Unit.DAY)
    end = Figure("end", rule.valid_to, Unit.DAY)
    valid = (
        words.text("rules.cli.valid", start=start)
        if rule.valid_to is None
        else words.text("rules.cli.valid_to", start=start, end=end)
    )
    return f"{localised(rule.title, words.lang)} ({rule.rule_id})\n{rule.country}, {valid}"


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


def _quoted(source: Source) -> str:
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
        held = words.text("rules.cli.held_by", who=variant.held_by)
        yield filled(f"{variant.name}: {localised(variant.reading, words.lang)} ({held})", width, 2)


def _fixtures(trials: Sequence[Trial], words: Wording, width: int) -> Iterator[str]:
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


def outcome_text(outcome: Outcome, words: Wording) -> str:
    """Give an outcome in a few words: "elected: MAS (share and lead)"."""
    said = words.text(f"outcome_kind.{outcome.kind}")
    if outcome.choices:
        said += f": {', '.join(words.choice(choice) for choice in outcome.choices)}"
    if outcome.alternative is not None:
        said += f" ({words.value(way_key(outcome.alternative), Unit.TERM)})"
    if outcome.reason is not None:
        said += f" ({words.text(f'rules.reason.{outcome.reason}')})"
    if outcome.body is not None:
        said += f" ({words.text(f'rules.body.{outcome.body}')})"
    return said

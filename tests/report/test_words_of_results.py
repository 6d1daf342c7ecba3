"""Everything that a result says has words in both languages, whatever keys its code puts together."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from veedor.case import Case
from veedor.intake import Imported, reading_of
from veedor.model import Figure, Finding, Result, Table, Unit
from veedor.report.catalogue import shipped
from veedor.report.wording import Wording


def keys_of(finding: Finding) -> Iterator[str]:
    yield from (finding.says, finding.method.name, *finding.assumptions, *finding.cannot_show)
    yield from (figure.base for figure in finding.figures if figure.base)
    yield from (word for figure in finding.figures for word in terms(figure))


def terms(figure: Figure) -> tuple[str, ...]:
    """Message keys among the values of a figure; a name that a case gives has no point in it."""
    if figure.unit is not Unit.TERM or not isinstance(figure.value, str | tuple):
        return ()
    words = (figure.value,) if isinstance(figure.value, str) else figure.value
    return tuple(word for word in words if "." in word)


def missing(result: Result, wording: Wording) -> list[str]:
    keys = [key for finding in result.findings for key in keys_of(finding)]
    keys += [f"table.{table.name}" for table in result.tables]
    keys += [column.base for table in result.tables for column in table.columns if column.base]
    return [key for key in dict.fromkeys(keys) if not wording.has(key)] + [
        f"column.{column.name} of {table.name}"
        for table in result.tables
        for column in table.columns
        if not any(wording.has(f"column.{key}") for key in (f"{table.name}.{column.name}", column.name))
    ]


def core(case: Case) -> tuple[Result, ...]:
    election = case.election
    read = reading_of(Imported(election.file, election.store, reused=True), election.name)
    return (case.outcome(), case.timeline(), *case.comparisons(), read)


@pytest.mark.parametrize("lang", shipped())
def test_results_of_a_count_have_words(case: Case, lang: str) -> None:
    for result in core(case):
        wording = Wording(lang)
        assert missing(result, wording) == []
        for finding in result.findings:
            assert "{" not in wording.say(finding)


@pytest.mark.slow
@pytest.mark.parametrize("lang", shipped())
def test_every_result_has_words(case: Case, lang: str) -> None:
    wording = Wording(lang)
    for result in case.results():
        assert missing(result, wording) == [], type(result).__name__
        assert all(wording.say(finding) for finding in result.findings)


def test_a_key_without_words_is_found() -> None:
    class Made(Result):
        @property
        def findings(self) -> tuple[Finding, ...]:
            from veedor.model import Method

            figures = (Figure("x", "no.term", Unit.TERM), Figure("y", "own name", Unit.TERM))
            return (Finding("a.b", "no.text", figures, Method("no.method", "s"), ("no.assumption",)),)

        @property
        def tables(self) -> tuple[Table, ...]:
            return (Table("nothing", (), ()),)

    assert missing(Made(), Wording("es")) == [
        "no.text", "no.method", "no.assumption", "no.term", "table.nothing",
    ]  # fmt: skip

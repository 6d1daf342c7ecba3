"""Values that are still a question mark: found wherever they stand, with line and key; texts are not."""

from __future__ import annotations

import tomllib

import pytest

from veedor.intake.open_values import open_values, refuse_open_values


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('# "?"\na = 1\n', []),
        ('[election]\ntitle = "?"\n', [("election.title", 2)]),
        ('[a]\nb = [\n  { c = "x", kind = "?" },\n]\nd = "?"\n', [("a.b.kind", 3), ("a.d", 5)]),
        (
            '[s.sheet]\nstatus_words = { "Open = #" = "counted", Late = \'?\' }\n',
            [("s.sheet.status_words.Late", 2)],
        ),
        ('note = """\n"?"\n"""\n', []),
        ('[n.numbers]\nmissing = ["?"]\n', []),
        ('[[s.control]]\nsheets = "?" # or\n', [("s.control.sheets", 2)]),
        ('files = [{ name = "a", columns = ["?", "b"] }]\n', [("files.columns", 1)]),
    ],
)
def test_open_values_are_found(text: str, found: list[tuple[str, int]]) -> None:
    assert [(one.key, one.line) for one in open_values(text)] == found


def test_each_is_refused_with_what_to_write() -> None:
    (problem,) = refuse_open_values('[election]\ndate = "?"\n', "case.toml")
    assert str(problem).startswith("case.toml, row 2, column 'election.date': it is still to be answered.")
    assert "date = 2025-02-09" in str(problem)


def test_the_example_for_a_quoted_key_is_toml() -> None:
    """A word of a file may be blank, hold a dot, or a space: the line that is shown can be copied."""
    words = '{ "" = "?", "In process. 2" = "?", Seen = "?" }'
    text = f"[source.a.sheet]\nstatus_words = {words}\n"
    shown = [str(error).rpartition("For example: ")[2].rstrip(".") for error in refuse_open_values(text, "c")]
    assert shown == ['"" = "counted"', '"In process. 2" = "counted"', 'Seen = "counted"']
    for line in shown:
        tomllib.loads(line)

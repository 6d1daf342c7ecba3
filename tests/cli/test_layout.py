from __future__ import annotations

from fractions import Fraction

import pytest

from veedor.cli.layout import columns_of, harmless, table_lines
from veedor.cli.output import as_text, without_column
from veedor.findings.serial import value_to_json
from veedor.model import Column, Figure, Finding, Method, Result, Table, Unit
from veedor.report.wording import Wording

LONG = "Country / Department / Province / Town / A school with a very long name"
TABLE = Table(
    "results_by_place",
    (
        Column("level", Unit.TERM),
        Column("place", Unit.PLACE),
        Column("valid", Unit.VOTES),
        Column("lead", Unit.POINTS, "base.valid"),
        Column("slack", Unit.VOTES, digits=1),
    ),
    (
        ("level.precinct", LONG, 1_234, Fraction(1, 8), None),
        ("level.precinct", "東京 / 学校", 5, Fraction(-1, 3), None),
    ),
)  # fmt: skip


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_a_table_fits_the_terminal(width: int) -> None:
    lines = table_lines(TABLE, Wording("en"), width=width)
    # the names of a row and one number need 28 and some columns, whatever the terminal
    assert all(columns_of(line) <= max(width, 60) for line in lines)
    assert sum("1,234" in line for line in lines) == 1


@pytest.mark.parametrize("width", [60, 80, 100])
def test_words_beside_words_and_a_long_caption_fit_too(width: int) -> None:
    columns = (Column("check", Unit.TEXT), Column("choice", Unit.TEXT), Column("place", Unit.TEXT))
    lines = table_lines(Table("outstanding_leads", columns, ((LONG, "A", LONG),)), Wording("es"), width=width)
    assert max(map(columns_of, lines)) <= width


def test_both_ends_of_a_long_path_stay() -> None:
    (row,) = [line for line in table_lines(TABLE, Wording("en"), width=60) if "1,234" in line]
    assert "Country" in row
    assert "name" in row
    assert "…" in row


def test_columns_without_any_value_are_left_out() -> None:
    assert "line" not in "\n".join(table_lines(TABLE, Wording("en")))


def test_wide_letters_count_twice() -> None:
    assert columns_of("東京") == 4
    assert columns_of("a\u0301") == 1
    ends = [columns_of(line) for line in table_lines(TABLE, Wording("en"))[-2:]]
    assert ends[0] == ends[1]


def test_heads_name_the_base_of_a_percentage() -> None:
    head = " ".join(" ".join(table_lines(TABLE, Wording("en"))[1:5]).split())
    assert "(points" in head
    assert "of valid" in head


def test_rows_beyond_the_limit_are_counted() -> None:
    lines = table_lines(TABLE, Wording("es"), limit=1)
    assert lines[-1].strip().startswith("… 1 fila más")


def test_an_empty_table_is_a_caption() -> None:
    empty = Table("results_by_place", TABLE.columns, ())
    assert table_lines(empty, Wording("en")) == ["Results by place"]


def test_a_column_can_be_left_out() -> None:
    found = without_column(TABLE, "level")
    assert [c.name for c in found.columns] == ["place", "valid", "lead", "slack"]
    assert found.rows[1][0] == "東京 / 学校"


class Said(Result):
    """A result that says one thing."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        figures = (Figure("sheets_on_roll", 3, Unit.SHEETS), Figure("counted_in", "term.official", Unit.TERM))
        found = Finding(
            "x", "timeline.all_counted", figures, Method("count.method.cadence", "s"), command="veedor x"
        )
        return (found, found)

    @property
    def tables(self) -> tuple[Table, ...]:
        return ()


def test_a_text_ends_with_what_it_rests_on() -> None:
    about = {"title": "A town", "data": "abc", "synthetic": True}
    lines = as_text(Said(), about, Wording("en"), width=80).splitlines()
    assert lines[0] == "A town – Synthetic data."
    assert lines[-2:] == ["Data: abc", "Compute it again: veedor x"]
    assert value_to_json(Fraction(1, 2))["decimal"] == 0.5


def test_a_name_cannot_steer_the_terminal() -> None:
    hostile = "T\x1b[2J\x9b1A\u202egnp\nnext"
    table = Table("results_by_place", (Column("place", Unit.PLACE),), ((hostile,),))
    lines = table_lines(table, Wording("en"))
    assert lines[-1].strip() == "T\ufffd[2J\ufffd1A\ufffdgnp\ufffdnext"
    about = {"title": hostile, "data": "abc"}
    text = as_text(Said(), about, Wording("en"), width=80)
    assert not {"\x1b", "\x9b", "\u202e"} & set(text)
    assert harmless("18\u00a0votes, São Paulo 東京") == "18\u00a0votes, São Paulo 東京"


HASH = "27c214250c73dd69554f1acdd353ffa565ebbffdca19f59d88094a10e87d6dde"


@pytest.mark.parametrize("width", [80, 100, 120])
@pytest.mark.parametrize("hashed", [HASH, "SHA256:N8V3fUOXga/mUGy0xvTK0n+GgvxrMwnAHGrEUVx1NiU"])
def test_a_hash_is_never_cut(width: int, hashed: str) -> None:
    words = [Column(name, Unit.TEXT) for name in ("step", "party", "file", "sha256")]
    row = ("seed and draw countersigned", "Mission", "papers/Mission.0001.json", hashed)
    lines = table_lines(Table("audit_steps", tuple(words), (row,)), Wording("en"), width=width)
    (held,) = [line for line in lines if hashed in line]
    assert held.split()[0] == "seed"
    assert max(map(columns_of, lines)) <= max(width, 95)


def test_a_sentence_goes_on_below_and_a_table_that_fits_stays_as_it_is() -> None:
    said = "the records are signed, complete and of drawn sheets and of nothing else"
    columns = (Column("check", Unit.TEXT), Column("state", Unit.TEXT), Column("votes", Unit.VOTES))
    table = Table("audit_checks", columns, ((said, "holds", 7), ("short", "holds", 8)))
    wide = table_lines(table, Wording("en"), width=100)
    assert sum(said in line for line in wide) == 1
    narrow = table_lines(table, Wording("en"), width=60)
    assert "…" not in "".join(narrow)
    assert " ".join(" ".join(line[2:34] for line in narrow).split()).count("nothing else") == 1
    assert next(line for line in narrow if "short" in line).split() == ["short", "holds", "8"]

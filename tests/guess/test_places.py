"""Levels of place by nesting, and ids by the fewest columns that make every row another one."""

from __future__ import annotations

from guess.tables import asked, proposed, table
from veedor.guess.answers import answer
from veedor.guess.phrase import phrase


def rows_of(header: str, line: str, rows: int = 48) -> str:
    """A table whose lines are filled with the number of the row, and parts of it."""
    cells = (
        {
            "n": n,
            "p": n // 2,
            "d": n // 8,
            "r": n // 24,
            "k": n % 2 + 1,
            "a": 40 + n * 7 % 31,
            "b": 20 + n * 5 % 17,
        }
        for n in range(rows)
    )
    return "\n".join([header, *(line.format_map(cell) for cell in cells)])


def test_levels_nest_whatever_their_order_and_names_are_preferred_to_codes() -> None:
    made = proposed(
        table(
            rows_of(
                "School,Cod,District,Region,Station,Ann,Bob",
                "School {p},{d},Town {d},Land {r},{n:04},{a},{b}",
            )
        )
    )
    assert made.levels == {"region": "Region", "district": "District", "school": "School"}
    assert made.sheet == "Station"
    assert phrase("unused.code_of", column="District") in {one.reason for one in made.unused}


def test_names_of_levels_in_other_scripts_are_readable() -> None:
    made = proposed(table(rows_of("Область,Район,УИК,Ann,Bob", "Край {r},Село {d},{n},{a},{b}")))
    assert made.levels == {"region": "Область", "municipality": "Район"}


def test_an_id_is_made_of_the_fewest_columns_that_are_unique() -> None:
    made = proposed(table(rows_of("Region,District,Mesa,Ann,Bob", "Land {r},Town {d},{k}{p},{a},{b}")))
    assert made.sheet == "Mesa"
    made = proposed(table(rows_of("Region,Centro,Mesa,Ann,Bob", "Land {r},School {p},{k},{a},{b}")))
    assert made.sheet == "{Mesa}/{Centro}"


def test_a_number_of_the_row_is_an_id_only_as_a_last_resort() -> None:
    made = proposed(table(rows_of("rowid,Centro,Mesa,Ann,Bob", "{n},School {p},{k},{a},{b}")))
    assert made.sheet == "{Mesa}/{Centro}"
    made = proposed(table(rows_of("rowid,Centro,Ann,Bob", "{n},School {p},{a},{b}")))
    assert made.sheet == "rowid"
    assert "sheet.id" in asked(made)


def test_rows_that_nothing_tells_apart_are_asked_about() -> None:
    made = proposed(table(rows_of("Region,Ann,Bob", "Land {r},{a},{b}")))
    assert made.sheet == "{row}"
    assert "sheet.id" in asked(made)
    made = proposed(table("Table,Ann,Bob\n000169,50,40\n000170,60,41\n000169,52,44"))
    assert made.sheet == "Table"
    assert "sheet.id" in asked(made)


def test_a_column_of_offices_tells_contests_apart_and_is_no_part_of_the_id() -> None:
    made = proposed(
        table(
            rows_of("Mesa,Office,Ann,Bob", "{p},{k},{a},{b}")
            .replace(",1,", ",Mayor,")
            .replace(",2,", ",Council,")
        )
    )
    assert made.sheet == "Mesa"
    assert made.contests == {"Mayor": "mayor", "Council": "council"}
    assert [c.contest for c in made.choices] == ["mayor", "mayor", "council", "council"]
    assert "contest" in asked(made)


def test_codes_that_hold_or_lie_within_the_levels_are_asked() -> None:
    lines = ["Q,School,R,S,Mesa,Ann,Bob"]
    for n in range(48):
        kind, votes = "ABCD"[n // 4 % 4], f"{40 + n * 7 % 31},{20 + n * 5 % 17}"
        lines.append(f"D{n // 12},School {n // 4},{kind}1,T{n // 2},{n},{votes}")
    made = proposed(table("\n".join(lines)))
    assert list(made.levels.values()) == ["Q", "School", "S"]
    assert "official.place.levels" in {doubt.key.removeprefix("source.") for doubt in made.doubts}
    (doubt,) = [one for one in made.doubts if one.question.key == "new.ask.levels"]
    assert list(answer(made, doubt, doubt.alternatives[0]).levels.values()) == ["School"]


def test_codes_alone_or_that_do_not_nest_are_no_levels() -> None:
    lines = ["Q,R,Mesa,Ann,Bob"]
    lines += [f"D{n % 5},P{n // 12},{n},{40 + n * 7 % 31},{20 + n * 5 % 17}" for n in range(48)]
    assert dict(proposed(table("\n".join(lines))).levels) == {}

"""How the cases of ``cases/found`` are added up: each by somebody who knows what its rows mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from field.truth import TWO, Truth, book, but, long, only, rows, two, wide

if TYPE_CHECKING:
    from collections.abc import Callable

    from field.truth import Row

NAMES = {choice: [name] for choice, name in TWO.items()}
COLE = TWO | {"cole": "Cole"}


def _all(case: str, *names: str) -> list[Row]:
    return [row for name in names for row in rows(case, name)]


def _rows_of(case: str, **more: list[str]) -> Truth:
    return long(rows(case, "results.csv"), ["Table"], "Name", "Votes", NAMES | more)


def _whole_numbers(case: str) -> Truth:
    """Figures that are none (a code for unknown, a correction, a fraction) add nothing."""
    table = rows(case, "results.csv")
    return wide([{k: v if v.isdigit() else "" for k, v in row.items()} for row in table], TWO)


def _sheets(truth: Truth, counted: int) -> Truth:
    """Several rows make one sheet."""
    return Truth(truth.votes, counted)


def _corrected(case: str, keep: str) -> Truth:
    """Leave out the rows of a sheet that its later version replaces: all of them, or those of its choices."""
    table = rows(case, "results.csv")
    newest = {row[keep] for row in table if row["Made"].endswith("21:00") and row["Table"] == "1"}
    old = [r for r in table if r["Table"] == "1" and r[keep] in newest and r["Made"].endswith("20:00")]
    return long([row for row in table if row not in old], ["Table"], "Name", "Votes", NAMES)


FOUND: dict[str, Callable[[str], Truth]] = {
    f"found/{name}": add
    for name, add in {
        **dict.fromkeys(
            (
                "rank-between-the-candidates",
                "votes-of-a-choice-said-to-be-absent",
                "ids-alike-in-one-file",
                "zeros-for-what-is-still-out",
                "printed-total-below-its-votes",
                "more-ballots-than-votes",
                "one-register-in-every-row",
                "list-of-sheets-with-a-total",
                "list-of-other-sheets",
            ),
            two,
        ),
        **dict.fromkeys(
            (
                "minus-one-for-unknown",
                "code-for-unknown-as-a-decimal",
                "minus-behind-the-figure",
                "group-of-two-digits",
                "half-a-vote",
            ),
            _whole_numbers,
        ),
        "column-of-a-candidate-that-the-case-forgot": lambda c: wide(rows(c, "results.csv"), COLE),
        "forgotten-candidate-beside-printed-totals": lambda c: wide(rows(c, "results.csv"), COLE),
        "rows-of-a-candidate-that-the-case-forgot": lambda c: _rows_of(c, cole=["Cole"]),
        "columns-of-modes-by-pattern": lambda c: wide(
            rows(c, "results.csv"),
            {
                "adler": ("Adler ED", "Adler Mail"),
                "brandt": ("Brandt ED", "Brandt Mail"),
                "null": "Invalid",
            },
        ),
        "column-of-a-coalition-beside-its-parties": lambda c: wide(
            rows(c, "results.csv"), TWO | {"adler": ("Red", "Blue")}
        ),
        "rows-of-a-coalition-beside-its-parties": lambda c: _rows_of(c, adler=["Red", "Blue"]),
        "row-of-valid-votes": _rows_of,
        "write-ins-in-one-column": lambda c: wide(rows(c, "results.csv"), TWO | {"others": "Write-ins"}),
        "scattering-in-one-column": lambda c: wide(rows(c, "results.csv"), TWO | {"others": "Scattering"}),
        "latest-row-by-time": lambda c: wide(but(rows(c, "results.csv"), "Adler", "50"), TWO),
        "corrected-row-published-alone": lambda c: _corrected(c, "Name"),
        "corrected-rows-leave-a-zero-out": lambda c: _corrected(c, "Table"),
        "later-file-by-name": lambda c: two(c, "r10.csv"),
        "same-row-in-two-files": lambda c: wide(rows(c, "a.csv") + but(rows(c, "b.csv"), "Table", "2"), TWO),
        "same-row-in-two-worksheets": lambda c: wide(
            book(c, "r.xlsx", worksheets=["Kern"])
            + but(book(c, "r.xlsx", worksheets=["Lake"]), "Table", "2"),
            TWO,
        ),
        "note-with-commas-below": lambda c: wide(only(rows(c, "results.csv"), "Table", *"123"), TWO),
        "publications-in-numbered-files": lambda c: two(c, "p10.csv"),
        "publications-named-by-the-hour": lambda c: two(c, "s_10_05.csv"),
        "publications-in-a-column": lambda c: wide(
            only(rows(c, "results.csv"), "Dump", "2030-05-05T21:00:00"), TWO
        ),
        "regions-that-each-number-from-one": lambda c: wide(_all(c, "a.csv", "b.csv", "c.csv"), TWO),
        "ids-that-lost-their-zeros": lambda c: two(c, "b.csv"),
        "ids-in-small-letters": lambda c: two(c, "b.csv"),
        "ids-with-a-decimal": lambda c: two(c, "b.csv"),
        "hidden-file-beside-the-data": lambda c: wide(_all(c, "a.csv", "b.csv"), TWO),
        "file-name-in-capitals": lambda c: wide(_all(c, "A.CSV", "b.csv"), TWO),
        "states-in-a-column-not-read": lambda c: wide(only(rows(c, "results.csv"), "Status", "ok"), TWO),
        "postal-votes-of-a-sheet-pending": lambda c: _sheets(
            wide(only(rows(c, "results.csv"), "Table", "2"), TWO), 1
        ),
        "two-votes-a-ballot-one-sheet-out": lambda c: wide(but(rows(c, "results.csv"), "Adler", ""), TWO),
        "line-separator-behind-the-figure": two,
        "register-of-each-mode": lambda c: _sheets(two(c), 2),
        "register-in-the-first-mode-only": lambda c: _sheets(two(c), 3),
        "equal-registers-of-modes": lambda c: _sheets(two(c), 3),
    }.items()
}

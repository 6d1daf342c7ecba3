"""How each case is added up: its name (and its way, where they differ) -> its sums."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

from field.expect import CASES
from field.truth import (
    AB,
    ABC,
    CITY,
    COUNTED,
    FUSION,
    MEXICO,
    TREES,
    TWO,
    Truth,
    _plain,
    _shapes,
    _trees,
    book,
    but,
    json_of_sheets,
    last,
    lines,
    long,
    only,
    parquet,
    rows,
    two,
    wide,
)
from field.truths_found import FOUND

if TYPE_CHECKING:
    from collections.abc import Callable


def _text(case: str, name: str) -> str:
    return (CASES / case / "data" / name).read_text(encoding="utf-8-sig")


TRUTHS: dict[str, Callable[[str], Truth]] = {
    **_plain(
        "10-ids-became-dates-csv",
        "32-mail-without-place",
        "32b-mail-empty-precinct",
        "33-registered-zero",
        "38-cr-only",
        "38b-mixed-line-ends",
        "41-invisible-marks",
        "42-scientific-ids",
        "20-arabic-indic-digits",
        "44-negative-correction",
        "44b-negative-keep",
        "47-thousands-narrow-nbsp",
        "50-apostrophe-prefix",
        "51b-double-encoded",
        "60-short-rows",
        "62-vote-for-two",
        "90-same-district-names",
        "96-places-with-quotes-commas",
        "31-vote-modes",
    ),
    **_shapes(
        "arabic-digits",
        "fullwidth-digits",
        "thousands-apostrophe",
        "thousands-nbsp",
        "thousands-space",
        "composite-id",
        "hierarchical-code",
        "no-sheet-id",
        "blank-place",
        "fill-down",
        "float-text",
        "na-many",
        "dash-is-zero",
        "duplicate-column-names",
        "registered-derived",
        "registered-per-place",
        "time-epoch-ms",
        "time-month-name",
        "time-six-columns",
        "time-spanish-pm",
        "time-two-columns",
    ),
    **_trees(
        "base",
        "case-with-altered-cache",
        "csv-cut-in-last-cell",
        "missing-sentinel-999",
        "one-sheet-without-place",
        "taken-at-with-offset",
    ),
    "01-fusion-long": lambda c: long(rows(c, "results.csv"), ["District"], "Line", "Votes", FUSION),
    "02-fusion-wide": lambda c: wide(rows(c, "results.csv"), FUSION),
    "03-coalition-wide-rename": lambda c: wide(
        rows(c, "computos.csv"), {"north": ("AZUL", "VERDE", "AZUL_VERDE"), "south": "ROJO", "null": "NULOS"}
    ),
    "04-subtotal-county-total": lambda c: wide(
        but(rows(c, "results.csv"), "Precinct", "Kern County Total"), TWO
    ),
    "05-subtotal-other-language": lambda c: wide(but(rows(c, "results.csv"), "Precinct", "ИТОГО"), TWO),
    "06-status-annulled": lambda c: wide(only(rows(c, "results.csv"), "Status", *COUNTED), TWO),
    "07-pending-rows-blank": lambda c: wide(only(rows(c, "results.csv"), "Status", *COUNTED), TWO),
    "08-one-file-per-county": lambda c: wide(
        [row for name in ("kern.csv", "lake.csv", "moss.csv") for row in rows(c, name)], TWO
    ),
    "09-others-lump": lambda c: wide(rows(c, "results.csv"), TWO | {"others": "All other candidates"}),
    "11-ids-became-dates-xlsx": lambda c: wide(book(c, "results.xlsx"), TWO),
    "12-leading-zeros-lost": lambda c: two(c, "final.csv"),
    "13-hidden-first-sheet": lambda c: wide(book(c, "results.xlsx"), TWO),
    "14-hidden-rows": lambda c: wide(book(c, "results.xlsx"), TWO),
    "15-merged-place-cells": lambda c: wide(book(c, "results.xlsx"), TWO),
    "18-footer-lines-csv": lambda c: wide(lines(c, "results.csv", 4), TWO),
    "19-nbsp": lambda c: wide(last(rows(c, "results.csv"), "Precinct"), TWO),
    "21-csv-gz": lambda c: two(c, "results.csv.gz"),
    "22-json": lambda c: wide(
        [{k: str(v) for k, v in row.items()} for row in json.loads(_text(c, "results.json"))], TWO
    ),
    "23-dst-spring-forward": lambda c: two(c, "final.csv"),
    "29b-taken-at-mixed": lambda c: two(c, "prelim2.csv"),
    "34-homonyms-long": lambda c: long(
        [row | {"who": row["Candidate"] + row["Party"]} for row in rows(c, "results.csv")],
        ["Section"],
        "who",
        "Votes",
        {"silva-rose": ["Jose SilvaRose"], "silva-oak": ["Jose SilvaOak"], "null": ["Void"]},
    ),
    "37-misquoted-field": lambda c: wide(lines(c, "results.csv", 5), TWO),
    "37b-stray-quote-eats-rows": lambda c: wide(lines(c, "results.csv", 5), TWO),
    "39-sep-line": lambda c: wide(
        csv.DictReader(_text(c, "results.csv").splitlines()[1:], delimiter=";"), TWO
    ),
    "40-concatenated-files": lambda c: wide(lines(c, "results.csv", 4, drop="\ufeffPrecinct"), TWO),
    "46-redacted-cells": lambda c: wide(but(rows(c, "results.csv"), "Adler", "***"), TWO),
    "48-trailing-empty-rows": lambda c: wide(but(rows(c, "results.csv"), "Precinct", ""), TWO),
    "52-project-reference": lambda c: two(c, "final.csv"),
    "52-project-reference~1": lambda c: two(c, "prelim.csv"),
    "53-project-pending-blank": lambda c: wide(only(rows(c, "prelim.csv"), "Status", *COUNTED), TWO),
    "55-worksheet-per-county": lambda c: wide(book(c, "results.xlsx", worksheets=["Kern", "Lake"]), TWO),
    "57-excel-error-cells": lambda c: wide(book(c, "results.xlsx"), TWO),
    "58-total-and-totalan": lambda c: wide(but(rows(c, "results.csv"), "Precinct", "Total"), TWO),
    "58b-total-and-totalan-remedy": lambda c: wide(but(rows(c, "results.csv"), "Precinct", "Total"), TWO),
    "59-remedy-template-drop": lambda c: wide(but(rows(c, "results.csv"), "Precinct", ""), TWO),
    "63-withdrawn-as-null": lambda c: wide(rows(c, "results.csv"), TWO | {"moss": "Moss (withdrawn)"}),
    "64-long-omits-zeros": lambda c: long(
        rows(c, "prelim.csv"), ["Table"], "Name", "Votes", {k: [v] for k, v in TWO.items()}
    ),
    "71-duplicates-last-updated": lambda c: wide(last(rows(c, "results.csv"), "Table"), TWO),
    "72-rerun-same-id": lambda c: wide(only(rows(c, "results.csv"), "Status", *COUNTED), TWO),
    "73-roll-in-own-file": two,
    "73b-roll-in-own-file-stratum": two,
    "74-votes-and-nulls-in-two-files": lambda c: Truth(
        long(
            rows(c, "votes.csv"), ["Section"], "Name", "Votes", {"adler": ["Adler"], "brandt": ["Brandt"]}
        ).votes
        | wide(rows(c, "details.csv"), {"null": "Nulls"}).votes,
        2,
    ),
    "75-long-total-choice": lambda c: long(
        rows(c, "votes.csv"), ["Precinct"], "candidate", "votes", {k: [v] for k, v in TWO.items()}
    ),
    "77-report-prelim-complete": lambda c: two(c, "final.csv"),
    "78-report-without-registered": lambda c: two(c, "final.csv"),
    "78b-report-crash-minimal": lambda c: wide(rows(c, "r.csv"), {"adler": "Adler", "brandt": "Brandt"}),
    "79-report-without-places": lambda c: two(c, "final.csv"),
    "80-report-one-sheet": lambda c: two(c, "final.csv"),
    "82-report-tie": lambda c: two(c, "final.csv"),
    "83-report-zero-votes": lambda c: two(c, "final.csv"),
    "84-outstanding-special-zero-registered": lambda c: two(c, "final.csv"),
    "84-outstanding-special-zero-registered~1": lambda c: two(c, "prelim.csv"),
    "84-outstanding-special-zero-registered~2": lambda c: two(c, "prelim.csv"),
    "85-one-snapshot-dated": lambda c: two(c, "final.csv"),
    "86-office-spelled-twice": lambda c: wide(but(rows(c, "results.csv"), "Office", "Senate"), TWO),
    "91-line-break-in-header": lambda c: wide(rows(c, "results.csv"), TWO | {"adler": "Adler\n(Oak)"}),
    "92-zip-with-macos-folder": lambda c: two(c, "results.zip"),
    "93-duplicates-but-for-generation-date": lambda c: wide(last(rows(c, "results.csv"), "Precinct"), TWO),
    "94-utf16-tabs": lambda c: two(c, "results.txt", delimiter="\t", encoding="utf-16"),
    "95-numbers-as-text-xlsx": lambda c: wide(book(c, "results.xlsx"), TWO),
    "audit/blank-cells": lambda c: wide(but(rows(c, "s.csv"), "A", ""), AB),
    "audit/missing-sheets": lambda c: wide(rows(c, "final.csv"), AB),
    "audit/two-winners": lambda c: wide(rows(c, "s.csv"), ABC | {"D": "D"}),
    "country-brazil-shape": lambda c: long(
        only(rows(c, "bweb_1t_PB.csv", delimiter=";", encoding="latin-1"), "DS_CARGO_PERGUNTA", "Presidente"),
        ["NR_ZONA", "NR_SECAO"],
        "NM_VOTAVEL",
        "QT_VOTOS",
        {
            "LULA": ["LULA"],
            "BOLSONARO": ["JAIR BOLSONARO"],
            "TEBET": ["SIMONE TEBET"],
            "blank": ["Branco"],
            "null": ["Nulo"],
        },
    ),
    "country-coalition-columns": lambda c: wide(rows(c, "mx.txt", delimiter="|"), MEXICO),
    "country-coalition-long": lambda c: long(
        rows(c, "v.csv"), ["mesa"], "party", "votes", {"RAC": ["PAN", "PRD"], "JAMK": ["PRI"]}
    ),
    "country-contest-of-part-of-country": lambda c: long(
        only(rows(c, "v.csv"), "office", "governor"),
        ["precinct"],
        "candidate",
        "votes",
        {"A": ["A"], "B": ["B"]},
    ),
    "country-contest-of-part-of-country~1": lambda c: long(
        but(rows(c, "v.csv"), "office", "governor"),
        ["precinct"],
        "candidate",
        "votes",
        {"X": ["X"], "Y": ["Y"]},
    ),
    "country-one-json-per-sheet": json_of_sheets,
    "country-printed-valid-blank": lambda c: wide(
        rows(c, "v.csv"), AB | {"blank": "blanco", "null": "nulos"}
    ),
    "country-report-no-places": lambda c: wide(rows(c, "v.csv"), ABC),
    "country-report-no-registered": lambda c: wide(rows(c, "v.csv"), ABC),
    "country-report-one-large-row": lambda c: wide(rows(c, "v.csv"), ABC),
    "country-roll-without-place": lambda c: wide(rows(c, "votes.csv"), AB),
    "country-rule-not-in-force": lambda c: wide(rows(c, "v.csv"), ABC),
    "country-shift-no-places": lambda c: wide(rows(c, "v.csv"), AB),
    "country-status-not-counted": lambda c: wide(
        only(rows(c, "v.csv"), "status", *COUNTED), AB | {"blank": "blank", "null": "null"}
    ),
    "country-total-row-long": lambda c: long(
        but(rows(c, "v.csv"), "precinct", "MAINE"),
        ["precinct"],
        "candidate",
        "votes",
        {"A": ["A"], "B": ["B"]},
    ),
    "country-total-row-one-off": lambda c: wide(but(rows(c, "v.csv"), "mesa", "ALL"), ABC),
    "first-day-blank-place": lambda c: wide(rows(c, "r.csv"), AB),
    "first-day-plurality-one-vote": lambda c: wide(rows(c, "alcaldia.csv"), CITY),
    "first-day-runoff-near-tie": lambda c: wide(rows(c, "alcaldia.csv"), CITY),
    "first-day-xlsx-merged": lambda c: wide(
        [
            {k: v.replace(".", "") for k, v in row.items()}
            for row in book(c, "alcaldia.xlsx", above=5)
            if row["Mesa"]
        ],
        CITY,
    ),
    "hostile-csv-blank-first-line-traceback": lambda c: wide(
        [
            dict(zip(["Oak", "Elm", "Blank", "Null"], text.split(",")[-4:], strict=True))
            for text in _text(c, "count.csv").splitlines()
            if text[:3].isdigit()
        ],
        TREES,
    ),
    "hostile-long-two-names-one-choice": lambda c: long(
        rows(c, "count.csv"),
        ["Sheet"],
        "Choice",
        "Votes",
        {"oak": ["Oak", "Roble"], "elm": ["Elm"], "blank": ["Blank"], "null": ["Null"]},
    ),
    "hostile-parquet-columns-differ-in-case-traceback": parquet,
    "hostile-parquet-decimal256": parquet,
    "hostile-subtotals-nameless": lambda c: wide(but(rows(c, "count.csv"), "Sheet", "900", "901"), TREES),
    "hostile-total-row-off-by-one": lambda c: wide(but(rows(c, "count.csv"), "Sheet", "902"), TREES),
    "hostile-two-columns-one-choice": lambda c: wide(
        rows(c, "count.csv"), TREES | {"oak": ("Oak", "Fresno")}
    ),
    "hostile-xlsx-merged-region": lambda c: wide(book(c, "count.xlsx"), TREES),
    "house-blank": lambda c: wide(rows(c, "final.csv"), AB | {"blank": "blank"}),
    "house-blank~1": lambda c: wide(rows(c, "first.csv"), AB | {"blank": "blank"}),
    "house-defaults": lambda c: wide(rows(c, "a.csv"), AB),
    "house-duplicate": lambda c: wide(last(rows(c, "final.csv"), "id"), AB | {"blank": "blank"}),
    "house-measure": lambda c: wide(rows(c, "final.csv"), AB | {"blank": "blank", "null": "null"}),
    "house-round": lambda c: wide(rows(c, "final.csv"), AB | {"blank": "blank"}),
    "house-turnout": lambda c: wide(rows(c, "final.csv"), ABC | {"null": "null"}),
    "house-turnout~1": lambda c: wide(rows(c, "first.csv"), ABC | {"null": "null"}),
    "projection/infeasible": lambda c: wide(rows(c, "first.csv"), AB | {"null": "null"}),
    "projection/region-missing": lambda c: wide(rows(c, "first.csv"), AB | {"null": "null"}),
    **dict.fromkeys(
        ("projection/one-row-log", "projection/two-files-a", "projection/two-files-b"),
        lambda c: wide(rows(c, "second.csv"), AB | {"null": "null"}),
    ),
    "shapes/footer": lambda c: wide(but(rows(c, "v.csv"), "mesa", "Source: Electoral Commission"), AB),
    "shapes/long-zero-rows-left-out": lambda c: long(
        rows(c, "v.csv"), ["mesa"], "candidate", "votes", {"A": ["A"], "B": ["B"]}
    ),
    "shapes/modes-long": lambda c: long(
        rows(c, "v.csv"), ["mesa"], "candidate", "votes", {"A": ["A"], "B": ["B"]}
    ),
    "shapes/modes-wide": lambda c: wide(
        rows(c, "v.csv"), {"A": ("A_day", "A_post"), "B": ("B_day", "B_post")}
    ),
    "shapes/one-file-per-region": lambda c: wide(
        [row for name in ("R0.csv", "R1.csv", "R2.csv") for row in rows(c, name)],
        {"alder": "alder", "birch": "birch", "blank": "blank"},
    ),
    "shapes/rounds-wide": lambda c: wide(rows(c, "v.csv"), {"A": "v1_A", "B": "v1_B", "C": "v1_C"}),
    "shapes/rounds-wide~1": lambda c: wide(rows(c, "v.csv"), {"A": "v2_A", "B": "v2_B"}),
    "shapes/two-header-rows": lambda c: wide(csv.DictReader(_text(c, "v.csv").splitlines()[1:]), AB),
    "shapes/totals-as-rows-long": lambda c: long(
        rows(c, "v.csv"), ["mesa"], "option", "votes", {"A": ["A"], "B": ["B"]}
    ),
    **FOUND,
}

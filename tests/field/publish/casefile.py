"""The case file that says how a publication is to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from field.publish.count import OTHER, Count
from field.publish.tables import GRAND, names
from field.publish.written import FORMATS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from field.publish.layout import Layout

RULE = """id = "most-votes"
title = { en = "Most votes", es = "Más votos" }
country = "XX"
office = "mayor"
valid_from = 2000-01-01
[[source]]
law = "Made up"
article = "1"
quote = "Elected is who has most."
language = "en"
read_in = "a test"
[base]
valid = ["candidate"]
[[round]]
name = "single"
win = [{ name = "plurality", first = true }]
[round.else]
tie = "lot"
"""

Toml = dict[str, Any]


def document(count: Count, layout: Layout, sources: dict[str, Toml]) -> Toml:
    """Give a case with some sources, each a count of its own part."""
    contest: Toml = {
        "title": "Mayor",
        "rule": "rule.toml",
        "choices": [
            {"id": c, "label": c.title()} | ({"kind": c} if c in OTHER else {"kind": "candidate"})
            for c in count.choices
        ],
    }
    if layout.votes_allowed > 1:
        contest["votes_allowed"] = layout.votes_allowed
    if layout.most_ballots:
        contest["most_ballots"] = layout.most_ballots
    if layout.absent == "number":
        contest["expected"] = len(count.sheets)
    if layout.absent == "list":
        contest["expected"] = ["roll"]
    made: Toml = {
        "format": 1,
        "election": {
            "title": "Made up",
            "date": "2030-05-05",
            "country": "XX",
            "tz": layout.zone,
            "levels": ["region", "place"],
        },
        "contest": {"mayor": contest},
        "count": {"official": {"title": "Official count", "kind": "official"}},
        "source": sources,
    }
    return made


def source(count: Count, layout: Layout, files: list[Toml], choices: Sequence[str], *, several: bool) -> Toml:
    """Give the mapping of one source."""
    named = layout.region_from != "column"
    made: Toml = {
        "layout": layout.form,
        "contest": "mayor",
        "count": "official",
        "files": files,
        "control": "none known",
        "sheet": {"id": "{Región}/{Mesa}" if layout.template else "Mesa"},
        "place": {"levels": {"region": "region" if named else "Región", "place": "Recinto"}},
        "numbers": _numbers(layout),
        "choices": _choices(count, layout, choices),
        "rows": _rows(count, layout),
    }
    if named and layout.template:
        made["sheet"]["id"] = "{region}/{Mesa}"
    if several:
        made["snapshot"] = "final"
    if layout.modes:
        made["rows"]["add_over"] = ["Modo"]
    if layout.official:
        made["official"] = [{"who": "the authority", "votes": _stated(count, layout, choices)}]
    if layout.status:
        made["sheet"]["status"] = "Estado"
        made["sheet"]["status_words"] = {word: state for state, word in layout.words}
    if layout.time != "none":
        made["sheet"]["verified_at"] = "{Fecha} {Hora}" if layout.time == "two columns" else "Hora"
    if layout.time in FORMATS:
        made["time"] = {"format": FORMATS[layout.time]}
    return {key: value for key, value in made.items() if value != {}}


def _stated(count: Count, layout: Layout, choices: Sequence[str]) -> dict[str, int]:
    """Give the votes that an authority states of these choices."""
    more = 9 if layout.official == "more" else 0
    return {choice: votes + more for choice, votes in count.votes().items() if choice in choices}


def of_log(layout: Layout) -> Toml:
    """Give the mapping of a log of publications."""
    made: Toml = {
        "layout": "publication",
        "contest": "mayor",
        "count": "official",
        "files": [{"name": "log.csv"}],
        "control": "none known",
        "log": {
            "at": "{Fecha} {Hora}" if layout.time == "two columns" else "Hora",
            "sheets_in": "Actas",
        },
    }
    return made | ({"time": {"format": FORMATS[layout.time]}} if layout.time in FORMATS else {})


def _numbers(layout: Layout) -> Toml:
    made: Toml = {}
    if layout.registered == "column":
        made["registered"] = "Inscritos"
    if layout.registered == "place":
        made |= {"registered": "Inscritos", "registered_of": "place"}
    if layout.registered == "column" and (layout.modes or not layout.template):
        made["registered_of"] = "sheet"
    if layout.registered == "two columns":
        made["registered"] = ["Votaron", "No votaron"]
    if layout.printed and layout.form == "wide":
        made |= (
            {"valid": "Válidos", "cast": "Emitidos"} if layout.votes_allowed == 1 else {"cast": "Emitidos"}
        )
    if layout.mark:
        made["thousands"] = layout.mark
    if layout.mark == ".":
        made["decimal"] = ","
    if layout.missing:
        made["missing"] = [layout.missing]
    if layout.zeros == "-":
        made["zero"] = ["-"]
    return made


def _choices(count: Count, layout: Layout, choices: Sequence[str]) -> Toml:
    made: Toml = {}
    absent = [c for c in count.choices if c not in choices]
    if absent:
        made["absent"] = absent
    if layout.coalition > 1 and count.choices[0] in choices:
        made["rename"] = dict.fromkeys(names(count.choices[0], layout, count), count.choices[0])
        made["several"] = "add"
    if layout.form == "long":
        made |= {"choice": "Opción", "votes": "Votos"}
        if layout.zeros == "left out":
            made["zeros"] = "left out"
        if layout.printed:
            made["totals"] = (
                {"Válidos": "valid", "Emitidos": "cast"}
                if layout.votes_allowed == 1
                else {"Emitidos": "cast"}
            )
    return made


def _rows(count: Count, layout: Layout) -> Toml:
    made: Toml = {}
    if layout.subtotals != "none" and layout.subtotals_told:
        totals = [GRAND, *(f"TOTAL {region}" for region in sorted({s.region for s in count.sheets}))]
        made["drop"] = {"Mesa": f"^({'|'.join(totals)})$"}
    match layout.repeated:
        case "identical":
            made["duplicates"] = "drop-identical"
        case "updated":
            made["last_by"] = "Hora"
        case "later":
            made["duplicates"] = "last"
    return made

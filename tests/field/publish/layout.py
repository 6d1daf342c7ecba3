"""How a count is published: drawn at random, every choice a plain value that a failing test can print."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random

TIMES = (
    "none",
    "iso",
    "offset",
    "zulu",
    "epoch",
    "epoch ms",
    "day first",
    "p. m.",
    "month name",
    "two columns",
)
PARTS = ("one", "one", "one", "region", "region", "sources", "sources", "worksheets", "joined", "joined")
DIGITS = ("ascii", "ascii", "ascii", "arabic", "persian", "wide", "devanagari")
MARKS = ("", "", ".", ",", "'", " ", "\u00a0", "\u202f", "\u2019")
WORDS = {
    "counted": ("Contabilizada", "OK", "computada", "Counted", "1"),
    "outstanding": ("Pendiente", "PENDING", "no recibida", "0"),
    "set aside": ("Observada", "enviada al tribunal", "challenged"),
    "annulled": ("Anulada", "void", "ACTA ANULADA"),
}


@dataclass(frozen=True)
class Layout:
    """Every decision of a publication."""

    form: str = "wide"
    parts: str = "one"
    """``one`` file; a ``region`` each, stacked or ``sources``; ``worksheets``; choices apart, ``joined``."""
    region_from: str = "column"
    """``column``, the ``name`` of the file, or ``constants`` in the case."""
    workbook: bool = False
    delimiter: str = ","
    encoding: str = "utf-8"
    absent: str = "row"
    """Outstanding sheets: a ``row`` of blanks, no row beside a ``list``, or beside a ``number``."""
    status: bool = False
    words: tuple[tuple[str, str], ...] = ()
    """State -> published word."""
    registered: str = "column"
    """``column``, ``two columns`` to be added, that of the ``place`` on each of its sheets, or ``none``."""
    most_ballots: int = 0
    coalition: int = 1
    """Columns, or names, of the first candidate."""
    zeros: str = "0"
    """How no votes are written: ``0``, ``-``, or (long) ``left out``."""
    missing: str = ""
    blank_cells: int = 0
    digits: str = "ascii"
    mark: str = ""
    time: str = "none"
    zone: str = "UTC"
    template: bool = False
    """The id is made of the region and a number."""
    pad: int = 0
    repeated: str = "none"
    """Rows that come twice: ``identical`` ones, ``updated`` with a time, or ``later`` in the file."""
    subtotals: str = "none"
    """``grand`` total, totals by ``region``, or ``both``."""
    subtotals_told: bool = True
    subtotals_off: bool = False
    """One figure of a subtotal is one off."""
    noise: bool = False
    """Invisible marks in ids and names."""
    extra_columns: bool = False
    blank_rows: int = 0
    shuffle: bool = False
    printed: bool = False
    """The valid and cast totals stand in columns (wide) or rows (long) of their own."""
    modes: bool = False
    """The votes of a sheet stand in a row (or rows) for each mode of voting."""
    packed: str = ""
    """A CSV file is packed as ``gz``, or the table is ``json``."""
    snapshots: str = "one"
    """An earlier publication too, as another of the ``sources``, or as ``each`` file of one source."""
    log: bool = False
    """A log of publications, its times written as those of the sheets."""
    official: str = ""
    """An authority states totals: those of the file (``met``), or ``more`` than it holds."""
    votes_allowed: int = 1


def draw(rng: random.Random) -> Layout:
    """Draw a layout; what cannot go together is put right."""
    form = rng.choice(("wide", "wide", "long"))
    drawn: dict[str, Any] = {
        "form": form,
        "parts": rng.choice(PARTS),
        "region_from": rng.choice(("column", "column", "name", "constants")),
        "workbook": rng.random() < 0.1,
        "delimiter": rng.choice(",;\t|"),
        "encoding": rng.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "latin-1")),
        "absent": rng.choice(("row", "row", "list", "number")),
        "status": rng.random() < 0.5,
        "words": tuple((state, rng.choice(words)) for state, words in WORDS.items()),
        "registered": rng.choice(("column", "column", "two columns", "place", "none")),
        "most_ballots": rng.choice((0, 0, 450, 4000)),
        "coalition": rng.choice((1, 1, 2, 3)),
        "zeros": rng.choice(("0", "0", "-", "left out")),
        "missing": rng.choice(("", "", "NA", "s/d", "***")),
        "blank_cells": rng.choice((0, 0, 0, 1, 2)),
        "digits": rng.choice(DIGITS),
        "mark": rng.choice(MARKS),
        "time": rng.choice(TIMES),
        "zone": rng.choice(("UTC", "America/La_Paz", "Europe/Vilnius", "Asia/Tokyo")),
        "template": rng.random() < 0.4,
        "pad": rng.choice((0, 0, 4)),
        "repeated": rng.choice(("none", "none", "none", "identical", "updated", "later")),
        "subtotals": rng.choice(("none", "none", "none", "grand", "region", "both")),
        "subtotals_told": rng.random() < 0.6,
        "subtotals_off": rng.random() < 0.2,
        "noise": rng.random() < 0.3,
        "extra_columns": rng.random() < 0.3,
        "blank_rows": rng.choice((0, 0, 0, 2)),
        "shuffle": rng.random() < 0.3,
        "printed": rng.random() < 0.25,
        "modes": rng.random() < 0.12,
        "packed": rng.choice(("", "", "", "", "gz", "json")),
        "snapshots": rng.choice(("one", "one", "one", "one", "one", "one", "sources", "each")),
        "log": rng.random() < 0.15,
        "official": rng.choice(("", "", "", "met", "more")),
        "votes_allowed": rng.choice((1, 1, 1, 1, 2)),
    }
    return reconcile(Layout(**drawn))


def reconcile(layout: Layout) -> Layout:
    """Put right what no publication can do at once."""
    made = {f.name: getattr(layout, f.name) for f in fields(layout)}
    for rule in (_of_form, _of_snapshots, _of_parts, _of_packing, _of_letters, _of_modes, _of_rows):
        made |= rule(made)
    return Layout(**made)


def _of_form(made: dict[str, Any]) -> dict[str, Any]:
    """Zeros can be left out of a long file only, where a list tells such a sheet from none."""
    if made["form"] == "wide":
        return {"zeros": "0"} if made["zeros"] == "left out" else {}
    absent = "list" if made["absent"] == "row" and made["zeros"] == "left out" else made["absent"]
    return {"blank_cells": 0, "repeated": "none", "absent": absent}


def _of_parts(made: dict[str, Any]) -> dict[str, Any]:
    """Worksheets need a workbook; one table has one name; two joined tables are kept simple."""
    parts = made["parts"]
    found: dict[str, Any] = {}
    if parts == "worksheets" or made["workbook"]:
        found |= {"workbook": True, "encoding": "utf-8", "delimiter": ",", "blank_rows": 0}
    if parts in {"one", "joined"}:
        found["region_from"] = "column"
    if parts == "sources":
        found["official"] = ""
    if parts == "worksheets" and made["region_from"] == "name":
        found["region_from"] = "constants"
    if parts == "joined":
        found |= {"subtotals": "none", "repeated": "none", "printed": False, "blank_cells": 0}
    return found


def _of_snapshots(made: dict[str, Any]) -> dict[str, Any]:
    """Two publications are of one table each; a file named after its time needs no other times."""
    if made["snapshots"] == "one":
        return {}
    found: dict[str, Any] = {"parts": "one", "subtotals": "none", "repeated": "none"}
    return found | ({"time": "none"} if made["snapshots"] == "each" else {})


def _of_packing(made: dict[str, Any]) -> dict[str, Any]:
    """A workbook is packed already; JSON has no dialect."""
    if made["workbook"]:
        return {"packed": ""}
    plain = {"encoding": "utf-8", "delimiter": ",", "blank_rows": 0}
    return plain if made["packed"] == "json" else {}


def _of_modes(made: dict[str, Any]) -> dict[str, Any]:
    """The rows of modes are simple rows; a register can be repeated on them and not be parted."""
    if not made["modes"]:
        return {}
    found: dict[str, Any] = {"repeated": "none", "subtotals": "none", "blank_cells": 0}
    return found | ({"registered": "column"} if made["registered"] == "two columns" else {})


def _of_letters(made: dict[str, Any]) -> dict[str, Any]:
    """An encoding of one byte has few letters."""
    if made["encoding"] != "latin-1":
        return {}
    mark = "" if made["mark"] in {"\u202f", "\u2019"} else made["mark"]
    return {"digits": "ascii", "noise": False, "mark": mark}


def _of_rows(made: dict[str, Any]) -> dict[str, Any]:
    """The later row needs a time; printed totals would give a blank cell away."""
    found: dict[str, Any] = {}
    if made["repeated"] == "updated":
        found["time"] = "iso"
    if made["blank_cells"]:
        found["printed"] = False
    if not made["status"]:
        found["words"] = ()
    return found


def plain() -> dict[str, Any]:
    """Give the simplest value of every decision, towards which a failing layout is reduced."""
    return {f.name: f.default for f in fields(Layout)}

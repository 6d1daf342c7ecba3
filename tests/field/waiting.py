"""Cases that wait for other work; empty in the end, and then this file goes."""

from __future__ import annotations

WAITING: dict[str, str] = {
    "hostile-long-two-names-one-choice": "main",
    "hostile-two-columns-one-choice": "main",
    "34-homonyms-long": "main",
    "86-office-spelled-twice": "main",
    "country-brazil-shape": "main",
    "shapes/rounds-wide": "rules",
    "shapes/rounds-wide~1": "rules",
    "shapes/dash-is-zero~1": "times",
    "hostile-missing-sentinel-999": "times",
    "62-vote-for-two": "main",
    "20-arabic-indic-digits": "times",
    "shapes/arabic-digits": "times",
    "shapes/fullwidth-digits": "times",
    "47b-thousands-mixed": "times",
    "43-percent-only": "times",
    "44-negative-correction": "times",
    "44b-negative-keep": "times",
    "45-fractional-votes": "times",
    "hostile-overflow-hides-over-registered": "times",
    "13-hidden-first-sheet": "main",
    "56-formula-without-value": "times",
    "56-formula-without-value~1": "times",
    "57-excel-error-cells": "times",
    "hostile-xlsx-error-cells": "times",
    "hostile-xlsx-formulas-without-values": "times",
    "24-dst-fall-back": "times",
    "24c-dst-fall-back-no-collision": "times",
    "27-spanish-p-m": "times",
    "66-epoch-milliseconds": "times",
    "67-spanish-months": "times",
    "69-month-first": "times",
    "hostile-dst-start-false-interruption": "times",
    "shapes/time-epoch-ms": "times",
    "shapes/time-month-name": "times",
    "shapes/time-six-columns": "times",
    "shapes/time-spanish-pm": "times",
    "audit/blank-cells": "sums",
    "audit/missing-sheets": "audit",
}
"""Name of the test -> the branch that is expected to mend it."""

REMEDIES: dict[str, str] = {}
"""Tests of the words of a remedy that wait."""

SAMPLES: dict[str, str] = {"check": "stakes", "project": "stakes", "stakes": "stakes", "audit plan": "audit"}
"""Commands on the sample of Peru that wait."""

"""Any tally sheet of the contest, looked up in the page itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from veedor.errors import QuestionError, VeedorError
from veedor.report.sections import Fragment, Section, render
from veedor.report.sheet_index import sheet_index
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.case import Case
    from veedor.report.wording import Wording

WORDS = (
    "none",
    "more",
    "sheet",
    "place",
    "state",
    "counted",
    "named",
    "not_named",
    "choice",
    "votes",
    "voters",
    "neighbours",
    "again",
)
"""What the script of the page says: ``search.<word>``."""
PLACE_OF_ID = "SHEET-ID"


def build(case: Case, wording: Wording) -> Section:
    """Write the section.

    Raises
    ------
    QuestionError
        Where there are too many sheets for a page to hold.
    """
    selection = case.select()
    try:
        checks = case.check()
    except VeedorError:  # the section of the checks says why
        checks = None
    contest = case.election.contest()
    packed = sheet_index(selection, checks, wording.of(contest))
    if not packed:
        raise QuestionError(
            sentence(
                "The {number_of_roll:,} sheets are too many to be looked up within one page.",
                number_of_roll=len(selection.states.roll),
            ),
            remedy=sentence(
                "Look one up with `{command}`, with its id for ID.", command=case.command("check", sheet="ID")
            ),
        )
    command = case.command("check", sheet=PLACE_OF_ID).replace(PLACE_OF_ID, "{sheet}")
    holes = {name: f"{{{name}}}" for name in ("shown", "found", "sheet")}  # the script fills them
    words = json.dumps({word: wording.text(f"search.{word}", **holes) for word in WORDS}, ensure_ascii=False)
    made = render("search.html", wording, packed=packed, command=command, words=words)
    return Section("search", (Fragment(made),))

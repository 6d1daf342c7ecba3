"""What others wrote (articles, claims) turns and steers nothing on pages, nor in JSON on a terminal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from veedor.findings.serial import written
from veedor.model import Column, Table, Unit
from veedor.report.templates import part
from veedor.report.wording import Wording

if TYPE_CHECKING:
    from veedor.model import Result

STEERS = "\x1b\x9b\u202e\u2066"
HOSTILE = f"27 %{STEERS} then 12 %"


class Copied:
    """A result with the words of somebody else."""

    findings = ()
    tables = (Table("passages", (Column("text", Unit.TEXT),), ((HOSTILE,),)),)


def test_a_page_shows_figures_in_the_order_in_which_they_stand() -> None:
    assert str(part("command", Wording("en"), HOSTILE)).count("27 %\ufffd\ufffd then 12 %") == 1


def test_json_is_the_same_document_and_steers_no_terminal() -> None:
    text = written((cast("Result", Copied()),), case={"name": HOSTILE})
    assert not set(STEERS) & set(text)
    made = json.loads(text)
    assert made["case"]["name"] == made["tables"][0]["rows"][0][0] == HOSTILE

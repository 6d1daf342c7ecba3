"""Pieces of a case file that remedies print: read back they are what was meant."""

from __future__ import annotations

import re
import tomllib

from hypothesis import given
from hypothesis import strategies as st

from veedor.intake.toml import array, drop_line, inline_table, quoted

TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)


@given(TEXTS, st.lists(TEXTS, max_size=3), st.dictionaries(TEXTS, TEXTS, max_size=3))
def test_what_is_written_reads_back(text: str, texts: list[str], pairs: dict[str, str]) -> None:
    read = tomllib.loads(f"a = {quoted(text)}\nb = {array(texts)}\nc = {inline_table(pairs)}\n")
    assert read == {"a": text, "b": texts, "c": pairs}


@given(st.lists(TEXTS, min_size=1, max_size=4), TEXTS)
def test_a_line_of_drops_hits_the_texts_and_no_other(texts: list[str], other: str) -> None:
    pattern = tomllib.loads(drop_line({}, {"Table": texts}))["rows"]["drop"]["Table"]
    assert all(re.search(pattern, text) for text in texts)
    assert bool(re.search(pattern, other)) == (other in texts or other.removesuffix("\n") in texts)


def test_what_the_case_leaves_out_stays_left_out_whatever_marks_it_holds() -> None:
    stated = {"County": "^Kern's$", "table": r"^\d+ x$"}
    made = tomllib.loads(drop_line(stated, {"Table": ["It's (all)"], "Note": ["a", "a"]}))["rows"]["drop"]
    assert made["County"] == "^Kern's$"
    assert made["table"] == stated["table"]
    assert re.search(made["Table"], "It's (all)")
    assert made["Note"] == "^a$"

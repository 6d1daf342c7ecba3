"""Cells of text as figures and coordinates: strictly, so that nothing is guessed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from veedor.engine import sql
from veedor.intake.characters import PlainNumber, bare, bare_cell, plain, plain_cell
from veedor.intake.toml import array
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.engine.sql import Value
    from veedor.intake.case import NumberMap

LARGEST = 10**10
"""More than all people; the sum of such figures over hundreds of millions of rows fits into 64 bits."""

_FAST = r"^[0-9]{1,10}$"


def trimmed(cell: Value) -> Value:
    """Return a cell without outer blanks of any kind; an empty cell is the empty text."""
    return bare_cell(cell)


def is_blank(text: Value, numbers: NumberMap) -> Value:
    """Say whether a trimmed cell is blank: empty, or one of the texts that the case states.

    Blank is not zero, unless ``numbers.zero`` has the empty text.
    """
    missing, zero = _stated(numbers)
    return text.isin(sorted({"", *missing} - zero))


def blank_of(text: str, numbers: NumberMap) -> bool:
    """Say of one text what :func:`is_blank` says, without an engine."""
    missing, zero = _stated(numbers)
    return bare(text) in {"", *missing} - zero


def _stated(numbers: NumberMap) -> tuple[set[str], set[str]]:
    missing = {bare(text) for text in numbers.missing}
    # a spreadsheet may write the sentinel 999 as 999.0
    decimals = {
        f"{t}{numbers.decimal}{z}" for t in missing if t.isdigit() and numbers.decimal for z in ("0", "00")
    }
    return missing | decimals, {bare(text) for text in numbers.zero}


def _body(numbers: NumberMap) -> str:
    """Return the regular expression of a whole number without its sign and decimals, in plain characters.

    Behind a mark stand groups of three, or (12,34,567) of two with three at the end.
    """
    forms = ["[0-9]+"]
    for mark in dict.fromkeys(plain_mark(c) for c in numbers.thousands):
        part = re.escape(mark)
        # a group of thousands begins with no zero: 0.123 is a share
        forms.append(f"[1-9][0-9]{{0,2}}(?:{part}[0-9]{{3}})+")
        forms.append(f"[1-9][0-9]?(?:{part}[0-9]{{2}})+{part}[0-9]{{3}}")
    return f"(?:{'|'.join(forms)})"


def plain_mark(mark: str) -> str:
    """Return a stated mark in plain characters: one blank or apostrophe stands for all of them."""
    return plain(f"0{mark}0")[1:-1]


NOISE = "(?:0{7}|9{7})[0-9]{0,10}"
"""Seven noughts or nines behind the decimal mark, and more, a computer left that added binary fractions; it
writes no more than seventeen digits."""


def _decimals(numbers: NumberMap) -> str:
    """Return the regular expression of decimals that are none: 16.0; 16.000000000000004, 15.999999999998."""
    return rf"{re.escape(plain_mark(numbers.decimal))}(?:0{{1,2}}|{NOISE})"


def _nines(numbers: NumberMap) -> str:
    """Return the regular expression of decimals that make the whole number one more."""
    return rf"{re.escape(plain_mark(numbers.decimal))}9{{7}}"


def _tail(numbers: NumberMap) -> str:
    return f"(?:{_decimals(numbers)})?" if numbers.decimal else ""


def figure_pattern(numbers: NumberMap) -> str:
    """Return the regular expression of a readable figure, in plain characters and without outer blanks.

    "16.0" is 16, because spreadsheets write so; "1.000" is not 1, because it may be a thousand. What a sum in
    binary fractions left, "15.999999999999998", is 16.
    """
    number = f"{_body(numbers)}{_tail(numbers)}"
    return rf"^(?:{number}|- ?{number}|\({number}\))$" if numbers.negative == "add" else f"^{number}$"


def figure(text: Value, numbers: NumberMap) -> Value:
    """Read a cell, trimmed or not, as a whole number; null where it is blank or unreadable.

    A number below zero is read where ``numbers.negative`` adds it, one beyond :data:`LARGEST` never.
    """
    missing, zero = _stated(numbers)
    told = sorted(t for t in missing | zero if re.fullmatch(_FAST, t))
    if isinstance(text, PlainNumber) and not told and "" not in zero:
        return text.cast("int64")
    # A number that is written as the engine itself writes it is digits alone: to compare costs half of a
    # search, which only the others (with zeros in front, or large) need.
    number = text.try_cast("uint32")
    fast = number.cast("string") == text
    digits = text.re_search(_FAST)
    if told:  # 999 may mean that nothing is known
        fast = fast & ~text.isin(told)
        digits = digits & ~text.isin(told)
    slow = sql.once(trimmed(text), lambda cell: _any_figure(cell, numbers))
    return sql.cases((fast, number.cast("int64")), (digits, text.try_cast("int64")), else_=slow)


def _any_figure(cell: Value, numbers: NumberMap) -> Value:
    """Read a trimmed cell that is not a mere row of ASCII digits."""
    missing, zero = _stated(numbers)
    value = sql.once(plain_cell(cell), lambda whole: _plain_figure(whole, numbers))
    if zero:
        value = sql.ifelse(cell.isin(sorted(zero)), 0, value)
    if missing - {""}:
        value = sql.ifelse(cell.isin(sorted(missing - {""})), None, value)
    return value.cast("int64")


def _plain_figure(whole: Value, numbers: NumberMap) -> Value:
    number = whole
    if numbers.decimal:
        number = number.re_replace(rf"{_decimals(numbers)}(\)?)$", r"\1")
    size = number.re_replace("[^0-9]", "").try_cast("int64")
    if numbers.decimal:
        size = sql.ifelse(whole.re_search(_nines(numbers)), size + 1, size)
    value = sql.ifelse(whole.re_search("^[-(]"), -size, size)
    return sql.ifelse(whole.re_search(figure_pattern(numbers)) & (size <= LARGEST), value, None)


def figure_of(text: str, numbers: NumberMap) -> int | None:
    """Read one text as :func:`figure` does, without an engine."""
    missing, zero = _stated(numbers)
    cell = bare(text)
    if cell in zero:
        return 0
    if cell in missing or not cell:
        return None
    whole = plain(cell)
    if not re.search(figure_pattern(numbers), whole):
        return None
    number, more = whole, 0
    if numbers.decimal:
        number = re.sub(rf"{_decimals(numbers)}(\)?)$", r"\1", number)
        more = int(bool(re.search(_nines(numbers), whole)))
    digits = re.sub("[^0-9]", "", number).lstrip("0") or "0"
    if len(digits) > len(str(LARGEST)) or int(digits) + more > LARGEST:
        return None
    size = int(digits) + more
    return -size if whole[0] in "-(" else size


def blank_as_zero(numbers: NumberMap) -> str:
    """Write the key that makes a blank cell zero, beside what the case says already."""
    return sentence("numbers.zero = {texts}", texts=array([*numbers.zero, ""]))


def none_or_unknown(numbers: NumberMap) -> str:
    """Say what to state where some cells of a sum are blank."""
    return sentence(
        "State {zero}, if a blank cell means that there are none; if it means that nobody knows how many, "
        "state numbers.missing = {missing}: the sum is then unknown.",
        zero=blank_as_zero(numbers),
        missing=array([*numbers.missing, ""]),
    )


def number_problems(numbers: NumberMap) -> Iterator[tuple[str, str, str]]:
    """Check what a case says of figures: key, what is wrong with it, and how to mend it."""
    yield from _mark_problems(numbers)
    yield from _word_problems(numbers)


def _mark_problems(numbers: NumberMap) -> Iterator[tuple[str, str, str]]:
    """Check the marks between thousands and before decimals."""
    for key in ("thousands", "decimal"):
        if any(c.isalnum() or c in "-()%" for c in getattr(numbers, key)):
            yield (
                f"numbers.{key}",
                "no letter, digit or sign can be a mark.",
                sentence("Remove `numbers.{key}`.", key=key),
            )
    if len(numbers.decimal) > 1:
        yield "numbers.decimal", "it is one character.", "Write one character, or remove `numbers.decimal`."
    marks = {plain_mark(c) for c in numbers.thousands}
    if numbers.decimal and plain_mark(numbers.decimal[0]) in marks:
        other = next(mark for mark in ",.\u00b7" if mark not in marks)
        yield (
            "numbers.decimal",
            "it is also the thousands mark.",
            sentence(
                'State both, and differently: numbers.decimal = "{other}" beside the thousands mark.',
                other=other,
            ),
        )


def _word_problems(numbers: NumberMap) -> Iterator[tuple[str, str, str]]:
    """Check the texts that stand for nothing known and for zero."""
    missing, zero = _stated(numbers)
    plainly = replace(numbers, missing=(), zero=(), negative="add")
    for key, texts, wrong in (
        ("missing", numbers.missing, {t for t in numbers.missing if figure_of(t, plainly) == 0}),
        ("zero", numbers.zero, {t for t in numbers.zero if figure_of(t, plainly)}),
    ):
        rest = array([text for text in texts if text not in wrong])
        for text in sorted(wrong):
            what = (
                sentence("a zero is a figure")
                if key == "missing"
                else sentence("it is a figure, and no zero")
            )
            yield (
                f"numbers.{key}",
                sentence("{text!r}: {what}.", text=text, what=what),
                sentence("Take it out: state numbers.{key} = {rest}.", key=key, rest=rest),
            )
    for text in sorted(missing & zero):
        known = array([t for t in numbers.missing if bare(t) != text])
        rest = array([t for t in numbers.zero if bare(t) != text])
        yield (
            "numbers.zero",
            sentence(
                "{text!r} is also in numbers.missing, and cannot mean both zero and nothing known.", text=text
            ),
            sentence(
                "State numbers.missing = {known}, if it means zero; numbers.zero = "
                "{rest}, if nothing is known.",
                known=known,
                rest=rest,
            ),
        )


def degrees(text: Value, numbers: NumberMap, limit: int) -> Value:
    """Read a cell as degrees between ``-limit`` and ``limit``; null where it is not."""
    number = plain_cell(text)
    if numbers.decimal not in {"", "."}:
        number = number.replace(numbers.decimal, ".")
    value = number.try_cast("float64")
    return sql.ifelse(value.between(-limit, limit), value, None)

"""The state of each published row: counted, outstanding, set aside or annulled."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from veedor.engine import fetch_rows, sql
from veedor.errors import InputError
from veedor.intake.case import Layout
from veedor.intake.names import fold
from veedor.intake.problems import SHOWN, sheet_key
from veedor.intake.toml import array, inline_table, quoted
from veedor.intake.vote_columns import holds_figures, only_zeros, size_of, votes_of, without_votes
from veedor.model import State
from veedor.sentence import joined, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.engine.sql import Table
    from veedor.intake.notices import Notice
    from veedor.intake.part import Part
    from veedor.intake.raw import Raw

FOUR = ", ".join(f"{state.value!r}" for state in State)


def word_states(part: Part) -> dict[str, State]:
    """Return the state that each published word stands for, by the folded word."""
    words = part.source.sheet.status_words if part.source.sheet else {}
    return {fold(word): State(state) for word, state in words.items()}


def with_words(part: Part, rows: Table) -> Table:
    """Return rows with ``word_state``, the state of their published word; missing without one."""
    words = word_states(part)
    if "status" not in rows.columns or not words:
        return rows.mutate(word_state=sql.null("string"))
    pairs = [(word, state.value) for word, state in words.items()]
    return rows.mutate(word_state=rows.status.fill_null("").cases(*pairs, else_=sql.null("string")))


def unknown_words(part: Part, rows: Table) -> list[InputError]:
    """Refuse words that the case does not map: whether a sheet counts is not to be guessed.

    A blank cell needs no word where its row has no figure: such a sheet is outstanding.
    """
    if "status" not in rows.columns:
        return []
    word = rows.status.fill_null("")
    known = list(word_states(part))
    told = rows.select("row", word=word, filled=holds_figures(rows).cast("int64"))
    counted = told.group_by("word").aggregate(n=told.count(), filled=told.filled.sum(), row=told["row"].min())
    found = fetch_rows(counted.order_by("row"))
    bad = [r for r in found if r["word"] not in known and (r["word"] or r["filled"])]
    if not bad:
        return []
    listed = joined(
        (
            sentence(
                "{word!r} on {n:,} {n:row|rows}, {filled:,} of them with figures",
                word=r["word"],
                n=r["n"],
                filled=r["filled"],
            )
            for r in bad
        ),
        by="; ",
    )
    asked = {word: state.value for word, state in word_states(part).items()}
    asked |= {row["word"]: "..." for row in bad[:SHOWN]}
    return [
        InputError(
            sentence(
                "the case does not say what {number_of_bad} published words mean: {listed}.",
                number_of_bad=len(bad),
                listed=listed,
            ),
            file=part.raw.label,
            row=bad[0]["row"],
            column=part.source.sheet.status if part.source.sheet else None,
            value=bad[0]["word"],
            expected=sentence("one of {four} for each word", four=FOUR),
            remedy=(
                sentence(
                    "Write sheet.status_words = {asked} with one of the four states in "
                    "place of '...': counted, if its figures stand; outstanding, if it "
                    "is expected and has no figure yet; set aside, if it has figures "
                    "that are not in the count; annulled, if they do not count. If the "
                    "column says nothing of the kind, remove `sheet.status`.",
                    asked=inline_table(asked),
                )
            ),
        )
    ]


def without_annulled_originals(part: Part, rows: Table) -> Table:
    """Leave an annulled row out where another row of the same sheet is not annulled: it was repeated."""
    key = ["sheet_id", "snapshot"] if part.source.each else ["sheet_id"]
    if part.source.layout is Layout.LONG:
        # a rerun repeats every choice; what it does not repeat stays, and its two states are refused
        key.append("choice")
    annulled = rows.word_state == State.ANNULLED.value
    standing = (~annulled.fill_null(False)).cast("int64").max().over(group_by=key)
    marked = rows.mutate(standing=standing, annulled=annulled.fill_null(False))
    kept = marked.filter(~(marked.annulled & (marked.standing == 1)))
    return kept.drop("standing", "annulled")


def with_pending_parts(part: Part, rows: Table) -> Table:
    """Call a sheet outstanding of which a part (a mode of voting) is outstanding, and has no figure.

    The votes of the part are open, so the figures of the sheet are not known: to leave the part out would
    lose them. Parts that are set aside or annulled beside it stay as they are, and are refused.
    """
    if not part.source.rows.add_over or "status" not in rows.columns:
        return rows
    pending = (rows.word_state == State.OUTSTANDING.value) & ~holds_figures(rows)
    other = rows.word_state.isin([State.SET_ASIDE.value, State.ANNULLED.value]).fill_null(False)
    sheet = sheet_key(part)
    word = sql.ifelse(pending, rows.status, sql.null("string")).max().over(sheet)
    mixed = other.cast("int64").max().over(sheet)
    marked = rows.mutate(open_word=sql.ifelse(mixed == 1, sql.null("string"), word))
    is_open = marked.open_word.notnull()
    return marked.mutate(
        status=sql.ifelse(is_open, marked.open_word, marked.status),
        word_state=sql.ifelse(is_open, State.OUTSTANDING.value, marked.word_state),
    ).drop("open_word")


def with_states(part: Part, rows: Table) -> Table:
    """Return one row for each sheet with its ``state`` and the ``reason`` for it.

    A sheet without any figure is outstanding, whatever its word says, unless it is annulled or set aside; the
    figures of an outstanding sheet (zeros that hold its place) are missing.
    """
    filled = holds_figures(rows)
    if part.source.rows.zero_sheets == "outstanding":
        filled = filled & ~only_zeros(rows)
    word = rows.word_state
    counted, outstanding = State.COUNTED.value, State.OUTSTANDING.value
    state = sql.cases(
        (word.isnull() & filled, counted),
        (word.isnull(), outstanding),
        ((word == counted) & ~filled, outstanding),
        else_=word,
    )
    reason = sql.cases(
        (word.isnull() & filled, "figures"),
        (word.isnull() | ((word == counted) & ~filled), "no figure"),
        else_="status",
    )
    made = rows.mutate(state=state, reason=reason)
    return without_votes(made, made.state == outstanding).drop("word_state")


def pending_with_figures(part: Part, rows: Table) -> list[InputError]:
    """Refuse sheets that their word calls outstanding and that hold votes: such figures are set aside."""
    if not votes_of(rows) or State.OUTSTANDING not in word_states(part).values():
        return []
    held = rows.filter((rows.word_state == State.OUTSTANDING.value) & (size_of(rows) > 0))
    found = fetch_rows(held.aggregate(n=held.count(), row=held["row"].min(), word=held.status.min()))[0]
    if not found["n"]:
        return []
    stated = {word: state.value for word, state in word_states(part).items()} | {found["word"]: "set aside"}
    return [
        InputError(
            sentence(
                "{n:,} {n:sheet is outstanding by its|sheets are outstanding by their} word, and "
                "{n:holds|hold} votes.",
                n=found["n"],
            ),
            file=part.raw.label,
            row=found["row"],
            column=part.source.sheet.status if part.source.sheet else None,
            value=found["word"],
            expected="no votes, or another state",
            remedy=(
                sentence(
                    "State sheet.status_words = {stated}, if these figures are not in "
                    'the count yet, or "counted" for the word, if they are.',
                    stated=inline_table(stated),
                )
            ),
        )
    ]


_STATE_WORDS = (
    r"(?i)\b(anulad[ao]s?|annul|annulled|annulée?s?|annulliert|annullat[aeio]|cancell?ed|cancelad[ao]s?|"
    r"void(ed)?|invalidated|invalidad[ao]s?|pendientes?|pendentes?|pending|en attente|ausstehend|outstanding|"
    r"observad[ao]s?|impugnad[ao]s?|apartad[ao]s?|set aside|challenged|contested|quarantined?|"
    r"no contad[ao]s?|not counted|uncounted|no computad[ao]s?|not reported|unreported|nula)\b"
)
_STATE_NAMES = (
    r"(?i)^\W*((sheet|acta|tally|table|mesa|count|counting|estado|status)[\W_]*(de[\W_]*)?)?"
    r"(status|state|estado|estatus|situaci[oó]n|situa[cç][aã]o|zustand|statut|[eé]tat|stato)"
    r"([\W_]*(of|de|da|del|des?)?[\W_]*(the|la|el)?[\W_]*(sheet|acta|ata|mesa|table|count|c[oó]mputo))?\W*$"
)
_LOOKED_AT = 50_000
_MOST_WORDS = 30


def unused_states(part: Part) -> list[InputError]:
    """Ask what a column is that the mapping does not read and that seems to hold the states of sheets.

    An annulled sheet that is summed because its status was not read gives another winner.
    """
    for name, words in _unread_words(part).items():
        telling = [word for word in words if re.search(_STATE_WORDS, word)]
        if telling:
            return [
                InputError(
                    sentence(
                        "the case does not read the column {name!r}, which seems to hold the "
                        "states of sheets.",
                        name=name,
                    ),
                    file=part.raw.label,
                    column=name,
                    value=telling[0],
                    expected="a mapping of its words, or a statement that it says nothing of them",
                    remedy=(
                        sentence(
                            "State sheet.status = {name} and sheet.status_words = {fromkeys} "
                            "with one of {four} for each word; if the column says nothing of the "
                            "sheets, rows.ignore = {array}.",
                            name=quoted(name),
                            fromkeys=inline_table(dict.fromkeys(words[:SHOWN], "...")),
                            four=FOUR,
                            array=array([*part.source.rows.ignore, name]),
                        )
                    ),
                )
            ]
    return []


def unused_status(part: Part) -> list[Notice]:
    """Say that a column is not read which is named like the state of a sheet; its words are not known."""
    return [
        part.notice("unused_status", name, len(words), values=tuple(words[:SHOWN]))
        for name, words in _unread_words(part).items()
        if words and re.search(_STATE_NAMES, name)
    ]


def _unread_words(part: Part) -> dict[str, list[str]]:
    """Return the few words of each column of a count that the mapping does not read, by its name."""
    if not part.source.is_count or part.source.area or (part.source.sheet and part.source.sheet.status):
        return {}
    used = part.used()
    unread = {i: n for i, n in enumerate(part.raw.header) if n and fold(n) not in used}
    told = _words_of(part.raw, [*unread])
    return {name: words for place, name in unread.items() if (words := told[place]) is not None}


def _words_of(raw: Raw, places: Sequence[int]) -> dict[int, list[str] | None]:
    """Give the different words of some columns, asked for once for all contests; none of columns of many."""
    new = [place for place in places if place not in raw.words]
    if new:
        some = raw.table.limit(_LOOKED_AT)
        found = fetch_rows(some.aggregate(**{f"c{i}": some[f"c{i}"].collect(distinct=True) for i in new}))[0]
        for place in new:
            words = sorted(w for w in found[f"c{place}"] or () if w and w.strip())
            raw.words[place] = words if len(words) <= _MOST_WORDS else None
    return raw.words

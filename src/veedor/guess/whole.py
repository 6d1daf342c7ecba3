"""What a sample of a large table may lack: texts of choices and words of states that stand elsewhere."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from veedor.engine import fetch_rows
from veedor.guess.choice_ids import FIXED, choice_ids
from veedor.guess.long_shape import MOST_CONTESTS, contest_id
from veedor.guess.phrase import phrase
from veedor.guess.proposal import ProposedChoice
from veedor.guess.statuses import ask_state, state_of
from veedor.guess.words import TOTALS, has_other_word, is_clear, meaning
from veedor.intake.characters import bare
from veedor.intake.names import fold
from veedor.intake.templates import parse, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.engine.sql import Table, Value
    from veedor.guess.proposal import Proposal
    from veedor.intake.raw import Raw

MOST = 20_000
"""Different texts that are looked at."""


def complete(proposal: Proposal, raw: Raw) -> Proposal:
    """Add what stands in the whole table and not in the rows that were looked at.

    Parameters
    ----------
    proposal : Proposal
        From a sample.
    raw : Raw
        The whole table.
    """
    if proposal.layout == "long":
        proposal = _with_choices(proposal, raw)
    return _with_states(proposal, raw)


def _with_choices(proposal: Proposal, raw: Raw) -> Proposal:
    """Add the texts of choices that the sample did not have."""
    table, template = raw.table, parse(proposal.choice, raw.header)

    def cell(name: str) -> Value:
        return table[raw.column(name, "choices.choice")].fill_null("").strip()

    columns = {"votes": cell(proposal.votes)}
    if proposal.contest_column:
        columns["contest"] = text_of(parse(proposal.contest_column, raw.header), cell, whole=False).strip()
    texts = table.select(name=text_of(template, cell, whole=False), **columns)
    keys = [key for key in texts.columns if key != "votes"]
    found = fetch_rows(_summed(texts, keys).limit(MOST))
    known = {(choice.contest, fold(text)) for choice in proposal.choices for text in choice.published} | {
        ("", fold(text)) for text in proposal.totals
    }
    contests = dict(proposal.contests)
    known_as = {fold(text): name for text, name in contests.items()}
    more: Counter[tuple[str, str]] = Counter()
    for row in found:
        name, of = row["name"], row.get("contest", "").strip()
        if of and name.strip() and fold(of) not in known_as and len(contests) < MOST_CONTESTS:
            contests[of] = known_as[fold(of)] = contest_id(of, tuple(contests.values()))
        contest = known_as.get(fold(of), "")
        if proposal.contest_column and not contest:
            continue
        if name.strip() and not {(contest, fold(name)), ("", fold(name))} & known:
            more[contest, bare(name)] += int(row["total"] or 0)
    return with_further(replace(proposal, contests=contests), more)


def _summed(texts: Table, keys: list[str]) -> Table:
    votes: Value = texts.votes.re_replace("[^0-9]", "").try_cast("int64")
    made = texts.mutate(number=votes)
    return made.group_by(keys).aggregate(total=made.number.sum())


def with_further(proposal: Proposal, more: Mapping[tuple[str, str], int]) -> Proposal:
    """Put further texts among the choices, or among the printed totals where a clear word says so.

    Parameters
    ----------
    proposal : Proposal
        Of a long table.
    more : mapping of (str, str) to int
        Contest and text -> votes.
    """
    totals = dict(proposal.totals)
    choices = list(proposal.choices)
    for contest in dict.fromkeys(name for name, _ in more):
        mine = [choice for choice in choices if choice.contest == contest]
        labels = [choice.label for choice in mine]
        kinds = [choice.kind for choice in mine]
        new = []
        for text in (text for name, text in more if name == contest):
            said = meaning(text)
            if said in TOTALS and is_clear(text) and not has_other_word(text):  # "Ana Rolls"
                totals[text] = "" if said == "total" else said
            else:
                kind = said if said in FIXED and is_clear(text) and said not in kinds else "candidate"
                new.append((text, kind))
                kinds.append(kind)
        ids = choice_ids([*labels, *(text for text, _ in new)], kinds)[len(mine) :]
        taken = {choice.choice_id.casefold() for choice in mine}
        for choice_id, (text, kind) in zip(ids, new, strict=True):
            unique = choice_id
            while unique.casefold() in taken:
                unique += "-2"
            taken.add(unique.casefold())
            choices.append(ProposedChoice(unique, text, kind, (text,), more[contest, text], contest))
    return replace(proposal, choices=tuple(choices), totals=totals)


def _with_states(proposal: Proposal, raw: Raw) -> Proposal:
    """Add the words of a column of states that the sample did not have: each must be asked."""
    name = proposal.fields.get("status", "")
    if not name or not proposal.status_words:
        return proposal
    table = raw.table
    words = table.select(word=table[raw.column(name, "sheet.status")].fill_null("").strip())
    found = fetch_rows(words.group_by("word").aggregate(n=words.count()).limit(MOST))
    known = {fold(word) for word in proposal.status_words}
    more = {row["word"]: row["n"] for row in found if fold(row["word"]) not in known and row["word"]}
    states = {word: state_of(word) for word in more}
    doubts = tuple(
        ask_state(name, word, state, phrase("why.rows", n=more[word])) for word, state in states.items()
    )
    words_of = {**proposal.status_words, **states}
    return replace(proposal, status_words=words_of, doubts=(*proposal.doubts, *doubts))

"""Keys without which a rule cannot be read: what each means, and a line that works as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.sentence import template

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.lacking import Needed

_WIN = '{ name = "plurality", first = true }'
NEEDED: Mapping[str, Needed] = {
    "id": (template("a short name of the rule"), 'id = "xx-mayor-2030"'),
    "title": (template("what the rule is for"), 'title = { en = "Mayors of X" }'),
    "country": (template("the two letters of the country"), 'country = "XX"'),
    "office": (template("what is elected"), 'office = "mayor"'),
    "valid_from": (template("the day from which the law applies"), 'valid_from = "2001-01-01"'),
    "source.language": (template("the language of the law"), 'language = "en"'),
    "source.law": (template("the name of the law"), 'law = "Municipal Code"'),
    "source.article": (template("the article"), 'article = "7"'),
    "source.quote": (
        template("the words of the law"),
        'quote = "The candidate who receives the most votes is elected."',
    ),
    "source.translation": (
        template("those words in English"),
        'translation = "The candidate who receives the most votes is elected."',
    ),
    "source.read_in": (template("where the law was read"), 'read_in = "the official gazette"'),
    "round": (
        template("who wins, round by round"),
        f'round = [{{ name = "single", win = [{_WIN}] }}]',
    ),
    "round.name": (template("which round it is"), 'name = "single"'),
    "round.win": (template("how somebody wins it"), f"win = [{_WIN}]"),
    "win.name": (template("a name for this way to win"), 'name = "plurality"'),
    "void.reason": (template("why the round is void"), 'reason = "turnout"'),
    "fixture.name": (template("a name for this known count"), 'name = "one vote more"'),
    "fixture.source": (template("where the known count comes from"), 'source = "constructed"'),
    "fixture.votes": (template("the votes of the known count"), "votes = { A = 2, B = 1 }"),
    "fixture.expect": (
        template("what the law makes of the known count"),
        'expect = { outcome = "elected", choices = ["A"] }',
    ),
    "fixture.seats": (template("the seats of the known count"), "seats = { Council = { A = 2, B = 1 } }"),
    "seats.name": (template("a name for these seats"), 'name = "Council"'),
    "seats.seats": (template("how many seats there are"), "seats = 10"),
    "seats.level": (template("the level of the areas that have seats"), 'level = "region"'),
    "variant.name": (template("a name for this reading"), 'name = "at_least"'),
    "outcome": (template("how the known count ends"), 'outcome = "elected"'),
    "en": (template("the text in English"), 'en = "Mayors of X"'),
    "of": (template("the share that is asked for"), 'of = "1/2"'),
    "op": (template("on which side of the share it must lie"), 'op = ">"'),
    "base": (template("what it is a share of"), 'base = "valid"'),
    "share": (
        template("the share that is asked for in each area"),
        'share = { of = "1/4", op = ">=", base = "valid" }',
    ),
    "need": (template("in how many areas, or how many points"), "need = 2"),
    "level": (template("the level of the areas"), 'level = "region"'),
    "keep": (template("how many candidates are left after the transfer"), "keep = 2"),
}
"""By the key, with the table before it where it means something of its own there."""


def needed(path: str, key: str) -> Needed | None:
    """Return what a key of a table means and a line for it; None where nobody has described it.

    Parameters
    ----------
    path : str
        Of the table, without the numbers of lists.
    key : str
        The key.
    """
    return NEEDED.get(f"{path.rpartition('.')[2]}.{key}") or NEEDED.get(key)

"""Strategies: small tallies and random rules, and every neighbour of a tally that a change of votes gives."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, combinations_with_replacement, product
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from veedor.model import AreaId, ChoiceId, Kind, OpenVotes, Tally, as_counted
from veedor.rules import Transfer, tally_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.model import Outcome
    from veedor.rules import Rule

CANDIDATES = ("A", "B", "C", "D")
SHARES = ("1/2", "40%", "1/3", "55%", "2/3", "45%")
LEADS = ("10%", "0", "1/4", "5%")

HEAD = {
    "id": "made-up",
    "title": {"en": "Made up", "es": "Inventada"},
    "country": "BO",
    "office": "other",
    "valid_from": "2000-01-01",
    "source": [{"law": "L", "article": "1", "quote": "Q", "language": "en", "read_in": "here"}],
    "base": {"valid": ["candidate"]},
}
ALL_ADVANCE = HEAD | {
    "round": [
        {
            "name": "first",
            "win": [
                {"name": "half", "first": True, "share": {"of": "1/2", "op": "plus_one", "base": "valid"}}
            ],
            "else": {"advance": 2, "tie": "all"},
        },
        {"name": "runoff", "win": [{"name": "plurality", "first": True}]},
    ],
}
"""A law of which all who share the last place that advances do."""


def votes(most: int = 12, candidates: int = 3) -> st.SearchStrategy[dict[str, int]]:
    """Votes of some candidates, blank and null, small enough to try every change of them."""
    names = (*CANDIDATES[:candidates], "blank", "null")
    return st.fixed_dictionaries({name: st.integers(0, most) for name in names})


def tallies(most: int = 12, candidates: int = 3) -> st.SearchStrategy[Tally]:
    """Tallies in which somebody has a vote, with registered voters that are enough for their ballots."""

    def made(cast: dict[str, int], abstained: int) -> Tally:
        return tally_of(cast, registered=sum(cast.values()) + abstained)

    with_votes = votes(most, candidates).filter(lambda v: any(v[name] for name in CANDIDATES[:candidates]))
    return st.builds(made, with_votes, st.integers(0, 2 * most))


def area_tallies(most: int = 5, candidates: int = 3, areas: int = 3) -> st.SearchStrategy[Tally]:
    """Tallies that are the sums of areas, in each of which somebody has a vote."""

    def made(by_area: list[dict[str, int]]) -> Tally:
        total = {name: sum(area[name] for area in by_area) for name in by_area[0]}
        return tally_of(
            total,
            registered=sum(total.values()) + 10_000,
            areas={"region": {f"R{i}": area for i, area in enumerate(by_area)}},
        )

    with_votes = votes(most, candidates).filter(lambda v: any(v[name] for name in CANDIDATES[:candidates]))
    return st.lists(with_votes, min_size=areas, max_size=areas).map(made)


def emptied(tally: Tally, regions: frozenset[str]) -> Tally:
    """Give a tally whose votes of some regions were annulled."""
    gone = [part for region, part in tally.areas["region"].items() if region in regions]
    left = {
        choice: tally.of(choice) - sum(part.of(choice) for part in gone) for choice in tally.contest.kinds
    }
    areas = {r: replace(t, votes={}) if r in regions else t for r, t in tally.areas["region"].items()}
    return replace(tally, votes=left, areas={"region": areas})


def thresholds(shares: tuple[str, ...] = SHARES) -> st.SearchStrategy[dict[str, str]]:
    """Shares of a base with any operator."""
    return st.fixed_dictionaries(
        {
            "of": st.sampled_from(shares),
            "op": st.sampled_from([">", ">=", "plus_one"]),
            "base": st.sampled_from(["valid", "cast", "registered"]),
        }
    )


def ways() -> st.SearchStrategy[dict[str, Any]]:
    """Ways to win by share, lead, first place and turnout, that two candidates cannot satisfy at once."""
    optional = st.fixed_dictionaries(
        {},
        optional={
            "share": thresholds(),
            "lead": thresholds(LEADS).filter(lambda lead: lead["of"] != "0" or lead["op"] != ">="),
            "turnout": st.fixed_dictionaries(
                {"of": st.sampled_from(SHARES), "op": st.sampled_from([">", ">=", "<", "<="])}
            ),
            "min_candidates": st.integers(1, 4),
        },
    )

    def one_winner(way: dict[str, Any], tie: str | None) -> dict[str, Any]:
        tied = {} if tie is None or "first" not in way else {"tie": tie}
        return way | tied

    firsts = st.builds(lambda way: way | {"first": True}, optional)
    leads = optional.filter(lambda way: "lead" in way)
    return st.builds(one_winner, firsts | leads, st.sampled_from([None, None, "older", "lot"]))


def spread_ways() -> st.SearchStrategy[dict[str, Any]]:
    """Ways to win that ask for a share in some of three areas."""
    spread = st.fixed_dictionaries(
        {
            "level": st.just("region"),
            "share": thresholds().filter(lambda share: share["base"] != "registered"),
            "need": st.sampled_from(["1/2", "2/3", "1/3"]),
            "op": st.sampled_from([">", ">="]),
        },
        optional={"must": st.just(["R1"]), "except": st.just(["R2"])},
    )
    more = {"share": thresholds(), "tie": st.sampled_from(["older", "lot"])}
    return st.fixed_dictionaries({"spread": spread, "first": st.just(True)}, optional=more)


def points_ways() -> st.SearchStrategy[dict[str, Any]]:
    """Ways to win that ask for more than half of the points of three areas."""
    points = st.fixed_dictionaries({f"R{i}": st.integers(1, 5) for i in range(3)})

    def by_points(worth: dict[str, int]) -> dict[str, Any]:
        return {"weights": {"need": sum(worth.values()) // 2 + 1, "points": {"region": worth}}}

    return points.map(by_points)


def area_documents() -> st.SearchStrategy[dict[str, Any]]:
    """Rule files that ask for votes by area."""
    return documents(spread_ways()) | documents(points_ways(), most_ways=1)


def ends() -> st.SearchStrategy[dict[str, Any]]:
    """What follows when nobody wins."""
    ties = ["all", "older", "lot", "unstated"]
    return st.one_of(
        st.fixed_dictionaries({"advance": st.integers(2, 3), "tie": st.sampled_from(ties)}),
        st.just({"advance": 2, "tie": "body", "body": "legislature"}),
        st.just({"tie": "body", "body": "legislature"}),
        st.just({"body": "legislature"}),
        st.fixed_dictionaries({"void": st.just("support"), "tie": st.sampled_from(["lot", "unstated"])}),
        st.fixed_dictionaries({"tie": st.sampled_from(ties)}),
    )


def voids() -> st.SearchStrategy[list[dict[str, Any]]]:
    """Grounds of voidness."""
    turnout = st.fixed_dictionaries(
        {
            "reason": st.just("turnout"),
            "turnout": st.fixed_dictionaries(
                {"of": st.sampled_from(SHARES), "op": st.sampled_from(["<", "<="])}
            ),
        }
    )
    blank = st.fixed_dictionaries(
        {"reason": st.just("blank_majority"), "kind": st.just("blank"), "share": thresholds()}
    )
    return st.lists(turnout | blank, max_size=1)


def lawless(round_: dict[str, Any], valid: list[str]) -> dict[str, Any]:
    """Make a rule file of one round that quotes no law."""
    return {
        "id": "made-up",
        "title": {"en": "Made up", "es": "Inventada"},
        "base": {"valid": valid},
        "round": [{"name": "single"} | round_],
    }


KINDS = (["candidate"], ["candidate", "blank"])


def of_several() -> st.SearchStrategy[dict[str, Any]]:
    """Rule files by which several are elected together, whatever breaks ties."""
    ends = st.sampled_from([{}, {"tie": "lot"}, {"tie": "body", "body": "legislature"}])

    def document(
        elect: int, void: list[dict[str, Any]], end: dict[str, Any], valid: list[str]
    ) -> dict[str, Any]:
        return lawless(
            {"elect": elect} | ({"void": void} if void else {}) | ({"else": end} if end else {}), valid
        )

    return st.builds(document, st.integers(2, 4), voids(), ends, st.sampled_from(KINDS))


def proposals() -> st.SearchStrategy[dict[str, Any]]:
    """Rule files of a referendum on A."""
    way = st.fixed_dictionaries(
        {},
        optional={
            "share": thresholds(),
            "first": st.just(True),
            "lead": thresholds(LEADS),
            "turnout": st.fixed_dictionaries(
                {"of": st.sampled_from(SHARES), "op": st.sampled_from([">", ">=", "<", "<="])}
            ),
        },
    ).filter(bool)

    def document(wins: list[dict[str, Any]], void: list[dict[str, Any]], valid: list[str]) -> dict[str, Any]:
        ways = [{"name": f"way {i}"} | win for i, win in enumerate(wins)]
        return lawless({"approve": "A", "win": ways} | ({"void": void} if void else {}), valid)

    return st.builds(document, st.lists(way, min_size=1, max_size=2), voids(), st.sampled_from(KINDS))


def documents(
    way: st.SearchStrategy[dict[str, Any]] | None = None, most_ways: int = 2
) -> st.SearchStrategy[dict[str, Any]]:
    """Rule files, as plain values, of one round (and a runoff where one may follow)."""

    def document(
        wins: list[dict[str, Any]], void: list[dict[str, Any]], end: dict[str, Any], valid: list[str]
    ) -> dict[str, Any]:
        first: dict[str, Any] = {
            "name": "first",
            "win": [{"name": f"way {i}"} | win for i, win in enumerate(wins)],
            "else": end,
        }
        if void:
            first["void"] = void
        source = {"law": "L", "article": "1", "quote": "Q", "language": "en", "read_in": "here"}
        return {
            "id": "made-up",
            "title": {"en": "Made up", "es": "Inventada"},
            "country": "BO",
            "office": "other",
            "valid_from": "2000-01-01",
            "source": [source],
            "base": {"valid": valid},
            "round": [first, {"name": "runoff", "win": [{"name": "plurality", "first": True}]}],
        }

    kinds = st.sampled_from([["candidate"], ["candidate", "blank"]])
    every = st.lists(ways() if way is None else way, min_size=1, max_size=most_ways)
    by_ways = st.builds(document, every, voids(), ends(), kinds)
    return by_ways | of_several() if way is None else by_ways


def changed(tally: Tally, transfer: Transfer, votes_changed: int, area: str | None = None) -> Tally:
    """Give a tally after some votes changed, in an area too where one is named."""
    after = {choice: tally.of(choice) for choice in tally.contest.kinds}
    if transfer.source is not None:
        after[transfer.source] -= votes_changed
    if transfer.target is not None:
        after[transfer.target] += votes_changed
    areas = tally.areas
    if area is not None:
        inside = changed(tally.areas["region"][AreaId(area)], transfer, votes_changed)
        areas = {"region": {**tally.areas["region"], AreaId(area): inside}}
    return replace(tally, votes=after, areas=areas)


def everywhere(tally: Tally, transfer: Transfer, votes_changed: int) -> Iterator[Tally]:
    """Give every tally that so many changed votes can lead to, wherever they are cast."""
    names = tuple(tally.areas["region"])
    for places in combinations_with_replacement(names, votes_changed):
        after = tally
        for name in names:
            after = changed(after, transfer, places.count(name), name)
        if all(n >= 0 for area in after.areas["region"].values() for n in area.votes.values()):
            yield after


def possible(rule: Rule, tally: Tally) -> bool:
    """Whether a tally is one that a rule can be applied to and that has an outcome."""
    del rule
    enough = tally.registered is None or tally.cast <= tally.registered
    return enough and tally.valid > 0 and all(n >= 0 for n in tally.votes.values())


def additions_up_to(tally: Tally, ballots: int) -> Iterator[Tally]:
    """Give every tally with up to so many ballots more."""
    names = [ChoiceId(str(choice)) for choice in tally.contest.kinds]
    for number in range(ballots + 1):
        for chosen in combinations_with_replacement(names, number):
            after = {name: tally.of(name) + chosen.count(name) for name in names}
            yield replace(tally, votes=after)


def stands(one: Outcome, other: Outcome) -> bool:
    """Whether two outcomes are the same for the people concerned."""
    return one.same_as(other)


def open_groups(
    names: tuple[str, ...], *, most: int = 2, groups: int = 2, regions: tuple[str, ...] = ()
) -> st.SearchStrategy[tuple[OpenVotes, ...]]:
    """Open votes: few of them, for some choices or any, in some region or any."""
    some = st.frozensets(st.sampled_from(names), min_size=1).map(
        lambda found: frozenset(ChoiceId(name) for name in found)
    )
    where: st.SearchStrategy[dict[str, AreaId]] = st.just({})
    if regions:
        where |= st.sampled_from(regions).map(lambda region: {"region": AreaId(region)})
    group = st.builds(OpenVotes, st.integers(0, most), st.none() | some, where)
    return st.lists(group, min_size=1, max_size=groups).map(tuple)


def contents(tally: Tally, group: OpenVotes) -> list[tuple[ChoiceId, ...]]:
    """Give all that one open ballot can be, or not be."""
    kinds = tally.contest.kinds
    allowed = sorted(kinds if group.choices is None else group.choices)
    votes = tally.contest.votes_allowed
    repeated = [name for name in allowed for _ in range(1 if kinds[name] is Kind.CANDIDATE else votes)]
    return sorted({found for n in range(votes + 1) for found in combinations(repeated, n)})


def completions(tally: Tally) -> Iterator[Tally]:
    """Give every tally that the open votes of a tally can lead to, wherever they are cast."""
    regions = tuple(tally.areas.get("region", ()))
    ballots = []
    for group in tally.open:
        here: tuple[AreaId | None, ...] = regions or (None,)
        if "region" in group.areas:
            here = (group.areas["region"],)
        one = [(found, region) for found in contents(tally, group) for region in here if found] + [((), None)]
        ballots.append(list(combinations_with_replacement(one, group.ballots or 0)))
    for chosen in product(*ballots):
        after = as_counted(tally)
        for votes, region in (ballot for group in chosen for ballot in group):
            after = _with_votes(after, votes, region)
        yield after


def _with_votes(tally: Tally, votes: tuple[ChoiceId, ...], region: AreaId | None) -> Tally:
    areas = tally.areas
    if region is not None:
        inside = _with_votes(tally.areas["region"][region], votes, None)
        areas = {"region": {**tally.areas["region"], region: inside}}
    summed = {choice: tally.of(choice) + votes.count(choice) for choice in tally.contest.kinds}
    return replace(tally, votes=summed, areas=areas)

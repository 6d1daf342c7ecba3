"""How many votes would have to change for an outcome to change: the margin to flip."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from veedor.model import Assertion, Quorum
from veedor.model.bounds import turning_point
from veedor.rules.margins import Margin, condition_margin

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from veedor.model import Alternative, Condition, Tally
    from veedor.rules.margins import Transfer


class Standing:
    """Alternatives of which one holds as long as an outcome stands, prepared to be tried on many transfers.

    Parameters
    ----------
    alternatives : sequence of Alternative
        What establishes the outcome.
    tally : Tally
        The totals.

    Notes
    -----
    Without conditions by area every condition is a linear form, which changes its truth once as votes
    change; between those turning points the outcome cannot change, so it is looked at only there, with all
    alternatives, also those that start to hold. With areas, every alternative that holds must be broken,
    each by its cheapest condition in the cheapest places: no smaller number can do. The number is exact
    when no alternative can start to hold and at most one quorum is what is broken.
    """

    def __init__(self, alternatives: Sequence[Alternative], tally: Tally) -> None:
        self.alternatives = alternatives
        self.tally = tally
        self.by_area = any(_by_area(c) for a in alternatives for c in a.conditions)
        self._forms: list[Assertion] = []
        self._values: list[int] = []
        self._used_in: list[list[int]] = []
        self._failing = [0] * len(alternatives)
        if not self.by_area:
            self._index()

    def _index(self) -> None:
        """Note which alternatives each form is in, and how many forms of each do not hold."""
        numbers: dict[str, int] = {}
        for i, alternative in enumerate(self.alternatives):
            for form in alternative.assertions:
                number = numbers.setdefault(form.assertion_id, len(numbers))
                if number == len(self._forms):
                    self._forms.append(form)
                    self._values.append(form.value(self.tally))
                    self._used_in.append([])
                self._used_in[number].append(i)
                self._failing[i] += not form.satisfied_by(self._values[number])

    def margin(self, transfer: Transfer) -> Margin:
        """Return the smallest number of votes of a transfer with which none of the alternatives holds."""
        if self.by_area:
            return _by_areas(self.alternatives, self.tally, transfer)
        turns = [
            (votes, number)
            for number, (form, value) in enumerate(zip(self._forms, self._values, strict=True))
            if (votes := turning_point(form, value, transfer.effect(form))) is not None
        ]
        most = self._most(transfer)
        failing = list(self._failing)
        holding = failing.count(0)
        for votes, same in groupby(sorted(turns), key=itemgetter(0)):
            if most is not None and votes > most:
                break
            for _, number in same:
                step = 1 if self._forms[number].satisfied_by(self._values[number]) else -1
                for i in self._used_in[number]:
                    holding -= failing[i] == 0
                    failing[i] += step
                    holding += failing[i] == 0
            if not holding:
                return Margin(transfer, votes)
        return Margin(transfer, None)

    def _most(self, transfer: Transfer) -> int | None:
        """Return how many votes can change: no more than there are, and no more ballots than voters."""
        most = transfer.most(self.tally)
        registered, cast = self.tally.registered, self.tally.turnout
        if most is not None or registered is None or cast is None:
            return most
        if any(form.registered_weight for form in self._forms):
            return registered - cast
        return most


def _by_areas(standing: Sequence[Alternative], tally: Tally, transfer: Transfer) -> Margin:
    """Break every alternative that holds, each by its cheapest condition, in the cheapest places."""
    needed = 0
    exact = not any(_can_start(a, tally, transfer) for a in standing if not a.holds(tally))
    broken: set[object] = set()
    for alternative in standing:
        if not alternative.holds(tally):
            continue
        costs = [(condition_margin(c, tally, transfer), c) for c in alternative.conditions]
        possible = [(cost, c) for cost, c in costs if cost is not None]
        if not possible:
            return Margin(transfer, None, exact)
        cost, condition = min(possible, key=lambda pair: pair[0])
        needed = max(needed, cost)
        if _by_area(condition):
            broken.add(condition.key)
    return Margin(transfer, needed, exact and len(broken) <= 1)


def _can_start(alternative: Alternative, tally: Tally, transfer: Transfer) -> bool:
    """Whether an alternative that does not hold could come to hold as votes change so."""
    forms: Iterable[Assertion] = (
        form
        for c in alternative.conditions
        if not c.holds(tally)
        for form in ((c,) if isinstance(c, Assertion) else c.members)
    )
    return any(transfer.effect(form) > 0 for form in forms)


def _by_area(condition: Condition) -> bool:
    return isinstance(condition, Quorum) or condition.scope is not None

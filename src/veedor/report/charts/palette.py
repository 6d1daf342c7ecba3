"""The colours of choices, and of scales; whoever needs them alone need not load Altair.

Choices get :data:`CHOICES` by their place on the ballot paper, in every picture, whoever they are; from the
tenth on the colours repeat. Colour is never the only channel: lines and
dots carry their label. No colour stands for good or bad: a line of the law is ink, what was not observed is
grey, and the two sides of a scale are the two dark ends of brown and purple (after ColorBrewer's PuOr),
equally far from the paper. The nine colours were searched for the largest smallest distance in CIELAB under
normal sight and simulated protanopia, deuteranopia (Machado, Oliveira and
Fernandes 2009, severity 1) and tritanopia, each with a contrast of at least 3 to 1 on white (WCAG 2.1,
1.4.11); a test measures both again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from veedor.model import Contest

CHOICES = (
    "#B35806", "#149D98", "#BE255E", "#8987E0", "#542788", "#1C4017", "#2D36D7", "#B88761", "#781860",
)  # fmt: skip
"""By place on the ballot paper."""
OTHER = "#6B7076"
"""Blank, null and other kinds that are no candidate."""
DIVERGING = (
    "#803900", "#AA5B1F", "#CF8C61", "#ECC0AB", "#E6E4E0", "#D0C4E5", "#A790D1", "#7B60B6", "#563F91",
)  # fmt: skip
"""Two sides and a middle; negative first. Neither end means good or bad."""
SEQUENTIAL = ("#E4E6EA", "#B7BECA", "#8793A6", "#566580", "#2B3A55")
"""Little to much, in ink."""


def colours(contest: Contest) -> dict[str, str]:
    """Return the colour of each choice of a contest: that of the case, else of its place on the ballot.

    What the case fixed is nobody else's as long as any is left.
    """
    fixed_ones = {c.choice_id: c.colour for c in contest.choices if c.colour}
    taken = {colour.upper() for colour in fixed_ones.values()}
    free = [colour for colour in CHOICES if colour.upper() not in taken] or list(CHOICES)
    found = {str(c.choice_id): OTHER for c in contest.choices}
    others = [choice for choice in contest.candidates if choice not in fixed_ones]
    for place, choice in enumerate(others):
        found[choice] = free[place % len(free)]
    return found | {str(choice): colour for choice, colour in fixed_ones.items()}

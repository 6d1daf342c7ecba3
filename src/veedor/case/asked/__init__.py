"""Questions as texts, by the names of the options of their verb: as an address or a form has them.

``verbs`` has what can be asked and asks it; ``values`` reads single values; ``offers`` says what a case
offers to choose from. A problem is said of the key that it is about (:class:`AskedProblemsError`).
"""

from __future__ import annotations

from veedor.case.asked.offers import Offers, offers_of
from veedor.case.asked.values import AskedProblemsError, read_share, selection_of
from veedor.case.asked.verbs import VERBS, AskedVerb, ask, read_question

__all__ = [
    "VERBS",
    "AskedProblemsError",
    "AskedVerb",
    "Offers",
    "ask",
    "offers_of",
    "read_question",
    "read_share",
    "selection_of",
]

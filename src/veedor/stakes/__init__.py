"""Could what is in doubt change the outcome: annulled, moved, or anything at all."""

from veedor.stakes.ask import doubt, flips, named
from veedor.stakes.chance import Chance, chance
from veedor.stakes.flip import Flip, Word, can_flip, smallest_flip
from veedor.stakes.outcome import question_about
from veedor.stakes.prove import Proven, prove
from veedor.stakes.question import Question, question_of
from veedor.stakes.results import Answer, Doubt, Flips, NamedSet
from veedor.stakes.select import read_ids, rows_of, share_of, where
from veedor.stakes.sets import Block, Effect, Lost, block, effect, lost
from veedor.stakes.treatments import Treatment, treatment_named
from veedor.stakes.units import Units, named_units, units_of

__all__ = [
    "Answer",
    "Block",
    "Chance",
    "Doubt",
    "Effect",
    "Flip",
    "Flips",
    "Lost",
    "NamedSet",
    "Proven",
    "Question",
    "Treatment",
    "Units",
    "Word",
    "block",
    "can_flip",
    "chance",
    "doubt",
    "effect",
    "flips",
    "lost",
    "named",
    "named_units",
    "prove",
    "question_about",
    "question_of",
    "read_ids",
    "rows_of",
    "share_of",
    "smallest_flip",
    "treatment_named",
    "units_of",
    "where",
]

"""Could what is in doubt change the outcome: annulled, moved, or anything at all."""

from veedor.stakes.chance import chance
from veedor.stakes.condition import where
from veedor.stakes.flip import Flip, Word, can_flip, smallest_flip
from veedor.stakes.prove import prove
from veedor.stakes.questions import doubt, flips, named
from veedor.stakes.request import StakesRequest, stakes
from veedor.stakes.results import Flips, InDoubt, NamedSet
from veedor.stakes.select import named_rows, read_ids, share_of
from veedor.stakes.sets import block, effect, lost
from veedor.stakes.stake import Stake, at_stake, stake_of, stake_of_assertion
from veedor.stakes.treatments import TREATMENTS, Treatment, register, treatment_of
from veedor.stakes.units import named_units, units_of

__all__ = [
    "TREATMENTS",
    "Flip",
    "Flips",
    "InDoubt",
    "NamedSet",
    "Stake",
    "StakesRequest",
    "Treatment",
    "Word",
    "at_stake",
    "block",
    "can_flip",
    "chance",
    "doubt",
    "effect",
    "flips",
    "lost",
    "named",
    "named_rows",
    "named_units",
    "prove",
    "read_ids",
    "register",
    "share_of",
    "smallest_flip",
    "stake_of",
    "stake_of_assertion",
    "stakes",
    "treatment_of",
    "units_of",
    "where",
]

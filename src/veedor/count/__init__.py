"""What was counted, and when: sheets, totals, versions, publications, interruptions."""

from veedor.count.areas import STRATUM, AreaSums, sums_by, telling_level
from veedor.count.comparison import AssertionShift, ComparedCount, Comparison, compare
from veedor.count.election import Election
from veedor.count.held import Holdings, Official, SheetApart
from veedor.count.interruptions import Cadence, Interruption, Meanwhile, Pause, cadence, find_interruptions
from veedor.count.load import load_states, with_times
from veedor.count.logs import Publications, Verifications, moment
from veedor.count.outcome import OutcomeResult
from veedor.count.progress import Progress, along_publications, along_sheets
from veedor.count.published import Snapshot
from veedor.count.read_logs import load_publications, load_verifications
from veedor.count.roll import Roll, load_roll
from veedor.count.sheets import Places, Sheets
from veedor.count.snapshots import SnapshotCheck, Suspect, check_snapshot
from veedor.count.states import Completeness, States
from veedor.count.timeline import Timeline, build_timeline
from veedor.count.versions import PlaceShift, SumShift, Versions, pair

__all__ = [
    "STRATUM",
    "AreaSums",
    "AssertionShift",
    "Cadence",
    "ComparedCount",
    "Comparison",
    "Completeness",
    "Election",
    "Holdings",
    "Interruption",
    "Meanwhile",
    "Official",
    "OutcomeResult",
    "Pause",
    "PlaceShift",
    "Places",
    "Progress",
    "Publications",
    "Roll",
    "SheetApart",
    "Sheets",
    "Snapshot",
    "SnapshotCheck",
    "States",
    "SumShift",
    "Suspect",
    "Timeline",
    "Verifications",
    "Versions",
    "along_publications",
    "along_sheets",
    "build_timeline",
    "cadence",
    "check_snapshot",
    "compare",
    "find_interruptions",
    "load_publications",
    "load_roll",
    "load_states",
    "load_verifications",
    "moment",
    "pair",
    "sums_by",
    "telling_level",
    "with_times",
]

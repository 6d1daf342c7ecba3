"""What was counted, and when: sheets, totals, versions, publications, interruptions."""

from veedor.count.areas import sums_by, telling_level
from veedor.count.comparison import Comparison, compare
from veedor.count.election import Election
from veedor.count.interruptions import Interruption, Meanwhile, cadence, find_interruptions
from veedor.count.load import load_states, with_times
from veedor.count.logs import Publications, Verifications
from veedor.count.outcome import OutcomeResult
from veedor.count.progress import along_publications, along_sheets
from veedor.count.published import Snapshot
from veedor.count.read_logs import load_publications, load_verifications
from veedor.count.roll import Roll, load_roll
from veedor.count.sheets import Places, Sheets
from veedor.count.snapshots import SnapshotCheck, check_snapshot
from veedor.count.states import Completeness, States
from veedor.count.timeline import Timeline, build_timeline
from veedor.count.versions import pair

__all__ = [
    "Comparison",
    "Completeness",
    "Election",
    "Interruption",
    "Meanwhile",
    "OutcomeResult",
    "Places",
    "Publications",
    "Roll",
    "Sheets",
    "Snapshot",
    "SnapshotCheck",
    "States",
    "Timeline",
    "Verifications",
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
    "pair",
    "sums_by",
    "telling_level",
    "with_times",
]

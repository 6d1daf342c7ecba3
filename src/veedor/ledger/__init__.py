"""Who can prove that it was there? A public log of what was published, as files that anyone can check."""

from typing import TYPE_CHECKING

from veedor.later import later

if TYPE_CHECKING:
    from veedor.ledger.comparing import LogComparison, compare_logs
    from veedor.ledger.opening import begin_log, open_log
    from veedor.ledger.policies import LogPolicy, read_policy
    from veedor.ledger.publishing import ShownLog, ask_again, check_witnesses, publish
    from veedor.ledger.reading import LogCopy, read_log
    from veedor.ledger.silence import DarkPeriod, Growth, Sighting
    from veedor.ledger.sources import folder_source, web_source
    from veedor.ledger.verifying import LogReport, verify_log
    from veedor.ledger.witness import LogWitness
    from veedor.ledger.writing import LogWriter
else:
    __getattr__ = later(
        __name__,
        {
            ".comparing": ["LogComparison", "compare_logs"],
            ".opening": ["begin_log", "open_log"],
            ".policies": ["LogPolicy", "read_policy"],
            ".publishing": ["ShownLog", "ask_again", "check_witnesses", "publish"],
            ".reading": ["LogCopy", "read_log"],
            ".silence": ["DarkPeriod", "Growth", "Sighting"],
            ".sources": ["folder_source", "web_source"],
            ".verifying": ["LogReport", "verify_log"],
            ".witness": ["LogWitness"],
            ".writing": ["LogWriter"],
        },
    )

__all__ = [
    "DarkPeriod",
    "Growth",
    "LogComparison",
    "LogCopy",
    "LogPolicy",
    "LogReport",
    "LogWitness",
    "LogWriter",
    "ShownLog",
    "Sighting",
    "ask_again",
    "begin_log",
    "check_witnesses",
    "compare_logs",
    "folder_source",
    "open_log",
    "publish",
    "read_log",
    "read_policy",
    "verify_log",
    "web_source",
]

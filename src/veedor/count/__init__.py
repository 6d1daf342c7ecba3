"""What was counted, and when: sheets, totals, versions, publications, interruptions."""

from veedor.count.sheets import UNKNOWN, Places, Sheets

__all__ = ["UNKNOWN", "Places", "Sheets"]

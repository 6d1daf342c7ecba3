"""Sheets that do not add up: certain, each check an exact definition with its source."""

"""Versions of the tables, in their order."""

"""Checks of one sheet beside others."""

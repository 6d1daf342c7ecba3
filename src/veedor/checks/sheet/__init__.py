"""Checks of one sheet by itself."""

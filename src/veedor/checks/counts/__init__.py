"""Checks of one sheet in two counts, logs or contests."""

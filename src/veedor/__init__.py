"""Veedor puts a published election count to the test."""

__version__ = "0.1.0"

"""Patterns that are odd: probable, each with a simulated null and its criticism."""

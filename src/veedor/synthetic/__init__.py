"""Synthetic elections with known defects and a fixed seed."""

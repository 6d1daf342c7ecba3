"""The version of Veedor, where every layer may read it without opening the door."""

__version__ = "0.1.0"

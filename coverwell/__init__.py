"""Coverwell, the system behind a health plan."""

__version__ = "0.1.0"

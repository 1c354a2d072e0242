"""Coverwell: the system behind a health plan."""

"""Payments leave as 835 files."""

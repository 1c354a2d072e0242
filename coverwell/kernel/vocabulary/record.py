"""Making records where it happens many times a claim."""

from __future__ import annotations


# A NamedTuple's own constructor is a function in Python; measured, this takes half the time.
new = tuple.__new__

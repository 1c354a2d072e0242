"""Estimates: the adjudication of a claim that has not happened yet."""

"""Columns that nobody reads in the database: sealed values, their keys, and their index."""

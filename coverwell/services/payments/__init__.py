"""Decisions become payments, postings, and files for banks and offices."""

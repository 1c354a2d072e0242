"""The gateway of X12 files."""

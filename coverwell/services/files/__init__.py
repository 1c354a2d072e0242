"""The archive of every file that came or went."""

"""Answers to coverage questions."""

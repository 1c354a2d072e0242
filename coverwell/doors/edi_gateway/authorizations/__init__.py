"""Requests for approval (278: X217, X215, X216) and their answers."""

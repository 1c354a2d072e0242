"""Claim status inquiries (276) and their answers (277)."""

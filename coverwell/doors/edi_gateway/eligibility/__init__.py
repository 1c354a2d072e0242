"""Eligibility inquiries (270) and their answers (271)."""

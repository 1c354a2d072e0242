"""Attachments (275) and requests for them (277)."""

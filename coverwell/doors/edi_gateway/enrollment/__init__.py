"""Enrolment files (834)."""

"""Enrolment: who is a member, in which plan, from when to when."""

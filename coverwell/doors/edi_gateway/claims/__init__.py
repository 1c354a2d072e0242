"""Claim files: received, answered and handed on."""

"""Offices enrol for electronic payment (EFT) and electronic remittance advice (ERA)."""

"""Precertification: one service for the portal, the 278 and the command line."""

"""A patient as office and member see them: coverage, what stands beside it, and the card."""

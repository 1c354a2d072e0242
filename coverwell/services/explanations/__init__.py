"""A decision in words: what a page, a letter and an estimate all print."""

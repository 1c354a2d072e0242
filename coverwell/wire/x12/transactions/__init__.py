"""One thin typed module for each transaction set."""

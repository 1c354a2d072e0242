"""What was done and read, by whom."""

"""Premium payments (820)."""

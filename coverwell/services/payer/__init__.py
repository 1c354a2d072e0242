"""Who the payer is, as data."""

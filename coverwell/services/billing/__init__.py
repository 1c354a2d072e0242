"""Premium billing: invoices, what is paid on them, and what waits to be matched."""

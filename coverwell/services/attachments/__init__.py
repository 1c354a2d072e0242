"""Documents that support claims."""

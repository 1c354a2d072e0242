"""Documents that support claims: kept, checked, laid to their claim, and asked for."""

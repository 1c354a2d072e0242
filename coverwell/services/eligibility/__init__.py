"""Is this person covered, for what, and what is left? One answer for every door that asks."""

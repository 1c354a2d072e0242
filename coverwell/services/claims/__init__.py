"""From a claim that came in to a decision that is kept."""

"""How days are written, where it is not as Django writes them."""

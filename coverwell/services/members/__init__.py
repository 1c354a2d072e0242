"""Members: who they are and what covers them."""

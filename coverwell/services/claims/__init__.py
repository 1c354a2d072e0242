"""Claims: accepted, decided, found and shown."""

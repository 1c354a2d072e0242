"""The companion guide: what the gateway exchanges, told from the tables that it reads itself."""

"""The demonstration world: an invented payer, its accounts, families, providers and claims."""

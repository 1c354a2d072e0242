"""What happens by the clock: jobs of dead workers again, the audit sealed, the books checked."""

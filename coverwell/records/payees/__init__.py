"""How offices ask to be paid and told electronically: EFT and ERA enrolments."""

"""The payer's own staff: work that partners, offices and members do not see."""

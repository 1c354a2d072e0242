"""How well the plan serves its partners: time served, answers in time, payments told."""

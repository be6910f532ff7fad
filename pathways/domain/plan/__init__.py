"""A training plan: who learns what, in which order, in how many runs, at what cost."""

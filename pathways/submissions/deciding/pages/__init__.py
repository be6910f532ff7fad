"""Pages of decisions: deciding, what follows of the conditions, and letters."""

"""The addresses of a review: reading it, one row of it, marking."""

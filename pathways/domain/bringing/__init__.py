"""Bringing in what a provider has already: an outline, a matrix, or our own workbook."""
